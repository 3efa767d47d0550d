//! The elements of one streamed top-level array.

use super::space::is_delimiter;
use super::stream::{Ending, Mark, Place, Stream, with_copy};
use super::value::{Step, Value};
use crate::Error;

#[derive(Debug, Clone, Copy)]
pub(super) enum Array {
    /// At the start of the stream: a byte order mark may come.
    Start,
    /// Before the opening bracket.
    Unopened,
    /// After the opening bracket: an element or the end.
    Opened,
    /// After a comma: an element.
    Comma,
    Element(Value),
    /// In an element that was reported as bad.
    Skipping(Value),
    /// After an element: a comma or the end.
    After,
    /// After the closing bracket.
    Closed,
    /// The body is not an array.
    Foreign,
}

impl Array {
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Place<'i>>, Error> {
        loop {
            match self {
                Self::Start => match with_copy(input, |input| stream.byte_order_mark(input)) {
                    Mark::Undecided => return Ok(None),
                    Mark::Passed => *self = Self::Unopened,
                    Mark::Broken => *self = Self::Foreign,
                },
                Self::Element(value) => match value.step(stream, input, is_delimiter) {
                    Step::More => return Ok(None),
                    Step::Complete(place) => {
                        *self = Self::After;
                        return Ok(Some(place));
                    }
                    Step::Bad(error) => {
                        *self = Self::Skipping(*value);
                        return Err(error);
                    }
                    Step::BadAtEnd(error) => {
                        *self = Self::After;
                        return Err(error);
                    }
                },
                Self::Skipping(value) => {
                    match with_copy(input, |input| value.skip(stream, input)) {
                        true => *self = Self::After,
                        false => return Ok(None),
                    }
                }
                Self::Foreign => {
                    stream.release();
                    stream.consume(input, input.len());
                    return Ok(None);
                }
                Self::Unopened | Self::Opened | Self::Comma | Self::After | Self::Closed => {
                    let Some(next) = stream.skip_whitespace(input) else {
                        return Ok(None);
                    };
                    self.punctuate(next, stream)?;
                    if let Self::Opened | Self::Closed | Self::Comma = self {
                        stream.head.prove();
                        stream.consume(input, 1);
                    }
                }
            }
        }
    }

    /// Goes on to where `next`, which is not in an element, leads.
    fn punctuate(&mut self, next: u8, stream: &mut Stream) -> Result<(), Error> {
        *self = match (&*self, next) {
            (Self::Unopened, b'[') => Self::Opened,
            (Self::Unopened, _) => Self::Foreign,
            (Self::Opened | Self::After, b']') => Self::Closed,
            (Self::After, b',') => Self::Comma,
            (Self::Opened | Self::Comma, _) => match Value::open(next, stream) {
                Some(value) => Self::Element(value),
                None => return Err(stream.fatal(stream.position())),
            },
            _ => return Err(stream.fatal(stream.position())),
        };
        Ok(())
    }

    pub(super) fn finish(&mut self, stream: &mut Stream) -> Ending {
        match self {
            Self::Start if !stream.held().is_empty() => Ending::Foreign,
            Self::Foreign => Ending::Foreign,
            Self::Closed => Ending::Complete,
            Self::Element(_) => Ending::Truncated,
            Self::Skipping(_) => Ending::Missing,
            Self::Start | Self::Unopened | Self::Opened | Self::Comma | Self::After => {
                stream.start = stream.position();
                Ending::Missing
            }
        }
    }
}
