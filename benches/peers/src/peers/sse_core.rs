use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use sse_core::{MessageEvent, SseDecoder, SseEvent, SseStream, SseStreamError};

use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

/// Its own limit of 512 KiB is below the largest events here.
fn decoder() -> SseDecoder {
    SseDecoder::with_limit(NonZeroUsize::MAX)
}

fn take(event: SseEvent, sink: &mut impl Sink) {
    if let SseEvent::Message(message) = event {
        sink.take(message, |message: &MessageEvent| {
            Seen::event(
                &message.event,
                &message.data,
                message.last_event_id.as_deref().unwrap_or_default(),
            )
        });
    }
}

pub struct Slices;

impl Driver for Slices {
    const NAME: &'static str = "sse-core";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut decoder = decoder();
        for chunk in feed.chunks() {
            let mut input = chunk;
            while let Some(event) = decoder.next(&mut input) {
                match event {
                    Ok(event) => take(event, sink),
                    Err(error) => {
                        if sink.error(&error).is_break() {
                            return;
                        }
                    }
                }
            }
        }
    }
}

pub struct Shared;

impl Driver for Shared {
    const NAME: &'static str = "sse-core, Bytes";
    const SIDE: Side = Side::PeerStream;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut stream = SseStream::with_decoder(decoder());
        stream.attach(feed.bytes_stream());
        drain(stream, |event| {
            match event {
                Ok(event) => take(event, sink),
                Err(SseStreamError::Inner(never)) => match never {},
                Err(error) => return sink.error(&error),
            }
            ControlFlow::Continue(())
        });
    }
}
