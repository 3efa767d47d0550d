//! Events that own their bytes.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;
use core::str::Utf8Error;
use core::time::Duration;

use bytes::Bytes;

use super::event::Event;
use super::last_event_id::LentId;
use super::owned_parts::{Apart, Parts};
use crate::text::{self, Padded};

/// An event that owns its bytes, to be kept or sent elsewhere.
///
/// Made by [`Event::into_owned`], it holds one allocation of just the size of its parts and 32 bytes that say where they
/// are, neither the chunk it came in nor the decoder's buffer. Made by [`Event::into_owned_from`], it may hold its data
/// as a slice of the chunk; made by [`Decode::decode_owned`](crate::Decode::decode_owned), it may hold its data in what
/// was the decoder's buffer. A clone shares such data and copies the rest. A last event ID of more than 64 bytes is
/// shared by all events that carry it.
#[derive(Clone)]
pub struct OwnedEvent {
    parts: Parts,
}

impl OwnedEvent {
    /// Copies an event, but for what may be shared.
    #[inline(always)]
    pub(super) fn from_lent(event: &Event<'_>, chunk: Option<&Bytes>) -> Self {
        Self {
            parts: Parts::of(event, chunk),
        }
    }

    #[inline(always)]
    pub(super) const fn from_apart(apart: Box<Apart>) -> Self {
        Self {
            parts: Parts::Apart(apart),
        }
    }

    /// Creates an event of this data, for a test or a mock: of type `message`, with no ID and no reconnection time, at
    /// the start of its stream.
    ///
    /// ```
    /// use std::time::Duration;
    /// use unchunk::sse::OwnedEvent;
    ///
    /// let event = OwnedEvent::new("{}")
    ///     .with_event_type("delta")
    ///     .with_id("7")
    ///     .with_retry(Duration::from_secs(1));
    /// assert_eq!((event.event_type(), event.data().as_ref(), event.id()), ("delta", "{}", Some("7")));
    /// assert_eq!((event.last_event_id(), event.retry()), ("7", Some(Duration::from_secs(1))));
    /// ```
    #[must_use]
    pub fn new(data: impl AsRef<[u8]>) -> Self {
        Self::from_lent(&Event::of_data(data.as_ref()), None)
    }

    /// The same event with another type; empty, it is `message`.
    #[must_use]
    pub fn with_event_type(self, event_type: impl AsRef<str>) -> Self {
        let event_type = event_type.as_ref();
        Self::from_lent(
            &Event {
                event_type,
                ..self.as_event()
            },
            None,
        )
    }

    /// The same event with an `id` field of its own, which is the last event ID too.
    #[must_use]
    pub fn with_id(self, id: impl AsRef<str>) -> Self {
        let last_event_id = LentId::Copied(id.as_ref());
        let event = Event {
            last_event_id,
            has_id: true,
            ..self.as_event()
        };
        Self::from_lent(&event, None)
    }

    /// The same event with the last event ID of an event before it, and no ID of its own.
    #[must_use]
    pub fn with_last_event_id(self, id: impl AsRef<str>) -> Self {
        let last_event_id = LentId::Copied(id.as_ref());
        Self::from_lent(
            &Event {
                last_event_id,
                has_id: false,
                ..self.as_event()
            },
            None,
        )
    }

    /// The same event with a reconnection time, in whole milliseconds.
    #[must_use]
    pub fn with_retry(self, time: Duration) -> Self {
        let retry = Some(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        Self::from_lent(
            &Event {
                retry,
                ..self.as_event()
            },
            None,
        )
    }

    /// The same event elsewhere in its stream.
    #[must_use]
    pub fn with_span(self, span: Range<u64>) -> Self {
        let event = Event {
            start: span.start,
            end: span.end,
            ..self.as_event()
        };
        Self::from_lent(&event, None)
    }

    /// The event as the decoder lent it.
    #[must_use]
    #[inline]
    pub fn as_event(&self) -> Event<'_> {
        self.parts.lend()
    }

    /// Like [`Event::event_type`].
    #[must_use]
    #[inline]
    pub fn event_type(&self) -> &str {
        self.as_event().event_type()
    }

    /// Like [`Event::data`].
    #[must_use]
    pub fn data(&self) -> Cow<'_, str> {
        Padded::from(self.data_bytes()).lossy()
    }

    /// Like [`Event::data_str`].
    ///
    /// # Errors
    ///
    /// Returns an error if the data are not UTF-8; it says where in the data the first bad bytes are.
    pub fn data_str(&self) -> Result<&str, Utf8Error> {
        Padded::from(self.data_bytes()).strict()
    }

    /// Like [`Event::data_bytes`].
    #[must_use]
    #[inline]
    pub fn data_bytes(&self) -> &[u8] {
        self.parts.data()
    }

    /// The data as [`Bytes`], without copying.
    #[must_use]
    pub fn into_data(self) -> Bytes {
        self.parts.into_data()
    }

    /// The data as lossy text, in their own allocation where they have one and are UTF-8.
    ///
    /// ```
    /// use unchunk::sse::OwnedEvent;
    ///
    /// assert_eq!(OwnedEvent::new(b"a\xFFb").into_string(), "a\u{FFFD}b");
    /// ```
    #[must_use]
    pub fn into_string(self) -> String {
        text::into_string(self.into_data().into())
    }

    /// Like [`Event::last_event_id`].
    #[must_use]
    #[doc(alias = "id")]
    pub fn last_event_id(&self) -> &str {
        self.as_event().last_event_id()
    }

    /// Like [`Event::id`].
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.as_event().id()
    }

    /// Like [`Event::retry`].
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.as_event().retry()
    }

    /// Like [`Event::span`].
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.as_event().span()
    }

    /// Like [`Event::same_content`].
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.as_event().same_content(&other.as_event())
    }
}

impl From<Event<'_>> for OwnedEvent {
    fn from(event: Event<'_>) -> Self {
        Self::from_lent(&event, None)
    }
}

impl PartialEq for OwnedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.as_event() == other.as_event()
    }
}

impl Eq for OwnedEvent {}

impl Hash for OwnedEvent {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_event().hash(state);
    }
}

impl fmt::Debug for OwnedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owned")?;
        self.as_event().fmt(f)
    }
}
