//! Where an array or object ends: brackets are counted, strings are skipped.
//!
//! [`Nesting::stays_inside`] takes few bytes, by a table instead of branches that nobody could foresee. Longer input
//! goes block by block as bit masks, the first stage of Langdale and Lemire's "Parsing Gigabytes of JSON per Second"
//! (2019): which bytes are quotation marks, backslashes, brackets; which are escaped; by a prefix xor which lie inside
//! strings; and the depth by counting bits.

#[cfg(target_arch = "x86_64")]
use super::vector::Avx2;
#[cfg(target_feature = "sse2")]
use super::vector::Sse2;
use super::vector::{BLOCK, HALF, Task, Vectors, Words};
use crate::meter;

/// Which code looks for the end.
///
/// Not part of the stable interface: it lets tests, fuzz targets and benches compare them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scanner {
    /// A byte at a time.
    Bytewise,
    /// Blocks, in 64-bit words.
    Portable,
    /// Blocks, with the vectors of every x86-64 machine, and of most 32-bit ones.
    #[cfg(target_feature = "sse2")]
    Sse2,
    /// Blocks, with AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
}

impl Scanner {
    /// The fastest this machine can run.
    #[must_use]
    pub fn fastest() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = Avx2::detect() {
            return Self::Avx2(avx2);
        }
        #[cfg(target_feature = "sse2")]
        return Self::Sse2;
        #[cfg(not(target_feature = "sse2"))]
        Self::Portable
    }

    /// All that this machine can run.
    #[must_use]
    pub fn all() -> alloc::vec::Vec<Self> {
        let mut all = alloc::vec![Self::Bytewise, Self::Portable];
        #[cfg(target_feature = "sse2")]
        all.push(Self::Sse2);
        if !all.contains(&Self::fastest()) {
            all.push(Self::fastest());
        }
        all
    }

    /// Whether it takes a byte at a time. With the feature `small` every one does, and the code for blocks is left out.
    #[inline(always)]
    pub(crate) fn is_bytewise(self) -> bool {
        cfg!(feature = "small") || self == Self::Bytewise
    }

    /// Counts the bytes that are `[` or `{`, in strings or out.
    pub(crate) fn count_openers(self, bytes: &[u8]) -> usize {
        meter::scanned(bytes.len());
        if self.is_bytewise() {
            return count_bytewise(bytes);
        }
        match self {
            Self::Bytewise | Self::Portable => CountOpeners(bytes).run(Words),
            #[cfg(target_feature = "sse2")]
            Self::Sse2 => CountOpeners(bytes).run(Sse2),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(avx2) => avx2.run(CountOpeners(bytes)),
        }
    }
}

fn count_bytewise(bytes: &[u8]) -> usize {
    let is_opener = |byte: &&u8| matches!(byte, b'[' | b'{');
    bytes.iter().filter(is_opener).count()
}

struct CountOpeners<'b>(&'b [u8]);

impl Task for CountOpeners<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> usize {
        let (blocks, rest) = self.0.as_chunks::<BLOCK>();
        let count = |block| {
            Masks::new(vectors, vectors.load_whole(block))
                .openers
                .count_ones()
        };
        let whole: usize = blocks.iter().map(|block| count(block) as usize).sum();
        whole + count_bytewise(rest)
    }
}

/// Where in an array or object we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nesting {
    /// The level of the innermost open bracket: 0 for the outermost one, or [`NO_LEVEL`].
    level: usize,
    /// How far [`STEPS`] are shifted: [`OUTSIDE`], [`IN_STRING`] or [`ESCAPED`].
    place: u8,
}

/// No bracket is open. It is one below the outermost level and above every limit, so that one comparison shows both the
/// end and a bracket that nests too deep.
const NO_LEVEL: usize = usize::MAX;

/// The result of a scan, which goes on after the byte it stopped at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// The closing bracket is the last of this many bytes.
    End(usize),
    /// The opening bracket at this place is one too deep.
    TooDeep(usize),
    /// All bytes are inside.
    More,
}

/// What a byte does in each place: a field of 16 bits for each.
///
/// The low eight bits of a field tell how far to shift to the field of the next place, so that from byte to byte only
/// this one shift has to wait for the one before. The high eight tell how the depth changes: by 1, 0 or -1.
static STEPS: [u64; 256] = steps();

