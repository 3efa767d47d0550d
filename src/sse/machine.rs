//! The line machine: reads a chunk from where the last one ended. The only file that moves the state.

use core::ops::ControlFlow::{self, Break, Continue};

use super::cursor::{Cursor, FieldValue};
use super::decoder::Decoder;
use super::field::{Begun, Millis, Name};
use super::held::Slot;
use super::line::{Line, Part, State};
use super::whole::{self, CutEvent, WholeEvent};
use crate::buffer::Carry;
use crate::search::few::{self, TWO_WORDS};
use crate::search::line_end::{self, CR, LF};
use crate::{Error, ErrorKind, meter};

/// U+FEFF in UTF-8. One at the very start of the stream is ignored.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether short values are searched and copied as words.
const BY_WORDS: bool = cfg!(not(feature = "small"));

/// What was read without the machine.
enum Taken<'c> {
    /// An event that is whole in the chunk, and starts here in the stream.
    Event(WholeEvent<'c>, u64),
    /// The whole chunk.
    Chunk,
    /// The beginning of an event, or nothing. The machine reads the rest.
    Nothing,
}

/// The next item.
pub(super) enum Next<'c> {
    /// An event that is whole in the chunk, and starts here in the stream.
    Whole(WholeEvent<'c>, u64),
    /// What the machine has found.
    Found(Found<'c>),
}

/// A complete item of the machine.
pub(super) enum Found<'c> {
    /// The event is held.
    Event,
    /// A comment. Its text is held where it is not in the chunk.
    Comment(Option<&'c [u8]>),
    /// A line whose name no field has. Its text is held where it is not in the chunk.
    Ignored(Option<&'c [u8]>),
}

/// Why the machine stops before the chunk is used up.
enum Stop<'c> {
    Found(Found<'c>),
    Fault(Error),
}

type Step<'c> = ControlFlow<Stop<'c>, Line>;

impl Decoder {
    /// Reads the chunk up to the next item or error, or to its end.
    #[inline(always)]
    pub(super) fn next<'c>(&mut self, input: &mut &'c [u8]) -> Result<Option<Next<'c>>, Error> {
        let mut first_end = None;
        if let State::Block(line) = self.state
            && self.drip(line, input, &mut first_end)
        {
            return Ok(None);
        }
        loop {
            match self.take_event(input) {
                Taken::Event(event, start) => return Ok(Some(Next::Whole(event, start))),
                Taken::Chunk => return Ok(None),
                Taken::Nothing => {}
            }
            let (used, found) = self.run(input, first_end.take());
            *input = &input[used..];
            match found? {
                Some(found) => return Ok(Some(Next::Found(found))),
                None if input.is_empty() => return Ok(None),
                None => {}
            }
        }
    }
}

