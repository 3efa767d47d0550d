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
        }
    }
}
