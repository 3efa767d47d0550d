//! Builds one event to be sent.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::time::Duration;

use super::encoded_event::EncodedEvent;
use super::encoder::{EncodeError, Encoder};
use super::event::Event;
use super::owned_event::OwnedEvent;

/// Builds one event to be sent.
///
/// Values are bytes or text. An event stream is UTF-8, so give text, unless you forward bytes as they came.
///
/// ```
/// use std::time::Duration;
/// use unchunk::sse::EventBuilder;
///
/// let event = EventBuilder::new()
///     .event_type("delta")
///     .id("7")
///     .retry(Duration::from_secs(3))
///     .data("a\nb")
///     .build()?;
/// assert_eq!(event.as_bytes(), b"event: delta\nid: 7\nretry: 3000\ndata: a\ndata: b\n\n");
///
/// let injected = EventBuilder::new().event_type("delta\ndata: forged").data("x");
/// assert!(injected.build().is_err());
/// # Ok::<(), unchunk::sse::EncodeError>(())
/// ```
///
/// Made from a decoded event, it has its fields: the type, its own ID, the reconnection time and the data.
///
/// ```
/// use unchunk::sse::{self, EventBuilder};
///
/// let mut decoder = sse::Decoder::new();
/// let mut input = &b"id:7\nretry:10\nevent:delta\ndata:a\r\n\r\ndata: b\n\n"[..];
/// let event = decoder.decode(&mut input)?.unwrap();
/// let sent = EventBuilder::from(&event).build()?;
/// assert_eq!(sent.as_bytes(), b"event: delta\nid: 7\nretry: 10\ndata: a\n\n");
/// // This event has no ID of its own.
/// let event = decoder.decode(&mut input)?.unwrap();
/// assert_eq!(EventBuilder::from(&event).data("B").build()?.as_bytes(), b"data: B\n\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventBuilder<'f> {
    pub(super) event_type: Option<&'f [u8]>,
    pub(super) data: Option<Cow<'f, [u8]>>,
    pub(super) id: Option<&'f [u8]>,
    pub(super) retry: Option<Duration>,
}

impl<'f> EventBuilder<'f> {
    /// Creates an event without fields. Without data a decoder dispatches no event, but ID and reconnection time count.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            event_type: None,
            data: None,
            id: None,
            retry: None,
        }
    }

    /// Sets the event type; without one, or with an empty one, it is `message`.
    #[must_use]
    pub fn event_type(mut self, event_type: &'f (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.event_type = Some(event_type.as_ref());
        self
    }

    /// Sets the data, of any number of lines. CR, LF and CRLF are all decoded as LF.
    #[must_use]
    pub fn data(mut self, data: &'f (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.data = Some(Cow::Borrowed(data.as_ref()));
        self
    }

    /// Sets the data to a value as JSON, on one line (feature `serde_json`).
    ///
    /// # Errors
    ///
    /// Returns an error if the value has no JSON: a map with keys that are no strings, say.
    ///
    /// ```
    /// use unchunk::sse::EventBuilder;
    ///
    /// let event = EventBuilder::new().event_type("delta").json(&["你", "\n"])?.build()?;
    /// assert_eq!(event.as_bytes(), "event: delta\ndata: [\"你\",\"\\n\"]\n\n".as_bytes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "serde_json")]
    pub fn json<T>(mut self, value: &T) -> Result<Self, serde_json::Error>
    where
        T: serde::Serialize + ?Sized,
    {
        self.data = Some(Cow::Owned(serde_json::to_vec(value)?));
        Ok(self)
    }

    /// Sets the event ID. Without one the receiver keeps the one before; an empty one resets it.
    #[must_use]
    pub fn id(mut self, id: &'f (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.id = Some(id.as_ref());
        self
    }

    /// Sets the reconnection time, in whole milliseconds: a fraction is cut off, and the most is what 64 bits hold.
    #[must_use]
    pub const fn retry(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }

    /// Encodes the event.
    ///
    /// # Errors
    ///
    /// Returns an error if the event type or the ID contains CR, LF or NUL: a receiver would read another field, or
    /// ignore the ID. Without these two it cannot fail: see [`EncodedEvent::data`].
    pub fn build(&self) -> Result<EncodedEvent, EncodeError> {
        let mut buffer = Vec::new();
        Encoder::new().event(self, &mut buffer)?;
        Ok(EncodedEvent::new(buffer))
    }
}

impl<'e> From<&Event<'e>> for EventBuilder<'e> {
    fn from(event: &Event<'e>) -> Self {
        let event_type = event.event_type();
        Self {
            event_type: (event_type != Event::DEFAULT_TYPE).then_some(event_type.as_bytes()),
            data: Some(Cow::Borrowed(event.data_bytes())),
            id: event.id().map(str::as_bytes),
            retry: event.retry(),
        }
    }
}

impl<'e> From<&'e OwnedEvent> for EventBuilder<'e> {
    fn from(event: &'e OwnedEvent) -> Self {
        Self::from(&event.as_event())
    }
}