/// The ways past the machine.
impl Decoder {
    /// Reads a chunk that is a drip: bytes of a value in which no line ends and for which there is room, or the next
    /// byte of a name. If it is none, the first line end may be known now.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn drip(&mut self, line: Line, input: &mut &[u8], first_end: &mut Option<usize>) -> bool {
        let value = match line {
            Line::Data => self.held.slot(Slot::Data),
            Line::Type => self.held.slot(Slot::Value),
            Line::Name(begun) => return self.drip_into_name(begun, input),
            _ => return false,
        };
        let bytes = *input;
        if bytes.len() + value.len() > self.drip_limit {
            return false;
        }
        let is_taken = match bytes.len() {
            0 => true,
            1 => extend_inside_by_byte(value, bytes[0]),
            len if !BY_WORDS || len > TWO_WORDS => {
                *first_end = line_end::find(bytes);
                if first_end.is_none() {
                    value.extend(bytes, usize::MAX);
                }
                first_end.is_none()
            }
            2..4 => extend_inside_by_words::<2>(value, bytes),
            4..8 => extend_inside_by_words::<4>(value, bytes),
            _ => extend_inside_by_words::<8>(value, bytes),
        };
        if !is_taken {
            return false;
        }
        self.position += bytes.len() as u64;
        *input = &[];
        true
    }

    #[inline(always)]
    fn drip_into_name(&mut self, begun: Begun, input: &mut &[u8]) -> bool {
        let (seen, missing) = begun.split();
        match **input {
            [byte] if missing.first() == Some(&byte) && self.may_drip() => {
                self.state = State::Block(Line::Name(Begun::new(begun.name(), seen.len() + 1)));
                self.position += 1;
                *input = &[];
                true
            }
            _ => false,
        }
    }

    /// As long as the raw body is kept, each byte has to be looked at.
    #[inline(always)]
    fn may_drip(&self) -> bool {
        self.ignored.is_proven() && !self.options.machine_only
    }

    /// Reads an event that starts at the chunk's first byte: a whole one, or the part of it that the chunk has.
    #[inline(always)]
    fn take_event<'c>(&mut self, input: &mut &'c [u8]) -> Taken<'c> {
        if self.state != State::Between || self.options.machine_only {
            return Taken::Nothing;
        }
        // It belongs to the CR of a blank line, or is one more blank line.
        let chunk = input.strip_prefix(b"\n").unwrap_or(input);
        let start = self.position + (input.len() - chunk.len()) as u64;
        match whole::read(chunk) {
            Ok(event) if self.fits(&event.fields, event.data.bytes()) => {
                self.position = start + event.len as u64;
                *input = &chunk[event.len..];
                if let Some(id) = event.fields.id {
                    self.last_event_id.set(id);
                }
                if event.fields.retry.is_some() {
                    self.reconnection_time = event.fields.retry;
                }
                self.ignored.dispatched();
                return Taken::Event(event, start);
            }
            Err(cut) if cut.used > 0 && self.fits(&cut.fields, cut.data.unwrap_or_default()) => {
                self.hold_cut_event(&cut, start);
                self.ignored
                    .extend_raw(&input[..input.len() - chunk.len() + cut.used]);
                *input = &chunk[cut.used..];
                if input.is_empty() {
                    return Taken::Chunk;
                }
            }
            Err(_) if chunk.is_empty() => {
                self.ignored.extend_raw(input);
                self.position = start;
                *input = chunk;
                self.rest_between();
                return Taken::Chunk;
            }
            _ => {}
        }
        Taken::Nothing
    }

    #[inline(always)]
    fn fits(&self, fields: &whole::Fields<'_>, data: &[u8]) -> bool {
        let (event_type, id) = (
            fields.event_type.unwrap_or_default(),
            fields.id.unwrap_or_default(),
        );
        // No overflow: both are in one chunk.
        data.len() + event_type.len() + id.len() <= self.options.max_event_bytes
            && id.len() <= self.options.max_id_bytes
    }

    #[inline(never)]
    fn hold_cut_event(&mut self, cut: &CutEvent<'_>, start: u64) {
        self.begin_block(start);
        self.ignored.known_line();
        let max_bytes = self.max_held_bytes();
        let held = &mut self.held;
        if let Some(event_type) = cut.fields.event_type {
            held.extend(Slot::Type, event_type.as_bytes(), max_bytes);
            held.is_unfinished = true;
        }
        if let Some(id) = cut.fields.id {
            held.extend(Slot::Id, id.as_bytes(), max_bytes);
            held.has_id = true;
            held.is_unfinished = true;
        }
        if cut.fields.retry.is_some() {
            self.reconnection_time = cut.fields.retry;
            held.has_retry = true;
        }
        if let Some(data) = cut.data {
            held.extend(Slot::Data, data, max_bytes);
            held.has_data = true;
            held.is_unfinished = true;
        }
        self.position = start + cut.used as u64;
        self.state = State::Block(cut.line);
        self.rest_in_block();
    }
}

