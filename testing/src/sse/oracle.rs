//! A slow, obvious reading of WHATWG HTML § 9.2.5 and § 9.2.6 with the contract's limits, verdicts and `ignored()`.
//!
//! The bytes are taken one at a time, in stream order: after each, the line so far is read again as the standard's text
//! has it, and the lengths are counted. It shares no code with the decoders.

use unchunk::ErrorKind;

use super::{Event, Limits, Reading, Seen};
use crate::Ending;

/// `ignored()` and the head of a foreign body have at most so many bytes.
const KEPT: usize = 1024;
/// A smaller limit on events counts as this.
const LEAST_LIMIT: usize = 8;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Data,
    Event,
    Id,
    Retry,
}

const NAMES: [(&[u8], Name); 4] = [
    (b"data", Name::Data),
    (b"event", Name::Event),
    (b"id", Name::Id),
    (b"retry", Name::Retry),
];

/// What a line is, as far as it has come.
#[derive(Clone, Copy)]
enum Line<'l> {
    /// The beginning of a known name, perhaps all of it.
    Undecided,
    Comment(&'l [u8]),
    Field(Name, &'l [u8]),
    Unknown,
}

fn without_space(value: &[u8]) -> &[u8] {
    value.strip_prefix(b" ").unwrap_or(value)
}

/// § 9.2.6: "If the line starts with a U+003A COLON character", "if the line contains a U+003A COLON character",
/// "otherwise, the string is not empty but does not contain" one.
fn interpret(line: &[u8], colon: Option<usize>, has_ended: bool) -> Line<'_> {
    let (name, value) = match colon {
        Some(0) => return Line::Comment(without_space(&line[1..])),
        Some(colon) => (&line[..colon], without_space(&line[colon + 1..])),
        None if has_ended => (line, &[][..]),
        None if NAMES.iter().any(|(name, _)| name.starts_with(line)) => return Line::Undecided,
        None => return Line::Unknown,
    };
    match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, known)) => Line::Field(*known, value),
        None => Line::Unknown,
    }
}

/// An ID with a NUL is ignored; here from the NUL on.
fn is_void_id(value: &[u8]) -> bool {
    value.contains(&0)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Block {
    start: usize,
    data: Option<Vec<u8>>,
    event_type: Vec<u8>,
    id: Option<Vec<u8>>,
    retry: Option<u64>,
    /// A limit was broken.
    is_skipped: bool,
    /// A whole line has come that is neither a comment nor a `retry`.
    is_begun: bool,
    /// How long `ignored` was before this block.
    ignored_before: usize,
}

/// What the first line that is not blank is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FirstLine {
    Undecided,
    Known,
    Unknown,
}

struct Reader {
    limits: Limits,
    /// Of the byte being read.
    offset: usize,
    after_cr: bool,
    block: Option<Block>,
    /// The line's bytes so far, whatever it is and however many.
    line: Vec<u8>,
    line_start: usize,
    colon: Option<usize>,
    line_is_too_large: bool,
    line_bytes_ignored: usize,
    first_line: FirstLine,
    /// No event was dispatched yet, and the first line is not known to be a field or a comment.
    is_raw: bool,
    /// Uncut.
    ignored: Vec<u8>,
    items: Vec<Seen>,
    last_event_id: String,
    reconnection_time: Option<u64>,
}

/// Reads a whole stream, slowly: its items, and how it ends.
///
/// ```
/// use unchunk_testing::Ending;
/// use unchunk_testing::sse::{self, Limits};
///
/// let reading = sse::read(b"data: a\r\n\r\n", Limits::default());
/// let event = reading.events().next().unwrap();
/// assert_eq!((&event.event_type[..], event.span.clone()), ("message", 0..10));
/// assert_eq!(reading.ending, Ending::Complete);
/// ```
pub fn read(stream: &[u8], limits: Limits) -> Reading {
    read_after(stream, limits, "")
}

/// The events of a whole stream, read slowly, with no limit: what any parser has to come to.
///
/// ```
/// use unchunk_testing::sse;
///
/// // The parser under test.
/// fn data_lines(stream: &str) -> Vec<String> {
///     let blocks = stream.split("\n\n").filter_map(|block| block.strip_prefix("data: "));
///     blocks.map(str::to_owned).collect()
/// }
///
/// let stream = "data: a\n\ndata: b\n\n";
/// let expected: Vec<String> = sse::events(stream.as_bytes()).iter().map(sse::Event::text).collect();
/// assert_eq!(data_lines(stream), expected);
/// ```
pub fn events(stream: &[u8]) -> Vec<Event> {
    let reading = read(stream, Limits::new(usize::MAX, usize::MAX));
    reading.events().cloned().collect()
}

