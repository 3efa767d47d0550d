//! Searches in few bytes: in two words that may overlap, which takes neither a loop nor a call.

/// So many bytes at most are few.
pub(crate) const FEW: usize = 16;

/// The index of the first of few bytes that is one of `wanted`.
#[inline(always)]
pub(crate) fn find<const N: usize>(bytes: &[u8], wanted: [u8; N]) -> Option<usize> {
    debug_assert!(bytes.len() <= FEW);
    let len = bytes.len();
    match len {
        8.. => {
            let (first, last) = (word(bytes), word(&bytes[len - 8..]));
            find_in_word(first, wanted).or_else(|| Some(len - 8 + find_in_word(last, wanted)?))
        }
        4..8 => {
            let (first, last) = (half(bytes), half(&bytes[len - 4..]));
            let at = find_in_word(first | last << 32, wanted)?;
            Some(if at < 4 { at } else { len + at - 8 })
        }
        0..4 => bytes.iter().position(|byte| wanted.contains(byte)),
    }
}

/// Whether one of few bytes is one of `wanted`. Where it stands is not asked, and nothing branches on it.
// In WebAssembly size counts for more.
#[cfg_attr(not(target_family = "wasm"), inline(always))]
pub(crate) fn has_any<const N: usize>(bytes: &[u8], wanted: [u8; N]) -> bool {
    debug_assert!(bytes.len() <= FEW);
    let len = bytes.len();
    match len {
        8.. => (marks(word(bytes), wanted) | marks(word(&bytes[len - 8..]), wanted)) != 0,
        4..8 => marks(half(bytes) | half(&bytes[len - 4..]) << 32, wanted) != 0,
        0..4 => bytes.iter().any(|byte| wanted.contains(byte)),
    }
}

/// The index of the first byte, which is the lowest one, that is one of `wanted`.
#[inline(always)]
fn find_in_word<const N: usize>(word: u64, wanted: [u8; N]) -> Option<usize> {
    let marks = marks(word, wanted);
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

/// The high bits of bytes that are one of `wanted`: of the lowest one for sure, and none if there is none.
// In WebAssembly size counts for more.
#[cfg_attr(not(target_family = "wasm"), inline(always))]
fn marks<const N: usize>(word: u64, wanted: [u8; N]) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH_BITS: u64 = ONES << 7;
    let marks = wanted.into_iter().fold(0, |marks, byte| {
        let zero_if_wanted = word ^ (ONES * u64::from(byte));
        // Subtracting borrows into a byte's high bit if it, or one below it, is zero; it is zero if the bit was not set.
        marks | (zero_if_wanted.wrapping_sub(ONES) & !zero_if_wanted)
    });
    marks & HIGH_BITS
}

/// The first eight bytes.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or(0, |word| u64::from_le_bytes(*word))
}

/// The first four bytes.
#[inline(always)]
fn half(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or(0, |half| u64::from(u32::from_le_bytes(*half)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_does() {
        for len in 0..=FEW {
            for other in [0, 1, 9, 11, 12, 14, 0x7F, 0x8A, 0x8D, 0xFF] {
                let mut bytes = std::vec![other; len];
                assert_eq!(find(&bytes, [b'\n', b'\r']), None, "{other} {len}");
                assert!(!has_any(&bytes, [b'\n', b'\r']), "{other} {len}");
                for at in (0..len).rev() {
                    bytes[at] = [b'\n', b'\r'][at % 2];
                    assert_eq!(find(&bytes, [b'\n', b'\r']), Some(at), "{other} {len}");
                    assert!(has_any(&bytes, [b'\n', b'\r']), "{other} {len}");
                    assert_eq!(has_any(&bytes, [b'\r']), bytes.contains(&b'\r'));
                }
            }
        }
    }
}
