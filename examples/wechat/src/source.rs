//! The session with its decoder.

use alloc::boxed::Box;
use alloc::string::String;
use core::time::Duration;

use unchunk::session::{Action, Closed, EventSource, Loss, Reason, Session, SourceError};
use unchunk::sse::{self, Event};

use crate::batch::{Batch, Kind, Step};
use crate::decoder::tell;

/// An event source.
#[derive(Debug)]
pub struct Source {
    source: EventSource,
}

/// What an event source goes by; times are in milliseconds.
#[derive(Debug, Default)]
pub struct Options {
    pub attempts: u32,
    pub reconnection_time: f64,
    pub max_delay: f64,
    /// 0: no deadline.
    pub transport_idle: f64,
    /// 0: no deadline.
    pub content_idle: f64,
    pub replay_without_id: bool,
    pub last_event_id: String,
    /// The data of the event that ends the stream for good; empty: none does.
    pub done_data: Box<[u8]>,
    /// Its type; empty: none does.
    pub done_type: Box<[u8]>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum ToDo {
    /// Last event ID; attempt.
    Open = 1,
    /// Until when.
    Receive = 2,
    /// Until when.
    Wait = 3,
    Close = 4,
    /// The reason and what the connection was lost to, by name; the status.
    End = 5,
}

impl Source {
    pub fn new(options: Options) -> Self {
        let Options {
            done_data,
            done_type,
            ..
        } = options;
        let session = Session::builder()
            .attempts(options.attempts)
            .reconnection_time(duration(options.reconnection_time))
            .max_delay(duration(options.max_delay))
            .transport_idle(deadline(options.transport_idle))
            .content_idle(deadline(options.content_idle))
            .replay_without_id(options.replay_without_id)
            .last_event_id(options.last_event_id)
            // An event has data, and has a type: the empty ones match none.
            .done_when(move |event| {
                event.data_bytes() == &*done_data || event.event_type().as_bytes() == &*done_type
            })
            .build();
        Self {
            source: EventSource::new(session, sse::Decoder::builder()),
        }
    }

    /// Says what to do, with what it takes in the batch.
    pub fn poll(&mut self, now: f64, batch: &mut Batch) -> ToDo {
        batch.clear();
        match self.source.poll(duration(now)) {
            Action::Open(request) => {
                let id = request.last_event_id().unwrap_or_default();
                batch.add(Kind::News, id.as_bytes(), &[], &[], 0..0);
                batch.number = f64::from(request.attempt());
                ToDo::Open
            }
            Action::Receive { until } => {
                batch.number = until.map_or(f64::INFINITY, milliseconds);
                ToDo::Receive
            }
            Action::Wait { until } => {
                batch.number = milliseconds(until);
                ToDo::Wait
            }
            Action::Close => ToDo::Close,
            Action::End(reason) => {
                let (reason, loss, status) = names(reason);
                batch.add(Kind::News, reason.as_bytes(), loss.as_bytes(), &[], 0..0);
                batch.number = f64::from(status);
                ToDo::End
            }
        }
    }

    /// Reports the head of the response. An untimely report changes nothing, here and below.
    pub fn opened(&mut self, now: f64, status: u16, content_type: &str) {
        let content_type = Some(content_type).filter(|content_type| !content_type.is_empty());
        let _ = self.source.opened(duration(now), status, content_type);
    }

    /// Decodes a chunk, or the rest of one, as far as the batch reaches: see [`Batch::fill`].
    pub fn decode(&mut self, now: f64, chunk: &[u8], batch: &mut Batch) -> u32 {
        let now = duration(now);
        batch.fill(chunk, &mut |left, batch| {
            match self.source.decode(now, left) {
                Ok(event) => tell(Ok(event), batch),
                Err(SourceError::Decode(error)) => tell::<Event<'_>>(Err(error), batch),
                // No connection is open.
                Err(_) => Step::Nothing,
            }
        })
    }

    /// Reports that the body has ended; the batch has the decoder's verdict.
    pub fn ended(&mut self, now: f64, batch: &mut Batch) {
        let _ = self.source.ended(duration(now));
        batch.clear();
        batch.verdict(self.source.verdict());
    }

    /// Reports that the request or the connection failed.
    pub fn failed(&mut self, now: f64) {
        let _ = self.source.failed(duration(now));
    }

    pub fn abort(&mut self) {
        self.source.abort();
    }
}

fn duration(milliseconds: f64) -> Duration {
    // The cast is a saturating one.
    Duration::from_millis(milliseconds as u64)
}

fn deadline(milliseconds: f64) -> Option<Duration> {
    (milliseconds > 0.0).then(|| duration(milliseconds))
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs() as f64 * 1e3 + f64::from(duration.subsec_millis())
}

/// The reason's name, that of the loss, and the status.
fn names(reason: Reason) -> (&'static str, &'static str, u16) {
    match reason {
        Reason::Done => ("done", "", 200),
        Reason::Aborted => ("aborted", "", 0),
        Reason::NoContent => ("no-content", "", 204),
        Reason::Status(status) => ("status", "", status),
        Reason::ContentType => ("content-type", "", 200),
        Reason::ReplayRefused(loss) => ("replay-refused", name(loss), 0),
        Reason::AttemptsExhausted(loss) => ("attempts-exhausted", name(loss), 0),
        _ => ("unknown", "", 0),
    }
}

fn name(loss: Loss) -> &'static str {
    match loss {
        Loss::Closed(Closed::Complete) => "complete",
        Loss::Closed(Closed::Truncated) => "truncated",
        Loss::Closed(Closed::Foreign) => "foreign",
        Loss::Closed(_) => "failed",
        Loss::TransportIdle => "transport-idle",
        Loss::ContentIdle => "content-idle",
        Loss::Status(_) => "status",
        _ => "unknown",
    }
}
