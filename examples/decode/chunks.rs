//! Reading a stream, cut where the command line says.

use std::io::{self, Read};

use crate::arguments::Cutting;

pub struct Chunks<R> {
    input: R,
    cutting: Cutting,
    buffer: Vec<u8>,
    /// What of the buffer has been read but not yet handed out.
    unused: std::ops::Range<usize>,
    position: u64,
}

impl<R: Read> Chunks<R> {
    pub fn new(input: R, cutting: Cutting) -> Self {
        let size = match cutting {
            Cutting::Every(size) => size.clamp(64 << 10, 64 << 20) as usize,
            Cutting::AsRead | Cutting::At(_) => 64 << 10,
        };
        Self {
            input,
            cutting,
            buffer: vec![0; size],
            unused: 0..0,
            position: 0,
        }
    }

    /// Bytes handed out so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether the next chunk has to be waited for.
    pub fn must_read(&self) -> bool {
        self.unused.is_empty()
    }

    /// The next chunk; `None` at the end of the stream.
    pub fn next(&mut self) -> io::Result<Option<&[u8]>> {
        if self.must_read() {
            let read = loop {
                match self.input.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            if read == 0 {
                return Ok(None);
            }
            self.unused = 0..read;
        }
        let cut = match &self.cutting {
            Cutting::AsRead => None,
            Cutting::Every(size) => Some((self.position / size + 1).saturating_mul(*size)),
            Cutting::At(cuts) => cuts.range(self.position + 1..).next().copied(),
        };
        let len = cut
            .map_or(u64::MAX, |cut| cut - self.position)
            .min(self.unused.len() as u64);
        let chunk = self.unused.start..self.unused.start + len as usize;
        self.unused.start = chunk.end;
        self.position += len;
        Ok(Some(&self.buffer[chunk]))
    }
}