/// Appends a byte, unless it ends the line.
#[inline(always)]
fn extend_inside_by_byte(value: &mut Carry, byte: u8) -> bool {
    let is_inside = !line_end::is_line_end(byte);
    if is_inside {
        value.push(byte);
    }
    is_inside
}

/// Appends one or two words, unless a line ends in them: one choice by length for looking and copying.
#[inline(always)]
fn extend_inside_by_words<const WIDTH: usize>(value: &mut Carry, bytes: &[u8]) -> bool {
    let is_inside = !few::words_have_any::<WIDTH, 2>(bytes, [LF, CR]);
    if is_inside {
        value.extend_words::<WIDTH>(bytes);
    }
    is_inside
}

/// Blocks.
impl Decoder {
    /// Reads the chunk up to the next item or error, to the end of a block, or to its own end; returns how much of it
    /// is used up, too. The first line end may be known.
    // The chunk comes and goes in registers: its two words, written one by one, would be read as a pair, for which the
    // processor waits.
    #[inline(never)]
    fn run<'c>(
        &mut self,
        chunk: &'c [u8],
        first_end: Option<usize>,
    ) -> (usize, Result<Option<Found<'c>>, Error>) {
        meter::entered();
        if let State::Block(Line::Start { .. }) = self.state {
            // A comment or an ignored line may have been lent from it.
            self.held.slot(Slot::Value).clear();
        }
        let mut cursor = Cursor::new(chunk, first_end);
        let stop = self.walk(&mut cursor);
        let used = cursor.at();
        self.ignored.extend_raw(&chunk[..used]);
        self.position += used as u64;
        let found = match stop {
            Break(Stop::Found(found)) => Ok(Some(found)),
            Break(Stop::Fault(error)) => Err(error),
            Continue(()) => {
                if self.state != State::Between {
                    self.rest_in_block();
                } else if used == chunk.len() {
                    self.rest_between();
                }
                // Else what follows may be an event that is whole in the chunk.
                Ok(None)
            }
        };
        (used, found)
    }

    #[inline(always)]
    fn walk<'c>(&mut self, cursor: &mut Cursor<'c>) -> ControlFlow<Stop<'c>> {
        if let State::Start { .. } = self.state {
            self.start(cursor);
            if self.state == State::Between {
                return Continue(());
            }
        }
        if self.state == State::Between {
            if cursor.pass_blank_lines() {
                return Continue(());
            }
            self.begin_block(self.position + cursor.at() as u64);
            self.state = State::Block(Line::START);
        }
        match self.state {
            State::Block(line) => self.block(line, false, cursor),
            State::Skipping(line) => self.block(line, true, cursor),
            State::Start { .. } | State::Between => Continue(()),
        }
    }

    /// The start of the stream, up to the end of a byte order mark or the first byte that is none of it.
    #[cold]
    #[inline(never)]
    fn start(&mut self, cursor: &mut Cursor<'_>) {
        while let State::Start { seen } = self.state
            && let Some(next) = cursor.next()
        {
            let begun = usize::from(seen);
            self.state = if next == BYTE_ORDER_MARK[begun] {
                cursor.advance(1);
                if begun + 1 == BYTE_ORDER_MARK.len() {
                    State::Between
                } else {
                    State::Start { seen: seen + 1 }
                }
            } else if begun == 0 {
                State::Between
            } else {
                // No mark, but the first bytes of a line.
                self.begin_block(0);
                State::Block(self.unknown_line(&BYTE_ORDER_MARK[..begun], false))
            };
        }
    }

    #[inline(always)]
    fn begin_block(&mut self, start: u64) {
        self.held.begin(start);
        self.ignored.begin_block();
    }

    /// The lines of a block, up to its end or that of the chunk.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn block<'c>(
        &mut self,
        line: Line,
        is_skipping: bool,
        cursor: &mut Cursor<'c>,
    ) -> ControlFlow<Stop<'c>> {
        let mut line = line;
        while let Some(next) = cursor.next() {
            line = match line {
                Line::Start { after_cr: true } if next == LF => {
                    cursor.advance(1);
                    Line::START
                }
                Line::Start { .. } if line_end::is_line_end(next) => {
                    cursor.advance(1);
                    return self.blank_line(is_skipping);
                }
                Line::Start { .. } => self.line(next, is_skipping, cursor),
                Line::Name(begun) => self.name(begun, next, is_skipping, cursor)?,
                Line::AfterColon(part) => {
                    cursor.advance(usize::from(next == b' '));
                    part.line()
                }
                Line::Data => self.data(cursor)?,
                Line::Type => self.event_type(cursor)?,
                Line::Id => self.id(cursor)?,
                Line::Retry => self.retry(cursor),
                Line::Comment | Line::Ignored { is_item: true } => self.item(line, cursor)?,
                Line::Ignored { is_item: false } | Line::Dropped => self.no_item(line, cursor),
            };
        }
        self.state = if is_skipping {
            State::Skipping(line)
        } else {
            State::Block(line)
        };
        Continue(())
    }

    /// "If the line is empty (a blank line): Dispatch the event."
    #[inline(always)]
    fn blank_line<'c>(&mut self, is_skipping: bool) -> ControlFlow<Stop<'c>> {
        self.state = State::Between;
        // The stream goes on after its end was asked for: what was salvaged then is no item.
        if is_skipping || self.held.is_salvaged {
            return Continue(());
        }
        if self.held.has_id {
            self.last_event_id.set_lossy(&self.held[Slot::Id]);
        }
        if !self.held.has_data {
            return Continue(());
        }
        self.ignored.dispatched();
        Break(Stop::Found(Found::Event))
    }

    /// Reports that the byte at `at` breaks a limit, and skips the rest of the block.
    #[cold]
    #[inline(never)]
    fn skip_block<'c>(&mut self, kind: ErrorKind, at: usize) -> Step<'c> {
        self.held.release();
        self.state = State::Skipping(Line::Dropped);
        Break(Stop::Fault(self.error(kind, at)))
    }

    fn error(&self, kind: ErrorKind, at: usize) -> Error {
        Error::new(kind, self.position + at as u64)
    }
}

