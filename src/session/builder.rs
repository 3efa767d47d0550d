//! A session's options.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::machine::Session;
use crate::sse::Event;

/// Options of a [`Session`]. There are three sets to begin with:
///
/// | | [`answers`](Self::answers) | [`feeds`](Self::feeds) | [`default`](Self::default) |
/// |---|---|---|---|
/// | made for | an answer being generated, usually a POST | news without end, a GET | a stream with an end, resumed by ID |
/// | the request failed before a response | repeated | repeated | repeated |
/// | retried statuses | 429, 503 | 408, 425, 429, 500, 502, 503, 504 | none |
/// | no byte or event in time | over | repeated | repeated if there is an ID |
/// | cut after the response | over | repeated | repeated if there is an ID, or no event came |
/// | closed cleanly | over, and well unless there is a sentinel to come | repeated | as cut |
/// | attempts in a row | 3 | without end | 3 |
/// | jitter | on | on | off |
///
/// *Repeated* means: sent again after a wait, with the last event ID if there is one. *Over* is an
/// [`Action::End`](super::Action::End).
///
/// ```
/// use std::time::Duration;
/// use unchunk::session::Session;
///
/// let answer = Session::answers().done_when(|event| event.data_bytes() == b"[DONE]").build();
/// let feed = Session::feeds().last_event_id("41").max_delay(Duration::from_secs(300)).build();
/// assert_eq!((answer.last_event_id(), feed.last_event_id()), ("", "41"));
/// ```
#[derive(Debug, Clone)]
pub struct SessionBuilder {
    policy: Policy,
    last_event_id: String,
    jitter: Jitter,
}

/// The options that a session keeps.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    pub(super) attempts: u32,
    pub(super) holds_after: Duration,
    pub(super) reconnection_time: Duration,
    pub(super) min_delay: Duration,
    pub(super) max_delay: Duration,
    pub(super) caps_retry: bool,
    pub(super) first_byte: Option<Duration>,
    pub(super) transport_idle: Option<Duration>,
    pub(super) content_idle: Option<Duration>,
    pub(super) sentinel: Option<Sentinel>,
    pub(super) repeat: Repeat,
    pub(super) retried_statuses: Vec<u16>,
}

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// If the server cannot have begun.
    Unbegun,
    /// If an ID tells where to go on, or if nothing was delivered and the other side closed.
    Resumed,
    /// Always.
    Always,
}

/// Where the random part of waits comes from.
#[derive(Debug, Clone, Copy)]
enum Jitter {
    Off,
    Seed(u64),
    /// A seed of its own for each session, if the platform has one.
    Random,
}

impl Jitter {
    fn seed(self) -> Option<u64> {
        match self {
            Self::Off => None,
            Self::Seed(seed) => Some(seed),
            #[cfg(feature = "std")]
            Self::Random => {
                use core::hash::{BuildHasher as _, Hasher as _};
                Some(std::hash::RandomState::new().build_hasher().finish())
            }
            #[cfg(not(feature = "std"))]
            Self::Random => Some(0),
        }
    }
}

