//! One value that tells by itself where it ends, found chunk by chunk: what Values, Array and Sequence have in common.

use super::rules::is_delimiter;
use super::scalar::{Run, Scalar};
use super::scan::{Found, Nesting};
use super::stream::{Ready, Stream};
use crate::meter;
use crate::{Error, ErrorKind};

/// The value that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    scan: Scan,
    fate: Fate,
}

/// Where in the value we are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scan {
    Nested(Nesting),
    Text(Text),
    Scalar(Scalar),
    /// Past its last byte.
    Ended,
}

/// Where in a top-level string we are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Text {
    /// Before its opening quotation mark.
    Unopened,
    Inside,
    /// Right after a backslash.
    Escaped,
}

/// What becomes of the value.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Lent,
    /// It was reported as bad; only its end is looked for.
    Skipped,
}

/// What a step came to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'i> {
    /// The input is used up, and what matters of it is kept.
    More,
    Ready(Ready<'i>),
    /// The end of a value that was reported as bad.
    Skipped,
}

impl Scan {
    /// The value that begins with `first`, which is yet to be taken in.
    pub(super) const fn begin(first: u8) -> Option<Self> {
        match first {
            b'[' | b'{' => Some(Self::Nested(Nesting::new())),
            b'"' => Some(Self::Text(Text::Unopened)),
            _ => match Scalar::begin(first) {
                Some(scalar) => Some(Self::Scalar(scalar)),
                None => None,
            },
        }
    }
}

impl Text {
    /// After how many bytes the string has ended.
    pub(super) fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = match self {
            Self::Inside => 0,
            // Whatever an escaped byte is, it does not end the string.
            Self::Unopened | Self::Escaped => bytes.len().min(1),
        };
        if bytes.is_empty() {
            return None;
        }
        *self = Self::Inside;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
            at += found + 1;
            if bytes[at - 1] == b'"' {
                meter::scanned(at);
                return Some(at);
            }
            if at == bytes.len() {
                *self = Self::Escaped;
                break;
            }
            at += 1;
        }
        meter::scanned(bytes.len());
        None
    }
}

impl Text {
    /// Takes in a few bytes, if the end is not among them. Tells whether they are taken.
    #[inline(always)]
    fn stays_inside(&mut self, bytes: &[u8]) -> bool {
        let mut after = *self;
        for &byte in bytes {
            after = match (after, byte) {
                (Self::Inside, b'"') => return false,
                (Self::Inside, b'\\') => Self::Escaped,
                (Self::Unopened | Self::Inside | Self::Escaped, _) => Self::Inside,
            };
        }
        meter::scanned(bytes.len());
        *self = after;
        true
    }
}

impl Open {
    /// Opens the value whose first byte is the next of the stream.
    #[inline]
    pub(super) fn begin(first: u8, stream: &mut Stream) -> Option<Self> {
        let scan = Scan::begin(first)?;
        stream.start = stream.position;
        if let Some(validator) = &mut stream.validator {
            validator.reset();
        }
        Some(Self {
            scan,
            fate: Fate::Lent,
        })
    }

