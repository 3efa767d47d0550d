//! Few bytes as words that may overlap, searched and copied: without a call, and without vectors.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

/// The bytes of a word.
pub(crate) const WORD: usize = 8;

/// The most bytes for which a caller looks and copies by words instead of by a call.
pub(crate) const TWO_WORDS: usize = 2 * WORD;

/// The index of the first byte that is one of `wanted`. Takes any number of bytes, but is made for few.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn find<const N: usize>(bytes: &[u8], wanted: [u8; N]) -> Option<usize> {
    let len = bytes.len();
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        if let Some(at) = find_in_word(u64::from_le_bytes(*word), wanted) {
            return Some(8 * index + at);
        }
    }
    match len {
        _ if rest.is_empty() => None,
        8.. => Some(len - 8 + find_in_word(word(&bytes[len - 8..]), wanted)?),
        4..8 => {
            let (first, last) = (half(bytes), half(&bytes[len - 4..]));
            let at = find_in_word(first | last << 32, wanted)?;
            Some(if at < 4 { at } else { len + at - 8 })
        }
        _ => bytes.iter().position(|byte| wanted.contains(byte)),
    }
}

/// Returns whether one of `bytes` is one of `wanted`; `bytes` are at least one and at most two words of `WIDTH` bytes,
/// which is 2, 4, 8, 16 or 32. Nothing branches on where it is.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn words_have_any<const WIDTH: usize, const N: usize>(
    bytes: &[u8],
    wanted: [u8; N],
) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<WIDTH>(), bytes.last_chunk::<WIDTH>())
    else {
        return false;
    };
    if WIDTH < 8 {
        // Not copied into a word's array: what is stored in parts and loaded whole has to wait for the stores.
        let shift_in = |word, byte: &u8| word << 8 | u64::from(*byte);
        let first = first.iter().rev().fold(0, shift_in);
        let last = last.iter().rev().fold(0, shift_in);
        // The rest of the word is zero, and no caller wants a zero byte.
        debug_assert!(!wanted.contains(&0));
        return marks(first | last << (8 * WIDTH), wanted) != 0;
    }
    if WIDTH == 8 {
        return any_marks([word(first), word(last)], wanted) != 0;
    }
    // Plain loops: an iterator over both is a call in some builds, and its state goes through memory.
    let mut all = 0;
    for bytes in [first, last] {
        for pair in bytes.as_chunks::<16>().0 {
            let (words, _) = pair.as_chunks::<8>();
            all |= any_marks([word(&words[0]), word(&words[1])], wanted);
        }
    }
    all != 0
}

/// Not zero if one of two words' bytes is one of `wanted`: by a vector where every processor has it.
#[inline(always)]
fn any_marks<const N: usize>([low, high]: [u64; 2], wanted: [u8; N]) -> u64 {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    return super::block::one_of(wanted, u128::from(low) | u128::from(high) << 64);
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
    return marks(low, wanted) | marks(high, wanted);
}

/// Appends bytes of a known number.
#[expect(
    unsafe_code,
    reason = "`Vec::extend_from_slice` is a call in some builds, which takes longer than all else that is done with a \
              small chunk"
)]
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn append<const LEN: usize>(bytes: &mut Vec<u8>, array: &[u8; LEN]) {
    let len = bytes.len() + LEN;
    match bytes.spare_capacity_mut().first_chunk_mut() {
        Some(spare) => {
            write(array, spare);
            // SAFETY: within the capacity, and all bytes up to there have been written, the last ones just now.
            unsafe { bytes.set_len(len) }
        }
        None => bytes.extend_from_slice(array),
    }
}

/// Appends at least one and at most two words of bytes, as two words that may overlap.
#[expect(
    unsafe_code,
    reason = "as above; and of two words appended one by one, the second would look at length and capacity again"
)]
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn append_words<const WIDTH: usize>(bytes: &mut Vec<u8>, words: &[u8]) {
    let len = bytes.len() + words.len();
    let spare = bytes.spare_capacity_mut().get_mut(..words.len());
    let (Some(spare), Some(first), Some(last), true) = (
        spare,
        words.first_chunk::<WIDTH>(),
        words.last_chunk::<WIDTH>(),
        words.len() <= 2 * WIDTH,
    ) else {
        return bytes.extend_from_slice(words);
    };
    if let Some(spare) = spare.first_chunk_mut() {
        write(first, spare);
    }
    if let Some(spare) = spare.last_chunk_mut() {
        write(last, spare);
        // SAFETY: within the capacity, and all bytes up to there have been written: just now the first word and the
        // last, between which there is no other byte.
        unsafe { bytes.set_len(len) }
    }
}

