//! One file for each decoder: how it is driven, and nothing else.

mod async_sse;
mod eventsource_client;
mod eventsource_stream;
mod eventsource_stream2;
mod eventsrc;
mod http_streams_core;
mod jsonx_lib;
mod lines_codec;
mod serde_json;
mod sonic_rs;
mod sse_codec;
mod sse_core;
mod sse_frame;
mod sse_parse;
mod sse_stream;
mod sseer;
mod stream_rs;
mod streams;
#[cfg(feature = "structio")]
mod structio;
mod tokio_sse_codec;
mod unchunk;
mod unchunk_json;
mod unchunk_sse;

use std::ops::ControlFlow;

use bytes::{Bytes, BytesMut};
use memchr::memchr;
use tokio_util::codec::FramedRead;
use tokio_util::io::StreamReader;

use self::streams::{Shared, Slices};
use crate::candidate::Candidate;
use crate::feed::{BytesStream, Ending, Feed};

/// This crate's faces.
pub fn ours() -> Vec<Candidate> {
    vec![
        Candidate::of::<unchunk_sse::Lent>(),
        Candidate::of::<unchunk_sse::LentText>(),
        Candidate::of::<unchunk_sse::Owned>(),
        Candidate::of::<unchunk_sse::OwnedText>(),
        Candidate::of::<unchunk_sse::OwnedFromBytes>(),
        Candidate::of::<unchunk_sse::Stream>(),
        Candidate::of::<unchunk_json::Lent>(),
        Candidate::of::<unchunk_json::Owned>(),
        Candidate::of::<unchunk_json::OwnedFromBytes>(),
        Candidate::of::<unchunk_json::Stream>(),
    ]
}

pub fn sse() -> Vec<Candidate> {
    vec![
        Candidate::of::<async_sse::AsyncSse>(),
        Candidate::of::<eventsource_client::EventsourceClient>(),
        Candidate::of::<Slices<eventsource_stream::EventsourceStream>>(),
        Candidate::of::<Shared<eventsource_stream::EventsourceStream>>(),
        Candidate::of::<Slices<eventsource_stream2::EventsourceStream2>>(),
        Candidate::of::<Shared<eventsource_stream2::EventsourceStream2>>(),
        Candidate::of::<Slices<eventsrc::Eventsrc>>(),
        Candidate::of::<Shared<eventsrc::Eventsrc>>(),
        Candidate::of::<sse_codec::SseCodec>(),
        Candidate::of::<sse_core::Slices>(),
        Candidate::of::<sse_core::Shared>(),
        Candidate::of::<sse_frame::SseFrame>(),
        Candidate::of::<sse_parse::SseParse>(),
        Candidate::of::<Slices<sse_stream::SseStream>>(),
        Candidate::of::<Shared<sse_stream::SseStream>>(),
        Candidate::of::<sseer::Sseer>(),
        Candidate::of::<stream_rs::Sse>(),
        Candidate::of::<tokio_sse_codec::Text>(),
        Candidate::of::<tokio_sse_codec::Shared>(),
    ]
}

pub fn json() -> Vec<Candidate> {
    vec![
        Candidate::of::<http_streams_core::Slices>(),
        Candidate::of::<http_streams_core::Shared>(),
        Candidate::of::<jsonx_lib::Jsonx>(),
        Candidate::of::<lines_codec::Slices>(),
        Candidate::of::<lines_codec::Shared>(),
        Candidate::of::<serde_json::ReaderIgnored>(),
        Candidate::of::<serde_json::ReaderRaw>(),
        Candidate::of::<serde_json::BufferIgnored>(),
        Candidate::of::<serde_json::BufferRaw>(),
        Candidate::of::<serde_json::LinesIgnored>(),
        Candidate::of::<sonic_rs::BufferLazy>(),
        Candidate::of::<sonic_rs::LinesIgnored>(),
        Candidate::of::<stream_rs::Json>(),
        #[cfg(feature = "structio")]
        Candidate::of::<structio::Structio>(),
    ]
}

/// Drives a codec as a framed reader does: bytes are appended, then frames taken until none is whole.
///
/// `decode` is told when no more bytes will come.
fn frames<T, E>(
    feed: &Feed,
    mut decode: impl FnMut(&mut BytesMut, Ending) -> Result<Option<T>, E>,
    mut each: impl FnMut(Result<T, E>) -> ControlFlow<()>,
) {
    let mut buffer = BytesMut::new();
    let mut take = |buffer: &mut BytesMut, ending| {
        while let Some(frame) = decode(buffer, ending).transpose() {
            each(frame)?;
        }
        ControlFlow::Continue(())
    };
    for chunk in feed.chunks() {
        buffer.extend_from_slice(chunk);
        if take(&mut buffer, Ending::Open).is_break() {
            return;
        }
    }
    if feed.ending == Ending::Closed {
        let _ = take(&mut buffer, Ending::Closed);
    }
}

/// A codec as tokio's users have it over a body: a stream of its frames over one of [`Bytes`].
fn framed<D>(feed: &Feed, codec: D) -> FramedRead<StreamReader<BytesStream, Bytes>, D> {
    FramedRead::new(StreamReader::new(feed.bytes_stream()), codec)
}

/// Splits lines as programs do that parse JSON Lines with a parser of slices.
fn each_line(feed: &Feed, mut parse: impl FnMut(&[u8]) -> ControlFlow<()>) {
    let mut held = Vec::new();
    for chunk in feed.chunks() {
        let mut rest = chunk;
        while let Some(end) = memchr(b'\n', rest) {
            let going_on = if held.is_empty() {
                parse(&rest[..end])
            } else {
                held.extend_from_slice(&rest[..end]);
                let going_on = parse(&held);
                held.clear();
                going_on
            };
            if going_on.is_break() {
                return;
            }
            rest = &rest[end + 1..];
        }
        held.extend_from_slice(rest);
    }
}

/// Feeds a parser that reads only slices: what it does not use is kept, and parsed anew with the next chunk.
///
/// `parse` returns how many bytes it used, or that it can't go on.
fn refilled(feed: &Feed, mut parse: impl FnMut(&[u8]) -> ControlFlow<(), usize>) {
    let mut buffer = Vec::new();
    for chunk in feed.chunks() {
        let parsed = if buffer.is_empty() {
            parse(chunk).map_continue(|used| buffer.extend_from_slice(&chunk[used..]))
        } else {
            buffer.extend_from_slice(chunk);
            parse(&buffer).map_continue(|used| drop(buffer.drain(..used)))
        };
        if parsed.is_break() {
            return;
        }
    }
}
