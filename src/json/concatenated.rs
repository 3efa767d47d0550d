//! Concatenated JSON texts.

use super::space::is_delimiter;
use super::stream::{Ending, Mark, Place, Stream, with_copy};
use super::value::{Step, Value};
use crate::Error;

#[derive(Debug, Clone, Copy)]
pub(super) enum Concatenated {
    /// At the start of the stream: a byte order mark may come.
    Start,
    Between,
    Inside(Value),
    /// In a value that was reported as bad.
    Skipping(Value),
}

impl Concatenated {
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
                    Mark::Passed => *self = Self::Between,
                    Mark::Broken => return Err(stream.fatal(0)),
                },
                Self::Between => {
                    let Some(first) = stream.skip_whitespace(input) else {
                        return Ok(None);
                    };
                    match Value::open(first, stream) {
                        Some(value) => *self = Self::Inside(value),
                        None => return Err(stream.fatal(stream.position())),
                    }
                }
                Self::Inside(value) => match value.step(stream, input, is_delimiter) {
                    Step::More => return Ok(None),
                    Step::Complete(place) => {
                        *self = Self::Between;
                        return Ok(Some(place));
                    }
                    Step::Bad(error) => {
                        *self = Self::Skipping(*value);
                        return Err(error);
                    }
                    Step::BadAtEnd(error) => {
                        *self = Self::Between;
                        return Err(error);
                    }
                },
                Self::Skipping(value) => {
                    match with_copy(input, |input| value.skip(stream, input)) {
                        true => *self = Self::Between,
                        false => return Ok(None),
                    }
                }
            }
        }
    }

    pub(super) fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Error> {
        match self {
            Self::Start if !stream.held().is_empty() => Err(stream.fatal(0)),
            Self::Inside(value) if value.is_whole() => {
                *self = Self::Between;
                Ok(Ending::Last)
            }
            Self::Inside(_) => Ok(Ending::Truncated),
            Self::Skipping(value) if !value.is_scalar() => Ok(Ending::Missing),
            Self::Start | Self::Between | Self::Skipping(_) => Ok(Ending::Complete),
        }
    }
}
