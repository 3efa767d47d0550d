//! A stream through every adapter, with all the trouble a transport can make between its chunks.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test target uses its own part"
)]

use std::fmt::Debug;
use std::io::{self, BufRead, BufReader, ErrorKind as IoErrorKind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body, Frame};
use tokio_util::codec::{self, FramedRead};
use unchunk::adapters::{self, Codec, ItemStream, Reader};
use unchunk::{Decode, ErrorKind};
use unchunk_testing::{Step, Transport};

use crate::support::{json, sse};

/// One thing that an adapter tells, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<S> {
    Item(S),
    Bad { kind: ErrorKind, offset: u64 },
    Truncated { tail: Vec<u8>, offset: u64 },
    Foreign { head: Vec<u8> },
    Transport,
}

/// What comes out of an adapter, its transport's errors aside.
type Out<D> = Result<<D as Decode>::Owned, adapters::Error<()>>;

/// Asserts that every adapter tells `expected` of these chunks, with errors of the transport wherever it fails: before
/// each chunk, and before the end.
pub fn assert_told<D: Decode + Clone, S: Debug + Clone + PartialEq>(
    decoder: &D,
    chunks: &[&[u8]],
    see: impl Fn(D::Owned) -> S,
    expected: &[Told<S>],
) {
    let check = |face: &str, faults: usize, out: Vec<Out<D>>| {
        let mut told: Vec<_> = out.into_iter().map(|item| tell(item, &see)).collect();
        let all = told.len();
        told.retain(|told| !matches!(told, Told::Transport));
        let shown: Vec<_> = chunks.iter().map(|chunk| chunk.escape_ascii()).collect();
        assert_eq!(told, expected, "{face}, from {shown:?}");
        assert_eq!(all - told.len(), faults, "{face}'s transport errors");
    };
    let decoder = || decoder.clone();
    // One where nothing has come yet, and one where it fails.
    let faults = 2 * (chunks.len() + 1);

    let reader = Reader::from_read(troubled(chunks), decoder());
    check("Read", faults, reader.map(any_transport).collect());

    let mut reader = Reader::new(troubled(chunks), decoder());
    check("BufRead", faults, lend_all::<_, D>(&mut reader));

    let reader = Reader::new(BufReader::with_capacity(3, troubled(chunks)), decoder());
    let out = reader.map(any_transport).collect();
    check("Read by threes", faults, out);

    let codec = Codec::new(decoder());
    check("Codec", 0, run_codec(codec, chunks));

    let codec = Codec::new(decoder());
    // `FramedRead` ends at an error, and asks again after the end.
    let source = Transport::new(chunks).before_each([Step::NotReady]);
    let out = drain(FramedRead::with_capacity(source, codec, 1));
    check("FramedRead", 0, out.into_iter().map(flatten).collect());

    let faults = chunks.iter().rposition(|chunk| !chunk.is_empty());
    let faults = faults.map_or(0, |last| last + 1);
    let out = drain(ItemStream::new(failing_before_bytes(chunks), decoder()));
    check(
        "Stream",
        faults,
        out.into_iter().map(any_transport).collect(),
    );

    let stream = ItemStream::from_body(BodySteps::new(chunks), decoder());
    let out = drain(stream).into_iter().map(any_transport).collect();
    check("Body", faults, out);
}

fn tell<T, S>(item: Result<T, adapters::Error<()>>, see: impl Fn(T) -> S) -> Told<S> {
    match item {
        Ok(item) => Told::Item(see(item)),
        Err(adapters::Error::Decode(error)) => Told::Bad {
            kind: error.kind(),
            offset: error.offset(),
        },
        Err(adapters::Error::Truncated { tail, offset, .. }) => Told::Truncated {
            tail: tail.to_vec(),
            offset,
        },
        Err(adapters::Error::Foreign { head, .. }) => Told::Foreign {
            head: head.to_vec(),
        },
        Err(adapters::Error::Transport(())) => Told::Transport,
        Err(error) => panic!("an error the harness does not know: {error:?}"),
    }
}

fn any_transport<T>(item: Result<T, adapters::Error<io::Error>>) -> Result<T, adapters::Error<()>> {
    item.map_err(|error| {
        error.map_transport(|error| {
            assert!(matches!(
                error.kind(),
                IoErrorKind::WouldBlock | IoErrorKind::TimedOut
            ))
        })
    })
}

fn flatten<T>(
    item: Result<Result<T, adapters::DecodeError>, adapters::Error<io::Error>>,
) -> Result<T, adapters::Error<()>> {
    any_transport(item).and_then(|item| item.map_err(adapters::Error::Decode))
}

/// The loop that lends, every other chunk's items by the iterator.
fn lend_all<R: BufRead, D: Decode>(reader: &mut Reader<R, D>) -> Vec<Out<D>> {
    let mut out = Vec::new();
    let mut by_iterator = false;
    loop {
        match reader.fill() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => out.push(any_transport(Err(error))),
        }
        if by_iterator {
            match reader.next() {
                Some(item) => out.push(any_transport(item)),
                None => break,
            }
        }
        by_iterator = !by_iterator;
        loop {
            match reader.decode() {
                Ok(Some(item)) => out.push(Ok(D::own(item, None))),
                Ok(None) => break,
                Err(error) => out.push(any_transport(Err(error))),
            }
        }
    }
    assert!(
        reader.next().is_none() && matches!(reader.fill(), Ok(false)),
        "fused"
    );
    out
}

