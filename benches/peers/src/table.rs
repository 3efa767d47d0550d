//! Numbers as people read them, and tables in Markdown.

use std::fmt;

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