const OUTSIDE: u8 = 0;
const IN_STRING: u8 = 16;
/// Inside a string, right after a backslash.
const ESCAPED: u8 = 32;

/// All that a place needs.
const SHIFT_BITS: u64 = 0x3F;
const OPENER: u64 = 0x0100;
const CLOSER: u64 = 0xFF00;
/// What of a field is summed up: how many brackets there are, and from [`CLOSERS`] on how many of them close.
const COUNTED: u64 = BRACKETS | CLOSERS;
const BRACKETS: u64 = 0x0100;
const CLOSERS: u64 = 0x8000;

const fn steps() -> [u64; 256] {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < steps.len() {
        let outside = match byte as u8 {
            b'"' => IN_STRING as u64,
            b'[' | b'{' => OUTSIDE as u64 | OPENER,
            b']' | b'}' => OUTSIDE as u64 | CLOSER,
            _ => OUTSIDE as u64,
        };
        let in_string = match byte as u8 {
            b'"' => OUTSIDE,
            b'\\' => ESCAPED,
            _ => IN_STRING,
        };
        let escaped = IN_STRING as u64;
        steps[byte] = outside << OUTSIDE | (in_string as u64) << IN_STRING | escaped << ESCAPED;
        byte += 1;
    }
    steps
}

impl Nesting {
    /// The most bytes that go one by one: half a block is worth a vector.
    const FEW: usize = HALF - 1;

    /// Before the opening bracket, which must be the first byte scanned.
    pub(crate) const fn new() -> Self {
        Self {
            level: NO_LEVEL,
            place: OUTSIDE,
        }
    }

    /// Scans `bytes` for the end, or for a bracket that nests deeper than `max_depth`.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn find_end(&mut self, bytes: &[u8], max_depth: usize, scanner: Scanner) -> Found {
        if bytes.len() <= Self::FEW || scanner.is_bytewise() {
            return self.bytewise(bytes, max_depth);
        }
        let task = FindEnd {
            nesting: self,
            bytes,
            max_depth,
        };
        match scanner {
            #[cfg(target_arch = "x86_64")]
            Scanner::Avx2(avx2) => avx2.run(task),
            #[cfg(target_feature = "sse2")]
            Scanner::Sse2 => task.run_by(Sse2),
            Scanner::Bytewise | Scanner::Portable => task.run_by(Words),
        }
    }

    /// Forgets the bracket that was opened last.
    #[cold]
    pub(crate) fn forget_bracket(&mut self) {
        self.level -= 1;
    }

    #[inline(never)]
    fn bytewise(&mut self, bytes: &[u8], max_depth: usize) -> Found {
        for (at, &byte) in bytes.iter().enumerate() {
            let step = STEPS[usize::from(byte)] >> self.place;
            self.place = step as u8;
            match step & CLOSER {
                OPENER => {
                    self.level = self.level.wrapping_add(1);
                    if self.level >= max_depth {
                        meter::scanned(at + 1);
                        return Found::TooDeep(at);
                    }
                }
                CLOSER => {
                    self.level = self.level.wrapping_sub(1);
                    if self.level == NO_LEVEL {
                        meter::scanned(at + 1);
                        return Found::End(at + 1);
                    }
                }
                _ => {}
            }
        }
        meter::scanned(bytes.len());
        Found::More
    }

    /// Reads `bytes` if they are a block at most and the end is surely not among them, nor a bracket that nests too
    /// deep. Returns whether it did.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn stays_inside(
        &mut self,
        bytes: &[u8],
        max_depth: usize,
        scanner: Scanner,
    ) -> bool {
        let is_inside = match *bytes {
            [byte] => self.step(byte, max_depth),
            _ if bytes.len() > BLOCK => false,
            _ if bytes.len() > Self::FEW => {
                return self.block_stays_inside(bytes, max_depth, scanner);
            }
            _ => self.step_all(bytes, max_depth),
        };
        if is_inside {
            meter::scanned(bytes.len());
        }
        is_inside
    }

    /// Reads half a block to a whole one in one step, if the end is not among it, nor a bracket that nests too deep.
    /// Returns whether it did.
    #[inline(never)]
    fn block_stays_inside(&mut self, bytes: &[u8], max_depth: usize, scanner: Scanner) -> bool {
        let mut after = *self;
        let is_inside = after.find_end(bytes, max_depth, scanner) == Found::More;
        if is_inside {
            *self = after;
        }
        is_inside
    }

    #[inline(always)]
    fn step(&mut self, byte: u8, max_depth: usize) -> bool {
        let step = STEPS[usize::from(byte)] >> self.place;
        let level = self.level.wrapping_add_signed((step as i16 >> 8).into());
        if level >= max_depth {
            return false;
        }
        self.level = level;
        self.place = step as u8;
        true
    }

    /// Brackets must be so few that, whatever their order, they cannot be too many.
    #[inline(always)]
    fn step_all(&mut self, bytes: &[u8], max_depth: usize) -> bool {
        // The sum of all brackets has seven bits.
        debug_assert!(bytes.len() <= Self::FEW && Self::FEW < 128);
        let mut step = u64::from(self.place);
        let mut counts = 0;
        for &byte in bytes {
            step = STEPS[usize::from(byte)] >> (step & SHIFT_BITS);
            counts += step & COUNTED;
        }
        let closed = (counts / CLOSERS) as usize;
        let opened = (counts % CLOSERS / BRACKETS) as usize - closed;
        // Inside, so that there is a level.
        if self.level < closed || self.level.saturating_add(opened) >= max_depth {
            return false;
        }
        self.level = self.level + opened - closed;
        self.place = step as u8;
        true
    }
}

