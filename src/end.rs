//! The verdict on how a stream ended.

/// How the stream ended, judged by its bytes alone.
///
/// A body can end cleanly for the transport and yet be cut short, or never have been of the expected format:
/// the verdict keeps either from passing for a finished answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict<'d> {
    /// Nothing is missing: the stream ends where a frame ends, or is empty.
    Complete,
    /// The stream ends inside a frame, or where more must come (a streamed array without its closing bracket), or an
    /// error ended the decoding before.
    #[non_exhaustive]
    Truncated {
        /// The raw bytes of the unfinished frame, at most as many as the limit allows.
        ///
        /// Empty where no frame was begun, and while a bad one was being skipped: nothing of that one is stored.
        tail: &'d [u8],
        /// Where the unfinished frame began, else where more should have come or the error lies, in bytes from the
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

/// What [`Decode::finish`](crate::Decode::finish) returns: the verdict, and the item that only the end completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// The last item, where only the end of the stream could tell that it is whole (a JSON number, say).
    pub const fn last(&self) -> Option<&T> {
        self.last.as_ref()
    }

    /// The last item by value.
    pub fn into_last(self) -> Option<T> {
        self.last
    }
}