/// What happens when the chunk is used up.
impl Decoder {
    /// Gives back the memory of what was lent: between blocks nothing is held.
    #[inline(always)]
    fn rest_between(&mut self) {
        if self.held.capacity() > 0 {
            self.held.release();
        }
    }

    #[inline(always)]
    fn rest_in_block(&mut self) {
        let value = match self.state {
            State::Block(Line::Data) => &self.held[Slot::Data],
            State::Block(Line::Type) => &self.held[Slot::Value],
            _ => return,
        };
        self.drip_limit = if self.may_drip() {
            (self.room() + value.len()).min(value.capacity())
        } else {
            0
        };
    }
}

/// Lines up to their value.
impl Decoder {
    /// The first byte of a line.
    #[inline(always)]
    fn line(&mut self, next: u8, is_skipping: bool, cursor: &mut Cursor<'_>) -> Line {
        if !is_skipping && let Some(line) = self.data_lines(cursor) {
            return line;
        }
        self.held.line_start = self.position + cursor.at() as u64;
        if next == b':' {
            cursor.advance(1);
            self.ignored.known_line();
            return if self.options.items && !is_skipping {
                Line::AfterColon(Part::Comment)
            } else {
                Line::Dropped
            };
        }
        match Name::with_first_byte(next) {
            Some(name) => Line::Name(Begun::new(name, 0)),
            None => self.unknown_line(&[], is_skipping),
        }
    }

