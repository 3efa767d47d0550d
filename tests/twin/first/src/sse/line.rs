//! Where lines end: WHATWG HTML § 9.2.5, `end-of-line = ( cr lf / cr / lf )`.

use crate::{meter, search::few};

pub(super) const LF: u8 = b'\n';
pub(super) const CR: u8 = b'\r';

/// Whether the byte ends a line.
#[inline]
pub(super) const fn is_end(byte: u8) -> bool {
    matches!(byte, LF | CR)
}

/// Whether these are few bytes, of which none ends a line.
#[inline(always)]
pub(super) fn is_short_inside(bytes: &[u8]) -> bool {
    let is_inside = bytes.len() <= few::FEW && !few::has_any(bytes, [LF, CR]);
    if is_inside {
        meter::scanned(bytes.len());
    }
    is_inside
}

/// The index of the first byte that ends a line.
#[inline]
pub(super) fn find_end(bytes: &[u8]) -> Option<usize> {
    let end = if bytes.len() <= few::FEW {
        // A loop costs less than setting up a search.
        bytes.iter().position(|byte| is_end(*byte))
    } else {
        find(bytes)
    };
    meter::scanned(end.unwrap_or(bytes.len()));
    end
}

/// Most lines end within the first bytes. There a search that is compiled in place, for a length it knows, with the
/// vectors that every x86-64 has, costs less than the call of the one that picks wider vectors at run time.
#[cfg(target_arch = "x86_64")]
#[inline]
fn find(bytes: &[u8]) -> Option<usize> {
    use memchr::arch::x86_64::sse2::memchr::Two;

    const NEAR: usize = 64;
    match (bytes.split_first_chunk::<NEAR>(), Two::new(LF, CR)) {
        (Some((near, far)), Some(in_place)) => in_place
            .find(near)
            .or_else(|| Some(NEAR + memchr::memchr2(LF, CR, far)?)),
        // A short rest, or a target that goes without vectors.
        _ => memchr::memchr2(LF, CR, bytes),
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn find(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2(LF, CR, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_short_insides_as_a_plain_search_does() {
        for length in 0..=few::FEW {
            for other in [0, LF - 1, LF + 1, CR - 1, CR + 1, 0x7F, 0x8A, 0x8D, 0xFF] {
                let mut bytes = std::vec![other; length];
                assert!(is_short_inside(&bytes), "{other} {length}");
                for at in 0..length {
                    for end in [LF, CR] {
                        bytes[at] = end;
                        assert!(!is_short_inside(&bytes), "{other} {length} {at}");
                    }
                    bytes[at] = other;
                }
            }
        }
        assert!(!is_short_inside(&[b'x'; few::FEW + 1]));
    }

    #[test]
    fn finds_the_first_line_end_as_a_plain_search_does() {
        for length in 0..150 {
            for other in [0, LF - 1, LF + 1, CR - 1, CR + 1, 0x7F, 0x8A, 0x8D, 0xFF] {
                let mut bytes = std::vec![other; length];
                assert_eq!(find_end(&bytes), None);
                for at in (0..length).rev() {
                    bytes[at] = if at % 2 == 0 { LF } else { CR };
                    assert_eq!(find_end(&bytes), Some(at), "{other} {length}");
                }
            }
        }
    }
}
