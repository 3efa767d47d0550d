//! Masks from 64-bit words, for machines without vectors we know.

use super::{BLOCK, Found, Machine, Masks, Nesting, count_by_blocks, walk};

pub(super) fn find_end(nesting: &mut Nesting, bytes: &[u8], max_depth: usize) -> Found {
    let machine = Machine { masks, prefix_xor };
    walk(nesting, bytes, max_depth, &machine)
}

pub(super) fn count_openers(bytes: &[u8]) -> usize {
    count_by_blocks(bytes, masks)
}

const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const LOW_BITS: u64 = splat(0x7F);
const TOP_BITS: u64 = splat(0x80);

#[inline(always)]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    let [
        mut quotes,
        mut backslashes,
        mut openers,
        mut closers,
        mut others,
    ] = [0; 5];
    let (words, _) = block.as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word);
        let low = word & LOW_BITS;
        // `[` and `{`, `]` and `}` differ in this one bit.
        let folded = low | splat(0x20);
        // Adding carries into a byte's top bit unless its low bits are as wanted; no carry leaves the byte.
        let differs = |low: u64, wanted: u8| (low ^ splat(wanted)) + LOW_BITS;
        shift_in(&mut quotes, differs(low, b'"'));
        shift_in(&mut backslashes, differs(low, b'\\'));
        shift_in(&mut openers, differs(folded, b'{'));
        shift_in(&mut closers, differs(folded, b'}'));
        // What is not ASCII is none of these.
        shift_in(&mut others, word);
    }
    let equal = |differing: u64| turn(!(differing | others));
    Masks {
        quotes: equal(quotes),
        backslashes: equal(backslashes),
        openers: equal(openers),
        closers: equal(closers),
    }
}

/// Gathers the top bits of a block's eight words: in the end each byte has one bit of each.
#[inline(always)]
fn shift_in(square: &mut u64, word: u64) {
    *square = *square >> 1 | word & TOP_BITS;
}

/// Puts gathered bits in the order of the block's bytes, by turning the square of eight times eight over its diagonal (as
/// in Warren's "Hacker's Delight", § 7-3).
#[inline(always)]
fn turn(mut square: u64) -> u64 {
    let swapped = (square ^ (square >> 7)) & 0x00AA_00AA_00AA_00AA;
    square ^= swapped ^ (swapped << 7);
    let swapped = (square ^ (square >> 14)) & 0x0000_CCCC_0000_CCCC;
    square ^= swapped ^ (swapped << 14);
    let swapped = (square ^ (square >> 28)) & 0x0000_0000_F0F0_F0F0;
    square ^ swapped ^ (swapped << 28)
}

#[inline(always)]
pub(super) fn prefix_xor(bits: u64) -> u64 {
    let mut bits = bits;
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    bits
}
