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

/// Decides when an event source opens, closes and reestablishes its connection, by WHATWG HTML § 9.2.3 and the caller's
/// policy.
///
/// [`poll`](Self::poll) returns what to do, the other methods report what happened. `now` is the time since an epoch of
/// the caller's choosing. No method panics. Beside its options a session holds the last event ID, and nothing that
/// grows.
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
/// [`reconnect`](crate::sse::Decoder::reconnect) it at each [`Action::Open`]. An `id` or `retry` may come without an
/// event, so report both when a chunk is decoded:
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
/// let Action::Open(request) = session.poll(start) else { unreachable!() };
/// assert_eq!(request.last_event_id(), None);
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
    /// The reconnection time that the server has set, if any.
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
    /// Nothing is out. A request is due at this time.
    Waiting { until: Duration },
    /// A request is out. Its response is awaited.
    Opening { idle: Idle },
    /// The connection was announced.
    Open {
        idle: Idle,
        since: Duration,
        events: bool,
    },
    /// The next poll returns [`Action::Close`].
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

/// Since when each of the two idle timers runs.
#[derive(Debug, Clone, Copy)]
struct Idle {
    transport: Duration,
    content: Duration,
}

/// Whether the session has delivered an event, over any of its connections.
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
    /// Creates a session with default options.
    #[must_use]
    pub fn new() -> Self {
        SessionBuilder::default().build()
    }

    /// Returns the options of [`SessionBuilder::default`], to be changed.
    #[must_use]
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// Returns the options of [`SessionBuilder::answers`], to be changed.
    #[must_use]
    pub fn answers() -> SessionBuilder {
        SessionBuilder::answers()
    }

    /// Returns the options of [`SessionBuilder::feeds`], to be changed.
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

    /// Returns what to do now. Poll at the beginning, after each report, and at the time that the last action named.
    ///
    /// Only this method looks at deadlines: what was reported before the poll counts, however late it came.
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
    /// 200 with `text/event-stream` announces the connection. After anything else the next action is [`Action::Close`]:
    /// do not read the body.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NoResponseAwaited`] if no response is awaited.
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
    /// Returns [`OrderError::NotOpen`] if no connection is open.
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

    /// Reports an event, and returns whether to deliver it. It restarts both idle timers; [`bytes`](Self::bytes) is for
    /// other bytes.
    ///
    /// Report an event that a cut has left unfinished to [`unfinished`](Self::unfinished).
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NotOpen`] if no connection is open.
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

    /// Reports the event that a lost connection has left unfinished, and returns whether to deliver it; after
    /// [`closed`](Self::closed) or [`Action::Close`].
    ///
    /// The standard discards it. But a sentinel counts even without its blank line, and if nothing reconnects, a part
    /// of an event is all that will come. If something does, the event is asked for again, so it is not delivered now,
    /// and its ID never becomes the last event ID.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NotClosed`] if a request or connection is out.
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
    /// However cleanly that was, the connection is reestablished if the policy allows it. After an error that no other
    /// attempt can change (an invalid URL, say), call [`abort`](Self::abort).
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NothingToClose`] if nothing is out.
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

    /// Ends the session for good, unless it has ended. If a request or connection is out, the next poll returns
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

    /// Opens no request before this time, for as long as the network is known to be down, say. A time earlier than one
    /// given before changes nothing.
    pub fn postpone(&mut self, until: Duration) {
        self.not_before = self.not_before.max(until);
    }

    /// Reports a response's `Retry-After` header (RFC 9110 § 10.2.3): no request is opened before that time.
    ///
    /// Returns whether it is a number of seconds. A date needs a calendar and the time of day: `retry_after_from` reads
    /// both, with the feature `httpdate`; without it, parse the date and [`postpone`](Self::postpone).
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
            // A number of more digits is beyond any wait.
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

    /// Reports the decoder's last event ID, for an `id` that came without an event. The empty string means that there
    /// is none.
    ///
    /// Until another ID has been reported, the empty string leaves the ID that the session was built with: a decoder
    /// that was not built with it has none.
    pub fn set_last_event_id(&mut self, id: &str) {
        if self.is_news(id) {
            self.last_event_id.set(id);
        }
    }

    /// Sets the last event ID to that of a decoder. A long one is shared with it.
    pub(super) fn take_last_event_id(&mut self, id: LentId<'_>) {
        if self.is_news(id.as_str()) {
            self.last_event_id.set_lent(id);
        }
    }

    /// Returns whether an ID is to be taken. An empty one is not, before there was another.
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

    /// The reconnection time: the one that the server has set, within [`min_delay`](SessionBuilder::min_delay) and
    /// [`caps_retry`](SessionBuilder::caps_retry), else the one that the session was built with.
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

    /// Why the last connection or request was lost; none before the first loss.
    ///
    /// With [`attempt`](Self::attempt), it explains an [`Action::Wait`].
    #[must_use]
    pub const fn last_loss(&self) -> Option<Loss> {
        self.last_loss
    }

    /// Which attempt in a row is out, or is waited for: see [`Request::attempt`].
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.losses
    }

    /// Returns whether a request or connection is out, and what it brings counts.
    #[cfg(feature = "stream")]
    pub(crate) const fn is_out(&self) -> bool {
        matches!(self.state, State::Opening { .. } | State::Open { .. })
    }

    /// Returns whether nothing is out because the last connection or request was lost.
    #[cfg(feature = "stream")]
    pub(crate) fn is_lost(&self) -> bool {
        match self.state {
            State::Waiting { .. } => self.last_loss.is_some(),
            State::Ended { reason } => reason.is_loss(),
            State::Opening { .. } | State::Open { .. } | State::Closing { .. } => false,
        }
    }

    /// Returns when the next request is due, if one is waited for.
    #[cfg(feature = "stream")]
    pub(crate) fn next_request(&self) -> Option<Duration> {
        match self.state {
            State::Waiting { until } => Some(until.max(self.not_before)),
            _ => None,
        }
    }

    /// Returns whether what still comes is to be skipped.
    pub(super) fn is_closing(&self) -> bool {
        matches!(self.state, State::Closing { .. })
    }

    /// Returns whether the next poll closes the connection because a deadline has passed.
    pub(super) fn is_overdue(&self, now: Duration) -> bool {
        let now = self.now.max(now);
        self.deadline().is_some_and(|(deadline, _)| deadline <= now)
    }

    /// Notes the time, which never runs backwards.
    fn advance(&mut self, now: Duration) -> Duration {
        self.now = self.now.max(now);
        self.now
    }

    /// Returns the earlier of the two idle deadlines, if anything is out.
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

    /// Returns what comes after a loss.
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

    /// Returns why there is no other attempt after this loss, if there is none.
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
