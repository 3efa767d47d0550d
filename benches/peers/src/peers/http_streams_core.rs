use std::fmt::Display;
use std::ops::ControlFlow;

use http_streams_core::JsonArrayCodec;
use serde_json::value::RawValue;
use tokio_util::codec::Decoder;

use super::{framed, frames};
use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format, drain};

fn codec() -> JsonArrayCodec<Box<RawValue>> {
    JsonArrayCodec::new_with_max_length(usize::MAX)
}

/// An element may be bad without the array being so.
fn take<E: Display>(
    element: Result<Result<Box<RawValue>, E>, E>,
    sink: &mut impl Sink,
) -> ControlFlow<()> {
    match element {
        Ok(Ok(value)) => {
            sink.take(value, |value| Seen::value(value.get().as_bytes()));
            ControlFlow::Continue(())
        }
        Ok(Err(error)) | Err(error) => sink.error(&error),
    }
}

pub struct Slices;

impl Driver for Slices {
    const NAME: &'static str = "http-streams-core, RawValue";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonArray];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut codec = codec();
        let decode = |buffer: &mut _, ending| match ending {
            Ending::Open => codec.decode(buffer),
            Ending::Closed => codec.decode_eof(buffer),
        };
        frames(feed, decode, |element| take(element, sink));
    }
}

pub struct Shared;

impl Driver for Shared {
    const NAME: &'static str = "http-streams-core, RawValue, Bytes";
    const SIDE: Side = Side::PeerStream;
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonArray];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(framed(feed, codec()), |element| take(element, sink));
    }
}
