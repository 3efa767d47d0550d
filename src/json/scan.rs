//! Finds where an array or object ends: brackets counted, strings passed over.
//!
//! Two machines with one state. [`Nesting::bytewise`] is the plain one: a byte at a time, and the oracle for the
//! other. [`walk`] takes 64 bytes at a time as bit masks, the first stage of Langdale and Lemire's "Parsing Gigabytes
//! of JSON per Second" (2019): which bytes are quotation marks, backslashes, brackets; which are escaped; by a prefix
//! xor which lie inside strings; and the depth by counting bits. The masks come from AVX2 where the machine has it, from
//! 64-bit words elsewhere.
//!
//! Chunks of a few bytes are worth neither: [`few`] takes them in where they surely hold no end.
//!
//! The vectors are those of `std::arch`: the crate that would save their two unsafe calls has no carry-less multiply,
//! which makes it slower, and doubles the time to build.

#[cfg(target_arch = "x86_64")]
mod avx2;
pub(super) mod few;
mod portable;

use crate::meter;

/// Bytes in a block; as many as a mask has bits.
const BLOCK: usize = 64;

/// Shorter remainders are not worth filling up to a block.
const SHORTEST_PADDED: usize = 16;

/// Which machine looks for the end.
///
/// Not part of the stable interface: it lets tests, fuzz targets and benches set the machines against each other.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scanner {
    /// A byte at a time.
    Bytewise,
    /// Blocks, in 64-bit words.
    Portable,
    /// Blocks, with the machine's vectors.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
}

/// Proof that the machine has what [`avx2`] uses.
#[cfg(target_arch = "x86_64")]
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx2(());

impl Scanner {
    /// The fastest this machine can run.
    #[must_use]
    pub fn fastest() -> Self {
        #[cfg(target_arch = "x86_64")]
        if avx2::is_available() {
            return Self::Avx2(Avx2(()));
        }
        Self::Portable
    }

    /// How many bytes are `[` or `{`, in strings or out.
    pub(super) fn count_openers(self, bytes: &[u8]) -> usize {
        meter::scanned(bytes.len());
        match self {
            Self::Bytewise => count_bytewise(bytes),
            Self::Portable => portable::count_openers(bytes),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(proof) => avx2::count_openers(bytes, proof),
        }
    }
}

fn count_bytewise(bytes: &[u8]) -> usize {
    let is_opener = |byte: &&u8| matches!(byte, b'[' | b'{');
    bytes.iter().filter(is_opener).count()
}

#[inline(always)]
fn count_by_blocks(bytes: &[u8], masks: impl Fn(&[u8; BLOCK]) -> Masks) -> usize {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let count = |block| masks(block).openers.count_ones() as usize;
    blocks.iter().map(count).sum::<usize>() + count_bytewise(rest)
}

/// Where in an array or object we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nesting {
    /// Brackets open.
    depth: usize,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    InString,
    /// Inside a string, right after a backslash.
    Escaped,
}

/// What a scan came to; the scan goes on after the byte it stopped at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The closing bracket is the last of this many bytes.
    End(usize),
    /// The opening bracket at this place is one too deep.
    TooDeep(usize),
    /// All bytes lie inside.
    More,
}

impl Nesting {
    /// Before the opening bracket, which must be the first byte scanned.
    pub(super) const fn new() -> Self {
        Self {
            depth: 0,
            place: Place::Outside,
        }
    }

    /// Scans `bytes` for the end, or for a bracket that nests deeper than `max_depth`.
    #[inline]
    pub(super) fn find_end(&mut self, bytes: &[u8], max_depth: usize, scanner: Scanner) -> Found {
        match scanner {
            _ if bytes.len() < SHORTEST_PADDED => self.bytewise(bytes, max_depth),
            Scanner::Bytewise => self.bytewise(bytes, max_depth),
            Scanner::Portable => portable::find_end(self, bytes, max_depth),
            #[cfg(target_arch = "x86_64")]
            Scanner::Avx2(proof) => avx2::find_end(self, bytes, max_depth, proof),
        }
    }

    /// Takes in a few bytes, [`FEW`](crate::search::few::FEW) at most, that are surely inside. Tells whether they are.
    #[inline(always)]
    pub(super) fn stays_inside(&mut self, bytes: &[u8], max_depth: usize) -> bool {
        let mut drip = few::Drip::from(*self);
        let is_inside = drip.stays_inside(bytes, max_depth);
        *self = drip.into();
        is_inside
    }

    fn bytewise(&mut self, bytes: &[u8], max_depth: usize) -> Found {
        for (at, &byte) in bytes.iter().enumerate() {
            match (self.place, byte) {
                (Place::Outside, b'[' | b'{') => {
                    self.depth += 1;
                    if self.depth > max_depth {
                        meter::scanned(at + 1);
                        return Found::TooDeep(at);
                    }
                }
                (Place::Outside, b']' | b'}') => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        meter::scanned(at + 1);
                        return Found::End(at + 1);
                    }
                }
                (Place::Outside, b'"') | (Place::Escaped, _) => self.place = Place::InString,
                (Place::InString, b'"') => self.place = Place::Outside,
                (Place::InString, b'\\') => self.place = Place::Escaped,
                (Place::Outside | Place::InString, _) => {}
            }
        }
        meter::scanned(bytes.len());
        Found::More
    }
}

