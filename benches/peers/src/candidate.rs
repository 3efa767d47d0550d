//! What takes part, and the one way all of it is driven.

use std::any::Any;
use std::hint::black_box;
use std::ops::ControlFlow;

use crate::feed::{Feed, Format};
use crate::{floors, peers};

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// This crate, through one of its faces.
    Ours(Face),
    Peer,
    /// No decoder: the least that work on these bytes can cost.
    Floor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Events lent, raw bytes asked for.
    Raw,
    /// Events lent, text asked for.
    Text,
    /// Events that own their bytes.
    Owned,
}

/// What is seen of one event or value.
///
/// Every decoder is asked for type and data, which is what any reader of the stream asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'e> {
    /// Empty stands for `message`.
    pub event_type: &'e [u8],
    /// None where the decoder delivers no bytes but only tells that a value went by.
    pub data: Option<&'e [u8]>,
    pub last_event_id: &'e [u8],
}

impl<'e> Seen<'e> {
    pub fn event(event_type: &'e str, data: &'e str, last_event_id: &'e str) -> Self {
        Self {
            event_type: event_type.as_bytes(),
            data: Some(data.as_bytes()),
            last_event_id: last_event_id.as_bytes(),
        }
    }

    pub fn value(json: &'e [u8]) -> Self {
        Self {
            data: Some(json),
            ..Self::default()
        }
    }
}

/// Where a driver puts what leaves its decoder.
pub trait Sink {
    /// Takes note of an event, and says whether it is to be kept.
    fn note(&mut self, seen: Seen<'_>) -> bool;

    /// Keeps an event as it left the decoder.
    fn keep(&mut self, event: Box<dyn Any>);

    /// Takes note of an error, and says whether to go on.
    fn error(&mut self, message: &dyn std::fmt::Display) -> ControlFlow<()>;

    /// Takes note of an event and keeps or drops it.
    #[inline]
    fn take<E: 'static>(&mut self, event: E, view: impl FnOnce(&E) -> Seen<'_>)
    where
        Self: Sized,
    {
        if self.note(view(&event)) {
            self.keep(Box::new(event));
        }
    }
}

/// A decoder and how to drive it.
pub trait Driver: 'static {
    const NAME: &'static str;
    const SIDE: Side = Side::Peer;

    fn reads(format: Format) -> bool;

    /// Feeds the whole stream to a fresh decoder; everything that leaves it goes to `sink`.
    fn drive(feed: &Feed, sink: &mut impl Sink);
}

/// Work done, to be compared with the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    pub events: u64,
    /// None for a decoder that only counts.
    pub data_bytes: Option<u64>,
}

impl Work {
    pub fn agrees(&self, truth: &Self) -> bool {
        self.events == truth.events
            && (self.data_bytes.is_none() || self.data_bytes == truth.data_bytes)
    }
}

/// An event as text, for the conformance table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub event_type: String,
    pub data: String,
    pub last_event_id: String,
}

#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub records: Vec<Record>,
    pub errors: Vec<String>,
}

/// Which events to keep: by index and by length of data.
pub type Choice = fn(u64, usize) -> bool;

/// A [`Driver`] as a value.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub name: &'static str,
    pub side: Side,
    pub reads: fn(Format) -> bool,
    pub count: fn(&Feed) -> Work,
    pub read: fn(&Feed) -> Reading,
    pub keep: fn(&Feed, Choice) -> Vec<Box<dyn Any>>,
}

impl Candidate {
    pub const fn of<D: Driver>() -> Self {
        Self {
            name: D::NAME,
            side: D::SIDE,
            reads: D::reads,
            count: count::<D>,
            read: read::<D>,
            keep: keep::<D>,
        }
    }

    pub fn is_floor(&self) -> bool {
        self.side == Side::Floor
    }

    /// Whether what leaves the decoder cannot be kept as it is.
    pub fn lends(&self) -> bool {
        matches!(self.side, Side::Ours(Face::Raw | Face::Text) | Side::Floor)
    }
}

/// All that take part, ours first.
pub fn all() -> Vec<Candidate> {
    let mut all = peers::ours();
    all.extend(peers::sse());
    all.extend(peers::json());
    all.extend(floors::all());
    all
}

/// Errors after which a decoder is taken to repeat itself for ever.
const MOST_ERRORS: usize = 8;

struct Counter(Work);

impl Sink for Counter {
    #[inline]
    fn note(&mut self, seen: Seen<'_>) -> bool {
        self.0.events += 1;
        // What is not looked at might not be computed.
        black_box(seen.event_type.len());
        match (&mut self.0.data_bytes, seen.data) {
            (Some(bytes), Some(data)) => *bytes += data.len() as u64,
            (bytes, _) => *bytes = None,
        }
        false
    }

    fn keep(&mut self, _: Box<dyn Any>) {}

    fn error(&mut self, _: &dyn std::fmt::Display) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

fn count<D: Driver>(feed: &Feed) -> Work {
    let mut counter = Counter(Work {
        data_bytes: Some(0),
        ..Work::default()
    });
    D::drive(feed, &mut counter);
    counter.0
}

impl Sink for Reading {
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

fn read<D: Driver>(feed: &Feed) -> Reading {
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

fn keep<D: Driver>(feed: &Feed, choice: Choice) -> Vec<Box<dyn Any>> {
    let mut keeper = Keeper {
        choice,
        seen: 0,
        kept: Vec::new(),
    };
    D::drive(feed, &mut keeper);
    keeper.kept
}
