//! What is sent to receivers: encoded blocks, and the headers of the response.

use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use bytes::Bytes;

use super::encoder::{Encoder, encoded};
use super::event_builder::EventBuilder;

/// The headers that a response of events needs: its type, and what keeps caches, proxies that compress (and collect
/// bytes before they send) and nginx (which reads the last one) from holding it back.
///
/// ```
/// let [(name, value), ..] = unchunk::sse::RESPONSE_HEADERS;
/// assert_eq!((name, value), ("content-type", "text/event-stream"));
/// ```
pub const RESPONSE_HEADERS: [(&str, &str); 3] = [
    ("content-type", "text/event-stream"),
    ("cache-control", "no-cache, no-transform"),
    ("x-accel-buffering", "no"),
];

/// An encoded event, comment or heartbeat: whole lines with the blank line after them.
///
/// Encoded once, it goes to any number of receivers: clones share its bytes.
///
/// ```
/// use unchunk::sse::EventBuilder;
///
/// let event = EventBuilder::new().id("7").data("a\nb").build()?;
/// assert_eq!(event.as_bytes(), b"id: 7\ndata: a\ndata: b\n\n");
/// # Ok::<(), unchunk::sse::EncodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EncodedEvent {
    bytes: Bytes,
}

impl EncodedEvent {
    /// Encodes an event with this data alone, which cannot fail.
    ///
    /// ```
    /// let event = unchunk::sse::EncodedEvent::data("a\nb");
    /// assert_eq!(event.as_bytes(), b"data: a\ndata: b\n\n");
    /// ```
    #[must_use]
    pub fn data(data: impl AsRef<[u8]>) -> Self {
        let event = EventBuilder::new().data(data.as_ref());
        Self::new(encoded(|buffer| Encoder::new().event(&event, buffer)))
    }

    /// Encodes an event whose data is this value as JSON (feature `serde_json`).
    ///
    /// # Errors
    ///
    /// Returns an error if the value has no JSON: a map with keys that are no strings, say.
    #[cfg(feature = "serde_json")]
    pub fn json<T>(value: &T) -> Result<Self, serde_json::Error>
    where
        T: serde::Serialize + ?Sized,
    {
        serde_json::to_vec(value).map(Self::data)
    }

    /// Encodes a comment, like [`Encoder::comment`].
    #[must_use]
    pub fn comment(text: &str) -> Self {
        Self::new(encoded(|buffer| Encoder::new().comment(text, buffer)))
    }

    /// Encodes a reconnection time, like [`Encoder::retry`].
    #[must_use]
    pub fn retry(time: Duration) -> Self {
        Self::new(encoded(|buffer| Encoder::new().retry(time, buffer)))
    }

    /// Returns an empty comment, like [`Encoder::heartbeat`]. Allocates nothing.
    #[must_use]
    #[doc(alias = "keepalive")]
    pub const fn heartbeat() -> Self {
        Self {
            bytes: Bytes::from_static(b":\n\n"),
        }
    }

    /// The bytes to be sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn new(buffer: Vec<u8>) -> Self {
        Self {
            bytes: Bytes::from(buffer),
        }
    }
}

impl From<EncodedEvent> for Bytes {
    fn from(event: EncodedEvent) -> Self {
        event.bytes
    }
}

impl fmt::Debug for EncodedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EncodedEvent").field(&self.bytes).finish()
    }
}
