//! The event streams users have, the same ones for the same seed, and ways to cut them.
//!
//! Needs the standard library only, so that other packages can include it by path.
#![allow(dead_code, reason = "each user takes its own part")]

pub mod digest;
pub mod draw;

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use digest::Digest;
use draw::Draw;

/// A stream, and what decoding it must come to.
pub struct Stream {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Events dispatched.
    pub events: usize,
    /// Bytes of the data of all events, lines joined with LF.
    pub data_bytes: usize,
    /// The types and data of all events.
    pub digest: Digest,
    /// Where each event's block ends, after its blank line.
    pub ends: Vec<usize>,
}

/// Where a stream is cut.
#[derive(Debug, Clone, Copy)]
pub enum Chunking {
    Whole,
    /// After every event.
    Events,
    /// Every so many bytes.
    Bytes(usize),
}

/// About this many bytes of each stream.
const SIZE: usize = 1 << 20;

/// Bytes of an event whose length is drawn, its blank line included.
pub const DRAWN: RangeInclusive<usize> = 50..=600;

/// All streams.
pub fn all(seed: u64) -> Vec<Stream> {
    vec![
        openai(seed),
        openai_chinese(seed),
        openai_crlf(seed),
        anthropic(seed),
        tiny(),
        heartbeats(seed),
        fifty_lines(),
        one_mebibyte(),
    ]
}

/// Chat completion chunks of drawn lengths.
pub fn openai(seed: u64) -> Stream {
    openai_deltas("openai", "\n", ENGLISH, seed)
}

/// The same with Chinese text.
pub fn openai_chinese(seed: u64) -> Stream {
    openai_deltas("openai-chinese", "\n", CHINESE, seed)
}

/// The same with CRLF line ends.
pub fn openai_crlf(seed: u64) -> Stream {
    openai_deltas("openai-crlf", "\r\n", ENGLISH, seed)
}

/// `event` and `data`, of drawn lengths; those too short for a delta are pings.
pub fn anthropic(seed: u64) -> Stream {
    const OPEN: &str =
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""#;
    const CLOSE: &str = r#""}}"#;
    const FRAMING: usize = "event: content_block_delta\ndata: \n\n".len();
    let mut stream = Stream::new("anthropic");
    let mut draw = Draw::new(seed);
    while stream.bytes.len() < SIZE {
        let len = draw.from(DRAWN);
        match len.checked_sub(FRAMING + OPEN.len() + CLOSE.len()) {
            Some(room) => {
                let data = format!("{OPEN}{}{CLOSE}", prose(ENGLISH, room, &mut draw));
                stream.event(Some("content_block_delta"), &[&data], "\n");
            }
            None => stream.event(Some("ping"), &[r#"{"type": "ping"}"#], "\n"),
        }
    }
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
pub fn heartbeats(seed: u64) -> Stream {
    let mut stream = Stream::new("heartbeats");
    let mut draw = Draw::new(seed);
    while stream.bytes.len() < SIZE {
        for _ in 0..2 {
            stream.event(None, &[&openai_delta(&mut draw, ENGLISH)], "\n");
        }
        stream.bytes.extend_from_slice(b": ping\n\n");
    }
    stream.close();
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

/// Events of one `data` line, each of `event` bytes with its blank line: about `total` bytes, but at least four events.
pub fn one_line(event: usize, total: usize) -> Stream {
    repeated(event, (total / event).max(4))
}

/// `count` such events.
pub fn repeated(event: usize, count: usize) -> Stream {
    let data = "x".repeat(event - "data: \n\n".len());
    let mut stream = Stream::new("one-line");
    for _ in 0..count {
        stream.event(None, &[&data], "\n");
    }
    stream
}

/// Events of 230 data bytes after one of `giant`.
pub fn small_after_giant(count: usize, giant: usize) -> Stream {
    let mut stream = Stream::new("small-after-giant");
    stream.event(None, &[&"x".repeat(giant)], "\n");
    for at in 0..count {
        let data = format!("{{\"n\":{at:06},\"text\":\"{}\"}}", "y".repeat(208));
        stream.event(None, &[&data], "\n");
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
            digest: Digest::default(),
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
        let data = lines.join("\n");
        self.data_bytes += data.len();
        self.digest
            .event(event_type.unwrap_or_default().as_bytes(), data.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// Counts what follows the last event to it.
    fn close(&mut self) {
        if let Some(last) = self.ends.last_mut() {
            *last = self.bytes.len();
        }
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

fn openai_deltas(name: &'static str, line_end: &str, tokens: &[&str], seed: u64) -> Stream {
    let mut stream = Stream::new(name);
    let mut draw = Draw::new(seed);
    while stream.bytes.len() < SIZE {
        stream.event(None, &[&openai_delta(&mut draw, tokens)], line_end);
    }
    stream.event(None, &["[DONE]"], line_end);
    stream
}

/// Those with room for it have all the members that OpenAI sends, the others only those that all servers do.
fn openai_delta(draw: &mut Draw, tokens: &[&str]) -> String {
    const FULL: (&str, &str) = (
        r#"{"id":"chatcmpl-C7wXqLr2ZbN4tVdYh0GmPf1sKeJuA","object":"chat.completion.chunk","created":1758500000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","choices":[{"index":0,"delta":{"content":""#,
        r#""},"logprobs":null,"finish_reason":null}]}"#,
    );
    const SHORT: (&str, &str) = (r#"{"choices":[{"delta":{"content":""#, r#""}}]}"#);
    let len = draw.from(DRAWN) - "data: \n\n".len();
    let (open, close) = match len >= FULL.0.len() + FULL.1.len() {
        true => FULL,
        false => SHORT,
    };
    let text = prose(tokens, len - open.len() - close.len(), draw);
    format!("{open}{text}{close}")
}

/// Drawn tokens, exactly `len` bytes of them.
fn prose(tokens: &[&str], len: usize, draw: &mut Draw) -> String {
    let mut text = String::with_capacity(len);
    loop {
        let token = tokens[draw.from(0..=tokens.len() - 1)];
        if text.len() + token.len() > len {
            break;
        }
        text += token;
    }
    while text.len() < len {
        text.push('.');
    }
    text
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
