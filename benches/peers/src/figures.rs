//! Every figure, for scripts.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use serde_json::{Value, json};
use unchunk_peers::inputs::{Chunking, EventSize};

use crate::instructions::Count;
use crate::timing::Row;

/// Writes an array with an object for each candidate of each row; counts of rows that were not timed come last.
pub fn write(path: &Path, rows: &[Row], mut counts: Vec<Count>) -> io::Result<()> {
    let mut all: Vec<Value> = Vec::new();
    for row in rows {
        for cell in &row.cells {
            let counted = counts
                .iter()
                .position(|count| count.is_of(row, cell))
                .map(|at| counts.swap_remove(at).instructions);
            let timing = cell.outcome.timing();
            all.push(json!({
                "candidate": cell.candidate.name,
                "side": cell.candidate.side.name(),
                "input": row.input,
                "chunk": chunk(row.chunking),
                "event": event(row.event),
                "profile": row.profile.name(),
                "median_ns": timing.map(|timing| timing.median),
                "quietest_ns": timing.map(|timing| timing.quietest),
                "instructions": counted,
                "correct": !cell.outcome.is_wrong(),
            }));
        }
    }
    all.extend(counts.iter().map(|count| {
        json!({
            "candidate": count.candidate.name,
            "side": count.candidate.side.name(),
            "input": count.input,
            "chunk": chunk(count.chunking),
            "event": event(count.event),
            "profile": count.profile.name(),
            "median_ns": null,
            "quietest_ns": null,
            "instructions": count.instructions,
            "correct": true,
        })
    }));
    serde_json::to_writer_pretty(BufWriter::new(File::create(path)?), &all)?;
    Ok(())
}

fn chunk(chunking: Chunking) -> Value {
    match chunking {
        Chunking::Whole => json!("whole"),
        Chunking::Event => json!("event"),
        Chunking::Bytes(bytes) => json!(bytes),
    }
}

fn event(size: EventSize) -> Value {
    match size {
        EventSize::Drawn => json!("drawn"),
        EventSize::Bytes(bytes) => json!(bytes),
    }
}