/// Which of a block's bytes are what; bit 0 is the first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Masks {
    quotes: u64,
    backslashes: u64,
    /// `[` and `{`.
    openers: u64,
    /// `]` and `}`.
    closers: u64,
}

/// What a machine brings along.
#[derive(Clone, Copy)]
struct Machine<M, P> {
    /// A block's masks.
    masks: M,
    /// Replaces each bit by the parity of all bits up to it.
    prefix_xor: P,
}

/// Scans block by block. Inlined into one function a machine, so that its vectors need no calls.
#[inline(always)]
fn walk<M, P>(
    nesting: &mut Nesting,
    bytes: &[u8],
    max_depth: usize,
    machine: &Machine<M, P>,
) -> Found
where
    M: Fn(&[u8; BLOCK]) -> Masks,
    P: Fn(u64) -> u64,
{
    let mut carried = Carried::from(*nesting);
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        match carried.step(block, BLOCK, max_depth, machine) {
            Found::More => {}
            found => return carried.stop(nesting, found, index * BLOCK),
        }
    }
    let start = blocks.len() * BLOCK;
    let found = if rest.len() < SHORTEST_PADDED {
        *nesting = carried.into();
        return match nesting.bytewise(rest, max_depth) {
            Found::End(end) => Found::End(start + end),
            Found::TooDeep(at) => Found::TooDeep(start + at),
            Found::More => Found::More,
        };
    } else {
        let mut block = [b' '; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        carried.step(&block, rest.len(), max_depth, machine)
    };
    carried.stop(nesting, found, start)
}

/// The state between two blocks, as masks want it.
#[derive(Clone, Copy)]
struct Carried {
    depth: usize,
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escaped: u64,
}

impl From<Nesting> for Carried {
    #[inline]
    fn from(nesting: Nesting) -> Self {
        let (in_string, escaped) = match nesting.place {
            Place::Outside => (0, 0),
            Place::InString => (u64::MAX, 0),
            Place::Escaped => (u64::MAX, 1),
        };
        Self {
            depth: nesting.depth,
            in_string,
            escaped,
        }
    }
}

impl From<Carried> for Nesting {
    #[inline]
    fn from(carried: Carried) -> Self {
        Self {
            depth: carried.depth,
            place: match (carried.in_string, carried.escaped) {
                (0, _) => Place::Outside,
                (_, 0) => Place::InString,
                (_, _) => Place::Escaped,
            },
        }
    }
}

impl Carried {
    /// Takes in a block of which the first `len` bytes are real, the others spaces.
    #[inline(always)]
    fn step<M, P>(
        &mut self,
        block: &[u8; BLOCK],
        len: usize,
        max_depth: usize,
        machine: &Machine<M, P>,
    ) -> Found
    where
        M: Fn(&[u8; BLOCK]) -> Masks,
        P: Fn(u64) -> u64,
    {
        meter::scanned(len);
        let masks = (machine.masks)(block);
        let (escaped, next_escaped) = if masks.backslashes == 0 {
            (self.escaped, 0)
        } else {
            escaped(masks.backslashes, self.escaped)
        };
        let in_string = (machine.prefix_xor)(masks.quotes & !escaped) ^ self.in_string;
        if masks.backslashes & !in_string != 0 {
            return self.step_bytewise(&block[..len], max_depth);
        }
        let openers = masks.openers & !in_string;
        let closers = masks.closers & !in_string;
        let opened = openers.count_ones() as usize;
        let closed = closers.count_ones() as usize;
        if self.depth + opened > max_depth {
            // The limit may be met: rare enough for the plain way.
            return self.step_bytewise(&block[..len], max_depth);
        }
        if self.depth <= closed
            && let Some(end) = find_zero(self.depth, openers, closers)
        {
            // After a closing bracket we stand outside any string.
            *self = Self {
                depth: 0,
                in_string: 0,
                escaped: 0,
            };
            return Found::End(end);
        }
        self.depth = self.depth + opened - closed;
        // All ones if the last byte lies in a string: padding is as its last real byte is.
        self.in_string = ((in_string as i64) >> 63) as u64;
        self.escaped = if len == BLOCK {
            next_escaped
        } else {
            (escaped >> len) & 1
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

    #[inline(always)]
    fn stop(self, nesting: &mut Nesting, found: Found, start: usize) -> Found {
        *nesting = self.into();
        match found {
            Found::End(end) => Found::End(start + end),
            Found::TooDeep(at) => Found::TooDeep(start + at),
            Found::More => Found::More,
        }
    }
}

/// Which bytes a backslash escapes, and whether the block's last byte escapes the next block's first.
///
/// Takes every backslash for one inside a string; the caller looks whether that holds. A run of backslashes is told
/// odd from even by subtracting its start from the odd bits: the borrow stops at the run's end.
#[inline(always)]
fn escaped(backslashes: u64, first_escaped: u64) -> (u64, u64) {
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
