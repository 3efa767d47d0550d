//! A few bytes at a time, for chunks too short for blocks: a table instead of branches that nobody could foresee.

use super::{Nesting, Place};
use crate::meter;

/// So many bytes at most: what is counted must fit its bits.
pub(in crate::json) const MOST: usize = 16;

/// What a byte does in each place: a field of 16 bits for each.
///
/// The low six bits of a field tell how far to shift to the field of the next place, so that from byte to byte only this
/// one shift has to wait for the one before. In the bits above them brackets count as one.
static STEPS: [u64; 256] = steps();

const SHIFT_BITS: u64 = 0x3F;
const OPENER: u64 = 1 << 6;
const CLOSER: u64 = 1 << 11;
const COUNT_BITS: u64 = 0x1F;

/// How far the field of a place is shifted.
const fn shift(place: Place) -> u64 {
    match place {
        Place::Outside => 0,
        Place::InString => 16,
        Place::Escaped => 32,
    }
}

/// The place of each field; there is no fourth.
const PLACES: [Place; 4] = [
    Place::Outside,
    Place::InString,
    Place::Escaped,
    Place::Escaped,
];

const fn steps() -> [u64; 256] {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < steps.len() {
        let outside = match byte as u8 {
            b'"' => shift(Place::InString),
            b'[' | b'{' => shift(Place::Outside) | OPENER,
            b']' | b'}' => shift(Place::Outside) | CLOSER,
            _ => shift(Place::Outside),
        };
        let in_string = match byte as u8 {
            b'"' => shift(Place::Outside),
            b'\\' => shift(Place::Escaped),
            _ => shift(Place::InString),
        };
        let escaped = shift(Place::InString);
        steps[byte] = outside << shift(Place::Outside)
            | in_string << shift(Place::InString)
            | escaped << shift(Place::Escaped);
        byte += 1;
    }
    steps
}

/// Takes the bytes in if brackets are so few that neither the end can be among them nor one that nests too deep. Tells
/// whether they are taken.
#[inline(always)]
pub(super) fn stays_inside(nesting: &mut Nesting, bytes: &[u8], max_depth: usize) -> bool {
    debug_assert!(bytes.len() <= MOST);
    let mut step = shift(nesting.place);
    let mut brackets = 0;
    for &byte in bytes {
        step = STEPS[usize::from(byte)] >> (step & SHIFT_BITS);
        brackets += step & (OPENER | CLOSER);
    }
    let opened = ((brackets / OPENER) & COUNT_BITS) as usize;
    let closed = ((brackets / CLOSER) & COUNT_BITS) as usize;
    if nesting.depth <= closed || nesting.depth + opened > max_depth {
        return false;
    }
    meter::scanned(bytes.len());
    nesting.depth = nesting.depth + opened - closed;
    nesting.place = PLACES[(step & SHIFT_BITS) as usize / 16];
    true
}
