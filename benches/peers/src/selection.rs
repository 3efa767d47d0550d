//! Who takes part and in what, in a full and in a quick run.

use unchunk_peers::candidate::{self, Candidate};
use unchunk_peers::inputs::Chunking;

/// The four best crates for event streams, and the best for each framing of JSON, by a full run.
const BEST: [&str; 18] = [
    "eventsrc",
    "eventsrc, Bytes",
    "sse-core",
    "sse-core, Bytes",
    "sse-stream",
    "sse-stream, Bytes",
    "sseer",
    "http-streams-core, RawValue",
    "http-streams-core, RawValue, Bytes",
    "jsonx-lib, raw",
    "serde_json, lines, IgnoredAny",
    "serde_json, reader, RawValue",
    "serde_json, slices, &RawValue",
    "serde_json, slices, IgnoredAny",
    "sonic-rs, lines, IgnoredAny",
    "sonic-rs, slices, LazyValue",
    "tokio-util, LinesCodec",
    "tokio-util, LinesCodec, Bytes",
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

/// The chunks of the tables.
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