/// Reads a whole stream with a last event ID from before: the second connection to a source.
///
/// ```
/// use unchunk_testing::sse::{self, Limits};
///
/// let reading = sse::read_after(b"data: a\n\n", Limits::default(), "7");
/// assert_eq!(reading.events().next().unwrap().last_event_id, "7");
/// ```
pub fn read_after(stream: &[u8], limits: Limits, last_event_id: &str) -> Reading {
    if matches!(stream, [0xEF] | [0xEF, 0xBB]) {
        // What may still become a byte order mark belongs to no line yet.
        return Reading {
            ending: Ending::Truncated {
                tail: Vec::new(),
                offset: 0,
            },
            ignored: stream.to_vec(),
            last_event_id: last_event_id.to_owned(),
            held: stream.len(),
            ..Reading::default()
        };
    }
    let mut reader = Reader {
        limits: Limits {
            max_event_bytes: limits.max_event_bytes.max(LEAST_LIMIT),
            ..limits
        },
        offset: 0,
        after_cr: false,
        block: None,
        line: Vec::new(),
        line_start: 0,
        colon: None,
        line_is_too_large: false,
        line_bytes_ignored: 0,
        first_line: FirstLine::Undecided,
        is_raw: true,
        ignored: Vec::new(),
        items: Vec::new(),
        last_event_id: last_event_id.to_owned(),
        reconnection_time: None,
    };
    let mut rest = stream;
    if let Some(after) = stream.strip_prefix(BYTE_ORDER_MARK) {
        reader.ignored.extend_from_slice(BYTE_ORDER_MARK);
        reader.offset = BYTE_ORDER_MARK.len();
        rest = after;
    }
    for byte in rest {
        reader.take(*byte);
        reader.offset += 1;
    }
    reader.end()
}

impl Reader {
    fn take(&mut self, byte: u8) {
        if self.is_raw {
            self.ignored.push(byte);
        }
        let is_rest_of_crlf = self.after_cr && byte == b'\n';
        self.after_cr = byte == b'\r';
        match byte {
            _ if is_rest_of_crlf => {}
            b'\r' | b'\n' if self.line.is_empty() => self.end_block(),
            b'\r' | b'\n' => self.end_line(),
            _ => self.grow_line(byte),
        }
    }

    fn grow_line(&mut self, byte: u8) {
        if self.block.is_none() {
            self.block = Some(Block {
                start: self.offset,
                data: None,
                event_type: Vec::new(),
                id: None,
                retry: None,
                is_skipped: false,
                is_begun: false,
                ignored_before: self.ignored.len(),
            });
        }
        if self.line.is_empty() {
            self.line_start = self.offset;
        }
        if byte == b':' && self.colon.is_none() {
            self.colon = Some(self.line.len());
        }
        self.line.push(byte);
        let line = std::mem::take(&mut self.line);
        self.judge(&line, interpret(&line, self.colon, false));
        self.line = line;
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let interpreted = interpret(&line, self.colon, true);
        self.judge(&line, interpreted);
        if matches!(interpreted, Line::Unknown) && !self.is_raw {
            self.ignored.push(b'\n');
        }
        self.process(&line, interpreted);
        self.colon = None;
        self.line_is_too_large = false;
        self.line_bytes_ignored = 0;
    }

    /// What a line's next byte, which may be the one that ends it, decides.
    fn judge(&mut self, line: &[u8], interpreted: Line<'_>) {
        self.judge_first_line(interpreted);
        if matches!(interpreted, Line::Unknown) && !self.is_raw {
            self.ignored
                .extend_from_slice(&line[self.line_bytes_ignored..]);
            self.line_bytes_ignored = line.len();
        }
        let block = self.block.as_ref().expect("a line is in a block");
        if block.is_skipped {
            return;
        }
        let item_len = match interpreted {
            Line::Comment(text) => text.len(),
            Line::Unknown => line.len(),
            Line::Undecided | Line::Field(..) => 0,
        };
        if item_len > self.limits.max_event_bytes && !self.line_is_too_large {
            self.line_is_too_large = true;
            self.error(ErrorKind::LineTooLarge);
        }
        let id_len = match interpreted {
            Line::Field(Name::Id, value) if !is_void_id(value) => value.len(),
            _ => 0,
        };
        if id_len > self.limits.max_id_bytes {
            self.skip(ErrorKind::IdTooLarge);
        } else if self.held(interpreted) > self.limits.max_event_bytes {
            self.skip(ErrorKind::EventTooLarge);
        }
    }

    fn judge_first_line(&mut self, interpreted: Line<'_>) {
        if self.first_line != FirstLine::Undecided {
            return;
        }
        match interpreted {
            Line::Undecided => {}
            Line::Unknown => self.first_line = FirstLine::Unknown,
            Line::Comment(_) | Line::Field(..) => {
                self.first_line = FirstLine::Known;
                self.stop_raw();
            }
        }
    }

    fn stop_raw(&mut self) {
        self.is_raw = false;
        self.ignored.clear();
        if let Some(block) = &mut self.block {
            block.ignored_before = 0;
        }
    }

    fn error(&mut self, kind: ErrorKind) {
        self.items.push(Seen::Error {
            kind,
            offset: self.offset as u64,
        });
    }