    /// Looks for the value's end.
    ///
    /// # Errors
    ///
    /// What is wrong with the value. Further steps skip it.
    #[inline]
    pub(super) fn step<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Step<'i>, Error> {
        match self.fate {
            Fate::Lent => match self.scan {
                Scan::Scalar(scalar) => self.step_scalar(scalar, stream, input),
                Scan::Nested(_) | Scan::Text(_) | Scan::Ended => self.step_delimited(stream, input),
            },
            Fate::Skipped => Ok(self.skip(stream, input)),
        }
    }

    /// Takes in a few bytes of an array, object or string, if its end is not among them. Tells whether they are taken.
    #[inline(always)]
    pub(super) fn stays_inside(&mut self, bytes: &[u8], max_depth: usize) -> bool {
        match &mut self.scan {
            Scan::Nested(nesting) => nesting.stays_inside(bytes, max_depth),
            Scan::Text(text) => text.stays_inside(bytes),
            Scan::Scalar(_) | Scan::Ended => false,
        }
    }

    /// The brackets, of an array or object.
    pub(super) fn nesting(&mut self) -> Option<&mut Nesting> {
        match &mut self.scan {
            Scan::Nested(nesting) => Some(nesting),
            Scan::Text(_) | Scan::Scalar(_) | Scan::Ended => None,
        }
    }

    /// An array, object or string.
    #[inline]
    fn step_delimited<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Step<'i>, Error> {
        // No byte over the limit is looked at, so that every chunking meets the limit in the same state.
        let window = &input[..input.len().min(stream.room())];
        let limit = stream.rules.max_frame_bytes;
        let found = self.find_end(window, stream.rules.max_depth, stream);
        let (known, through) = match found {
            Found::End(end) => (end, end),
            Found::TooDeep(at) => (at, at + 1),
            Found::More => (window.len(), window.len()),
        };
        if let Some(validator) = &mut stream.validator
            && let Err(error) = validator.feed(&window[..known], stream.position)
        {
            stream.consume(input, through);
            self.fate = Fate::Skipped;
            return Err(error);
        }
        match found {
            Found::End(end) => Ok(Step::Ready(stream.complete(input, end, limit))),
            Found::TooDeep(at) => {
                stream.consume(input, at + 1);
                self.fate = Fate::Skipped;
                Err(Error::new(ErrorKind::TooDeep, stream.position - 1))
            }
            Found::More if window.len() == input.len() => {
                stream.hold(input, window.len(), limit);
                Ok(Step::More)
            }
            Found::More => {
                stream.consume(input, window.len());
                self.fate = Fate::Skipped;
                Err(stream.too_large())
            }
        }
    }

    #[inline]
    fn find_end(&mut self, window: &[u8], max_depth: usize, stream: &Stream) -> Found {
        let found = match &mut self.scan {
            Scan::Nested(nesting) => nesting.find_end(window, max_depth, stream.rules.scanner),
            Scan::Text(text) => match text.find_end(window) {
                Some(end) => Found::End(end),
                None => Found::More,
            },
            Scan::Scalar(_) | Scan::Ended => Found::End(0),
        };
        if let Found::End(_) = found {
            self.scan = Scan::Ended;
        }
        found
    }

    /// A number or literal: the byte after it tells that it has ended, and is no part of it.
    fn step_scalar<'i>(
        &mut self,
        mut scalar: Scalar,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Step<'i>, Error> {
        let room = stream.room();
        let limit = stream.rules.max_frame_bytes;
        let window = &input[..input.len().min(room.saturating_add(1))];
        let run = scalar.run(window, |byte| stream.rules.ends_scalar(byte));
        self.scan = Scan::Scalar(scalar);
        match run {
            Run::End(end) => Ok(Step::Ready(stream.complete(input, end, limit))),
            Run::Fault(at) if at < room || is_delimiter(window[at]) => {
                stream.consume(input, at);
                self.fate = Fate::Skipped;
                Err(Error::new(scalar.fault(), stream.position))
            }
            Run::More if window.len() <= room => {
                stream.hold(input, window.len(), limit);
                Ok(Step::More)
            }
            Run::Fault(_) | Run::More => {
                stream.consume(input, room);
                self.fate = Fate::Skipped;
                Err(stream.too_large())
            }
        }
    }

    /// Looks for the end alone, without limits; stores nothing.
    fn skip<'i>(&mut self, stream: &mut Stream, input: &mut &'i [u8]) -> Step<'i> {
        let end = match &mut self.scan {
            Scan::Nested(nesting) => {
                match nesting.find_end(input, usize::MAX, stream.rules.scanner) {
                    Found::End(end) => Some(end),
                    Found::TooDeep(_) | Found::More => None,
                }
            }
            Scan::Text(text) => text.find_end(input),
            Scan::Scalar(_) => {
                let end = input.iter().position(|byte| is_delimiter(*byte));
                meter::scanned(end.unwrap_or(input.len()));
                end
            }
            Scan::Ended => Some(0),
        };
        match end {
            Some(end) => {
                stream.consume(input, end);
                stream.index += 1;
                Step::Skipped
            }
            None => {
                stream.consume(input, input.len());
                Step::More
            }
        }
    }

    /// What is left of the value when the stream ends here.
    pub(super) const fn at_end(&self) -> AtEnd {
        match (self.fate, self.scan) {
            (Fate::Lent, Scan::Scalar(scalar)) if scalar.is_whole() => AtEnd::Whole,
            (Fate::Skipped, Scan::Scalar(_) | Scan::Ended) => AtEnd::Nothing,
            (Fate::Lent | Fate::Skipped, _) => AtEnd::Unfinished,
        }
    }
}

/// What is left of the open value when the stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtEnd {
    /// The end completes it.
    Whole,
    /// Its end is missing.
    Unfinished,
    /// It was reported as bad, and its end has come.
    Nothing,
}
