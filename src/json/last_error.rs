//! More about the last error than its kind and offset.

use alloc::vec::Vec;

use core::fmt;

use super::stream::Stream;
use crate::Error;

/// More about an error: which frame it was, and how that began. Lent by
/// [`Decoder::last_error`](super::Decoder::last_error) until the next call.
///
/// All of it depends on the stream's bytes alone, never on how they were cut into chunks.
#[derive(Clone, Copy)]
pub struct LastError<'d>(&'d Noted);

/// The same, as the decoder keeps it.
#[derive(Debug, Clone)]
pub(super) struct Noted {
    error: Error,
    line: u64,
    index: u64,
    start: u64,
    excerpt: Vec<u8>,
}

impl Noted {
    /// Notes an error in the open frame. The carry buffer holds the frame's beginning, and `input`, which starts at
    /// `input_start` in the stream, has the rest.
    pub(super) fn new(error: Error, stream: &Stream, input: &[u8], input_start: u64) -> Self {
        let most = stream.seen_to.saturating_sub(stream.start);
        let most = most.min(stream.rules.excerpt as u64) as usize;
        let held = &stream.held()[..most.min(stream.held().len())];
        let next = stream.start + held.len() as u64;
        let rest = next
            .checked_sub(input_start)
            .and_then(|at| input.get(usize::try_from(at).ok()?..))
            .unwrap_or_default();
        let rest = &rest[..rest.len().min(most - held.len())];
        let excerpt = [held, rest].concat();
        Self {
            error,
            line: stream.line,
            index: stream.index,
            start: stream.start,
            excerpt,
        }
    }

    /// Bytes of heap owned.
    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.excerpt.capacity()
    }
}

impl<'d> LastError<'d> {
    pub(super) const fn new(noted: &'d Noted) -> Self {
        Self(noted)
    }

    /// Returns the error.
    #[must_use]
    pub const fn error(&self) -> Error {
        self.0.error
    }

    /// Returns the physical line of the bad frame, counted from 1, under [`Framing::Lines`](super::Framing::Lines).
    #[must_use]
    pub const fn line(&self) -> Option<u64> {
        match self.0.line {
            0 => None,
            line => Some(line),
        }
    }

    /// Returns how many frames came before the bad one, as [`Frame::index`](super::Frame::index) counts them.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.0.index
    }

    /// Returns where the bad frame starts, in bytes from the first byte of the stream.
    #[must_use]
    pub const fn start(&self) -> u64 {
        self.0.start
    }

    /// Returns the bad frame's first bytes: as many as [`excerpt_bytes`](super::DecoderBuilder::excerpt_bytes) asked
    /// for, or up to where the fault was found. That is all of a line; elsewhere often the byte that does not fit, if
    /// only the end would have shown more.
    #[must_use]
    pub fn excerpt(&self) -> &'d [u8] {
        &self.0.excerpt
    }
}

impl fmt::Debug for LastError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastError")
            .field("error", &self.error())
            .field("line", &self.line())
            .field("index", &self.index())
            .field("start", &self.start())
            .field(
                "excerpt",
                &alloc::string::String::from_utf8_lossy(self.excerpt()),
            )
            .finish()
    }
}
