//! The elements of one streamed top-level array.

use super::stream::{Ending, Mark, Ready, Stop, Stream};
use super::value::{Open, Step};

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
    Element(Open),
    /// After an element: a comma or the end.
    After,
    /// After the closing bracket.
    Closed,
    /// The body is not an array.
    Foreign,
}

impl Array {
    #[inline]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Stop> {
        loop {
            match self {
                Self::Start => match stream.byte_order_mark(input) {
                    Mark::Undecided => return Ok(None),
                    Mark::Passed => *self = Self::Unopened,
                    Mark::Broken => *self = Self::Foreign,
                },
                Self::Element(open) => match open.step(stream, input).map_err(Stop::Frame)? {
                    Step::More => return Ok(None),
                    Step::Ready(ready) => {
                        *self = Self::After;
                        return Ok(Some(ready));
                    }
                    Step::Skipped => *self = Self::After,
                },
                Self::Foreign => {
                    stream.carry.release();
                    stream.consume(input, input.len());
                    return Ok(None);
                }
                Self::Unopened | Self::Opened | Self::Comma | Self::After | Self::Closed => {
                    let Some(next) = stream.skip_whitespace(input) else {
                        return Ok(None);
                    };
                    *self = match (&*self, next) {
                        (Self::Unopened, b'[') => Self::Opened,
                        (Self::Unopened, _) => Self::Foreign,
                        (Self::Opened | Self::After, b']') => Self::Closed,
                        (Self::After, b',') => Self::Comma,
                        (Self::Opened | Self::Comma, _) => match Open::begin(next, stream) {
                            Some(open) => Self::Element(open),
                            None => return Err(stream.stop_at_unexpected()),
                        },
                        _ => return Err(stream.stop_at_unexpected()),
                    };
                    if let Self::Opened | Self::Closed | Self::Comma = self {
                        stream.head.prove();
                        stream.consume(input, 1);
                    }
                }
            }
        }
    }

    pub(super) fn finish(&mut self, stream: &mut Stream) -> Ending {
        match self {
            Self::Start if !stream.carry.is_empty() => Ending::Foreign,
            Self::Foreign => Ending::Foreign,
            Self::Closed => Ending::Complete,
            Self::Element(_) => Ending::Truncated,
            Self::Start | Self::Unopened | Self::Opened | Self::Comma | Self::After => {
                stream.start = stream.position;
                Ending::Truncated
            }
        }
    }
}
