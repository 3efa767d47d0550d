//! A decoder and the state of its stream, which all adapters share.

use bytes::Bytes;

use super::end_rule::{EndAt, EndRule, Ends, NoEndRule};
use super::error::{DecodeError, Error};
use crate::Decode;

/// Leads a decoder through its stream and through its end, one item at a time.
#[derive(Debug, Clone)]
pub(super) struct Feed<D, R = NoEndRule> {
    decoder: D,
    rule: R,
    stage: Stage,
    /// Whether the transport has failed and nothing has come since.
    has_failed: bool,
}

/// The verdict as an error, without a transport.
type EndError = Error<core::convert::Infallible>;

#[derive(Debug, Clone)]
enum Stage {
    /// More may come.
    Open,
    /// The transport has ended, the decoder has not been asked for its end.
    Ended,
    /// Only the verdict is left.
    Judged(Option<EndError>),
    /// Nothing is left.
    Done,
}

/// What is left of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// More may come: feed it.
    Input,
    /// No input, but there may be items yet.
    Items,
    /// Nothing.
    Nothing,
}

impl<D> Feed<D> {
    pub(super) const fn new(decoder: D) -> Self {
        Self {
            decoder,
            rule: NoEndRule {},
            stage: Stage::Open,
            has_failed: false,
        }
    }
}

impl<D, R> Feed<D, R> {
    pub(super) const fn decoder(&self) -> &D {
        &self.decoder
    }

    pub(super) fn into_decoder(self) -> D {
        self.decoder
    }

    /// Sets what an item for which `is_end` returns `true` is to the end; others are judged as before.
    pub(super) fn end_at<P>(self, is_end: P, ends: Ends) -> Feed<D, EndAt<P, R>> {
        Feed {
            decoder: self.decoder,
            rule: EndAt::new(is_end, ends, self.rule),
            stage: self.stage,
            has_failed: self.has_failed,
        }
    }

    /// Notes that the transport has delivered something: it has not failed for good.
    #[inline(always)]
    pub(super) const fn received(&mut self, bytes: &[u8]) {
        self.has_failed &= bytes.is_empty();
    }

    /// Notes that the transport has failed: if it ends now, that is no second error.
    pub(super) const fn failed(&mut self) {
        self.has_failed = true;
    }

    /// Notes that no more input comes.
    pub(super) fn end(&mut self) {
        if let Stage::Open = self.stage {
            self.stage = Stage::Ended;
        }
    }

    /// Returns whether more input may come.
    #[inline(always)]
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open)
    }

    /// Returns whether nothing is left.
    #[cfg(feature = "stream")]
    pub(super) const fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    /// Returns what is left to be done, or the verdict as an error, if that comes next.
    #[cfg(feature = "std")]
    #[inline]
    pub(super) fn left<E>(&mut self) -> Result<Left, Error<E>> {
        if self.is_open() {
            Ok(Left::Input)
        } else {
            self.left_at_end()
        }
    }

    #[cold]
    #[inline(never)]
    fn left_at_end<E>(&mut self) -> Result<Left, Error<E>> {
        match &mut self.stage {
            Stage::Open => Ok(Left::Input),
            Stage::Ended => Ok(Left::Items),
            Stage::Judged(fault) => {
                let fault = fault.take();
                self.stage = Stage::Done;
                match fault {
                    None => Ok(Left::Nothing),
                    Some(fault) => Err(fault.map_transport(|never| match never {})),
                }
            }
            Stage::Done => Ok(Left::Nothing),
        }
    }
}

