//! What a call returns beside a number: a batch of items, laid out for the caller to read from memory.

use core::ops::Range;
use core::ptr;

use unchunk::{Error, Verdict};

/// Items of one batch: a packet of tiny ones has 155. With 64 these take 5 % longer.
const ITEMS: usize = 256;

/// From so many bytes on an item's text is left in the chunk. What is shorter is copied, so that the script decodes no
/// framing between one and the next.
const LONG: usize = 64;

/// Bytes of one batch that can be copied: what is short, and what the decoder lends only until its next step.
const COPIES: usize = ITEMS * LONG;

/// The items that one call has decoded, and what else it has to say. The next call overwrites it.
#[derive(Debug)]
#[repr(C)]
pub struct Batch {
    /// The part of the chunk that has all spans in the chunk; empty where there are none, or it is not ASCII.
    chunk: Span,
    /// The part of `copies` that is in use; empty where that is not text. The spans in it count UTF-16 units.
    copied: Span,
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
    /// Bytes of `copies` that are in use.
    copies_len: usize,
    /// Where the chunk is.
    bounds: Span,
    /// Whether a span is neither in the chunk nor copied: it is lent until the decoder's next step.
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
            chunk: Span::EMPTY,
            copied: Span::EMPTY,
            used: 0,
            verdict: 0,
            rest: Span::EMPTY,
            rest_offset: 0,
            number: 0.0,
            records: [Record::EMPTY; ITEMS],
            copies: [0; COPIES],
            len: 0,
            copies_len: 0,
            bounds: Span::EMPTY,
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
        self.settle_windows(chunk);
        self.items() | u32::from(step == Step::Item)
    }

    /// Empties the batch.
    pub fn clear(&mut self) {
        self.len = 0;
        self.lent = false;
        self.bounds = Span::EMPTY;
        self.chunk = Span::EMPTY;
        self.copied = Span::EMPTY;
        self.copies_len = 0;
    }

    /// How many items there are, above the bit of [`fill`](Self::fill).
    pub fn items(&self) -> u32 {
        (self.len as u32) << 1
    }

    /// Adds an item, as [`Kind`] has its spans and its first two numbers; the second span is the one that may be long.
    /// Arguments that a register holds: an array would go through memory.
    pub fn add(
        &mut self,
        kind: Kind,
        first: &[u8],
        second: &[u8],
        third: &[u8],
        numbers: Range<u64>,
    ) {
        let spans = [self.copy(first), self.keep(second), self.copy(third)];
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

    // Each kind of decoder calls it: else the module has it four times.
    #[inline(never)]
    pub fn verdict(&mut self, verdict: Verdict<'_>) {
        (self.verdict, self.rest, self.rest_offset) = match verdict {
            Verdict::Complete => (0, Span::EMPTY, 0),
            Verdict::Truncated { tail, offset, .. } => (1, tail.into(), offset),
            Verdict::Foreign { head, .. } => (2, head.into(), 0),
            // Whatever else there may come to be, it is not complete.
            _ => (1, Span::EMPTY, 0),
        };
    }

    /// Leaves long bytes in the chunk, and copies others.
    fn keep(&mut self, bytes: &[u8]) -> Span {
        let is_in_chunk =
            bytes.as_ptr().addr().wrapping_sub(self.bounds.start.addr()) < self.bounds.len;
        if bytes.len() < LONG || !is_in_chunk {
            return self.copy(bytes);
        }
        if self.chunk.len == 0 {
            self.chunk.start = bytes.as_ptr();
        }
        self.chunk.len = bytes.as_ptr_range().end.addr() - self.chunk.start.addr();
        bytes.into()
    }

    /// Copies the bytes. Where there is no room for that, this is the batch's last item.
    fn copy(&mut self, bytes: &[u8]) -> Span {
        if bytes.is_empty() {
            return Span::EMPTY;
        }
        let Some(copy) = self.copies[self.copies_len..].get_mut(..bytes.len()) else {
            self.lent = true;
            return bytes.into();
        };
        copy.copy_from_slice(bytes);
        self.copies_len += bytes.len();
        (&*copy).into()
    }

    /// Decides which windows can be decoded at once.
    fn settle_windows(&mut self, chunk: &[u8]) {
        let start = self.chunk.start.addr().wrapping_sub(chunk.as_ptr().addr());
        let window = chunk
            .get(start..)
            .and_then(|rest| rest.get(..self.chunk.len));
        if window.is_none_or(|window| ascii_len(window) < window.len()) {
            self.chunk = Span::EMPTY;
        }
        let copied = &self.copies[..self.copies_len];
        let is_ascii = ascii_len(copied) == copied.len();
        if is_ascii || count_utf16(&mut self.records[..self.len], copied).is_some() {
            self.copied = copied.into();
        }
    }
}

/// Makes the spans of what is copied count UTF-16 units; `None` where that would not save time, or not each of them is
/// UTF-8.
fn count_utf16(records: &mut [Record], copied: &[u8]) -> Option<()> {
    // Longer ones, each on its own, are decoded sooner than they are validated and counted.
    if copied.len() >= records.len() * LONG / 2 {
        return None;
    }
    let bytes_of = |span: &Span| {
        let at = span.start.addr().wrapping_sub(copied.as_ptr().addr());
        copied.get(at..)?.get(..span.len)
    };
    let spans = records.iter().flat_map(|record| &record.spans);
    if !spans
        .filter_map(bytes_of)
        .all(|bytes| str::from_utf8(bytes).is_ok())
    {
        return None;
    }
    let mut units = 0;
    for span in records.iter_mut().flat_map(|record| &mut record.spans) {
        if let Some(bytes) = bytes_of(span) {
            span.start = copied.as_ptr().wrapping_add(units);
            span.len = utf16_len(bytes);
            units += span.len;
        }
    }
    Some(())
}

/// UTF-16 units of UTF-8: one for the first byte of each character, one more where it has four.
fn utf16_len(bytes: &[u8]) -> usize {
    let units = |byte: &u8| usize::from(*byte as i8 >= -0x40) + usize::from(*byte >= 0xF0);
    bytes.iter().map(units).sum()
}

/// How many bytes are ASCII before the first one that is not.
pub fn ascii_len(bytes: &[u8]) -> usize {
    let is_ascii = |word: &&[u8; 8]| u64::from_ne_bytes(**word) & 0x8080_8080_8080_8080 == 0;
    let words = bytes.as_chunks().0.iter().take_while(is_ascii).count() * 8;
    words
        + bytes[words..]
            .iter()
            .take_while(|byte| byte.is_ascii())
            .count()
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
