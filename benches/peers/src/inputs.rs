//! The streams and where they are cut.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;

use crate::candidate::Work;
use crate::feed::{Cuts, Feed, Format};

#[path = "../../support/streams.rs"]
mod streams;

/// A stream, and what decoding it must come to.
pub struct Input {
    pub name: &'static str,
    pub what: &'static str,
    pub format: Format,
    pub bytes: Bytes,
    pub truth: Work,
    /// Where each event or value ends, with what belongs to it.
    ends: Arc<[usize]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunking {
    Whole,
    Bytes(usize),
    Event,
}

impl Chunking {
    pub const ALL: [Self; 6] = [
        Self::Whole,
        Self::Bytes(16 * 1024),
        Self::Bytes(1400),
        Self::Event,
        Self::Bytes(7),
        Self::Bytes(1),
    ];

    pub fn name(self) -> String {
        match self {
            Self::Whole => "whole".into(),
            Self::Bytes(bytes) if bytes % 1024 == 0 => format!("{} KiB", bytes / 1024),
            Self::Bytes(bytes) => format!("{bytes} B"),
            Self::Event => "one event".into(),
        }
    }
}

impl Input {
    /// Cuts so small that a few hundred KiB tell as much as several MiB.
    pub fn is_drip(chunking: Chunking) -> bool {
        matches!(chunking, Chunking::Bytes(..=16))
    }

    /// The first event alone, of a stream in which all are alike.
    pub fn first(&self) -> Self {
        let end = self.ends[0];
        let events = self.truth.events;
        assert_eq!(
            end as u64 * events,
            self.bytes.len() as u64,
            "all events are alike"
        );
        Self {
            bytes: self.bytes.slice(..end),
            truth: Work {
                events: 1,
                data_bytes: self.truth.data_bytes.map(|bytes| bytes / events),
            },
            ends: [end].into(),
            ..*self
        }
    }

    pub fn feed(&self, chunking: Chunking) -> Feed {
        let cuts = match chunking {
            Chunking::Whole => Cuts::Every(self.bytes.len().max(1)),
            Chunking::Bytes(bytes) => Cuts::Every(bytes),
            Chunking::Event => Cuts::At(self.ends.clone()),
        };
        Feed::new(self.format, self.bytes.clone(), cuts)
    }

    fn from_stream(what: &'static str, stream: &streams::Stream) -> Self {
        let mut end = 0;
        let mut ends: Vec<usize> = stream
            .chunks(streams::Chunking::Events)
            .iter()
            .map(|event| {
                end += event.len();
                end
            })
            .collect();
        if let Some(last) = ends.last_mut() {
            *last = stream.bytes.len();
        }
        Self {
            name: stream.name,
            what,
            format: Format::Sse,
            bytes: Bytes::from(stream.bytes.clone()),
            truth: Work {
                events: stream.events as u64,
                data_bytes: Some(stream.data_bytes as u64),
            },
            ends: ends.into(),
        }
    }

