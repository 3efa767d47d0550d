//! A decoder and how far its stream has come: what all adapters share.

use core::mem;

use bytes::Bytes;

use super::Error;
use crate::Decode;

/// Leads a decoder through its stream and through its end, one lent item at a time.
#[derive(Debug, Clone)]
pub(super) struct Feed<D> {
    decoder: D,
    stage: Stage,
}

/// The verdict as an error, without a transport.
type Fault = Error<core::convert::Infallible>;

#[derive(Debug, Clone)]
enum Stage {
    /// More may come.
    Open,
    /// The transport has ended, the decoder has not been told.
    Ended,
    /// Only the verdict is left.
    Judged(Option<Fault>),
    /// All has been told.
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

impl<D: Decode> Feed<D> {
    pub(super) const fn new(decoder: D) -> Self {
        Self {
            decoder,
            stage: Stage::Open,
        }
    }

    pub(super) const fn decoder(&self) -> &D {
        &self.decoder
    }

    #[cfg(any(feature = "std", feature = "codec"))]
    pub(super) fn into_decoder(self) -> D {
        self.decoder
    }

    /// Says that no more input comes.
    pub(super) fn end(&mut self) {
        if let Stage::Open = self.stage {
            self.stage = Stage::Ended;
        }
    }

    /// Whether all has been told.
    #[cfg(feature = "stream")]
    pub(super) const fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    /// What is left to be done; the verdict, if it is its turn.
    #[inline]
    pub(super) fn left<E>(&mut self) -> Result<Left, Error<E>> {
        if let Stage::Open = self.stage {
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

    /// The next item of the input, or of the stream's end. `None`: go on as [`left`](Self::left) says.
    pub(super) fn lend<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<D::Item<'d>>, crate::Error> {
        match mem::replace(&mut self.stage, Stage::Done) {
            Stage::Open => {
                self.stage = Stage::Open;
                self.decoder.decode(input)
            }
            Stage::Ended => match self.decoder.finish() {
                Ok(end) => {
                    self.stage = Stage::Judged(Fault::from_verdict(end.verdict()));
                    Ok(end.into_last())
                }
                Err(error) => {
                    self.stage = Stage::Ended;
                    Err(error)
                }
            },
            stage @ (Stage::Judged(_) | Stage::Done) => {
                self.stage = stage;
                Ok(None)
            }
        }
    }

    /// The next item, owned; `chunk` is what the input is part of, if that came as [`Bytes`].
    // Always inlined: an owned item is moved through memory by each call that returns it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn own(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<D::Owned>, crate::Error> {
        if let Stage::Open = self.stage {
            self.decoder.decode_owned_from(input, chunk)
        } else {
            self.own_last()
        }
    }

    /// What the end of the stream makes an item.
    #[cold]
    #[inline(never)]
    fn own_last(&mut self) -> Result<Option<D::Owned>, crate::Error> {
        let item = self.lend(&mut &[][..])?;
        Ok(item.map(|item| D::own(item, None)))
    }
}