    /// The next byte after the first bytes of a name.
    #[inline(always)]
    fn name<'c>(
        &mut self,
        begun: Begun,
        next: u8,
        is_skipping: bool,
        cursor: &mut Cursor<'c>,
    ) -> Step<'c> {
        let name = begun.name();
        let (seen, missing) = begun.split();
        let same = cursor.same(missing);
        Continue(if same > 0 {
            cursor.advance(same);
            Line::Name(Begun::new(name, seen.len() + same))
        } else if missing.is_empty() && (next == b':' || line_end::is_line_end(next)) {
            return self.known_field(name, next, is_skipping, cursor);
        } else {
            self.unknown_line(seen, is_skipping)
        })
    }

    /// The byte after the name of a field.
    #[inline(always)]
    fn known_field<'c>(
        &mut self,
        name: Name,
        next: u8,
        is_skipping: bool,
        cursor: &mut Cursor<'c>,
    ) -> Step<'c> {
        self.ignored.known_line();
        self.held.is_unfinished |= name != Name::Retry;
        if is_skipping {
            return Continue(Line::Dropped);
        }
        match name {
            Name::Data if self.held.has_data => {
                if self.room() == 0 {
                    return self.skip_block(ErrorKind::EventTooLarge, cursor.at());
                }
                self.held.extend(Slot::Data, &[LF], self.max_held_bytes());
            }
            Name::Data => self.held.has_data = true,
            Name::Retry => self.held.millis = Millis::default(),
            Name::Event | Name::Id => {}
        }
        Continue(if next == b':' {
            cursor.advance(1);
            Line::AfterColon(Part::Value(name))
        } else {
            name.line()
        })
    }

    /// A line whose name no field has, after its first bytes.
    fn unknown_line(&mut self, seen: &[u8], is_skipping: bool) -> Line {
        self.ignored.unknown_line();
        self.ignored.extend(seen);
        self.held.is_unfinished = true;
        let is_item = self.options.items && !is_skipping;
        if is_item {
            // No limit is as small as a name.
            self.held.extend(Slot::Value, seen, self.max_held_bytes());
        }
        Line::Ignored { is_item }
    }
}

/// Values.
impl Decoder {
    #[inline(always)]
    fn data<'c>(&mut self, cursor: &mut Cursor<'c>) -> Step<'c> {
        let value = cursor.value();
        let room = self.room();
        if value.bytes.len() > room {
            return self.skip_value(ErrorKind::EventTooLarge, room, value, cursor);
        }
        self.held
            .extend(Slot::Data, value.bytes, self.max_held_bytes());
        Continue(cursor.pass(value, Line::Data))
    }

    #[inline(always)]
    fn event_type<'c>(&mut self, cursor: &mut Cursor<'c>) -> Step<'c> {
        let value = cursor.value();
        let room = self.room();
        if value.bytes.len() > room {
            return self.skip_value(ErrorKind::EventTooLarge, room, value, cursor);
        }
        self.held
            .extend(Slot::Value, value.bytes, self.max_held_bytes());
        if value.is_whole {
            self.held.settle_type();
        }
        Continue(cursor.pass(value, Line::Type))
    }

    /// Reads an ID. At one and the same byte, a NUL wins over the ID's limit, and the ID's limit over the event's.
    #[inline(always)]
    fn id<'c>(&mut self, cursor: &mut Cursor<'c>) -> Step<'c> {
        let value = cursor.value();
        let room = self.room();
        let room_for_id = self.options.max_id_bytes - self.held[Slot::Value].len();
        if let Some(nul) = memchr::memchr(0, value.bytes)
            && nul <= room.min(room_for_id)
        {
            // "If the field value does not contain U+0000 NULL": else it is void.
            self.held.slot(Slot::Value).clear();
            cursor.advance(nul);
            return Continue(Line::Dropped);
        }
        if value.bytes.len() > room_for_id && room_for_id <= room {
            return self.skip_value(ErrorKind::IdTooLarge, room_for_id, value, cursor);
        }
        if value.bytes.len() > room {
            return self.skip_value(ErrorKind::EventTooLarge, room, value, cursor);
        }
        self.held
            .extend(Slot::Value, value.bytes, self.max_held_bytes());
        if value.is_whole {
            self.held.settle_id();
        }
        Continue(cursor.pass(value, Line::Id))
    }

    #[inline(always)]
    fn retry(&mut self, cursor: &mut Cursor<'_>) -> Line {
        let value = cursor.value();
        let Some(millis) = self.held.millis.with(value.bytes) else {
            return Line::Dropped;
        };
        self.held.millis = millis;
        if value.is_whole
            && let Some(time) = millis.number()
        {
            self.reconnection_time = Some(time);
            self.held.has_retry = true;
        }
        cursor.pass(value, Line::Retry)
    }

    /// Reports that a value breaks a limit after `fitting` bytes. All of it is passed, so that it is not looked at
    /// again.
    #[cold]
    #[inline(never)]
    fn skip_value<'c>(
        &mut self,
        kind: ErrorKind,
        fitting: usize,
        value: FieldValue<'c>,
        cursor: &mut Cursor<'c>,
    ) -> Step<'c> {
        let at = cursor.at() + fitting;
        cursor.advance(value.bytes.len());
        self.skip_block(kind, at)
    }

    /// How many bytes the event may still have.
    #[inline(always)]
    pub(super) fn room(&self) -> usize {
        self.held.room(self.options.max_event_bytes)
    }

    /// How many bytes all slots may hold together.
    #[inline(always)]
    pub(super) fn max_held_bytes(&self) -> usize {
        let lines = if self.options.items { 2 } else { 1 };
        self.options.max_event_bytes.saturating_mul(lines)
    }
}

