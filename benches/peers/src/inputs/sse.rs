//! Event streams.

use super::streams::{self, Stream};
use super::{EventSize, Input};
use crate::candidate::Work;
use crate::feed::Format;

impl Input {
    fn from_stream(what: &'static str, event: EventSize, stream: Stream) -> Self {
        Self {
            name: stream.name,
            what,
            format: Format::Sse,
            validated: false,
            event,
            truth: Work {
                events: stream.events as u64,
                data_bytes: Some(stream.data_bytes as u64),
                digest: Some(stream.digest.finish()),
            },
            bytes: stream.bytes,
            ends: stream.ends,
        }
    }

    /// All events of the stream are as long as its first.
    fn alike(what: &'static str, stream: Stream) -> Self {
        let event = EventSize::Bytes(stream.ends[0]);
        Self::from_stream(what, event, stream)
    }
}

pub fn all(seed: u64) -> Vec<Input> {
    let drawn = |what, stream| Input::from_stream(what, EventSize::Drawn, stream);
    vec![
        drawn("OpenAI style", streams::openai(seed)),
        drawn("OpenAI style, Chinese", streams::openai_chinese(seed)),
        drawn("OpenAI style, CRLF", streams::openai_crlf(seed)),
        drawn(
            "Anthropic style, `event` and `data`",
            streams::anthropic(seed),
        ),
        Input::alike("`data: x`", streams::tiny()),
        drawn("OpenAI style with heartbeats", streams::heartbeats(seed)),
        Input::alike("50 `data` lines an event", streams::fifty_lines()),
        Input::alike("1 MiB events of one line", streams::one_mebibyte()),
    ]
}

/// About this many bytes of an input whose events are of one size.
const SIZED: usize = 1 << 20;

/// Events of `event` bytes on one line.
pub fn sized(event: usize) -> Input {
    Input::alike(
        "events of one line and one size",
        streams::one_line(event, SIZED),
    )
}

/// One event of `len` data bytes.
pub fn one_event(len: usize) -> Input {
    let framing = "data: \n\n".len();
    Input::alike("one event", streams::repeated(len + framing, 1))
}

/// `count` events of 40 data bytes.
pub fn many_events(count: usize) -> Input {
    Input::alike("many events", streams::repeated(48, count))
}

/// Small events after one giant.
pub fn small_after_giant(count: usize, giant: usize) -> Input {
    Input::from_stream(
        "small events after a giant",
        EventSize::Drawn,
        streams::small_after_giant(count, giant),
    )
}
