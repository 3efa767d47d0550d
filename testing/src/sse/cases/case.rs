//! A case is written piece by piece, and beside each piece what it gives.
//!
//! Spans follow from where the pieces are, so that nothing expected is ever computed by what is being tested.

use unchunk::ErrorKind;

use crate::Ending;
use crate::sse::{Case, Event, Limits, Reading, Seen, read};

/// A case as it is written.
#[derive(Clone)]
pub(super) struct Written {
    name: &'static str,
    clause: &'static str,
    stream: Vec<u8>,
    block_start: usize,
    last_event_id: String,
    limits: Limits,
    /// Of an event neither `id` nor `retry`; what there is of [`Reading::ignored`] is in the next field.
    expected: Reading,
    ignored: Option<Vec<u8>>,
}

pub(super) fn case(name: &'static str, clause: &'static str) -> Written {
    Written {
        name,
        clause,
        stream: Vec::new(),
        block_start: 0,
        last_event_id: String::new(),
        limits: Limits::default(),
        expected: Reading::default(),
        ignored: None,
    }
}

impl Written {
    /// The case with all that the oracle reads, which must be what is written.
    pub(super) fn finish(self, chapter: &'static str) -> Case {
        let means = read(&self.stream, self.limits);
        let expected = Reading {
            last_event_id: self.last_event_id,
            ..self.expected
        };
        let has_lines = |reading: &Reading| {
            let is_line = |item: &Seen| matches!(item, Seen::Ignored { .. });
            reading.items.iter().any(is_line)
        };
        assert_eq!(
            said(&means, has_lines(&expected)),
            said(&expected, true),
            "{:?}, {}, from {}",
            self.name,
            self.clause,
            self.stream.escape_ascii()
        );
        if let Some(ignored) = &self.ignored {
            assert_eq!(&means.ignored, ignored, "{:?}, {}", self.name, self.clause);
        }
        Case {
            name: self.name,
            chapter,
            clause: self.clause,
            bytes: self.stream,
            limits: self.limits,
            means,
        }
    }
}

/// What a case says of a reading: text instead of data, nothing of an event's own ID and `retry`.
fn said(reading: &Reading, with_lines: bool) -> Reading {
    let lossy = |bytes: &mut Vec<u8>| *bytes = String::from_utf8_lossy(bytes).into_owned().into();
    let mut said = Reading {
        ignored: Vec::new(),
        held: 0,
        is_at_event_boundary: false,
        ..reading.clone()
    };
    said.items
        .retain(|item| with_lines || !matches!(item, Seen::Ignored { .. }));
    for item in said.items.iter_mut().chain(&mut said.salvaged) {
        match item {
            Seen::Event(event) => {
                lossy(&mut event.data);
                (event.id, event.retry) = (None, None);
            }
            Seen::Comment { text, .. } => lossy(text),
            Seen::Ignored { .. } | Seen::Error { .. } => {}
        }
    }
    if let Ending::Truncated { tail, .. } = &mut said.ending {
        lossy(tail);
    }
    said
}

/// The pieces of the stream, and what they give.
impl Written {
    /// Bytes that give nothing; a block starts after them.
    pub(super) fn gap(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stream.extend_from_slice(bytes.as_ref());
        self.block_start = self.stream.len();
        self
    }

