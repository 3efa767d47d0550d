use std::num::NonZeroUsize;

use sse_core::{SseDecoder, SseEvent};

use crate::candidate::{Driver, Seen, Sink};
use crate::feed::{Feed, Format};

pub struct SseCore;

impl Driver for SseCore {
    const NAME: &'static str = "sse-core";

    fn reads(format: Format) -> bool {
        format == Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        // Its own limit of 512 KiB is below the largest events here.
        let mut decoder = SseDecoder::with_limit(NonZeroUsize::MAX);
        for chunk in feed.chunks() {
            let mut input = chunk;
            while let Some(event) = decoder.next(&mut input) {
                match event {
                    Ok(SseEvent::Message(message)) => sink.take(message, |message| {
                        Seen::event(
                            &message.event,
                            &message.data,
                            message.last_event_id.as_deref().unwrap_or_default(),
                        )
                    }),
                    Ok(SseEvent::Retry(_)) => {}
                    Err(error) => {
                        if sink.error(&error).is_break() {
                            return;
                        }
                    }
                }
            }
        }
    }
}
