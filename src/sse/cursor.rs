//! Where in the chunk the machine is.

use super::line::Line;
use crate::search::line_end::{LineEnd, LineEnds};

#[derive(Clone, Copy)]
pub(super) struct Cursor<'c> {
    chunk: &'c [u8],
    /// At most the chunk's length.
    at: usize,
    ends: LineEnds,
}

/// The rest of a line, as far as the chunk has it.
#[derive(Clone, Copy)]
pub(super) struct Value<'c> {
    pub(super) bytes: &'c [u8],
    /// The line ends in the chunk.
    pub(super) is_whole: bool,
}

impl<'c> Cursor<'c> {
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn new(chunk: &'c [u8], first_end: Option<usize>) -> Self {
        Self {
            chunk,
            at: 0,
            ends: first_end.map_or(LineEnds::new(), LineEnds::first_at),
        }
    }

    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The chunk as far as it is used up, and the rest.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn split(&self) -> (&'c [u8], &'c [u8]) {
        self.chunk.split_at(self.at)
    }

    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn rest(&self) -> &'c [u8] {
        &self.chunk[self.at..]
    }

    /// The next byte.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn next(&self) -> Option<u8> {
        self.chunk.get(self.at).copied()
    }

    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// How many of `bytes` come next.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn same(&self, bytes: &[u8]) -> usize {
        let pairs = self.rest().iter().zip(bytes);
        pairs.take_while(|(next, byte)| next == byte).count()
    }

    /// Lends a copy to a call, so that the cursor itself need not be in memory.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn out_of_line<T>(&mut self, call: impl FnOnce(&mut Self) -> T) -> T {
        let mut copy = *self;
        let result = call(&mut copy);
        *self = copy;
        result
    }

    /// The index of the first line end at or after `from`; that of the chunk's end, if there is none.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn line_end(&mut self, from: usize) -> usize {
        self.ends.next(self.chunk, from).unwrap_or(self.chunk.len())
    }

    /// What comes next, up to the end of the line.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn value(&mut self) -> Value<'c> {
        let end = self.line_end(self.at);
        Value {
            bytes: &self.chunk[self.at..end],
            is_whole: end < self.chunk.len(),
        }
    }

    /// Passes what comes next, and the end of its line; returns where in a line that is.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn pass(&mut self, value: Value<'_>, line: Line) -> Line {
        self.advance(value.bytes.len());
        if value.is_whole {
            self.pass_line_end()
        } else {
            line
        }
    }

    /// Passes a line end.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn pass_line_end(&mut self) -> Line {
        let LineEnd { len, lf_may_follow } = LineEnd::at_start_of(self.rest());
        self.advance(len);
        Line::Start {
            after_cr: lf_may_follow,
        }
    }
}
