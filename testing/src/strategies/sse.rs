//! Event streams: valid ones, odd ones and hostile ones, each with the events it means.
//!
//! All yield [`EventStream`], which can be [cut](super::chunked).

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Select, select};

use crate::sse::parts::{FRAGMENTS, LINE_ENDS, MARKS, NAMES, PLAIN_FRAGMENTS, SEPARATORS};
use crate::sse::{Event, EventStream};

/// Streams of all the kinds below.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// # fn my_parser(stream: &[u8]) -> Vec<String> { unchunk_testing::sse::events(stream).iter().map(|e| e.text()).collect() }
/// proptest!(|(stream in strategies::sse::streams())| {
///     let expected: Vec<_> = stream.events.iter().map(|event| event.text()).collect();
///     prop_assert_eq!(my_parser(&stream.bytes), expected);
/// });
/// ```
#[inline]
pub fn streams() -> impl Strategy<Value = EventStream> {
    prop_oneof![
        3 => valid(),
        4 => lines(),
        1 => many_data_lines(),
        1 => short_lines(),
        1 => hostile(),
    ]
}

/// Streams as a server writes them that keeps to the standard: whole events with any of their fields in any order, comments
/// between and inside, with or without a byte order mark, with any line ends. What they mean is known from how they are
/// made, not from reading them.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::{sse, strategies};
///
/// proptest!(|(stream in strategies::sse::valid())| {
///     prop_assert_eq!(sse::events(&stream.bytes), stream.events);
/// });
/// ```
#[inline]
pub fn valid() -> impl Strategy<Value = EventStream> {
    let block = vec((valid_line(), any::<bool>(), 0..LINE_ENDS.len()), 1..7);
    let blocks = vec((block, 0..LINE_ENDS.len()), 0..8);
    let ends = prop_oneof![3 => (0..LINE_ENDS.len()).prop_map(Some), 1 => Just(None)];
    (any::<bool>(), blocks, ends).prop_map(|(mark, blocks, one_end)| {
        let mut writer = Writer::default();
        if mark {
            writer.bytes.extend_from_slice(b"\xEF\xBB\xBF");
        }
        for (lines, blank) in blocks {
            let end = |drawn: usize| LINE_ENDS[one_end.unwrap_or(drawn)];
            let lines = lines
                .iter()
                .map(|(line, space, drawn)| (line, *space, end(*drawn)));
            writer.block(lines, end(blank));
        }
        EventStream {
            bytes: writer.bytes,
            events: writer.events,
        }
    })
}

/// Lines of fields, comments and junk, with any line ends, perhaps after a byte order mark or a part of one, perhaps cut
/// short.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(stream in strategies::sse::lines())| {
///     prop_assert!(stream.events.len() <= 24);
/// });
/// ```
#[inline]
pub fn lines() -> impl Strategy<Value = EventStream> {
    let lines = vec((line(), one_of(&LINE_ENDS)), 0..24);
    let cut = prop_oneof![3 => Just(0), 1 => 0..12_usize];
    (one_of(&MARKS), lines, cut).prop_map(|(mark, lines, cut)| {
        let lines = lines.iter().flat_map(|(line, end)| [line, *end]);
        let mut bytes: Vec<u8> = [mark].into_iter().chain(lines).flatten().copied().collect();
        bytes.truncate(bytes.len().saturating_sub(cut));
        EventStream::new(bytes)
    })
}

