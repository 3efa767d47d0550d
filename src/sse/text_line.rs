//! Lines that are items: comments, and lines that the standard ignores.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::ops::Range;
use core::str::Utf8Error;

use bytes::Bytes;

use crate::{owned, text};

/// A comment or an ignored line, lent by the decoder until its next call.
///
/// Servers send comments as heartbeats.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextLine<'d> {
    pub(super) text: &'d [u8],
    pub(super) start: u64,
    pub(super) end: u64,
}

impl<'d> TextLine<'d> {
    /// The text as lossy text: of a comment what follows the colon and one space, of an ignored line all of it.
    #[must_use]
    pub fn text(&self) -> Cow<'d, str> {
        text::lossy(self.text)
    }

    /// The text as strict text.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not UTF-8; it says where in it the first bad bytes are.
    pub fn text_str(&self) -> Result<&'d str, Utf8Error> {
        text::strict(self.text)
    }

    /// The text as it came.
    #[must_use]
    pub fn text_bytes(&self) -> &'d [u8] {
        self.text
    }

    /// Where the line is in the stream, in bytes, up to and including its end; of a CRLF only the CR.
    ///
    /// A line between the fields of an event is inside that event's span.
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }

    /// Returns whether two lines have the same text, wherever in a stream they are; `==` compares the spans too.
    #[must_use]
    pub fn same_content(&self, other: &TextLine<'_>) -> bool {
        self.text == other.text
    }

    /// Copies the line into one that owns its bytes: one allocation of just their size, none if there are none.
    #[must_use]
    pub fn into_owned(self) -> OwnedTextLine {
        OwnedTextLine::from_lent(&self, None)
    }
}

impl fmt::Debug for TextLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextLine")
            .field("text", &self.text())
            .field("span", &self.span())
            .finish()
    }
}

/// A comment or an ignored line that owns its bytes, to be kept or sent elsewhere.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OwnedTextLine {
    text: Bytes,
    start: u64,
    end: u64,
}

impl OwnedTextLine {
    /// Creates a line of this text, for a test or a mock, at the start of its stream.
    ///
    /// ```
    /// use unchunk::sse::{OwnedItem, OwnedTextLine};
    ///
    /// let heartbeat = OwnedItem::Comment(OwnedTextLine::new("still here"));
    /// assert_eq!(heartbeat.span(), 0..0);
    /// ```
    #[must_use]
    pub fn new(text: impl AsRef<[u8]>) -> Self {
        Self {
            text: Bytes::copy_from_slice(text.as_ref()),
            start: 0,
            end: 0,
        }
    }

    /// The same line elsewhere in its stream.
    #[must_use]
    pub fn with_span(self, span: Range<u64>) -> Self {
        Self {
            start: span.start,
            end: span.end,
            ..self
        }
    }

    pub(super) fn from_lent(line: &TextLine<'_>, chunk: Option<&Bytes>) -> Self {
        let text = line.text;
        Self {
            text: owned::slice(text, chunk).unwrap_or_else(|| Bytes::copy_from_slice(text)),
            start: line.start,
            end: line.end,
        }
    }

    /// The line as the decoder lent it.
    #[must_use]
    pub fn as_line(&self) -> TextLine<'_> {
        TextLine {
            text: &self.text,
            start: self.start,
            end: self.end,
        }
    }

    /// Like [`TextLine::text`].
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.as_line().text()
    }

    /// Like [`TextLine::text_str`].
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not UTF-8; it says where in it the first bad bytes are.
    pub fn text_str(&self) -> Result<&str, Utf8Error> {
        self.as_line().text_str()
    }

    /// Like [`TextLine::text_bytes`].
    #[must_use]
    pub fn text_bytes(&self) -> &[u8] {
        &self.text
    }

    /// The text as [`Bytes`], without copying.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.text
    }

    /// The text as lossy text, in its own allocation where it has one and is UTF-8.
    #[must_use]
    pub fn into_string(self) -> String {
        text::into_string(self.text.into())
    }

    /// Like [`TextLine::span`].
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.start..self.end
    }

    /// Like [`TextLine::same_content`].
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for OwnedTextLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owned")?;
        self.as_line().fmt(f)
    }
}
