//! Events as they are served: written by codecs, or as a body with heartbeats, and read back.
#![cfg(all(feature = "std", feature = "tokio-util", feature = "http-body"))]

#[path = "support/adapters.rs"]
mod adapters;
mod support;

use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use adapters::drain;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::stream;
use http_body::Body;
use tokio_util::codec::Encoder as _;
use unchunk::adapters::{EventBody, ItemStream, Reader, WriteError};
use unchunk::sse::{self, Block, Fields};
use unchunk::{Verdict, json};

/// A source that answers what it is told to: `None` is pending; behind the last answer it must not be asked again.
fn script<T, const N: usize>(answers: [Option<T>; N]) -> impl Stream<Item = T> {
    let mut answers = answers.into_iter();
    let mut has_ended = false;
    stream::poll_fn(move |_| {
        assert!(!has_ended, "asked again after the end");
        match answers.next() {
            Some(None) => Poll::Pending,
            Some(Some(answer)) => Poll::Ready(Some(answer)),
            None => {
                has_ended = true;
                Poll::Ready(None)
            }
        }
    })
}

fn block(data: &str) -> Block {
    Block::event(&Fields::new().data(data)).unwrap()
}

const HEARTBEAT: &[u8] = b":\n\n";

#[test]
fn a_heartbeat_comes_at_each_tick_without_an_event() {
    let (a, b) = (Ok::<_, &str>(block("a")), Ok(block("b")));
    let events = [
        Some(a),
        None,
        None,
        None,
        Some(Err("lost")),
        Some(b),
        None,
        None,
    ];
    let steps = events.len() + 1;
    let ticks = [None, Some(()), Some(()), Some(()), None];
    let mut body = pin!(EventBody::new(script(events)).heartbeats(script(ticks)));
    let mut context = Context::from_waker(Waker::noop());
    let mut told = Vec::new();
    for _ in 0..steps {
        told.push(body.as_mut().poll_next(&mut context));
    }
    let chunk = |bytes: &[u8]| Poll::Ready(Some(Ok(Bytes::copy_from_slice(bytes))));
    assert_eq!(
        told,
        [
            chunk(b"data: a\n\n"),
            Poll::Pending,
            chunk(HEARTBEAT),
            chunk(HEARTBEAT),
            Poll::Ready(Some(Err("lost"))),
            chunk(b"data: b\n\n"),
            chunk(HEARTBEAT),
            Poll::Pending,
            Poll::Ready(None),
        ]
    );
    assert_eq!(body.as_mut().poll_next(&mut context), Poll::Ready(None));
}

#[test]
fn a_clock_that_ends_stops_the_heartbeats_only() {
    let events = [None, None, None, Some(Ok::<_, Infallible>(block("a")))];
    let body = EventBody::new(script(events)).heartbeats(script([Some(())]));
    let chunks: Vec<_> = drain(body).into_iter().map(Result::unwrap).collect();
    assert_eq!(chunks, [HEARTBEAT, b"data: a\n\n"]);
}

