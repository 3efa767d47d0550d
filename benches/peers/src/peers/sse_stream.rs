use std::ops::ControlFlow;

use bytes::Buf;
use futures_core::Stream;
use sse_stream::SseByteStream;

use super::streams::EventStreams;
use crate::driver::{Seen, Sink};
use crate::feed::{Never, drain};

pub struct SseStream;

impl EventStreams for SseStream {
    const NAMES: [&'static str; 2] = ["sse-stream", "sse-stream, Bytes"];

    fn drive<C: Buf + AsRef<[u8]>>(
        chunks: impl Stream<Item = Result<C, Never>>,
        sink: &mut impl Sink,
    ) {
        drain(SseByteStream::new(chunks), |event| {
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