    /// Bytes of a block that goes on.
    pub(super) fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stream.extend_from_slice(bytes.as_ref());
        self
    }

    /// A comment's line, in a block that goes on.
    pub(super) fn comment(self, line: impl AsRef<[u8]>, text: &str) -> Self {
        let start = self.at();
        let mut case = self.part(line);
        let span = start..case.at();
        case.expected.items.push(Seen::Comment {
            text: text.into(),
            span,
        });
        case
    }

    /// A line that no field has, in a block that goes on. A case that has none of these is about other things.
    pub(super) fn line(self, line: impl AsRef<[u8]>) -> Self {
        let start = self.at();
        let text = &line.as_ref()[..line.as_ref().len() - 1];
        let mut case = self.part(&line);
        let span = start..case.at();
        case.expected.items.push(Seen::Ignored {
            line: text.to_vec(),
            span,
        });
        case
    }

    /// A block, or the rest of one, that is an event of the default type.
    pub(super) fn message(self, bytes: impl AsRef<[u8]>, data: &str) -> Self {
        self.event(bytes, "message", data)
    }

    /// A block, or the rest of one, that is an event.
    pub(super) fn event(self, bytes: impl AsRef<[u8]>, event_type: &str, data: &str) -> Self {
        let mut case = self.part(bytes);
        let seen = case.seen(event_type, data, &case.last_event_id);
        case.expected.items.push(seen);
        case.block_start = case.stream.len();
        case
    }

    /// The last event ID from the next piece on.
    pub(super) fn id(mut self, id: &str) -> Self {
        self.last_event_id = id.into();
        self
    }

    pub(super) fn retry(mut self, millis: u64) -> Self {
        self.expected.reconnection_time = Some(millis);
        self
    }

    /// An error at an absolute offset, in the order in which it is reported.
    pub(super) fn error(mut self, kind: ErrorKind, offset: u64) -> Self {
        self.expected.items.push(Seen::Error { kind, offset });
        self
    }

    /// The lines ignored since the last event, or the body so far.
    pub(super) fn ignored(mut self, lines: impl AsRef<[u8]>) -> Self {
        self.ignored = Some(lines.as_ref().to_vec());
        self
    }

    /// The stream ends in this block, of which nothing is shown unless more is said.
    pub(super) fn cut(self, bytes: impl AsRef<[u8]>) -> Self {
        let mut case = self.part(bytes);
        case.expected.ending = Ending::Truncated {
            tail: Vec::new(),
            offset: case.block_start as u64,
        };
        case
    }

    /// What is shown of the block the stream ends in.
    pub(super) fn tail(mut self, shown: impl AsRef<[u8]>) -> Self {
        if let Ending::Truncated { tail, .. } = &mut self.expected.ending {
            *tail = shown.as_ref().to_vec();
        }
        self
    }

    /// The data of the block the stream ends in: its tail, and what is salvaged.
    pub(super) fn salvages(self, data: &str) -> Self {
        let id = self.last_event_id.clone();
        self.salvages_as("message", data, &id)
    }

    pub(super) fn salvages_as(mut self, event_type: &str, data: &str, id: &str) -> Self {
        self.expected.salvaged = Some(self.seen(event_type, data, id));
        self.tail(data)
    }

    /// The stream ends without ever having been an event stream; its head is all of it.
    pub(super) fn foreign(self, bytes: impl AsRef<[u8]>) -> Self {
        let mut case = self.part(bytes);
        case.expected.ending = Ending::Foreign {
            head: case.stream.clone(),
        };
        case
    }

    /// As [`foreign`](Self::foreign), but of the whole stream only so many bytes are shown.
    pub(super) fn foreign_head(self, bytes: impl AsRef<[u8]>, head: usize) -> Self {
        let mut case = self.part(bytes);
        case.expected.ending = Ending::Foreign {
            head: case.stream[..head].to_vec(),
        };
        case
    }

    fn at(&self) -> u64 {
        self.stream.len() as u64
    }

    fn seen(&self, event_type: &str, data: &str, id: &str) -> Seen {
        Seen::Event(Event {
            event_type: event_type.into(),
            data: data.into(),
            last_event_id: id.into(),
            id: None,
            retry: None,
            span: self.block_start as u64..self.at(),
        })
    }
}

/// The limits.
impl Written {
    pub(super) fn limit(mut self, max_event_bytes: usize) -> Self {
        self.limits.max_event_bytes = max_event_bytes;
        self
    }

    pub(super) fn id_limit(mut self, max_id_bytes: usize) -> Self {
        self.limits.max_id_bytes = max_id_bytes;
        self
    }
}
