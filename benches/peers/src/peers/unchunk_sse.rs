use std::ops::ControlFlow;

use unchunk::adapters::{Error, ItemStream};
use unchunk::sse::{Decoder, Event, OwnedEvent};

use super::unchunk::{each_lent, each_owned, each_owned_from_bytes};
use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

/// Above the largest event of any input, as peers have no limit or are given the same.
const MAX_EVENT_BYTES: usize = 128 * 1024 * 1024;

#[inline]
fn decoder() -> Decoder {
    Decoder::builder().max_event_bytes(MAX_EVENT_BYTES).build()
}

/// Notes an event whose data is read as `data`.
#[inline]
fn note<S: Sink>(event: &Event<'_>, data: &[u8], sink: &mut S) -> bool {
    let event_type = event.event_type();
    let id = S::READS_ID.then(|| event.last_event_id());
    sink.note(Seen {
        event_type: event_type.as_bytes(),
        data: Some(data),
        last_event_id: id.as_deref().unwrap_or_default().as_bytes(),
    })
}

#[inline]
fn take_bytes<S: Sink>(owned: OwnedEvent, sink: &mut S) {
    let event = owned.as_event();
    if note(&event, event.data_bytes(), sink) {
        sink.keep(Box::new(owned));
    }
}

#[inline]
fn take_text<S: Sink>(owned: OwnedEvent, sink: &mut S) {
    let event = owned.as_event();
    if note(&event, event.data().as_bytes(), sink) {
        sink.keep(Box::new(owned));
    }
}

pub struct Lent;

impl Driver for Lent {
    const NAME: &'static str = "unchunk, lent, bytes";
    const SIDE: Side = Side::OursLent;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let _ = each_lent(&mut decoder(), feed, sink, |event, sink| {
            note(&event, event.data_bytes(), sink);
        });
    }
}

pub struct LentText;

impl Driver for LentText {
    const NAME: &'static str = "unchunk, lent, text";
    const SIDE: Side = Side::OursText;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let _ = each_lent(&mut decoder(), feed, sink, |event, sink| {
            note(&event, event.data().as_bytes(), sink);
        });
    }
}

pub struct Owned;

impl Driver for Owned {
    const NAME: &'static str = "unchunk, owned, bytes";
    const SIDE: Side = Side::OursOwned;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let _ = each_owned(&mut decoder(), feed, sink, take_bytes);
    }
}

pub struct OwnedText;

impl Driver for OwnedText {
    const NAME: &'static str = "unchunk, owned, text";
    const SIDE: Side = Side::OursOwned;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let _ = each_owned(&mut decoder(), feed, sink, take_text);
    }
}

pub struct OwnedFromBytes;

impl Driver for OwnedFromBytes {
    const NAME: &'static str = "unchunk, owned from its chunk, bytes";
    const SIDE: Side = Side::OursOwned;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let _ = each_owned_from_bytes(&mut decoder(), feed, sink, take_bytes);
    }
}

pub struct Stream;

impl Driver for Stream {
    const NAME: &'static str = "unchunk, stream, text";
    const SIDE: Side = Side::OursStream;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(ItemStream::new(feed.bytes_stream(), decoder()), |event| {
            match event {
                Ok(event) => take_text(event, sink),
                // The verdict on the end, which is no error to those who read nothing but events.
                Err(Error::Truncated { .. }) => return ControlFlow::Break(()),
                Err(error) => return sink.error(&error),
            }
            ControlFlow::Continue(())
        });
    }
}
