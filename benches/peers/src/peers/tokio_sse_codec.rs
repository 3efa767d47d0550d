use std::ops::{ControlFlow, Deref};

use tokio_sse_codec::{BytesStr, Frame, SseDecodeError, SseDecoder};
use tokio_util::codec::Decoder;

use super::frames;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

fn drive<T>(feed: &Feed, sink: &mut impl Sink)
where
    T: Deref<Target = str> + 'static,
    SseDecoder<T>: Decoder<Item = Frame<T>, Error = SseDecodeError>,
{
    let mut decoder = SseDecoder::<T>::new();
    let decode = |buffer: &mut _, ending| match ending {
        Ending::Open => decoder.decode(buffer),
        Ending::Closed => decoder.decode_eof(buffer),
    };
    frames(feed, decode, |frame| match frame {
        Ok(Frame::Event(event)) => {
            sink.take(event, |event| {
                Seen::event(
                    &event.name,
                    &event.data,
                    event.id.as_deref().unwrap_or_default(),
                )
            });
            ControlFlow::Continue(())
        }
        Ok(Frame::Comment(_) | Frame::Retry(_)) => ControlFlow::Continue(()),
        // What it says at the end of a stream that ends within an event.
        Err(SseDecodeError::UnexpectedEof) => ControlFlow::Break(()),
        Err(error) => sink.error(&error),
    });
}

pub struct Text;

impl Driver for Text {
    const NAME: &'static str = "tokio_sse_codec, String";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drive::<String>(feed, sink);
    }
}

pub struct Shared;

impl Driver for Shared {
    const NAME: &'static str = "tokio_sse_codec, BytesStr";
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drive::<BytesStr>(feed, sink);
    }
}
