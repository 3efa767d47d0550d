//! The streams, what decoding them must come to, and where they are cut.

mod json;
mod sse;

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;

use crate::candidate::Work;
use crate::feed::{Cuts, Feed, Format};

#[path = "../../../support/streams.rs"]
mod streams;

pub use json::giant_value;
pub use sse::{many_events, one_event, small_after_giant};
pub use streams::digest::Digest;
pub use streams::draw::Draw;

/// A stream, and what decoding it must come to.
pub struct Input {
    pub name: &'static str,
    pub what: &'static str,
    pub format: Format,
    /// Whether each value is to be checked against the whole grammar.
    pub validated: bool,
    pub event: EventSize,
    pub bytes: Vec<u8>,
    pub truth: Work,
    /// Where each event or value ends, with what belongs to it.
    pub ends: Vec<usize>,
}

/// How long the events or values of an input are, with their framing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSize {
    /// Drawn from 50 to 600 bytes.
    Drawn,
    Bytes(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunking {
    Whole,
    Bytes(usize),
    Event,
}

impl Chunking {
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
    /// A feed of the input, in this process.
    pub fn feed(&self, chunking: Chunking) -> Feed {
        let bytes = Bytes::from(self.bytes.clone());
        let cuts = chunking.cuts(bytes.len(), self.ends.clone());
        Feed::new(self.format, bytes, cuts).validated(self.validated)
    }
}

impl Chunking {
    /// `ends` says where events end; of use only for chunks of one event.
    pub fn cuts(self, len: usize, ends: Vec<usize>) -> Cuts {
        match self {
            Self::Whole => Cuts::Every(len.max(1)),
            Self::Bytes(bytes) => Cuts::Every(bytes),
            Self::Event => Cuts::At(ends.into()),
        }
    }
}

/// As an argument of a child.
impl fmt::Display for Chunking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Bytes(bytes) => bytes.fmt(f),
            Self::Event => f.write_str("event"),
        }
    }
}

impl FromStr for Chunking {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "whole" => Self::Whole,
            "event" => Self::Event,
            _ => Self::Bytes(text.parse()?),
        })
    }
}

/// All inputs of the tables, event streams first.
pub fn all(seed: u64) -> Vec<Input> {
    let mut all = sse::all(seed);
    all.extend(json::all(seed));
    all
}

/// Events and values that are all of one size, to time them against it.
pub fn sized(format: Format, event: usize) -> Input {
    match format {
        Format::Sse => sse::sized(event),
        _ => json::sized(event),
    }
}
