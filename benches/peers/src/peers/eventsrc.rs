use std::ops::ControlFlow;

use bytes::Buf;
use eventsrc::EventStream;
use futures_core::Stream;

use super::streams::EventStreams;
use crate::driver::{Seen, Sink};
use crate::feed::{Never, drain};

pub struct Eventsrc;

impl EventStreams for Eventsrc {
    const NAMES: [&'static str; 2] = ["eventsrc", "eventsrc, Bytes"];

    fn drive<C: Buf + AsRef<[u8]>>(
        chunks: impl Stream<Item = Result<C, Never>>,
        sink: &mut impl Sink,
    ) {
        drain(EventStream::new(chunks), |event| match event {
            Ok(event) => {
                sink.take(event, |event| {
                    Seen::event(event.event(), event.data(), event.id())
                });
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        });
    }
}
