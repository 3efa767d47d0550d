//! Generated event streams with the events they mean, and what they are made of.

use super::{Event, events};

/// An event stream with the events it means.
///
/// Strategies and fuzz inputs make it. As `AsRef<[u8]>` it can be cut like plain bytes.
///
/// ```
/// use unchunk_testing::sse::EventStream;
///
/// let stream = EventStream::new(b"data: a\n\n");
/// assert_eq!(stream.events[0].text(), "a");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventStream {
    /// The stream.
    pub bytes: Vec<u8>,
    /// What it means, by the standard, without any limit.
    pub events: Vec<Event>,
}

impl EventStream {
    /// The stream of these bytes, with the events that the [oracle](events) reads.
    ///
    /// ```
    /// use unchunk_testing::sse::EventStream;
    ///
    /// assert!(EventStream::new(b"<html>").events.is_empty());
    /// ```
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let events = events(&bytes);
        Self { bytes, events }
    }
}

impl AsRef<[u8]> for EventStream {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The earlier a part stands, the simpler.
#[cfg(any(feature = "arbitrary", feature = "proptest"))]
pub(crate) mod parts {
    /// Names that fields have, do not have, or nearly have.
    pub(crate) const NAMES: [&[u8]; 14] = [
        b"data",
        b"data",
        b"data",
        b"event",
        b"id",
        b"retry",
        b"",
        b"",
        b"foo",
        b"Data",
        b"dat",
        b" data",
        b"ids",
        b"\xEF\xBB\xBF",
    ];

    /// What is between name and value.
    pub(crate) const SEPARATORS: [&[u8]; 5] = [b": ", b": ", b":", b"", b" : "];

    pub(crate) const LINE_ENDS: [&[u8]; 3] = [b"\n", b"\r", b"\r\n"];

    /// What may stand before the first line.
    pub(crate) const MARKS: [&[u8]; 5] = [b"", b"", b"\xEF\xBB\xBF", b"\xEF\xBB", b"\xEF"];

    /// What values are made of: text of every width, what looks like a delimiter, what is not UTF-8, NUL.
    pub(crate) const FRAGMENTS: [&[u8]; 18] = [
        b"x",
        b" ",
        b":",
        b"\t",
        b"7",
        b"18446744073709551615",
        b"data",
        "é".as_bytes(),
        "你".as_bytes(),
        "😀".as_bytes(),
        "\u{FEFF}".as_bytes(),
        "\u{2028}\u{85}\u{B}\u{C}".as_bytes(),
        b"\0",
        b"\xE4\xBD",
        b"\xF0\x9F\x98",
        b"\xC3",
        b"\xFF",
        b"\xA0",
    ];

    /// Of these so many come first that are text and can be in an ID.
    #[cfg(feature = "proptest")]
    pub(crate) const PLAIN_FRAGMENTS: usize = 12;
}
