//! What the standard ignores: the raw body until it is known to be an event stream, then the lines whose name no field
//! has.

use alloc::vec::Vec;

use crate::buffer;

/// The first 1 KiB of what was ignored since the last event.
#[derive(Debug, Clone, Default)]
pub(super) struct IgnoredLines {
    /// The body as it came, until it is known to be an event stream; from then on lines, each ended by LF.
    bytes: Vec<u8>,
    /// How many of the bytes are of earlier blocks.
    of_earlier_blocks: u16,
    opening: Opening,
}

/// What the body's first line that is not blank says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Opening {
    /// It has not come, or its name is not certain yet.
    #[default]
    Undecided,
    /// It is neither a comment nor a field, and no event has come since.
    Foreign,
    /// It is a comment or a field, or an event has come.
    Proven,
}

impl IgnoredLines {
    #[inline(always)]
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The lines of the block that is being read.
    pub(super) fn of_block(&self) -> &[u8] {
        match self.opening {
            Opening::Proven => &self.bytes[usize::from(self.of_earlier_blocks)..],
            Opening::Undecided | Opening::Foreign => &[],
        }
    }

    #[inline(always)]
    pub(super) fn is_proven(&self) -> bool {
        self.opening == Opening::Proven
    }

    pub(super) fn is_foreign(&self) -> bool {
        self.opening == Opening::Foreign
    }

    /// Notes that a block begins.
    #[inline(always)]
    pub(super) fn begin_block(&mut self) {
        // No overflow: they are at most 1 KiB.
        self.of_earlier_blocks = self.bytes.len() as u16;
    }

    /// Notes that a comment or a field has come.
    #[inline(always)]
    pub(super) fn known_line(&mut self) {
        if self.opening == Opening::Undecided {
            self.forget();
        }
    }

    /// Notes that a line has come that is neither.
    pub(super) fn unknown_line(&mut self) {
        if self.opening == Opening::Undecided {
            self.opening = Opening::Foreign;
        }
    }

    /// Notes that an event has come.
    #[inline(always)]
    pub(super) fn dispatched(&mut self) {
        if self.opening != Opening::Proven || !self.bytes.is_empty() {
            self.forget();
        }
    }

    #[cold]
    #[inline(never)]
    fn forget(&mut self) {
        *self = Self {
            opening: Opening::Proven,
            ..Self::default()
        };
    }

    /// Keeps the next bytes of an ignored line.
    pub(super) fn extend(&mut self, line: &[u8]) {
        if self.is_proven() {
            buffer::keep(&mut self.bytes, line);
        }
    }

    /// Keeps the next bytes of the body, whatever they are.
    #[inline(always)]
    pub(super) fn extend_raw(&mut self, body: &[u8]) {
        if !self.is_proven() {
            buffer::keep(&mut self.bytes, body);
        }
    }
}
