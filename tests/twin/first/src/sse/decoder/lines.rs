//! The shortcut for blocks of several lines: the values of `data` lines are joined as they are found.

use core::mem;

use super::shortcuts::Taken;
use super::{BlockBytes, Decoder, State};
use crate::buffer::Carry;
use crate::buffer::Head;
use crate::sse::block::{Block, Data, Effect};
use crate::sse::field;
use crate::sse::line::{self, CR, LF};
use crate::sse::line_ends::LineEnds;

/// How much of a block was taken, up to where in the chunk.
enum Lines {
    /// All of it, with its blank line.
    All { end: usize },
    /// All that the chunk has, or up to a line that is left to the machine.
    Part { end: usize },
}

impl Decoder {
    /// Takes a block line by line, or as much of it as the chunk has.
    ///
    /// Where the chunk ends before the block does, the carry buffer gets the block's bytes as they came; what has been
    /// joined of them is held beside it.
    pub(super) fn take_lines<'i>(&mut self, input: &mut &'i [u8], chunk: &'i [u8]) -> Taken<'i> {
        let within = &chunk[..chunk.len().min(self.max_event_bytes)];
        let mut block = Block::default();
        self.carry.clear();
        let mut joined = mem::take(&mut self.carry);
        match self.join_lines(within, 0, 0, &mut block, &mut joined) {
            Lines::All { end } => {
                let (bytes, rest) = chunk.split_at(end);
                let start = self.start_of(input, chunk);
                self.consume(input, input.len() - rest.len());
                self.end_block(bytes, block, joined);
                let bytes = match block.data {
                    Data::None => return Taken::Block,
                    Data::Line(_) => BlockBytes::Chunk(bytes),
                    Data::Lines(_) => BlockBytes::Carry,
                };
                Taken::Event { bytes, start }
            }
            Lines::Part { end } => {
                if !joined.is_empty() && self.has_room_for_both(&joined, end) {
                    self.hold_joined(joined);
                } else {
                    // Its memory is of use at once.
                    joined.truncate(0);
                    self.carry = joined;
                }
                let (taken, rest) = chunk.split_at(end);
                self.hand_over(input, taken, rest, block)
            }
        }
    }

