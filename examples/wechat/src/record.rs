//! What a call tells beside its return value, laid out for the caller to read from memory.

use core::ptr;

use unchunk::{Error, Verdict};

/// Every handle points at its record, which the handle's next call may overwrite.
#[derive(Debug)]
#[repr(C)]
pub struct Record {
    /// Bytes that the item is made of.
    pub spans: [Span; 3],
    /// The bytes that the verdict tells of.
    pub rest: Span,
    /// Where the item lies, and whatever else is a number.
    pub numbers: [f64; 3],
    /// Where those bytes begin.
    pub rest_offset: f64,
    /// 0 complete, 1 truncated, 2 foreign.
    pub verdict: u32,
}

/// Bytes in the module's memory, lent until the handle's next call.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Span {
    start: *const u8,
    len: usize,
}

/// What a call has put into the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// The input is used up.
    Nothing = 0,
    /// Type, data, last event ID; start, end.
    Event = 1,
    /// Text; start, end.
    Comment = 2,
    /// Text; start, end, index.
    Frame = 3,
    /// Text.
    Text = 4,
    /// The kind's name; offset.
    Error = 5,
}

impl Record {
    pub const fn new() -> Self {
        Self {
            spans: [Span::EMPTY; 3],
            rest: Span::EMPTY,
            numbers: [0.0; 3],
            rest_offset: 0.0,
            verdict: 0,
        }
    }

    pub fn error(&mut self, error: Error) -> Kind {
        self.spans[0] = error.kind().as_str().as_bytes().into();
        self.numbers[0] = error.offset() as f64;
        Kind::Error
    }

    pub fn verdict(&mut self, verdict: Verdict<'_>) {
        (self.verdict, self.rest, self.rest_offset) = match verdict {
            Verdict::Complete => (0, Span::EMPTY, 0.0),
            Verdict::Truncated { tail, offset, .. } => (1, tail.into(), offset as f64),
            Verdict::Foreign { head, .. } => (2, head.into(), 0.0),
            // Whatever else there may come to be, it is not complete.
            _ => (1, Span::EMPTY, 0.0),
        };
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

impl Span {
    const EMPTY: Self = Self {
        start: ptr::null(),
        len: 0,
    };
}

impl From<&[u8]> for Span {
    fn from(bytes: &[u8]) -> Self {
        Self {
            start: bytes.as_ptr(),
            len: bytes.len(),
        }
    }
}
