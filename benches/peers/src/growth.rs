//! Whether the time per byte stays flat as events, or the number of them in one chunk, grow.

use std::time::Duration;

use crate::attempt::attempt;
use crate::candidate::Candidate;
use crate::clock;
use crate::feed::Format;
use crate::inputs::{self, Chunking, Input};
use crate::report::{Table, nanoseconds};

/// The best of so many passes.
const PASSES: usize = 3;

enum Cost {
    /// Nanoseconds per unit.
    Took(f64),
    Stopped(f64),
    Wrong,
    Panicked,
}

fn cost(
    candidate: Candidate,
    input: &Input,
    chunking: Chunking,
    units: f64,
    cap: Duration,
) -> Cost {
    let mut best = f64::INFINITY;
    for _ in 0..PASSES {
        let start = clock::now();
        let mut feed = input.feed(chunking);
        feed.deadline = Some(start + cap);
        let work = attempt(|| (candidate.count)(&feed));
        let passed = clock::now() - start;
        let took = passed.as_nanos() as f64 / units;
        match work {
            None => return Cost::Panicked,
            Some(_) if passed > cap => return Cost::Stopped(took),
            Some(work) if !work.agrees(&input.truth) => return Cost::Wrong,
            Some(_) => best = best.min(took),
        }
    }
    Cost::Took(best)
}

/// A table of what each candidate takes per unit for growing inputs, and by what factor that grew.
fn table(
    candidates: &[Candidate],
    inputs: &[(String, Input, f64)],
    chunking: Chunking,
    cap: Duration,
) -> Table {
    let mut table = Table::new("decoder");
    for (name, ..) in inputs {
        table.column(name);
    }
    table.column("grew by");
    for candidate in candidates
        .iter()
        .filter(|candidate| !candidate.is_floor() && (candidate.reads)(inputs[0].1.format))
    {
        let mut cells = Vec::new();
        let mut costs = Vec::new();
        let mut stopped = false;
        for (_, input, units) in inputs {
            if stopped {
                // What did not finish a smaller one will not finish this one.
                cells.push("–".to_owned());
                continue;
            }
            cells.push(match cost(*candidate, input, chunking, *units, cap) {
                Cost::Took(took) => {
                    costs.push(took);
                    nanoseconds(took)
                }
                Cost::Stopped(took) => {
                    stopped = true;
                    format!("> {}", nanoseconds(took))
                }
                Cost::Wrong => "wrong".into(),
                Cost::Panicked => "panics".into(),
            });
        }
        cells.push(match (costs.first(), costs.last()) {
            (Some(first), Some(last)) if costs.len() == inputs.len() => {
                format!("{:.1}×", last / first)
            }
            _ => "–".into(),
        });
        table.row(candidate.name, cells);
    }
    table
}

const MEBIBYTES: [usize; 3] = [1, 4, 16];

/// One event of 1, 4 and 16 MiB in chunks of 16 bytes: time per byte.
pub fn giant_events(candidates: &[Candidate], cap: Duration) -> Table {
    let inputs = MEBIBYTES.map(|mebibytes| {
        let input = inputs::giant_events(1, mebibytes << 20);
        let units = input.bytes.len() as f64;
        (format!("{mebibytes} MiB"), input, units)
    });
    table(candidates, &inputs, Chunking::Bytes(16), cap)
}

/// The same with one JSON value.
pub fn giant_values(candidates: &[Candidate], cap: Duration) -> Table {
    let inputs = MEBIBYTES.map(|mebibytes| {
        let input = inputs::giant_value(mebibytes << 20);
        let units = input.bytes.len() as f64;
        (format!("{mebibytes} MiB"), input, units)
    });
    table(candidates, &inputs, Chunking::Bytes(16), cap)
}

/// 2,000, 20,000 and 200,000 events in one chunk: time per event.
pub fn many_events(candidates: &[Candidate], cap: Duration) -> Table {
    let inputs = [2_000, 20_000, 200_000].map(|events| {
        (
            format!("{events} events"),
            inputs::giant_events(events, 40),
            events as f64,
        )
    });
    assert_eq!(inputs[0].1.format, Format::Sse);
    table(candidates, &inputs, Chunking::Whole, cap)
}
