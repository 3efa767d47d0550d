//! Blocks of 64 bytes as bit masks: which bytes are what; bit 0 is the first byte.
//!
//! What is done with the masks is written once, over [`Vectors`], and compiled for each backend by [`Task`]: SSE2 on
//! x86, AVX2 on x86-64, 64-bit words elsewhere, which are also the oracle of the others.
#![allow(
    unsafe_code,
    reason = "a function with target features can only be entered through unsafe"
)]

/// The bytes in a block: as many as a mask has bits.
pub(crate) const BLOCK: usize = 64;

/// Half a block. A block is loaded as two halves, which may overlap in memory: see [`Vectors::load`].
pub(crate) const HALF: usize = BLOCK / 2;

/// The operations on a block that a backend provides.
pub(crate) trait Vectors: Copy {
    type Loaded: Copy;

    /// Loads a block from its two halves.
    fn load(self, low: &[u8; HALF], high: &[u8; HALF]) -> Self::Loaded;

    /// The bytes that equal `byte`.
    fn equal(self, block: Self::Loaded, byte: u8) -> u64;

    /// The block with `bits` set in each byte: makes one comparison of two, where two bytes differ in one bit.
    fn with_bits(self, block: Self::Loaded, bits: u8) -> Self::Loaded;

    /// The bytes that are one of `set`.
    fn one_of<const N: usize>(self, block: Self::Loaded, set: &Set<N>) -> u64;

    /// The bytes from `first` to `last`, which are ASCII.
    fn in_range(self, block: Self::Loaded, first: u8, last: u8) -> u64;

    /// Returns whether no byte is a quotation mark, a backslash or a control character: what matters in JSON's strings.
    #[inline(always)]
    fn is_plain(self, block: Self::Loaded) -> bool {
        self.equal(block, b'"') | self.equal(block, b'\\') | self.in_range(block, 0, 0x1F) == 0
    }

    /// Returns whether all bytes are ASCII.
    fn is_ascii(self, block: Self::Loaded) -> bool;

    /// The bytes in which the bit of this number is set, the lowest being 0.
    fn bit<const NUMBER: i32>(self, block: Self::Loaded) -> u64;

    /// Replaces each bit by the parity of all bits up to it.
    fn prefix_xor(self, bits: u64) -> u64;

    /// Loads a block from 64 bytes.
    #[inline(always)]
    fn load_whole(self, bytes: &[u8; BLOCK]) -> Self::Loaded {
        let (halves, _) = bytes.as_chunks::<HALF>();
        self.load(&halves[0], &halves[1])
    }
}

/// ASCII bytes no two of which have the same low four bits, so that one look into a table finds them all.
#[derive(Debug)]
pub(crate) struct Set<const N: usize> {
    bytes: [u8; N],
    /// Indexed by the low four bits of a byte: the byte of the set with these bits, or, without one, a byte with others.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        allow(dead_code, reason = "AVX2 alone looks up bytes in it")
    )]
    table: [u8; 16],
}

impl<const N: usize> Set<N> {
    pub(crate) const fn new(bytes: &[u8; N]) -> Self {
        // Without one, a byte with other low bits: no byte that is looked up here equals it.
        let mut table = [0; 16];
        table[0] = 1;
        let mut index = 0;
        while index < N {
            let byte = bytes[index];
            let place = (byte % 16) as usize;
            assert!(byte.is_ascii() && table[place] % 16 != place as u8);
            table[place] = byte;
            index += 1;
        }
        Self {
            bytes: *bytes,
            table,
        }
    }
}

/// Work on blocks, compiled for each machine.
pub(crate) trait Task {
    type Output;

    /// Does the work. Must be `#[inline(always)]`: only inside [`Avx2::run`] may vectors be used without calls.
    fn run<V: Vectors>(self, vectors: V) -> Self::Output;
}

/// 64-bit words, which every machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words;