    fn skip(&mut self, kind: ErrorKind) {
        self.error(kind);
        if let Some(block) = &mut self.block {
            block.is_skipped = true;
        }
    }

    /// The bytes of the unfinished event that count: its data with the LFs that join it, type and ID, and the value
    /// being read.
    fn held(&self, interpreted: Line<'_>) -> usize {
        let Some(block) = self.block.as_ref().filter(|block| !block.is_skipped) else {
            return 0;
        };
        let being_read = match interpreted {
            Line::Field(Name::Data, value) => value.len() + usize::from(block.data.is_some()),
            Line::Field(Name::Event, value) => value.len(),
            Line::Field(Name::Id, value) if !is_void_id(value) => value.len(),
            _ => 0,
        };
        block.data.as_ref().map_or(0, Vec::len)
            + block.event_type.len()
            + block.id.as_ref().map_or(0, Vec::len)
            + being_read
    }

    /// § 9.2.6: "process the field", for a line that has ended.
    fn process(&mut self, line: &[u8], interpreted: Line<'_>) {
        let block = self.block.as_mut().expect("a line is in a block");
        block.is_begun |= !matches!(interpreted, Line::Comment(_) | Line::Field(Name::Retry, _));
        if block.is_skipped {
            return;
        }
        let span = self.line_start as u64..self.offset as u64 + 1;
        match interpreted {
            Line::Comment(_) | Line::Unknown if self.line_is_too_large => {}
            Line::Comment(text) => self.items.push(Seen::Comment {
                text: text.to_vec(),
                span,
            }),
            Line::Unknown => self.items.push(Seen::Ignored {
                line: line.to_vec(),
                span,
            }),
            Line::Field(Name::Data, value) => block.join(value),
            Line::Field(Name::Event, value) => block.event_type = value.to_vec(),
            Line::Field(Name::Id, value) if is_void_id(value) => {}
            Line::Field(Name::Id, value) => block.id = Some(value.to_vec()),
            Line::Field(Name::Retry, value) => {
                let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
                let number = text(value).parse::<u64>().ok().filter(|_| digits);
                if number.is_some() {
                    block.retry = number;
                    self.reconnection_time = number;
                }
            }
            Line::Undecided => unreachable!("it has ended"),
        }
    }

    /// A blank line: § 9.2.6 "dispatch the event".
    fn end_block(&mut self) {
        let Some(block) = self.block.take().filter(|block| !block.is_skipped) else {
            return;
        };
        if let Some(id) = &block.id {
            self.last_event_id = text(id);
        }
        if let Some(data) = &block.data {
            self.items
                .push(self.event(&block, data.clone(), self.offset + 1));
            self.first_line = FirstLine::Known;
            self.stop_raw();
        }
    }

    fn event(&self, block: &Block, data: Vec<u8>, end: usize) -> Seen {
        let id = block.id.as_ref().map(|id| text(id));
        Seen::Event(Event {
            event_type: match text(&block.event_type) {
                empty if empty.is_empty() => "message".to_owned(),
                event_type => event_type,
            },
            data,
            last_event_id: id.clone().unwrap_or_else(|| self.last_event_id.clone()),
            id,
            retry: block.retry,
            span: block.start as u64..end as u64,
        })
    }

    fn end(mut self) -> Reading {
        let line = std::mem::take(&mut self.line);
        // Of a line that was cut only a `data` counts, and that once its colon has come.
        let cut = interpret(&line, self.colon, false);
        let held = self.held(cut);
        let ignored = self.ignored[..self.ignored.len().min(KEPT)].to_vec();
        let mut reading = Reading {
            held,
            is_at_event_boundary: self.block.is_none() && self.offset > 0,
            ignored,
            ..Reading::default()
        };
        let block = self.block.take();
        if self.first_line == FirstLine::Unknown {
            reading.ending = Ending::Foreign {
                head: reading.ignored.clone(),
            };
        } else if let Some(mut block) = block.filter(|b| b.is_begun || !line.is_empty()) {
            let mut tail = Vec::new();
            if !block.is_skipped {
                if let Line::Field(Name::Data, value) = cut {
                    block.join(value);
                }
                if let Some(data) = &block.data {
                    tail.clone_from(data);
                    reading.salvaged = Some(self.event(&block, data.clone(), self.offset));
                } else if !self.is_raw {
                    tail = reading.ignored[block.ignored_before.min(KEPT)..].to_vec();
                }
            }
            reading.ending = Ending::Truncated {
                tail,
                offset: block.start as u64,
            };
        }
        reading.items = self.items;
        reading.last_event_id = self.last_event_id;
        reading.reconnection_time = self.reconnection_time;
        reading
    }
}

impl Block {
    /// Appends a line to the data.
    fn join(&mut self, value: &[u8]) {
        match &mut self.data {
            None => self.data = Some(value.to_vec()),
            Some(data) => {
                data.push(b'\n');
                data.extend_from_slice(value);
            }
        }
    }
}
