use std::ops::ControlFlow;

use futures_codec::Decoder;
use sse_codec::{Event, SSECodec};

use super::frames;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct SseCodec;

impl Driver for SseCodec {
    const NAME: &'static str = "sse-codec";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut codec = SSECodec::default();
        let decode = |buffer: &mut _, ending| match ending {
            Ending::Open => codec.decode(buffer),
            Ending::Closed => codec.decode_eof(buffer),
        };
        frames(feed, decode, |event| match event {
            Ok(message @ Event::Message { .. }) => {
                sink.take(message, |message| match message {
                    Event::Message { id, event, data } => {
                        Seen::event(event, data, id.as_deref().unwrap_or_default())
                    }
                    Event::Retry { .. } => Seen::default(),
                });
                ControlFlow::Continue(())
            }
            Ok(Event::Retry { .. }) => ControlFlow::Continue(()),
            Err(error) => sink.error(&error),
        });
    }
}