impl Words {
    const LOW_BITS: u64 = splat(0x7F);
    const TOP_BITS: u64 = splat(0x80);
}

const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

impl Vectors for Words {
    type Loaded = [u64; 8];

    #[inline(always)]
    fn load(self, low: &[u8; HALF], high: &[u8; HALF]) -> [u64; 8] {
        let word = |index: usize| {
            let (words, _) = if index < 4 { low } else { high }.as_chunks::<8>();
            u64::from_le_bytes(words[index % 4])
        };
        core::array::from_fn(word)
    }

    #[inline(always)]
    fn equal(self, block: [u64; 8], byte: u8) -> u64 {
        debug_assert!(byte.is_ascii());
        // Adding carries into a byte's top bit unless its low bits are as wanted; no carry leaves the byte. What is not
        // ASCII equals nothing that is asked for.
        !gather(block, |word| {
            (((word & Self::LOW_BITS) ^ splat(byte)) + Self::LOW_BITS) | word
        })
    }

    #[inline(always)]
    fn with_bits(self, block: [u64; 8], bits: u8) -> [u64; 8] {
        block.map(|word| word | splat(bits))
    }

    #[inline(always)]
    fn one_of<const N: usize>(self, block: [u64; 8], set: &Set<N>) -> u64 {
        set.bytes
            .into_iter()
            .fold(0, |mask, byte| mask | self.equal(block, byte))
    }

    #[inline(always)]
    fn in_range(self, block: [u64; 8], first: u8, last: u8) -> u64 {
        debug_assert!(first <= last && last.is_ascii());
        gather(block, |word| {
            let low = word & Self::LOW_BITS;
            let is_from_first = low + splat(0x80 - first);
            let is_after_last = low + splat(0x7F - last);
            is_from_first & !is_after_last & !word
        })
    }

    #[inline(always)]
    fn is_ascii(self, block: [u64; 8]) -> bool {
        block.into_iter().fold(0, |all, word| all | word) & Self::TOP_BITS == 0
    }

    #[inline(always)]
    fn bit<const NUMBER: i32>(self, block: [u64; 8]) -> u64 {
        gather(block, |word| word << (7 - NUMBER))
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        [1, 2, 4, 8, 16, 32]
            .into_iter()
            .fold(bits, |bits, distance| bits ^ bits << distance)
    }
}

/// Returns the top bit of each byte of a block, after `map` of its words.
#[inline(always)]
fn gather(block: [u64; 8], map: impl Fn(u64) -> u64) -> u64 {
    // In the end each byte has one bit of each word.
    let shift_in = |square: u64, word: u64| square >> 1 | map(word) & Words::TOP_BITS;
    turn(block.into_iter().fold(0, shift_in))
}

/// Puts gathered bits in the order of the block's bytes, by turning the square of eight times eight over its diagonal
/// (as in Warren's "Hacker's Delight", § 7-3).
#[inline(always)]
const fn turn(mut square: u64) -> u64 {
    let swapped = (square ^ (square >> 7)) & 0x00AA_00AA_00AA_00AA;
    square ^= swapped ^ (swapped << 7);
    let swapped = (square ^ (square >> 14)) & 0x0000_CCCC_0000_CCCC;
    square ^= swapped ^ (swapped << 14);
    let swapped = (square ^ (square >> 28)) & 0x0000_0000_F0F0_F0F0;
    square ^ swapped ^ (swapped << 28)
}

#[cfg(target_feature = "sse2")]
pub(crate) use sse2::Sse2;

#[cfg(target_feature = "sse2")]
mod sse2 {
    #[cfg(target_arch = "x86")]
    use core::arch::x86 as arch;
    #[cfg(target_arch = "x86_64")]
    use core::arch::x86_64 as arch;

    use arch::{
        __m128i, _mm_cmpeq_epi8, _mm_cvtsi32_si128, _mm_max_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set_epi64x, _mm_set1_epi8, _mm_sll_epi16, _mm_sub_epi8,
    };

