//! Rows as tables.

use unchunk_peers::candidate::{self, Candidate, Side};
use unchunk_peers::table::{Table, nanoseconds};

use crate::instructions::Count;
use crate::timing::{Outcome, Row, Timing};

/// Rows of one input and one profile: what every candidate takes per event in every chunking.
pub fn times(rows: &[Row]) -> Table {
    let mut table = Table::new("decoder");
    for row in rows {
        table.column(row.chunking.name());
    }
    for (at, cell) in rows[0].cells.iter().enumerate() {
        let cells = rows.iter().map(|row| match &row.cells[at].outcome {
            Outcome::Timed(timing) => format!(
                "{} ({})",
                nanoseconds(timing.median),
                nanoseconds(timing.quietest)
            ),
            Outcome::Wrong => "wrong".into(),
            Outcome::Panicked => "panics".into(),
            Outcome::Slow(time) => format!("> {}", nanoseconds(*time)),
        });
        table.row(cell.candidate.name, cells);
    }
    table
}

/// How many times as long as each face of ours the best correct peer takes: the smaller ratio of the profiles.
pub fn ratios(rows: &[Row]) -> Table {
    let faces = faces(rows);
    let mut table = Table::new("input");
    table.column("chunks");
    for face in &faces {
        table.column(face.name.trim_start_matches("unchunk, "));
    }
    table.column("best peer");
    table.column("best peer, stream");
    for row in rows {
        // The rows of the other profile are found with the first.
        let same = || rows.iter().filter(|other| other.is_like(row));
        if !same().next().is_some_and(|first| std::ptr::eq(first, row)) {
            continue;
        }
        let mut cells = vec![row.chunking.name()];
        for face in &faces {
            let smallest = same()
                .filter_map(|row| row.ratio(*face))
                .min_by(f64::total_cmp);
            cells.push(smallest.map_or("–".into(), |ratio| match ratio {
                // What shows as less than one.
                ..0.995 => format!("**{ratio:.2}×**"),
                _ => format!("{ratio:.2}×"),
            }));
        }
        for side in [Side::Peer, Side::PeerStream] {
            cells.push(row.best(side).map_or("–".into(), |(peer, timing)| {
                format!("{}, {}", peer.name, nanoseconds(timing.quietest))
            }));
        }
        table.row(row.input, cells);
    }
    table
}

/// The faces of ours in the rows.
fn faces(rows: &[Row]) -> Vec<Candidate> {
    let mut faces: Vec<Candidate> = Vec::new();
    let cells = rows.iter().flat_map(|row| &row.cells);
    for face in cells.map(|cell| cell.candidate) {
        if face.side.is_ours() && faces.iter().all(|other| other.name != face.name) {
            faces.push(face);
        }
    }
    faces
}

impl Row {
    /// Whether the same was timed.
    pub fn is_again(&self, other: &Self) -> bool {
        self.is_like(other) && self.profile == other.profile
    }

    /// Whether the rows differ in nothing but the profile.
    fn is_like(&self, other: &Self) -> bool {
        (self.input, self.event, self.chunking) == (other.input, other.event, other.chunking)
    }

    /// How many times as long as the face its best correct rival takes, by quietest rounds.
    pub fn ratio(&self, face: Candidate) -> Option<f64> {
        let ours: Timing = self.of_name(face.name)?;
        let (_, peer) = self.best(face.side.rivals())?;
        Some(peer.quietest / ours.quietest)
    }
}

/// Instructions per event: a table for each profile and for event streams and JSON, a column for each row.
pub fn instructions(counts: &[Count]) -> Vec<Table> {
    counts
        .chunk_by(|a, b| (a.profile, a.is_sse) == (b.profile, b.is_sse))
        .map(instructions_of)
        .collect()
}

fn instructions_of(counts: &[Count]) -> Table {
    let rows: Vec<&[Count]> = counts
        .chunk_by(|a, b| (a.input, a.chunking) == (b.input, b.chunking))
        .collect();
    let mut table = Table::new(counts[0].profile.name());
    for row in &rows {
        table.column(format!("{}, {}", row[0].input, row[0].chunking.name()));
    }
    let mut names: Vec<&str> = Vec::new();
    for count in counts {
        if !names.contains(&count.candidate.name) {
            names.push(count.candidate.name);
        }
    }
    for name in names {
        let cells = rows.iter().map(|row| {
            let count = row.iter().find(|count| count.candidate.name == name);
            count.map_or("–".into(), |count| format!("{:.0}", count.instructions))
        });
        table.row(name, cells);
    }
    table
}

/// What is measured, in the versions that are built in.
pub fn versions() -> String {
    let all = candidate::all();
    let mut packages: Vec<&str> = all
        .iter()
        .filter_map(|candidate| candidate.name.split(',').next())
        .filter(|name| !name.contains(':'))
        .collect();
    packages.sort_unstable();
    packages.dedup();
    let lock = include_str!("../Cargo.lock");
    let versions = packages.iter().filter_map(|package| {
        let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        let (version, _) = rest.split_once('"')?;
        Some(format!("{package} {version}"))
    });
    versions.collect::<Vec<_>>().join(", ")
}
