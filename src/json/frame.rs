//! Decoded frames: one complete JSON text each.

use alloc::borrow::Cow;
use alloc::string::String;

use core::fmt;
use core::ops::Range;
use core::str::Utf8Error;

use bytes::Bytes;

use crate::{owned, text};

/// One complete JSON text, lent by the decoder.
///
/// It is in its chunk, or in the decoder's buffer if a cut has split it. What has been checked depends on the framing
/// and on [`validate`](super::DecoderBuilder::validate): see [`Decoder`](super::Decoder).
///
/// ```
/// use unchunk::json;
///
/// let mut decoder = json::Decoder::concatenated();
/// let mut input = &b"  [1, 2] {}"[..];
/// let frame = decoder.decode(&mut input)?.unwrap();
/// assert_eq!(frame.text_bytes(), b"[1, 2]");
/// assert_eq!((frame.span(), frame.index()), (2..8, 0));
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frame<'d> {
    bytes: &'d [u8],
    start: u64,
    index: u64,
    /// From 1; 0 where the framing has no lines.
    line: u64,
}

impl<'d> Frame<'d> {
    #[inline]
    pub(super) const fn new(bytes: &'d [u8], start: u64, index: u64, line: u64) -> Self {
        Self {
            bytes,
            start,
            index,
            line,
        }
    }

    /// The text as it came, without what frames it.
    #[must_use]
    #[inline]
    pub const fn text_bytes(&self) -> &'d [u8] {
        self.bytes
    }

    /// The text as a string.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not UTF-8. A frame that was validated always is.
    pub fn text_str(&self) -> Result<&'d str, Utf8Error> {
        text::strict(self.bytes)
    }

    /// The text as a string, with U+FFFD for each maximal subpart that is not UTF-8. Borrowed if there is none.
    #[must_use]
    pub fn text(&self) -> Cow<'d, str> {
        text::lossy(self.bytes)
    }

    /// Returns where [`text_bytes`](Self::text_bytes) are, in bytes from the first byte of the stream.
    #[must_use]
    #[inline]
    pub const fn span(&self) -> Range<u64> {
        self.start..self.start.saturating_add(self.bytes.len() as u64)
    }

    /// Returns how many frames came before this one in the stream: those handed out, and those reported as bad.
    /// Anything between frames that was reported counts as one.
    #[must_use]
    #[inline]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Returns the physical line that the frame is, counted from 1, under [`Framing::Lines`](super::Framing::Lines);
    /// blank and bad lines count. `None` under the other framings, which have no lines.
    ///
    /// ```
    /// use unchunk::json;
    ///
    /// let mut decoder = json::Decoder::lines();
    /// let mut input = &b"{}\n\n[]\n"[..];
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().line(), Some(1));
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().line(), Some(3));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn line(&self) -> Option<u64> {
        match self.line {
            0 => None,
            line => Some(line),
        }
    }

    /// Returns whether two frames have the same text, byte by byte, wherever in a stream they are; `==` compares span,
    /// index and line too.
    #[must_use]
    pub fn same_content(&self, other: &Frame<'_>) -> bool {
        self.bytes == other.bytes
    }

    /// Copies the frame into one that owns its bytes: one allocation.
    #[must_use]
    #[inline]
    pub fn into_owned(self) -> OwnedFrame {
        OwnedFrame {
            bytes: Bytes::copy_from_slice(self.bytes),
            start: self.start,
            index: self.index,
            line: self.line,
        }
    }

    /// Like [`into_owned`](Self::into_owned), but a text of 1 KiB and more that is in `chunk`, and is at least an
    /// eighth of it, becomes a slice of it, without copying.
    ///
    /// `chunk` is what was being decoded; see [`Decode::own`](crate::Decode::own).
    #[must_use]
    pub fn into_owned_from(self, chunk: &Bytes) -> OwnedFrame {
        OwnedFrame::from_lent(&self, Some(chunk))
    }
}

impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("text", &self.text())
            .field("span", &self.span())
            .field("index", &self.index)
            .field("line", &self.line())
            .finish()
    }
}

/// A [`Frame`] that owns its bytes; cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OwnedFrame {
    bytes: Bytes,
    start: u64,
    index: u64,
    /// From 1; 0 where the framing has no lines.
    line: u64,
}

impl OwnedFrame {
    /// Creates a frame of this text, for a test or a mock: the first of its stream, at its start, of a framing without
    /// lines.
    ///
    /// ```
    /// use unchunk::json::OwnedFrame;
    ///
    /// let frame = OwnedFrame::new("{}").with_index(4).with_line(6).with_start(120);
    /// assert_eq!((frame.text().as_ref(), frame.index(), frame.line(), frame.span()), ("{}", 4, Some(6), 120..122));
    /// ```
    #[must_use]
    pub fn new(text: impl AsRef<[u8]>) -> Self {
        Self::of_buffer(Bytes::copy_from_slice(text.as_ref()), 0, 0, 0)
    }

    /// The same frame with so many before it.
    #[must_use]
    pub fn with_index(self, index: u64) -> Self {
        Self { index, ..self }
    }

    /// The same frame on another line, counted from 1; 0 for a framing without lines.
    #[must_use]
    pub fn with_line(self, line: u64) -> Self {
        Self { line, ..self }
    }

    /// The same frame elsewhere in its stream: at this byte.
    #[must_use]
    pub fn with_start(self, start: u64) -> Self {
        Self { start, ..self }
    }

    #[inline]
    pub(super) fn from_lent(frame: &Frame<'_>, chunk: Option<&Bytes>) -> Self {
        match owned::slice(frame.bytes, chunk) {
            Some(bytes) => Self::of_buffer(bytes, frame.start, frame.index, frame.line),
            None => frame.into_owned(),
        }
    }

    /// Creates a frame of bytes that are owned already.
    pub(super) const fn of_buffer(bytes: Bytes, start: u64, index: u64, line: u64) -> Self {
        Self {
            bytes,
            start,
            index,
            line,
        }
    }

    /// The frame as the decoder lends it.
    #[must_use]
    pub fn as_frame(&self) -> Frame<'_> {
        Frame::new(&self.bytes, self.start, self.index, self.line)
    }

    /// The text as it came, without what frames it.
    #[must_use]
    pub const fn text_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The text alone.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The text as a string.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not UTF-8. A frame that was validated always is.
    pub fn text_str(&self) -> Result<&str, Utf8Error> {
        self.as_frame().text_str()
    }

    /// The text as a string, with U+FFFD for each maximal subpart that is not UTF-8. Borrowed if there is none.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.as_frame().text()
    }

    /// The text as lossy text, in its own allocation where it has one and is UTF-8.
    #[must_use]
    pub fn into_string(self) -> String {
        text::into_string(self.bytes.into())
    }

    /// Like [`Frame::same_content`].
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }

    /// Returns where the text was, in bytes from the first byte of the stream.
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.as_frame().span()
    }

    /// Returns how many frames came before this one; see [`Frame::index`].
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The line that the frame was; see [`Frame::line`].
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.as_frame().line()
    }
}

impl fmt::Debug for OwnedFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedFrame")
            .field("text", &self.text())
            .field("span", &self.span())
            .field("index", &self.index)
            .field("line", &self.line())
            .finish()
    }
}

impl From<Frame<'_>> for OwnedFrame {
    fn from(frame: Frame<'_>) -> Self {
        frame.into_owned()
    }
}
