//! The machine: reports in, actions out.

use alloc::string::String;
use core::time::Duration;

use super::action::{Action, Delivery, Request};
use super::backoff;
use super::builder::{Policy, Replay, SessionBuilder};
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
/// | [`Action::Close`], [`Action::Wait`] or [`Action::End`] | nothing |
///
/// Anything else is an [`OrderError`] and changes nothing. [`abort`](Self::abort), [`postpone`](Self::postpone),
/// [`set_last_event_id`](Self::set_last_event_id) and [`set_reconnection_time`](Self::set_reconnection_time) may be
/// called at any time.
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
/// assert!(matches!(session.poll(until), Action::Open(request) if request.last_event_id() == Some("2")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    policy: Policy,
    state: State,
    /// The latest time given.
    now: Duration,
    /// No request is opened before this time.
    not_before: Duration,
    reconnection_time: Duration,
    last_event_id: LastEventId,
    delivered: Delivered,
    /// Connections lost in a row: since the last event, or since the beginning.
    losses: u32,
    jitter: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Nothing is out; a request is due at this time.
    Waiting { until: Duration },
    /// A request is out, its response is awaited.
    Opening { idle: Idle },
    /// The connection was announced.
    Open { idle: Idle },
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

    /// Options.
    #[must_use]
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    pub(super) fn with_options(
        policy: Policy,
        last_event_id: String,
        jitter_seed: Option<u64>,
    ) -> Self {
        Self {
            reconnection_time: policy.reconnection_time,
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
                    last_event_id: self.last_event_id.as_str(),
                })
            }
            State::Opening { idle } | State::Open { idle } => match self.deadline(idle) {
                Some((deadline, loss)) if deadline <= now => {
                    self.state = self.reestablish(now, loss).into();
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
            },
            Response::Retry => State::Closing {
                next: self.reestablish(now, Loss::Status(status)),
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
            State::Open { idle } => {
                let transport = self.advance(now);
                self.state = State::Open {
                    idle: Idle { transport, ..idle },
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

    /// Reports an event, and tells whether to deliver it. It winds up both clocks; [`bytes`](Self::bytes) is for what
    /// comes besides.
    ///
    /// Where the body was cut, an event that is [salvaged](crate::sse::DecoderBuilder::salvage) may be reported too,
    /// before [`closed`](Self::closed): the standard would discard it, but it may be the sentinel.
    ///
    /// # Errors
    ///
    /// [`OrderError::NotOpen`]
    pub fn event(&mut self, now: Duration, event: &Event<'_>) -> Result<Delivery, OrderError> {
        let now = match self.state {
            State::Open { .. } => self.advance(now),
            State::Closing { .. } => {
                self.advance(now);
                return Ok(Delivery::Discard);
            }
            State::Waiting { .. } | State::Opening { .. } | State::Ended { .. } => {
                return Err(OrderError::NotOpen);
            }
        };
        self.last_event_id.set_lent(event.last_event_id);
        if let Some(sentinel) = &self.policy.sentinel
            && sentinel.is(event)
        {
            self.state = State::Closing {
                next: Next::End {
                    reason: Reason::Done,
                },
            };
            return Ok(Delivery::Done);
        }
        self.delivered = Delivered::Events;
        self.losses = 0;
        self.state = State::Open {
            idle: Idle {
                transport: now,
                content: now,
            },
        };
        Ok(Delivery::Deliver)
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
                self.reestablish(now, Loss::Closed(closed))
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

    /// Opens no request before this time: what a `Retry-After` header asks for (RFC 9110 § 10.2.3), or as long as the
    /// network is known to be down. An earlier time than one already given changes nothing.
    pub fn postpone(&mut self, until: Duration) {
        self.not_before = self.not_before.max(until);
    }

    /// Sets the last event ID, for an `id` that came without an event. The empty string: there is none.
    pub fn set_last_event_id(&mut self, id: &str) {
        self.last_event_id.set(id);
    }

    /// Sets the last event ID to that of a decoder: a long one is shared with it.
    pub(super) fn take_last_event_id(&mut self, id: LentId<'_>) {
        self.last_event_id.set_lent(id);
    }

    /// The last event ID; empty if there is none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.last_event_id.as_str()
    }

    /// Sets the reconnection time, as a `retry` field does. A wait that has begun is not changed.
    pub fn set_reconnection_time(&mut self, time: Duration) {
        self.reconnection_time = time;
    }

    /// The reconnection time.
    #[must_use]
    pub fn reconnection_time(&self) -> Duration {
        self.reconnection_time
    }

    /// Whether what still comes is to be passed over.
    pub(super) fn is_closing(&self) -> bool {
        matches!(self.state, State::Closing { .. })
    }

    /// Time never runs backwards.
    fn advance(&mut self, now: Duration) -> Duration {
        self.now = self.now.max(now);
        self.now
    }

    /// The earlier of the two idle deadlines.
    fn deadline(&self, idle: Idle) -> Option<(Duration, Loss)> {
        let transport = self
            .policy
            .transport_idle
            .map(|time| (idle.transport.saturating_add(time), Loss::TransportIdle));
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
    fn reestablish(&mut self, now: Duration, loss: Loss) -> Next {
        let refused = match self.policy.replay {
            Replay::Always => false,
            Replay::WithIdOnly => {
                self.delivered == Delivered::Events && self.last_event_id.as_str().is_empty()
            }
        };
        if refused {
            return Next::End {
                reason: Reason::ReplayRefused(loss),
            };
        }
        if self.losses >= self.policy.attempts {
            return Next::End {
                reason: Reason::AttemptsExhausted(loss),
            };
        }
        self.losses += 1;
        let delay = backoff::delay(
            self.reconnection_time,
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
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}
