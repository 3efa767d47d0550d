//! What a session tells its caller to do.

use core::time::Duration;

use super::reason::Reason;

/// What to do next; from [`Session::poll`](super::Session::poll).
///
/// There are these five and no more, so a `match` may be exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'s> {
    /// Send the request now. Said once: from here on the caller owes [`opened`](super::Session::opened) or
    /// [`closed`](super::Session::closed).
    Open(Request<'s>),
    /// A request or connection is out: report what it brings, poll after each report, and at this time at the latest.
    Receive {
        /// When an idle deadline passes; none if both idle clocks are off.
        until: Option<Duration>,
    },
    /// Nothing is out. Poll again at this time.
    Wait {
        /// When to open the next request.
        until: Duration,
    },
    /// Drop the request or connection that is out, and poll again. Said once: nothing more of it is to be reported.
    Close,
    /// It is over. Nothing is out, and nothing will be opened; said again at every poll.
    End(Reason),
}

/// The request to be sent: the caller's own, with `Accept: text/event-stream` and past all caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'s> {
    pub(super) attempt: u32,
    pub(super) last_event_id: &'s str,
}

impl<'s> Request<'s> {
    /// Which attempt in a row this is: 0 for the first request of all, n for the nth reconnection since the last
    /// event, or since the beginning.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The value of the `Last-Event-ID` header; none if it is not to be sent.
    #[must_use]
    pub const fn last_event_id(&self) -> Option<&'s str> {
        if self.last_event_id.is_empty() {
            None
        } else {
            Some(self.last_event_id)
        }
    }
}

/// What to do with an event; from [`Session::event`](super::Session::event).
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// Deliver it.
    Deliver,
    /// It is the sentinel: the stream is done, and the next poll says [`Action::Close`].
    Done,
    /// It came while the connection is being closed. It counts for nothing.
    Discard,
}
