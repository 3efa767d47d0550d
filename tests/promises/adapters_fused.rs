//! What each stream says of its end: nothing before it, and nothing else after it.
#![cfg(feature = "stream")]

use std::convert::Infallible;
use std::future::{Ready, pending, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::FusedStream;
use futures_util::stream;
use unchunk::adapters::{EventBody, ItemStream, Reconnecting, Relay, Response, Seen};
use unchunk::session::{Request, Session};
use unchunk::sse::{self, EncodedEvent};

/// Polls the stream to its end and beyond; it is terminated from its end on.
#[track_caller]
fn assert_fused<S: FusedStream>(mut stream: Pin<&mut S>, items: usize) {
    let mut context = Context::from_waker(Waker::noop());
    for item in 0..items {
        assert!(!stream.is_terminated(), "before item {item}");
        let polled = stream.as_mut().poll_next(&mut context);
        assert!(matches!(polled, Poll::Ready(Some(_))), "item {item}");
    }
    assert!(!stream.is_terminated(), "before the end");
    for _ in 0..3 {
        let polled = stream.as_mut().poll_next(&mut context);
        assert!(matches!(polled, Poll::Ready(None)));
        assert!(stream.is_terminated());
    }
}

type Chunk = Result<&'static [u8], Infallible>;

fn chunks() -> stream::Iter<std::array::IntoIter<Chunk, 2>> {
    stream::iter([Ok(&b"data: a\n\nda"[..]), Ok(&b"ta: b\n\n"[..])])
}

#[test]
fn a_stream_of_items() {
    let items = ItemStream::new(chunks(), sse::Decoder::new());
    assert_fused(pin!(items), 2);
}

#[test]
fn served_events() {
    let events = [EncodedEvent::data("a"), EncodedEvent::data("b")].map(Ok::<_, Infallible>);
    assert_fused(pin!(EventBody::new(stream::iter(events))), 2);
}

#[test]
fn a_relay() {
    assert_fused(pin!(Relay::new(chunks(), |_: Seen<'_>| ())), 2);
}

#[test]
fn a_reconnecting_stream() {
    let connect = |_: Request<'_>| -> Ready<Result<_, Infallible>> {
        ready(Ok(Response::new(200, Some("text/event-stream"), chunks())))
    };
    let session = Session::answers()
        .done_when(|event| event.data_bytes() == b"b")
        .build();
    let sleep = |_| pending::<()>();
    let events = Reconnecting::with_clock(session, connect, sleep, || Duration::ZERO);
    assert_fused(pin!(events), 1);
}

/// So does the stream of values that is made of either.
#[cfg(feature = "serde_json")]
#[test]
fn values() {
    use unchunk::json;

    fn numbers() -> stream::Iter<std::array::IntoIter<Chunk, 2>> {
        stream::iter([Ok(&b"data: 1\n\nda"[..]), Ok(&b"ta: 2\n\n"[..])])
    }

    let items = ItemStream::new(numbers(), sse::Decoder::new());
    assert_fused(pin!(items.json::<u8>()), 2);
    let lines = stream::iter([Ok::<_, Infallible>(&b"1\nno\n3\n"[..])]);
    let frames = ItemStream::new(lines, json::Decoder::lines());
    assert_fused(pin!(frames.json::<u8>()), 3);

    let connect = |_: Request<'_>| -> Ready<Result<_, Infallible>> {
        ready(Ok(Response::new(200, Some("text/event-stream"), numbers())))
    };
    let session = Session::answers()
        .done_when(|event| event.data_bytes() == b"2")
        .build();
    let sleep = |_| pending::<()>();
    let events = Reconnecting::with_clock(session, connect, sleep, || Duration::ZERO);
    assert_fused(pin!(events.json::<u8>()), 1);
}

/// The body of a response knows the same.
#[cfg(feature = "http-body")]
#[test]
fn bodies() {
    use http_body::Body;

    fn assert_ends<B: Body>(mut body: Pin<&mut B>) {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..2 {
            assert!(!body.is_end_stream());
            let polled = body.as_mut().poll_frame(&mut context);
            assert!(matches!(polled, Poll::Ready(Some(Ok(_)))));
        }
        assert!(matches!(
            body.as_mut().poll_frame(&mut context),
            Poll::Ready(None)
        ));
        assert!(body.is_end_stream());
    }
    let events = [EncodedEvent::data("a"), EncodedEvent::data("b")].map(Ok::<_, Infallible>);
    assert_ends(pin!(EventBody::new(stream::iter(events))));
    assert_ends(pin!(Relay::new(chunks(), |_: Seen<'_>| ())));
}
