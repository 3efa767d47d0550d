//! How connections and sessions end, and what a caller can get wrong.

use crate::Verdict;

/// How a connection was closed by the other side; for [`Session::closed`](super::Session::closed).
///
/// If the transport reports a clean end, only the decoder knows what became of the stream:
///
/// ```
/// use unchunk::{session::Closed, sse};
///
/// let mut decoder = sse::Decoder::new();
/// assert!(decoder.decode(&mut &b"data: cut o"[..])?.is_none());
/// assert_eq!(Closed::from(decoder.finish()?.verdict()), Closed::Truncated);
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Closed {
    /// The stream ended where an event ends: [`Verdict::Complete`].
    #[error("ended after a whole event")]
    Complete,
    /// The stream ended inside an event: [`Verdict::Truncated`].
    #[error("ended inside an event")]
    Truncated,
    /// The body was no event stream, whatever its content type said: [`Verdict::Foreign`].
    #[error("body was no event stream")]
    Foreign,
    /// The transport reported an error: the connection could not be made, or broke.
    #[error("transport failed")]
    Failed,
}

impl From<Verdict<'_>> for Closed {
    fn from(verdict: Verdict<'_>) -> Self {
        match verdict {
            Verdict::Complete => Self::Complete,
            Verdict::Truncated { .. } => Self::Truncated,
            Verdict::Foreign { .. } => Self::Foreign,
        }
    }
}

/// Why a connection was lost that the standard reestablishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Loss {
    /// The other side closed it.
    #[error("{0}")]
    Closed(Closed),
    /// No byte came for too long.
    #[error("no byte in time")]
    TransportIdle,
    /// No event came for too long.
    #[error("no event in time")]
    ContentIdle,
    /// The response had a status that is worth another attempt.
    #[error("status {0}")]
    Status(u16),
}

/// Why a session ended; from [`Action::End`](super::Action::End).
///
/// It is an error type, because for most callers every end but [`Done`](Self::Done) is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The sentinel came.
    #[error("stream is done")]
    Done,
    /// The server closed the connection where an event ends, and there was no sentinel to wait for: how an answer
    /// without one ends well. Only with [`SessionBuilder::answers`](super::SessionBuilder::answers).
    #[error("stream is complete")]
    Complete,
    /// The caller aborted it.
    #[error("aborted")]
    Aborted,
    /// The status was 204 No Content: the server wants no reconnection.
    #[error("server answered 204 No Content")]
    NoContent,
    /// The response's status was neither 200 nor one to be retried.
    #[error("server answered with status {0}")]
    Status(u16),
    /// The response's content type was not `text/event-stream`.
    #[error("response is no text/event-stream")]
    ContentType,
    /// The connection was lost after the server may have begun, and there is no last event ID to go on from.
    ///
    /// With [`Closed::Complete`] in it, this is how a stream without IDs and without a sentinel ends well, unless its
    /// session was made by [`SessionBuilder::answers`](super::SessionBuilder::answers).
    #[error("the server may have begun and nothing tells it where to go on ({0})")]
    ReplayRefused(Loss),
    /// As many attempts in a row as allowed were lost; this is why the last one was.
    #[error("attempts exhausted ({0})")]
    AttemptsExhausted(Loss),
}

impl Reason {
    /// Returns whether it ended as the caller or the server meant it to: [`Done`](Self::Done),
    /// [`Complete`](Self::Complete) or [`Aborted`](Self::Aborted).
    #[must_use]
    pub const fn is_intended(self) -> bool {
        matches!(self, Self::Done | Self::Complete | Self::Aborted)
    }

    /// Returns whether it ended because a connection was lost.
    pub(super) const fn is_loss(self) -> bool {
        matches!(self, Self::ReplayRefused(_) | Self::AttemptsExhausted(_))
    }
}

/// A report that does not fit the last action. It has changed nothing.
///
/// A transport with callbacks may report something of a connection that has been dropped. While nothing is out, the
/// report returns this error, which can be ignored. When the next request is out, it would be taken for a report of
/// that one, so such a caller has to tell its connections apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// A response was reported, but no request is out that awaits one.
    #[error("no response is awaited")]
    NoResponseAwaited,
    /// Bytes or an event were reported, but no response has been.
    #[error("no connection is open")]
    NotOpen,
    /// A close was reported, but neither a request nor a connection is out.
    #[error("there is nothing to be closed")]
    NothingToClose,
    /// An unfinished event was reported, but a request or connection is still out.
    #[error("the connection is not closed")]
    NotClosed,
}
