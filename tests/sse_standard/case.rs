//! A case: a stream spelled out piece by piece, and beside each piece what it gives.
//!
//! Spans follow from where the pieces lie, so that nothing expected is ever computed by what is being tested.

use unchunk::ErrorKind;

use crate::support::splits;
use crate::support::sse::{Ending, Options, Reading, Seen, assert_half, assert_reads, kind};

pub mod clause;

#[derive(Clone)]
pub struct Case {
    pub name: &'static str,
    clause: &'static str,
    stream: Vec<u8>,
    block_start: usize,
    last_event_id: String,
    options: Options,
    /// Of an event neither `id` nor `retry`; what there is of [`Reading::ignored`] is in the next field.
    expected: Reading,
    ignored: Option<Vec<u8>>,
}

pub fn case(name: &'static str, clause: &'static str) -> Case {
    Case {
        name,
        clause,
        stream: Vec::new(),
        block_start: 0,
        last_event_id: String::new(),
        options: Options::default(),
        expected: Reading::default(),
        ignored: None,
    }
}

/// The pieces of the stream, and what they give.
impl Case {
    /// Bytes that give nothing; a block starts after them.
    pub fn gap(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stream.extend_from_slice(bytes.as_ref());
        self.block_start = self.stream.len();
        self
    }

