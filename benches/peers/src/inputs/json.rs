//! JSON values.

use std::fmt::Write as _;

use super::streams::DRAWN;
use super::{Digest, Draw, EventSize, Input};
use crate::candidate::Work;
use crate::feed::Format;

/// About this many bytes of each sequence of values.
const SIZE: usize = 1 << 20;

impl Input {
    /// Values between `open` and `close`, with `separator` after each but, in an array, the last.
    fn from_values(
        name: &'static str,
        what: &'static str,
        format: Format,
        event: EventSize,
        values: &[String],
    ) -> Self {
        let (open, separator, close) = match format {
            Format::JsonLines => ("", "\n", ""),
            Format::JsonArray => ("[", ",", "]"),
            Format::JsonValues | Format::Sse => ("", "", ""),
        };
        let mut bytes = Vec::with_capacity(SIZE);
        bytes.extend_from_slice(open.as_bytes());
        let mut ends = Vec::with_capacity(values.len());
        let mut digest = Digest::default();
        for (at, value) in values.iter().enumerate() {
            digest.event(b"", value.as_bytes());
            bytes.extend_from_slice(value.as_bytes());
            let is_last = format == Format::JsonArray && at + 1 == values.len();
            bytes.extend_from_slice(if is_last { close } else { separator }.as_bytes());
            ends.push(bytes.len());
        }
        let data_bytes = values.iter().map(|value| value.len() as u64).sum();
        Self {
            name,
            what,
            format,
            validated: false,
            event,
            bytes,
            truth: Work {
                events: values.len() as u64,
                data_bytes: Some(data_bytes),
                digest: Some(digest.finish()),
            },
            ends,
        }
    }

    fn validated(self, name: &'static str) -> Self {
        Self {
            name,
            validated: true,
            ..self
        }
    }
}

pub fn all(seed: u64) -> Vec<Input> {
    vec![
        lines(seed),
        lines(seed).validated("ndjson validated"),
        concatenated(),
        concatenated().validated("concatenated validated"),
        array(),
        array().validated("array validated"),
    ]
}

fn lines(seed: u64) -> Input {
    let mut draw = Draw::new(seed);
    let mut values = Vec::new();
    let mut size = 0;
    while size < SIZE {
        let len = draw.from(DRAWN);
        size += len;
        values.push(record(values.len(), len - 1));
    }
    Input::from_values(
        "ndjson",
        "JSON Lines",
        Format::JsonLines,
        EventSize::Drawn,
        &values,
    )
}

fn nested_objects() -> Vec<String> {
    (0..SIZE / 1600).map(nested_object).collect()
}

fn concatenated() -> Input {
    let values = nested_objects();
    Input::from_values(
        "concatenated",
        "nested objects of 1.6 KB, nothing between",
        Format::JsonValues,
        EventSize::Bytes(values[0].len()),
        &values,
    )
}

fn array() -> Input {
    let values = nested_objects();
    Input::from_values(
        "array",
        "the same objects in an array",
        Format::JsonArray,
        EventSize::Bytes(values[0].len() + 1),
        &values,
    )
}

/// Lines of `event` bytes.
pub fn sized(event: usize) -> Input {
    let value = format!(
        r#"{{"a":"{}"}}"#,
        "x".repeat(event - r#"{"a":""}"#.len() - 1)
    );
    let count = (SIZE / event).max(4);
    Input::from_values(
        "one-size-lines",
        "lines of one string and one size",
        Format::JsonLines,
        EventSize::Bytes(event),
        &vec![value; count],
    )
}

/// One nested value of about `len` bytes.
pub fn giant_value(len: usize) -> Input {
    let value = nested_of(len);
    Input::from_values(
        "giant",
        "one nested value",
        Format::JsonValues,
        EventSize::Bytes(value.len()),
        &[value],
    )
}

/// A log record of `len` bytes; those with room for it have escapes and nesting.
fn record(at: usize, len: usize) -> String {
    let mut record = format!(r#"{{"id":1{at:07},"level":"info","note":""#);
    if len >= 128 {
        record += r#"request \"GET\" done","took":1.25,"tags":["a",null,true],"text":""#;
    }
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
