use std::ops::ControlFlow;

use bytes::Bytes;
use unchunk::Decode;
use unchunk::sse::{Decoder, Event};

use crate::candidate::{Driver, Face, Seen, Side, Sink};
use crate::feed::{Feed, Format};

/// Above the largest event of any input, as peers have no limit or are given the same.
const MAX_EVENT_BYTES: usize = 128 * 1024 * 1024;

#[inline]
fn decoder() -> Decoder {
    Decoder::builder().max_event_bytes(MAX_EVENT_BYTES).build()
}

#[inline]
fn each_event<S: Sink>(feed: &Feed, sink: &mut S, mut take: impl FnMut(Event<'_>, &mut S)) {
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

pub struct Raw;

impl Driver for Raw {
    const NAME: &'static str = "unchunk, lent, bytes";
    const SIDE: Side = Side::Ours(Face::Raw);

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_event(feed, sink, |event, sink| {
            sink.note(Seen {
                event_type: event.event_type_bytes(),
                data: Some(event.data_bytes()),
                last_event_id: event.last_event_id_bytes(),
            });
        });
    }
}

pub struct Text;

impl Driver for Text {
    const NAME: &'static str = "unchunk, lent, text";
    const SIDE: Side = Side::Ours(Face::Text);

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_event(feed, sink, |event, sink| {
            sink.note(Seen {
                event_type: event.event_type().as_bytes(),
                data: Some(event.data().as_bytes()),
                last_event_id: event.last_event_id_bytes(),
            });
        });
    }
}

pub struct Owned;

impl Driver for Owned {
    const NAME: &'static str = "unchunk, owned";
    const SIDE: Side = Side::Ours(Face::Owned);

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut decoder = decoder();
        for chunk in feed.chunks() {
            let going_on = match feed.share(chunk) {
                Some(shared) => own_all(&mut decoder, &shared, Some(&shared), sink),
                None => own_all(&mut decoder, chunk, None, sink),
            };
            if going_on.is_break() {
                return;
            }
        }
    }
}

#[inline(always)]
fn own_all(
    decoder: &mut Decoder,
    mut input: &[u8],
    chunk: Option<&Bytes>,
    sink: &mut impl Sink,
) -> ControlFlow<()> {
    loop {
        match decoder.decode_owned(&mut input, chunk) {
            Ok(Some(event)) => sink.take(event, |owned| {
                let event = owned.as_event();
                Seen {
                    event_type: event.event_type_bytes(),
                    data: Some(event.data_bytes()),
                    last_event_id: event.last_event_id_bytes(),
                }
            }),
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => sink.error(&error)?,
        }
    }
}
