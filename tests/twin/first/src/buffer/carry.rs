//! The one buffer for what a cut splits.

use alloc::vec::Vec;
use core::mem;
use core::ops::{Deref, DerefMut, Range};

use bytes::{Buf, Bytes};

use crate::limits::KEPT_CAPACITY;
use crate::meter;

/// The bytes of an unfinished frame that arrived in earlier chunks.
///
/// Its owner appends only what the limit allows; growth never reserves beyond that limit.
#[derive(Debug, Default)]
pub(crate) struct Carry {
    bytes: Vec<u8>,
    /// How many bytes the last giant had: the next is likely to have about as many.
    last_giant: usize,
}

impl Carry {
    /// The first allocation, so that a drip of single bytes does not grow through every small size.
    pub(crate) const FIRST_CAPACITY: usize = 512;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            last_giant: 0,
        }
    }

    /// Appends `tail`, doubling the capacity as needed but never past `limit` unless the bytes themselves demand it.
    #[inline]
    pub(crate) fn extend(&mut self, tail: &[u8], limit: usize) {
        meter::moved(tail.len());
        if self.bytes.capacity() - self.bytes.len() < tail.len() {
            self.grow(tail.len(), limit);
        }
        self.bytes.extend_from_slice(tail);
    }

    /// Appends the first `len` bytes of `source`: where they are few, and more can be read and written, by a copy of a
    /// length that is known, which takes less than the call of one of any length.
    // In WebAssembly size counts for more.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn extend_from(&mut self, source: &[u8], len: usize, limit: usize) {
        const WIDE: usize = 32;
        if len <= WIDE
            && let Some(wide) = source.first_chunk::<WIDE>()
            && self.bytes.capacity() - self.bytes.len() >= WIDE
        {
            meter::moved(len);
            let end = self.bytes.len() + len;
            self.bytes.extend_from_slice(wide);
            self.bytes.truncate(end);
        } else {
            self.extend(&source[..len], limit);
        }
    }

    /// Appends one byte, for which there is room.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        meter::moved(1);
        self.bytes.push(byte);
    }

    /// Appends few bytes, for which there is room: as two words that may overlap, which takes less than the call of a
    /// copy of any length.
    // In WebAssembly size counts for more.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn extend_few(&mut self, tail: &[u8]) {
        meter::moved(tail.len());
        match tail.len() {
            4..8 => self.extend_words::<4>(tail),
            8..=16 => self.extend_words::<8>(tail),
            2..4 => self.extend_words::<2>(tail),
            _ => self.bytes.extend_from_slice(tail),
        }
    }

    /// Appends at least one and at most two words.
    #[inline(always)]
    fn extend_words<const WORD: usize>(&mut self, tail: &[u8]) {
        if let (Some(first), Some(last)) = (tail.first_chunk::<WORD>(), tail.last_chunk::<WORD>()) {
            let last_at = self.bytes.len() + tail.len() - WORD;
            self.bytes.extend_from_slice(first);
            self.bytes.truncate(last_at);
            self.bytes.extend_from_slice(last);
        }
    }

    /// Whether one byte more can be appended without growing and within `limit`.
    #[inline]
    pub(crate) fn has_room(&self, limit: usize) -> bool {
        self.bytes.len() < self.bytes.capacity() && self.bytes.len() < limit
    }

    /// How many bytes can be appended without growing and within `limit`.
    pub(crate) fn room(&self, limit: usize) -> usize {
        self.bytes
            .capacity()
            .min(limit)
            .saturating_sub(self.bytes.len())
    }

    #[cold]
    fn grow(&mut self, more: usize, limit: usize) {
        meter::moved(self.bytes.len());
        let needed = self.bytes.len() + more;
        // What splits a frame often leaves little of it to come.
        let roomy = (needed + needed / 2)
            .max(self.bytes.capacity() * 2)
            .max(Self::FIRST_CAPACITY)
            .max(self.expected(needed));
        let capacity = roomy.min(limit.max(needed));
        self.bytes.reserve_exact(capacity - self.bytes.len());
    }

    /// The capacity that a frame of which `held` bytes are held may come to need. Never many times as much: it may be another.
    fn expected(&self, held: usize) -> usize {
        const MOST_TIMES: usize = 16;
        if held <= KEPT_CAPACITY {
            return 0;
        }
        let expected = self.last_giant + self.last_giant / 8;
        expected.min(held.saturating_mul(MOST_TIMES))
    }

    /// Makes it grow to at most twice what it needs, whatever the last giant was.
    pub(crate) fn expect_no_giant(&mut self) {
        self.last_giant = 0;
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// Forgets the frame; what a giant made it grow to is given back.
    #[inline]
    pub(crate) fn clear(&mut self) {
        if self.bytes.capacity() > KEPT_CAPACITY {
            self.release();
        } else {
            self.bytes.clear();
        }
    }

    /// Hands out the buffer, reduced to the part of it that lies at `part`.
    pub(crate) fn take(&mut self, part: &Range<*const u8>) -> Bytes {
        let mut bytes = mem::take(&mut self.bytes);
        self.last_giant = bytes.len();
        let base = bytes.as_ptr().addr();
        let end = part.end.addr() - base;
        bytes.truncate(end);
        bytes.shrink_to_fit();
        let mut bytes = Bytes::from(bytes);
        bytes.advance(part.start.addr() - base);
        bytes
    }

    /// Forgets the frame and gives back all memory.
    pub(crate) fn release(&mut self) {
        if self.bytes.len() > KEPT_CAPACITY {
            self.last_giant = self.bytes.len();
        }
        self.bytes = Vec::new();
    }

    /// Bytes of heap owned.
    pub(crate) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}

