//! Whether the time per byte stays flat as events, or the number of them in one chunk, grow.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use unchunk_peers::candidate::Candidate;
use unchunk_peers::inputs::{self, Chunking, Input};
use unchunk_peers::table::{Table, nanoseconds};

use crate::document::Document;
use crate::job::Stored;
use crate::profile::Profile;
use crate::timing::{self, Outcome, Plan, Row, Timing};

const GIANT_EVENTS: &str =
    "Time per byte for one event in chunks of 16 bytes. It must not grow with the event.";
const GIANT_VALUES: &str = "Time per byte for one JSON value in chunks of 16 bytes.";
const MANY_EVENTS: &str =
    "Time per event for many events in one chunk. It must not grow with their number.";

/// A pass over the largest takes as long as many of the others.
const PLAN: Plan = Plan {
    rounds: 3,
    turn: Duration::from_millis(1),
    cap: Duration::from_secs(4),
};

const MEBIBYTES: [usize; 3] = [1, 4, 16];

pub fn report(
    document: &mut Document,
    candidates: &[Candidate],
    build: &(Profile, PathBuf),
) -> Result<(), Box<dyn Error>> {
    let dripped = Chunking::Bytes(16);
    let per_byte = |row: &Row| row.bytes_per_event;
    let size = |mebibytes| format!("{mebibytes} MiB");

    document.section("Growth: one giant event", GIANT_EVENTS);
    let events = MEBIBYTES.map(|size_of| (size(size_of), inputs::one_event(size_of << 20)));
    document.add(&table(&events, dripped, candidates, build, per_byte)?);

    document.section("Growth: one giant value", GIANT_VALUES);
    let values = MEBIBYTES.map(|size_of| (size(size_of), inputs::giant_value(size_of << 20)));
    document.add(&table(&values, dripped, candidates, build, per_byte)?);

    document.section("Growth: many events", MANY_EVENTS);
    let many = [2_000, 20_000, 200_000]
        .map(|events| (format!("{events} events"), inputs::many_events(events)));
    document.add(&table(&many, Chunking::Whole, candidates, build, |_| 1.0)?);
    Ok(())
}

/// What each candidate takes per unit for growing inputs, and by what factor that grew.
fn table(
    inputs: &[(String, Input)],
    chunking: Chunking,
    candidates: &[Candidate],
    (profile, executable): &(Profile, PathBuf),
    units_per_event: fn(&Row) -> f64,
) -> Result<Table, Box<dyn Error>> {
    let mut decoders: Vec<Candidate> = candidates
        .iter()
        .copied()
        .filter(|candidate| !candidate.is_floor())
        .collect();
    let mut table = Table::new("decoder");
    let mut rows: Vec<Row> = Vec::new();
    for (at, (name, input)) in inputs.iter().enumerate() {
        table.column(name);
        let build = (*profile, executable.as_path());
        let row = timing::row(PLAN, &Stored::new(input)?, chunking, &decoders, build)?;
        if let Some((_, next)) = inputs.get(at + 1) {
            decoders.retain(|decoder| is_worth_trying(&row, input, next, decoder.name));
        }
        rows.push(row);
    }
    table.column("grew by");
    for cell in &rows[0].cells {
        let name = cell.candidate.name;
        let outcomes = rows
            .iter()
            .map(|row| (row.outcome_of(name), units_per_event(row)));
        let mut cells: Vec<String> = outcomes
            .map(|(outcome, units)| match outcome {
                Some(Outcome::Timed(timing)) => nanoseconds(timing.quietest / units),
                Some(Outcome::Slow(time)) => format!("> {}", nanoseconds(time / units)),
                Some(Outcome::Wrong) => "wrong".into(),
                Some(Outcome::Panicked) => "panics".into(),
                None => "–".into(),
            })
            .collect();
        let cost = |row: &Row| Some(row.of_name(name)?.quietest / units_per_event(row));
        let ends = rows.first().zip(rows.last());
        let growth = ends.and_then(|(first, last)| Some(cost(last)? / cost(first)?));
        cells.push(growth.map_or("–".into(), |growth| format!("{growth:.1}×")));
        table.row(name, cells);
    }
    Ok(table)
}

/// Whether the next input would be read in reasonable time even if work grows with the square of the size.
fn is_worth_trying(row: &Row, input: &Input, next: &Input, name: &str) -> bool {
    let growth = next.bytes.len() as f64 / input.bytes.len() as f64;
    let pass = |timing: Timing| timing.quietest * input.truth.events as f64;
    row.of_name(name)
        .is_some_and(|timing| pass(timing) * growth * growth < 2.0 * PLAN.cap.as_nanos() as f64)
}
