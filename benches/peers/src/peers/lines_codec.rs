use std::ops::ControlFlow;

use tokio_util::codec::{Decoder, LinesCodec};

use super::frames;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct Lines;

impl Driver for Lines {
    const NAME: &'static str = "tokio-util, LinesCodec";

    fn reads(format: Format) -> bool {
        format == Format::JsonLines
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut codec = LinesCodec::new();
        let decode = |buffer: &mut _, ending| match ending {
            Ending::Open => codec.decode(buffer),
            Ending::Closed => codec.decode_eof(buffer),
        };
        frames(feed, decode, |line| match line {
            Ok(line) => {
                sink.take(line, |line| Seen::value(line.as_bytes()));
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        });
    }
}
