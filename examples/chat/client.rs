//! The client: a session decides, a socket obeys, an assembler makes one text of what comes.

use std::error::Error;
use std::io::{self, BufRead, BufReader, ErrorKind, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use unchunk::assemble::Assembler;
use unchunk::session::{Action, EventSource, Reason, Session, SourceError};
use unchunk::sse;

use super::screen::Screen;

/// Shows the answer; returns why it ended.
pub fn run(address: SocketAddr, screen: Screen) -> Result<Reason, Box<dyn Error>> {
    let session = Session::builder()
        .retried_statuses([503])
        .reconnection_time(Duration::from_millis(300))
        .transport_idle(Duration::from_secs(1))
        .done_when(|event| event.data_bytes() == b"[DONE]")
        .build();
    let mut source = EventSource::new(session, sse::Decoder::builder());
    let mut answer = Assembler::append();
    let mut events = 0;
    let mut connection: Option<BufReader<TcpStream>> = None;
    let start = Instant::now();

    loop {
        let now = start.elapsed();
        match source.poll(now) {
            Action::Open(request) => {
                let from = request.last_event_id();
                match from {
                    Some(id) => screen.tell(&format!("connecting, from event {id} on"))?,
                    None => screen.tell("connecting")?,
                }
                let patience = request.until().map(|until| patience(until, now));
                let opened = open(address, from, patience);
                let now = start.elapsed();
                match opened {
                    Ok((status, content_type, body)) => {
                        connection = Some(body);
                        source.opened(now, status, content_type.as_deref())
                    }
                    Err(_) => source.failed(now),
                }?;
            }
            Action::Receive { until } => {
                let Some(body) = &mut connection else {
                    return Err("nothing is open".into());
                };
                let patience = until.map(|until| patience(until, now));
                body.get_ref().set_read_timeout(patience)?;
                let chunk = match body.fill_buf() {
                    Ok(chunk) => chunk,
                    // Poll again: it is the session that knows what a time means.
                    Err(error) if is_timeout(&error) => continue,
                    Err(_) => {
                        source.failed(start.elapsed())?;
                        continue;
                    }
                };
                let now = start.elapsed();
                if chunk.is_empty() {
                    source.ended(now)?;
                    continue;
                }
                let mut input = chunk;
                loop {
                    match source.decode(now, &mut input) {
                        Ok(Some(event)) => {
                            let piece: Value = serde_json::from_slice(event.data_bytes())?;
                            let delta = piece["delta"].as_str().ok_or("no delta")?;
                            let update = answer.push(delta)?;
                            events += 1;
                            screen.type_out(update.suffix(), &format!("event {events}"))?;
                        }
                        Ok(None) => break,
                        // An event was skipped; those behind it are not.
                        Err(SourceError::Decode(error)) => screen.tell(&error.to_string())?,
                        Err(error) => return Err(error.into()),
                    }
                }
                let read = chunk.len();
                body.consume(read);
            }
            Action::Wait { until } => {
                let wait = until.saturating_sub(now);
                screen.tell(&format!("cut off, again in {wait:.1?}"))?;
                thread::sleep(wait);
            }
            Action::Close => connection = None,
            Action::End(reason) => {
                let seconds = start.elapsed().as_secs_f32();
                let characters = answer.text().chars().count();
                screen.end(&format!(
                    "{characters} characters in {events} events, {seconds:.1} s: {reason}"
                ))?;
                return Ok(reason);
            }
        }
    }
}

/// How long to wait for bytes: a socket takes no timeout of zero.
fn patience(until: Duration, now: Duration) -> Duration {
    until.saturating_sub(now).max(Duration::from_millis(1))
}

/// Sends a request; returns status and type of the response, and its body still to be read.
fn open(
    address: SocketAddr,
    last_event_id: Option<&str>,
    patience: Option<Duration>,
) -> io::Result<(u16, Option<String>, BufReader<TcpStream>)> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(patience)?;
    // HTTP/1.0: the body is what comes before the connection is closed.
    let mut request = String::from("GET /chat HTTP/1.0\r\nAccept: text/event-stream\r\n");
    if let Some(id) = last_event_id {
        request += &format!("Last-Event-ID: {id}\r\n");
    }
    socket.write_all((request + "\r\n").as_bytes())?;

    let mut body = BufReader::new(socket);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if body.read_until(b'\n', &mut head)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    let head = String::from_utf8_lossy(&head);
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let content_type = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.to_owned());
    let status = status.ok_or(ErrorKind::InvalidData)?;
    Ok((status, content_type, body))
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}
