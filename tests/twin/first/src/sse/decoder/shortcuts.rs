//! The paths that almost all bytes take, without the state machine's set-up. Each does just what the machine would do,
//! or nothing; [`Decoder::decode_item`] goes without them.
//!
//! Those that are tried first are always part of the caller, as [`Decoder::decode`] is, and for its reason.

use super::{BlockBytes, Decoder, State};
use crate::meter;
use crate::sse::block::{Block, Data, Strictness};
use crate::sse::common::{self, CommonEvent, Miss};
use crate::sse::line::{self, CR, LF};

/// Whether blocks of several lines have a shortcut. In WebAssembly size counts for more.
const TAKES_LINES: bool = cfg!(not(target_family = "wasm"));

/// What a shortcut has taken.
pub(super) enum Taken<'i> {
    /// An event, from the stream's byte `start` on.
    Event { bytes: BlockBytes<'i>, start: u64 },
    /// A block that is no event.
    Block,
    /// All that was left of the chunk.
    AllInput,
    /// The machine has to go on.
    Nothing,
}

impl Decoder {
    /// Takes a short chunk that lies inside a line. Tells whether it was one.
    #[inline(always)]
    pub(super) fn take_inside_of_line(&mut self, input: &mut &[u8]) -> bool {
        debug_assert!(self.line_room == 0 || !self.lf_may_follow);
        let chunk = *input;
        match *chunk {
            [byte] if self.line_room > 0 && !line::is_end(byte) => {
                meter::scanned(1);
                self.carry.push(byte);
            }
            [_, _, ..] if chunk.len() <= self.line_room && line::is_short_inside(chunk) => {
                self.carry.extend_few(chunk);
            }
            _ => return false,
        }
        self.line_room -= chunk.len();
        self.consume(input, chunk.len());
        true
    }

