//! What the lines of one block have said so far, as places in its bytes.
//!
//! A block is what the standard's grammar calls an event: lines up to and including a blank one. Places rather than
//! slices, because they hold both in the chunk a block lies in and in the carry buffer it may have to move to.

use core::time::Duration;

use super::field::{self, Line, Name};
use super::line;
use super::line_ends::LineEnds;
use crate::ErrorKind;
use crate::meter;

/// A place in a block, in bytes from the block's first. 32 bits keep decoders small; the limit keeps within them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    start: u32,
    end: u32,
}

/// What the places in a block can hold.
pub(super) const MAX_BLOCK_BYTES: usize = u32::MAX as usize;

impl Place {
    #[inline]
    const fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    const fn start(self) -> usize {
        self.start as usize
    }

    const fn end(self) -> usize {
        self.end as usize
    }

    #[inline]
    pub(super) fn of(self, block: &[u8]) -> &[u8] {
        &block[self.start()..self.end()]
    }
}

/// The standard's data buffer, before lines are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Data {
    #[default]
    None,
    /// One `data` line: its value.
    Line(Place),
    /// Several: the value of the first. The others are found again when they are joined.
    Lines(Place),
}

impl Data {
    /// The value, once it is one.
    pub(super) const fn place(self) -> Place {
        match self {
            Self::None => Place::new(0, 0),
            Self::Line(place) | Self::Lines(place) => place,
        }
    }
}

/// The fields of a block that is still growing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    /// Where the line being read starts.
    line_start: u32,
    pub(super) data: Data,
    /// The event type buffer; empty for the default.
    pub(super) event_type: Place,
    /// The last event ID buffer, where this block sets it.
    pub(super) id: Option<Place>,
}

/// How much of what the standard forgives is let pass, and how long an ID may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) strictness: Strictness,
    pub(super) max_id_bytes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    Lenient,
    Strict,
}

/// What a line does beyond the block itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    None,
    Comment(Place),
    ReconnectionTime(Duration),
}

/// A line that breaks the rules; the offset counts from the block's first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: ErrorKind,
    pub(super) offset: usize,
}

impl Block {
    /// Of data, which is joined, and the event type behind it.
    pub(super) const fn of_parts(data_end: usize, event_type_end: usize) -> Self {
        Self {
            line_start: 0,
            data: Data::Line(Place::new(0, data_end)),
            event_type: Place::new(data_end, event_type_end),
            id: None,
        }
    }

    /// Where the line being read starts.
    #[inline]
    pub(super) const fn line_start(&self) -> usize {
        self.line_start as usize
    }

    #[inline]
    pub(super) const fn begin_line(&mut self, start: usize) {
        self.line_start = start as u32;
    }

    /// Takes in the line that starts at `line_start`, given without its end and not blank.
    #[inline]
    pub(super) fn take_line(&mut self, line: &[u8], rules: Rules) -> Result<Effect, Fault> {
        if rules.strictness == Strictness::Lenient && self.take_data(line).is_some() {
            return Ok(Effect::None);
        }
        self.take_any_line(line, rules)
    }

    /// Takes in such a line, if it is a `data` field, which breaks none of the lenient rules; gives its value.
    #[inline]
    pub(super) fn take_data<'l>(&mut self, line: &'l [u8]) -> Option<&'l [u8]> {
        let value = field::parse_data(line)?;
        self.add_data(self.place(line, value));
        Some(value)
    }

    fn take_any_line(&mut self, line: &[u8], rules: Rules) -> Result<Effect, Fault> {
        let strict = rules.strictness == Strictness::Strict;
        if strict && let Err(error) = core::str::from_utf8(line) {
            return Err(self.fault(ErrorKind::InvalidUtf8, error.valid_up_to()));
        }
        match field::parse(line) {
            Line::Field(Name::Data, value) => self.add_data(self.place(line, value)),
            Line::Field(Name::Event, value) => self.event_type = self.place(line, value),
            Line::Field(Name::Id, value) => {
                let value_start = line.len() - value.len();
                if let Some(nul) = memchr::memchr(0, value) {
                    if strict {
                        return Err(self.fault(ErrorKind::NulInId, value_start + nul));
                    }
                } else if value.len() > rules.max_id_bytes {
                    return Err(self.fault(ErrorKind::IdTooLarge, value_start + rules.max_id_bytes));
                } else {
                    self.id = Some(self.place(line, value));
                }
            }
            Line::Field(Name::Retry, value) => match field::parse_retry(value) {
                Some(time) => return Ok(Effect::ReconnectionTime(time)),
                None if strict => {
                    return Err(self.fault(ErrorKind::InvalidRetry, line.len() - value.len()));
                }
                None => {}
            },
            Line::Comment(text) => return Ok(Effect::Comment(self.place(line, text))),
            Line::Unknown if strict => return Err(self.fault(ErrorKind::UnknownField, 0)),
            Line::Unknown => {}
        }
        Ok(Effect::None)
    }

    #[inline]
    fn add_data(&mut self, value: Place) {
        self.data = match self.data {
            Data::None => Data::Line(value),
            Data::Line(first) | Data::Lines(first) => Data::Lines(first),
        };
    }

    /// The place of a value that ends where its line does.
    #[inline]
    fn place(&self, line: &[u8], value: &[u8]) -> Place {
        let line_end = self.line_start() + line.len();
        Place::new(line_end - value.len(), line_end)
    }

    fn fault(&self, kind: ErrorKind, in_line: usize) -> Fault {
        Fault {
            kind,
            offset: self.line_start() + in_line,
        }
    }

    /// Joins the values of all `data` lines with LF, in place in the block's own bytes.
    pub(super) fn join_data(&mut self, block: &mut [u8]) {
        let Data::Lines(first) = self.data else {
            return;
        };

        // Lines will move down over what lies behind the first: bring ID and event type before it, the nearer one
        // first so that the other stays where it is. Their lines remain, without a value.
        let mut start = first.start();
        let mut no_id = Place::default();
        let id = self.id.as_mut().unwrap_or(&mut no_id);
        let (near, far) = if id.start < self.event_type.start {
            (id, &mut self.event_type)
        } else {
            (&mut self.event_type, id)
        };
        for place in [near, far] {
            if place.start() > start {
                let len = place.end() - place.start();
                meter::moved(place.end() - start);
                block[start..place.end()].rotate_right(len);
                *place = Place::new(start, start + len);
                start += len;
            }
        }

        let mut joined = start + (first.end() - first.start());
        let mut at = joined;
        let mut ends = LineEnds::from(at);
        while at < block.len() {
            // The two ends of a CRLF count as two here; the empty line between them says nothing.
            let end = ends.next(block).unwrap_or(block.len());
            if let Some(value) = field::parse_data(&block[at..end]) {
                let len = value.len();
                meter::moved(len);
                block[joined] = line::LF;
                block.copy_within(end - len..end, joined + 1);
                joined += 1 + len;
            }
            at = end + 1;
        }
        self.data = Data::Line(Place::new(start, joined));
    }
}
