//! A session's options.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::machine::Session;
use crate::sse::Event;

/// Options of a [`Session`].
///
/// ```
/// use std::time::Duration;
/// use unchunk::session::Session;
///
/// let session = Session::builder()
///     .attempts(5)
///     .content_idle(Duration::from_secs(30))
///     .retried_statuses([429, 502, 503, 504])
///     .done_when(|event| event.event_type() == "message_stop")
///     .last_event_id("41")
///     .build();
/// assert_eq!(session.last_event_id(), "41");
/// ```
#[derive(Debug, Clone)]
pub struct SessionBuilder {
    policy: Policy,
    last_event_id: String,
    jitter_seed: Option<u64>,
}

/// What a session goes by.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    pub(super) attempts: u32,
    pub(super) reconnection_time: Duration,
    pub(super) max_delay: Duration,
    pub(super) transport_idle: Option<Duration>,
    pub(super) content_idle: Option<Duration>,
    pub(super) sentinel: Option<Sentinel>,
    pub(super) replay: Replay,
    pub(super) retried_statuses: Vec<u16>,
}

/// Whether a request may be sent again after events were delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replay {
    WithIdOnly,
    Always,
}

/// Tells which event ends the stream for good.
#[derive(Clone)]
pub(super) struct Sentinel(Arc<dyn Fn(&Event<'_>) -> bool + Send + Sync>);

impl Sentinel {
    pub(super) fn is(&self, event: &Event<'_>) -> bool {
        (self.0)(event)
    }
}

impl fmt::Debug for Sentinel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sentinel")
    }
}

impl SessionBuilder {
    /// Reconnections allowed in a row; 3 by default. An event begins the count anew.
    ///
    /// 0: what is lost stays lost. [`u32::MAX`]: practically without end.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.policy.attempts = attempts;
        self
    }

    /// The reconnection time to begin with; 2 s by default. A `retry` field replaces it.
    ///
    /// It is the wait before the first attempt in a row. Before the second, third, fourth, … as much as 1, 3, 7, …
    /// times the time given here is added: 2 s, 4 s, 8 s, … unless the server has set another reconnection time.
    /// A server that sends events, closes, and has set it to 0 is returned to at once, as the standard has it.
    #[must_use]
    pub fn reconnection_time(mut self, time: Duration) -> Self {
        self.policy.reconnection_time = time;
        self
    }

    /// The cap on the growing wait, before jitter; 30 s by default. [`Duration::ZERO`]: no growth.
    ///
    /// A reconnection time above it is waited for in full, as the standard demands.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.policy.max_delay = delay;
        self
    }

    /// Makes each wait longer by a random part of up to its half, so that clients cut at once do not return at once;
    /// off by default.
    ///
    /// The same seed gives the same waits: give each client its own.
    #[must_use]
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// How long no byte may come, heartbeats included, before a connection counts as lost; 60 s by default, `None`:
    /// for ever.
    ///
    /// Runs from the request on. The standard advises servers to send a heartbeat every 15 s or so.
    #[must_use]
    pub fn transport_idle(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.policy.transport_idle = time.into();
        self
    }

    /// How long no event may come, whatever else does, before a connection counts as lost; off (`None`) by default.
    ///
    /// Runs from the request on.
    #[must_use]
    pub fn content_idle(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.policy.content_idle = time.into();
        self
    }

    /// The sentinel: the event for which this returns true ends the stream for good; none by default.
    ///
    /// Called once for each event, in order.
    ///
    /// ```
    /// use unchunk::session::Session;
    ///
    /// let builder = Session::builder().done_when(|event| event.data_bytes() == b"[DONE]");
    /// # let _ = builder;
    /// ```
    #[must_use]
    pub fn done_when(
        mut self,
        sentinel: impl Fn(&Event<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.policy.sentinel = Some(Sentinel(Arc::new(sentinel)));
        self
    }

    /// Whether to reconnect also where events were delivered and there is no last event ID; off by default.
    ///
    /// The server cannot know then what has been seen. That is right for a feed of news, and wrong for an answer
    /// being generated, which would begin anew.
    #[must_use]
    pub fn replay_without_id(mut self, replay: bool) -> Self {
        self.policy.replay = if replay {
            Replay::Always
        } else {
            Replay::WithIdOnly
        };
        self
    }

    /// The response statuses that are worth another attempt, 429, 502, 503 and 504 say; none by default, as the
    /// standard has it.
    ///
    /// 200 and 204 always mean what they mean. For `Retry-After` see [`Session::postpone`].
    #[must_use]
    pub fn retried_statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.policy.retried_statuses = statuses.into_iter().collect();
        self
    }

    /// The last event ID to begin with: that of an earlier session, kept elsewhere.
    #[must_use]
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// The session; its first poll opens the first request.
    #[must_use]
    pub fn build(self) -> Session {
        Session::with_options(self.policy, self.last_event_id, self.jitter_seed)
    }
}

impl Default for SessionBuilder {
    fn default() -> Self {
        Self {
            policy: Policy {
                attempts: 3,
                reconnection_time: Duration::from_secs(2),
                max_delay: Duration::from_secs(30),
                transport_idle: Some(Duration::from_secs(60)),
                content_idle: None,
                sentinel: None,
                replay: Replay::WithIdOnly,
                retried_statuses: Vec::new(),
            },
            last_event_id: String::new(),
            jitter_seed: None,
        }
    }
}
