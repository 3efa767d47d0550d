//! Where the answer is shown.

use std::io::{self, Write as _};

/// Shows an answer that grows, and what state its connection is in.
pub struct Screen {
    is_terminal: bool,
}

impl Screen {
    pub fn new(is_terminal: bool) -> Self {
        Self { is_terminal }
    }

    /// Types out more of the answer, and on a terminal how far it is.
    pub fn type_out(&self, text: &str, progress: &str) -> io::Result<()> {
        let mut out = io::stdout();
        if self.is_terminal {
            // What was told behind the cursor goes.
            write!(out, "\x1B[J{text}")?;
            return self.tell(progress);
        }
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Tells what happens: behind the cursor, which stays where it is.
    pub fn tell(&self, state: &str) -> io::Result<()> {
        if self.is_terminal {
            let mut out = io::stdout();
            write!(out, "\x1B[J\x1B7\x1B[2m [{state}]\x1B[0m\x1B8")?;
            out.flush()
        } else {
            writeln!(io::stderr(), "[{state}]")
        }
    }

    /// Tells how it ended, on a line of its own.
    pub fn end(&self, state: &str) -> io::Result<()> {
        self.tell(state)?;
        if self.is_terminal {
            io::stdout().write_all(b"\n")?;
        }
        Ok(())
    }
}
