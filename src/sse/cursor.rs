//! Where in the chunk the machine is.

use super::line::Line;
use crate::search::line_end::{self, LineEnd, LineEnds};

#[derive(Clone, Copy)]
pub(super) struct Cursor<'c> {
    chunk: &'c [u8],
    /// At most the chunk's length.
    at: usize,
    ends: LineEnds,
}

/// The rest of a line, as far as the chunk has it.
#[derive(Clone, Copy)]
pub(super) struct FieldValue<'c> {
    pub(super) bytes: &'c [u8],
    /// The line ends in the chunk.
    pub(super) is_whole: bool,
}

impl<'c> Cursor<'c> {
    #[inline(always)]
    pub(super) fn new(chunk: &'c [u8], first_end: Option<usize>) -> Self {
        Self {
            chunk,
            at: 0,
            ends: first_end.map_or(LineEnds::new(), LineEnds::first_at),
        }
    }

    #[inline(always)]
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    #[inline(always)]
    pub(super) fn rest(&self) -> &'c [u8] {
        &self.chunk[self.at..]
    }

    /// The next byte.
    #[inline(always)]
    pub(super) fn next(&self) -> Option<u8> {
        self.chunk.get(self.at).copied()
    }

    #[inline(always)]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Moves on to an index that is not before this one.
    #[inline(always)]
    pub(super) fn advance_to(&mut self, index: usize) {
        self.at = index;
    }

    /// Returns how many bytes the chunk has from an index on.
    #[inline(always)]
    pub(super) fn len_from(&self, index: usize) -> usize {
        self.chunk.len() - index
    }

    /// Returns how many of `bytes` come next.
    #[inline(always)]
    pub(super) fn same(&self, bytes: &[u8]) -> usize {
        let pairs = self.rest().iter().zip(bytes);
        pairs.take_while(|(next, byte)| next == byte).count()
    }

    /// The index of the first line end at or after `from`; that of the chunk's end, if there is none.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn line_end(&mut self, from: usize) -> usize {
        self.ends.next(self.chunk, from).unwrap_or(self.chunk.len())
    }

    /// What comes next, up to the end of the line.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn value(&mut self) -> FieldValue<'c> {
        let end = self.line_end(self.at);
        FieldValue {
            bytes: &self.chunk[self.at..end],
            is_whole: end < self.chunk.len(),
        }
    }

    /// Passes what comes next, and the end of its line; returns where in a line that is.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn pass(&mut self, value: FieldValue<'_>, line: Line) -> Line {
        self.advance(value.bytes.len());
        if value.is_whole {
            self.pass_line_end()
        } else {
            line
        }
    }

    /// Passes blank lines; returns whether there are any, or nothing is left.
    #[inline(always)]
    pub(super) fn pass_blank_lines(&mut self) -> bool {
        let start = self.at;
        while self.next().is_some_and(line_end::is_line_end) {
            self.at += 1;
        }
        self.at > start || self.at == self.chunk.len()
    }

    /// Passes a line end.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn pass_line_end(&mut self) -> Line {
        let LineEnd { len, lf_may_follow } = LineEnd::at_start_of(self.rest());
        self.advance(len);
        Line::Start {
            after_cr: lf_may_follow,
        }
    }
}
