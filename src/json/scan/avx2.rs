//! Masks from AVX2 vectors. The only unsafe code: one call each, guarded by a look at what the machine has.
#![allow(
    unsafe_code,
    reason = "a function with target features can only be entered through unsafe"
)]

use core::arch::x86_64::{
    __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm256_cmpeq_epi8,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8,
};

use super::{Avx2, BLOCK, Found, Machine, Masks, Nesting, count_by_blocks, walk};

/// Whether the machine has what [`find_end`] needs.
pub(super) fn is_available() -> bool {
    #[cfg(feature = "std")]
    {
        use std::arch::is_x86_feature_detected;
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("pclmulqdq")
            && is_x86_feature_detected!("popcnt")
    }
    #[cfg(not(feature = "std"))]
    {
        cfg!(all(
            target_feature = "avx2",
            target_feature = "bmi1",
            target_feature = "bmi2",
            target_feature = "lzcnt",
            target_feature = "pclmulqdq",
            target_feature = "popcnt",
        ))
    }
}

#[inline]
pub(super) fn find_end(nesting: &mut Nesting, bytes: &[u8], max_depth: usize, _: Avx2) -> Found {
    // SAFETY: an `Avx2` exists only where `is_available` has said yes, which asks for each of these features.
    unsafe { find_end_vectored(nesting, bytes, max_depth) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,pclmulqdq,popcnt")]
fn find_end_vectored(nesting: &mut Nesting, bytes: &[u8], max_depth: usize) -> Found {
    // Closures have the features of the function they stand in.
    let machine = Machine {
        masks: |block: &_| masks(block),
        prefix_xor: |bits| prefix_xor(bits),
    };
    walk(nesting, bytes, max_depth, &machine)
}

#[inline]
pub(super) fn count_openers(bytes: &[u8], _: Avx2) -> usize {
    // SAFETY: as above.
    unsafe { count_openers_vectored(bytes) }
}

#[target_feature(enable = "avx2,popcnt")]
fn count_openers_vectored(bytes: &[u8]) -> usize {
    count_by_blocks(bytes, |block| masks(block))
}

#[inline]
#[target_feature(enable = "avx2")]
fn masks(block: &[u8; BLOCK]) -> Masks {
    let (halves, _) = block.as_chunks::<32>();
    let [low, high] = [load(&halves[0]), load(&halves[1])];
    // `[` and `{`, `]` and `}` differ in this one bit.
    let fold = _mm256_set1_epi8(0x20);
    let folded = [_mm256_or_si256(low, fold), _mm256_or_si256(high, fold)];
    Masks {
        quotes: equal([low, high], b'"'),
        backslashes: equal([low, high], b'\\'),
        openers: equal(folded, b'{'),
        closers: equal(folded, b'}'),
    }
}

/// Compiles to one load.
#[inline]
#[target_feature(enable = "avx2")]
fn load(half: &[u8; 32]) -> __m256i {
    let (words, _) = half.as_chunks::<8>();
    let [a, b, c, d] = [0, 1, 2, 3].map(|index: usize| i64::from_le_bytes(words[index]));
    _mm256_set_epi64x(d, c, b, a)
}

#[inline]
#[target_feature(enable = "avx2")]
fn equal(halves: [__m256i; 2], byte: u8) -> u64 {
    let wanted = _mm256_set1_epi8(byte.cast_signed());
    let low = _mm256_movemask_epi8(_mm256_cmpeq_epi8(halves[0], wanted)).cast_unsigned();
    let high = _mm256_movemask_epi8(_mm256_cmpeq_epi8(halves[1], wanted)).cast_unsigned();
    u64::from(low) | u64::from(high) << 32
}

/// Multiplying by all ones without carries adds each bit to all above it.
#[inline]
#[target_feature(enable = "pclmulqdq")]
fn prefix_xor(bits: u64) -> u64 {
    let bits = _mm_set_epi64x(0, bits.cast_signed());
    let ones = _mm_set_epi64x(0, -1);
    _mm_cvtsi128_si64(_mm_clmulepi64_si128(bits, ones, 0)).cast_unsigned()
}
