//! HTTP/1.1, as much of it as a browser needs to read streams chunk by chunk.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::streams::Stream;

/// A browser opens six connections to one origin at most; each port is an origin.
const PORTS: usize = 8;

/// Between two chunks. A browser that is busy reads several at once, so how many cuts it sees is up to it; nothing else
/// depends on it.
const PAUSE: Duration = Duration::from_millis(4);

/// Serves `/<index>` as that stream, on every origin returned, until the process ends.
pub fn serve(streams: Arc<Vec<Stream>>) -> io::Result<Vec<String>> {
    (0..PORTS)
        .map(|_| {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            let origin = format!("http://{}", listener.local_addr()?);
            let streams = Arc::clone(&streams);
            thread::spawn(move || {
                for connection in listener.incoming().flatten() {
                    let streams = Arc::clone(&streams);
                    // A browser that goes away is no fault.
                    thread::spawn(move || answer(connection, &streams).ok());
                }
            });
            Ok(origin)
        })
        .collect()
}

fn answer(connection: TcpStream, streams: &[Stream]) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut to_browser = connection.try_clone()?;
    let mut lines = BufReader::new(connection).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for header in lines {
        if header?.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    if path == "/" {
        // The page itself: its script is `chromium_page.mjs`.
        return to_browser.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<!doctype html>",
        );
    }
    let index = path.trim_start_matches('/').parse::<usize>();
    let Some(stream) = index.ok().and_then(|index| streams.get(index)) else {
        return to_browser.write_all(
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
    };
    to_browser.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          Access-Control-Allow-Origin: *\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    )?;
    for chunk in stream.chunks() {
        let framed = [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
        to_browser.write_all(&framed)?;
        thread::sleep(PAUSE);
    }
    to_browser.write_all(b"0\r\n\r\n")
}
