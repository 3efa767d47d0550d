use std::ops::ControlFlow;

use bytes::Buf;
use eventsource_stream::{Event, EventStream, EventStreamError};
use futures_core::Stream;

use super::streams::EventStreams;
use crate::driver::{Seen, Sink};
use crate::feed::{Never, drain};

pub struct EventsourceStream;

impl EventStreams for EventsourceStream {
    const NAMES: [&'static str; 2] = ["eventsource-stream", "eventsource-stream, Bytes"];

    fn drive<C: Buf + AsRef<[u8]>>(
        chunks: impl Stream<Item = Result<C, Never>>,
        sink: &mut impl Sink,
    ) {
        let take = |event: Result<Event, EventStreamError<Never>>| match event {
            Ok(event) => {
                sink.take(event, |event| {
                    Seen::event(&event.event, &event.data, &event.id)
                });
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        };
        drain(EventStream::new(chunks), take);
    }
}
