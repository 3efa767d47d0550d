use std::ops::ControlFlow;

use sseer::EventStream;

use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

pub struct Sseer;

impl Driver for Sseer {
    const NAME: &'static str = "sseer";
    const SIDE: Side = Side::PeerStream;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(EventStream::new(feed.bytes_stream()), |event| match event {
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
