//! JSON text sequences, RFC 7464.

use memchr::memchr;

use super::rules::Rules;
use super::space::is_whitespace;
use super::stream::{Ending, Place, StaysInside, Stream};
use super::value::{Step, Value};
use crate::search::few::Few;
use crate::search::nesting::Nesting;
use crate::{Error, ErrorKind, meter};

/// The record separator, before every text. No JSON text has one in it, so it is always a place to go on from.
pub(super) const RS: u8 = 0x1E;

#[derive(Debug, Clone, Copy)]
pub(super) enum TextSequence {
    /// Before the first RS.
    Start,
    /// After an RS.
    Separator,
    Text(Value),
    /// After a text, up to the next RS.
    After,
    /// After something bad, up to the next RS.
    Skipping,
}

/// An array or object, which an RS would cut short.
struct OpenText<'n>(&'n mut Nesting);

impl StaysInside for OpenText<'_> {
    #[inline(always)]
    fn stays_inside(&mut self, few: Few<'_>, rules: &Rules) -> bool {
        !few.have_any([RS]) && StaysInside::stays_inside(self.0, few, rules)
    }
}

impl TextSequence {
    #[inline(never)]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Place<'i>>, Error> {
        loop {
            match self {
                Self::Start => match input.first() {
                    None => return Ok(None),
                    Some(&RS) => self.separate(stream, input),
                    Some(_) => return Err(self.unexpected(stream)),
                },
                Self::Separator => match stream.skip_whitespace(input) {
                    None => return Ok(None),
                    // RFC 7464 § 2.1: several in a row are no lost text.
                    Some(RS) if stream.position() == stream.start => self.separate(stream, input),
                    Some(RS) => {
                        stream.start = stream.position();
                        return Err(self.incomplete(stream));
                    }
                    Some(first) => match Value::open(first, stream) {
                        Some(value) => *self = Self::Text(value),
                        None => return Err(self.unexpected(stream)),
                    },
                },
                Self::Text(value) => {
                    if let Value::Nested(nesting) = value
                        && stream.hold_drip(input, &mut OpenText(nesting))
                    {
                        return Ok(None);
                    }
                    let end = memchr(RS, input);
                    let mut text = &input[..end.unwrap_or(input.len())];
                    meter::scanned(text.len());
                    let len = text.len();
                    // RFC 7464 § 2.4: a number or literal must be followed by whitespace, or it may have been cut
                    // short.
                    let step = value.step(stream, &mut text, is_whitespace);
                    *input = &input[len - text.len()..];
                    match step {
                        Step::Complete(place) => {
                            *self = Self::After;
                            return Ok(Some(place));
                        }
                        Step::More if end.is_none() => return Ok(None),
                        Step::More => return Err(self.incomplete(stream)),
                        Step::Bad(error) | Step::BadAtEnd(error) => {
                            *self = Self::Skipping;
                            return Err(error);
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

    /// Reads the RS that comes next.
    fn separate(&mut self, stream: &mut Stream, input: &mut &[u8]) {
        stream.consume(input, 1);
        stream.head.prove();
        stream.start = stream.position();
        *self = Self::Separator;
    }

    /// Reports that the RS that comes next cuts a text short.
    #[cold]
    fn incomplete(&mut self, stream: &mut Stream) -> Error {
        *self = Self::Skipping;
        stream.bad_through(
            ErrorKind::IncompleteText,
            stream.position(),
            stream.position(),
        )
    }

    /// Reports that the byte that comes next may not be there.
    #[cold]
    fn unexpected(&mut self, stream: &mut Stream) -> Error {
        *self = Self::Skipping;
        stream.unexpected()
    }

    pub(super) const fn finish(&mut self) -> Ending {
        match self {
            Self::Start | Self::After => Ending::Complete,
            // RFC 7464 § 2.4: without whitespace after it even a whole number may be half of another.
            Self::Text(_) => Ending::Truncated,
            Self::Separator | Self::Skipping => Ending::Missing,
        }
    }
}
