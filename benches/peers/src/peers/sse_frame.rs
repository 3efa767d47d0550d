use sse_frame::Parser;

use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format};

pub struct SseFrame;

impl Driver for SseFrame {
    const NAME: &'static str = "sse-frame";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        // Its `flush` at the end is left out: it dispatches what the standard discards.
        let mut parser = Parser::new();
        for chunk in feed.chunks() {
            for event in parser.push(chunk) {
                sink.take(event, |event| {
                    Seen::event(
                        event.event.as_deref().unwrap_or_default(),
                        &event.data,
                        event.id.as_deref().unwrap_or_default(),
                    )
                });
            }
        }
    }
}
