//! Masks from 64-bit words, for machines without vectors we know.

use super::{BLOCK, Found, Machine, Masks, Nesting, count_by_blocks, walk};

#[derive(Clone, Copy)]
pub(super) struct Words;

pub(super) fn find_end(nesting: &mut Nesting, bytes: &[u8], max_depth: usize) -> Found {
    walk(nesting, bytes, max_depth, Words)
}

pub(super) fn count_openers(bytes: &[u8]) -> usize {
    count_by_blocks(bytes, Words)
}

const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The top bit of each byte that equals `byte`; exact, no carry runs into the next byte.
#[inline(always)]
fn equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = splat(0x7F);
    let differs = word ^ splat(byte);
    !(((differs & LOW) + LOW) | differs | LOW)
}

/// The top bits of the eight bytes, gathered into the low byte.
#[inline(always)]
fn gather(tops: u64) -> u64 {
    (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl Machine for Words {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK]) -> Masks {
        let mut masks = Masks {
            quotes: 0,
            backslashes: 0,
            openers: 0,
            closers: 0,
        };
        let (words, _) = block.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let shift = index * 8;
            masks.quotes |= gather(equal(word, b'"')) << shift;
            masks.backslashes |= gather(equal(word, b'\\')) << shift;
            // `[` and `{`, `]` and `}` differ in this one bit.
            let folded = word | splat(0x20);
            masks.openers |= gather(equal(folded, b'{')) << shift;
            masks.closers |= gather(equal(folded, b'}')) << shift;
        }
        masks
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        let mut bits = bits;
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        bits ^= bits << 32;
        bits
    }
}
