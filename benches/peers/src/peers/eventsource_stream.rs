use std::ops::ControlFlow;

use eventsource_stream::{EventStream, EventStreamError};
use futures_core::Stream;

use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, Never, drain};

fn drive<C: AsRef<[u8]>>(chunks: impl Stream<Item = Result<C, Never>>, sink: &mut impl Sink) {
    drain(
        EventStream::new(chunks),
        |event: Result<_, EventStreamError<Never>>| match event {
            Ok(event) => {
                sink.take(event, |event: &eventsource_stream::Event| {
                    Seen::event(&event.event, &event.data, &event.id)
                });
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        },
    );
}

pub struct Slices;

impl Driver for Slices {
    const NAME: &'static str = "eventsource-stream";

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drive(feed.slice_stream(), sink);
    }
}

pub struct Shared;

impl Driver for Shared {
    const NAME: &'static str = "eventsource-stream, Bytes";
    const SIDE: Side = Side::PeerStream;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drive(feed.bytes_stream(), sink);
    }
}
