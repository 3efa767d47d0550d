//! The event streams users have, the same ones on every run, and ways to cut them.
//!
//! Needs the standard library only, so that other packages can include it by path.
#![allow(dead_code, reason = "each user takes its own part")]

use std::fmt::Write as _;

/// A stream, and what decoding it must come to.
pub struct Stream {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Events dispatched.
    pub events: usize,
    /// Bytes of the data of all events, lines joined with LF.
    pub data_bytes: usize,
    /// Where each event's block ends, behind its blank line.
    ends: Vec<usize>,
}

/// Where a stream is cut.
#[derive(Debug, Clone, Copy)]
pub enum Chunking {
    Whole,
    /// Behind every event.
    Events,
    /// Every so many bytes.
    Bytes(usize),
}

/// About this many bytes of each stream.
const SIZE: usize = 1 << 20;

/// All streams.
pub fn all() -> Vec<Stream> {
    vec![
        openai(),
        openai_chinese(),
        openai_crlf(),
        anthropic(),
        tiny(),
        heartbeats(),
        fifty_lines(),
        one_mebibyte(),
    ]
}

/// Chat completion chunks, about 290 bytes an event.
pub fn openai() -> Stream {
    openai_deltas("openai", "\n", ENGLISH)
}

/// The same with Chinese text.
pub fn openai_chinese() -> Stream {
    openai_deltas("openai-chinese", "\n", CHINESE)
}

/// The same with CRLF line ends.
pub fn openai_crlf() -> Stream {
    openai_deltas("openai-crlf", "\r\n", ENGLISH)
}

/// `event` and `data`, about 130 bytes an event.
pub fn anthropic() -> Stream {
    let mut stream = Stream::new("anthropic");
    stream.event(
        Some("message_start"),
        &[r#"{"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-20250514","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}"#],
        "\n",
    );
    stream.event(
        Some("content_block_start"),
        &[r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#],
        "\n",
    );
    stream.event(Some("ping"), &[r#"{"type": "ping"}"#], "\n");
    for token in ENGLISH.iter().cycle() {
        if stream.bytes.len() >= SIZE {
            break;
        }
        stream.event(
            Some("content_block_delta"),
            &[&format!(
                r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{token}"}}}}"#
            )],
            "\n",
        );
    }
    stream.event(
        Some("content_block_stop"),
        &[r#"{"type":"content_block_stop","index":0}"#],
        "\n",
    );
    stream.event(Some("message_stop"), &[r#"{"type":"message_stop"}"#], "\n");
    stream
}

/// `data: x`, 9 bytes an event.
pub fn tiny() -> Stream {
    let mut stream = Stream::new("tiny");
    while stream.bytes.len() < SIZE {
        stream.event(None, &["x"], "\n");
    }
    stream
}

/// Chat completion chunks with a heartbeat after every second one.
pub fn heartbeats() -> Stream {
    let mut stream = Stream::new("heartbeats");
    for (at, token) in ENGLISH.iter().cycle().enumerate() {
        if stream.bytes.len() >= SIZE {
            break;
        }
        if at % 2 == 1 {
            stream.bytes.extend_from_slice(b": ping\n\n");
        }
        stream.event(None, &[&openai_delta(at, token)], "\n");
    }
    stream
}

/// Events of 50 `data` lines: JSON printed for people.
pub fn fifty_lines() -> Stream {
    let mut stream = Stream::new("fifty-lines");
    let mut lines = vec!["{".to_owned()];
    lines.extend((1..49).map(|at| format!("  \"field_{at}\": {},", at * 7919)));
    lines.push("  \"last\": true }".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(lines.len(), 50);
    while stream.bytes.len() < SIZE {
        stream.event(None, &lines, "\n");
    }
    stream
}

/// Events of 1 MiB in one line: an image in base64, say.
pub fn one_mebibyte() -> Stream {
    let mut stream = Stream::new("one-mebibyte");
    let data = "iVBORw0KGgo+".repeat((1 << 20) / 12);
    for _ in 0..4 {
        stream.event(Some("image"), &[&data], "\n");
    }
    stream
}

impl Stream {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            bytes: Vec::new(),
            events: 0,
            data_bytes: 0,
            ends: Vec::new(),
        }
    }

    fn event(&mut self, event_type: Option<&str>, lines: &[&str], line_end: &str) {
        let mut block = String::new();
        if let Some(event_type) = event_type {
            let _ = write!(block, "event: {event_type}{line_end}");
        }
        for line in lines {
            let _ = write!(block, "data: {line}{line_end}");
        }
        block += line_end;
        self.bytes.extend_from_slice(block.as_bytes());
        self.events += 1;
        self.data_bytes += lines.iter().map(|line| line.len()).sum::<usize>() + lines.len() - 1;
        self.ends.push(self.bytes.len());
    }

    /// The stream's chunks.
    pub fn chunks(&self, chunking: Chunking) -> Vec<&[u8]> {
        match chunking {
            Chunking::Whole => vec![&self.bytes],
            Chunking::Bytes(bytes) => self.bytes.chunks(bytes).collect(),
            Chunking::Events => {
                let starts = [0].iter().chain(&self.ends);
                starts
                    .zip(&self.ends)
                    .map(|(start, end)| &self.bytes[*start..*end])
                    .collect()
            }
        }
    }
}

impl Chunking {
    pub const ALL: [Self; 6] = [
        Self::Whole,
        Self::Bytes(16 * 1024),
        Self::Bytes(1400),
        Self::Events,
        Self::Bytes(7),
        Self::Bytes(1),
    ];

    pub fn name(self) -> String {
        match self {
            Self::Whole => "whole".to_owned(),
            Self::Events => "event".to_owned(),
            Self::Bytes(bytes) if bytes % 1024 == 0 => format!("{}KiB", bytes / 1024),
            Self::Bytes(bytes) => format!("{bytes}B"),
        }
    }
}

fn openai_deltas(name: &'static str, line_end: &str, tokens: &[&str]) -> Stream {
    let mut stream = Stream::new(name);
    for (at, token) in tokens.iter().cycle().enumerate() {
        if stream.bytes.len() >= SIZE {
            break;
        }
        stream.event(None, &[&openai_delta(at, token)], line_end);
    }
    stream.event(None, &["[DONE]"], line_end);
    stream
}

fn openai_delta(at: usize, token: &str) -> String {
    format!(
        r#"{{"id":"chatcmpl-C7wXqLr2ZbN4tVdYh0GmPf1sKeJuA","object":"chat.completion.chunk","created":17585{:05},"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","choices":[{{"index":0,"delta":{{"content":"{token}"}},"logprobs":null,"finish_reason":null}}]}}"#,
        at / 40 % 100_000
    )
}

const ENGLISH: &[&str] = &[
    "Bytes",
    " arrive",
    " cut",
    " anywhere",
    ",",
    " whole",
    " frames",
    " leave",
    ".",
    "\\n\\n",
    "A",
    " decoder",
    " that",
    " never",
    " waits",
    " for",
    " the",
    " byte",
    " after",
    " a",
    " CR",
];

const CHINESE: &[&str] = &[
    "字节",
    "可以",
    "在",
    "任何",
    "位置",
    "被",
    "切断",
    "，",
    "完整",
    "的",
    "帧",
    "离开",
    "。",
    "\\n\\n",
    "解码器",
    "从不",
    "等待",
    "回车",
    "之后",
    "的",
    "那个",
    "字节",
];
