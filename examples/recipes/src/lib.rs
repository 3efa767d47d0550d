//! Servers for the recipes and guides that read, so that each runs on its own.

mod body;
#[cfg(doctest)]
mod guides;

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;
use std::{env, thread};

pub use body::serve_body;

/// The URL given as argument, else that of this path at a server that has just been started.
pub fn url(path: &str) -> io::Result<String> {
    match env::args().nth(1) {
        Some(url) => Ok(url),
        None => Ok(format!("http://{}{path}", serve()?)),
    }
}

/// Serves an answer in pieces, as a model sends it, from a thread. At `/cut`, whoever asks for it from its beginning is
/// cut off in the middle of a character; at `/early`, after its first event, cleanly.
pub fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for socket in listener.incoming() {
            // A client that has gone is no concern of the others.
            let _ = socket.and_then(|socket| answer(&socket));
        }
    });
    Ok(address)
}

const EVENTS: [&str; 4] = [
    "retry: 10\nid: 1\ndata: {\"delta\":\"Hello, \"}\n\n",
    "id: 2\ndata: {\"delta\":\"世\"}\n\n",
    "id: 3\ndata: {\"delta\":\"界!\"}\n\n",
    "data: [DONE]\n\n",
];

fn answer(mut socket: &TcpStream) -> io::Result<()> {
    let mut seen = 0;
    let (mut is_cut, mut is_early) = (false, false);
    for line in BufReader::new(socket).lines() {
        let line = line?.to_ascii_lowercase();
        is_cut |= line.starts_with("get /cut ");
        is_early |= line.starts_with("get /early ");
        if let Some(id) = line.strip_prefix("last-event-id: ") {
            seen = id.parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let events = EVENTS[seen..].concat();
    let end = match events.find("界") {
        Some(at) if is_cut && seen == 0 => at + 1,
        _ if is_early => EVENTS[0].len(),
        _ => events.len(),
    };
    socket.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
    )?;
    // Line by line, as slow as a model: each comes as a chunk of its own.
    for line in events.as_bytes()[..end].split_inclusive(|byte| *byte == b'\n') {
        socket.write_all(line)?;
        thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