/// Which of a block's bytes are what.
#[derive(Clone, Copy)]
struct Masks {
    quotes: u64,
    backslashes: u64,
    /// `[` and `{`.
    openers: u64,
    /// `]` and `}`.
    closers: u64,
}

impl Masks {
    #[inline(always)]
    fn new<V: Vectors>(vectors: V, block: V::Loaded) -> Self {
        // `[` and `{`, `]` and `}` differ in this one bit.
        let folded = vectors.with_bits(block, 0x20);
        Self {
            quotes: vectors.equal(block, b'"'),
            backslashes: vectors.equal(block, b'\\'),
            openers: vectors.equal(folded, b'{'),
            closers: vectors.equal(folded, b'}'),
        }
    }

    #[inline(always)]
    fn map(self, map: impl Fn(u64) -> u64) -> Self {
        Self {
            quotes: map(self.quotes),
            backslashes: map(self.backslashes),
            openers: map(self.openers),
            closers: map(self.closers),
        }
    }

    /// Of the last `len` bytes, which are less than a block but no less than half of one, unless more come before them.
    #[inline(always)]
    fn of_last<V: Vectors>(vectors: V, bytes: &[u8], len: usize) -> Option<Self> {
        if let Some(block) = bytes.last_chunk::<BLOCK>() {
            let masks = Self::new(vectors, vectors.load_whole(block));
            return Some(masks.map(|mask| mask >> (BLOCK - len)));
        }
        // The halves overlap: the bits of the second are moved to where its bytes are.
        let block = vectors.load(bytes.first_chunk()?, bytes.last_chunk()?);
        let masks = Self::new(vectors, block);
        const LOW: u64 = u64::MAX >> HALF;
        Some(masks.map(|mask| mask & LOW | mask >> HALF << (len - HALF)))
    }
}

/// Scans block by block.
struct FindEnd<'n, 'b> {
    nesting: &'n mut Nesting,
    bytes: &'b [u8],
    max_depth: usize,
}

impl FindEnd<'_, '_> {
    /// The same as a call.
    #[inline(never)]
    fn run_by<V: Vectors>(self, vectors: V) -> Found {
        self.run(vectors)
    }
}

impl Task for FindEnd<'_, '_> {
    type Output = Found;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> Found {
        let bytes = self.bytes;
        let mut carried = Carried::from(*self.nesting);
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let start = bytes.len() - rest.len();
        let mut found = Found::More;
        for (index, block) in blocks.iter().enumerate() {
            let masks = Masks::new(vectors, vectors.load_whole(block));
            found = carried.step(vectors, masks, block, self.max_depth);
            if found != Found::More {
                found = found.after(index * BLOCK);
                break;
            }
        }
        if found == Found::More
            && !rest.is_empty()
            && let Some(masks) = Masks::of_last(vectors, bytes, rest.len())
        {
            found = carried
                .step(vectors, masks, rest, self.max_depth)
                .after(start);
        }
        *self.nesting = carried.into();
        found
    }
}

