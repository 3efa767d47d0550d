//! The ends of many short lines: looked for 64 bytes at a time, so that no search has to wait for the one before it.

use super::line;
use crate::meter;

const BLOCK: usize = 64;

/// Tells the ends of lines one after another.
pub(super) struct LineEnds {
    /// From here on nothing has been looked at.
    next: usize,
    /// The ends in the block before `next` that are yet to be told, a bit each.
    in_block: u64,
}

impl LineEnds {
    pub(super) const fn from(start: usize) -> Self {
        Self {
            next: start,
            in_block: 0,
        }
    }

    /// The index of the next byte that ends a line. From there on, `bytes` have to be the same in the next call.
    #[inline(always)]
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.in_block == 0 {
            let rest = bytes.get(self.next..)?;
            self.in_block = rest.first_chunk().map_or(0, ends_in);
            if self.in_block == 0 {
                // A long line, or the last bytes.
                let end = self.next + line::find_end(rest)?;
                self.next = end + 1;
                return Some(end);
            }
            meter::scanned(BLOCK);
            self.next += BLOCK;
        }
        let end = self.next - BLOCK + self.in_block.trailing_zeros() as usize;
        self.in_block &= self.in_block - 1;
        Some(end)
    }
}

/// The bytes that end a line, a bit each.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[expect(
    unsafe_code,
    reason = "a function with target features can only be entered through unsafe"
)]
#[inline(always)]
fn ends_in(block: &[u8; BLOCK]) -> u64 {
    // SAFETY: compiled only where the target has the feature.
    unsafe { ends_in_vectors(block) }
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[target_feature(enable = "sse2")]
#[inline]
fn ends_in_vectors(block: &[u8; BLOCK]) -> u64 {
    use core::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
    };

    let lf = _mm_set1_epi8(line::LF as i8);
    let cr = _mm_set1_epi8(line::CR as i8);
    let (vectors, _) = block.as_chunks();
    vectors.iter().rev().fold(0, |ends, vector| {
        let words = u128::from_le_bytes(*vector);
        let vector = _mm_set_epi64x((words >> 64) as i64, words as i64);
        let is_end = _mm_or_si128(_mm_cmpeq_epi8(vector, lf), _mm_cmpeq_epi8(vector, cr));
        ends << 16 | u64::from(_mm_movemask_epi8(is_end) as u16)
    })
}

/// Without such vectors a block tells nothing that one search after another would not tell sooner.
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
fn ends_in(_: &[u8; BLOCK]) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// The plain search.
    fn one_by_one(bytes: &[u8], start: usize) -> Vec<usize> {
        (start..bytes.len())
            .filter(|at| line::is_end(bytes[*at]))
            .collect()
    }

    fn by_blocks(bytes: &[u8], start: usize) -> Vec<usize> {
        let mut ends = LineEnds::from(start);
        core::iter::from_fn(|| ends.next(bytes)).collect()
    }

    #[test]
    fn tells_the_ends_of_lines_of_every_length() {
        for other in [0, line::LF - 1, line::LF + 1, line::CR - 1, 0x8A, 0xFF] {
            for length in 0..100 {
                let mut bytes = Vec::new();
                for end in [line::LF, line::CR].iter().cycle().take(9) {
                    bytes.extend(core::iter::repeat_n(other, length));
                    bytes.push(*end);
                }
                bytes.extend(core::iter::repeat_n(other, length));
                for start in [0, 1, length, 2 * length + 1, bytes.len()] {
                    let expected = one_by_one(&bytes, start);
                    assert_eq!(by_blocks(&bytes, start), expected, "{other} {length}");
                }
            }
        }
    }

    #[test]
    fn tells_every_end_in_a_block() {
        for at in 0..2 * BLOCK {
            let mut bytes = [line::LF; 2 * BLOCK + 1];
            bytes[at] = b'x';
            assert_eq!(by_blocks(&bytes, 0), one_by_one(&bytes, 0));
            let mut bytes = [b'x'; 2 * BLOCK + 1];
            bytes[at] = line::CR;
            assert_eq!(by_blocks(&bytes, 0), [at]);
        }
    }
}
