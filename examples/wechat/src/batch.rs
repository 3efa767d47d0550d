//! What a call returns beside a number: a batch of items, laid out for the caller to read from memory.

use core::ops::Range;
use core::ptr;

use unchunk::{Error, Verdict};

/// Items of one batch. More would hardly save time: a call takes less than reading one item.
const ITEMS: usize = 64;

/// Bytes of one batch that can be copied: what the decoder lends only until its next step, and what is short.
const COPIES: usize = 4096;

/// Bytes that are left in the chunk. Shorter ones are copied, so that the script decodes no framing between them.
const LONG: usize = 32;

/// The items that one call has decoded, and what else it has to say. The next call overwrites it.
#[derive(Debug)]
#[repr(C)]
pub struct Batch {
    /// The part of the chunk that has all spans in the chunk; empty where there are none.
    chunk: Window,
    /// The part of `copies` that is in use.
    copied: Window,
    /// Bytes of the chunk that are used up.
    used: usize,
    /// 0 complete, 1 truncated, 2 foreign.
    verdict: u32,
    /// The bytes that the verdict is about.
    rest: Span,
    /// Where those bytes begin.
    rest_offset: u64,
    /// Whatever else is a number.
    pub number: f64,
    records: [Record; ITEMS],
    copies: [u8; COPIES],
    /// Items in `records`, at most all of them.
    len: usize,
    /// Where the chunk is.
    bounds: Window,
    /// Whether a span is in neither window: the decoder lends it until its next step.
    lent: bool,
}

/// An item: bytes and numbers, as [`Kind`] has them.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Record {
    spans: [Span; 3],
    numbers: [u64; 3],
    kind: Kind,
}

/// Bytes in the module's memory.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Span {
    start: *const u8,
    len: usize,
}

/// From one address to another.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Window {
    start: *const u8,
    end: *const u8,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// Whatever a call that decodes nothing has to say. It is 0, so that no module has an empty batch in its bytes.
    News = 0,
    /// Type, empty for `message`, data, last event ID; start, end.
    Event = 1,
    /// Text; start, end.
    Comment = 2,
    /// Text; start, end, index.
    Frame = 3,
    /// Text.
    Text = 4,
    /// The kind's name; offset.
    Error = 5,
    /// Text; start, end.
    Ignored = 6,
}

/// Whether the decoder may be asked for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Item,
    Nothing,
}

/// A step of decoding: it takes from the chunk, and adds the item that it completes.
pub type Decode<'d> = &'d mut dyn FnMut(&mut &[u8], &mut Batch) -> Step;

impl Batch {
    pub const fn new() -> Self {
        Self {
            chunk: Window::EMPTY,
            copied: Window::EMPTY,
            used: 0,
            verdict: 0,
            rest: Span::EMPTY,
            rest_offset: 0,
            number: 0.0,
            records: [Record::EMPTY; ITEMS],
            copies: [0; COPIES],
            len: 0,
            bounds: Window::EMPTY,
            lent: false,
        }
    }

    /// Decodes as much of the chunk as one batch holds. The lowest bit of the result says whether there may be more,
    /// the others how many items there are.
    pub fn fill(&mut self, chunk: &[u8], decode: Decode<'_>) -> u32 {
        self.clear();
        self.bounds = chunk.into();
        let mut left = chunk;
        let mut step = Step::Item;
        while step == Step::Item && !self.lent && self.len < ITEMS {
            step = decode(&mut left, self);
        }
        self.used = chunk.len() - left.len();
        self.items() | u32::from(step == Step::Item)
    }

    /// Empties the batch.
    pub fn clear(&mut self) {
        self.len = 0;
        self.lent = false;
        self.bounds = Window::EMPTY;
        self.chunk = Window::EMPTY;
        self.copied = self.copies[..0].into();
    }

    /// How many items there are, above the bit of [`fill`](Self::fill).
    pub fn items(&self) -> u32 {
        (self.len as u32) << 1
    }

    /// Adds an item, as [`Kind`] has its spans and its first two numbers. Arguments that a register holds: an array would
    /// go through memory.
    pub fn add(
        &mut self,
        kind: Kind,
        first: &[u8],
        second: &[u8],
        third: &[u8],
        numbers: Range<u64>,
    ) {
        let spans = [self.keep(first), self.keep(second), self.keep(third)];
        if let Some(record) = self.records.get_mut(self.len) {
            record.spans = spans;
            record.numbers = [numbers.start, numbers.end, 0];
            record.kind = kind;
            self.len += 1;
        }
    }

    /// Sets the third number of the item that was added last.
    pub fn set_third_number(&mut self, number: u64) {
        if let Some(record) = self.records[..self.len].last_mut() {
            record.numbers[2] = number;
        }
    }

    pub fn error(&mut self, error: Error) {
        let name = error.kind().as_str().as_bytes();
        self.add(Kind::Error, &[], name, &[], error.offset()..0);
    }

    pub fn verdict(&mut self, verdict: Verdict<'_>) {
        (self.verdict, self.rest, self.rest_offset) = match verdict {
            Verdict::Complete => (0, Span::EMPTY, 0),
            Verdict::Truncated { tail, offset, .. } => (1, tail.into(), offset),
            Verdict::Foreign { head, .. } => (2, head.into(), 0),
            // Whatever else there may come to be, it is not complete.
            _ => (1, Span::EMPTY, 0),
        };
    }

    /// Sees to it that the bytes outlive the decoder's next step, or that this is the batch's last item.
    // Called three times for each item; else tiny events take 5 % longer.
    #[inline(always)]
    fn keep(&mut self, bytes: &[u8]) -> Span {
        if bytes.is_empty() {
            return Span::EMPTY;
        }
        let window = Window::from(bytes);
        let in_chunk = self.bounds.start <= window.start && window.end <= self.bounds.end;
        if !in_chunk || bytes.len() < LONG {
            let used = self.copied.end.addr() - self.copied.start.addr();
            if let Some(copy) = self.copies[used..].get_mut(..bytes.len()) {
                copy.copy_from_slice(bytes);
                self.copied.extend((&*copy).into());
                return (&*copy).into();
            }
        }
        if in_chunk {
            self.chunk.extend(window);
        } else {
            self.lent = true;
        }
        bytes.into()
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Record {
    const EMPTY: Self = Self {
        spans: [Span::EMPTY; 3],
        numbers: [0; 3],
        kind: Kind::News,
    };
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

impl Window {
    const EMPTY: Self = Self {
        start: ptr::null(),
        end: ptr::null(),
    };

    /// Makes it reach to the end of what comes after it.
    fn extend(&mut self, other: Self) {
        if self.start.is_null() {
            self.start = other.start;
        }
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
    }
}

impl From<&[u8]> for Window {
    fn from(bytes: &[u8]) -> Self {
        let Range { start, end } = bytes.as_ptr_range();
        Self { start, end }
    }
}
