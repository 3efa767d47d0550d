//! Reads an event stream from anything that is `Read`: stdin if the argument is `-`, else a sample.

use std::env;
use std::error::Error;
use std::io::{self, Read};

use unchunk::adapters::Reader;
use unchunk::sse;

fn read(source: impl Read) -> Result<(), Box<dyn Error>> {
    let mut reader = Reader::from_read(source, sse::Decoder::new());
    while reader.fill()? {
        while let Some(event) = reader.decode()? {
            // Lent: nothing is allocated.
            println!("{}: {}", event.event_type(), event.data());
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    match env::args().nth(1).as_deref() {
        Some("-") => read(io::stdin()),
        _ => read(b"data: Hel\n\nda".chain(&b"ta: lo\n\n"[..])),
    }
}