impl Clone for Carry {
    /// With the same capacity: its owner may rely on it.
    fn clone(&self) -> Self {
        let mut bytes = Vec::with_capacity(self.bytes.capacity());
        bytes.extend_from_slice(&self.bytes);
        Self {
            bytes,
            last_giant: self.last_giant,
        }
    }
}

impl Deref for Carry {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl DerefMut for Carry {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bytes_are_appended_as_any_others() {
        let tail: Vec<u8> = (1..=20).collect();
        for len in 0..=tail.len() {
            let (mut few, mut any) = (Carry::new(), Carry::new());
            for carry in [&mut few, &mut any] {
                carry.extend(b"held", usize::MAX);
            }
            few.extend_few(&tail[..len]);
            any.extend(&tail[..len], usize::MAX);
            assert_eq!(*few, *any);
        }
    }

    /// The capacity after `held` bytes have come one piece after another.
    fn capacity_after(carry: &mut Carry, held: usize) -> usize {
        while carry.len() < held {
            carry.extend(&[0; 4096], usize::MAX);
        }
        carry.capacity()
    }

    #[test]
    fn after_a_giant_the_next_one_finds_its_room_at_once() {
        const GIANT: usize = 10 * KEPT_CAPACITY;
        let mut carry = Carry::new();
        let grown = capacity_after(&mut carry, 2 * KEPT_CAPACITY);
        assert!(grown < 4 * KEPT_CAPACITY, "nothing was expected: {grown}");
        capacity_after(&mut carry, GIANT);
        carry.clear();
        let small = capacity_after(&mut carry, KEPT_CAPACITY);
        assert!(
            small <= 2 * KEPT_CAPACITY,
            "what is small gets no more: {small}"
        );
        let expected = capacity_after(&mut carry, 2 * KEPT_CAPACITY);
        assert!((GIANT..2 * GIANT).contains(&expected), "{expected}");
    }

    #[test]
    fn no_giant_makes_the_next_reserve_many_times_what_it_holds() {
        let mut carry = Carry::new();
        capacity_after(&mut carry, 500 * KEPT_CAPACITY);
        carry.clear();
        let reserved = capacity_after(&mut carry, KEPT_CAPACITY + 4096);
        assert!(reserved <= 20 * KEPT_CAPACITY, "{reserved}");
    }
}
