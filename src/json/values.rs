//! Concatenated JSON texts.

use super::stream::{Ending, Mark, Place, Ready, Stop, Stream};
use super::value::{AtEnd, Open, Step};

#[derive(Debug, Clone, Copy)]
pub(super) enum Values {
    /// At the start of the stream: a byte order mark may come.
    Start,
    Between,
    Value(Open),
}

impl Values {
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
                    Mark::Passed => *self = Self::Between,
                    Mark::Broken => return Err(stream.stop_at_start()),
                },
                Self::Between => {
                    let Some(first) = stream.skip_whitespace(input) else {
                        return Ok(None);
                    };
                    match Open::begin(first, stream) {
                        Some(open) => *self = Self::Value(open),
                        None => return Err(stream.stop_at_unexpected()),
                    }
                }
                Self::Value(open) => match open.step(stream, input).map_err(Stop::Frame)? {
                    Step::More => return Ok(None),
                    Step::Ready(ready) => {
                        *self = Self::Between;
                        return Ok(Some(ready));
                    }
                    Step::Skipped => *self = Self::Between,
                },
            }
        }
    }

    pub(super) fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Stop> {
        match self {
            Self::Start if !stream.carry.is_empty() => Err(stream.stop_at_start()),
            Self::Start | Self::Between => Ok(Ending::Complete),
            Self::Value(open) => match open.at_end() {
                AtEnd::Whole => {
                    *self = Self::Between;
                    Ok(Ending::Last(stream.ready(Place::Carry)))
                }
                AtEnd::Unfinished => Ok(Ending::Truncated),
                AtEnd::Nothing => Ok(Ending::Complete),
            },
        }
    }
}
