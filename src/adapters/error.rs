//! What can go wrong between a transport and whole items.

use bytes::Bytes;

use crate::Verdict;

/// What an adapter reports, with `E` for what its transport does.
///
/// `Transport` and `Decode` are no end: what comes behind them follows. `Truncated` and `Foreign` are the verdict on the
/// end, come at most once and last.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E> {
    /// The transport failed; what was decoded before has been handed out.
    #[error("transport: {0}")]
    Transport(#[source] E),
    /// A frame was bad and has been skipped, or nothing tells how to go on.
    #[error(transparent)]
    Decode(crate::Error),
    /// The stream ended inside a frame.
    #[error("the stream ends inside the frame that begins at byte {offset}")]
    #[non_exhaustive]
    Truncated {
        /// The raw bytes of the unfinished frame, as in [`Verdict::Truncated`].
        tail: Bytes,
        /// Where the unfinished frame began, in bytes from the first byte of the stream.
        offset: u64,
    },
    /// The stream never was of the expected format.
    #[error("the stream is not of the expected format")]
    #[non_exhaustive]
    Foreign {
        /// The first bytes of the body, at most 1024.
        head: Bytes,
    },
}

impl<E> Error<E> {
    /// The error for any verdict but [`Verdict::Complete`].
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

    /// The same with another error of the transport.
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
        }
    }
}

impl<E> From<crate::Error> for Error<E> {
    fn from(error: crate::Error) -> Self {
        Self::Decode(error)
    }
}

#[cfg(feature = "std")]
impl From<std::io::Error> for Error<std::io::Error> {
    fn from(error: std::io::Error) -> Self {
        Self::Transport(error)
    }
}
