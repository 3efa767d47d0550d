//! Events as they are served: written by codecs, or as a body with heartbeats, and read back.
#![cfg(all(feature = "std", feature = "codec", feature = "axum-core"))]

use std::cell::Cell;
use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::adapters::drain;
use bytes::{Bytes, BytesMut};
use futures_core::{FusedStream as _, Stream};
use futures_util::{future, stream};
use http_body::Body;
use tokio_util::codec::Encoder as _;
use unchunk::adapters::{EventBody, ItemStream, Reader, Relay, Seen, WriteError};
use unchunk::sse::{self, EncodedEvent, EventBuilder};
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

fn block(data: &str) -> EncodedEvent {
    EventBuilder::new().data(data).build().unwrap()
}

const HEARTBEAT: &[u8] = b":\n\n";

/// Time in seconds, and a sleep that is over when it has come.
#[derive(Clone, Default)]
struct World(Rc<Cell<u64>>);

impl World {
    fn sleep(&self, time: Duration) -> impl Future<Output = ()> + use<> {
        let (world, at) = (self.clone(), self.0.get() + time.as_secs());
        future::poll_fn(move |_| {
            if world.0.get() >= at {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
    }
}

/// Polls at these times, and tells what came.
fn told_at<S: Stream>(
    world: &World,
    mut body: Pin<&mut S>,
    times: impl IntoIterator<Item = u64>,
) -> Vec<Poll<Option<S::Item>>> {
    let mut context = Context::from_waker(Waker::noop());
    let poll = |time| {
        world.0.set(time);
        body.as_mut().poll_next(&mut context)
    };
    times.into_iter().map(poll).collect()
}

const IDLE: Duration = Duration::from_secs(15);

fn chunk<E>(bytes: &[u8]) -> Poll<Option<Result<Bytes, E>>> {
    Poll::Ready(Some(Ok(Bytes::copy_from_slice(bytes))))
}

#[test]
fn a_heartbeat_comes_after_each_time_without_an_event() {
    let world = World::default();
    let sleep = {
        let world = world.clone();
        move |time| world.sleep(time)
    };
    let (a, b) = (Ok::<_, &str>(block("a")), Ok(block("b")));
    let events = script([
        // At 0, 14, 15, 29, 30, 31.
        None,
        None,
        None,
        None,
        None,
        Some(a),
        // At 31, 45, 46.
        None,
        None,
        None,
        // At 50.
        Some(Err("lost")),
        // At 50, 64.
        None,
        None,
        // At 1 000 after a stall, and twice at once.
        None,
        None,
        None,
        Some(b),
        None,
    ]);
    let mut body = pin!(EventBody::new(events).heartbeats(IDLE, sleep));
    let times = [
        0, 14, 15, 29, 30, 31, 31, 45, 46, 50, 50, 64, 1000, 1000, 1014, 1014, 1014, 1015,
    ];
    let beat = || chunk(HEARTBEAT);
    assert_eq!(
        told_at(&world, body.as_mut(), times),
        [
            // None right at the start.
            Poll::Pending,
            Poll::Pending,
            beat(),
            Poll::Pending,
            // The one before was seen off at 15, and the body asked again at 29.
            Poll::Pending,
            chunk(b"data: a\n\n"),
            // None right after an event.
            Poll::Pending,
            Poll::Pending,
            beat(),
            Poll::Ready(Some(Err("lost"))),
            Poll::Pending,
            Poll::Pending,
            // One after a stall, and no burst.
            beat(),
            Poll::Pending,
            Poll::Pending,
            chunk(b"data: b\n\n"),
            Poll::Pending,
            Poll::Ready(None),
        ]
    );
    assert_eq!(
        told_at(&world, body.as_mut(), [2000, 3000]),
        [Poll::Ready(None), Poll::Ready(None)]
    );
}

#[test]
fn a_stall_right_after_an_event_is_no_idleness() {
    let world = World::default();
    let sleep = {
        let world = world.clone();
        move |time| world.sleep(time)
    };
    let events = script([Some(Ok::<_, Infallible>(block("a"))), None, None]);
    let mut body = pin!(EventBody::new(events).heartbeats(IDLE, sleep));
    // Taken at 0, and nothing was asked for before 100.
    assert_eq!(
        told_at(&world, body.as_mut(), [0, 100, 115]),
        [chunk(b"data: a\n\n"), Poll::Pending, chunk(HEARTBEAT)]
    );
}

/// A relay over what comes at each poll, with its heartbeats, and what it has seen.
fn relayed(
    upstream: Vec<Option<&'static [u8]>>,
    times: impl IntoIterator<Item = u64>,
) -> (Vec<u8>, Vec<String>) {
    let world = World::default();
    let sleep = {
        let world = world.clone();
        move |time| world.sleep(time)
    };
    let mut upstream = upstream.into_iter();
    let upstream = stream::poll_fn(move |_| match upstream.next() {
        Some(None) => Poll::Pending,
        Some(Some(chunk)) => Poll::Ready(Some(Ok::<_, Infallible>(Bytes::from_static(chunk)))),
        None => Poll::Ready(None),
    });
    let mut seen = Vec::new();
    let relay = Relay::new(upstream, |it| {
        seen.push(match it {
            Seen::Event(event) => event.data().into_owned(),
            Seen::Skipped(error) => error.to_string(),
            Seen::Ended(verdict) => match verdict {
                Verdict::Complete => "complete".to_owned(),
                Verdict::Truncated { .. } => "truncated".to_owned(),
                _ => "foreign".to_owned(),
            },
            _ => "?".to_owned(),
        });
    });
    let decoder = sse::Decoder::builder().max_event_bytes(100).build();
    let forwarded = {
        let mut relay = pin!(relay.decoder(decoder).heartbeats(IDLE, sleep));
        let mut told = told_at(&world, relay.as_mut(), times);
        let rest = told_at(&world, relay.as_mut(), [10_000; 20]);
        told.extend(rest);
        assert!(relay.is_terminated());
        told
    };
    let mut bytes = Vec::new();
    for chunk in forwarded {
        if let Poll::Ready(Some(Ok(chunk))) = chunk {
            assert!(!chunk.is_empty());
            bytes.extend_from_slice(&chunk);
        }
    }
    (bytes, seen)
}

#[test]
fn a_relay_forwards_what_comes_and_shows_it() {
    let long = format!("data: {}\n\n", "x".repeat(200)).leak();
    for upstream in [
        vec![&b"data: Hel\n\nda"[..], b"ta: lo\r\n\r", b"\n: c\n\n"],
        vec![b"\xEF\xBB\xBFdata: Hel\n\ndata: lo\n\n"],
        vec![b"\xEF", b"\xBB", b"\xBFdata: Hel\n\ndata: lo\n\n"],
        vec![b"data: Hel\n\n", long.as_bytes(), b"data: lo\n\n"],
        vec![b"data: Hel\n\ndata: lo\n\ndata: cut"],
        vec![b"<html>"],
        vec![b"\xEF\xBB"],
        vec![],
    ] {
        let (forwarded, seen) = relayed(upstream.iter().copied().map(Some).collect(), []);
        assert_eq!(forwarded, upstream.concat());
        let has_events = forwarded.windows(3).any(|bytes| bytes == b"Hel");
        if has_events {
            assert_eq!(
                (seen[0].as_str(), seen[seen.len() - 2].as_str()),
                ("Hel", "lo")
            );
        }
        assert_eq!(
            seen.iter().any(|it| it.contains("event")),
            forwarded.len() > 200
        );
        let end = match forwarded.last() {
            Some(b'>') => "foreign",
            Some(b't' | b'\xBB') => "truncated",
            _ => "complete",
        };
        assert_eq!(seen.last().unwrap(), end, "{forwarded:?}");
    }
}

#[test]
fn a_relay_beats_only_between_events_and_before_the_first_byte() {
    let mark = b"\xEF\xBB\xBF";
    // Silence before the first byte, inside an event, and after it.
    for cut in 0..=mark.len() {
        let (head, tail) = mark.split_at(cut);
        let upstream = vec![
            None,
            None,
            Some(head),
            None,
            None,
            Some(tail),
            Some(b"data: a\n"),
            None,
            None,
            Some(b"\n"),
            None,
            None,
        ];
        let times = [0, 15, 20, 35, 40, 40, 60, 61, 61, 80];
        let (forwarded, seen) = relayed(upstream, times);
        let text = String::from_utf8(forwarded).unwrap();
        assert_eq!(text, ":\n\n:\n\ndata: a\n\n:\n\n", "{cut}");
        assert_eq!(seen, ["a", "complete"]);
    }
}

#[test]
fn a_body_is_the_same_as_its_stream_and_is_read_back() {
    let blocks = || {
        let blocks = [
            EncodedEvent::retry(Duration::from_millis(1500)),
            EventBuilder::new()
                .event_type("delta")
                .id("1")
                .data("你\n好")
                .build()
                .unwrap(),
            EncodedEvent::comment("still\nhere"),
            EncodedEvent::heartbeat(),
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
            sse::OwnedItem::Comment(comment) => (":", comment.text()),
            item => panic!("{item:?}"),
        })
        .map(|(name, text)| (name.to_owned(), text.chars().take(8).collect::<String>()))
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
    assert!(EventBuilder::new().id("1\n2").data("x").build().is_err());
    let mut to = BytesMut::new();
    let result = sse::Encoder::new().encode(EventBuilder::new().event_type("a\rb"), &mut to);
    assert!(matches!(
        result,
        Err(WriteError::Event(sse::EncodeError::InvalidEventType(1)))
    ));
    let result = json::Encoder::lines().encode("[1,\n2]", &mut to);
    assert!(matches!(
        result,
        Err(WriteError::Json(json::EncodeError::LineFeed(3)))
    ));
    let result = json::Encoder::text_sequence().encode("[1]\x1E[2]", &mut to);
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
        (json::Encoder::lines(), json::Decoder::concatenated()),
        (
            json::Encoder::text_sequence(),
            json::Decoder::text_sequence(),
        ),
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
        let read: Vec<_> = frames
            .iter()
            .map(|frame| frame.text_str().unwrap())
            .collect();
        assert_eq!(read, texts, "{encoder:?}");
    }
}

#[test]
fn events_written_by_a_codec_are_read_back() {
    let mut encoder = sse::Encoder::new();
    let mut to = BytesMut::new();
    encoder
        .encode(EventBuilder::new().id("7").data("a"), &mut to)
        .unwrap();
    encoder.encode(EncodedEvent::heartbeat(), &mut to).unwrap();
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
    assert_eq!(decoder.finish().unwrap().verdict(), Verdict::Complete);
}

#[test]
fn what_is_served_is_a_response_of_axum() {
    use axum_core::response::{IntoResponse as _, Response};

    fn check(response: Response, body: &[u8]) {
        assert_eq!(response.status(), 200);
        for (name, value) in sse::RESPONSE_HEADERS {
            assert_eq!(response.headers()[name], value);
        }
        assert_eq!(
            response.headers()["cache-control"],
            "no-cache, no-transform"
        );
        let chunks = drain(response.into_body().into_data_stream());
        let chunks: Vec<Bytes> = chunks.into_iter().map(Result::unwrap).collect();
        assert_eq!(chunks.concat(), body);
    }
    let blocks = stream::iter([Ok::<_, Infallible>(block("a"))]);
    let body = EventBody::new(blocks).heartbeats(IDLE, |_| future::pending::<()>());
    check(body.into_response(), b"data: a\n\n");
    let upstream = stream::iter([Ok::<_, Infallible>(&b"data: a\n"[..])]);
    check(Relay::new(upstream, |_| {}).into_response(), b"data: a\n");
}
