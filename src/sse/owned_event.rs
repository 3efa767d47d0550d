//! Events that own their bytes.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;
use core::str::Utf8Error;
use core::time::Duration;

use bytes::Bytes;

use super::event::Event;
use super::last_event_id::LentId;
use crate::owned;
use crate::search::ascii;
use crate::text::{self, Padded};

/// An event that owns its bytes, to be kept or sent elsewhere.
///
/// Made by [`Event::into_owned`], it holds one allocation of just its own size, neither the chunk it came in nor the
/// decoder's buffer. Made by [`Event::into_owned_from`], it may hold its data as a slice of the chunk; made by
/// [`Decode::decode_owned`](crate::Decode::decode_owned), it may hold its data in what was the decoder's buffer. A
/// clone shares such data and copies the rest. A last event ID of more than 64 bytes is shared by all events that carry
/// it.
#[derive(Clone)]
pub struct OwnedEvent {
    parts: Parts,
    data_len: usize,
    names: Names,
    start: u64,
    end: u64,
}

/// How long the event type is, and whether the event has an ID of its own: the lowest bit.
// A whole word: a smaller field is written on its own and then moved as part of a pair of words, and the processor
// waits 18 ns for that.
#[derive(Clone, Copy)]
struct Names(usize);

impl Names {
    #[inline(always)]
    const fn of(event: &Event<'_>) -> Self {
        // No overflow: a slice has at most half the address space.
        Self(event.event_type.len() << 1 | event.has_id as usize)
    }

    #[inline(always)]
    const fn type_len(self) -> usize {
        self.0 >> 1
    }

    #[inline(always)]
    const fn has_id(self) -> bool {
        self.0 & 1 != 0
    }
}

/// The parts of an owned event. As small as they can be: each event is moved several times on its way.
#[derive(Clone)]
enum Parts {
    /// Data, event type and last event ID, one after the other; no reconnection time.
    Together(Box<[u8]>),
    Apart(Box<Apart>),
}

/// The parts of an event in which one is not copied, or is rare.
#[derive(Clone)]
struct Apart {
    data: Bytes,
    /// Event type and last event ID.
    names: Box<[u8]>,
    /// In place of a last event ID among the names.
    shared_id: Option<Arc<str>>,
    /// In milliseconds.
    retry: Option<u64>,
}

impl Apart {
    #[cold]
    #[inline(never)]
    fn new(event: Event<'_>, data: Bytes) -> Box<Self> {
        let (id, shared_id) = match event.last_event_id {
            LentId::Copied(id) => (id, None),
            LentId::Shared(id) => ("", Some(Arc::clone(id))),
        };
        Box::new(Self {
            data,
            names: join([event.event_type.as_bytes(), id.as_bytes()]),
            shared_id,
            retry: event.retry,
        })
    }
}

impl OwnedEvent {
    /// Copies an event, but for what may be shared.
    #[inline(always)]
    pub(super) fn from_lent(event: &Event<'_>, chunk: Option<&Bytes>) -> Self {
        let data = event.data_bytes();
        let parts = match (owned::slice(data, chunk), event.last_event_id, event.retry) {
            (None, LentId::Copied(id), None) => {
                Parts::Together(join([data, event.event_type.as_bytes(), id.as_bytes()]))
            }
            (Some(data), ..) => Parts::Apart(Apart::new(*event, data)),
            (None, ..) => Parts::Apart(Apart::new(*event, Bytes::copy_from_slice(data))),
        };
        Self {
            parts,
            data_len: data.len(),
            names: Names::of(event),
            start: event.start,
            end: event.end,
        }
    }

    /// An event with its data, which are owned already.
    pub(super) fn with_data(event: Event<'_>, data: Bytes) -> Self {
        Self {
            data_len: data.len(),
            names: Names::of(&event),
            start: event.start,
            end: event.end,
            parts: Parts::Apart(Apart::new(event, data)),
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
        Self {
            start: span.start,
            end: span.end,
            ..self
        }
    }

    /// The event as the decoder lent it.
    #[must_use]
    #[inline]
    pub fn as_event(&self) -> Event<'_> {
        let (shared_id, retry) = match &self.parts {
            Parts::Together(_) => (None, None),
            Parts::Apart(apart) => (apart.shared_id.as_ref(), apart.retry),
        };
        let (event_type, id) = self.names();
        Event {
            event_type: as_text(event_type),
            data: Padded::from(self.data_bytes()),
            last_event_id: match shared_id {
                Some(id) => LentId::Shared(id),
                None => LentId::Copied(as_text(id)),
            },
            has_id: self.names.has_id(),
            retry,
            start: self.start,
            end: self.end,
        }
    }

    /// The event type, and the last event ID if it is not shared.
    #[inline]
    fn names(&self) -> (&[u8], &[u8]) {
        let names = match &self.parts {
            Parts::Together(bytes) => &bytes[self.data_len..],
            Parts::Apart(apart) => &apart.names,
        };
        names.split_at(self.names.type_len())
    }

    /// Like [`Event::event_type`].
    #[must_use]
    #[inline]
    pub fn event_type(&self) -> &str {
        match self.names().0 {
            [] => Event::DEFAULT_TYPE,
            event_type => as_text(event_type),
        }
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
        match &self.parts {
            Parts::Together(bytes) => &bytes[..self.data_len],
            Parts::Apart(apart) => &apart.data,
        }
    }

    /// The data as [`Bytes`], without copying.
    #[must_use]
    pub fn into_data(self) -> Bytes {
        match self.parts {
            Parts::Together(bytes) => {
                let mut bytes = Bytes::from(bytes);
                bytes.truncate(self.data_len);
                bytes
            }
            Parts::Apart(apart) => apart.data,
        }
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
        text::into_string(match self.parts {
            Parts::Together(bytes) => {
                let mut bytes = Vec::from(bytes);
                bytes.truncate(self.data_len);
                bytes
            }
            Parts::Apart(apart) => apart.data.into(),
        })
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
        self.start..self.end
    }

    /// Like [`Event::same_content`].
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.as_event().same_content(&other.as_event())
    }
}

/// Bytes that were text when they were copied, as text.
#[inline(always)]
fn as_text(bytes: &[u8]) -> &str {
    ascii::text(bytes).unwrap_or_default()
}

/// One allocation of just the size of all parts; none if they are empty.
#[inline(always)]
fn join<const PARTS: usize>(parts: [&[u8]; PARTS]) -> Box<[u8]> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    // Most have neither type nor ID.
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        bytes.extend_from_slice(part);
    }
    bytes.into_boxed_slice()
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