/// Writes all bytes.
#[expect(
    unsafe_code,
    reason = "`array::map` is a call in some builds, with one for each byte, and a loop goes byte by byte in some"
)]
#[inline(always)]
const fn write<const LEN: usize>(array: &[u8; LEN], spare: &mut [MaybeUninit<u8>; LEN]) {
    // SAFETY: the two have the same layout, and what has been written is valid as what may be uninitialized.
    unsafe { *core::ptr::from_mut(spare).cast::<[u8; LEN]>() = *array }
}

/// At most a word of bytes as one number, the first byte lowest; the rest of it is zero.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn gather(bytes: &[u8]) -> u64 {
    debug_assert!(bytes.len() <= WORD);
    match *bytes {
        [] => 0,
        [byte] => byte.into(),
        [a, b] => u16::from_le_bytes([a, b]).into(),
        [a, b, c] => u64::from(u16::from_le_bytes([a, b])) | u64::from(c) << 16,
        _ => {
            let last_at = bytes.len() - 4;
            half(bytes) | half(&bytes[last_at..]) << (8 * last_at)
        }
    }
}

/// At most eight words of bytes, by how they are looked into.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Few<'b> {
    Byte([u8; 1]),
    /// At most a word, and the same [gathered](gather).
    Word(&'b [u8], u64),
    /// At least a word.
    Words(&'b [u8]),
}

impl Few<'_> {
    #[inline(always)]
    pub(crate) const fn bytes(&self) -> &[u8] {
        match self {
            Self::Byte(byte) => byte,
            Self::Word(bytes, _) | Self::Words(bytes) => bytes,
        }
    }

    /// Returns whether one of them is one of `wanted`, zero not being one. Nothing branches on where it is.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn have_any<const N: usize>(self, wanted: [u8; N]) -> bool {
        match self {
            Self::Byte([byte]) => wanted.contains(&byte),
            Self::Word(_, word) => marks(word, wanted) != 0,
            Self::Words(bytes) if bytes.len() <= 2 * WORD => {
                words_have_any::<WORD, N>(bytes, wanted)
            }
            Self::Words(bytes) if bytes.len() <= 4 * WORD => {
                words_have_any::<{ 2 * WORD }, N>(bytes, wanted)
            }
            Self::Words(bytes) => words_have_any::<{ 4 * WORD }, N>(bytes, wanted),
        }
    }
}

/// Returns whether all bytes are ASCII. Takes any number of bytes, but is made for few.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn is_ascii(bytes: &[u8]) -> bool {
    let len = bytes.len();
    let (words, rest) = bytes.as_chunks::<8>();
    let mut all = words
        .iter()
        .fold(0, |all, word| all | u64::from_le_bytes(*word));
    match len {
        _ if rest.is_empty() => {}
        8.. => all |= word(&bytes[len - 8..]),
        4..8 => all |= half(bytes) | half(&bytes[len - 4..]),
        _ => all |= rest.iter().fold(0, |all, byte| all | u64::from(*byte)),
    }
    all & HIGH_BITS == 0
}

