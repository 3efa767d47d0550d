//! Which of 64 bytes end a line, as a mask: by the vectors that every x86-64 has, by words on other processors.
//! Such a vector also takes two words and looks for any few bytes.

/// The bytes in a block: as many as a mask has bits.
pub(super) const BLOCK: usize = 64;

/// The bytes that are LF or CR, a bit each; bit 0 is the first byte.
#[inline(always)]
pub(super) fn line_ends(block: &[u8; BLOCK]) -> u64 {
    let (vectors, _) = block.as_chunks();
    vectors
        .iter()
        .rev()
        .fold(0, |ends, vector| ends << VECTOR | line_ends_in(vector))
}

/// Bytes in a vector.
pub(super) const VECTOR: usize = 16;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline(always)]
pub(super) fn line_ends_in(vector: &[u8; VECTOR]) -> u64 {
    one_of(
        [super::line_end::LF, super::line_end::CR],
        u128::from_le_bytes(*vector),
    )
}

/// The bytes that are one of `wanted`, a bit each; bit 0 is the lowest byte.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[expect(
    unsafe_code,
    reason = "a function with target features can only be entered through unsafe"
)]
#[inline(always)]
pub(super) fn one_of<const N: usize>(wanted: [u8; N], vector: u128) -> u64 {
    // SAFETY: compiled only where the target has the feature.
    unsafe { vectored(wanted, vector) }
}

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
#[inline]
pub(super) fn line_ends_in(vector: &[u8; VECTOR]) -> u64 {
    by_words(vector)
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[target_feature(enable = "sse2")]
#[inline]
fn vectored<const N: usize>(wanted: [u8; N], vector: u128) -> u64 {
    use core::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
        _mm_setzero_si128,
    };

    // Compiles to one load, or to one of each word.
    let vector = _mm_set_epi64x((vector >> 64) as i64, vector as i64);
    let mut found = _mm_setzero_si128();
    for byte in wanted {
        let equal = _mm_cmpeq_epi8(vector, _mm_set1_epi8(byte.cast_signed()));
        found = _mm_or_si128(found, equal);
    }
    u64::from(_mm_movemask_epi8(found) as u16)
}

/// The same without vectors.
#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2"))))]
fn by_words(vector: &[u8; VECTOR]) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    const LOW_BITS: u64 = ONES * 0x7F;
    /// Moves the top bits of eight bytes to the top byte, the first byte's to the lowest bit.
    const GATHER: u64 = 0x0002_0408_1020_4081;

    let (words, _) = vector.as_chunks();
    words.iter().rev().fold(0, |ends, word| {
        let word = u64::from_le_bytes(*word);
        // Adding carries into a byte's top bit unless its low bits are as wanted.
        let differs = |wanted: u8| {
            let other = word ^ (ONES * u64::from(wanted));
            ((other & LOW_BITS) + LOW_BITS) | other
        };
        let is_end = !(differs(super::line_end::LF) & differs(super::line_end::CR)) & !LOW_BITS;
        ends << 8 | ((is_end >> 7).wrapping_mul(GATHER << 7) >> 56)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition.
    fn one_by_one(block: &[u8; BLOCK]) -> u64 {
        let bit = |(at, byte): (usize, &u8)| u64::from(matches!(byte, b'\n' | b'\r')) << at;
        block.iter().enumerate().map(bit).sum()
    }

    #[test]
    fn every_byte_at_every_place_beside_every_neighbour() {
        for byte in 0..=u8::MAX {
            for other in [
                0,
                b'\n',
                b'\r',
                b'\n' + 1,
                b'\r' - 1,
                b'\r' + 1,
                0x7F,
                0x8A,
                0x8D,
                0xFF,
            ] {
                for at in 0..BLOCK {
                    let mut block = [other; BLOCK];
                    block[at] = byte;
                    let expected = one_by_one(&block);
                    assert_eq!(line_ends(&block), expected, "{byte} at {at} among {other}");
                    let (vectors, _) = block.as_chunks();
                    for vector in vectors {
                        assert_eq!(by_words(vector), line_ends_in(vector), "{vector:?}");
                    }
                }
            }
        }
    }
}
