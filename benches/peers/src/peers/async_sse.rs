use std::ops::ControlFlow;

use async_sse::Event;

use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

pub struct AsyncSse;

impl Driver for AsyncSse {
    const NAME: &'static str = "async-sse";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(async_sse::decode(feed.reader()), |event| match event {
            Ok(Event::Message(message)) => {
                sink.take(message, |message| Seen {
                    event_type: message.name().as_bytes(),
                    data: Some(message.data()),
                    last_event_id: message.id().as_deref().unwrap_or_default().as_bytes(),
                });
                ControlFlow::Continue(())
            }
            Ok(Event::Retry(_)) => ControlFlow::Continue(()),
            Err(error) => sink.error(&error),
        });
    }
}
