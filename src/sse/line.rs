//! Where the decoder is: between blocks, inside one, and where in a line.

use super::field::{Begun, Name};

/// Where in the stream the decoder is. Nothing else records that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// At the start of the stream, after the first `seen` bytes of a byte order mark.
    Start { seen: u8 },
    /// Before the first byte of a block.
    Between,
    /// Inside a block.
    Block(Line),
    /// Inside a block that broke a limit: its lines are read, and their values dropped.
    Skipping(Line),
}

/// Where in a line.
// Two bytes: with more, chunks of one byte take longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Before its first byte. If the line before ended with CR, an LF that comes next belongs to that line.
    Start { after_cr: bool },
    /// Its first bytes are those of a field's name.
    Name(Begun),
    /// After the colon: one space is dropped.
    AfterColon(Part),
    /// In the value of a `data` field.
    Data,
    /// In the value of an `event` field.
    Type,
    /// In the value of an `id` field.
    Id,
    /// In the value of a `retry` field.
    Retry,
    /// In the text of a comment that is to be an item.
    Comment,
    /// In a line whose name no field has.
    Ignored { is_item: bool },
    /// In a line of which nothing more is needed.
    Dropped,
}

impl Line {
    pub(super) const START: Self = Self::Start { after_cr: false };
}

/// What follows a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Value(Name),
    Comment,
}

impl Part {
    /// The line from here on.
    #[inline(always)]
    pub(super) const fn line(self) -> Line {
        match self {
            Self::Value(name) => name.line(),
            Self::Comment => Line::Comment,
        }
    }
}
