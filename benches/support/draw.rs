//! Numbers drawn from a seed, the same ones on every machine.

use std::ops::RangeInclusive;

/// SplitMix64.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number of the range; all are equally likely, up to a bias of no account here.
    pub fn from(&mut self, range: RangeInclusive<usize>) -> usize {
        let count = (range.end() - range.start()) as u64 + 1;
        range.start() + (self.next() % count) as usize
    }
}
