//! Where the first line ends: after the first LF.

use super::nesting::Scanner;
#[cfg(target_feature = "sse2")]
use super::vector::Sse2;
use super::vector::{BLOCK, HALF, Task, Vectors};
use crate::meter;

const LF: u8 = b'\n';

impl Scanner {
    /// Returns what comes after the first LF. Takes any number of bytes, but is made for lines of more than few. Only how
    /// fast it is depends on `likely_len`, how long the line is likely to be.
    // Not the index of the LF: the search for the next line waits for this one, and should not wait for sums too.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn after_line_feed(self, bytes: &[u8], likely_len: usize) -> Option<&[u8]> {
        let rest = match self {
            _ if likely_len > NEAR * BLOCK || cfg!(feature = "small") => after_far_line_feed(bytes),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(avx2) if bytes.len() >= HALF => avx2.run(AfterLineFeed(bytes)),
            #[cfg(target_feature = "sse2")]
            Self::Sse2 if bytes.len() >= HALF => after_line_feed_by_sse2(bytes),
            _ => after_far_line_feed(bytes),
        };
        meter::scanned(bytes.len() - rest.map_or(0, <[u8]>::len));
        rest
    }
}

#[cfg(target_feature = "sse2")]
#[inline(never)]
fn after_line_feed_by_sse2(bytes: &[u8]) -> Option<&[u8]> {
    AfterLineFeed(bytes).run(Sse2)
}

/// The same for what may be far, and without vectors.
#[inline]
fn after_far_line_feed(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(memchr::memchr(LF, bytes)? + 1..)
}

/// The most blocks that are looked into one by one: a longer line is worth the calls of a search that is made for it.
const NEAR: usize = 8;

/// Looks into half a block at least.
#[cfg_attr(
    not(any(target_arch = "x86_64", target_feature = "sse2")),
    allow(dead_code, reason = "without vectors `memchr` is faster")
)]
struct AfterLineFeed<'b>(&'b [u8]);

impl<'b> Task for AfterLineFeed<'b> {
    type Output = Option<&'b [u8]>;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> Option<&'b [u8]> {
        let bytes = self.0;
        let ends_in = |block| vectors.equal(vectors.load_whole(block), LF);
        let Some(last) = bytes.last_chunk::<BLOCK>() else {
            // The halves overlap: the bits of the second are moved to where its bytes are.
            let ends = vectors.equal(vectors.load(bytes.first_chunk()?, bytes.last_chunk()?), LF);
            let low = ends & (u64::MAX >> HALF);
            let ends = low | ends >> HALF << (bytes.len() - HALF);
            return bytes.get(ends.trailing_zeros() as usize + 1..);
        };
        let mut rest = bytes;
        for _ in 0..NEAR {
            let Some((block, after)) = rest.split_first_chunk::<BLOCK>() else {
                // Of the bytes that were looked at before, none is an LF.
                let ends = ends_in(last);
                return bytes.get(bytes.len() - BLOCK + ends.trailing_zeros() as usize + 1..);
            };
            let ends = ends_in(block);
            if ends != 0 {
                return rest.get(ends.trailing_zeros() as usize + 1..);
            }
            rest = after;
        }
        after_far_line_feed(rest)
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// The plain search.
    fn one_by_one(bytes: &[u8]) -> Option<&[u8]> {
        let at = bytes.iter().position(|byte| *byte == LF)?;
        Some(&bytes[at + 1..])
    }

    fn check(bytes: &[u8]) {
        for scanner in Scanner::all() {
            for likely_len in [0, usize::MAX] {
                let rest = scanner.after_line_feed(bytes, likely_len);
                assert_eq!(rest, one_by_one(bytes), "{scanner:?} {bytes:?}");
            }
        }
    }

    /// Where one LF is, alone or before another, in every number of bytes up to three blocks, and in more than are near.
    #[test]
    fn finds_the_first_line_feed_as_a_plain_search_does() {
        let far = 10 * BLOCK;
        for len in (0..3 * BLOCK).chain([far - 1, far, far + 1]) {
            for other in [LF - 1, LF + 1, LF | 0x80] {
                let mut bytes = std::vec![other; len];
                check(&bytes);
                for at in (0..len).rev() {
                    bytes[at] = LF;
                    check(&bytes);
                    if at + 1 < len && at % 3 > 0 {
                        bytes[at + 1] = other;
                    }
                }
            }
        }
    }

    #[test]
    fn counts_what_it_has_looked_at() {
        let line: Vec<u8> = [&[b'x'; 100][..], b"\n", &[b'y'; 100]].concat();
        for scanner in Scanner::all() {
            let find = || assert!(scanner.after_line_feed(&line, line.len()).is_some());
            assert_eq!(meter::measure(find), (101, 0), "{scanner:?}");
        }
    }
}
