//! Bytes that are held until more come.

use alloc::vec::Vec;
use core::mem;
use core::ops::Deref;

use bytes::Bytes;

use crate::limits::KEPT_CAPACITY;
use crate::meter;
use crate::search::few::{self, TWO_WORDS};

/// The bytes of something unfinished that came in earlier chunks.
///
/// Its owner appends only what the limit allows; growth never reserves beyond that limit.
#[derive(Debug, Default)]
pub(crate) struct Carry {
    bytes: Vec<u8>,
}

impl Carry {
    /// The first capacity. With less, a drip of single bytes would grow through every small size.
    pub(crate) const FIRST_CAPACITY: usize = 512;

    pub(crate) const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Appends `tail`, doubling the capacity as needed but never past `limit` unless the bytes themselves demand it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn extend(&mut self, tail: &[u8], limit: usize) {
        if !self.has_capacity_for(tail.len()) {
            self.grow(tail.len(), Self::FIRST_CAPACITY, limit);
        }
        if tail.len() <= TWO_WORDS && cfg!(not(feature = "small")) {
            self.extend_few(tail);
        } else {
            meter::moved(tail.len());
            self.bytes.extend_from_slice(tail);
        }
    }

    /// Appends the first `len` bytes of `source`. Few bytes, if more can be read and written, are copied with a fixed
    /// length, which takes less time than a call of `memcpy`.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn extend_from(&mut self, source: &[u8], len: usize, limit: usize) {
        /// With 32, lines of 32 bytes and more, which are common, cost a mispredicted branch each.
        const WIDE: usize = 64;
        if len <= WIDE
            && let Some(wide) = source.first_chunk::<WIDE>()
            && self.bytes.capacity() - self.bytes.len() >= WIDE
        {
            meter::moved(len);
            let end = self.bytes.len() + len;
            few::append(&mut self.bytes, wide);
            self.bytes.truncate(end);
        } else {
            self.extend(&source[..len], limit);
        }
    }

    /// Appends one byte, for which there is room.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        meter::moved(1);
        few::append(&mut self.bytes, &[byte]);
    }

    /// Appends at most 64 bytes, for which there is room, as two words that may overlap. That takes less time than a
    /// call of `memcpy`.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn extend_few(&mut self, tail: &[u8]) {
        meter::moved(tail.len());
        match tail.len() {
            8..=16 => self.extend_words::<8>(tail),
            17..=32 => self.extend_words::<16>(tail),
            33..=64 => self.extend_words::<32>(tail),
            4..8 => self.extend_words::<4>(tail),
            2..4 => self.extend_words::<2>(tail),
            1 => few::append(&mut self.bytes, &[tail[0]]),
            _ => debug_assert!(tail.is_empty()),
        }
    }

    /// Appends the lowest `len` bytes of a word, for all of which there is room.
    #[inline(always)]
    pub(crate) fn extend_word(&mut self, word: u64, len: usize) {
        meter::moved(len);
        let end = self.bytes.len() + len;
        few::append(&mut self.bytes, &word.to_le_bytes());
        self.bytes.truncate(end);
    }

    /// Appends at least one and at most two words, for which there is room.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn extend_words<const WIDTH: usize>(&mut self, tail: &[u8]) {
        few::append_words::<WIDTH>(&mut self.bytes, tail);
    }

    /// Overwrites the byte at `index`.
    #[inline(always)]
    pub(crate) fn replace(&mut self, index: usize, byte: u8) {
        self.bytes[index] = byte;
    }

    /// Returns whether one more byte can be appended without growing and within `limit`.
    #[inline(always)]
    pub(crate) fn has_room(&self, limit: usize) -> bool {
        self.bytes.len() < self.bytes.capacity() && self.bytes.len() < limit
    }

    /// Returns how many bytes can be appended without growing and within `limit`.
    #[inline(always)]
    pub(crate) fn room(&self, limit: usize) -> usize {
        self.bytes
            .capacity()
            .min(limit)
            .saturating_sub(self.bytes.len())
    }

    /// Returns whether a word can be written without growing, and `len` bytes of it are within `limit`.
    #[inline(always)]
    pub(crate) fn has_room_for_word(&self, len: usize, limit: usize) -> bool {
        self.has_capacity_for(size_of::<u64>()) && self.bytes.len() + len <= limit
    }

    /// Returns whether so many bytes can be appended without growing.
    #[inline(always)]
    pub(crate) fn has_capacity_for(&self, more: usize) -> bool {
        more <= self.bytes.capacity() - self.bytes.len()
    }

    /// Makes room for `more` bytes: at least `first` and twice what there was, but never past `limit` unless the bytes
    /// themselves demand it.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&mut self, more: usize, first: usize, limit: usize) {
        meter::moved(self.bytes.len());
        let needed = self.bytes.len() + more;
        // A cut often leaves little of a frame to come.
        let roomy = (needed + needed / 2)
            .max(self.bytes.capacity().saturating_mul(2))
            .max(first);
        let capacity = roomy.min(limit.max(needed));
        self.bytes.reserve_exact(capacity - self.bytes.len());
    }

    /// Gives back unused capacity, down to `capacity`.
    pub(crate) fn shrink_to(&mut self, capacity: usize) {
        self.bytes.shrink_to(capacity);
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// Forgets the bytes. Capacity that a giant took is given back.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn clear(&mut self) {
        if self.bytes.capacity() > KEPT_CAPACITY {
            self.release();
        } else {
            self.bytes.clear();
        }
    }

    /// Hands out the buffer, with its unused capacity unless that is more than half. Shrinking a large buffer moves it
    /// to fresh pages, which takes twice as long as filling it did.
    #[cold]
    #[inline(never)]
    pub(crate) fn take_all(&mut self) -> Bytes {
        let mut bytes = mem::take(&mut self.bytes);
        if bytes.capacity() - bytes.len() > bytes.capacity() / 2 {
            bytes.shrink_to_fit();
        }
        Bytes::from(bytes)
    }

    /// Forgets the bytes and gives back all memory.
    pub(crate) fn release(&mut self) {
        self.bytes = Vec::new();
    }

    /// Bytes held.
    #[inline(always)]
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes of heap owned.
    #[inline(always)]
    pub(crate) const fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}

