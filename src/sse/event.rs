//! Decoded events, borrowed.

use alloc::borrow::Cow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;
use core::str::Utf8Error;
use core::time::Duration;

use bytes::Bytes;

use super::last_event_id::LentId;
use super::owned_event::OwnedEvent;
use crate::text::Padded;

/// A complete event, lent by the decoder until its next call.
///
/// Event type and last event ID are text: where their bytes are not UTF-8, each maximal subpart of an ill-formed
/// sequence is one U+FFFD, as the standard's UTF-8 decode says. The data can be had as they came (a JSON parser
/// validates them itself), as strict text, or as lossy text.
#[derive(Clone, Copy)]
pub struct Event<'d> {
    /// Empty for the default one.
    pub(super) event_type: &'d str,
    pub(super) data: Padded<'d>,
    pub(crate) last_event_id: LentId<'d>,
    pub(super) has_id: bool,
    /// In milliseconds.
    pub(super) retry: Option<u64>,
    pub(super) start: u64,
    pub(super) end: u64,
}

impl<'d> Event<'d> {
    pub(super) const DEFAULT_TYPE: &'static str = "message";

    /// An event of this data alone.
    pub(super) fn of_data(data: &'d [u8]) -> Self {
        Self {
            event_type: "",
            data: Padded::from(data),
            last_event_id: LentId::Copied(""),
            has_id: false,
            retry: None,
            start: 0,
            end: 0,
        }
    }

    /// The event type: the value of the last `event` field, or `message` where that is empty or absent.
    #[must_use]
    #[inline]
    pub fn event_type(&self) -> &'d str {
        if self.event_type.is_empty() {
            Self::DEFAULT_TYPE
        } else {
            self.event_type
        }
    }

    /// The data as lossy text: the values of all `data` fields, joined with LF. Borrowed where it is valid UTF-8.
    #[must_use]
    #[inline]
    pub fn data(&self) -> Cow<'d, str> {
        self.data.lossy()
    }

    /// The data as strict text.
    ///
    /// # Errors
    ///
    /// Returns an error if the data are not UTF-8; it says where in the data the first bad bytes are.
    #[inline]
    pub fn data_str(&self) -> Result<&'d str, Utf8Error> {
        self.data.strict()
    }

    /// The data as it came.
    #[must_use]
    #[inline]
    pub fn data_bytes(&self) -> &'d [u8] {
        self.data.bytes()
    }

    /// The last event ID at dispatch: this event's own `id`, else that of an event before it; empty if there is none.
    #[must_use]
    #[inline]
    #[doc(alias = "id")]
    pub fn last_event_id(&self) -> &'d str {
        self.last_event_id.as_str()
    }

    /// The ID that an `id` field of this event gave, which may be empty; `None` if it has none.
    ///
    /// ```
    /// use unchunk::sse;
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &b"id: 7\ndata: a\n\ndata: b\n\n"[..];
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().id(), Some("7"));
    /// let event = decoder.decode(&mut input)?.unwrap();
    /// assert_eq!((event.id(), event.last_event_id()), (None, "7"));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn id(&self) -> Option<&'d str> {
        self.has_id.then(|| self.last_event_id())
    }

    /// The reconnection time that a `retry` field of this event gave; `None` if it has none that is valid.
    #[must_use]
    #[inline]
    pub fn retry(&self) -> Option<Duration> {
        self.retry.map(Duration::from_millis)
    }

    /// Where the event's block is in the stream, in bytes: from the first byte after the previous boundary to the end
    /// of its blank line.
    ///
    /// Of a blank line that ends with CRLF the span has the CR; the LF is between this span and the next. A byte order
    /// mark is before the first span.
    #[must_use]
    #[inline]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }

    /// Returns whether two events say the same, wherever in a stream they are: type, data, last event ID, own ID and
    /// reconnection time are equal. `==` compares the spans too.
    #[must_use]
    pub fn same_content(&self, other: &Event<'_>) -> bool {
        self.event_type() == other.event_type()
            && self.data == other.data
            && self.last_event_id() == other.last_event_id()
            && self.has_id == other.has_id
            && self.retry == other.retry
    }

    /// Copies the event into one that owns its bytes: one allocation. A last event ID of more than
    /// 64 bytes is shared with the decoder and its other events, not copied.
    #[must_use]
    #[inline]
    pub fn into_owned(self) -> OwnedEvent {
        OwnedEvent::from_lent(&self, None)
    }

    /// Like [`into_owned`](Self::into_owned), but data of 1 KiB and more that are in `chunk`, and are at least an
    /// eighth of it, are not copied but become a slice of it. Beside that a few words are allocated, and type and ID if
    /// the event has any.
    ///
    /// `chunk` is what was being decoded; see [`Decode::own`](crate::Decode::own).
    #[must_use]
    pub fn into_owned_from(self, chunk: &Bytes) -> OwnedEvent {
        OwnedEvent::from_lent(&self, Some(chunk))
    }
}

impl PartialEq for Event<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.same_content(other) && self.span() == other.span()
    }
}

impl Eq for Event<'_> {}

impl Hash for Event<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.event_type(), self.data_bytes(), self.id()).hash(state);
        (self.last_event_id(), self.retry, self.span()).hash(state);
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.event_type())
            .field("data", &self.data())
            .field("last_event_id", &self.last_event_id())
            .field("id", &self.id())
            .field("retry", &self.retry())
            .field("span", &self.span())
            .finish()
    }
}
