//! Time against the sizes of chunks and of events, so that a cliff or a crossing between two sizes shows.

use unchunk_peers::candidate::Candidate;
use unchunk_peers::feed::Format;
use unchunk_peers::inputs::{self, Chunking, Draw, EventSize, Input};
use unchunk_peers::table::{Table, bytes};

use crate::chart::{Line, Panel};
use crate::timing::Row;

/// The exponents of the smallest and the largest: of sizes of chunks, and of events in chunks of a fixed size.
const CHUNKS: (u32, u32) = (0, 16);
const EVENTS: (u32, u32) = (4, 20);
const EVENTS_IN: Chunking = Chunking::Bytes(16 * 1024);

/// Powers of two, and one drawn size between each two.
fn sizes((first, last): (u32, u32), draw: &mut Draw) -> Vec<usize> {
    let mut sizes = vec![1 << first];
    for exponent in first..last {
        let (low, high) = (1 << exponent, 1 << (exponent + 1));
        if low + 1 < high {
            sizes.push(draw.from(low + 1..=high - 1));
        }
        sizes.push(high);
    }
    sizes
}

/// The sizes of a run.
pub struct Sizes {
    pub chunkings: Vec<Chunking>,
    events: Vec<usize>,
}

impl Sizes {
    pub fn new(seed: u64) -> Self {
        let mut draw = Draw::new(seed);
        let chunks = sizes(CHUNKS, &mut draw);
        Self {
            chunkings: chunks.into_iter().map(Chunking::Bytes).collect(),
            events: sizes(EVENTS, &mut draw),
        }
    }

    /// An input for each size of events, and the chunks they are in.
    pub fn events(&self, format: Format) -> impl Iterator<Item = (Input, Chunking)> {
        self.events
            .iter()
            .map(move |event| (inputs::sized(format, *event), EVENTS_IN))
    }
}

/// Rows that differ only in a size.
pub struct Curve<'r> {
    rows: &'r [&'r Row],
    varied: Varied,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Varied {
    Chunks,
    Events,
}

/// The curves of rows of one profile, in the order in which they were timed.
pub fn of_rows<'r>(rows: &'r [&'r Row]) -> Vec<Curve<'r>> {
    rows.chunk_by(|a, b| a.input == b.input)
        .filter(|rows| rows.len() > 1)
        .map(|rows| Curve {
            rows,
            varied: match rows[0].event == rows[1].event {
                true => Varied::Chunks,
                false => Varied::Events,
            },
        })
        .collect()
}

impl Curve<'_> {
    pub fn is_sse(&self) -> bool {
        self.rows[0].is_sse()
    }

    fn size(&self, row: &Row) -> usize {
        match (self.varied, row.chunking, row.event) {
            (Varied::Chunks, Chunking::Bytes(size), _)
            | (Varied::Events, _, EventSize::Bytes(size)) => size,
            (_, Chunking::Whole | Chunking::Event, _) | (_, _, EventSize::Drawn) => 0,
        }
    }

    fn candidates(&self) -> impl Iterator<Item = Candidate> {
        self.rows[0].cells.iter().map(|cell| cell.candidate)
    }

    pub fn panel(&self) -> Panel {
        let line = |candidate: Candidate| Line {
            name: candidate.name,
            side: candidate.side,
            points: self
                .rows
                .iter()
                .map(|row| {
                    let timing = row.of_name(candidate.name);
                    let time = timing.map(|timing| timing.quietest / row.bytes_per_event);
                    (self.size(row) as f64, time)
                })
                .collect(),
        };
        let input = self.rows[0].input;
        let (title, across) = match self.varied {
            Varied::Chunks => (
                format!("{input}: nanoseconds a byte, by size of chunks"),
                "bytes in a chunk",
            ),
            Varied::Events => (
                format!("{input}: nanoseconds a byte, by size of events, in chunks of 16 KiB"),
                "bytes in an event",
            ),
        };
        Panel {
            title,
            across,
            lines: self.candidates().map(line).collect(),
        }
    }

    /// Sizes at which the face is not ahead of the best correct rival, by quietest rounds, with the ratio.
    fn behind(&self, face: Candidate) -> Vec<String> {
        let ratios = self
            .rows
            .iter()
            .filter_map(|row| Some((self.size(row), row.ratio(face)?)));
        ratios
            .filter(|(_, ratio)| *ratio < 1.0)
            .map(|(size, ratio)| format!("{} ({ratio:.2}×)", bytes(size as f64)))
            .collect()
    }

    /// Where a little more in a chunk, or in an event, makes each byte dearer: the steepest such step.
    fn cliff(&self, face: Candidate) -> Option<String> {
        let cost = |row: &Row| Some(row.of_name(face.name)?.quietest / row.bytes_per_event);
        let steps = self
            .rows
            .windows(2)
            .filter_map(|pair| Some((pair, cost(pair[1])? / cost(pair[0])?)));
        let (pair, step) = steps.max_by(|a, b| a.1.total_cmp(&b.1))?;
        let size = |row: &Row| bytes(self.size(row) as f64);
        Some(format!(
            "{step:.2}×, {} to {}",
            size(pair[0]),
            size(pair[1])
        ))
    }
}

/// Where our faces are not ahead, and their cliffs.
pub fn summary(curves: &[Curve<'_>]) -> Table {
    let mut table = Table::new("input");
    table.column("varied");
    table.column("face");
    table.column("not ahead at");
    table.column("steepest step up");
    for curve in curves {
        for face in curve.candidates().filter(|face| face.side.is_ours()) {
            let behind = curve.behind(face);
            table.row(
                curve.rows[0].input,
                [
                    match curve.varied {
                        Varied::Chunks => "chunks".into(),
                        Varied::Events => "events".into(),
                    },
                    face.name.trim_start_matches("unchunk, ").into(),
                    match behind.is_empty() {
                        true => "–".into(),
                        false => behind.join(", "),
                    },
                    curve.cliff(face).unwrap_or_else(|| "–".into()),
                ],
            );
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_two_with_one_between_each_two() {
        let sizes = sizes((0, 16), &mut Draw::new(1));
        let powers: Vec<usize> = sizes
            .iter()
            .copied()
            .filter(|size| size.is_power_of_two())
            .collect();
        assert_eq!(
            powers,
            (0..=16).map(|exponent| 1 << exponent).collect::<Vec<_>>()
        );
        // Nothing is between 1 and 2.
        assert_eq!(sizes.len(), powers.len() + 15);
        assert!(sizes.is_sorted_by(|a, b| a < b));
    }
}
