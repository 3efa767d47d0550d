//! Who takes part and in what, in a full and in a quick run.

use unchunk_peers::candidate::{self, Candidate};
use unchunk_peers::inputs::Chunking;

/// The four best peers of event streams and those of JSON, by the full report.
const BEST: [&str; 12] = [
    "sse-stream",
    "sse-stream, Bytes",
    "sse-core",
    "sse-core, Bytes",
    "sseer",
    "eventsrc",
    "eventsrc, Bytes",
    "tokio-util, LinesCodec",
    "stream-rs, splitter",
    "serde_json, slices, &RawValue",
    "serde_json, slices, IgnoredAny",
    "sonic-rs, slices, LazyValue",
];

/// Ours, the best peers and the floors.
pub fn few() -> Vec<Candidate> {
    candidate::all()
        .into_iter()
        .filter(|candidate| {
            candidate.side.is_ours() || candidate.is_floor() || BEST.contains(&candidate.name)
        })
        .collect()
}

/// The inputs of a quick run.
pub const QUICK_INPUTS: [&str; 2] = ["openai", "ndjson"];

/// The inputs whose chunk sizes a curve varies.
pub const CURVE_INPUTS: [&str; 4] = ["openai", "tiny", "ndjson", "concatenated"];

pub const CHUNKINGS: [Chunking; 9] = [
    Chunking::Whole,
    Chunking::Bytes(16 * 1024),
    Chunking::Bytes(1400),
    Chunking::Event,
    Chunking::Bytes(256),
    Chunking::Bytes(64),
    Chunking::Bytes(17),
    Chunking::Bytes(7),
    Chunking::Bytes(1),
];
