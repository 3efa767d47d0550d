use std::ops::ControlFlow;

use http_streams_core::JsonArrayCodec;
use serde_json::value::RawValue;
use tokio_util::codec::Decoder;

use super::frames;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct JsonArray;

impl Driver for JsonArray {
    const NAME: &'static str = "http-streams-core, RawValue";
    const VALIDATES: bool = true;

    fn reads(format: Format) -> bool {
        format == Format::JsonArray
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut codec = JsonArrayCodec::<Box<RawValue>>::new_with_max_length(usize::MAX);
        let decode = |buffer: &mut _, ending| match ending {
            Ending::Open => codec.decode(buffer),
            Ending::Closed => codec.decode_eof(buffer),
        };
        frames(feed, decode, |element| match element {
            Ok(Ok(value)) => {
                sink.take(value, |value| Seen::value(value.get().as_bytes()));
                ControlFlow::Continue(())
            }
            Ok(Err(error)) | Err(error) => sink.error(&error),
        });
    }
}
