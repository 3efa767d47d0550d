//! The machine: reports in, actions out.

use alloc::string::String;
use core::time::Duration;

use super::action::{self, Action, Delivery, Request};
use super::backoff;
use super::builder::{Policy, Repeat, SessionBuilder};
use super::reason::{Closed, Loss, OrderError, Reason};
use super::response::{self, Response};
use crate::sse::Event;
use crate::sse::last_event_id::{LastEventId, LentId};

/// Decides when an event source opens, closes and reestablishes its connection, as WHATWG HTML § 9.2.3 and the
/// caller's policy have it.
///
/// [`poll`](Self::poll) says what to do, the other methods report what happened. All methods that take `now` take it
/// as time since an epoch of the caller's choosing. None panics. Beside its options a
/// session holds the last event ID, and nothing that grows.
///
/// | the caller was told | and may report |
/// |---|---|
/// | [`Action::Open`] | [`opened`](Self::opened) or [`closed`](Self::closed) |
/// | the same, and has reported `opened` | [`bytes`](Self::bytes), [`event`](Self::event) and at last [`closed`](Self::closed) |
/// | [`Action::Close`], [`Action::Wait`] or [`Action::End`] | at most [`unfinished`](Self::unfinished), once |
///
/// Anything else is an [`OrderError`] and changes nothing. [`abort`](Self::abort), [`postpone`](Self::postpone),
/// [`set_last_event_id`](Self::set_last_event_id) and [`set_reconnection_time`](Self::set_reconnection_time) may be
/// called at any time, and so may [`retry_after`](Self::retry_after).
///
/// # With a decoder
///
/// [`EventSource`](super::EventSource) does the following for you. Use one decoder for the whole session, and
/// [`reset`](crate::sse::Decoder::reset) it at each [`Action::Open`]. An `id` or `retry` may come without an event, so
/// hand both over once a chunk is decoded:
///
/// ```
/// use std::time::Duration;
/// use unchunk::session::{Action, Closed, Delivery, Session};
/// use unchunk::sse;
///
/// let mut session = Session::builder().build();
/// let mut decoder = sse::Decoder::new();
/// let start = Duration::ZERO;
///
/// assert!(matches!(session.poll(start), Action::Open(request) if request.last_event_id().is_none()));
/// decoder.reconnect();
/// session.opened(start, 200, Some("text/event-stream"))?;
///
/// # let now = start;
/// for chunk in [&b"id: 1\ndata: x\n\nret"[..], b"ry: 500\nid: 2\n\nda"] {
///     let mut input = chunk;
///     session.bytes(now)?;
///     while let Some(event) = decoder.decode(&mut input)? {
///         if session.event(now, &event)? == Delivery::Deliver {
///             println!("{}", event.data());
///         }
///     }
///     session.set_last_event_id(decoder.last_event_id());
///     if let Some(time) = decoder.reconnection_time() {
///         session.set_reconnection_time(time);
///     }
/// }
///
/// session.closed(now, Closed::from(decoder.finish()?.verdict()))?;
/// let until = now + Duration::from_millis(500);
/// assert_eq!(session.poll(now), Action::Wait { until });
/// let Action::Open(request) = session.poll(until) else { unreachable!() };
/// assert_eq!(request.last_event_id(), Some("2"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[doc(alias("eventsource", "retry"))]
pub struct Session {
    policy: Policy,
    state: State,
    /// The latest time given.
    now: Duration,
    /// No request is opened before this time.
    not_before: Duration,
    /// What the server has set, if anything.
    retry: Option<Duration>,
    last_event_id: LastEventId,
    /// Whether the ID came in a stream, or at least one before it did.
    id_came: bool,
    delivered: Delivered,
    /// Connections lost in a row: since one that held, or since the beginning.
    losses: u32,
    last_loss: Option<Loss>,
    jitter: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Nothing is out; a request is due at this time.
    Waiting { until: Duration },
    /// A request is out, its response is awaited.
    Opening { idle: Idle },
    /// The connection was announced.
    Open {
        idle: Idle,
        since: Duration,
        events: bool,
    },
    /// The caller has yet to be told to drop what is out.
    Closing { next: Next },
    /// Nothing is out, and nothing will be.
    Ended { reason: Reason },
}

/// What comes once a connection is gone.
#[derive(Debug, Clone, Copy)]
enum Next {
    Reestablish { at: Duration },
    End { reason: Reason },
}

/// Since when each of the two clocks runs.
#[derive(Debug, Clone, Copy)]
struct Idle {
    transport: Duration,
    content: Duration,
}

