//! A chat on one machine: a server that writes an answer like a model does, and a client that types it out.
//!
//! The server is unreliable on purpose. It goes silent, breaks off inside a character, and is overloaded for a moment;
//! the client shows what happens, reconnects, and ends up with the whole answer, nothing lost and nothing doubled.
//!
//! The answer goes to stdout. On a terminal it is typed out, with the state of the connection behind the cursor;
//! elsewhere nothing is paced, and that state goes to stderr.

#[path = "chat/client.rs"]
mod client;
#[path = "chat/screen.rs"]
mod screen;
#[path = "chat/server.rs"]
mod server;

use std::error::Error;
use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::time::Duration;

use screen::Screen;
use unchunk::session::Reason;

fn main() -> ExitCode {
    let is_terminal = io::stdout().is_terminal();
    let pace = if is_terminal {
        Duration::from_millis(30)
    } else {
        Duration::ZERO
    };
    match run(pace, Screen::new(is_terminal)) {
        Ok(Reason::Done) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("chat: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(pace: Duration, screen: Screen) -> Result<Reason, Box<dyn Error>> {
    client::run(server::start(pace)?, screen)
}