#[test]
fn a_body_is_the_same_as_its_stream_and_is_read_back() {
    let blocks = || {
        let blocks = [
            Block::retry(Duration::from_millis(1500)).unwrap(),
            Block::event(&Fields::new().event_type("delta").id("1").data("你\n好")).unwrap(),
            Block::comment("still\nhere").unwrap(),
            Block::heartbeat(),
            block(&"x".repeat(100_000)),
        ];
        stream::iter(blocks.map(Ok::<_, Infallible>))
    };
    let chunks = drain(EventBody::new(blocks()));
    let mut body = pin!(EventBody::new(blocks()));
    let mut context = Context::from_waker(Waker::noop());
    for chunk in &chunks {
        assert!(!body.is_end_stream());
        let Poll::Ready(Some(Ok(frame))) = body.as_mut().poll_frame(&mut context) else {
            panic!("no frame");
        };
        assert_eq!(frame.into_data().unwrap(), chunk.as_ref().unwrap());
    }
    assert!(matches!(
        body.as_mut().poll_frame(&mut context),
        Poll::Ready(None)
    ));
    assert!(body.is_end_stream());

    let body = EventBody::new(blocks());
    let items = ItemStream::from_body(body, sse::Items::default());
    let items: Vec<_> = drain(items).into_iter().map(Result::unwrap).collect();
    let told: Vec<_> = items
        .iter()
        .map(|item| match item {
            sse::OwnedItem::Event(event) => (event.event_type(), event.data()),
            sse::OwnedItem::Comment(comment) => (":".into(), comment.text()),
        })
        .map(|(name, text)| (name.into_owned(), text.chars().take(8).collect::<String>()))
        .collect();
    let expected = [
        ("delta", "你\n好"),
        (":", "still"),
        (":", "here"),
        (":", ""),
        ("message", "xxxxxxxx"),
    ];
    assert_eq!(
        told,
        expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
    );
}

#[test]
fn what_a_receiver_would_misread_is_not_written() {
    assert!(Block::event(&Fields::new().id("1\n2").data("x")).is_err());
    let mut to = BytesMut::new();
    let result = sse::Encoder::new().encode(Fields::new().event_type("a\rb"), &mut to);
    assert!(matches!(
        result,
        Err(WriteError::Event(sse::EncodeError::InvalidEventType(1)))
    ));
    let result = json::Encoder::lines().encode("[1,\n2]", &mut to);
    assert!(matches!(
        result,
        Err(WriteError::Json(json::EncodeError::LineFeed(3)))
    ));
    let result = json::Encoder::sequence().encode("[1]\x1E[2]", &mut to);
    assert!(matches!(
        result,
        Err(WriteError::Json(json::EncodeError::Invalid(_)))
    ));
    let mut room = &mut [0; 4][..];
    let result = json::Encoder::lines().frame(b"[12]", &mut room);
    assert_eq!(result, Err(json::EncodeError::NoRoom(5)));
    assert!(to.is_empty() && room == [0; 4]);
}

#[test]
fn json_texts_are_read_back_in_each_framing() {
    let texts = ["{\"a\":\"\u{2028}\"}", "[]", "12", "null", "\"\\u001e\""];
    let framings = [
        (json::Encoder::lines(), json::Decoder::lines()),
        (json::Encoder::lines(), json::Decoder::values()),
        (json::Encoder::sequence(), json::Decoder::sequence()),
        (
            json::Encoder::content_length(),
            json::Decoder::content_length(),
        ),
    ];
    for (mut encoder, decoder) in framings {
        let mut stream = BytesMut::new();
        for text in texts {
            encoder.encode(text, &mut stream).unwrap();
        }
        let frames: Result<Vec<_>, _> = Reader::new(&stream[..], decoder).collect();
        let frames = frames.unwrap();
        let read: Vec<_> = frames.iter().map(|frame| frame.text().unwrap()).collect();
        assert_eq!(read, texts, "{encoder:?}");
    }
}

#[test]
fn events_written_by_a_codec_are_read_back() {
    let mut encoder = sse::Encoder::new();
    let mut to = BytesMut::new();
    encoder
        .encode(Fields::new().id("7").data("a"), &mut to)
        .unwrap();
    encoder.encode(Block::heartbeat(), &mut to).unwrap();
    encoder.encode(block("b"), &mut to).unwrap();
    assert_eq!(to, "id: 7\ndata: a\n\n:\n\ndata: b\n\n");
    let mut decoder = sse::Decoder::new();
    let mut input = &to[..];
    assert_eq!(decoder.decode(&mut input).unwrap().unwrap().data(), "a");
    assert_eq!(
        decoder.decode(&mut input).unwrap().unwrap().last_event_id(),
        "7"
    );
    assert!(decoder.decode(&mut input).unwrap().is_none());
    assert_eq!(decoder.finish(), Verdict::Complete);
}
