//! The bytes of a stream and where they are cut: what every candidate is fed, in the same way.

use std::error::Error;
use std::fmt;
use std::io;
use std::ops::{ControlFlow, Range};
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use crate::clock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Sse,
    JsonLines,
    JsonValues,
    JsonArray,
}

/// What happens behind the last chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The body has ended.
    Closed,
    /// More may come: what has not left the decoder by now has been made to wait.
    Open,
}

/// How the bytes are handed to decoders that take [`Bytes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handing {
    /// Slices of one buffer made beforehand: nothing is allocated.
    Slices,
    /// A buffer for each chunk, as a socket gives them, so that what a kept event pins can be weighed.
    Buffers,
}

#[derive(Debug, Clone)]
pub enum Cuts {
    /// Chunks of this many bytes.
    Every(usize),
    /// Chunks that end at these offsets.
    At(Arc<[usize]>),
}

#[derive(Debug, Clone)]
pub struct Feed {
    pub format: Format,
    /// Whether each value is to be checked against the whole grammar.
    pub validated: bool,
    pub bytes: Bytes,
    pub cuts: Cuts,
    pub ending: Ending,
    pub handing: Handing,
    /// The processor time at which to stop feeding a decoder whose work grows faster than its input.
    pub deadline: Option<Duration>,
    shared_chunks: OnceLock<Vec<Bytes>>,
}

impl Format {
    pub const JSON: &[Self] = &[Self::JsonLines, Self::JsonValues, Self::JsonArray];
    pub const ALL: &[Self] = &[
        Self::Sse,
        Self::JsonLines,
        Self::JsonValues,
        Self::JsonArray,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sse => "sse",
            Self::JsonLines => "json-lines",
            Self::JsonValues => "json-values",
            Self::JsonArray => "json-array",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
    }
}

impl Feed {
    pub fn new(format: Format, bytes: Bytes, cuts: Cuts) -> Self {
        Self {
            format,
            validated: false,
            bytes,
            cuts,
            ending: Ending::Closed,
            handing: Handing::Slices,
            deadline: None,
            shared_chunks: OnceLock::new(),
        }
    }

    pub fn validated(self, validated: bool) -> Self {
        Self { validated, ..self }
    }

    /// The chunks as slices.
    #[inline]
    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        self.ranges().map(|range| &self.bytes[range])
    }

    /// Gives each chunk as [`Bytes`], out of which items may be sliced.
    ///
    /// Slices are made only once, as their receiver has them already; see [`prepare`](Self::prepare).
    #[inline]
    pub fn each_shared(&self, mut each: impl FnMut(&Bytes) -> ControlFlow<()>) -> ControlFlow<()> {
        match self.handing {
            Handing::Slices => self.prepare().iter().try_for_each(each),
            Handing::Buffers => self
                .ranges()
                .try_for_each(|range| each(&self.shared(range))),
        }
    }

    /// Makes what is made only once.
    pub fn prepare(&self) -> &[Bytes] {
        self.shared_chunks
            .get_or_init(|| self.ranges().map(|range| self.shared(range)).collect())
    }

    #[inline]
    fn ranges(&self) -> Ranges<'_> {
        Ranges {
            feed: self,
            position: Position::START,
        }
    }

    #[inline]
    fn shared(&self, range: Range<usize>) -> Bytes {
        match self.handing {
            Handing::Slices => self.bytes.slice(range),
            Handing::Buffers => Bytes::copy_from_slice(&self.bytes[range]),
        }
    }

    /// The chunks as a stream of slices.
    pub fn slice_stream(&self) -> SliceStream<'_> {
        SliceStream {
            ranges: self.ranges(),
        }
    }

    /// The chunks as a stream of [`Bytes`] that borrows nothing.
    pub fn bytes_stream(&self) -> BytesStream {
        BytesStream {
            feed: self.clone(),
            position: Position::START,
        }
    }

    /// The chunks as a reader.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            ranges: self.ranges(),
            chunk: &[],
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Position {
    /// Bytes fed.
    offset: usize,
    /// Chunks fed.
    chunk: usize,
}

