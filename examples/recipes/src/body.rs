//! A server that sends one body to whoever asks, for the guides' snippets.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Serves this body in pieces of a few bytes, from a thread; returns the URL.
///
/// A body cut short for the client is one that ends early: the response has no length.
pub fn serve_body(content_type: &'static str, body: &'static str) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for socket in listener.incoming() {
            // A client that has gone is no concern of the others.
            let _ = socket.and_then(|socket| send(&socket, content_type, body));
        }
    });
    Ok(url)
}

fn send(mut socket: &TcpStream, content_type: &str, body: &str) -> io::Result<()> {
    skip_request(socket)?;
    socket.set_nodelay(true)?;
    write!(
        socket,
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n"
    )?;
    // So small that characters and field names are cut.
    for piece in body.as_bytes().chunks(11) {
        socket.write_all(piece)?;
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// Reads the request to its end: a socket closed with bytes unread resets the connection.
fn skip_request(socket: &TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(socket);
    let mut len = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            len = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    io::copy(&mut reader.take(len), &mut io::sink())?;
    Ok(())
}
