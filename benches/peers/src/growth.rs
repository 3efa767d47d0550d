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
use crate::timing::{self, Outcome, Plan, Row};

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
    let decoders: Vec<Candidate> = candidates
        .iter()
        .copied()
        .filter(|candidate| !candidate.is_floor())
        .collect();
    let mut table = Table::new("decoder");
    let mut rows = Vec::new();
    for (name, input) in inputs {
        table.column(name);
        let stored = Stored::new(input)?;
        rows.push(timing::row(
            PLAN,
            &stored,
            chunking,
            &decoders,
            (*profile, executable),
        )?);
    }
    table.column("grew by");
    for (at, cell) in rows[0].cells.iter().enumerate() {
        let mut cells = Vec::new();
        let mut costs = Vec::new();
        for row in &rows {
            let units = units_per_event(row);
            cells.push(match row.cells[at].outcome {
                Outcome::Timed(timing) => {
                    let cost = timing.quietest / units;
                    costs.push(cost);
                    nanoseconds(cost)
                }
                Outcome::Slow(time) => format!("> {}", nanoseconds(time / units)),
                Outcome::Wrong => "wrong".into(),
                Outcome::Panicked => "panics".into(),
            });
        }
        cells.push(match (costs.first(), costs.last()) {
            (Some(first), Some(last)) if costs.len() == inputs.len() => {
                format!("{:.1}×", last / first)
            }
            _ => "–".into(),
        });
        table.row(cell.candidate.name, cells);
    }
    Ok(table)
}
