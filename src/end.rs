//! The verdict on how a stream ended.

use core::fmt;

use crate::text;

/// How the stream ended, judged by its bytes alone.
///
/// A body can end cleanly for the transport and yet be cut short, or never have been of the expected format. The
/// verdict tells both from a finished answer.
#[derive(Clone, Copy, PartialEq, Eq)]
#[must_use = "a stream may have been cut short, or of another format"]
#[non_exhaustive]
pub enum Verdict<'d> {
    /// Nothing is missing: the stream ends where a frame ends, or is empty.
    Complete,
    /// The stream ends inside a frame, or where more must come (an array without its closing bracket), or a fatal error
    /// ended the decoding.
    #[non_exhaustive]
    Truncated {
        /// The raw bytes of the unfinished frame, at most as many as the limit allows.
        ///
        /// Empty if no frame was begun, or if a bad one was being skipped, of which nothing is stored.
        tail: &'d [u8],
        /// Where the unfinished frame began, or where more should have come, or where the error is, in bytes from the
        /// first byte of the stream.
        offset: u64,
    },
    /// Bytes came, but never anything of the expected format: a JSON or HTML error page, say.
    #[non_exhaustive]
    Foreign {
        /// The first bytes of the body, at most 1024.
        head: &'d [u8],
    },
}

impl Verdict<'_> {
    /// Returns whether nothing is missing.
    pub const fn is_complete(&self) -> bool {
        matches!(self, Self::Complete)
    }
}

/// Prints bytes as text, escaped.
impl fmt::Debug for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("Complete"),
            Self::Truncated { tail, offset } => f
                .debug_struct("Truncated")
                .field("tail", &text::lossy(tail))
                .field("offset", offset)
                .finish(),
            Self::Foreign { head } => f
                .debug_struct("Foreign")
                .field("head", &text::lossy(head))
                .finish(),
        }
    }
}

/// What [`Decode::finish`](crate::Decode::finish) returns: the verdict, and the item that only the end completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the verdict tells whether the stream is whole"]
pub struct End<'d, T> {
    last: Option<T>,
    verdict: Verdict<'d>,
}

impl<'d, T> End<'d, T> {
    pub(crate) const fn new(last: Option<T>, verdict: Verdict<'d>) -> Self {
        Self { last, verdict }
    }

    /// The same with another kind of item.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> End<'d, U> {
        End::new(self.last.map(make), self.verdict)
    }

    /// How the stream ended.
    pub const fn verdict(&self) -> Verdict<'d> {
        self.verdict
    }

    /// Returns whether nothing is missing: the verdict is [`Verdict::Complete`].
    ///
    /// ```
    /// let mut decoder = unchunk::sse::Decoder::new();
    /// assert!(decoder.decode(&mut &b"data: x\n"[..])?.is_none());
    /// let end = decoder.finish()?;
    /// assert!(!end.is_complete());
    /// assert_eq!(format!("{end:?}"), r#"End { last: None, verdict: Truncated { tail: "x", offset: 0 } }"#);
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub const fn is_complete(&self) -> bool {
        self.verdict.is_complete()
    }

    /// The last item, where only the end of the stream could tell that it is whole (a JSON number, say).
    pub const fn last(&self) -> Option<&T> {
        self.last.as_ref()
    }

    /// The last item by value.
    pub fn into_last(self) -> Option<T> {
        self.last
    }
}