/// Events of many `data` lines, with some other lines among them, each stream with one kind of line end or all of them.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(stream in strategies::sse::many_data_lines())| {
///     prop_assert!(stream.bytes.starts_with(b":\n\n"));
/// });
/// ```
#[inline]
pub fn many_data_lines() -> impl Strategy<Value = EventStream> {
    let value = prop_oneof![8 => 0..30_usize, 1 => 50..80_usize, 1 => 100..300_usize];
    let data = value.prop_map(|length| [b"data: ", "你 x".repeat(length / 5).as_bytes()].concat());
    let lines = vec(prop_oneof![8 => data.boxed(), 1 => line().boxed()], 0..80);
    let ends: [&[&'static [u8]]; 4] = [&[b"\n"], &[b"\r"], &[b"\r\n"], &LINE_ENDS];
    (lines, select(ends.to_vec())).prop_flat_map(|(lines, ends)| {
        vec(one_of(ends), lines.len()).prop_map(move |ends| {
            let lines = lines.iter().zip(ends);
            begun(lines.flat_map(|(line, end)| [line, end]))
        })
    })
}

/// Blocks of some short `data` lines with others among them, all of consequence: line ends are a third of the bytes.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(stream in strategies::sse::short_lines())| {
///     prop_assert!(stream.bytes.starts_with(b":\n\n"));
/// });
/// ```
#[inline]
pub fn short_lines() -> impl Strategy<Value = EventStream> {
    let data: &[&'static [u8]] = &[b"data: a", b"data: b", b"data:c", b"data"];
    let others: &[&'static [u8]] = &[
        b"id: 1",
        b"id: 2",
        b"event: t",
        b"event: u",
        b"retry: 5",
        b":",
    ];
    let ends: &[&'static [u8]] = &[b"\n", b"\n", b"\r", b"\r", b"\r\n"];
    let line = prop_oneof![4 => one_of(data), 1 => one_of(others), 1 => Just(&b""[..])];
    let lines = vec((line, one_of(ends)), 0..300);
    lines.prop_map(|lines| begun(lines.iter().flat_map(|(line, end)| [*line, *end])))
}

/// Bytes of any kind, those that mean something more often; among them bodies that are no event stream.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(stream in strategies::sse::hostile())| {
///     prop_assert!(stream.bytes.len() <= 200);
/// });
/// ```
#[inline]
pub fn hostile() -> impl Strategy<Value = EventStream> {
    let byte = prop_oneof![any::<u8>(), select(b"\r\n: \xEF\xBB\xBFdatei".to_vec())];
    let bodies: &[&'static [u8]] = &[
        b"",
        b"{\"error\": {\"code\": 429}}",
        b"<html><head><style>:root{}</style>",
        b"data: a\n\n{\"error\": 1}",
        b"id: 1\0\nretry: -1\nevent\n",
    ];
    let bytes = (
        prop_oneof![4 => Just(&b""[..]), 1 => one_of(bodies)],
        vec(byte, 0..120),
    );
    bytes.prop_map(|(body, bytes)| EventStream::new([body, &bytes].concat()))
}

/// What the value of a field may be: text of every width, what looks like a delimiter, what is not UTF-8, NUL; no line end.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(value in strategies::sse::value())| {
///     prop_assert!(!value.contains(&b'\n') && !value.contains(&b'\r'));
/// });
/// ```
#[inline]
pub fn value() -> impl Strategy<Value = Vec<u8>> {
    let no_line_end = any::<u8>().prop_filter("a line end", |byte| !b"\r\n".contains(byte));
    let fragment = prop_oneof![
        8 => one_of(&FRAGMENTS).prop_map(<[u8]>::to_vec),
        1 => vec(no_line_end, 0..12),
    ];
    vec(fragment, 0..4).prop_map(|fragments| fragments.concat())
}

/// One of them; the earlier it stands, the simpler.
#[inline]
fn one_of(values: &'static [&'static [u8]]) -> Select<&'static [u8]> {
    select(values)
}

#[inline]
fn line() -> impl Strategy<Value = Vec<u8>> {
    let field = (one_of(&NAMES), one_of(&SEPARATORS), value());
    prop_oneof![
        2 => Just(Vec::new()),
        5 => field.prop_map(|(name, separator, value)| [name, separator, &value].concat()),
    ]
}

/// A comment and a blank line, so that the stream has begun, then these parts.
fn begun<'p>(parts: impl Iterator<Item = impl AsRef<[u8]> + 'p>) -> EventStream {
    let mut bytes = b":\n\n".to_vec();
    parts.for_each(|part| bytes.extend_from_slice(part.as_ref()));
    EventStream::new(bytes)
}

/// A line of a valid stream.
#[derive(Debug, Clone)]
enum Line {
    Data(String),
    EventType(String),
    Id(String),
    Retry(u64),
    Comment(String),
}

#[inline]
fn valid_line() -> impl Strategy<Value = Line> {
    let text = || {
        let fragment = select(&FRAGMENTS[..PLAIN_FRAGMENTS]);
        let text = vec(fragment, 0..5).prop_map(|parts| parts.concat());
        text.prop_map(|text| String::from_utf8(text).expect("these are text"))
    };
    prop_oneof![
        6 => text().prop_map(Line::Data),
        1 => text().prop_map(Line::EventType),
        1 => text().prop_map(Line::Id),
        1 => option::of(0..100_000_u64).prop_map(|time| Line::Retry(time.unwrap_or(u64::MAX))),
        1 => text().prop_map(Line::Comment),
    ]
}

/// Writes valid streams, and says what they mean.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    events: Vec<Event>,
    last_event_id: String,
}

impl Writer {
    fn at(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// A block of lines, each with whether a space stands before its value and with its end, and its blank line.
    fn block<'l>(
        &mut self,
        lines: impl Iterator<Item = (&'l Line, bool, &'static [u8])>,
        blank: &[u8],
    ) {
        let start = self.at();
        let (mut data, mut event_type) = (Vec::new(), "");
        let (mut id, mut retry) = (None, None);
        for (line, space, end) in lines {
            let time;
            let (name, value) = match line {
                Line::Data(text) => {
                    data.push(text.as_str());
                    ("data", text)
                }
                Line::EventType(text) => {
                    event_type = text;
                    ("event", text)
                }
                Line::Id(text) => {
                    id = Some(text.clone());
                    ("id", text)
                }
                Line::Retry(millis) => {
                    retry = Some(*millis);
                    time = millis.to_string();
                    ("retry", &time)
                }
                Line::Comment(text) => ("", text),
            };
            let needs_space = space || value.starts_with(' ');
            let separator = if needs_space { ": " } else { ":" };
            for part in [name, separator, value] {
                self.bytes.extend_from_slice(part.as_bytes());
            }
            self.bytes.extend_from_slice(end);
        }
        // An LF after a CR would be no blank line, but the rest of a CRLF.
        let blank = if self.bytes.ends_with(b"\r") {
            b"\r"
        } else {
            blank
        };
        self.bytes.extend_from_slice(blank);
        if let Some(id) = &id {
            self.last_event_id.clone_from(id);
        }
        if data.is_empty() {
            return;
        }
        let lf_of_crlf = u64::from(blank == b"\r\n");
        self.events.push(Event {
            event_type: if event_type.is_empty() {
                "message"
            } else {
                event_type
            }
            .to_owned(),
            data: data.join("\n").into_bytes(),
            last_event_id: self.last_event_id.clone(),
            id,
            retry,
            span: start..self.at() - lf_of_crlf,
        });
    }
}