    /// Goes on with a block of which the carry buffer has the beginning, and `joined` the values of the `data` lines in it
    /// that are whole.
    pub(super) fn continue_lines<'i>(
        &mut self,
        input: &mut &'i [u8],
        mut joined: Carry,
    ) -> Taken<'i> {
        let chunk = *input;
        let held = self.carry.len();
        if self.lf_may_follow || !self.has_room_for_both(&joined, held + chunk.len()) {
            return Taken::Nothing;
        }
        let mut block = self.block;
        let Some(line_end) = line::find_end(chunk) else {
            self.hold_joined(joined);
            return self.hand_over(input, chunk, &[], block);
        };
        let (stored, more) = chunk.split_at(line_end + 1);
        self.carry.extend(stored, self.max_event_bytes);
        let line = &self.carry[block.line_start()..held + line_end];
        let lines = if line.is_empty() {
            Lines::All { end: stored.len() }
        } else if let Some(value) = field::parse_data(line) {
            join(&mut joined, value, self.max_event_bytes);
            self.join_lines(chunk, stored.len(), held, &mut block, &mut joined)
        } else {
            self.carry.truncate(held);
            return Taken::Nothing;
        };
        match lines {
            Lines::All { end } => {
                let start = self.position - held as u64;
                self.state = State::Boundary;
                self.line_room = 0;
                self.consume(input, end);
                let bytes = mem::take(&mut self.carry);
                self.end_block(&bytes, block, joined);
                Taken::Event {
                    bytes: BlockBytes::Carry,
                    start,
                }
            }
            Lines::Part { end } => {
                self.hold_joined(joined);
                let (taken, rest) = more.split_at(end - stored.len());
                self.hand_over(input, taken, rest, block)
            }
        }
    }

    /// Takes lines from `start` on, where one starts. The values of `data` lines are appended to `joined`, each with an LF,
    /// once there are two: it is empty as long as the block's data is not `Lines`. `held` bytes of the block came before
    /// the chunk.
    fn join_lines(
        &mut self,
        chunk: &[u8],
        start: usize,
        held: usize,
        block: &mut Block,
        joined: &mut Carry,
    ) -> Lines {
        let (rules, limit) = (self.rules(), self.max_event_bytes);
        let mut line_start = start;
        let mut ends = LineEnds::from(start);
        let lines = loop {
            let Some(end) = ends.next(chunk) else {
                break Lines::Part { end: chunk.len() };
            };
            // Most lines, each with its own end.
            if !joined.is_empty()
                && let Some(value) = chunk[line_start..=end].strip_prefix(b"data: ")
            {
                line_start = end + 1;
                joined.extend_from(&chunk[line_start - value.len()..], value.len(), limit);
                if let Some(last) = joined.last_mut() {
                    *last = LF;
                }
                continue;
            }
            let line = &chunk[line_start..end];
            if line.is_empty() {
                // The two ends of a CRLF count as two here; the empty line between them says nothing.
                if !chunk[..=end].ends_with(&[CR, LF]) {
                    break Lines::All { end: end + 1 };
                }
            } else if let Some(value) = field::parse_data(line) {
                let first = block.data.place();
                block.begin_line(held + line_start);
                block.take_data(line);
                if let Data::Lines(_) = block.data {
                    if joined.is_empty() {
                        join(joined, first.of(chunk), limit);
                    }
                    join(joined, value, limit);
                }
            } else if held > 0 {
                // What else a line says has to lie where the block's other bytes do.
                break Lines::Part { end: line_start };
            } else {
                block.begin_line(line_start);
                match block.take_line(line, rules) {
                    Ok(Effect::None | Effect::Comment(_)) => {}
                    Ok(Effect::ReconnectionTime(time)) => self.reconnection_time = Some(time),
                    Err(_) => break Lines::Part { end: line_start },
                }
            }
            line_start = end + 1;
        };
        block.begin_line(held + line_start);
        lines
    }

    /// Ends a block. Its ID and its event type lie in `bytes`, the values of its `data` lines in `joined`, if it has several.
    fn end_block(&mut self, bytes: &[u8], block: Block, joined: Carry) {
        self.block = block;
        self.commit_id(BlockBytes::Chunk(bytes));
        self.carry = joined;
        if let Data::Lines(_) = block.data {
            // Behind the last line there is none.
            let data_len = self.carry.len() - 1;
            self.carry.truncate(data_len);
            let event_type = block.event_type.of(bytes);
            self.carry.extend(event_type, self.max_event_bytes);
            self.block = Block::of_parts(data_len, self.carry.len());
        }
    }

    /// Whether the limit has room for so many bytes of a block and for what is joined of them, each in a buffer that may
    /// have grown to twice that.
    fn has_room_for_both(&self, joined: &Carry, bytes: usize) -> bool {
        let grown = Carry::FIRST_CAPACITY.max(bytes.saturating_mul(2));
        let owned = self.carry.capacity() + joined.capacity();
        grown <= self.max_event_bytes.saturating_sub(owned) / 2
    }

    /// Keeps it for [`continue_lines`](Self::continue_lines).
    fn hold_joined(&mut self, mut joined: Carry) {
        joined.expect_no_giant();
        if let Head::Proven(held) = &mut self.head {
            *held = joined;
        }
    }

    /// What [`continue_lines`](Self::continue_lines) has to go on with, if it has.
    #[inline]
    pub(super) fn take_joined(&mut self) -> Option<Carry> {
        match &mut self.head {
            Head::Proven(joined) if !joined.is_empty() => Some(mem::take(joined)),
            _ => None,
        }
    }
}

/// Appends a line of data.
fn join(joined: &mut Carry, value: &[u8], limit: usize) {
    joined.extend(value, limit);
    joined.extend(&[LF], limit);
}