/// As `FramedRead` does it, but with a buffer of just the chunk.
fn run_codec<D: Decode>(mut codec: Codec<D>, chunks: &[&[u8]]) -> Vec<Out<D>> {
    use codec::Decoder as _;
    let mut out = Vec::new();
    let mut buffer = BytesMut::new();
    for chunk in chunks {
        buffer.extend_from_slice(chunk);
        while let Some(item) = codec.decode(&mut buffer).transpose() {
            out.push(flatten(item));
        }
        assert!(buffer.is_empty(), "None means that the buffer is used up");
    }
    while let Some(item) = codec.decode_eof(&mut buffer).transpose() {
        out.push(flatten(item));
    }
    assert!(matches!(codec.decode_eof(&mut buffer), Ok(None)), "fused");
    out
}

/// All items of a stream, polled whenever it is pending; asserts that it has ended for good.
pub fn drain<S: Stream>(stream: S) -> Vec<S::Item> {
    let mut stream = pin!(stream);
    let mut context = Context::from_waker(Waker::noop());
    let mut items = Vec::new();
    loop {
        match stream.as_mut().poll_next(&mut context) {
            Poll::Pending => {}
            Poll::Ready(Some(item)) => items.push(item),
            Poll::Ready(None) => break,
        }
    }
    for _ in 0..3 {
        assert!(matches!(
            stream.as_mut().poll_next(&mut context),
            Poll::Ready(None)
        ));
    }
    items
}

/// Delivers the chunks, with all the trouble there is before each and before the end. Must not be asked again after that.
fn troubled(chunks: &[&[u8]]) -> Transport {
    let trouble = [
        Step::Interrupted,
        Step::NotReady,
        Step::Fail(IoErrorKind::TimedOut),
    ];
    Transport::new(chunks).before_each(trouble).end_once()
}

/// As [`troubled`], but it does not fail where no more bytes come: then an end inside an item is no second error.
fn failing_before_bytes(chunks: &[&[u8]]) -> Transport {
    let mut steps = Vec::new();
    for (index, chunk) in chunks.iter().enumerate() {
        steps.extend([Step::Interrupted, Step::NotReady]);
        if chunks[index..].iter().any(|chunk| !chunk.is_empty()) {
            steps.push(Step::Fail(IoErrorKind::TimedOut));
        }
        steps.push(Step::Chunk(Bytes::copy_from_slice(chunk)));
    }
    steps.extend([Step::Interrupted, Step::NotReady]);
    Transport::from_steps(steps).end_once()
}

/// The same as a body, each chunk of data followed by trailers.
struct BodySteps {
    steps: Transport,
    trailers_follow: bool,
}

impl BodySteps {
    fn new(chunks: &[&[u8]]) -> Self {
        Self {
            steps: failing_before_bytes(chunks),
            trailers_follow: false,
        }
    }
}

impl Body for BodySteps {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if std::mem::take(&mut self.trailers_follow) {
            return Poll::Ready(Some(Ok(Frame::trailers(Default::default()))));
        }
        let chunk = Pin::new(&mut self.steps).poll_next(context);
        self.trailers_follow = matches!(chunk, Poll::Ready(Some(Ok(_))));
        chunk.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// Asserts that every adapter tells of these chunks what the decoder does: events alone and all items, what is unfinished
/// discarded and salvaged.
pub fn assert_tells_events(chunks: &[&[u8]], options: &sse::Options, reading: &sse::Reading) {
    for salvage in [false, true] {
        let options = sse::Options {
            salvage,
            ..options.clone()
        };
        assert_told(
            &options.items(),
            chunks,
            |item| sse::seen_item(&item.as_item()),
            &told_events(reading, salvage),
        );
        assert_told(
            &options.decoder(),
            chunks,
            |event| sse::seen(&event.as_event()),
            &told_events(&reading.events_only(), salvage),
        );
    }
}

/// The items, the one that only the end makes, and the verdict.
fn told_events(reading: &sse::Reading, salvage: bool) -> Vec<Told<sse::Seen>> {
    let salvaged = reading.salvaged.iter().filter(|_| salvage);
    let items = reading.items.iter().chain(salvaged);
    let verdict = match &reading.ending {
        sse::Ending::Complete => None,
        sse::Ending::Truncated { tail, offset } => Some(Told::Truncated {
            tail: tail.clone(),
            offset: *offset,
        }),
        sse::Ending::Foreign { head } => Some(Told::Foreign { head: head.clone() }),
    };
    items
        .map(|seen| match seen {
            sse::Seen::Error { kind, offset } => Told::Bad {
                kind: *kind,
                offset: *offset,
            },
            seen => Told::Item(seen.clone()),
        })
        .chain(verdict)
        .collect()
}

/// Asserts that every adapter tells of these chunks what the oracle reads.
pub fn assert_tells_frames(chunks: &[&[u8]], options: &json::Options, reading: &json::Reading) {
    let told = |seen: &json::Seen| match seen {
        json::Seen::Error { kind, offset, .. } => Told::Bad {
            kind: *kind,
            offset: *offset,
        },
        seen => Told::Item(seen.clone()),
    };
    let verdict = match &reading.ending {
        json::Ending::Complete => None,
        json::Ending::Truncated { tail, offset } => Some(Told::Truncated {
            tail: tail.clone(),
            offset: *offset,
        }),
        json::Ending::Foreign { head } => Some(Told::Foreign { head: head.clone() }),
    };
    let expected: Vec<_> = reading.items.iter().map(told).chain(verdict).collect();
    let decoder = options.decoder();
    assert_told(
        &decoder,
        chunks,
        |frame| json::seen_owned(&frame),
        &expected,
    );
}
