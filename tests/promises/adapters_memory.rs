//! What adapters allocate and hold. Counted, not timed.
#![cfg(all(feature = "std", feature = "codec", feature = "http-body"))]

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use bytes::{Bytes, BytesMut};
use futures_core::{FusedStream, Stream};
use futures_util::stream;
use tokio_util::codec::Decoder as _;
use unchunk::adapters::{Codec, ItemStream, Reader};
use unchunk::{json, sse};

const EVENTS: usize = 1000;

fn events() -> Vec<u8> {
    b"data: some delta\n\n".repeat(EVENTS)
}

fn next<S: Stream>(stream: Pin<&mut S>) -> Poll<Option<S::Item>> {
    stream.poll_next(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn the_loop_that_lends_allocates_nothing_for_an_event() {
    let body = events();
    let mut reader = Reader::new(&body[..], sse::Decoder::new());
    let mut seen = 0;
    let info = measure(|| {
        while reader.fill().unwrap() {
            while let Some(event) = reader.decode().unwrap() {
                seen += usize::from(event.data_bytes() == b"some delta");
            }
        }
    });
    assert_eq!((seen, info.count_total), (EVENTS, 0));
}

#[test]
fn each_owned_event_is_one_allocation() {
    let body = events();
    let mut reader = Reader::new(&body[..], sse::Decoder::new());
    let mut seen = 0;
    let info = measure(|| seen = reader.by_ref().filter(|event| event.is_ok()).count());
    assert_eq!((seen, info.count_total), (EVENTS, EVENTS as u64), "Reader");

    let mut codec = Codec::new(sse::Decoder::new());
    let mut buffer = BytesMut::from(&body[..]);
    let mut seen = 0;
    let info = measure(|| {
        while let Some(event) = codec.decode(&mut buffer).unwrap() {
            seen += usize::from(event.is_ok());
        }
    });
    assert_eq!((seen, info.count_total), (EVENTS, EVENTS as u64), "Codec");

    let chunk = stream::iter([Ok::<_, Infallible>(Bytes::from(body))]);
    let mut items = pin!(ItemStream::new(chunk, sse::Decoder::new()));
    let mut seen = 0;
    let info = measure(|| {
        while let Poll::Ready(Some(event)) = next(items.as_mut()) {
            seen += usize::from(event.is_ok());
        }
    });
    assert_eq!(
        (seen, info.count_total),
        (EVENTS, EVENTS as u64),
        "ItemStream"
    );
}

/// While a stream waits, it holds no chunk, and between items no heap at all.
#[test]
fn a_waiting_stream_holds_no_chunk() {
    struct OneThenNothing(Option<Bytes>);
    impl Stream for OneThenNothing {
        type Item = Result<Bytes, Infallible>;
        fn poll_next(
            mut self: Pin<&mut Self>,
            _context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            self.0
                .take()
                .map_or(Poll::Pending, |chunk| Poll::Ready(Some(Ok(chunk))))
        }
    }
    let info = measure(|| {
        let source = OneThenNothing(Some(Bytes::from(events())));
        let mut items = Box::pin(ItemStream::new(source, sse::Decoder::new()));
        let mut seen = 0;
        while let Poll::Ready(event) = next(items.as_mut()) {
            assert!(event.unwrap().is_ok());
            seen += 1;
        }
        assert_eq!(seen, EVENTS);
        // What it holds is what leaking it leaves.
        std::mem::forget(items);
    });
    let own_size = size_of::<ItemStream<OneThenNothing, sse::Decoder>>();
    assert_eq!(info.bytes_current, own_size as i64);
}

/// A frame in thousands of pieces is held once, by the decoder, and no buffer before it grows.
#[test]
fn a_codec_leaves_nothing_in_the_buffer() {
    let text = format!("\"{}\"\n", "x".repeat(1 << 20));
    let mut codec = Codec::new(json::Decoder::lines());
    let mut buffer = BytesMut::with_capacity(1400);
    let mut frames = 0;
    for piece in text.as_bytes().chunks(1400) {
        buffer.extend_from_slice(piece);
        if let Some(frame) = codec.decode(&mut buffer).unwrap() {
            assert_eq!(frame.unwrap().text_bytes().len(), text.len() - 1);
            frames += 1;
        }
        assert!(buffer.is_empty());
    }
    assert_eq!(frames, 1);
    buffer.reserve(1);
    assert!(buffer.capacity() <= 1400);
}

/// Dropping the future of an item, which is a borrow of the stream, loses nothing.
#[test]
fn cancelling_loses_nothing() {
    use futures_util::{FutureExt as _, StreamExt as _};
    let chunks = [&b"data: a"[..], b"\n\nda", b"ta: b\n", b"\n"].map(Ok::<_, Infallible>);
    // Pending before each chunk, so that each future is dropped at least once.
    let mut is_pending = false;
    let mut chunks = chunks.into_iter();
    let source = stream::poll_fn(move |_| {
        is_pending = !is_pending;
        if is_pending {
            Poll::Pending
        } else {
            Poll::Ready(chunks.next())
        }
    });
    let mut items = ItemStream::new(source, sse::Decoder::new());
    let (mut seen, mut dropped) = (Vec::new(), 0);
    loop {
        match items.next().now_or_never() {
            Some(Some(event)) => seen.push(event.unwrap().data().into_owned()),
            Some(None) => break,
            None => dropped += 1,
        }
    }
    assert_eq!((seen, dropped), (vec!["a".to_owned(), "b".to_owned()], 5));
    assert!(items.is_terminated());
}

/// All that a user's task may need.
#[test]
fn adapters_are_send_and_sync() {
    fn assert_both<T: Send + Sync>(_: &T) {}
    assert_both(&Reader::new(std::io::empty(), sse::Decoder::new()));
    assert_both(&Codec::new(json::Decoder::lines()));
    assert_both(&ItemStream::from_body(String::new(), sse::Items::default()));
    assert_both(&unchunk::adapters::EventBody::new(stream::empty::<()>()));
    assert_both(&unchunk::adapters::Error::Transport(std::io::Error::other(
        "x",
    )));
}
