//! What is done with events: they are counted, compared, written down or kept.

use std::any::Any;
use std::hint::black_box;
use std::ops::ControlFlow;

use crate::candidate::{Choice, Reading, Record, Work};
use crate::driver::{Driver, Seen, Sink};
use crate::feed::Feed;
use crate::inputs::Digest;

/// Reads type and data, as every user does, and does no more: this is what is timed.
struct Counter(u64);

impl Sink for Counter {
    const READS_ID: bool = false;

    #[inline]
    fn note(&mut self, seen: Seen<'_>) -> bool {
        self.0 += 1;
        // What is not looked at might not be computed.
        black_box(seen.event_type);
        black_box(seen.data);
        false
    }

    fn keep(&mut self, _: Box<dyn Any>) {}

    fn error(&mut self, _: &dyn std::fmt::Display) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

pub fn count<D: Driver>(feed: &Feed) -> u64 {
    let mut counter = Counter(0);
    D::drive(feed, &mut counter);
    counter.0
}

/// Reads every byte, to be compared with the truth.
struct Checker {
    events: u64,
    data_bytes: Option<u64>,
    digest: Digest,
}

impl Sink for Checker {
    const READS_ID: bool = false;

    fn note(&mut self, seen: Seen<'_>) -> bool {
        self.events += 1;
        match (&mut self.data_bytes, seen.data) {
            (Some(bytes), Some(data)) => {
                *bytes += data.len() as u64;
                self.digest.event(seen.event_type, data);
            }
            (bytes, _) => *bytes = None,
        }
        false
    }

    fn keep(&mut self, _: Box<dyn Any>) {}

    fn error(&mut self, _: &dyn std::fmt::Display) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

pub fn check<D: Driver>(feed: &Feed) -> Work {
    let mut checker = Checker {
        events: 0,
        data_bytes: Some(0),
        digest: Digest::default(),
    };
    D::drive(feed, &mut checker);
    Work {
        events: checker.events,
        data_bytes: checker.data_bytes,
        digest: checker.data_bytes.map(|_| checker.digest.finish()),
    }
}

/// Errors after which a decoder is taken to repeat itself for ever.
const MOST_ERRORS: usize = 8;

impl Sink for Reading {
    const READS_ID: bool = true;

    fn note(&mut self, seen: Seen<'_>) -> bool {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        self.records.push(Record {
            event_type: match seen.event_type {
                b"" => "message".into(),
                event_type => text(event_type),
            },
            data: text(seen.data.unwrap_or_default()),
            last_event_id: text(seen.last_event_id),
        });
        false
    }

    fn keep(&mut self, _: Box<dyn Any>) {}

    fn error(&mut self, message: &dyn std::fmt::Display) -> ControlFlow<()> {
        self.errors.push(message.to_string());
        if self.errors.len() < MOST_ERRORS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

pub fn read<D: Driver>(feed: &Feed) -> Reading {
    let mut reading = Reading::default();
    D::drive(feed, &mut reading);
    reading
}

struct Keeper {
    choice: Choice,
    seen: u64,
    kept: Vec<Box<dyn Any>>,
}

impl Sink for Keeper {
    const READS_ID: bool = false;

    fn note(&mut self, seen: Seen<'_>) -> bool {
        let index = self.seen;
        self.seen += 1;
        (self.choice)(index, seen.data.map_or(0, <[u8]>::len))
    }

    fn keep(&mut self, event: Box<dyn Any>) {
        self.kept.push(event);
    }

    fn error(&mut self, _: &dyn std::fmt::Display) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

pub fn keep<D: Driver>(feed: &Feed, choice: Choice) -> Vec<Box<dyn Any>> {
    let mut keeper = Keeper {
        choice,
        seen: 0,
        kept: Vec::new(),
    };
    D::drive(feed, &mut keeper);
    keeper.kept
}
