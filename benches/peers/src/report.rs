//! Numbers as people read them, and tables in Markdown.

use std::fmt;

use crate::candidate::{Face, Side};
use crate::inputs::Input;
use crate::timing::{Outcome, Row, Timing};

pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(first: impl Into<String>) -> Self {
        Self {
            header: vec![first.into()],
            rows: Vec::new(),
        }
    }

    pub fn column(&mut self, name: impl Into<String>) {
        self.header.push(name.into());
    }

    pub fn row<C: Into<String>>(&mut self, name: &str, cells: impl IntoIterator<Item = C>) {
        let mut row = vec![name.to_owned()];
        row.extend(cells.into_iter().map(Into::into));
        assert_eq!(row.len(), self.header.len(), "a cell for every column");
        self.rows.push(row);
    }

    /// The cells of a column; the first has the rows' names and is not counted.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row[column + 1].as_str())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} |", self.header.join(" | "))?;
        let rules: Vec<&str> = (0..self.header.len())
            .map(|column| if column == 0 { "---" } else { "---:" })
            .collect();
        writeln!(f, "| {} |", rules.join(" | "))?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// Three significant digits at most.
pub fn count(number: f64) -> String {
    match number {
        _ if number >= 100.0 => format!("{number:.0}"),
        _ if number >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

pub fn nanoseconds(number: f64) -> String {
    match number {
        _ if number >= 1e6 => format!("{} ms", count(number / 1e6)),
        _ if number >= 1e3 => format!("{} µs", count(number / 1e3)),
        _ => format!("{} ns", count(number)),
    }
}

pub fn bytes(number: f64) -> String {
    match number {
        _ if number >= 1024.0 * 1024.0 => format!("{} MiB", count(number / 1024.0 / 1024.0)),
        _ if number >= 10.0 * 1024.0 => format!("{} KiB", count(number / 1024.0)),
        _ => format!("{number:.0} B"),
    }
}

fn gigabytes_per_second(timing: Timing, bytes_per_event: f64) -> String {
    format!("{} GB/s", count(bytes_per_event / timing.median))
}

/// One input: what every candidate takes per event in every chunking.
pub fn candidates(rows: &[Row]) -> Table {
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

const FACES: [Side; 3] = [
    Side::Ours(Face::Raw),
    Side::Ours(Face::Text),
    Side::Ours(Face::Owned),
];

/// How many times as long as ours the best correct peer takes, in every row.
pub fn ratios(measured: &[(Input, Vec<Row>)]) -> Table {
    let mut table = Table::new("input");
    for column in [
        "chunks",
        "lent, bytes",
        "time, throughput",
        "lent, text",
        "owned",
        "best correct peer",
        "its time",
        "memchr alone",
    ] {
        table.column(column);
    }
    for (input, rows) in measured {
        for row in rows {
            let best = row.best_peer();
            let ratio = |side| match (row.of_side(side), best) {
                (Some(ours), Some((_, peer))) => format!(
                    "**{:.1}×** ({:.1}×)",
                    peer.median / ours.median,
                    peer.quietest / ours.quietest
                ),
                _ => "–".into(),
            };
            let raw = row.of_side(FACES[0]);
            let floor = row
                .cells
                .iter()
                .find(|cell| cell.candidate.name.contains("memchr"))
                .and_then(|cell| cell.outcome.timing());
            table.row(
                input.name,
                [
                    row.chunking.name(),
                    ratio(FACES[0]),
                    raw.map_or("–".into(), |ours| {
                        format!(
                            "{}, {}",
                            nanoseconds(ours.median),
                            gigabytes_per_second(ours, row.bytes_per_event)
                        )
                    }),
                    ratio(FACES[1]),
                    ratio(FACES[2]),
                    best.map_or("–".into(), |(name, _)| name.into()),
                    best.map_or("–".into(), |(_, peer)| nanoseconds(peer.median)),
                    floor.map_or("–".into(), |floor| nanoseconds(floor.median)),
                ],
            );
        }
    }
    table
}

/// What is measured, in the versions that are built in.
pub fn versions(names: impl Iterator<Item = &'static str>) -> String {
    let mut packages: Vec<&str> = names
        .filter_map(|name| name.split(',').next())
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
