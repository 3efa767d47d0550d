//! Events to bytes: the inverse of decoding.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use bytes::BufMut;

use super::event_builder::EventBuilder;
use crate::search::line_end::{self, CR, LF};

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The event type has a CR, LF or NUL at this byte.
    #[error("event type contains CR, LF or NUL at byte {0}")]
    InvalidEventType(usize),
    /// The event ID has a CR, LF or NUL at this byte.
    #[error("event ID contains CR, LF or NUL at byte {0}")]
    InvalidId(usize),
    /// The buffer has no room for so many bytes.
    #[error("no room for {0} bytes")]
    NoRoom(usize),
}

/// Writes events, comments and heartbeats into any [`BufMut`], so that decoding gives back what was written.
///
/// Every call writes whole blocks, each with its blank line, or nothing at all.
///
/// ```
/// use unchunk::sse::{Encoder, EventBuilder};
///
/// let encoder = Encoder::new();
/// let mut stream = Vec::new();
/// encoder.event(&EventBuilder::new().event_type("delta").id("7").data("你\n好"), &mut stream)?;
/// encoder.heartbeat(&mut stream)?;
/// assert_eq!(stream, "event: delta\nid: 7\ndata: 你\ndata: 好\n\n:\n\n".as_bytes());
///
/// let injected = EventBuilder::new().event_type("delta\ndata: forged").data("x");
/// assert!(encoder.event(&injected, &mut stream).is_err());
/// # Ok::<(), unchunk::sse::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Encoder {}

impl Encoder {
    /// Creates an encoder. It has no state.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    /// Writes an event: `event`, `id`, `retry`, a `data` line for each line of data, and a blank line.
    ///
    /// # Errors
    ///
    /// Returns an error, and writes nothing, if the event type or the ID contains CR, LF or NUL (a receiver would read
    /// another field, or ignore the ID), or if the buffer has no room for all of it.
    pub fn event(
        &self,
        fields: &EventBuilder<'_>,
        buffer: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        if let Some(at) = fields.event_type.and_then(find_forbidden) {
            return Err(EncodeError::InvalidEventType(at));
        }
        if let Some(at) = fields.id.and_then(find_forbidden) {
            return Err(EncodeError::InvalidId(at));
        }
        let millis = fields.retry.map(|time| {
            u64::try_from(time.as_millis())
                .unwrap_or(u64::MAX)
                .to_string()
        });
        let single = [
            ("event", fields.event_type),
            ("id", fields.id),
            ("retry", millis.as_ref().map(String::as_bytes)),
        ];
        let single = single
            .iter()
            .filter_map(|(name, value)| value.map(|value| (*name, value)));
        let data = fields
            .data
            .as_deref()
            .into_iter()
            .flat_map(lines)
            .map(|line| ("data", line));
        write_block(single.chain(data), buffer)
    }

    /// Writes a comment, a line for each line of the text, and a blank line, so that it may come between any two
    /// events.
    ///
    /// # Errors
    ///
    /// Returns an error, and writes nothing, if the buffer has no room for all of it.
    #[doc(alias = "keepalive")]
    pub fn comment(&self, text: &str, buffer: &mut impl BufMut) -> Result<(), EncodeError> {
        write_block(lines(text.as_bytes()).map(|line| ("", line)), buffer)
    }

    /// Writes an empty comment. It shows that the connection is alive, and decodes to nothing.
    ///
    /// # Errors
    ///
    /// Returns an error, and writes nothing, if the buffer has no room for its 3 bytes.
    #[doc(alias = "keepalive")]
    pub fn heartbeat(&self, buffer: &mut impl BufMut) -> Result<(), EncodeError> {
        self.comment("", buffer)
    }

    /// Writes a reconnection time on its own; see [`EventBuilder::retry`].
    ///
    /// # Errors
    ///
    /// Returns an error, and writes nothing, if the buffer has no room for all of it.
    pub fn retry(&self, time: Duration, buffer: &mut impl BufMut) -> Result<(), EncodeError> {
        self.event(&EventBuilder::new().retry(time), buffer)
    }
}

/// The bytes of a block that can fail only for lack of room, which a `Vec` always has.
pub(super) fn encoded(write: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>) -> Vec<u8> {
    let mut buffer = Vec::new();
    let written = write(&mut buffer);
    debug_assert_eq!(written, Ok(()));
    buffer
}

/// Writes `name: value` lines and a blank one, if there is room for all of them.
fn write_block<'v>(
    lines: impl Iterator<Item = (&'v str, &'v [u8])> + Clone,
    buffer: &mut impl BufMut,
) -> Result<(), EncodeError> {
    let separator = |value: &[u8]| if value.is_empty() { ":" } else { ": " };
    let line_len =
        |(name, value): (&str, &[u8])| name.len() + separator(value).len() + value.len() + 1;
    let len = lines.clone().map(line_len).fold(1, usize::saturating_add);
    if buffer.remaining_mut() < len {
        return Err(EncodeError::NoRoom(len));
    }
    for (name, value) in lines {
        buffer.put_slice(name.as_bytes());
        buffer.put_slice(separator(value).as_bytes());
        buffer.put_slice(value);
        buffer.put_u8(LF);
    }
    buffer.put_u8(LF);
    Ok(())
}

/// The lines of a text: at least one, none of them with its end.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = line_end::find(text) else {
            rest = None;
            return Some(text);
        };
        let next = if text[end..].starts_with(&[CR, LF]) {
            end + 2
        } else {
            end + 1
        };
        rest = Some(&text[next..]);
        Some(&text[..end])
    })
}

/// The index of the first byte that may not be in an event type or ID.
fn find_forbidden(value: &[u8]) -> Option<usize> {
    memchr::memchr3(CR, LF, 0, value)
}