    /// Bytes of a block that goes on.
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stream.extend_from_slice(bytes.as_ref());
        self
    }

    /// A comment's line, in a block that goes on.
    pub fn comment(self, line: impl AsRef<[u8]>, text: &str) -> Self {
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
    pub fn line(self, line: impl AsRef<[u8]>) -> Self {
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
    pub fn message(self, bytes: impl AsRef<[u8]>, data: &str) -> Self {
        self.event(bytes, "message", data)
    }

    /// A block, or the rest of one, that is an event.
    pub fn event(self, bytes: impl AsRef<[u8]>, event_type: &str, data: &str) -> Self {
        let mut case = self.part(bytes);
        let seen = case.seen(event_type, data, &case.last_event_id);
        case.expected.items.push(seen);
        case.block_start = case.stream.len();
        case
    }

    /// The last event ID from the next piece on.
    pub fn id(mut self, id: &str) -> Self {
        self.last_event_id = id.into();
        self
    }

    pub fn retry(mut self, millis: u64) -> Self {
        self.expected.reconnection_time = Some(millis);
        self
    }

    /// An error at an absolute offset, in the order in which it is reported.
    pub fn error(mut self, error: ErrorKind, offset: u64) -> Self {
        self.expected.items.push(Seen::Error {
            kind: kind(error),
            offset,
        });
        self
    }

    /// The lines ignored since the last event, or the body so far.
    pub fn ignored(mut self, lines: impl AsRef<[u8]>) -> Self {
        self.ignored = Some(lines.as_ref().to_vec());
        self
    }

    /// The stream ends in this block, of which nothing is shown unless more is said.
    pub fn cut(self, bytes: impl AsRef<[u8]>) -> Self {
        let mut case = self.part(bytes);
        case.expected.ending = Ending::Truncated {
            tail: Vec::new(),
            offset: case.block_start as u64,
        };
        case
    }

    /// What is shown of the block the stream ends in.
    pub fn tail(mut self, shown: impl AsRef<[u8]>) -> Self {
        if let Ending::Truncated { tail, .. } = &mut self.expected.ending {
            *tail = shown.as_ref().to_vec();
        }
        self
    }

    /// The data of the block the stream ends in: its tail, and what is salvaged.
    pub fn salvages(self, data: &str) -> Self {
        let id = self.last_event_id.clone();
        self.salvages_as("message", data, &id)
    }

    pub fn salvages_as(mut self, event_type: &str, data: &str, id: &str) -> Self {
        self.expected.salvaged = Some(self.seen(event_type, data, id));
        self.tail(data)
    }

    /// The stream ends without ever having been an event stream; its head is all of it.
    pub fn foreign(self, bytes: impl AsRef<[u8]>) -> Self {
        let mut case = self.part(bytes);
        case.expected.ending = Ending::Foreign {
            head: case.stream.clone(),
        };
        case
    }

    /// As [`foreign`](Self::foreign), but of the whole stream only so many bytes are shown.
    pub fn foreign_head(self, bytes: impl AsRef<[u8]>, head: usize) -> Self {
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
        Seen::Event {
            event_type: event_type.into(),
            data: data.into(),
            last_event_id: id.into(),
            id: None,
            retry: None,
            span: self.block_start as u64..self.at(),
        }
    }
}

/// The decoder's options.
impl Case {
    pub fn limit(mut self, max_event_bytes: usize) -> Self {
        self.options.max_event_bytes = max_event_bytes;
        self
    }

    pub fn id_limit(mut self, max_id_bytes: usize) -> Self {
        self.options.max_id_bytes = max_id_bytes;
        self
    }
}

impl Case {
    fn check(&self) {
        let expected = Reading {
            last_event_id: self.last_event_id.clone(),
            ..self.expected.clone()
        };
        let read = check(&self.stream, &self.options, &expected);
        if let Some(ignored) = &self.ignored {
            assert_eq!(
                read.ignored.escape_ascii().to_string(),
                ignored.escape_ascii().to_string()
            );
        }

        // Once more where the stream has already begun: what is read there by a shorter path must give the same.
        let is_start_of_stream =
            self.stream.starts_with(b"\xEF") || matches!(expected.ending, Ending::Foreign { .. });
        if !is_start_of_stream {
            let stream = [BEGUN, &self.stream].concat();
            check(&stream, &self.options, &behind_begun(expected));
        }
    }
}

/// A comment and a blank line.
const BEGUN: &[u8] = b":\n\n";

fn behind_begun(mut reading: Reading) -> Reading {
    let shift = |seen: &mut Seen| match seen {
        Seen::Event { span, .. } | Seen::Comment { span, .. } | Seen::Ignored { span, .. } => {
            *span = span.start + BEGUN.len() as u64..span.end + BEGUN.len() as u64;
        }
        Seen::Error { offset, .. } => *offset += BEGUN.len() as u64,
    };
    reading.items.iter_mut().for_each(shift);
    reading.salvaged.iter_mut().for_each(shift);
    if let Ending::Truncated { offset, .. } = &mut reading.ending {
        *offset += BEGUN.len() as u64;
    }
    let comment = Seen::Comment {
        text: Vec::new(),
        span: 0..2,
    };
    reading.items.insert(0, comment);
    reading
}

/// Streams that are longer are read in fewer ways.
const LONG: usize = 100;

/// Asserts that the oracle reads what the case says, and every face at every split what the oracle reads.
fn check(stream: &[u8], options: &Options, expected: &Reading) -> Reading {
    let read = options.expected(stream);
    let has_lines = |reading: &Reading| {
        let is_line = |item: &Seen| matches!(item, Seen::Ignored { .. });
        reading.items.iter().any(is_line)
    };
    assert_eq!(
        said(&read, has_lines(expected)),
        said(expected, true),
        "the oracle, from {}",
        stream.escape_ascii()
    );
    if stream.len() <= LONG {
        splits::every_split(stream, |chunks| assert_reads(chunks, options, &read));
    } else {
        let mut nth = 0;
        let events = read.events_only();
        splits::every_two_way_cut(stream, |chunks| {
            assert_half(chunks, options, &read, &events, nth);
            nth += 1;
        });
        for sizes in [&[0][..], &[1], &[97, 0, 61]] {
            assert_reads(&splits::in_chunks(stream, sizes), options, &read);
        }
    }
    #[cfg(all(feature = "std", feature = "codec", feature = "http-body"))]
    tell(stream, options, &read);
    read
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
            Seen::Event {
                data, id, retry, ..
            } => {
                lossy(data);
                (*id, *retry) = (None, None);
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

/// Reads the stream through every adapter: short ones at every split, long ones, of which there are some of 1 KiB, in
/// fewer ways, since adapters do not look at the bytes.
#[cfg(all(feature = "std", feature = "codec", feature = "http-body"))]
fn tell(stream: &[u8], options: &Options, expected: &Reading) {
    let check = |chunks: &[&[u8]]| {
        crate::adapters::assert_tells_events(chunks, options, expected);
    };
    if stream.len() <= LONG {
        splits::every_split(stream, check);
    } else {
        check(&[stream]);
        check(&splits::in_chunks(stream, &[97, 0, 61]));
        check(&splits::in_chunks(stream, &[1]));
    }
}

/// Checks all `cases` and names every one that fails.
pub fn check_all(cases: &[Case]) {
    let failed: Vec<String> = cases
        .iter()
        .filter(|case| {
            let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case.check()));
            if checked.is_err() {
                eprintln!("^ case {:?}, {}\n", case.name, case.clause);
            }
            checked.is_err()
        })
        .map(|case| format!("{:?}, {}", case.name, case.clause))
        .collect();
    assert!(failed.is_empty(), "failed:\n{}", failed.join("\n"));
}
