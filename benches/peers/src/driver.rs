//! The one way in which all decoders are driven.

use std::any::Any;
use std::ops::ControlFlow;

use crate::candidate::Side;
use crate::feed::{Feed, Format};

/// What is seen of one event or value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'e> {
    /// Empty stands for `message`.
    pub event_type: &'e [u8],
    /// None where the decoder delivers no bytes but only says that there was a value.
    pub data: Option<&'e [u8]>,
    /// Empty too where the sink does not read it.
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

/// Where a driver puts what its decoder returns.
pub trait Sink {
    /// Whether last event IDs are read. Where they are not, nobody needs to make text of them.
    const READS_ID: bool;

    /// Takes note of an event, and says whether it is to be kept.
    fn note(&mut self, seen: Seen<'_>) -> bool;

    /// Keeps an event as the decoder returned it.
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
    /// Unlike that of any other driver that reads the same format.
    const NAME: &'static str;
    const SIDE: Side = Side::Peer;
    const READS: &'static [Format];
    /// Whether it can check values against the whole grammar of JSON.
    const VALIDATES: bool = false;

    /// Feeds the whole stream to a fresh decoder; everything it returns goes to `sink`.
    fn drive(feed: &Feed, sink: &mut impl Sink);
}
