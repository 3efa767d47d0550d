use stream_rs::{JsonSplitter, SseParser};

use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct Sse;

impl Driver for Sse {
    const NAME: &'static str = "stream-rs";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut parser = SseParser::new();
        let mut events = Vec::new();
        let mut take = |events: &mut Vec<_>| {
            for event in events.drain(..) {
                sink.take(event, |event: &stream_rs::SseEvent| {
                    Seen::event(
                        event.event.as_deref().unwrap_or_default(),
                        &event.data,
                        event.id.as_deref().unwrap_or_default(),
                    )
                });
            }
        };
        for chunk in feed.chunks() {
            parser.feed(chunk, &mut events);
            take(&mut events);
        }
        if feed.ending == Ending::Closed {
            parser.finish(&mut events);
            take(&mut events);
        }
    }
}

pub struct Json;

impl Driver for Json {
    const NAME: &'static str = "stream-rs, splitter";
    const READS: &'static [Format] = &[Format::JsonLines, Format::JsonValues];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut splitter = JsonSplitter::new();
        let mut values = Vec::new();
        for chunk in feed.chunks() {
            splitter.feed(chunk, &mut values);
            for value in values.drain(..) {
                sink.take(value, |value| Seen::value(value.as_bytes()));
            }
        }
        let _ = splitter.finish(&mut values);
        for value in values {
            sink.take(value, |value| Seen::value(value.as_bytes()));
        }
    }
}
