use sse_parse::SseParser;

use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct SseParse;

impl Driver for SseParse {
    const NAME: &'static str = "sse-parse";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut parser = SseParser::new();
        let take = |parser: &mut SseParser, sink: &mut _| {
            while let Some(event) = parser.next_event() {
                Sink::take(sink, event, |event| {
                    Seen::event(&event.event, &event.data, &event.id)
                });
            }
        };
        for chunk in feed.chunks() {
            parser.feed(chunk);
            take(&mut parser, sink);
        }
        if feed.ending == Ending::Closed {
            parser.finish();
            take(&mut parser, sink);
        }
    }
}
