use std::ops::ControlFlow;

use unchunk::Decode;
use unchunk::adapters::{Error, ItemStream};
use unchunk::sse::{Decoder, Event, OwnedEvent};

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

#[inline]
fn each_lent<S: Sink>(feed: &Feed, sink: &mut S, mut take: impl FnMut(Event<'_>, &mut S)) {
    let mut decoder = decoder();
    for chunk in feed.chunks() {
        let mut input = chunk;
        loop {
            match decoder.decode(&mut input) {
                Ok(Some(event)) => take(event, sink),
                Ok(None) => break,
                Err(error) => {
                    if sink.error(&error).is_break() {
                        return;
                    }
                }
            }
        }
    }
}

#[inline]
fn each_owned<S: Sink>(feed: &Feed, sink: &mut S, mut take: impl FnMut(OwnedEvent, &mut S)) {
    let mut decoder = decoder();
    for chunk in feed.chunks() {
        let mut input = chunk;
        loop {
            match decoder.decode_owned(&mut input, None) {
                Ok(Some(event)) => take(event, sink),
                Ok(None) => break,
                Err(error) => {
                    if sink.error(&error).is_break() {
                        return;
                    }
                }
            }
        }
    }
}

#[inline]
fn each_owned_from_bytes<S: Sink>(
    feed: &Feed,
    sink: &mut S,
    mut take: impl FnMut(OwnedEvent, &mut S),
) {
    let mut decoder = decoder();
    feed.each_shared(|chunk| {
        let mut input = &chunk[..];
        loop {
            match decoder.decode_owned(&mut input, Some(chunk)) {
                Ok(Some(event)) => take(event, sink),
                Ok(None) => return ControlFlow::Continue(()),
                Err(error) => sink.error(&error)?,
            }
        }
    });
}

pub struct Lent;

impl Driver for Lent {
    const NAME: &'static str = "unchunk, lent, bytes";
    const SIDE: Side = Side::OursLent;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_lent(feed, sink, |event, sink| {
            note(&event, event.data_bytes(), sink);
        });
    }
}

pub struct LentText;

impl Driver for LentText {
    const NAME: &'static str = "unchunk, lent, text";
    const SIDE: Side = Side::OursText;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_lent(feed, sink, |event, sink| {
            note(&event, event.data().as_bytes(), sink);
        });
    }
}

pub struct Owned;

impl Driver for Owned {
    const NAME: &'static str = "unchunk, owned, bytes";
    const SIDE: Side = Side::OursOwned;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_owned(feed, sink, take_bytes);
    }
}

pub struct OwnedText;

impl Driver for OwnedText {
    const NAME: &'static str = "unchunk, owned, text";
    const SIDE: Side = Side::OursOwned;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_owned(feed, sink, take_text);
    }
}

pub struct OwnedFromBytes;

impl Driver for OwnedFromBytes {
    const NAME: &'static str = "unchunk, owned from its chunk, bytes";
    const SIDE: Side = Side::OursOwned;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_owned_from_bytes(feed, sink, take_bytes);
    }
}

pub struct Stream;

impl Driver for Stream {
    const NAME: &'static str = "unchunk, stream, text";
    const SIDE: Side = Side::OursStream;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

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
