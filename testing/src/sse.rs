//! Server-Sent Events: what a stream means, by the standard's text, and cases that show it.
//!
//! [`read`] is a slow oracle; [`events`] is it without the limits and verdicts of this crate, to check any parser
//! against.

mod cases;
mod oracle;
mod stream;

use std::ops::Range;

use unchunk::ErrorKind;

use crate::Ending;
pub use cases::{Case, cases};
pub use oracle::{events, read, read_after};
pub use stream::EventStream;
#[cfg(any(feature = "arbitrary", feature = "proptest"))]
pub(crate) use stream::parts;

/// What one event may have; more is an error, after which the rest of the event is passed over.
///
/// ```
/// use unchunk_testing::sse::{self, Limits};
///
/// let reading = sse::read(b"data: 123456789\n\ndata: b\n\n", Limits::new(8, 100));
/// assert_eq!(reading.events().count(), 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of data with the LFs that join it, of type and ID, together. Less than 8 counts as 8.
    pub max_event_bytes: usize,
    /// Bytes of the value of an `id` field.
    pub max_id_bytes: usize,
}

impl Limits {
    /// These limits, in bytes.
    ///
    /// ```
    /// assert_eq!(unchunk_testing::sse::Limits::new(100, 10).max_id_bytes, 10);
    /// ```
    pub const fn new(max_event_bytes: usize, max_id_bytes: usize) -> Self {
        Self {
            max_event_bytes,
            max_id_bytes,
        }
    }
}

/// Those that [`unchunk::sse::Decoder`] has by default: 8 MiB, and 8 KiB for an ID.
impl Default for Limits {
    fn default() -> Self {
        Self::new(8 << 20, 8 << 10)
    }
}

/// One event that is dispatched.
///
/// ```
/// use unchunk_testing::sse;
///
/// let events = sse::events(b"event: add\nid: 1\ndata: a\ndata: b\n\n");
/// assert_eq!((&events[0].event_type[..], &events[0].data[..]), ("add", &b"a\nb"[..]));
/// assert_eq!(events[0].last_event_id, "1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `message`, if its block has no type, or an empty one.
    pub event_type: String,
    /// Its lines joined by LF, in the bytes of the stream.
    pub data: Vec<u8>,
    /// The last event ID when it is dispatched.
    pub last_event_id: String,
    /// The ID that its own block has.
    pub id: Option<String>,
    /// The valid `retry` that its own block has, in milliseconds.
    pub retry: Option<u64>,
    /// From the first byte of its block to the end of its blank line, in bytes from the start of the stream.
    pub span: Range<u64>,
}

impl Event {
    /// The data as text, with U+FFFD for what is not UTF-8: as the standard hands it out.
    ///
    /// ```
    /// assert_eq!(unchunk_testing::sse::events(b"data: \xFF!\n\n")[0].text(), "\u{FFFD}!");
    /// ```
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.data).into_owned()
    }
}

/// One thing seen in a stream.
///
/// ```
/// use unchunk_testing::sse::{self, Limits, Seen};
///
/// let reading = sse::read(b": hello\n\n", Limits::default());
/// assert_eq!(reading.items, [Seen::Comment { text: b"hello".to_vec(), span: 0..8 }]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// An event is dispatched.
    Event(Event),
    /// A comment's line.
    Comment {
        /// What is after the colon and one space.
        text: Vec<u8>,
        /// The line with its end, but without the LF of a CRLF.
        span: Range<u64>,
    },
    /// A line whose name no field has.
    Ignored {
        /// The whole line.
        line: Vec<u8>,
        /// As for a comment.
        span: Range<u64>,
    },
    /// A limit is broken.
    Error {
        /// Which limit.
        kind: ErrorKind,
        /// Of the first byte that is too many.
        offset: u64,
    },
}

/// All that is to be seen of one stream.
///
/// ```
/// use unchunk_testing::sse::{self, Limits};
///
/// let reading = sse::read(b"retry: 10\nid: 7\ndata: a\n\n{\"error\":1}\n", Limits::default());
/// assert_eq!(reading.events().count(), 1);
/// assert_eq!(reading.last_event_id, "7");
/// assert_eq!(reading.reconnection_time, Some(10));
/// assert_eq!(reading.ignored, b"{\"error\":1}\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reading {
    /// Events, comments, ignored lines and errors, in order.
    pub items: Vec<Seen>,
    /// How it ended.
    pub ending: Ending,
    /// The unfinished event at the end, which the standard discards.
    pub salvaged: Option<Seen>,
    /// The lines since the last event whose name no field has; or the body, if it never was an event stream. At most 1 KiB.
    pub ignored: Vec<u8>,
    /// The last event ID at the end.
    pub last_event_id: String,
    /// In milliseconds.
    pub reconnection_time: Option<u64>,
    /// How many bytes of the unfinished event count.
    pub held: usize,
    /// Whether it ended after a blank line, or comes from one.
    pub is_at_event_boundary: bool,
}

impl Reading {
    /// The events alone.
    ///
    /// ```
    /// use unchunk_testing::sse::{self, Limits};
    ///
    /// let reading = sse::read(b": hello\n\ndata: a\n\n", Limits::default());
    /// assert_eq!(reading.events().next().unwrap().data, b"a");
    /// ```
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.items.iter().filter_map(|item| match item {
            Seen::Event(event) => Some(event),
            _ => None,
        })
    }

    /// What a decoder sees that hands out neither comments nor ignored lines: the limit on these does not concern it.
    ///
    /// ```
    /// use unchunk_testing::sse::{self, Limits};
    ///
    /// let reading = sse::read(b": hello\n\n", Limits::default());
    /// assert!(reading.events_only().items.is_empty());
    /// ```
    #[must_use]
    pub fn events_only(&self) -> Self {
        let mut reading = self.clone();
        reading.items.retain(|item| {
            let is_of_a_line = matches!(
                item,
                Seen::Comment { .. }
                    | Seen::Ignored { .. }
                    | Seen::Error {
                        kind: ErrorKind::LineTooLarge,
                        ..
                    }
            );
            !is_of_a_line
        });
        reading
    }
}
