//! How connections and sessions end, and what a caller can get wrong.

use crate::Verdict;

/// How a connection was closed by the other side; for [`Session::closed`](super::Session::closed).
///
/// Where the transport reports a clean end, it is the decoder that can tell what became of the stream:
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

/// What a connection was lost to, when the standard's answer is to reestablish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Loss {
    /// The other side closed it.
    #[error("{0}")]
    Closed(Closed),
    /// Not a byte came for too long.
    #[error("no byte in time")]
    TransportIdle,
    /// Not an event came for too long.
    #[error("no event in time")]
    ContentIdle,
    /// The response had a status that is worth another attempt.
    #[error("status {0}")]
    Status(u16),
}

/// Why a session ended; from [`Action::End`](super::Action::End).
///
/// It is an error type because to most callers every end but [`Done`](Self::Done) is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The sentinel came.
    #[error("stream is done")]
    Done,
    /// The caller aborted it.
    #[error("aborted")]
    Aborted,
    /// 204 No Content: the server wants no reconnecting.
    #[error("server answered 204 No Content")]
    NoContent,
    /// The response's status was neither 200 nor one to be retried.
    #[error("server answered with status {0}")]
    Status(u16),
    /// The response's content type was not `text/event-stream`.
    #[error("response is no text/event-stream")]
    ContentType,
    /// The connection was lost after events were delivered, and there is no last event ID to go on from.
    ///
    /// With [`Closed::Complete`] in it, this is how a stream without IDs and without a sentinel ends when all is well.
    #[error("events were delivered and no ID tells where to go on ({0})")]
    ReplayRefused(Loss),
    /// As many attempts in a row as allowed were lost; this is what the last one was lost to.
    #[error("attempts exhausted ({0})")]
    AttemptsExhausted(Loss),
}

/// A report that cannot be true, going by what the caller was told to do. It has changed nothing.
///
/// A transport with callbacks may bring late news of a connection already dropped. While nothing is out they meet this
/// error, and it can be ignored; once the next request is out they would pass for its own, so such a caller has to
/// tell its connections apart.
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
}
