//! What is held of an unfinished event: its fields, decoded as far as they have come.

use alloc::string::String;
use core::mem;
use core::ops::Index;

use bytes::Bytes;

use super::field::Millis;
use crate::buffer::Carry;
use crate::search::ascii;

/// Bytes that are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The values of all `data` fields, joined with LF.
    Data,
    /// The value of the last whole `event` line.
    Type,
    /// The value of the last whole `id` line.
    Id,
    /// The value, not of a `data` field, that is being read: it takes effect when its line ends. With items also the
    /// comment or ignored line that is being read or has just been lent.
    Value,
}

impl Slot {
    const ALL: [Self; 4] = [Self::Data, Self::Type, Self::Id, Self::Value];

    /// The first allocation. All four together, and the ignored lines, stay within 2 KiB.
    const fn first_capacity(self) -> usize {
        match self {
            Self::Data => Carry::FIRST_CAPACITY,
            Self::Type | Self::Id | Self::Value => Carry::FIRST_CAPACITY / 4,
        }
    }
}

/// The fields of the block that is being read; between blocks, those of the event that has just been lent.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    slots: [Carry; Slot::ALL.len()],
    /// Where the block starts.
    pub(super) start: u64,
    /// Where the line starts that is being read.
    pub(super) line_start: u64,
    /// Of a `retry` line that is being read.
    pub(super) millis: Millis,
    /// A `data` field has come.
    pub(super) has_data: bool,
    /// An `id` field has come, which may be empty.
    pub(super) has_id: bool,
    /// A `retry` field has set the reconnection time.
    pub(super) has_retry: bool,
    /// A line has come that only a blank line completes: any but comments and `retry`.
    pub(super) is_unfinished: bool,
    /// `finish` has returned it as the last item.
    pub(super) is_salvaged: bool,
}

impl Held {
    /// Begins a block.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn begin(&mut self, start: u64) {
        for slot in &mut self.slots {
            slot.clear();
        }
        self.start = start;
        self.has_data = false;
        self.has_id = false;
        self.has_retry = false;
        self.is_unfinished = false;
        self.is_salvaged = false;
    }

    /// Forgets all values and gives back all memory.
    #[cold]
    #[inline(never)]
    pub(super) fn release(&mut self) {
        for slot in &mut self.slots {
            slot.release();
        }
        self.has_data = false;
        self.has_id = false;
    }

    /// The bytes that count against the event's limit.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn len(&self) -> usize {
        // No overflow: together they are within the limit.
        self.slots.iter().map(|slot| slot.len()).sum()
    }

    /// How many bytes may still come.
    // Text made for a last item may be longer than its bytes were, and the stream may go on after that.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn room(&self, max_event_bytes: usize) -> usize {
        max_event_bytes.saturating_sub(self.len())
    }

    /// Bytes of heap owned.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn capacity(&self) -> usize {
        self.slots.iter().map(Carry::capacity).sum()
    }

    #[inline(always)]
    pub(super) fn slot(&mut self, slot: Slot) -> &mut Carry {
        &mut self.slots[slot as usize]
    }

    /// Appends to a slot. All slots together may hold `max_bytes` and their first capacities.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn extend(&mut self, slot: Slot, bytes: &[u8], max_bytes: usize) {
        if !self[slot].has_capacity_for(bytes.len()) {
            self.make_room(slot, bytes.len(), max_bytes);
        }
        self.slot(slot).extend(bytes, usize::MAX);
    }

    /// Grows a slot within what the others leave. Where that is too little, they give back their spare capacity.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, slot: Slot, more: usize, max_bytes: usize) {
        let needed = self[slot].len() + more;
        if self.most_capacity(slot, max_bytes) < needed {
            for other in Slot::ALL {
                if other != slot {
                    self.slot(other).shrink_to(other.first_capacity());
                }
            }
        }
        let most = self.most_capacity(slot, max_bytes);
        self.slot(slot).grow(more, slot.first_capacity(), most);
    }

    /// How much capacity the others leave to a slot.
    pub(super) fn most_capacity(&self, slot: Slot, max_bytes: usize) -> usize {
        let first: usize = Slot::ALL.into_iter().map(Slot::first_capacity).sum();
        let others = self.capacity() - self[slot].capacity();
        max_bytes.saturating_add(first).saturating_sub(others)
    }

    /// Ends an `event` line: its value becomes the type.
    #[inline(always)]
    pub(super) fn settle_type(&mut self) {
        self.settle(Slot::Type);
    }

    /// Ends an `id` line: its value becomes the ID.
    #[inline(always)]
    pub(super) fn settle_id(&mut self) {
        self.settle(Slot::Id);
        self.has_id = true;
    }

    #[inline(always)]
    fn settle(&mut self, slot: Slot) {
        self.slots.swap(slot as usize, Slot::Value as usize);
        self.slot(Slot::Value).clear();
    }

    /// Moves the data out, for a loop that puts them back.
    #[inline(always)]
    pub(super) fn take_data(&mut self) -> Carry {
        mem::take(self.slot(Slot::Data))
    }

    #[inline(always)]
    pub(super) fn put_data(&mut self, data: Carry) {
        *self.slot(Slot::Data) = data;
    }

    /// Hands out the data with its buffer.
    pub(super) fn hand_out_data(&mut self) -> Bytes {
        self.slot(Slot::Data).take_all()
    }

    /// Replaces each maximal subpart of an ill-formed sequence with U+FFFD.
    #[inline]
    pub(super) fn make_text(&mut self, slot: Slot) {
        if ascii::text(&self[slot]).is_none() {
            let text = String::from_utf8_lossy(&self[slot]).into_owned();
            *self.slot(slot) = text.into_bytes().into();
        }
    }

    /// The text that [`make_text`](Self::make_text) has made.
    #[inline]
    pub(super) fn text(&self, slot: Slot) -> &str {
        ascii::text(&self[slot]).unwrap_or_default()
    }
}

impl Index<Slot> for Held {
    type Output = Carry;

    #[inline(always)]
    fn index(&self, slot: Slot) -> &Carry {
        &self.slots[slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spare_capacity_is_given_back_only_where_it_is_needed() {
        let first: usize = Slot::ALL.into_iter().map(Slot::first_capacity).sum();
        for (max_bytes, is_needed) in [(4_000, true), (100_000, false)] {
            let mut held = Held::default();
            held.extend(Slot::Id, &[b'x'; 3_000], max_bytes);
            let taken = held[Slot::Id].capacity();
            assert!(taken > 4_000, "it has spare capacity");
            held.extend(Slot::Data, &[b'x'; 1_000], max_bytes);
            let is_given_back = held[Slot::Id].capacity() < taken;
            assert_eq!(is_given_back, is_needed);
            assert!(held.capacity() <= max_bytes + first);
            assert_eq!((held[Slot::Id].len(), held.len()), (3_000, 4_000));
        }
    }
}
