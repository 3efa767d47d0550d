//! What can go wrong, and at which byte.

/// A fault in the stream: what is wrong and where.
///
/// Both parts depend on the stream's bytes alone, never on how they were cut into chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct Error {
    kind: ErrorKind,
    offset: u64,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind, offset: u64) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The absolute byte offset of the fault, counted from the first byte of the stream.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }
}

/// The kinds of fault a decoder reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
// A whole word, so that a result with an error in it is moved by words: around a smaller one the item's own words were
// split, which took 12 ns for an owned event.
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
    /// A field whose name no standard knows (strict mode); the offset is that of its line.
    #[error("unknown field name")]
    UnknownField,
    /// A `retry` that is empty, not all digits, or too large (strict mode); the offset is that of its value.
    #[error("retry is not a number of milliseconds")]
    InvalidRetry,
    /// An `id` with a NUL in it (strict mode); the offset is that of the NUL.
    #[error("event ID contains NUL")]
    NulInId,
    /// A JSON frame has more bytes than the decoder's limit; the offset is that of the first byte over it.
    #[error("frame larger than the limit")]
    FrameTooLarge,
    /// Arrays and objects nest deeper than the limit; the offset is that of the bracket that opens one too many.
    #[error("nested deeper than the limit")]
    TooDeep,
    /// A byte that cannot stand where it does; the offset is that of this byte.
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
    /// A header section that does not tell the length of what follows; the offset is that of the byte after the section.
    #[error("header section without Content-Length")]
    MissingContentLength,
}

impl ErrorKind {
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
            Self::UnknownField => "unknown-field",
            Self::InvalidRetry => "invalid-retry",
            Self::NulInId => "nul-in-id",
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