/// The index of the first byte, which is the lowest one, that is one of `wanted`.
#[inline(always)]
fn find_in_word<const N: usize>(word: u64, wanted: [u8; N]) -> Option<usize> {
    let marks = marks(word, wanted);
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

const ONES: u64 = u64::MAX / 0xFF;
const HIGH_BITS: u64 = ONES << 7;

/// The high bits of bytes that are one of `wanted`: that of the lowest one is always right, and there is none if none
/// is.
#[cfg_attr(not(feature = "small"), inline(always))]
fn marks<const N: usize>(word: u64, wanted: [u8; N]) -> u64 {
    let marks = wanted.into_iter().fold(0, |marks, byte| {
        let zero_if_wanted = word ^ (ONES * u64::from(byte));
        // Subtracting borrows into a byte's high bit if it, or one below it, is zero; it is zero if the bit was not
        // set.
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
        for len in 0..40 {
            for other in [0, 1, 9, 11, 12, 14, 0x7F, 0x8A, 0x8D, 0xFF] {
                let mut bytes = std::vec![other; len];
                assert_eq!(find(&bytes, [b'\n', b'\r']), None, "{other} {len}");
                for at in (0..len).rev() {
                    bytes[at] = [b'\n', b'\r'][at % 2];
                    assert_eq!(find(&bytes, [b'\n', b'\r']), Some(at), "{other} {len}");
                }
            }
        }
    }

    /// Every number of bytes that one or two words hold, for words of each size.
    #[test]
    fn looks_into_words_as_a_plain_search_does() {
        for len in 2..=64 {
            let words_have_any = match len {
                33.. => words_have_any::<32, 2>,
                17..=32 => words_have_any::<16, 2>,
                8..=16 => words_have_any::<8, 2>,
                4..8 => words_have_any::<4, 2>,
                _ => words_have_any::<2, 2>,
            };
            for other in [0, 1, 9, 11, 12, 14, 0x7F, 0x8A, 0x8D, 0xFF] {
                let mut bytes = std::vec![other; len];
                assert!(!words_have_any(&bytes, [b'\n', b'\r']), "{other} {len}");
                for at in 0..len {
                    for wanted in [b'\n', b'\r'] {
                        bytes[at] = wanted;
                        assert!(words_have_any(&bytes, [b'\n', b'\r']), "{other} {at}");
                        bytes[at] = other;
                    }
                }
            }
        }
    }

    #[test]
    fn appends_as_the_standard_library_does() {
        for capacity in 0..20 {
            let mut bytes = Vec::with_capacity(capacity);
            let mut plain = Vec::new();
            for array in [*b"12345678", *b"abcdefgh"] {
                append(&mut bytes, &array);
                plain.extend_from_slice(&array);
                append(&mut bytes, b"x");
                plain.push(b'x');
                assert_eq!(bytes, plain, "{capacity}");
            }
        }
    }

    #[test]
    fn appends_words_as_the_standard_library_does() {
        fn check<const WIDTH: usize>() {
            let words: Vec<u8> = (1..=2 * WIDTH as u8 + 2).collect();
            for len in 0..=2 * WIDTH + 2 {
                for capacity in 0..3 * WIDTH + 3 {
                    let mut bytes = Vec::with_capacity(capacity);
                    bytes.extend_from_slice(&words[..capacity.min(3)]);
                    let plain = [&bytes, &words[..len]].concat();
                    append_words::<WIDTH>(&mut bytes, &words[..len]);
                    assert_eq!(bytes, plain, "{WIDTH} {len} {capacity}");
                }
            }
        }
        check::<1>();
        check::<2>();
        check::<4>();
        check::<8>();
        check::<16>();
        check::<32>();
    }

    #[test]
    fn gathers_each_byte_where_it_is() {
        let bytes = [0x81, 2, 0x83, 4, 0x85, 6, 0x87, 8];
        for len in 0..=WORD {
            let shifted = |(at, byte): (usize, &u8)| u64::from(*byte) << (8 * at);
            let expected: u64 = bytes[..len].iter().enumerate().map(shifted).sum();
            assert_eq!(gather(&bytes[..len]), expected, "{len}");
        }
    }

    #[test]
    fn looks_into_few_as_a_plain_search_does() {
        for len in 0..=8 * WORD {
            for other in [1, 9, 11, 0x8A, 0xFF] {
                let mut bytes = std::vec![other; len];
                // The byte at `len` is none of them.
                for at in 0..=len {
                    if at > 0 {
                        bytes[at - 1] = other;
                    }
                    if at < len {
                        bytes[at] = b'\n';
                    }
                    let few = match *bytes {
                        [byte] => Few::Byte([byte]),
                        _ if len <= WORD => Few::Word(&bytes, gather(&bytes)),
                        _ => Few::Words(&bytes),
                    };
                    assert_eq!(few.bytes(), bytes);
                    assert_eq!(few.have_any([b'\n']), at < len, "{other} {at}");
                }
            }
        }
    }

    #[test]
    fn tells_ascii_as_the_standard_library_does() {
        for len in 0..40 {
            let mut bytes = std::vec![0x7F; len];
            assert!(is_ascii(&bytes), "{len}");
            for at in 0..len {
                bytes[at] = 0x80;
                assert!(!is_ascii(&bytes), "{len} {at}");
                bytes[at] = 0;
            }
        }
    }
}
