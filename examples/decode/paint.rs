//! Colours, where a person reads.

use std::io::{self, IsTerminal as _};

#[derive(Clone, Copy)]
pub enum Colour {
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
    Grey = 90,
}

/// Colours text, or leaves it as it is.
#[derive(Clone, Copy)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// For standard output: colours at a terminal that knows them, unless `NO_COLOR` is set.
    pub fn for_stdout() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            on: io::stdout().is_terminal() && !is_dumb && !is_set("NO_COLOR"),
        }
    }

    pub fn text(self, colour: Colour, text: &str) -> String {
        if self.on {
            format!("\x1B[{}m{text}\x1B[0m", colour as u8)
        } else {
            text.to_owned()
        }
    }
}
