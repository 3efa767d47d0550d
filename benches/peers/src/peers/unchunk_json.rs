use std::ops::ControlFlow;

use unchunk::adapters::ItemStream;
use unchunk::json::{Decoder, Frame, Framing, OwnedFrame};

use super::unchunk::{each_lent, each_owned, each_owned_from_bytes};
use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format, drain};

/// Above the largest value of any input, as peers have no limit or are given the same.
const MAX_FRAME_BYTES: usize = 128 * 1024 * 1024;

#[inline]
fn decoder(feed: &Feed) -> Decoder {
    let framing = match feed.format {
        Format::JsonLines => Framing::Lines,
        Format::JsonArray => Framing::Array,
        Format::JsonValues | Format::Sse => Framing::Concatenated,
    };
    Decoder::builder()
        .framing(framing)
        .validate(feed.validated)
        .max_frame_bytes(MAX_FRAME_BYTES)
        .build()
}

#[inline]
fn take_lent<S: Sink>(frame: Frame<'_>, sink: &mut S) {
    sink.note(Seen::value(frame.text_bytes()));
}

#[inline]
fn take_owned<S: Sink>(frame: OwnedFrame, sink: &mut S) {
    sink.take(frame, |frame| Seen::value(frame.text_bytes()));
}

/// Takes what only the end of the stream completes: a last line without LF, a number.
fn finish<S: Sink>(decoder: &mut Decoder, sink: &mut S, take: impl FnOnce(Frame<'_>, &mut S)) {
    match decoder.finish() {
        Ok(end) => {
            if let Some(frame) = end.into_last() {
                take(frame, sink);
            }
        }
        Err(error) => {
            let _ = sink.error(&error);
        }
    }
}

pub struct Lent;

impl Driver for Lent {
    const NAME: &'static str = "unchunk, lent, bytes";
    const SIDE: Side = Side::OursLent;
    const VALIDATES: bool = true;
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut decoder = decoder(feed);
        if each_lent(&mut decoder, feed, sink, take_lent).is_continue() {
            finish(&mut decoder, sink, take_lent);
        }
    }
}

pub struct Owned;

impl Driver for Owned {
    const NAME: &'static str = "unchunk, owned, bytes";
    const SIDE: Side = Side::OursOwned;
    const VALIDATES: bool = true;
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut decoder = decoder(feed);
        if each_owned(&mut decoder, feed, sink, take_owned).is_continue() {
            finish(&mut decoder, sink, |frame, sink| {
                take_owned(frame.into_owned(), sink);
            });
        }
    }
}

pub struct OwnedFromBytes;

impl Driver for OwnedFromBytes {
    const NAME: &'static str = "unchunk, owned from its chunk, bytes";
    const SIDE: Side = Side::OursOwned;
    const VALIDATES: bool = true;
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut decoder = decoder(feed);
        if each_owned_from_bytes(&mut decoder, feed, sink, take_owned).is_continue() {
            finish(&mut decoder, sink, |frame, sink| {
                take_owned(frame.into_owned(), sink);
            });
        }
    }
}

pub struct Stream;

impl Driver for Stream {
    const NAME: &'static str = "unchunk, stream, bytes";
    const SIDE: Side = Side::OursStream;
    const VALIDATES: bool = true;
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        drain(
            ItemStream::new(feed.bytes_stream(), decoder(feed)),
            |frame| {
                match frame {
                    Ok(frame) => take_owned(frame, sink),
                    Err(error) => return sink.error(&error),
                }
                ControlFlow::Continue(())
            },
        );
    }
}
