//! Where lines end: WHATWG HTML § 9.2.5, `end-of-line = ( cr lf / cr / lf )`.

use super::block::{self, BLOCK, VECTOR};
use super::few;
use crate::meter;

pub(crate) const LF: u8 = b'\n';
pub(crate) const CR: u8 = b'\r';

/// Returns whether the byte ends a line.
#[inline(always)]
pub(crate) const fn is_line_end(byte: u8) -> bool {
    matches!(byte, LF | CR)
}

/// A line end at the start of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineEnd {
    /// Its bytes; 2 for a CRLF.
    pub(crate) len: usize,
    /// It is a CR, and the next byte has not come: an LF would belong to it.
    pub(crate) lf_may_follow: bool,
}

impl LineEnd {
    /// The line end that `bytes` begin with.
    #[inline(always)]
    pub(crate) const fn at_start_of(bytes: &[u8]) -> Self {
        let (len, lf_may_follow) = match bytes {
            [CR, LF, ..] => (2, false),
            [CR] => (1, true),
            _ => (1, false),
        };
        Self { len, lf_may_follow }
    }
}

/// The index of the first byte that ends a line, if that is likely to be near.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn find_near(bytes: &[u8]) -> Option<usize> {
    let end = few::find(bytes, [LF, CR]);
    meter::scanned(end.unwrap_or(bytes.len()));
    end
}

/// After the first vector: in up to so many bytes, a look at each word takes less time than a call.
const NEAR: usize = 3 * VECTOR;

/// The index of the first byte that ends a line. One inlined vector finds the end of a short line in less time than a
/// call of the search that picks wider ones at run time. With the feature `small` there is only that search.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn find(bytes: &[u8]) -> Option<usize> {
    if cfg!(feature = "small") {
        return find_far(bytes);
    }
    let Some((first, rest)) = bytes.split_first_chunk() else {
        return find_near(bytes);
    };
    let ends = block::line_ends_in(first);
    if ends != 0 {
        let end = ends.trailing_zeros() as usize;
        meter::scanned(end);
        return Some(end);
    }
    meter::scanned(VECTOR);
    let end = if rest.len() <= NEAR {
        find_near(rest)
    } else {
        find_far(rest)
    };
    Some(VECTOR + end?)
}

/// The index of the first byte that ends a line, if that is likely to be far.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn find_far(bytes: &[u8]) -> Option<usize> {
    let end = memchr::memchr2(LF, CR, bytes);
    meter::scanned(end.unwrap_or(bytes.len()));
    end
}

/// The ends of many lines in the same bytes, a block at a time, so that no search waits for the one before it.
#[derive(Clone, Copy)]
pub(crate) struct LineEnds {
    /// Where the last block that was looked at starts, and where it ends.
    start: usize,
    end: usize,
    /// The line ends in that block that have not been passed, a bit each.
    mask: u64,
}

impl LineEnds {
    /// Nothing has been looked at.
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self {
            start: 0,
            end: 0,
            mask: 0,
        }
    }

    /// Begins with a first line end that is known to be at this index.
    #[inline(always)]
    pub(crate) const fn first_at(index: usize) -> Self {
        Self {
            start: index,
            end: index + 1,
            mask: 1,
        }
    }

    /// The index of the first line end at or after `from`, which never decreases; `bytes` are the same in each call.
    // "At or after": so the next search need not wait for the work on the line before it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        while self.mask != 0 {
            let at = self.start + self.mask.trailing_zeros() as usize;
            if at >= from {
                return Some(at);
            }
            self.mask &= self.mask - 1;
        }
        let start = from.max(self.end);
        let Some(block) = bytes[start..].first_chunk::<BLOCK>() else {
            let at = start + find_near(&bytes[start..])?;
            *self = Self::first_at(at);
            return Some(at);
        };
        meter::scanned(BLOCK);
        *self = Self {
            start,
            end: start + BLOCK,
            mask: block::line_ends(block),
        };
        if self.mask != 0 {
            return Some(start + self.mask.trailing_zeros() as usize);
        }
        // A long line.
        let at = self.end + find_far(&bytes[self.end..])?;
        *self = Self::first_at(at);
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// The plain search.
    fn one_by_one(bytes: &[u8], from: usize) -> Option<usize> {
        (from..bytes.len()).find(|at| is_line_end(bytes[*at]))
    }

    #[test]
    fn finds_the_first_line_end_as_a_plain_search_does() {
        for length in 0..150 {
            for other in [0, LF - 1, LF + 1, CR - 1, CR + 1, 0x7F, 0x8A, 0x8D, 0xFF] {
                let mut bytes = std::vec![other; length];
                assert_eq!(find(&bytes), None);
                for at in (0..length).rev() {
                    bytes[at] = [LF, CR][at % 2];
                    for find in [find, find_near, find_far] {
                        assert_eq!(find(&bytes), Some(at), "{other} {length}");
                    }
                }
            }
        }
    }

    #[test]
    fn finds_line_ends_at_or_after_any_place() {
        for other in [0, LF - 1, LF + 1, CR - 1, 0x8A, 0xFF] {
            for length in 0..100 {
                let mut bytes = Vec::new();
                for end in [LF, CR].iter().cycle().take(9) {
                    bytes.extend(core::iter::repeat_n(other, length));
                    bytes.push(*end);
                }
                bytes.extend(core::iter::repeat_n(other, length));
                for step in [0, 1, 2, length, 2 * length + 1, 64, 65] {
                    for mut ends in [
                        Some(LineEnds::new()),
                        one_by_one(&bytes, 0).map(LineEnds::first_at),
                    ]
                    .into_iter()
                    .flatten()
                    {
                        let mut from = 0;
                        while from <= bytes.len() {
                            let expected = one_by_one(&bytes, from);
                            assert_eq!(
                                ends.next(&bytes, from),
                                expected,
                                "{other} {length} {step}"
                            );
                            let Some(end) = expected else { break };
                            from = end + step.max(1);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn finds_every_line_end_in_a_block() {
        for at in 0..2 * BLOCK {
            let mut bytes = [LF; 2 * BLOCK + 1];
            bytes[at] = b'x';
            let mut ends = LineEnds::new();
            for from in 0..bytes.len() {
                assert_eq!(ends.next(&bytes, from), one_by_one(&bytes, from));
            }
        }
    }
}
