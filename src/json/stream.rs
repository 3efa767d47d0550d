//! What all framings share: where in the stream the decoder is, and what is held of the open frame.

use bytes::Bytes;

use super::grammar::Fault;
use super::rules::Rules;
use super::space;
use super::validate;
use crate::buffer::{Carry, Head};
use crate::search::few::{self, Few};
use crate::{Error, ErrorKind};

/// U+FEFF in UTF-8; RFC 8259 § 8.1 lets a parser ignore one at the start.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

#[derive(Debug, Clone)]
pub(super) struct Stream {
    pub(super) rules: Rules,
    /// How many bytes have been read, but for those in `carry`: then a byte that is held is not counted as well.
    passed: u64,
    /// Where the open frame starts, or else the last one.
    pub(super) start: u64,
    /// How many frames came before the open one, bad ones too.
    pub(super) index: u64,
    /// The open frame's bytes that came in earlier chunks; after it, those of the frame just lent.
    carry: Carry,
    /// The first bytes of a body that is not yet known to be of the format.
    pub(super) head: Head,
    /// How much a frame may hold for a chunk to be read by [`hold_drip`](Self::hold_drip): the frame limit, but
    /// nothing while `head` must have every byte.
    pub(super) drip_limit: usize,
    /// How long a line may be to be judged by its first and last byte alone.
    pub(super) lent_unseen: usize,
    /// How long the last array, object or string was, or the last line that was whole in a chunk: the next one is likely
    /// to be as long. Only how fast it is found depends on this.
    pub(super) last_len: usize,
    /// How far a bad frame had been looked at when its fault was found, wherever the cuts were.
    pub(super) seen_to: u64,
    /// How many lines have begun; 0 where the framing has no lines.
    // Not beside `index`: both would be counted up in one vector, for which the next line waits.
    pub(super) line: u64,
}

/// Where the bytes of a complete frame are that starts at [`Stream::start`]. Nothing here borrows the decoder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'i> {
    Chunk(&'i [u8]),
    Carry,
}

/// Calls `read` with a copy of `input`, which is moved on after it. What has its address taken stays in memory: this
/// keeps rare calls from doing so to the chunk that all others read.
#[inline(always)]
pub(super) fn with_copy<'i, T>(input: &mut &'i [u8], read: impl FnOnce(&mut &'i [u8]) -> T) -> T {
    let mut rest = *input;
    let result = read(&mut rest);
    *input = rest;
    result
}

/// An open frame that shows whether its end is in the next few bytes.
// Not a closure: that would be a call in some builds, which takes longer than all else that is done with a small chunk.
pub(super) trait StaysInside {
    /// Reads the bytes if the end is surely not among them, nor a fault. Returns whether it did. Must be
    /// `#[inline(always)]`.
    fn stays_inside(&mut self, few: Few<'_>, rules: &Rules) -> bool;
}

/// What is there at the end of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ending {
    Complete,
    /// The carry buffer holds the last frame.
    Last,
    /// The carry buffer holds the beginning of the open frame.
    Truncated,
    /// More must come, and nothing is held: a bad frame was being skipped, say.
    Missing,
    /// Nothing of the format ever came.
    Foreign,
}

/// Whether there is a byte order mark at the start of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// All bytes so far are part of one; they are held.
    Undecided,
    /// There was one, and it is skipped; or there is none. Nothing is held.
    Passed,
    /// It was only the beginning of one, which is held.
    Broken,
}

