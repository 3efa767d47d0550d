use std::ops::ControlFlow;

use sse_stream::SseByteStream;

use crate::candidate::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

pub struct SseStream;

impl Driver for SseStream {
    const NAME: &'static str = "sse-stream";

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(SseByteStream::new(feed.slice_stream()), |event| {
            match event {
                // A block without data, which is no event but is shown to the caller.
                Ok(block) if block.data.is_none() => {}
                Ok(event) => sink.take(event, |event| {
                    Seen::event(
                        event.event.as_deref().unwrap_or_default(),
                        event.data.as_deref().unwrap_or_default(),
                        event.id.as_deref().unwrap_or_default(),
                    )
                }),
                Err(error) => return sink.error(&error),
            }
            ControlFlow::Continue(())
        });
    }
}
