//! Where lines end: WHATWG HTML § 9.2.5, `end-of-line = ( cr lf / cr / lf )`.

use crate::meter;

pub(super) const LF: u8 = b'\n';
pub(super) const CR: u8 = b'\r';

/// The index of the first byte that ends a line.
#[inline]
pub(super) fn find_end(bytes: &[u8]) -> Option<usize> {
    let end = find_short(bytes).or_else(|| memchr::memchr2(LF, CR, bytes));
    meter::scanned(end.unwrap_or(bytes.len()));
    end
}

/// Looks at the first eight bytes at once: blank and short lines end there, and cost no search.
#[inline]
fn find_short(bytes: &[u8]) -> Option<usize> {
    let word = u64::from_le_bytes(*bytes.first_chunk()?);
    let ends = zero_bytes(word ^ repeat(LF)) | zero_bytes(word ^ repeat(CR));
    (ends != 0).then(|| ends.trailing_zeros() as usize / 8)
}

const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Sets the high bit of the lowest byte that is zero; bits above that may be set wrongly.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(repeat(0x01)) & !word & repeat(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_line_end_as_a_plain_search_does() {
        // Around each place in the first word and behind it: the line end, and bytes one off it.
        for byte in [LF, CR] {
            for other in [
                LF,
                CR,
                LF - 1,
                LF + 1,
                CR - 1,
                CR + 1,
                0,
                0x80,
                0x8A,
                0x8D,
                0xFF,
            ] {
                for at in 0..20 {
                    let mut bytes = [other; 20];
                    bytes[at] = byte;
                    let plain = bytes.iter().position(|byte| matches!(*byte, LF | CR));
                    assert_eq!(find_end(&bytes), plain);
                    assert_eq!(find_end(&bytes[..at]), plain.filter(|end| *end < at));
                    bytes[..at].fill(b'x');
                    assert_eq!(find_end(&bytes), Some(at));
                }
            }
        }
    }
}