impl Found {
    /// The same, with `len` bytes scanned before.
    const fn after(self, len: usize) -> Self {
        match self {
            Self::End(end) => Self::End(len + end),
            Self::TooDeep(at) => Self::TooDeep(len + at),
            Self::More => Self::More,
        }
    }
}

/// The state between two blocks, as masks want it.
#[derive(Clone, Copy)]
struct Carried {
    /// Brackets open.
    depth: usize,
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escaped: u64,
}

impl From<Nesting> for Carried {
    #[inline(always)]
    fn from(nesting: Nesting) -> Self {
        Self {
            depth: nesting.level.wrapping_add(1),
            in_string: u64::from(nesting.place != OUTSIDE).wrapping_neg(),
            escaped: u64::from(nesting.place == ESCAPED),
        }
    }
}

impl From<Carried> for Nesting {
    #[inline(always)]
    fn from(carried: Carried) -> Self {
        Self {
            level: carried.depth.wrapping_sub(1),
            place: (IN_STRING + IN_STRING * carried.escaped as u8) & carried.in_string as u8,
        }
    }
}

impl Carried {
    /// Reads the bytes that `masks` describe.
    #[inline(always)]
    fn step<V: Vectors>(
        &mut self,
        vectors: V,
        masks: Masks,
        bytes: &[u8],
        max_depth: usize,
    ) -> Found {
        let len = bytes.len();
        let (escaped, next_escaped) = if masks.backslashes == 0 {
            (self.escaped, 0)
        } else {
            escaped(masks.backslashes, self.escaped)
        };
        let in_string = vectors.prefix_xor(masks.quotes & !escaped) ^ self.in_string;
        let openers = masks.openers & !in_string;
        let closers = masks.closers & !in_string;
        let opened = openers.count_ones() as usize;
        let closed = closers.count_ones() as usize;
        // Outside strings a backslash escapes nothing, and the limit may be reached: both are rare, so they are left to
        // the bytewise scan.
        let may_be_too_deep = self.depth + opened > max_depth;
        if masks.backslashes & !in_string != 0 || may_be_too_deep {
            return self.step_bytewise(bytes, max_depth);
        }
        meter::scanned(len);
        if self.depth <= closed
            && let Some(end) = find_zero(self.depth, openers, closers)
        {
            // After a closing bracket the scan is outside any string.
            *self = Nesting::new().into();
            return Found::End(end);
        }
        self.depth = self.depth + opened - closed;
        // All ones if the last byte is in a string: no bit after it changes that.
        self.in_string = (in_string.cast_signed() >> (BLOCK - 1)).cast_unsigned();
        self.escaped = match len {
            BLOCK => next_escaped,
            _ => escaped >> len & 1,
        };
        Found::More
    }

    #[cold]
    fn step_bytewise(&mut self, bytes: &[u8], max_depth: usize) -> Found {
        let mut nesting = Nesting::from(*self);
        let found = nesting.bytewise(bytes, max_depth);
        *self = nesting.into();
        found
    }
}

/// Which bytes a backslash escapes, and whether the block's last byte escapes the next block's first.
///
/// Takes every backslash for one inside a string; the caller checks that. Whether a run of backslashes is odd or even
/// is found by subtracting its start from the odd bits: the borrow stops at the run's end.
#[inline(always)]
pub(crate) fn escaped(backslashes: u64, first_escaped: u64) -> (u64, u64) {
    const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
    let starts = backslashes & !first_escaped;
    let odd_ends = (((starts << 1) | ODD).wrapping_sub(starts)) ^ ODD;
    let escaped = odd_ends ^ (backslashes | first_escaped);
    (escaped, (odd_ends & backslashes) >> 63)
}

/// After how many bytes of the block the depth is zero for the first time.
#[inline(always)]
fn find_zero(depth: usize, openers: u64, closers: u64) -> Option<usize> {
    let mut rest = closers;
    let mut closed = 0;
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        closed += 1;
        if depth + (openers & (bit - 1)).count_ones() as usize == closed {
            return Some(bit.trailing_zeros() as usize + 1);
        }
        rest ^= bit;
    }
    None
}

#[cfg(test)]
mod tests;