impl Clone for Carry {
    /// Keeps the capacity, on which the owner may rely.
    fn clone(&self) -> Self {
        let mut bytes = Vec::with_capacity(self.bytes.capacity());
        bytes.extend_from_slice(&self.bytes);
        Self { bytes }
    }
}

impl Deref for Carry {
    type Target = [u8];

    #[inline(always)]
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<Vec<u8>> for Carry {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bytes_are_appended_as_any_others() {
        let tail: Vec<u8> = (1..=64).collect();
        for len in 0..=64 {
            let mut carry = Carry::from(Vec::with_capacity(200));
            carry.extend_few(&tail[..len]);
            carry.extend_few(&tail[..len]);
            assert_eq!(*carry, *[&tail[..len], &tail[..len]].concat());
        }
    }

    #[test]
    fn a_part_of_a_word_needs_room_for_all_of_it() {
        for len in 0..=8 {
            for held in 0..30 {
                for limit in 0..30 {
                    let mut bytes = Vec::with_capacity(24);
                    bytes.resize(held.min(24), b'x');
                    let mut carry = Carry::from(bytes);
                    let held = carry.len();
                    let has_room = held + 8 <= 24 && held + len <= limit;
                    assert_eq!(carry.has_room_for_word(len, limit), has_room);
                    if has_room {
                        carry.extend_word(u64::from_le_bytes(*b"abcdefgh"), len);
                        assert_eq!(carry[held..], b"abcdefgh"[..len]);
                        assert_eq!(carry.capacity(), 24);
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_bytes_of_more_are_appended_alone() {
        let source: Vec<u8> = (0..200).collect();
        for len in 0..130 {
            for capacity in [0, 64, 512] {
                for rest in [0, 10, 70] {
                    let mut carry = Carry::from(Vec::with_capacity(capacity));
                    carry.extend(b"held", usize::MAX);
                    carry.extend_from(&source[..len + rest], len, usize::MAX);
                    assert_eq!(*carry, *[&b"held"[..], &source[..len]].concat());
                }
            }
        }
    }

    #[test]
    fn growth_stays_within_the_limit() {
        let mut carry = Carry::new();
        for len in 1..=5000 {
            carry.extend(b"x", 5000);
            assert!(carry.capacity() <= 5000 && carry.len() == len);
        }
        assert_eq!(carry.capacity(), 5000);
        carry.extend(b"more", 5000);
        assert_eq!(
            carry.capacity(),
            5004,
            "what is appended has room all the same"
        );
    }

    #[test]
    fn what_is_handed_out_wastes_at_most_half() {
        for (len, capacity) in [(0, 100_000), (1, 3), (49_999, 100_000), (50_000, 100_000)] {
            let mut bytes = Vec::with_capacity(capacity);
            bytes.resize(len, b'x');
            let mut carry = Carry::from(bytes);
            let held = Vec::from(carry.take_all());
            assert_eq!(held.len(), len);
            assert!(
                held.capacity() <= 2 * len.max(1),
                "{len} of {}",
                held.capacity()
            );
            assert_eq!(carry.capacity(), 0);
        }
    }
}
