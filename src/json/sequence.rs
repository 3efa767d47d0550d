//! JSON text sequences, RFC 7464.

use memchr::memchr;

use super::stream::{Ending, Ready, Stop, Stream};
use super::value::{Open, Step};
use crate::meter;
use crate::{Error, ErrorKind};

/// The record separator, before every text. No JSON text has one in it, so it is always a place to go on from.
pub(super) const RS: u8 = 0x1E;

#[derive(Debug, Clone, Copy)]
pub(super) enum Sequence {
    /// Before the first RS.
    Start,
    /// After an RS.
    Separator,
    Text(Open),
    /// After a text, up to the next RS.
    After,
    /// After something bad, up to the next RS.
    Skipping,
}

impl Sequence {
    #[inline]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Stop> {
        loop {
            match self {
                Self::Start => match input.first() {
                    None => return Ok(None),
                    Some(&RS) => self.separate(stream, input),
                    Some(_) => return Err(self.unexpected(stream)),
                },
                Self::Separator => match stream.skip_whitespace(input) {
                    None => return Ok(None),
                    // RFC 7464 § 2.1: several in a row have nothing between them to be missed.
                    Some(RS) if stream.position == stream.start => self.separate(stream, input),
                    Some(RS) => {
                        stream.index += 1;
                        return Err(self.incomplete(stream, input));
                    }
                    Some(first) => match Open::begin(first, stream) {
                        Some(open) => *self = Self::Text(open),
                        None => {
                            stream.index += 1;
                            return Err(self.unexpected(stream));
                        }
                    },
                },
                Self::Text(open) => {
                    let end = memchr(RS, input);
                    let mut text = &input[..end.unwrap_or(input.len())];
                    meter::scanned(text.len());
                    let len = text.len();
                    let step = open.step(stream, &mut text);
                    *input = &input[len - text.len()..];
                    match step {
                        Ok(Step::Ready(ready)) => {
                            *self = Self::After;
                            return Ok(Some(ready));
                        }
                        Ok(Step::Skipped) => *self = Self::Skipping,
                        Ok(Step::More) if end.is_none() => return Ok(None),
                        Ok(Step::More) => {
                            stream.index += 1;
                            return Err(self.incomplete(stream, input));
                        }
                        Err(error) => {
                            stream.index += 1;
                            *self = Self::Skipping;
                            return Err(Stop::Frame(error));
                        }
                    }
                }
                Self::After => match stream.skip_whitespace(input) {
                    None => return Ok(None),
                    Some(RS) => self.separate(stream, input),
                    Some(_) => return Err(self.unexpected(stream)),
                },
                Self::Skipping => {
                    let end = memchr(RS, input);
                    let len = end.unwrap_or(input.len());
                    meter::scanned(len);
                    stream.consume(input, len);
                    if end.is_none() {
                        return Ok(None);
                    }
                    self.separate(stream, input);
                }
            }
        }
    }

    /// Takes in the RS that comes next.
    fn separate(&mut self, stream: &mut Stream, input: &mut &[u8]) {
        stream.consume(input, 1);
        stream.head.prove();
        stream.start = stream.position;
        *self = Self::Separator;
    }

    /// The RS that comes next cuts a text short.
    #[cold]
    fn incomplete(&mut self, stream: &mut Stream, input: &mut &[u8]) -> Stop {
        let error = Error::new(ErrorKind::IncompleteText, stream.position);
        self.separate(stream, input);
        Stop::Frame(error)
    }

    /// The byte that comes next cannot stand there.
    #[cold]
    fn unexpected(&mut self, stream: &mut Stream) -> Stop {
        stream.start = stream.position;
        *self = Self::Skipping;
        Stop::Frame(Error::new(ErrorKind::UnexpectedByte, stream.position))
    }

    pub(super) const fn finish(&mut self) -> Ending {
        match self {
            Self::Start | Self::After => Ending::Complete,
            // RFC 7464 § 2.4: without whitespace after it even a whole number may be half of another.
            Self::Separator | Self::Text(_) | Self::Skipping => Ending::Truncated,
        }
    }
}