impl<D: Decode, R: EndRule<D>> Feed<D, R> {
    /// Lends the next item of the input, or of the stream's end. After `None`, ask [`left`](Self::left).
    pub(super) fn lend<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<D::Item<'d>>, DecodeError> {
        let Self {
            decoder,
            rule,
            stage,
            has_failed,
        } = self;
        let item = match stage {
            Stage::Open => {
                let mut place = None;
                match decoder.decode_noting(input, &mut place) {
                    Ok(item) => item,
                    Err(error) => return Err(DecodeError::new(error, place)),
                }
            }
            Stage::Ended => {
                let mut place = None;
                match decoder.finish_noting(&mut place) {
                    Ok(end) => {
                        let fault = EndError::from_verdict(end.verdict());
                        let fault = fault.or((R::IS_SET).then_some(EndError::MissingEnd));
                        let is_told = |fault: &EndError| {
                            !*has_failed || matches!(fault, EndError::Foreign { .. })
                        };
                        *stage = Stage::Judged(fault.filter(is_told));
                        end.into_last()
                    }
                    Err(error) => return Err(DecodeError::new(error, place)),
                }
            }
            Stage::Judged(_) | Stage::Done => None,
        };
        Ok(item.filter(|item| is_handed_out(rule, stage, item)))
    }

    /// Returns the next item of the input, owned; `chunk` is what that is part of, if it came as [`Bytes`]. Whether it
    /// is handed out is still to be asked.
    // Always inlined, and without a rule the decoder's result as it is: an owned item is moved through memory by each
    // call that returns it, and by each look at it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn decode_owned(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<D::Owned>, crate::Error> {
        self.decoder.decode_owned_from(input, chunk)
    }

    /// Returns whether an owned item is handed out, and ends the stream if it is to.
    #[inline(always)]
    pub(super) fn hands_out(&mut self, item: &D::Owned) -> bool {
        !R::IS_SET || is_handed_out::<D, R>(&mut self.rule, &mut self.stage, &D::lend(item))
    }

    /// Adds to the decoder's last error what is known of it.
    #[cold]
    pub(super) fn describe(&self, error: crate::Error) -> DecodeError {
        DecodeError::new(error, self.decoder.last_error_place())
    }

    /// Returns the next item, owned, as [`lend`](Self::lend) lends it.
    #[cfg(any(feature = "std", feature = "codec"))]
    pub(super) fn own(&mut self, input: &mut &[u8]) -> Result<Option<D::Owned>, DecodeError> {
        if !self.is_open() {
            return self.own_last();
        }
        match self.decode_owned(input, None) {
            Ok(Some(item)) if self.hands_out(&item) => Ok(Some(item)),
            Ok(_) => Ok(None),
            Err(error) => Err(self.describe(error)),
        }
    }

    /// Returns the item that the end of the stream completes.
    #[cold]
    #[inline(never)]
    fn own_last(&mut self) -> Result<Option<D::Owned>, DecodeError> {
        let item = self.lend(&mut &[][..])?;
        Ok(item.map(|item| D::own(item, None)))
    }

    /// Returns the last item, then the verdict, then nothing.
    #[cfg(any(feature = "codec", feature = "stream"))]
    #[cold]
    #[inline(never)]
    pub(super) fn next_at_end<E>(&mut self) -> Option<Result<D::Owned, Error<E>>> {
        self.end();
        loop {
            match self.own_last() {
                Ok(Some(item)) => return Some(Ok(item)),
                Err(error) => return Some(Err(error.into())),
                Ok(None) => {}
            }
            match self.left_at_end() {
                Ok(Left::Nothing) => return None,
                Ok(Left::Input | Left::Items) => {}
                Err(verdict) => return Some(Err(verdict)),
            }
        }
    }
}

/// Returns whether an item is handed out, and ends the stream if it is to.
#[inline(always)]
fn is_handed_out<'d, D: Decode + 'd, R: EndRule<D>>(
    rule: &mut R,
    stage: &mut Stage,
    item: &D::Item<'d>,
) -> bool {
    match rule.judge(item) {
        Ends::No => true,
        Ends::After => {
            *stage = Stage::Judged(None);
            true
        }
        Ends::Before => {
            *stage = Stage::Judged(None);
            false
        }
    }
}