/// Whether the session has delivered an event yet, over any of its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivered {
    Nothing,
    Events,
}

impl From<Next> for State {
    fn from(next: Next) -> Self {
        match next {
            Next::Reestablish { at } => Self::Waiting { until: at },
            Next::End { reason } => Self::Ended { reason },
        }
    }
}

impl Session {
    /// A session with default options.
    #[must_use]
    pub fn new() -> Self {
        SessionBuilder::default().build()
    }

    /// Options, beginning with those of [`SessionBuilder::default`].
    #[must_use]
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// Options, beginning with those of [`SessionBuilder::answers`].
    #[must_use]
    pub fn answers() -> SessionBuilder {
        SessionBuilder::answers()
    }

    /// Options, beginning with those of [`SessionBuilder::feeds`].
    #[must_use]
    pub fn feeds() -> SessionBuilder {
        SessionBuilder::feeds()
    }

    pub(super) fn with_options(
        policy: Policy,
        last_event_id: String,
        jitter_seed: Option<u64>,
    ) -> Self {
        Self {
            retry: None,
            id_came: false,
            last_loss: None,
            policy,
            state: State::Waiting {
                until: Duration::ZERO,
            },
            now: Duration::ZERO,
            not_before: Duration::ZERO,
            last_event_id: LastEventId::from(&*last_event_id),
            delivered: Delivered::Nothing,
            losses: 0,
            jitter: jitter_seed,
        }
    }

