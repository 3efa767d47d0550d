use std::ops::ControlFlow;

use bytes::Bytes;
use unchunk::Decode;
use unchunk::json::{Decoder, Frame, Framing, OwnedFrame};

use crate::candidate::{Driver, Face, Seen, Side, Sink};
use crate::feed::{Feed, Format};

/// Above the largest value of any input, as peers have no limit or are given the same.
const MAX_FRAME_BYTES: usize = 128 * 1024 * 1024;

#[inline]
fn decoder(format: Format) -> Decoder {
    let framing = match format {
        Format::JsonLines => Framing::Lines,
        Format::JsonArray => Framing::Array,
        Format::JsonValues | Format::Sse => Framing::Values,
    };
    Decoder::builder()
        .framing(framing)
        .max_frame_bytes(MAX_FRAME_BYTES)
        .build()
}

#[inline]
fn each_frame<S: Sink>(feed: &Feed, sink: &mut S, mut take: impl FnMut(Frame<'_>, &mut S)) {
    let mut decoder = decoder(feed.format);
    for chunk in feed.chunks() {
        let mut input = chunk;
        loop {
            match decoder.decode(&mut input) {
                Ok(Some(frame)) => take(frame, sink),
                Ok(None) => break,
                Err(error) => {
                    if sink.error(&error).is_break() {
                        return;
                    }
                }
            }
        }
    }
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

pub struct Raw;

impl Driver for Raw {
    const NAME: &'static str = "unchunk, lent, bytes";
    const SIDE: Side = Side::Ours(Face::Raw);

    fn reads(format: Format) -> bool {
        format != Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_frame(feed, sink, |frame, sink| {
            sink.note(Seen::value(frame.bytes()));
        });
    }
}

pub struct Owned;

impl Driver for Owned {
    const NAME: &'static str = "unchunk, owned";
    const SIDE: Side = Side::Ours(Face::Owned);

    fn reads(format: Format) -> bool {
        format != Format::Sse
    }

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut decoder = decoder(feed.format);
        for chunk in feed.chunks() {
            let going_on = match feed.share(chunk) {
                Some(shared) => own_all(&mut decoder, &shared, Some(&shared), sink),
                None => own_all(&mut decoder, chunk, None, sink),
            };
            if going_on.is_break() {
                return;
            }
        }
        match decoder.finish() {
            Ok(end) => {
                if let Some(frame) = end.into_last() {
                    take(frame.to_owned(), sink);
                }
            }
            Err(error) => {
                let _ = sink.error(&error);
            }
        }
    }
}

#[inline(always)]
fn own_all(
    decoder: &mut Decoder,
    mut input: &[u8],
    chunk: Option<&Bytes>,
    sink: &mut impl Sink,
) -> ControlFlow<()> {
    loop {
        match decoder.decode_owned(&mut input, chunk) {
            Ok(Some(frame)) => take(frame, sink),
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => sink.error(&error)?,
        }
    }
}

fn take(frame: OwnedFrame, sink: &mut impl Sink) {
    sink.take(frame, |frame| Seen::value(frame.bytes()));
}