/// Other lines.
impl Decoder {
    /// A comment or ignored line that is to be an item.
    #[inline(never)]
    fn item<'c>(&mut self, line: Line, cursor: &mut Cursor<'c>) -> Step<'c> {
        let value = cursor.value();
        let room = self.options.max_event_bytes - self.held[Slot::Value].len();
        if value.bytes.len() > room {
            return self.drop_item(line, room, cursor);
        }
        let is_in_chunk = value.is_whole && self.held[Slot::Value].is_empty();
        if !is_in_chunk {
            self.held
                .extend(Slot::Value, value.bytes, self.max_held_bytes());
        }
        if !value.is_whole {
            return Continue(self.no_item(line, cursor));
        }
        self.keep_ignored(line, value);
        cursor.advance(value.bytes.len());
        let after_cr = cursor.next() == Some(CR);
        // Of a CRLF only the CR.
        cursor.advance(1);
        self.state = State::Block(Line::Start { after_cr });
        let text = is_in_chunk.then_some(value.bytes);
        Break(Stop::Found(match line {
            Line::Comment => Found::Comment(text),
            _ => Found::Ignored(text),
        }))
    }

    /// Reports that an item breaks its limit after `fitting` more bytes. It is dropped, and its event goes on.
    #[cold]
    #[inline(never)]
    fn drop_item<'c>(&mut self, line: Line, fitting: usize, cursor: &mut Cursor<'c>) -> Step<'c> {
        let fitting = FieldValue {
            bytes: &cursor.value().bytes[..fitting],
            is_whole: false,
        };
        self.keep_ignored(line, fitting);
        cursor.advance(fitting.bytes.len());
        self.held.slot(Slot::Value).release();
        self.state = State::Block(match line {
            Line::Comment => Line::Dropped,
            _ => Line::Ignored { is_item: false },
        });
        Break(Stop::Fault(
            self.error(ErrorKind::LineTooLarge, cursor.at()),
        ))
    }

    /// Passes a line, or a part of one, that is no item.
    #[inline(always)]
    fn no_item(&mut self, line: Line, cursor: &mut Cursor<'_>) -> Line {
        let value = cursor.value();
        self.keep_ignored(line, value);
        cursor.pass(value, line)
    }

    #[inline(always)]
    fn keep_ignored(&mut self, line: Line, value: FieldValue<'_>) {
        if let Line::Ignored { .. } = line {
            self.ignored.extend(value.bytes);
            if value.is_whole {
                self.ignored.extend(&[LF]);
            }
        }
    }
}
