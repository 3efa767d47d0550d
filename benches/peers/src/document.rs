//! The report as it grows: printed at once, and kept.

use std::fmt::{self, Write as _};

#[derive(Default)]
pub struct Document(String);

impl Document {
    pub fn section(&mut self, title: &str, about: &str) {
        self.add(&format_args!("## {title}\n\n{about}\n"));
    }

    pub fn add(&mut self, part: &dyn fmt::Display) {
        println!("{part}");
        let _ = writeln!(self.0, "{part}");
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}
