use std::ops::ControlFlow;

use bytes::Buf;
use futures_core::Stream;
use sse_stream::SseByteStream;

use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, Never, drain};

fn drive<C: Buf>(chunks: impl Stream<Item = Result<C, Never>>, sink: &mut impl Sink) {
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

pub struct Slices;

impl Driver for Slices {
    const NAME: &'static str = "sse-stream";

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drive(feed.slice_stream(), sink);
    }
}

pub struct Shared;

impl Driver for Shared {
    const NAME: &'static str = "sse-stream, Bytes";
    const SIDE: Side = Side::PeerStream;

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drive(feed.bytes_stream(), sink);
    }
}
