//! A few bytes at a time, for chunks too short for blocks: a table instead of branches that nobody could foresee.

use super::{Nesting, Place};
use crate::meter;
use crate::search::few::FEW;

/// What a byte does in each place: a field of 16 bits for each.
///
/// The low six bits of a field tell how far to shift to the field of the next place, so that from byte to byte only this
/// one shift has to wait for the one before. The high eight tell how the depth changes: by 1, 0 or -1.
static STEPS: [u64; 256] = steps();

const SHIFT_BITS: u64 = 0x3F;
const OPENER: u64 = 0x0100;
const CLOSER: u64 = 0xFF00;
/// What of a field is summed up: how many brackets there are, and from [`CLOSERS`] on how many of them close. [`FEW`] fit
/// the bits.
const COUNTED: u64 = BRACKETS | CLOSERS;
const BRACKETS: u64 = 0x0100;
const CLOSERS: u64 = 0x8000;

/// How far the field of a place is shifted.
const fn shift(place: Place) -> u64 {
    match place {
        Place::Outside => 0,
        Place::InString => 16,
        Place::Escaped => 32,
    }
}

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

/// Where in an array or object we are, as the table wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::json) struct Drip {
    depth: usize,
    /// How far the field of the place is shifted.
    shift: u64,
}

impl From<Nesting> for Drip {
    #[inline]
    fn from(nesting: Nesting) -> Self {
        Self {
            depth: nesting.depth,
            shift: shift(nesting.place),
        }
    }
}

impl From<Drip> for Nesting {
    #[inline]
    fn from(drip: Drip) -> Self {
        const IN_STRING: u64 = shift(Place::InString);
        const OUTSIDE: u64 = shift(Place::Outside);
        Self {
            depth: drip.depth,
            place: match drip.shift {
                OUTSIDE => Place::Outside,
                IN_STRING => Place::InString,
                _ => Place::Escaped,
            },
        }
    }
}

impl Drip {
    /// Takes in a few bytes, [`FEW`] at most, if the end is surely not among them, nor a bracket that nests too deep. Tells
    /// whether they are taken.
    // In WebAssembly size counts for more.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(in crate::json) fn stays_inside(&mut self, bytes: &[u8], max_depth: usize) -> bool {
        debug_assert!(bytes.len() <= FEW);
        let is_inside = match *bytes {
            [byte] => self.step(byte, max_depth),
            _ => self.step_all(bytes, max_depth),
        };
        if is_inside {
            meter::scanned(bytes.len());
        }
        is_inside
    }

    #[inline(always)]
    fn step(&mut self, byte: u8, max_depth: usize) -> bool {
        let step = STEPS[usize::from(byte)] >> self.shift;
        let depth = self.depth.wrapping_add_signed((step as i16 >> 8).into());
        // One comparison for two: above zero and not too deep.
        if depth.wrapping_sub(1) >= max_depth {
            return false;
        }
        self.depth = depth;
        self.shift = step & SHIFT_BITS;
        true
    }

    /// Brackets must be so few that, whatever their order, they cannot be too many.
    #[inline(always)]
    fn step_all(&mut self, bytes: &[u8], max_depth: usize) -> bool {
        let mut step = self.shift;
        let mut counts = 0;
        for &byte in bytes {
            step = STEPS[usize::from(byte)] >> (step & SHIFT_BITS);
            counts += step & COUNTED;
        }
        let closed = (counts / CLOSERS) as usize;
        let opened = (counts % CLOSERS / BRACKETS) as usize - closed;
        if self.depth <= closed || self.depth + opened > max_depth {
            return false;
        }
        self.depth = self.depth + opened - closed;
        self.shift = step & SHIFT_BITS;
        true
    }
}
