//! The server: an answer as numbered events, over connections that break.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use serde_json::json;
use unchunk::sse::{self, Encoder, EventBuilder};

const ANSWER: &str = include_str!("answer.txt");

/// What becomes of each connection; of those after these, nothing bad.
const MISHAPS: [Mishap; 3] = [
    Mishap::CutInside { event: 24 },
    Mishap::Overloaded,
    Mishap::Silent { before: 75 },
];

#[derive(Clone, Copy)]
enum Mishap {
    /// The connection breaks off inside this event.
    CutInside { event: usize },
    /// 503 instead of an answer.
    Overloaded,
    /// Not even heartbeats come in the place of this event.
    Silent { before: usize },
}

/// Serves from a thread of its own, with this pause after each event.
pub fn start(pace: Duration) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        let mishaps = MISHAPS
            .into_iter()
            .map(Some)
            .chain([None].into_iter().cycle());
        for (socket, mishap) in listener.incoming().zip(mishaps) {
            thread::spawn(move || {
                // A client that has gone is no concern of the others.
                let _ = socket.map(|socket| answer(&socket, mishap, pace));
            });
        }
    });
    Ok(address)
}

fn answer(
    mut socket: &TcpStream,
    mishap: Option<Mishap>,
    pace: Duration,
) -> Result<(), Box<dyn Error>> {
    let last_event_id = read_request(socket)?;
    if let Some(Mishap::Overloaded) = mishap {
        socket.write_all(b"HTTP/1.0 503 Service Unavailable\r\n\r\n")?;
        return Ok(());
    }
    socket.write_all(b"HTTP/1.0 200 OK\r\n")?;
    for (name, value) in sse::RESPONSE_HEADERS {
        write!(socket, "{name}: {value}\r\n")?;
    }
    socket.write_all(b"\r\n")?;
    let mut block = Vec::new();
    Encoder::new().retry(Duration::from_millis(300), &mut block)?;
    socket.write_all(&block)?;

    for (number, delta) in deltas().skip(last_event_id) {
        let id = number.to_string();
        let data = json!({ "delta": delta }).to_string();
        block.clear();
        Encoder::new().event(&EventBuilder::new().id(&id).data(&data), &mut block)?;
        match mishap {
            Some(Mishap::CutInside { event }) if event == number => {
                // Of the last character of the delta, the first byte only.
                let width = delta.chars().last().map_or(0, char::len_utf8);
                let behind = "\"}\n\n".len() + width - 1;
                socket.write_all(&block[..block.len() - behind])?;
                return Ok(());
            }
            Some(Mishap::Silent { before }) if before == number => {
                // Until the client closes the connection.
                io::copy(&mut socket, &mut io::sink())?;
                return Ok(());
            }
            _ => socket.write_all(&block)?,
        }
        thread::sleep(pace);
    }
    block.clear();
    Encoder::new().event(&EventBuilder::new().data("[DONE]"), &mut block)?;
    socket.write_all(&block)?;
    Ok(())
}

/// Reads a request; returns the number in its `Last-Event-ID`, else 0.
fn read_request(socket: &TcpStream) -> io::Result<usize> {
    let mut last_event_id = 0;
    for line in BufReader::new(socket).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some(id) = line.strip_prefix("Last-Event-ID: ") {
            last_event_id = id.parse().unwrap_or(0);
        }
    }
    Ok(last_event_id)
}

/// The answer in pieces of three characters at most, numbered from 1.
fn deltas() -> impl Iterator<Item = (usize, String)> {
    let mut characters = ANSWER.chars();
    let pieces = std::iter::from_fn(move || {
        let piece: String = characters.by_ref().take(3).collect();
        (!piece.is_empty()).then_some(piece)
    });
    (1..).zip(pieces)
}