impl Stream {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            lent_unseen: rules.lent_unseen(),
            rules,
            passed: 0,
            start: 0,
            index: 0,
            line: 0,
            carry: Carry::new(),
            head: Head::new(),
            drip_limit: 0,
            last_len: 0,
            seen_to: 0,
        }
    }

    /// Reads the first `len` bytes of `input`.
    #[inline]
    pub(super) fn consume<'i>(&mut self, input: &mut &'i [u8], len: usize) -> &'i [u8] {
        let (taken, rest) = input.split_at(len);
        *input = rest;
        self.pass(len);
        taken
    }

    /// Counts bytes that have been read and are not held.
    #[inline]
    pub(super) const fn pass(&mut self, len: usize) {
        self.passed += len as u64;
    }

    /// Offset of the next unread byte.
    #[inline]
    pub(super) const fn position(&self) -> u64 {
        self.passed + self.carry.len() as u64
    }

    /// The open frame's bytes that came in earlier chunks; after it, those of the frame just lent.
    #[inline]
    pub(super) fn held(&self) -> &[u8] {
        &self.carry
    }

    /// Bytes of heap owned for them.
    #[cfg(test)]
    pub(super) const fn capacity(&self) -> usize {
        self.carry.capacity()
    }

    /// Forgets what is held.
    #[inline]
    pub(super) fn forget(&mut self) {
        self.passed = self.position();
        self.carry.clear();
    }

    /// Forgets what is held, and gives back all memory.
    #[inline]
    pub(super) fn release(&mut self) {
        self.passed = self.position();
        self.carry.release();
    }

    /// Forgets what is held after the first `len` bytes.
    #[inline]
    pub(super) fn truncate(&mut self, len: usize) {
        let position = self.position();
        self.carry.truncate(len);
        self.passed = position - self.carry.len() as u64;
    }

    /// Hands out what is held.
    pub(super) fn take(&mut self) -> Bytes {
        self.passed = self.position();
        self.carry.take_all()
    }

    /// Skips whitespace; returns the byte after it, if there is one.
    #[inline]
    pub(super) fn skip_whitespace(&mut self, input: &mut &[u8]) -> Option<u8> {
        self.consume(input, space::leading(input));
        input.first().copied()
    }

    /// Returns how many bytes the open frame may still have.
    #[inline]
    pub(super) fn room(&self) -> usize {
        self.rules.max_frame_bytes.saturating_sub(self.carry.len())
    }

    /// As much of `input` as the open frame may still have. No byte over the limit is looked at, so that every chunking
    /// meets the limit in the same state.
    #[inline]
    pub(super) fn window<'i>(&self, input: &'i [u8]) -> &'i [u8] {
        &input[..input.len().min(self.room())]
    }

    /// Reads and holds the first `len` bytes of `input`, which belong to the open frame.
    #[inline]
    pub(super) fn hold(&mut self, input: &mut &[u8], len: usize, limit: usize) {
        let (taken, rest) = input.split_at(len);
        *input = rest;
        self.carry.extend(taken, limit);
    }

    /// Reads and holds a chunk of at most 64 bytes, which is what drips are made of, if there is room for it and all of
    /// it is in the open frame, of which something is held. Returns whether it did; with the feature `small` it never
    /// does, and the chunk goes the way of all others.
    #[inline(always)]
    pub(super) fn hold_drip(&mut self, input: &mut &[u8], frame: &mut impl StaysInside) -> bool {
        let bytes = *input;
        let len = bytes.len();
        let limit = self.drip_limit;
        let rules = &self.rules;
        let carry = &mut self.carry;
        // A choice by length for all that is done.
        match *bytes {
            _ if cfg!(feature = "small") => return false,
            [byte] => {
                if !carry.has_room(limit) || !frame.stays_inside(Few::Byte([byte]), rules) {
                    return false;
                }
                carry.push(byte);
            }
            _ if len <= few::WORD => {
                if !carry.has_room_for_word(len, limit) {
                    return false;
                }
                let word = few::gather(bytes);
                if !frame.stays_inside(Few::Word(bytes, word), rules) {
                    return false;
                }
                carry.extend_word(word, len);
            }
            _ if len > 8 * few::WORD
                || len > carry.room(limit)
                || !frame.stays_inside(Few::Words(bytes), rules) =>
            {
                return false;
            }
            _ => carry.extend_few(bytes),
        }
        *input = &bytes[len..];
        true
    }

    /// Reads the last `len` bytes of the open frame, which is then complete.
    #[inline(always)]
    pub(super) fn complete<'i>(
        &mut self,
        input: &mut &'i [u8],
        len: usize,
        limit: usize,
    ) -> Place<'i> {
        if self.carry.is_empty() {
            Place::Chunk(self.consume(input, len))
        } else {
            self.hold(input, len, limit);
            Place::Carry
        }
    }

    /// Looks whether `window`, if it begins an array or object, has all of it, and whether that is valid: in one pass,
    /// where finding the end and validating take two. Returns its length.
    #[inline(always)]
    pub(super) fn find_valid(&self, window: &[u8]) -> Option<usize> {
        /// All that is compiled for it stays out of where frames are found without it.
        #[inline(never)]
        fn first_value(window: &[u8], rules: &Rules) -> Option<usize> {
            validate::first_value(window, rules.max_depth, rules.scanner)
        }
        let may_find =
            self.rules.validate && self.carry.is_empty() && window.len() >= self.last_len.max(1);
        may_find.then(|| first_value(window, &self.rules))?
    }

    /// The bytes of a complete frame.
    #[inline]
    pub(super) fn bytes<'s>(&'s self, place: Place<'s>) -> &'s [u8] {
        match place {
            Place::Chunk(bytes) => bytes,
            Place::Carry => &self.carry,
        }
    }

    /// Reports that the frame is bad at `offset`, as the byte there shows.
    #[cold]
    pub(super) fn bad(&mut self, kind: ErrorKind, offset: u64) -> Error {
        self.bad_through(kind, offset, offset.saturating_add(1))
    }

    /// Reports that the complete frame is bad.
    #[cold]
    pub(super) fn bad_frame(&mut self, fault: Fault, len: usize) -> Error {
        let offset = self.start + fault.offset() as u64;
        self.bad_through(fault.kind, offset, self.start + len as u64)
    }

    /// Reports that the frame is bad at `offset`, and has been looked at up to `seen_to`.
    #[cold]
    pub(super) fn bad_through(&mut self, kind: ErrorKind, offset: u64, seen_to: u64) -> Error {
        self.seen_to = seen_to;
        Error::new(kind, offset)
    }

    /// Reports that the byte at `position` may not be there.
    #[cold]
    pub(super) fn unexpected(&mut self) -> Error {
        self.start = self.position();
        self.bad(ErrorKind::UnexpectedByte, self.start)
    }

    /// Reports that the byte at `position`, or the start of the stream, may not be there, and that nothing tells where
    /// to go on.
    #[cold]
    pub(super) fn fatal(&mut self, offset: u64) -> Error {
        self.start = offset;
        let error = self.bad(ErrorKind::UnexpectedByte, offset);
        Error::fatal(error.kind(), error.offset())
    }

    /// Reports that the open frame has too many bytes.
    #[cold]
    pub(super) fn too_large(&mut self) -> Error {
        let offset = self.start.saturating_add(self.rules.max_frame_bytes as u64);
        self.bad_through(ErrorKind::FrameTooLarge, offset, offset)
    }

    /// Looks for a byte order mark at the start of the stream.
    #[inline(never)]
    pub(super) fn byte_order_mark(&mut self, input: &mut &[u8]) -> Mark {
        let missing = &BYTE_ORDER_MARK[self.carry.len()..];
        let fitting = input
            .iter()
            .zip(missing)
            .take_while(|(a, b)| a == b)
            .count();
        if fitting == missing.len() {
            self.consume(input, fitting);
            self.forget();
            self.start = self.position();
            Mark::Passed
        } else if fitting == input.len() {
            self.hold(input, fitting, BYTE_ORDER_MARK.len());
            Mark::Undecided
        } else if self.carry.is_empty() && fitting == 0 {
            Mark::Passed
        } else {
            self.hold(input, fitting, BYTE_ORDER_MARK.len());
            Mark::Broken
        }
    }
}
