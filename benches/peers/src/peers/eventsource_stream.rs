use std::ops::ControlFlow;

use eventsource_stream::EventStream;

use crate::candidate::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

pub struct EventsourceStream;

impl Driver for EventsourceStream {
    const NAME: &'static str = "eventsource-stream";

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(EventStream::new(feed.slice_stream()), |event| match event {
            Ok(event) => {
                sink.take(event, |event| {
                    Seen::event(&event.event, &event.data, &event.id)
                });
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        });
    }
}
