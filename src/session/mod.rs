//! Reconnection as a state machine: the event source of WHATWG HTML § 9.2, without sockets and without a clock.
//!
//! The caller owns the transport and the clock, the machine decides. [`Session::poll`] says what to do next: open a
//! request with this `Last-Event-ID`, wait until a time, receive until a time, close, or give up and why. What the
//! transport brings is reported to it. [`EventSource`] joins a session with a [`Decoder`](crate::sse::Decoder), so
//! that chunks go in and events come out; [`Session`] alone serves whoever decodes elsewhere.
//!
//! Time is a [`Duration`](core::time::Duration) since an epoch of the caller's choosing: `start.elapsed()` of an
//! `Instant`, or the milliseconds of a browser's clock. A time before the latest one given counts as that one.
//!
//! ```
//! use std::time::Duration;
//! use unchunk::session::{Action, EventSource, Reason, Session};
//! use unchunk::sse;
//!
//! let session = Session::builder().done_when(|event| event.data_bytes() == b"[DONE]").build();
//! let mut source = EventSource::new(session, sse::Decoder::builder());
//! # let mut now = Duration::ZERO;
//! # let mut requests = Vec::new();
//! # let mut connections = [
//! #     [Some(&b": heartbeat\n\nid: 1\ndata: Hel\n\nid: 2\nda"[..]), None].into_iter(),
//! #     [Some(&b"id: 2\ndata: lo\n\ndata: [DONE]\n\n"[..]), None].into_iter(),
//! # ].into_iter();
//! # let mut connection = None;
//! let mut answer = String::new();
//!
//! let reason = loop {
//!     match source.poll(now) {
//!         Action::Open(request) => {
//!             // Send the request, with `Last-Event-ID: …` if there is an ID, and report the response's head.
//!             # requests.push(request.last_event_id().map(String::from));
//!             # connection = connections.next();
//!             source.opened(now, 200, Some("text/event-stream"))?;
//!         }
//!         Action::Receive { until } => {
//!             // Wait for a chunk, but only `until` then; when the time has come, just poll again.
//!             # assert!(until.is_some());
//!             # let chunk = connection.as_mut().unwrap().next().unwrap();
//!             match chunk {
//!                 Some(mut chunk) => while let Some(event) = source.decode(now, &mut chunk)? {
//!                     answer += &event.data();
//!                 },
//!                 None => source.ended(now)?, // or, when the transport reports an error, `failed`
//!             }
//!         }
//!         Action::Wait { until } => {
//!             // Sleep until then.
//!             # now = until;
//!         }
//!         Action::Close => {
//!             // Drop the connection.
//!             # connection = None;
//!         }
//!         Action::End(reason) => break reason,
//!     }
//! };
//! assert_eq!((answer.as_str(), reason), ("Hello", Reason::Done));
//! # assert_eq!(requests, [None, Some("1".to_owned())]);
//! # assert_eq!((now, connection.is_none()), (Duration::from_secs(2), true));
//! # Ok::<(), unchunk::session::SourceError>(())
//! ```
//!
//! # Rules
//!
//! By the standard (§ 9.2.3): any status but 200 and any `Content-Type` but `text/event-stream`, parameters allowed,
//! *fail the connection* for good; 204 No Content is how a server stops its clients. A connection that cannot be
//! made, breaks, or ends, however cleanly, is *reestablished* after the reconnection time, which a `retry` field
//! sets. Redirects are the caller's. By policy, all of it settable in [`SessionBuilder`]:
//!
//! - a number of attempts in a row, 3 by default, with a growing delay; an event begins the count anew;
//! - two clocks, *transport idle* (any byte, heartbeats too; 60 s by default) and *content idle* (events alone; off by
//!   default), each with a deadline that closes the connection and reestablishes it. Both run from the request on;
//! - a sentinel, such as `[DONE]`, after which nothing reconnects;
//! - a request is not sent again once events were delivered, unless there is a last event ID to go on from: without
//!   one the server could but begin anew;
//! - statuses that are worth another attempt, none by default.
//!
//! # No way without a deadline or an end
//!
//! With at least one idle clock on, whatever the machine waits for has a deadline: a transport that never reports
//! anything again, or a server that only sends heartbeats while content idle is on, leads to an [`End`](Action::End)
//! within a bounded number of polls. With both clocks off, a request that is out has no deadline:
//! [`Receive`](Action::Receive) says `until: None`, and it is the caller who must report its close in the end.

mod action;
mod backoff;
mod builder;
mod event_source;
mod machine;
mod reason;
mod response;

pub use action::{Action, Delivery, Request};
pub use builder::SessionBuilder;
pub use event_source::{EventSource, SourceError};
pub use machine::Session;
pub use reason::{Closed, Loss, OrderError, Reason};