    /// Takes a common event that lies whole inside the chunk; with it, where it starts.
    #[inline(always)]
    pub(super) fn take_common_event<'i>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Result<(CommonEvent<'i>, u64), Miss> {
        let chunk = self.common_block(input).ok_or(Miss::Other)?;
        let event = common::event(chunk)?;
        let len = chunk.len() - event.rest.len();
        if len > self.max_event_bytes {
            return Err(Miss::Other);
        }
        let start = self.start_of(input, chunk);
        self.carry.clear();
        self.position = start + len as u64;
        *input = event.rest;
        Ok((event, start))
    }

    /// Takes a chunk that ends inside a block's first line, if the limit lets it. Tells whether it does.
    pub(super) fn begin_line(&mut self, input: &mut &[u8]) -> bool {
        let Some(chunk) = self.common_block(input) else {
            return false;
        };
        if chunk.len() > self.max_event_bytes {
            return false;
        }
        self.carry.clear();
        self.hand_over(input, chunk, &[], Block::default());
        true
    }

    /// Takes a comment between events, if one is next and whole. Tells whether it is.
    #[inline(always)]
    pub(super) fn take_comment(&mut self, input: &mut &[u8]) -> bool {
        let Some(chunk) = self.common_block(input) else {
            return false;
        };
        let Some(rest) = common::behind_comment(chunk) else {
            return false;
        };
        let len = chunk.len() - rest.len();
        if len > self.max_event_bytes {
            return false;
        }
        self.carry.clear();
        self.position += (input.len() - rest.len()) as u64;
        *input = rest;
        true
    }

    /// Takes what else can be taken without the machine.
    pub(super) fn take_more<'i>(&mut self, input: &mut &'i [u8]) -> Taken<'i> {
        if input.is_empty() {
            self.end_chunk();
            return Taken::AllInput;
        }
        if TAKES_LINES && let Some(joined) = self.take_joined() {
            return self.continue_lines(input, joined);
        }
        if self.line_room > 0 {
            return self.continue_line(input);
        }
        match self.common_block(input) {
            // The machine takes blank lines too.
            None | Some([] | [LF | CR, ..]) => Taken::Nothing,
            Some(chunk) if line::is_short_inside(chunk) && self.begin_line(input) => {
                Taken::AllInput
            }
            Some(chunk) if TAKES_LINES => self.take_lines(input, chunk),
            Some(_) => Taken::Nothing,
        }
    }

    /// At the beginning of a block that may be a common one: the chunk from that block's first byte on.
    #[inline]
    fn common_block<'i>(&self, input: &&'i [u8]) -> Option<&'i [u8]> {
        let (State::Boundary, Strictness::Lenient, true) =
            (self.state, self.strictness, self.head.is_proven())
        else {
            return None;
        };
        // A blank line, or the end of the one before.
        Some(input.strip_prefix(&[LF]).unwrap_or(input))
    }

    /// Where in the stream `chunk` starts, the last bytes of the input.
    #[inline]
    pub(super) fn start_of(&self, input: &[u8], chunk: &[u8]) -> u64 {
        self.position + (input.len() - chunk.len()) as u64
    }

    /// Leaves a block to the machine, which goes on behind `taken`, the next of its bytes, at the chunk's `rest`; or to the
    /// next chunk, if there is no rest. `block` is what they and those before have said.
    pub(super) fn hand_over<'i>(
        &mut self,
        input: &mut &'i [u8],
        taken: &[u8],
        rest: &[u8],
        block: Block,
    ) -> Taken<'i> {
        self.carry.extend(taken, self.max_event_bytes);
        self.block = block;
        self.lf_may_follow = self.carry.last() == Some(&CR);
        self.state = State::Block;
        self.consume(input, input.len() - rest.len());
        if !rest.is_empty() {
            return Taken::Nothing;
        }
        self.line_room = if self.lf_may_follow {
            0
        } else {
            self.carry.room(self.max_event_bytes)
        };
        Taken::AllInput
    }

    /// Goes on with a line that began in an earlier chunk: to the end of the chunk, or of the block if that is near.
    fn continue_line<'i>(&mut self, input: &mut &'i [u8]) -> Taken<'i> {
        let chunk = *input;
        let held = self.carry.len();
        let limit = self.max_event_bytes - held;
        let Some(end) = line::find_end(&chunk[..chunk.len().min(limit)]) else {
            if limit < chunk.len() {
                return Taken::Nothing;
            }
            self.carry.extend(chunk, self.max_event_bytes);
            self.line_room = self.carry.room(self.max_event_bytes);
            self.consume(input, chunk.len());
            return Taken::AllInput;
        };
        let line_start = self.block.line_start();
        let is_blank = held + end == line_start;
        let (len, ends_block) = match (&chunk[end..], common::blank_line(&chunk[end..])) {
            ([LF, ..], _) if is_blank => (end + 1, true),
            (_, Some(blank_line)) if !is_blank => (end + blank_line, true),
            ([LF, rest @ ..], None) if line::find_end(rest).is_none() => (chunk.len(), false),
            _ => return Taken::Nothing,
        };
        if self.strictness == Strictness::Strict || len > limit {
            return Taken::Nothing;
        }
        self.carry.extend(&chunk[..len], self.max_event_bytes);
        let is_taken = if is_blank {
            self.block.data != Data::None
        } else {
            let line = &self.carry[line_start..held + end];
            self.block.take_data(line).is_some()
        };
        if !is_taken {
            self.carry.truncate(held);
            return Taken::Nothing;
        }
        if !ends_block {
            self.block.begin_line(held + end + 1);
            self.line_room = self.carry.room(self.max_event_bytes);
            self.consume(input, len);
            return Taken::AllInput;
        }
        let start = self.position - held as u64;
        self.line_room = 0;
        self.state = State::Boundary;
        self.commit_id(BlockBytes::Carry);
        self.consume(input, len);
        Taken::Event {
            bytes: BlockBytes::Carry,
            start,
        }
    }
}
