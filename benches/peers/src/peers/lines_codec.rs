use std::ops::ControlFlow;

use tokio_util::codec::{Decoder, LinesCodec, LinesCodecError};

use super::{framed, frames};
use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format, drain};

fn take(line: Result<String, LinesCodecError>, sink: &mut impl Sink) -> ControlFlow<()> {
    match line {
        Ok(line) => {
            sink.take(line, |line: &String| Seen::value(line.as_bytes()));
            ControlFlow::Continue(())
        }
        Err(error) => sink.error(&error),
    }
}

pub struct Slices;

impl Driver for Slices {
    const NAME: &'static str = "tokio-util, LinesCodec";
    const READS: &'static [Format] = &[Format::JsonLines];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut codec = LinesCodec::new();
        let decode = |buffer: &mut _, ending| match ending {
            Ending::Open => codec.decode(buffer),
            Ending::Closed => codec.decode_eof(buffer),
        };
        frames(feed, decode, |line| take(line, sink));
    }
}

pub struct Shared;

impl Driver for Shared {
    const NAME: &'static str = "tokio-util, LinesCodec, Bytes";
    const SIDE: Side = Side::PeerStream;
    const READS: &'static [Format] = &[Format::JsonLines];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(framed(feed, LinesCodec::new()), |line| take(line, sink));
    }
}