    /// Values between `open` and `close`, with `separator` behind each but, in an array, the last.
    fn from_values(
        name: &'static str,
        what: &'static str,
        format: Format,
        count: usize,
        value: impl Fn(usize) -> String,
    ) -> Self {
        let (open, separator, close) = match format {
            Format::JsonLines => ("", "\n", ""),
            Format::JsonArray => ("[", ",", "]"),
            Format::JsonValues | Format::Sse => ("", "", ""),
        };
        let mut text = open.to_owned();
        let mut ends = Vec::with_capacity(count);
        let mut data_bytes = 0;
        for at in 0..count {
            let value = value(at);
            data_bytes += value.len() as u64;
            text += &value;
            text += if format == Format::JsonArray && at + 1 == count {
                close
            } else {
                separator
            };
            ends.push(text.len());
        }
        Self {
            name,
            what,
            format,
            bytes: Bytes::from(text),
            truth: Work {
                events: count as u64,
                data_bytes: Some(data_bytes),
            },
            ends: ends.into(),
        }
    }
}

/// All event streams.
pub fn sse() -> Vec<Input> {
    vec![
        Input::from_stream("OpenAI style", &streams::openai()),
        Input::from_stream("OpenAI style, Chinese", &streams::openai_chinese()),
        Input::from_stream("OpenAI style, CRLF", &streams::openai_crlf()),
        Input::from_stream("Anthropic style, `event` and `data`", &streams::anthropic()),
        Input::from_stream("`data: x`", &streams::tiny()),
        Input::from_stream("OpenAI style with heartbeats", &streams::heartbeats()),
        Input::from_stream("50 `data` lines an event", &streams::fifty_lines()),
        Input::from_stream("1 MiB events of one line", &streams::one_mebibyte()),
    ]
}

/// About this many bytes of each sequence of JSON values.
const SIZE: usize = 1 << 20;

/// All JSON inputs.
pub fn json() -> Vec<Input> {
    vec![
        Input::from_values(
            "ndjson-261",
            "JSON Lines of 261 B",
            Format::JsonLines,
            SIZE / 262,
            |at| padded_record(at, 261),
        ),
        Input::from_values(
            "ndjson-99",
            "JSON Lines of 99 B",
            Format::JsonLines,
            SIZE / 100,
            |at| padded_record(at, 99),
        ),
        Input::from_values(
            "concatenated",
            "nested objects of 1.6 KB, nothing between",
            Format::JsonValues,
            SIZE / 1600,
            nested_object,
        ),
        Input::from_values(
            "array",
            "the same objects in an array",
            Format::JsonArray,
            SIZE / 1600,
            nested_object,
        ),
    ]
}

/// One nested value of about `len` bytes.
pub fn giant_value(len: usize) -> Input {
    Input::from_values(
        "giant",
        "one value of 64 MiB",
        Format::JsonValues,
        1,
        |_| nested_of(len),
    )
}

/// Events of `len` data bytes on one line.
pub fn giant_events(count: usize, len: usize) -> Input {
    let block = format!("data: {}\n\n", "x".repeat(len));
    Input {
        name: "growth",
        what: "",
        format: Format::Sse,
        bytes: Bytes::from(block.repeat(count)),
        truth: Work {
            events: count as u64,
            data_bytes: Some((count * len) as u64),
        },
        ends: (1..=count).map(|event| event * block.len()).collect(),
    }
}

/// Small events after one giant.
pub fn small_after_giant(count: usize, giant: usize) -> Input {
    let mut text = format!("data: {}\n\n", "x".repeat(giant));
    let mut ends = vec![text.len()];
    let mut data_bytes = giant;
    for at in 0..count {
        let data = format!("{{\"n\":{at:06},\"text\":\"{}\"}}", "y".repeat(200));
        data_bytes += data.len();
        let _ = write!(text, "data: {data}\n\n");
        ends.push(text.len());
    }
    Input {
        name: "small-after-giant",
        what: "",
        format: Format::Sse,
        bytes: Bytes::from(text),
        truth: Work {
            events: count as u64 + 1,
            data_bytes: Some(data_bytes as u64),
        },
        ends: ends.into(),
    }
}

fn padded_record(at: usize, len: usize) -> String {
    let mut record =
        format!(r#"{{"id":1{at:07},"level":"info","message":"request \"GET\" done","note":""#);
    let room = len - record.len() - 2;
    record.extend("lorem ipsum dolor sit amet ".chars().cycle().take(room));
    record + "\"}"
}

fn nested_object(at: usize) -> String {
    let mut object = format!(r#"{{"id":1{at:07},"user":{{"name":"Ada \"L\"","roles":["a","b"]}},"#);
    object += r#""items":["#;
    for item in 0..15 {
        let _ = write!(
            object,
            r#"{}{{"sku":"S-{item:04}","price":{}.25,"tags":["x{{","y]"],"dims":{{"w":{item},"h":[1,2,3]}},"ok":true,"none":null}}"#,
            if item == 0 { "" } else { "," },
            at % 100 + item,
        );
    }
    object + r#"],"path":"C:\\tmp\\"}"#
}

fn nested_of(len: usize) -> String {
    let mut value = String::with_capacity(len + 4096);
    value += r#"{"all":["#;
    let mut at = 0;
    while value.len() < len {
        if at > 0 {
            value.push(',');
        }
        value += &nested_object(at);
        at += 1;
    }
    value + "]}"
}