    /// What to do now. Poll at the beginning, after each report, and when the time comes that the last answer named.
    ///
    /// Deadlines are looked at here alone: what was reported before the poll counts, however late it came.
    pub fn poll(&mut self, now: Duration) -> Action<'_> {
        let now = self.advance(now);
        match self.state {
            State::Waiting { until } => {
                let until = until.max(self.not_before);
                if now < until {
                    return Action::Wait { until };
                }
                self.state = State::Opening {
                    idle: Idle {
                        transport: now,
                        content: now,
                    },
                };
                Action::Open(Request {
                    attempt: self.losses,
                    until: self.deadline().map(|(deadline, _)| deadline),
                    last_event_id: self.last_event_id.as_str(),
                })
            }
            State::Opening { .. } | State::Open { .. } => match self.deadline() {
                Some((deadline, loss)) if deadline <= now => {
                    self.state = self.lose(now, loss).into();
                    Action::Close
                }
                deadline => Action::Receive {
                    until: deadline.map(|(deadline, _)| deadline),
                },
            },
            State::Closing { next } => {
                self.state = next.into();
                Action::Close
            }
            State::Ended { reason } => Action::End(reason),
        }
    }

    /// Reports the head of the response, after any redirects: its status and the value of its `Content-Type`, if any.
    ///
    /// 200 with `text/event-stream` announces the connection. Anything else is followed by [`Action::Close`]: the body
    /// is not to be read.
    ///
    /// # Errors
    ///
    /// [`OrderError::NoResponseAwaited`]
    pub fn opened(
        &mut self,
        now: Duration,
        status: u16,
        content_type: Option<&str>,
    ) -> Result<(), OrderError> {
        let State::Opening { idle } = self.state else {
            return Err(OrderError::NoResponseAwaited);
        };
        let now = self.advance(now);
        self.state = match response::judge(status, content_type, &self.policy.retried_statuses) {
            Response::Announce => State::Open {
                idle: Idle {
                    transport: now,
                    ..idle
                },
                since: now,
                events: false,
            },
            Response::Retry => State::Closing {
                next: self.lose(now, Loss::Status(status)),
            },
            Response::Fail(reason) => State::Closing {
                next: Next::End { reason },
            },
        };
        Ok(())
    }

    /// Reports that bytes came, whatever they are: heartbeats, part of an event.
    ///
    /// # Errors
    ///
    /// [`OrderError::NotOpen`]
    pub fn bytes(&mut self, now: Duration) -> Result<(), OrderError> {
        match self.state {
            State::Open {
                idle,
                since,
                events,
            } => {
                let transport = self.advance(now);
                self.state = State::Open {
                    idle: Idle { transport, ..idle },
                    since,
                    events,
                };
                Ok(())
            }
            State::Closing { .. } => {
                self.advance(now);
                Ok(())
            }
            State::Waiting { .. } | State::Opening { .. } | State::Ended { .. } => {
                Err(OrderError::NotOpen)
            }
        }
    }

    /// Reports an event, and says whether to deliver it. It restarts both idle timers; [`bytes`](Self::bytes) is for
    /// what comes besides.
    ///
    /// One that a cut has left unfinished is for [`unfinished`](Self::unfinished).
    ///
    /// # Errors
    ///
    /// [`OrderError::NotOpen`]
    pub fn event(&mut self, now: Duration, event: &Event<'_>) -> Result<Delivery, OrderError> {
        let (now, since) = match self.state {
            State::Open { since, .. } => (self.advance(now), since),
            State::Closing { .. } => {
                self.advance(now);
                return Ok(Delivery::Discard);
            }
            State::Waiting { .. } | State::Opening { .. } | State::Ended { .. } => {
                return Err(OrderError::NotOpen);
            }
        };
        self.take_last_event_id(event.last_event_id);
        if self.is_sentinel(event) {
            self.state = State::Closing {
                next: Next::End {
                    reason: Reason::Done,
                },
            };
            return Ok(Delivery::Done);
        }
        self.delivered = Delivered::Events;
        self.state = State::Open {
            idle: Idle {
                transport: now,
                content: now,
            },
            since,
            events: true,
        };
        Ok(Delivery::Deliver)
    }

    /// Reports the event that a lost connection has left unfinished, and says whether to deliver it; after
    /// [`closed`](Self::closed) or [`Action::Close`].
    ///
    /// The standard discards it. But the sentinel is one even without its blank line, and where nothing reconnects, what
    /// there is of an event is all that will come. Where something does, the event is asked for again, so it is not
    /// delivered, and its ID never becomes the last event ID.
    ///
    /// # Errors
    ///
    /// [`OrderError::NotClosed`]
    pub fn unfinished(&mut self, event: &Event<'_>) -> Result<Delivery, OrderError> {
        match self.state {
            State::Opening { .. } | State::Open { .. } | State::Closing { .. } => {
                Err(OrderError::NotClosed)
            }
            State::Waiting { .. } if self.last_loss.is_none() => Ok(Delivery::Discard),
            State::Ended { reason } if !reason.is_loss() => Ok(Delivery::Discard),
            State::Waiting { .. } | State::Ended { .. } if self.is_sentinel(event) => {
                self.state = State::Ended {
                    reason: Reason::Done,
                };
                Ok(Delivery::Done)
            }
            State::Waiting { .. } => Ok(Delivery::Discard),
            State::Ended { .. } => Ok(Delivery::Deliver),
        }
    }

    fn is_sentinel(&self, event: &Event<'_>) -> bool {
        let sentinel = self.policy.sentinel.as_ref();
        sentinel.is_some_and(|sentinel| sentinel.is(event))
    }

    /// Reports that the request failed, or that the connection was closed by the other side.
    ///
    /// However cleanly that was, the connection is reestablished if the policy allows it. An error that no other
    /// attempt can mend (a URL that is none, say) is for [`abort`](Self::abort).
    ///
    /// # Errors
    ///
    /// [`OrderError::NothingToClose`]
    pub fn closed(&mut self, now: Duration, closed: Closed) -> Result<(), OrderError> {
        let next = match self.state {
            State::Opening { .. } | State::Open { .. } => {
                let now = self.advance(now);
                self.lose(now, Loss::Closed(closed))
            }
            State::Closing { next } => {
                self.advance(now);
                next
            }
            State::Waiting { .. } | State::Ended { .. } => return Err(OrderError::NothingToClose),
        };
        self.state = next.into();
        Ok(())
    }

    /// Ends the session for good, unless it has an end already. If a request or connection is out, the next poll says
    /// [`Action::Close`].
    pub fn abort(&mut self) {
        let reason = Reason::Aborted;
        self.state = match self.state {
            State::Waiting { .. } => State::Ended { reason },
            State::Opening { .. }
            | State::Open { .. }
            | State::Closing {
                next: Next::Reestablish { .. },
            } => State::Closing {
                next: Next::End { reason },
            },
            State::Closing {
                next: Next::End { .. },
            }
            | State::Ended { .. } => return,
        };
    }

    /// Opens no request before this time: as long as the network is known to be down, say. An earlier time than one
    /// already given changes nothing.
    pub fn postpone(&mut self, until: Duration) {
        self.not_before = self.not_before.max(until);
    }

    /// Reports a response's `Retry-After` header (RFC 9110 § 10.2.3): no request is opened before that time.
    ///
    /// Returns whether it is a number of seconds. One that is a date takes a calendar and the time of day: with the
    /// feature `httpdate`, `retry_after_from` reads both; else it is the caller's to [`postpone`](Self::postpone).
    ///
    /// ```
    /// use std::time::Duration;
    /// use unchunk::session::{Action, Session};
    ///
    /// let mut session = Session::feeds().build();
    /// let now = Duration::from_secs(100);
    /// assert!(matches!(session.poll(now), Action::Open(_)));
    /// session.opened(now, 503, None)?;
    /// assert!(session.retry_after(now, "120"));
    /// assert_eq!(session.poll(now), Action::Close);
    /// assert_eq!(session.poll(now), Action::Wait { until: Duration::from_secs(220) });
    /// # Ok::<(), unchunk::session::OrderError>(())
    /// ```
    pub fn retry_after(&mut self, now: Duration, value: &str) -> bool {
        let now = self.advance(now);
        let digits = value.trim_matches([' ', '\t']);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            // One of more digits is far beyond any wait.
            let seconds = digits.parse().unwrap_or(u64::MAX);
            self.postpone(now.saturating_add(Duration::from_secs(seconds)));
        }
        is_number
    }

    /// Reports a response's `Retry-After` header, which may also be a date (RFC 9110 § 5.6.7): the wait is from `time`,
    /// the time of day as the server has it, up to that date; none if that has passed.
    ///
    /// That is what the response's own `Date` header says, by [`parse_date`](super::parse_date), so that clocks which
    /// differ do no harm; where it has none, [`SystemTime::now`](std::time::SystemTime::now).
    ///
    /// Returns whether it is a number of seconds or a date.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use unchunk::session::{Action, Session, parse_date};
    ///
    /// let mut session = Session::feeds().build();
    /// let now = Duration::from_secs(100);
    /// assert!(matches!(session.poll(now), Action::Open(_)));
    /// session.opened(now, 503, None)?;
    /// let date = parse_date("Sun, 06 Nov 1994 08:49:37 GMT");
    /// let time = date.unwrap_or_else(SystemTime::now);
    /// assert!(session.retry_after_from(now, "Sun, 06 Nov 1994 08:51:37 GMT", time));
    /// assert_eq!(session.poll(now), Action::Close);
    /// assert_eq!(session.poll(now), Action::Wait { until: Duration::from_secs(220) });
    /// # Ok::<(), unchunk::session::OrderError>(())
    /// ```
    #[cfg(feature = "httpdate")]
    pub fn retry_after_from(
        &mut self,
        now: Duration,
        value: &str,
        time: std::time::SystemTime,
    ) -> bool {
        if self.retry_after(now, value) {
            return true;
        }
        let Some(date) = super::parse_date(value) else {
            return false;
        };
        let now = self.advance(now);
        let wait = date.duration_since(time).unwrap_or_default();
        self.postpone(now.saturating_add(wait));
        true
    }

    /// Reports the decoder's last event ID, for an `id` that came without an event. The empty string: there is none.
    ///
    /// As long as no other has been reported, the empty string leaves the ID that the session was built with: a decoder
    /// that was not built with it knows none.
    pub fn set_last_event_id(&mut self, id: &str) {
        if self.is_news(id) {
            self.last_event_id.set(id);
        }
    }

    /// Sets the last event ID to that of a decoder: a long one is shared with it.
    pub(super) fn take_last_event_id(&mut self, id: LentId<'_>) {
        if self.is_news(id.as_str()) {
            self.last_event_id.set_lent(id);
        }
    }

    /// Whether an ID is to be taken: that there is none is no news before there was one.
    fn is_news(&mut self, id: &str) -> bool {
        self.id_came |= !id.is_empty();
        self.id_came
    }

    /// The last event ID; empty if there is none.
    #[must_use]
    #[doc(alias = "id")]
    pub fn last_event_id(&self) -> &str {
        self.last_event_id.as_str()
    }

    /// Sets the reconnection time, as a `retry` field does. A wait that has begun is not changed.
    pub fn set_reconnection_time(&mut self, time: Duration) {
        self.retry = Some(time);
    }

    /// The reconnection time: what the server has set, but for [`min_delay`](SessionBuilder::min_delay) and
    /// [`caps_retry`](SessionBuilder::caps_retry), else what the session was built with.
    #[must_use]
    #[doc(alias = "retry")]
    pub fn reconnection_time(&self) -> Duration {
        let own = self.policy.reconnection_time;
        let most = if self.policy.caps_retry {
            self.policy.max_delay.max(own)
        } else {
            Duration::MAX
        };
        self.retry
            .map_or(own, |retry| retry.max(self.policy.min_delay).min(most))
    }

    /// What the last connection was lost to, or the last request; none before the first loss.
    ///
    /// With [`attempt`](Self::attempt), this is why an [`Action::Wait`] is one.
    #[must_use]
    pub const fn last_loss(&self) -> Option<Loss> {
        self.last_loss
    }

    /// Which attempt in a row the request or connection is that is out, or the one waited for: see
    /// [`Request::attempt`].
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.losses
    }

    /// Whether a request or connection is out, and what it brings counts.
    #[cfg(feature = "stream")]
    pub(crate) const fn is_out(&self) -> bool {
        matches!(self.state, State::Opening { .. } | State::Open { .. })
    }

    /// Whether nothing is out because what was has been lost.
    #[cfg(feature = "stream")]
    pub(crate) fn is_lost(&self) -> bool {
        match self.state {
            State::Waiting { .. } => self.last_loss.is_some(),
            State::Ended { reason } => reason.is_loss(),
            State::Opening { .. } | State::Open { .. } | State::Closing { .. } => false,
        }
    }

    /// When the next request is due, if one is waited for.
    #[cfg(feature = "stream")]
    pub(crate) fn next_request(&self) -> Option<Duration> {
        match self.state {
            State::Waiting { until } => Some(until.max(self.not_before)),
            _ => None,
        }
    }

    /// Whether what still comes is to be passed over.
    pub(super) fn is_closing(&self) -> bool {
        matches!(self.state, State::Closing { .. })
    }

    /// Whether the next poll closes the connection because a deadline has passed.
    pub(super) fn is_overdue(&self, now: Duration) -> bool {
        let now = self.now.max(now);
        self.deadline().is_some_and(|(deadline, _)| deadline <= now)
    }

    /// Time never runs backwards.
    fn advance(&mut self, now: Duration) -> Duration {
        self.now = self.now.max(now);
        self.now
    }

    /// The earlier of the two idle deadlines, if anything is out.
    fn deadline(&self) -> Option<(Duration, Loss)> {
        let (idle, patience) = match self.state {
            State::Opening { idle } => {
                (idle, self.policy.first_byte.or(self.policy.transport_idle))
            }
            State::Open { idle, .. } => (idle, self.policy.transport_idle),
            State::Waiting { .. } | State::Closing { .. } | State::Ended { .. } => return None,
        };
        let transport =
            patience.map(|time| (idle.transport.saturating_add(time), Loss::TransportIdle));
        let content = self
            .policy
            .content_idle
            .map(|time| (idle.content.saturating_add(time), Loss::ContentIdle));
        transport
            .into_iter()
            .chain(content)
            .min_by_key(|(deadline, _)| *deadline)
    }

    /// What comes after a loss.
    fn lose(&mut self, now: Duration, loss: Loss) -> Next {
        self.last_loss = Some(loss);
        if let State::Open { since, events, .. } = self.state {
            let has_held = now.saturating_sub(since) >= self.policy.holds_after;
            if events && has_held {
                self.losses = 0;
            }
        }
        if let Some(reason) = self.refusal(loss) {
            return Next::End { reason };
        }
        self.losses = self.losses.saturating_add(1);
        let delay = backoff::delay(
            self.reconnection_time(),
            self.policy.reconnection_time,
            self.policy.max_delay,
            self.losses,
        );
        let delay = match &mut self.jitter {
            Some(state) => backoff::jittered(delay, backoff::next_random(state)),
            None => delay,
        };
        Next::Reestablish {
            at: now.saturating_add(delay),
        }
    }

    /// Why there is no other attempt after this loss, if there is none.
    fn refusal(&self, loss: Loss) -> Option<Reason> {
        let has_response = matches!(self.state, State::Open { .. });
        let is_silence = matches!(loss, Loss::TransportIdle | Loss::ContentIdle);
        let may_repeat = match self.policy.repeat {
            Repeat::Always => true,
            Repeat::Resumed => {
                let has_begun = self.delivered == Delivered::Events || is_silence;
                !has_begun || action::is_sendable(self.last_event_id.as_str())
            }
            Repeat::Unbegun if has_response && loss == Loss::Closed(Closed::Complete) => {
                let reason = match self.policy.sentinel {
                    None => Reason::Complete,
                    Some(_) => Reason::ReplayRefused(loss),
                };
                return Some(reason);
            }
            Repeat::Unbegun => !has_response && !is_silence,
        };
        if !may_repeat {
            Some(Reason::ReplayRefused(loss))
        } else if self.losses >= self.policy.attempts && self.policy.attempts < u32::MAX {
            Some(Reason::AttemptsExhausted(loss))
        } else {
            None
        }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}
