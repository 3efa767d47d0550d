//! What can go wrong, and at which byte.

use core::fmt;

/// A fault in the stream: what is wrong and where.
///
/// Kind, offset and whether it is fatal depend on the stream's bytes alone, never on how they were cut into chunks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{} at byte {offset}", self.kind())]
pub struct Error {
    /// The kind, as a number, and above it a bit that is set if the error is fatal: one word, as [`ErrorKind`] is.
    code: usize,
    offset: u64,
}

impl Error {
    /// Far above every kind.
    const FATAL: usize = 1 << 15;

    pub(crate) const fn new(kind: ErrorKind, offset: u64) -> Self {
        Self {
            code: kind as usize,
            offset,
        }
    }

    /// Creates an error after which decoding cannot go on.
    pub(crate) const fn fatal(kind: ErrorKind, offset: u64) -> Self {
        Self {
            code: kind as usize | Self::FATAL,
            offset,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        ErrorKind::ALL[self.code & (Self::FATAL - 1)]
    }

    /// The absolute byte offset of the fault, counted from the first byte of the stream.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns whether decoding ends here, because nothing in the stream tells where to go on.
    ///
    /// The decoder returns a fatal error once. It then uses up its input in silence, and the verdict on the end is
    /// [`Truncated`](crate::Verdict::Truncated) at this offset, or [`Foreign`](crate::Verdict::Foreign) if nothing of
    /// the format ever came. After any other error, decoding goes on.
    ///
    /// ```
    /// use unchunk::json;
    ///
    /// let mut decoder = json::Decoder::lines();
    /// let mut input = &b"oops\n{}\n"[..];
    /// assert!(!decoder.decode(&mut input).unwrap_err().is_fatal());
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().text_bytes(), b"{}");
    ///
    /// let mut decoder = json::Decoder::concatenated();
    /// assert!(decoder.decode(&mut &b"oops"[..]).unwrap_err().is_fatal());
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub const fn is_fatal(&self) -> bool {
        self.code & Self::FATAL != 0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("offset", &self.offset)
            .field("is_fatal", &self.is_fatal())
            .finish()
    }
}

/// The kinds of fault a decoder reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
// A whole word: beside a smaller field the other words of a result were split when it was moved, which took 12 ns for
// an owned event.
#[repr(usize)]
pub enum ErrorKind {
    /// An event has more bytes than the decoder's limit; the offset is that of the first byte over it.
    #[error("event larger than the limit")]
    EventTooLarge,
    /// The value of an `id` field has more bytes than the limit; the offset is that of the first byte over it.
    #[error("event ID larger than the limit")]
    IdTooLarge,
    /// Bytes that are not UTF-8, where text was asked for; the offset is that of the first bad byte.
    #[error("invalid UTF-8")]
    InvalidUtf8,
    /// A comment or an ignored line, asked for as an item, has more bytes than the limit; the offset is that of the
    /// first byte over it.
    #[error("line larger than the limit")]
    LineTooLarge,
    /// A JSON frame has more bytes than the decoder's limit; the offset is that of the first byte over it.
    #[error("frame larger than the limit")]
    FrameTooLarge,
    /// Arrays and objects nest deeper than the limit; the offset is that of the bracket that opens one too many.
    #[error("nested deeper than the limit")]
    TooDeep,
    /// A byte that may not come here; the offset is that of this byte.
    #[error("unexpected byte")]
    UnexpectedByte,
    /// A JSON text that its framing ends before its value is whole; the offset is that of the byte after the text.
    #[error("JSON text ends before its value does")]
    IncompleteText,
    /// A literal other than `true`, `false` and `null`; the offset is that of the first byte that does not fit.
    #[error("invalid literal")]
    InvalidLiteral,
    /// A number that RFC 8259 § 6 does not allow; the offset is that of the first byte that does not fit.
    #[error("invalid number")]
    InvalidNumber,
    /// A raw control character in a JSON string; the offset is its own.
    #[error("control character in a string")]
    ControlCharacter,
    /// A backslash in a JSON string with something after it that RFC 8259 § 7 does not know; the offset is that of the
    /// first byte that does not fit.
    #[error("invalid escape in a string")]
    InvalidEscape,
    /// The escape of half a surrogate pair in a JSON string; the offset is that of its backslash.
    #[error("lone surrogate in a string")]
    LoneSurrogate,
    /// A header section that is not well-formed; the offset is that of the first byte that does not fit.
    #[error("invalid header section")]
    InvalidHeader,
    /// A header section has more bytes than the decoder's limit; the offset is that of the first byte over it.
    #[error("header section larger than the limit")]
    HeaderTooLarge,
    /// A header section without the length of what follows; the offset is that of the byte after the section.
    #[error("header section without Content-Length")]
    MissingContentLength,
}

impl ErrorKind {
    /// Every kind, at the index of its number.
    const ALL: [Self; 16] = [
        Self::EventTooLarge,
        Self::IdTooLarge,
        Self::InvalidUtf8,
        Self::LineTooLarge,
        Self::FrameTooLarge,
        Self::TooDeep,
        Self::UnexpectedByte,
        Self::IncompleteText,
        Self::InvalidLiteral,
        Self::InvalidNumber,
        Self::ControlCharacter,
        Self::InvalidEscape,
        Self::LoneSurrogate,
        Self::InvalidHeader,
        Self::HeaderTooLarge,
        Self::MissingContentLength,
    ];

    /// A short, stable name in kebab case, for logs and machine-readable output.
    ///
    /// ```
    /// assert_eq!(unchunk::ErrorKind::EventTooLarge.as_str(), "event-too-large");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EventTooLarge => "event-too-large",
            Self::IdTooLarge => "id-too-large",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::LineTooLarge => "line-too-large",
            Self::FrameTooLarge => "frame-too-large",
            Self::TooDeep => "too-deep",
            Self::UnexpectedByte => "unexpected-byte",
            Self::IncompleteText => "incomplete-text",
            Self::InvalidLiteral => "invalid-literal",
            Self::InvalidNumber => "invalid-number",
            Self::ControlCharacter => "control-character",
            Self::InvalidEscape => "invalid-escape",
            Self::LoneSurrogate => "lone-surrogate",
            Self::InvalidHeader => "invalid-header",
            Self::HeaderTooLarge => "header-too-large",
            Self::MissingContentLength => "missing-content-length",
        }
    }
}

const _: () = {
    let mut index = 0;
    while index < ErrorKind::ALL.len() {
        assert!(ErrorKind::ALL[index] as usize == index);
        index += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_two_words_and_gives_back_what_it_was_made_of() {
        assert!(size_of::<Error>() <= 16);
        for kind in ErrorKind::ALL {
            let (usual, fatal) = (Error::new(kind, u64::MAX), Error::fatal(kind, u64::MAX));
            assert_eq!((usual.kind(), fatal.kind()), (kind, kind));
            assert_eq!((usual.is_fatal(), fatal.is_fatal()), (false, true));
            assert_eq!((usual.offset(), fatal.offset()), (u64::MAX, u64::MAX));
            assert_ne!(usual, fatal);
        }
    }
}
