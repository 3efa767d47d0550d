//! The error of all adapters: of the transport, of a frame, or on the end.

use alloc::boxed::Box;
use core::fmt;

use bytes::Bytes;

use crate::decode::ErrorPlace;
use crate::excerpt::Appended;
use crate::{ErrorKind, Verdict};

/// What an adapter reports, with `E` for what its transport does.
///
/// `Transport` and `Decode` are not final: later items are still delivered. The others are the verdict on the end: at
/// most one of them is returned, as the last item. None is returned if the transport failed just before the end: what
/// that has cut is no second error.
///
/// `Display` leaves out what `source` has: print the whole chain, like `{:#}` of `anyhow`.
///
/// ```
/// use unchunk::adapters::{Error, Reader};
/// use unchunk::json;
///
/// let log = &b"{\"level\":\"info\"}\nERROR disk full\n"[..];
/// let decoder = json::Decoder::builder().framing(json::Framing::Lines).excerpt_bytes(200).build();
/// let error = Reader::new(log, decoder).nth(1).unwrap().unwrap_err();
/// assert_eq!(error.to_string(), "unexpected byte at byte 17, line 2: \"ERROR disk full\"");
///
/// let page = &b"<html>\n<title>502</title>"[..];
/// let error = Reader::new(page, unchunk::sse::Decoder::new()).next().unwrap().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the stream is not of the expected format: \"<html>\\n<title>502</title>\""
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E> {
    /// The transport failed. What was decoded before has been returned.
    #[error("transport failed")]
    Transport(#[source] E),
    /// A frame was bad and has been skipped, or nothing tells where to go on.
    #[error(transparent)]
    Decode(DecodeError),
    /// The stream ended inside a frame.
    #[error(
        "the stream ends inside the frame that begins at byte {offset}{}",
        Appended(tail)
    )]
    #[non_exhaustive]
    Truncated {
        /// The raw bytes of the unfinished frame, as in [`Verdict::Truncated`].
        tail: Bytes,
        /// Where the unfinished frame began, in bytes from the first byte of the stream.
        offset: u64,
    },
    /// The stream never was of the expected format.
    #[error("the stream is not of the expected format{}", Appended(head))]
    #[non_exhaustive]
    Foreign {
        /// The first bytes of the body, at most 1024.
        head: Bytes,
    },
    /// The stream ended where a frame ends, but without the item that `end_after` or `end_before` names.
    #[error("the stream ends without the item that was to end it")]
    MissingEnd,
}

/// A bad frame: [`crate::Error`], with what a [`json::Decoder`](crate::json::Decoder) has as its
/// [`last_error`](crate::json::Decoder::last_error).
///
/// The line is known under [`json::Framing::Lines`](crate::json::Framing::Lines), and the first bytes if
/// [`excerpt_bytes`](crate::json::DecoderBuilder::excerpt_bytes) asked for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    error: crate::Error,
    place: Option<Box<ErrorPlace>>,
}

impl DecodeError {
    /// Joins an error and what the decoder that has returned it knows of it.
    pub(super) const fn new(error: crate::Error, place: Option<Box<ErrorPlace>>) -> Self {
        Self { error, place }
    }

    /// Returns the decoder's error.
    #[must_use]
    pub const fn error(&self) -> crate::Error {
        self.error
    }

    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// Returns where the error is, in bytes from the first byte of the stream.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.error.offset()
    }

    /// Returns whether nothing tells where to go on, so that no more items come.
    #[must_use]
    pub const fn is_fatal(&self) -> bool {
        self.error.is_fatal()
    }

    /// Returns the physical line of the bad frame, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.place.as_ref()?.line
    }

    /// Returns how many frames came before the bad one, if it is one of JSON.
    #[must_use]
    pub fn index(&self) -> Option<u64> {
        self.place.as_ref().map(|place| place.index)
    }

    /// Returns where the bad frame starts, in bytes from the first byte of the stream, if it is one of JSON.
    #[must_use]
    pub fn start(&self) -> Option<u64> {
        self.place.as_ref().map(|place| place.start)
    }

    /// Returns the bad frame's first bytes; empty if they were not asked for.
    #[must_use]
    pub fn excerpt(&self) -> &[u8] {
        self.place.as_ref().map_or(&[], |place| &place.excerpt)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)?;
        if let Some(line) = self.line() {
            write!(f, ", line {line}")?;
        }
        Appended(self.excerpt()).fmt(f)
    }
}

impl core::error::Error for DecodeError {}

impl From<crate::Error> for DecodeError {
    fn from(error: crate::Error) -> Self {
        Self { error, place: None }
    }
}

impl<E> Error<E> {
    /// Returns the error for any verdict but [`Verdict::Complete`].
    ///
    /// ```
    /// use unchunk::{Decode, adapters, sse};
    ///
    /// let mut decoder = sse::Decoder::new();
    /// assert!(decoder.decode(&mut &b"data: x\n"[..])?.is_none());
    /// let error = adapters::Error::<std::io::Error>::from_verdict(decoder.finish()?.verdict());
    /// assert!(matches!(error, Some(adapters::Error::Truncated { offset: 0, .. })));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn from_verdict(verdict: Verdict<'_>) -> Option<Self> {
        match verdict {
            Verdict::Complete => None,
            Verdict::Truncated { tail, offset } => Some(Self::Truncated {
                tail: Bytes::copy_from_slice(tail),
                offset,
            }),
            Verdict::Foreign { head } => Some(Self::Foreign {
                head: Bytes::copy_from_slice(head),
            }),
        }
    }

    /// Returns the same error, with another error of the transport.
    ///
    /// ```
    /// use std::io;
    /// use unchunk::adapters::Error;
    ///
    /// let error = Error::Transport(io::Error::other("reset"));
    /// assert_eq!(error.map_transport(|error| error.kind()), Error::Transport(io::ErrorKind::Other));
    /// ```
    pub fn map_transport<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Transport(error) => Error::Transport(map(error)),
            Self::Decode(error) => Error::Decode(error),
            Self::Truncated { tail, offset } => Error::Truncated { tail, offset },
            Self::Foreign { head } => Error::Foreign { head },
            Self::MissingEnd => Error::MissingEnd,
        }
    }
}

impl<E> From<crate::Error> for Error<E> {
    fn from(error: crate::Error) -> Self {
        Self::Decode(error.into())
    }
}

impl<E> From<DecodeError> for Error<E> {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

#[cfg(feature = "std")]
impl From<std::io::Error> for Error<std::io::Error> {
    fn from(error: std::io::Error) -> Self {
        Self::Transport(error)
    }
}
