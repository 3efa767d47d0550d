//! Reconnection as a state machine: the event source of WHATWG HTML § 9.2, without sockets and without a clock.
//!
//! ```
//! use std::time::Duration;
//! use unchunk::session::{Action, EventSource, Reason, Session};
//! use unchunk::sse;
//!
//! let session = Session::builder().done_when(|event| event.data_bytes() == b"[DONE]").build();
//! let mut source = EventSource::new(session, sse::Decoder::builder());
//! # enum News { Head(u16, &'static str), Chunk(&'static [u8]), Ended, Failed }
//! # let mut now = Duration::ZERO;
//! # let mut requests = Vec::new();
//! # let mut connections = [
//! #     [News::Failed].into_iter().collect(),
//! #     [News::Head(200, "text/event-stream"), News::Chunk(b": heartbeat\n\nid: 1\ndata: Hel\n\nid: 2\nda"),
//! #         News::Ended].into_iter().collect(),
//! #     [News::Head(200, "text/event-stream"), News::Chunk(b"id: 2\ndata: lo\n\ndata: [DONE]")]
//! #         .into_iter().collect(),
//! # ].into_iter();
//! # let mut send = |request: unchunk::session::Request| -> std::collections::VecDeque<News> {
//! #     requests.push(request.last_event_id().map(String::from));
//! #     connections.next().unwrap()
//! # };
//! # let mut wait_for_news = |connection: &mut Option<std::collections::VecDeque<News>>, left: Option<Duration>| {
//! #     let news = connection.as_mut().unwrap().pop_front();
//! #     if news.is_none() { now += left.unwrap(); }
//! #     (news, now)
//! # };
//! # let mut slept = Duration::ZERO;
//! # let mut connection = None;
//! # let mut now = Duration::ZERO;
//! let mut answer = String::new();
//!
//! let reason = loop {
//!     let action = source.poll(now);
//!     let left = action.time_left(now); // also where that time has passed
//!     match action {
//!         Action::Open(request) => {
//!             // Send it, with `request.headers()`, and keep the future of its response:
//!             // to wait for that here would be to wait for ever for a silent server.
//!             connection = Some(send(request));
//!         }
//!         Action::Receive { .. } => {
//!             // Wait for what the connection brings, but only as long as that;
//!             // when the time has come, just poll again.
//!             # let (news, after) = wait_for_news(&mut connection, left);
//!             # now = after + slept;
//!             match news {
//!                 Some(News::Head(status, content_type)) => {
//!                     source.opened(now, status, Some(content_type))?;
//!                 }
//!                 Some(News::Chunk(mut chunk)) => {
//!                     while let Some(event) = source.decode(now, &mut chunk)? {
//!                         answer += &event.data();
//!                     }
//!                 }
//!                 Some(News::Ended) => source.ended(now)?,
//!                 Some(News::Failed) => source.failed(now)?,
//!                 None => {}
//!             }
//!         }
//!         Action::Wait { .. } => {
//!             // Sleep as long as that.
//!             # slept += left.unwrap();
//!             # now += left.unwrap();
//!         }
//!         Action::Close => {
//!             // Drop the connection.
//!             connection = None;
//!         }
//!         Action::End(reason) => break reason,
//!     }
//! };
//! assert_eq!((answer.as_str(), reason), ("Hello", Reason::Done));
//! # assert_eq!(requests, [None, None, Some("1".to_owned())]);
//! # assert_eq!((slept, now), (Duration::from_secs(6), Duration::from_secs(66)));
//! # Ok::<(), unchunk::session::SourceError>(())
//! ```
//!
//! The caller owns the transport and the clock, the machine decides. [`Session::poll`] returns what to do next: open a
//! request with this `Last-Event-ID`, wait until a time, receive until a time, close, or give up and why. The caller
//! reports what the transport brings.
//!
//! Time is a [`Duration`](core::time::Duration) since an epoch of the caller's choosing: `start.elapsed()` of an
//! `Instant`, or the milliseconds of a browser's clock. A time before the latest one given counts as that one.
//!
//! # Which type do I need
//!
//! | you have | use |
//! |---|---|
//! | futures: reqwest, hyper, any async client | `adapters::Reconnecting`, feature `stream`: the loop above is written already |
//! | threads, callbacks, a game loop | [`EventSource`]: a session joined with a decoder |
//! | a decoder elsewhere | [`Session`] alone |
//!
//! | the stream is | begin with |
//! |---|---|
//! | an answer being generated, which costs money | [`Session::answers`] |
//! | a feed without an end | [`Session::feeds`] |
//! | one with an end, resumed by ID | [`Session::builder`] |
//!
//! # Rules
//!
//! By the standard (§ 9.2.3): any status but 200 and any `Content-Type` but `text/event-stream`, parameters allowed,
//! *fail the connection* for good; 204 No Content is how a server stops its clients. A connection that cannot be
//! made, breaks, or ends, however cleanly, is *reestablished* after the reconnection time, which a `retry` field
//! sets. Redirects are followed by the caller. By policy, which [`SessionBuilder`] sets:
//!
//! - a number of attempts in a row, 3 by default, with a growing delay. The count begins from the start after a
//!   connection that brought an event and lasted a while (5 s by default);
//! - a `retry` from the server is waited for in full, and never less than 500 ms by default;
//! - two idle timers, *transport idle* (any byte, heartbeats too; 60 s by default) and *content idle* (events alone;
//!   off by default), each with a deadline that closes the connection and reestablishes it. Both run from the request
//!   on; for the response to begin there may be a deadline of its own;
//! - a sentinel, such as `[DONE]`, after which nothing reconnects, even if its blank line is missing;
//! - a request is not sent again after events were delivered, or after silence, unless there is a last event ID to go
//!   on from: without one the server could only start over. An ID that no header can have counts as none;
//! - statuses that are worth another attempt, none by default. `Retry-After` is honoured.
//!
//! # Everything has a deadline or an end
//!
//! With at least one idle timer on, whatever the machine waits for has a deadline: a transport that never reports
//! anything again, or a server that only sends heartbeats while content idle is on, leads to an [`End`](Action::End)
//! within a bounded number of polls. With both off, a request that is out has no deadline:
//! [`Receive`](Action::Receive) has `until: None`, and the caller must report a close at some time.

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
#[cfg(feature = "httpdate")]
pub use response::parse_date;