/// The closure that knows which event ends the stream for good.
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
    /// Returns options for an answer that is being generated: the request is repeated only if the server cannot have
    /// begun.
    ///
    /// That is so if it failed before a response came, or if the response was 429 or 503. It is not repeated after
    /// silence or after a 200: half an answer would be generated twice, and paid for twice. A clean close is the end,
    /// [`Reason::Complete`](super::Reason::Complete), unless [`done_when`](Self::done_when) says that an event must
    /// come first. For an answer that its server resumes by ID, begin with [`default`](Self::default).
    #[must_use]
    pub fn answers() -> Self {
        let mut builder = Self::default().retried_statuses([429, 503]);
        builder.policy.repeat = Repeat::Unbegun;
        builder.jitter = Jitter::Random;
        builder
    }

    /// Returns options for a feed without an end: whatever happens to a connection, the next one follows, with the last
    /// event ID.
    ///
    /// Waits grow from 2 s to 30 s, plus a random part. Only a response that no other attempt can change ends it: 204,
    /// 404, a content type that is not `text/event-stream`. Without the feature `std` all sessions have the same random
    /// numbers: give each a [`jitter_seed`](Self::jitter_seed).
    #[must_use]
    pub fn feeds() -> Self {
        let mut builder = Self::default()
            .attempts(u32::MAX)
            .replay_without_id(true)
            .retried_statuses([408, 425, 429, 500, 502, 503, 504]);
        builder.jitter = Jitter::Random;
        builder
    }

    /// Sets how many reconnections are allowed in a row; 3 by default. A connection that [held](Self::holds_after)
    /// begins the count from the start.
    ///
    /// 0: no reconnection. [`u32::MAX`]: without end.
    #[must_use]
    #[doc(alias = "retry")]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.policy.attempts = attempts;
        self
    }

    /// Sets how long a connection must last, from its response on, for its events to begin the count of attempts from
    /// the start; 5 s by default.
    ///
    /// Without this, a server that takes connections, sends an event and closes would be asked again without end, and
    /// the waits would never grow. [`Duration::ZERO`]: any event begins the count from the start.
    #[must_use]
    pub fn holds_after(mut self, time: Duration) -> Self {
        self.policy.holds_after = time;
        self
    }

    /// Sets the reconnection time to begin with; 2 s by default. A `retry` field replaces it.
    ///
    /// It is the wait before the first attempt in a row. Before the second, third, fourth, … as much as 1, 3, 7, …
    /// times the time given here is added: 2 s, 4 s, 8 s, … unless the server has set another reconnection time.
    #[must_use]
    #[doc(alias = "retry")]
    pub fn reconnection_time(mut self, time: Duration) -> Self {
        self.policy.reconnection_time = time;
        self
    }

    /// Sets the shortest wait if a server sets the reconnection time; 500 ms by default.
    ///
    /// The standard lets a client wait longer than it was asked to. A time given to
    /// [`reconnection_time`](Self::reconnection_time) is the caller's own and stays as it is.
    #[must_use]
    pub fn min_delay(mut self, delay: Duration) -> Self {
        self.policy.min_delay = delay;
        self
    }

    /// Sets the cap on the growing wait, before jitter; 30 s by default. [`Duration::ZERO`]: no growth.
    ///
    /// A reconnection time above it is waited for in full, as the standard says, unless
    /// [`caps_retry`](Self::caps_retry) is on.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.policy.max_delay = delay;
        self
    }

    /// Sets whether [`max_delay`](Self::max_delay) also caps a reconnection time that the server has set; off by
    /// default.
    ///
    /// **The standard does not allow this.** It does not shorten a time given to
    /// [`reconnection_time`](Self::reconnection_time), nor what [`postpone`](Session::postpone) says.
    #[must_use]
    pub fn caps_retry(mut self, caps: bool) -> Self {
        self.policy.caps_retry = caps;
        self
    }

    /// Makes each wait longer by a random part of up to its half, so that clients that were cut at the same time do not
    /// return at the same time; off by default, and on with a random seed for [`answers`](Self::answers) and
    /// [`feeds`](Self::feeds).
    ///
    /// The same seed gives the same waits: give each client its own.
    #[must_use]
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter = Jitter::Seed(seed);
        self
    }

    /// Turns [jitter](Self::jitter_seed) off.
    #[must_use]
    pub fn without_jitter(mut self) -> Self {
        self.jitter = Jitter::Off;
        self
    }

    /// Sets how long the response may take to begin, from the request to [`opened`](Session::opened); by default it is
    /// [`transport_idle`](Self::transport_idle).
    #[must_use]
    #[doc(alias = "timeout")]
    pub fn first_byte(mut self, time: Duration) -> Self {
        self.policy.first_byte = Some(time);
        self
    }

    /// Sets after how long without any byte, heartbeats included, a connection counts as lost; 60 s by default. `None`:
    /// never.
    ///
    /// Runs from the request on. The standard advises servers to send a heartbeat every 15 s or so.
    #[must_use]
    #[doc(alias("timeout", "heartbeat", "keepalive"))]
    pub fn transport_idle(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.policy.transport_idle = time.into();
        self
    }

    /// Sets after how long without an event, whatever else comes, a connection counts as lost; off (`None`) by default.
    ///
    /// Runs from the request on.
    #[must_use]
    #[doc(alias = "timeout")]
    pub fn content_idle(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.policy.content_idle = time.into();
        self
    }

    /// Sets the sentinel: the event for which the closure returns `true` ends the stream for good; none by default.
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

    /// Sets whether to reconnect even if the server cannot know what has been seen: events were delivered, or may have
    /// been on their way when the connection went silent, and there is no last event ID; off by default.
    ///
    /// That is right for a feed of news, and wrong for an answer being generated, which could only start over.
    #[must_use]
    pub fn replay_without_id(mut self, replay: bool) -> Self {
        self.policy.repeat = match (replay, self.policy.repeat) {
            (true, _) => Repeat::Always,
            (false, Repeat::Always) => Repeat::Resumed,
            (false, repeat @ (Repeat::Unbegun | Repeat::Resumed)) => repeat,
        };
        self
    }

    /// Sets the response statuses that are worth another attempt; none by default, as the standard says.
    ///
    /// 200 and 204 keep their meaning. For `Retry-After` see [`Session::retry_after`].
    #[must_use]
    #[doc(alias = "retry")]
    pub fn retried_statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.policy.retried_statuses = statuses.into_iter().collect();
        self
    }

    /// Sets the last event ID to begin with: that of an earlier session, kept elsewhere.
    #[must_use]
    #[doc(alias = "id")]
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// Builds the session. Its first poll opens the first request.
    #[must_use]
    pub fn build(self) -> Session {
        Session::with_options(self.policy, self.last_event_id, self.jitter.seed())
    }
}

/// Returns options for a stream that has an end and, if it is to survive a cut, IDs to go on from.
impl Default for SessionBuilder {
    fn default() -> Self {
        Self {
            policy: Policy {
                attempts: 3,
                holds_after: Duration::from_secs(5),
                reconnection_time: Duration::from_secs(2),
                min_delay: Duration::from_millis(500),
                max_delay: Duration::from_secs(30),
                caps_retry: false,
                first_byte: None,
                transport_idle: Some(Duration::from_secs(60)),
                content_idle: None,
                sentinel: None,
                repeat: Repeat::Resumed,
                retried_statuses: Vec::new(),
            },
            last_event_id: String::new(),
            jitter: Jitter::Off,
        }
    }
}