    use super::{HALF, Set, Vectors, Words};

    /// SSE2, which every x86-64 machine has, and every 32-bit one that is compiled for it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Sse2;

    impl Vectors for Sse2 {
        type Loaded = [__m128i; 4];

        #[inline(always)]
        fn load(self, low: &[u8; HALF], high: &[u8; HALF]) -> [__m128i; 4] {
            let (low, _) = low.as_chunks::<16>();
            let (high, _) = high.as_chunks::<16>();
            // SAFETY: compiled only where the target has the feature.
            [low[0], low[1], high[0], high[1]].map(|quarter| unsafe { load_128(&quarter) })
        }

        #[inline(always)]
        fn equal(self, block: [__m128i; 4], byte: u8) -> u64 {
            // SAFETY: compiled only where the target has the feature.
            unsafe { equal_128(block, byte) }
        }

        #[inline(always)]
        fn with_bits(self, block: [__m128i; 4], bits: u8) -> [__m128i; 4] {
            // SAFETY: compiled only where the target has the feature.
            block.map(|quarter| unsafe { with_bits_128(quarter, bits) })
        }

        #[inline(always)]
        fn one_of<const N: usize>(self, block: [__m128i; 4], set: &Set<N>) -> u64 {
            set.bytes
                .into_iter()
                .fold(0, |mask, byte| mask | self.equal(block, byte))
        }

        #[inline(always)]
        fn in_range(self, block: [__m128i; 4], first: u8, last: u8) -> u64 {
            // SAFETY: compiled only where the target has the feature.
            unsafe { in_range_128(block, first, last) }
        }

        #[inline(always)]
        fn is_ascii(self, block: [__m128i; 4]) -> bool {
            // SAFETY: compiled only where the target has the feature.
            unsafe { is_ascii_128(block) }
        }

        #[inline(always)]
        fn bit<const NUMBER: i32>(self, block: [__m128i; 4]) -> u64 {
            // SAFETY: compiled only where the target has the feature.
            unsafe { bit_128::<NUMBER>(block) }
        }

        #[inline(always)]
        fn prefix_xor(self, bits: u64) -> u64 {
            Words.prefix_xor(bits)
        }
    }

