//! What the caller is to do next: actions, requests, deliveries.

use core::time::Duration;

use super::reason::Reason;

/// What to do next; from [`Session::poll`](super::Session::poll).
///
/// There are these five and no more, so a `match` may be exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'s> {
    /// Send the request now. Returned once: from here on the caller owes [`opened`](super::Session::opened) or
    /// [`closed`](super::Session::closed).
    ///
    /// Do not wait for the response here: the server may never send one. Keep its future, poll again, and wait as
    /// [`Receive`](Self::Receive) says; [`Request::until`] is the same deadline.
    Open(Request<'s>),
    /// A request or connection is out: report what it brings, poll after each report, and at this time at the latest.
    Receive {
        /// When an idle deadline passes; none if both idle timers are off.
        until: Option<Duration>,
    },
    /// Nothing is out. Poll again at this time. [`Session::last_loss`](super::Session::last_loss) and
    /// [`attempt`](super::Session::attempt) say why.
    Wait {
        /// When to open the next request.
        until: Duration,
    },
    /// Drop the request or connection that is out, and poll again. Returned once: report nothing more of it.
    Close,
    /// It is over. Nothing is out, and nothing will be opened. Returned again at every poll.
    End(Reason),
}

impl Action<'_> {
    /// Returns how long to wait before the next poll at the latest: nothing if that time has passed, `None` if there is
    /// no such time.
    ///
    /// ```
    /// use std::time::Duration;
    /// use unchunk::session::Action;
    ///
    /// let action = Action::Wait { until: Duration::from_secs(5) };
    /// assert_eq!(action.time_left(Duration::from_secs(3)), Some(Duration::from_secs(2)));
    /// assert_eq!(action.time_left(Duration::from_secs(9)), Some(Duration::ZERO));
    /// ```
    #[must_use]
    pub fn time_left(&self, now: Duration) -> Option<Duration> {
        let until = match self {
            Self::Open(request) => request.until,
            Self::Receive { until } => *until,
            Self::Wait { until } => Some(*until),
            Self::Close | Self::End(_) => None,
        };
        until.map(|until| until.saturating_sub(now))
    }
}

/// What the session adds to the caller's request: `Accept: text/event-stream`, no cache, the last event ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'s> {
    pub(super) attempt: u32,
    pub(super) until: Option<Duration>,
    pub(super) last_event_id: &'s str,
}

impl<'s> Request<'s> {
    /// Which attempt in a row this is: 0 for the first request of all, n for the nth reconnection since a connection
    /// last held, or since the beginning.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When the response must have begun; none if there is no deadline.
    #[must_use]
    #[doc(alias = "timeout")]
    pub const fn until(&self) -> Option<Duration> {
        self.until
    }

    /// The value of the `Last-Event-ID` header, in UTF-8; none if it is not to be sent.
    #[must_use]
    #[doc(alias = "id")]
    pub fn last_event_id(&self) -> Option<&'s str> {
        Some(self.last_event_id).filter(|id| is_sendable(id))
    }

    /// A last event ID that no header can have as its value, since it has control characters; usually none.
    ///
    /// It is not sent, so the server cannot know where to go on.
    #[must_use]
    pub fn unsendable_id(&self) -> Option<&'s str> {
        Some(self.last_event_id).filter(|id| !id.is_empty() && !is_sendable(id))
    }

    /// The headers that the standard asks for: `Accept`, `Cache-Control`, and `Last-Event-ID` if it is to be sent.
    ///
    /// ```
    /// use std::time::Duration;
    /// use unchunk::session::{Action, Session};
    ///
    /// let mut session = Session::feeds().last_event_id("41").build();
    /// if let Action::Open(request) = session.poll(Duration::ZERO) {
    ///     assert!(request.headers().any(|header| header == ("last-event-id", "41")));
    /// }
    /// ```
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'s str)> + use<'s> {
        [
            ("accept", "text/event-stream"),
            ("cache-control", "no-store"),
        ]
        .into_iter()
        .chain(self.last_event_id().map(|id| ("last-event-id", id)))
    }
}

/// Returns whether this is an ID that a header can have as its value (RFC 9110 § 5.5).
pub(super) fn is_sendable(id: &str) -> bool {
    let may_be_sent = |byte| byte == b'\t' || (byte >= b' ' && byte != 0x7F);
    !id.is_empty() && id.bytes().all(may_be_sent)
}

/// What to do with an event; from [`Session::event`](super::Session::event).
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// Deliver it.
    Deliver,
    /// It is the sentinel: the stream is done, and the next poll returns [`Action::Close`].
    Done,
    /// Drop it: it came while the connection is being closed, or it was cut and will come again.
    Discard,
}
