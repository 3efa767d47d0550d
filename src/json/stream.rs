//! What every framing works on: where in the stream we are, and what is held of the open frame.

use super::rules::{Check, Rules};
use super::space;
use super::validate::Validator;
use crate::buffer::Carry;
use crate::buffer::Head;
use crate::search::few;
use crate::{Error, ErrorKind};

/// U+FEFF in UTF-8; RFC 8259 § 8.1 lets a parser ignore one at the start.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

#[derive(Debug, Clone)]
pub(super) struct Stream {
    pub(super) rules: Rules,
    /// Of the next byte to be taken in.
    pub(super) position: u64,
    /// Where the open frame starts, or would.
    pub(super) start: u64,
    /// How many frames came before the open one, bad ones too.
    pub(super) index: u64,
    /// The open frame's bytes that came in earlier chunks; after it, those of the frame just lent.
    pub(super) carry: Carry,
    /// At work on the open value, if all of the grammar is to be checked.
    pub(super) validator: Option<Validator>,
    pub(super) storing: Storing,
    pub(super) head: Head,
}

/// Whether bytes of an unfinished frame are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storing {
    Keep,
    /// While looking whether a later frame makes an earlier one obsolete: what is unfinished will be scanned again.
    LookAhead,
}

/// A complete frame, before it is lent: nothing here borrows the decoder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ready<'i> {
    pub(super) place: Place<'i>,
    pub(super) start: u64,
    pub(super) index: u64,
}

/// Where a complete frame's bytes are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'i> {
    Chunk(&'i [u8]),
    Carry,
}

/// Why decoding stops.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    /// The frame is bad; decoding can go on.
    Frame(Error),
    /// The stream is bad from here on.
    Stream(Error),
}

/// What the stream's end leaves.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ending {
    Complete,
    /// The carry buffer holds the last frame.
    Last(Ready<'static>),
    /// What came of the open frame is in the carry buffer.
    Truncated,
    /// Nothing like the format ever came.
    Foreign,
}

/// Whether a byte order mark stands at the start of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// All bytes so far are part of one; they are held.
    Undecided,
    /// There was one, it is passed; or there is none, nothing is held.
    Passed,
    /// It was only the beginning of one, which is held.
    Broken,
}

impl Stream {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            position: 0,
            start: 0,
            index: 0,
            carry: Carry::new(),
            validator: match rules.check {
                Check::Boundaries => None,
                Check::Grammar => Some(Validator::new()),
            },
            storing: Storing::Keep,
            head: Head::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        *self = Self::new(self.rules);
    }

    /// Takes the first `len` bytes of `input` in.
    #[inline]
    pub(super) fn consume<'i>(&mut self, input: &mut &'i [u8], len: usize) -> &'i [u8] {
        let (taken, rest) = input.split_at(len);
        *input = rest;
        self.position += len as u64;
        taken
    }

    /// Passes whitespace; the byte after it, if there is one.
    #[inline]
    pub(super) fn skip_whitespace(&mut self, input: &mut &[u8]) -> Option<u8> {
        self.consume(input, space::leading(input));
        input.first().copied()
    }

    /// How many bytes the open frame may still have.
    #[inline]
    pub(super) fn room(&self) -> usize {
        self.rules.max_frame_bytes.saturating_sub(self.carry.len())
    }

    /// Takes in and keeps the first `len` bytes of `input`, which the open frame has.
    #[inline]
    pub(super) fn hold(&mut self, input: &mut &[u8], len: usize, limit: usize) {
        let taken = self.consume(input, len);
        if self.storing == Storing::Keep {
            self.carry.extend(taken, limit);
        }
    }

    /// Likewise for a short chunk as a whole, which is what drips are made of, if there is room for it and `stays_inside`
    /// says that it lies in the open frame, of which something is held. Tells whether it is taken in.
    #[inline(always)]
    pub(super) fn hold_drip(
        &mut self,
        input: &mut &[u8],
        stays_inside: impl FnOnce(&[u8]) -> bool,
    ) -> bool {
        match **input {
            [byte] => self.hold_byte(byte, input, stays_inside),
            _ => self.hold_few(input, stays_inside),
        }
    }

    /// Likewise, for the one byte of a chunk.
    #[inline(always)]
    pub(super) fn hold_byte(
        &mut self,
        byte: u8,
        input: &mut &[u8],
        stays_inside: impl FnOnce(&[u8]) -> bool,
    ) -> bool {
        if !self.carry.has_room(self.rules.max_frame_bytes) || !stays_inside(&[byte]) {
            return false;
        }
        self.carry.push(byte);
        self.consume(input, 1);
        true
    }

    /// Likewise, for several.
    #[inline(always)]
    pub(super) fn hold_few(
        &mut self,
        input: &mut &[u8],
        stays_inside: impl FnOnce(&[u8]) -> bool,
    ) -> bool {
        let bytes = *input;
        let room = self.carry.room(self.rules.max_frame_bytes);
        if bytes.len() > room.min(few::FEW) || !stays_inside(bytes) {
            return false;
        }
        self.carry.extend_few(bytes);
        self.position += bytes.len() as u64;
        *input = &bytes[bytes.len()..];
        true
    }

    /// Takes in the last `len` bytes of the open frame, which is complete.
    #[inline]
    pub(super) fn complete<'i>(
        &mut self,
        input: &mut &'i [u8],
        len: usize,
        limit: usize,
    ) -> Ready<'i> {
        let taken = self.consume(input, len);
        let place = if self.carry.is_empty() {
            Place::Chunk(taken)
        } else {
            self.carry.extend(taken, limit);
            Place::Carry
        };
        self.ready(place)
    }

    /// Counts the open frame.
    #[inline]
    pub(super) fn ready<'i>(&mut self, place: Place<'i>) -> Ready<'i> {
        let index = self.index;
        self.index += 1;
        Ready {
            place,
            start: self.start,
            index,
        }
    }

    /// The byte at `position` cannot stand there, and nothing tells where to go on.
    #[cold]
    pub(super) fn stop_at_unexpected(&mut self) -> Stop {
        self.start = self.position;
        Stop::Stream(Error::fatal(ErrorKind::UnexpectedByte, self.position))
    }

    /// The stream starts with what is only the beginning of a byte order mark.
    #[cold]
    pub(super) fn stop_at_start(&mut self) -> Stop {
        self.start = 0;
        Stop::Stream(Error::fatal(ErrorKind::UnexpectedByte, 0))
    }

    /// Too many bytes in the open frame.
    #[cold]
    pub(super) fn too_large(&self) -> Error {
        Error::new(
            ErrorKind::FrameTooLarge,
            self.start + self.rules.max_frame_bytes as u64,
        )
    }

    /// Looks for a byte order mark at the start of the stream.
    pub(super) fn byte_order_mark(&mut self, input: &mut &[u8]) -> Mark {
        let missing = &BYTE_ORDER_MARK[self.carry.len()..];
        let fitting = input
            .iter()
            .zip(missing)
            .take_while(|(a, b)| a == b)
            .count();
        if fitting == missing.len() {
            self.consume(input, fitting);
            self.carry.clear();
            self.start = self.position;
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
