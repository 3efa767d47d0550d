//! What leaves the decoder.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use core::str::Utf8Error;

use bytes::Bytes;

use crate::text;

/// A complete event, lent by the decoder until its next call.
///
/// All values are given as raw bytes (a JSON parser validates them itself), as strict text, or as lossy text in which
/// each maximal subpart of an ill-formed sequence is one U+FFFD, as the standard's UTF-8 decode has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Event<'d> {
    pub(super) event_type: &'d [u8],
    pub(super) data: &'d [u8],
    pub(super) last_event_id: &'d [u8],
    pub(super) start: u64,
    pub(super) end: u64,
}

impl<'d> Event<'d> {
    const DEFAULT_TYPE: &'static str = "message";

    /// The event type as lossy text: the value of the last `event` field, or `message` where that is empty or absent.
    #[must_use]
    #[inline]
    pub fn event_type(&self) -> Cow<'d, str> {
        match self.event_type {
            [] => Cow::Borrowed(Self::DEFAULT_TYPE),
            event_type => text::lossy(event_type),
        }
    }

    /// The event type as it came, or `message`.
    #[must_use]
    #[inline]
    pub fn event_type_bytes(&self) -> &'d [u8] {
        if self.event_type.is_empty() {
            Self::DEFAULT_TYPE.as_bytes()
        } else {
            self.event_type
        }
    }

    /// The data as lossy text: the values of all `data` fields, joined with LF. Borrowed where it is valid UTF-8.
    #[must_use]
    #[inline]
    pub fn data(&self) -> Cow<'d, str> {
        text::lossy(self.data)
    }

    /// The data as strict text.
    ///
    /// # Errors
    ///
    /// Says where in the data the first bytes are that are not UTF-8.
    #[inline]
    pub fn data_str(&self) -> Result<&'d str, Utf8Error> {
        text::strict(self.data)
    }

    /// The data as it came.
    #[must_use]
    #[inline]
    pub fn data_bytes(&self) -> &'d [u8] {
        self.data
    }

    /// The last event ID at dispatch, as lossy text: this event's own `id`, else the one before it; empty if none.
    #[must_use]
    #[inline]
    pub fn last_event_id(&self) -> Cow<'d, str> {
        text::lossy(self.last_event_id)
    }

    /// The last event ID at dispatch, as it came.
    #[must_use]
    #[inline]
    pub fn last_event_id_bytes(&self) -> &'d [u8] {
        self.last_event_id
    }

    /// Where the event's block lies in the stream, in bytes: from the first after the previous boundary to the end of
    /// its blank line.
    ///
    /// A blank line ended by CR ends there; an LF that makes it a CRLF lies between this span and the next. So does a
    /// byte order mark before the first.
    #[must_use]
    #[inline]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }

    /// A copy that owns its bytes: one allocation of just their size.
    #[must_use]
    #[inline]
    pub fn to_owned(&self) -> OwnedEvent {
        OwnedEvent::new(self)
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.event_type())
            .field("data", &self.data())
            .field("last_event_id", &self.last_event_id())
            .field("span", &self.span())
            .finish()
    }
}

/// An event that owns its bytes, to be kept or sent elsewhere.
///
/// It holds one allocation of just its own size, neither the chunk it came in nor the decoder's buffer; a clone shares
/// it.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedEvent {
    /// Data, event type and last event ID, one after the other.
    bytes: Bytes,
    type_start: usize,
    id_start: usize,
    start: u64,
    end: u64,
}

impl OwnedEvent {
    fn new(event: &Event<'_>) -> Self {
        let type_start = event.data.len();
        let id_start = type_start + event.event_type.len();
        let mut bytes = Vec::with_capacity(id_start + event.last_event_id.len());
        bytes.extend_from_slice(event.data);
        bytes.extend_from_slice(event.event_type);
        bytes.extend_from_slice(event.last_event_id);
        Self {
            bytes: Bytes::from(bytes),
            type_start,
            id_start,
            start: event.start,
            end: event.end,
        }
    }

    /// The event as the decoder lent it.
    #[must_use]
    pub fn as_event(&self) -> Event<'_> {
        Event {
            event_type: &self.bytes[self.type_start..self.id_start],
            data: &self.bytes[..self.type_start],
            last_event_id: &self.bytes[self.id_start..],
            start: self.start,
            end: self.end,
        }
    }

    /// As [`Event::event_type`].
    #[must_use]
    pub fn event_type(&self) -> Cow<'_, str> {
        self.as_event().event_type()
    }

    /// As [`Event::data`].
    #[must_use]
    pub fn data(&self) -> Cow<'_, str> {
        self.as_event().data()
    }

    /// As [`Event::data_str`].
    ///
    /// # Errors
    ///
    /// Says where in the data the first bytes are that are not UTF-8.
    pub fn data_str(&self) -> Result<&str, Utf8Error> {
        self.as_event().data_str()
    }

    /// As [`Event::data_bytes`].
    #[must_use]
    pub fn data_bytes(&self) -> &[u8] {
        self.as_event().data_bytes()
    }

    /// The data as [`Bytes`], without copying.
    #[must_use]
    pub fn into_data(self) -> Bytes {
        let mut bytes = self.bytes;
        bytes.truncate(self.type_start);
        bytes
    }

    /// As [`Event::last_event_id`].
    #[must_use]
    pub fn last_event_id(&self) -> Cow<'_, str> {
        self.as_event().last_event_id()
    }

    /// As [`Event::span`].
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }
}

impl From<Event<'_>> for OwnedEvent {
    fn from(event: Event<'_>) -> Self {
        Self::new(&event)
    }
}

impl fmt::Debug for OwnedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owned")?;
        self.as_event().fmt(f)
    }
}

/// A comment line, lent by the decoder until its next call. Servers send them as heartbeats.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Comment<'d> {
    pub(super) text: &'d [u8],
    pub(super) start: u64,
    pub(super) end: u64,
}

impl<'d> Comment<'d> {
    /// The text after the colon and one space, lossy.
    #[must_use]
    pub fn text(&self) -> Cow<'d, str> {
        text::lossy(self.text)
    }

    /// The text after the colon and one space, as it came.
    #[must_use]
    pub fn text_bytes(&self) -> &'d [u8] {
        self.text
    }

    /// Where the line lies in the stream, in bytes, up to and including its end; of a CRLF only the CR.
    ///
    /// A comment between the fields of an event lies inside that event's span.
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }
}

impl fmt::Debug for Comment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Comment")
            .field("text", &self.text())
            .field("span", &self.span())
            .finish()
    }
}

/// What [`Decoder::decode_item`](super::Decoder::decode_item) lends: an event or a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'d> {
    /// A complete event.
    Event(Event<'d>),
    /// A comment line.
    Comment(Comment<'d>),
}

impl Item<'_> {
    /// Where the item lies in the stream, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        match self {
            Self::Event(event) => event.span(),
            Self::Comment(comment) => comment.span(),
        }
    }
}
