//! What leaves the decoder.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use core::str::Utf8Error;

use bytes::Bytes;

use crate::{owned, text};

/// A complete event, lent by the decoder until its next call.
///
/// All values are given as raw bytes (a JSON parser validates them itself), as strict text, or as lossy text in which
/// each maximal subpart of an ill-formed sequence is one U+FFFD, as the standard's UTF-8 decode has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Event<'d> {
    pub(super) event_type: &'d [u8],
    pub(super) data: text::Value<'d>,
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
        self.data.lossy()
    }

    /// The data as strict text.
    ///
    /// # Errors
    ///
    /// Says where in the data the first bytes are that are not UTF-8.
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
        OwnedEvent::new(self, None)
    }

    /// As [`to_owned`](Self::to_owned), but data of 1 KiB and more that lies in `chunk`, and is at least an eighth of
    /// it, is not copied but becomes a slice of it. Beside that a few words are allocated, and type and ID if the event
    /// has any.
    ///
    /// `chunk` is what was being decoded; see [`Decode::own`](crate::Decode::own).
    #[must_use]
    pub fn to_owned_from(&self, chunk: &Bytes) -> OwnedEvent {
        OwnedEvent::new(self, Some(chunk))
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
/// Made by [`Event::to_owned`], it holds one allocation of just its own size, neither the chunk it came in nor the
/// decoder's buffer. Made by [`Event::to_owned_from`], it may hold its data as a slice of the chunk; made by
/// [`Decode::decode_owned`](crate::Decode::decode_owned), it may have got its data with the decoder's buffer. A clone
/// shares such data and copies the rest.
#[derive(Clone)]
pub struct OwnedEvent {
    parts: Parts,
    data_len: usize,
    type_len: usize,
    start: u64,
    end: u64,
}

/// Where an owned event's bytes are. As small as it can be: each event is moved several times on its way.
#[derive(Clone)]
enum Parts {
    /// Data, event type and last event ID, one behind the other.
    Copied(Box<[u8]>),
    /// The data is no copy.
    Beside(Box<Beside>),
}

#[derive(Clone)]
struct Beside {
    data: Bytes,
    /// Event type and last event ID.
    names: Box<[u8]>,
}

impl OwnedEvent {
    #[inline(always)]
    pub(super) fn new(event: &Event<'_>, chunk: Option<&Bytes>) -> Self {
        match owned::slice(event.data.bytes(), chunk) {
            Some(data) => Self::without_data(event).with_data(data),
            None => Self {
                parts: Parts::Copied(join([
                    event.data.bytes(),
                    event.event_type,
                    event.last_event_id,
                ])),
                data_len: event.data.bytes().len(),
                type_len: event.event_type.len(),
                start: event.start,
                end: event.end,
            },
        }
    }

    /// All but the data of an event.
    pub(super) fn without_data(event: &Event<'_>) -> Self {
        Self::new(
            &Event {
                data: text::Value::new(&[], 0),
                ..*event
            },
            None,
        )
    }

    /// The same with its data, which is owned already.
    pub(super) fn with_data(self, data: Bytes) -> Self {
        let data_len = data.len();
        let names = match self.parts {
            Parts::Copied(names) => names,
            Parts::Beside(beside) => beside.names,
        };
        Self {
            parts: Parts::Beside(Box::new(Beside { data, names })),
            data_len,
            ..self
        }
    }

    /// The event as the decoder lent it.
    #[must_use]
    #[inline]
    pub fn as_event(&self) -> Event<'_> {
        let (data, names) = match &self.parts {
            Parts::Copied(bytes) => bytes.split_at(self.data_len),
            Parts::Beside(beside) => (&beside.data[..], &beside.names[..]),
        };
        let (event_type, last_event_id) = names.split_at(self.type_len);
        Event {
            event_type,
            data: data.into(),
            last_event_id,
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
    #[inline]
    pub fn data_bytes(&self) -> &[u8] {
        self.as_event().data_bytes()
    }

    /// The data as [`Bytes`], without copying.
    #[must_use]
    pub fn into_data(self) -> Bytes {
        match self.parts {
            Parts::Copied(bytes) => {
                let mut bytes = Bytes::from(bytes);
                bytes.truncate(self.data_len);
                bytes
            }
            Parts::Beside(beside) => beside.data,
        }
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

impl PartialEq for OwnedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.as_event() == other.as_event()
    }
}

impl Eq for OwnedEvent {}

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
        Self::new(&event, None)
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

    /// A copy that owns its bytes: one allocation of just their size, none if there are none.
    #[must_use]
    pub fn to_owned(&self) -> OwnedComment {
        OwnedComment::new(self, None)
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

/// A comment line that owns its bytes, to be kept or sent elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedComment {
    text: Bytes,
    start: u64,
    end: u64,
}

impl OwnedComment {
    fn new(comment: &Comment<'_>, chunk: Option<&Bytes>) -> Self {
        let text = comment.text;
        Self {
            text: owned::slice(text, chunk).unwrap_or_else(|| Bytes::copy_from_slice(text)),
            start: comment.start,
            end: comment.end,
        }
    }

    /// The comment as the decoder lent it.
    #[must_use]
    pub fn as_comment(&self) -> Comment<'_> {
        Comment {
            text: &self.text,
            start: self.start,
            end: self.end,
        }
    }

    /// As [`Comment::text`].
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.as_comment().text()
    }

    /// As [`Comment::text_bytes`].
    #[must_use]
    pub fn text_bytes(&self) -> &[u8] {
        &self.text
    }

    /// As [`Comment::span`].
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }
}

impl fmt::Debug for OwnedComment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owned")?;
        self.as_comment().fmt(f)
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

    /// A copy that owns its bytes: at most one allocation of just their size.
    #[must_use]
    pub fn to_owned(&self) -> OwnedItem {
        OwnedItem::new(self, None)
    }
}

/// An [`Item`] that owns its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnedItem {
    /// A complete event.
    Event(OwnedEvent),
    /// A comment line.
    Comment(OwnedComment),
}

impl OwnedItem {
    pub(super) fn new(item: &Item<'_>, chunk: Option<&Bytes>) -> Self {
        match item {
            Item::Event(event) => Self::Event(OwnedEvent::new(event, chunk)),
            Item::Comment(comment) => Self::Comment(OwnedComment::new(comment, chunk)),
        }
    }

    /// The item as the decoder lent it.
    #[must_use]
    pub fn as_item(&self) -> Item<'_> {
        match self {
            Self::Event(event) => Item::Event(event.as_event()),
            Self::Comment(comment) => Item::Comment(comment.as_comment()),
        }
    }

    /// As [`Item::span`].
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.as_item().span()
    }
}