impl Position {
    const START: Self = Self {
        offset: 0,
        chunk: 0,
    };

    /// Chunks between two looks at the clock.
    const LOOK_EVERY: usize = 256;

    #[inline]
    fn next(&mut self, feed: &Feed) -> Option<Range<usize>> {
        if self.chunk.is_multiple_of(Self::LOOK_EVERY)
            && let Some(deadline) = feed.deadline
            && clock::now() > deadline
        {
            return None;
        }
        let start = self.offset;
        let end = match &feed.cuts {
            Cuts::Every(size) if start < feed.bytes.len() => (start + size).min(feed.bytes.len()),
            Cuts::Every(_) => return None,
            Cuts::At(ends) => *ends.get(self.chunk)?,
        };
        self.offset = end;
        self.chunk += 1;
        Some(start..end)
    }
}

struct Ranges<'f> {
    feed: &'f Feed,
    position: Position,
}

impl Iterator for Ranges<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        self.position.next(self.feed)
    }
}

fn at_end<T>(ending: Ending) -> Poll<Option<T>> {
    match ending {
        Ending::Closed => Poll::Ready(None),
        Ending::Open => Poll::Pending,
    }
}

/// The error of chunks that are in memory already.
#[derive(Debug)]
pub enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl Error for Never {}

impl From<Never> for io::Error {
    fn from(never: Never) -> Self {
        match never {}
    }
}

pub struct SliceStream<'f> {
    ranges: Ranges<'f>,
}

impl<'f> Stream for SliceStream<'f> {
    type Item = Result<&'f [u8], Never>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let feed = self.ranges.feed;
        match self.ranges.next() {
            Some(range) => Poll::Ready(Some(Ok(&feed.bytes[range]))),
            None => at_end(feed.ending),
        }
    }
}

pub struct BytesStream {
    feed: Feed,
    position: Position,
}

impl Stream for BytesStream {
    type Item = Result<Bytes, Never>;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        match this.position.next(&this.feed) {
            Some(range) => Poll::Ready(Some(Ok(this.feed.shared(range)))),
            None => at_end(this.feed.ending),
        }
    }
}

/// Gives one chunk at a time, never more in one read.
pub struct Reader<'f> {
    ranges: Ranges<'f>,
    chunk: &'f [u8],
}

impl<'f> Reader<'f> {
    fn fill(&mut self) -> &'f [u8] {
        while self.chunk.is_empty() {
            let Some(range) = self.ranges.next() else {
                break;
            };
            self.chunk = &self.ranges.feed.bytes[range];
        }
        self.chunk
    }
}

impl io::Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fill();
        self.chunk.read(buffer)
    }
}

impl futures_io::AsyncRead for Reader<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let Poll::Ready(chunk) = futures_io::AsyncBufRead::poll_fill_buf(self.as_mut(), cx)? else {
            return Poll::Pending;
        };
        let len = chunk.len().min(buffer.len());
        buffer[..len].copy_from_slice(&chunk[..len]);
        futures_io::AsyncBufRead::consume(self, len);
        Poll::Ready(Ok(len))
    }
}

impl futures_io::AsyncBufRead for Reader<'_> {
    fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        let chunk = this.fill();
        if chunk.is_empty() && this.ranges.feed.ending == Ending::Open {
            return Poll::Pending;
        }
        Poll::Ready(Ok(chunk))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.chunk = &self.chunk[amount..];
    }
}

/// Polls by hand until the stream ends or has to wait: no executor whose cost would be timed too.
pub fn drain<S: Stream>(stream: S, mut each: impl FnMut(S::Item) -> ControlFlow<()>) {
    let mut stream = pin!(stream);
    let mut cx = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(item)) = stream.as_mut().poll_next(&mut cx) {
        if each(item).is_break() {
            break;
        }
    }
}