    /// Compiles to one load.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn load_128(quarter: &[u8; 16]) -> __m128i {
        let (words, _) = quarter.as_chunks::<8>();
        let [a, b] = [0, 1].map(|index: usize| i64::from_le_bytes(words[index]));
        _mm_set_epi64x(b, a)
    }

    /// Returns the top bit of each byte.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn bits_128([a, b, c, d]: [__m128i; 4]) -> u64 {
        let [a, b] = [_mm_movemask_epi8(a), _mm_movemask_epi8(b)].map(|bits| bits as u64);
        let [c, d] = [_mm_movemask_epi8(c), _mm_movemask_epi8(d)].map(|bits| bits as u64);
        a | b << 16 | c << 32 | d << 48
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn equal_128([a, b, c, d]: [__m128i; 4], byte: u8) -> u64 {
        let wanted = _mm_set1_epi8(byte.cast_signed());
        bits_128([
            _mm_cmpeq_epi8(a, wanted),
            _mm_cmpeq_epi8(b, wanted),
            _mm_cmpeq_epi8(c, wanted),
            _mm_cmpeq_epi8(d, wanted),
        ])
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn in_range_128([a, b, c, d]: [__m128i; 4], first: u8, last: u8) -> u64 {
        let most = _mm_set1_epi8((last - first).cast_signed());
        let first = _mm_set1_epi8(first.cast_signed());
        let [a, b] = [_mm_sub_epi8(a, first), _mm_sub_epi8(b, first)];
        let [c, d] = [_mm_sub_epi8(c, first), _mm_sub_epi8(d, first)];
        bits_128([
            _mm_cmpeq_epi8(_mm_max_epu8(a, most), most),
            _mm_cmpeq_epi8(_mm_max_epu8(b, most), most),
            _mm_cmpeq_epi8(_mm_max_epu8(c, most), most),
            _mm_cmpeq_epi8(_mm_max_epu8(d, most), most),
        ])
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn is_ascii_128([a, b, c, d]: [__m128i; 4]) -> bool {
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn bit_128<const NUMBER: i32>([a, b, c, d]: [__m128i; 4]) -> u64 {
        // Of each pair of bytes the lower one's top bits go to the other's lowest, which are not asked for.
        let to_top = _mm_cvtsi32_si128(7 - NUMBER);
        bits_128([
            _mm_sll_epi16(a, to_top),
            _mm_sll_epi16(b, to_top),
            _mm_sll_epi16(c, to_top),
            _mm_sll_epi16(d, to_top),
        ])
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn with_bits_128(quarter: __m128i, bits: u8) -> __m128i {
        _mm_or_si128(quarter, _mm_set1_epi8(bits.cast_signed()))
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use core::arch::x86_64::{
        __m256i, _mm_clmulepi64_si128, _mm_cvtsi32_si128, _mm_cvtsi128_si64, _mm_set_epi64x,
        _mm256_cmpeq_epi8, _mm256_max_epu8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set_epi64x, _mm256_set1_epi8, _mm256_shuffle_epi8, _mm256_sll_epi16,
        _mm256_sub_epi8,
    };

    use super::{HALF, Set, Task, Vectors};

    /// AVX2, and what all processors with it have beside it. Its values are proofs: there is one only if
    /// [`detect`](Self::detect) has found all of it, which makes the calls below sound.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Avx2(());

    impl Avx2 {
        /// The proof, if the machine has it all.
        pub(crate) fn detect() -> Option<Self> {
            #[cfg(feature = "std")]
            let is_available = {
                use std::arch::is_x86_feature_detected;
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("lzcnt")
                    && is_x86_feature_detected!("pclmulqdq")
                    && is_x86_feature_detected!("popcnt")
            };
            #[cfg(not(feature = "std"))]
            let is_available = cfg!(all(
                target_feature = "avx2",
                target_feature = "bmi1",
                target_feature = "bmi2",
                target_feature = "lzcnt",
                target_feature = "pclmulqdq",
                target_feature = "popcnt",
            ));
            is_available.then_some(Self(()))
        }

        /// Runs `task`, compiled for this machine.
        #[inline]
        pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { run_vectored(self, task) }
        }
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,pclmulqdq,popcnt")]
    fn run_vectored<T: Task>(avx2: Avx2, task: T) -> T::Output {
        task.run(avx2)
    }

    impl Vectors for Avx2 {
        type Loaded = [__m256i; 2];

        #[inline(always)]
        fn load(self, low: &[u8; HALF], high: &[u8; HALF]) -> [__m256i; 2] {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { [load_256(low), load_256(high)] }
        }

        #[inline(always)]
        fn equal(self, block: [__m256i; 2], byte: u8) -> u64 {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { equal_256(block, byte) }
        }

        #[inline(always)]
        fn with_bits(self, block: [__m256i; 2], bits: u8) -> [__m256i; 2] {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { with_bits_256(block, bits) }
        }

        #[inline(always)]
        fn one_of<const N: usize>(self, block: [__m256i; 2], set: &Set<N>) -> u64 {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { one_of_256(block, &set.table) }
        }

        #[inline(always)]
        fn in_range(self, block: [__m256i; 2], first: u8, last: u8) -> u64 {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { in_range_256(block, first, last) }
        }

        #[inline(always)]
        fn is_plain(self, block: [__m256i; 2]) -> bool {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { is_plain_256(block) }
        }

        #[inline(always)]
        fn is_ascii(self, block: [__m256i; 2]) -> bool {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { is_ascii_256(block) }
        }

        #[inline(always)]
        fn bit<const NUMBER: i32>(self, block: [__m256i; 2]) -> u64 {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { bit_256::<NUMBER>(block) }
        }

        #[inline(always)]
        fn prefix_xor(self, bits: u64) -> u64 {
            // SAFETY: `self` is the proof that the processor has it.
            unsafe { prefix_xor(bits) }
        }
    }

    /// Compiles to one load.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn load_256(half: &[u8; HALF]) -> __m256i {
        let (words, _) = half.as_chunks::<8>();
        let [a, b, c, d] = [0, 1, 2, 3].map(|index: usize| i64::from_le_bytes(words[index]));
        _mm256_set_epi64x(d, c, b, a)
    }

    /// Returns the top bit of each byte.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn bits_256([low, high]: [__m256i; 2]) -> u64 {
        let low = _mm256_movemask_epi8(low).cast_unsigned();
        let high = _mm256_movemask_epi8(high).cast_unsigned();
        u64::from(low) | u64::from(high) << 32
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn is_plain_256(block: [__m256i; 2]) -> bool {
        let quote = _mm256_set1_epi8(b'"'.cast_signed());
        let backslash = _mm256_set1_epi8(b'\\'.cast_signed());
        let control = _mm256_set1_epi8(0x1F);
        is_ascii_256(block.map(|half| {
            let quotes = _mm256_cmpeq_epi8(half, quote);
            let backslashes = _mm256_cmpeq_epi8(half, backslash);
            let controls = _mm256_cmpeq_epi8(_mm256_max_epu8(half, control), control);
            _mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls)
        }))
    }

    /// Returns whether no byte's top bit is set.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn is_ascii_256([low, high]: [__m256i; 2]) -> bool {
        _mm256_movemask_epi8(_mm256_or_si256(low, high)) == 0
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn bit_256<const NUMBER: i32>([low, high]: [__m256i; 2]) -> u64 {
        // Of each pair of bytes the lower one's top bits go to the other's lowest, which are not asked for.
        let to_top = _mm_cvtsi32_si128(7 - NUMBER);
        bits_256([
            _mm256_sll_epi16(low, to_top),
            _mm256_sll_epi16(high, to_top),
        ])
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn equal_256([low, high]: [__m256i; 2], byte: u8) -> u64 {
        let wanted = _mm256_set1_epi8(byte.cast_signed());
        bits_256([
            _mm256_cmpeq_epi8(low, wanted),
            _mm256_cmpeq_epi8(high, wanted),
        ])
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn with_bits_256([low, high]: [__m256i; 2], bits: u8) -> [__m256i; 2] {
        let bits = _mm256_set1_epi8(bits.cast_signed());
        [_mm256_or_si256(low, bits), _mm256_or_si256(high, bits)]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn in_range_256([low, high]: [__m256i; 2], first: u8, last: u8) -> u64 {
        let most = _mm256_set1_epi8((last - first).cast_signed());
        let first = _mm256_set1_epi8(first.cast_signed());
        let [low, high] = [_mm256_sub_epi8(low, first), _mm256_sub_epi8(high, first)];
        bits_256([
            _mm256_cmpeq_epi8(_mm256_max_epu8(low, most), most),
            _mm256_cmpeq_epi8(_mm256_max_epu8(high, most), most),
        ])
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn one_of_256([low, high]: [__m256i; 2], table: &[u8; 16]) -> u64 {
        let (words, _) = table.as_chunks::<8>();
        let [a, b] = [0, 1].map(|index: usize| i64::from_le_bytes(words[index]));
        // A shuffle looks up in each half of its vector by itself, and finds zero for what is not ASCII.
        let table = _mm256_set_epi64x(b, a, b, a);
        bits_256([
            _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, low), low),
            _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, high), high),
        ])
    }

    /// Multiplying by all ones without carries adds each bit to all above it.
    #[inline]
    #[target_feature(enable = "pclmulqdq")]
    fn prefix_xor(bits: u64) -> u64 {
        let bits = _mm_set_epi64x(0, bits.cast_signed());
        let ones = _mm_set_epi64x(0, -1);
        _mm_cvtsi128_si64(_mm_clmulepi64_si128(bits, ones, 0)).cast_unsigned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The masks of one block, each class that a test below knows by definition.
    struct Masks<'b>(&'b [u8; BLOCK]);

    impl Masks<'_> {
        fn mask(&self, is_wanted: impl Fn(u8) -> bool) -> u64 {
            let bit = |(index, byte): (usize, &u8)| u64::from(is_wanted(*byte)) << index;
            self.0.iter().enumerate().map(bit).sum()
        }
    }

    impl Task for Masks<'_> {
        type Output = ();

        #[inline(always)]
        fn run<V: Vectors>(self, vectors: V) {
            let block = vectors.load_whole(self.0);
            for byte in [b'"', b'\\', b'\n', b'\r', 0, 0x7F] {
                assert_eq!(vectors.equal(block, byte), self.mask(|other| other == byte));
                let folded = vectors.with_bits(block, 0x20);
                assert_eq!(
                    vectors.equal(folded, byte | 0x20),
                    self.mask(|other| other | 0x20 == byte | 0x20)
                );
            }
            fn check<V: Vectors, const N: usize>(masks: &Masks<'_>, vectors: V, bytes: &[u8; N]) {
                assert_eq!(
                    vectors.one_of(vectors.load_whole(masks.0), &Set::new(bytes)),
                    masks.mask(|byte| bytes.contains(&byte))
                );
            }
            check(&self, vectors, b" \t\n\r");
            check(&self, vectors, b"{},:");
            check(&self, vectors, b"\0\x11");
            check(&self, vectors, b"");
            for (first, last) in [(0, 0x1F), (b'0', b'9'), (0x20, 0x7F), (0, 0x7F)] {
                assert_eq!(
                    vectors.in_range(block, first, last),
                    self.mask(|byte| (first..=last).contains(&byte))
                );
            }
            let is_plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | ..=0x1F);
            assert_eq!(vectors.is_plain(block), self.0.iter().all(is_plain));
            assert_eq!(vectors.is_ascii(block), self.0.is_ascii());
            assert_eq!(vectors.bit::<6>(block), self.mask(|byte| byte & 64 != 0));
            assert_eq!(vectors.bit::<7>(block), self.mask(|byte| byte >= 128));
            let bits = u64::from_le_bytes(*self.0.first_chunk().expect("64 bytes"));
            let parity = |index: u32| u64::from((bits << (63 - index)).count_ones() % 2) << index;
            assert_eq!(vectors.prefix_xor(bits), (0..64).map(parity).sum::<u64>());
        }
    }

    fn blocks() -> impl Iterator<Item = [u8; BLOCK]> {
        (0..=u8::MAX).flat_map(|first| {
            [1, 3, 7, 11].map(|step| {
                core::array::from_fn(|index| first.wrapping_add((index * index * step) as u8))
            })
        })
    }

    /// Each byte alone among others that are no special ones.
    fn plain_but_for_one() -> impl Iterator<Item = [u8; BLOCK]> {
        let places = [0, 15, 16, 31, 32, BLOCK - 1];
        places.into_iter().flat_map(|place| {
            (0..=u8::MAX).map(move |byte| {
                let mut block = [b'a'; BLOCK];
                block[place] = byte;
                block
            })
        })
    }

    #[test]
    fn masks_are_what_they_say() {
        for block in blocks().chain(plain_but_for_one()) {
            Masks(&block).run(Words);
            #[cfg(target_feature = "sse2")]
            Masks(&block).run(Sse2);
            #[cfg(target_arch = "x86_64")]
            if let Some(avx2) = Avx2::detect() {
                avx2.run(Masks(&block));
            }
        }
    }
}
