//! An event stream forwarded byte for byte, and looked at on the way.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use bytes::{Buf as _, Bytes};
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::heartbeat::{Heartbeats, IdleTimer, NoHeartbeats};
use crate::sse::{Decoder, EncodedEvent, Event};
use crate::{Error, Verdict};

/// What a [`Relay`] has seen on the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum Seen<'a> {
    /// An event. Its span counts from the first byte of the upstream body.
    Event(Event<'a>),
    /// An event that the decoder has skipped, since it breaks a limit. It is forwarded like all others.
    Skipped(Error),
    /// The upstream body has ended: whole, inside an event, or it was no event stream.
    Ended(Verdict<'a>),
}

pin_project! {
    /// An event stream passed on byte for byte, with its events shown to a closure on the way: a [`Stream`] of
    /// [`Bytes`], with the feature `http-body` an `http_body::Body`, and with `axum-core` a response.
    ///
    /// Chunks are forwarded as they come, without copying, and never held back. If [asked for](Self::heartbeats),
    /// heartbeats are sent between them, but only after a whole block: none while the upstream is silent inside an
    /// event. The first may be sent before the first byte of the upstream. A byte order mark that comes after it would
    /// be part of a field's name, so it is left out.
    ///
    /// ```
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::{Relay, Seen};
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// # let upstream = stream::iter([&b"data: Hel\n\nda"[..], b"ta: lo\n\n"].map(Ok::<_, std::io::Error>));
    /// let mut tokens = 0;
    /// let relay = Relay::new(upstream, |seen| match seen {
    ///     Seen::Event(event) => tokens += event.data_bytes().len(),
    ///     Seen::Ended(verdict) => println!("{verdict:?}"),
    ///     _ => {}
    /// });
    /// let forwarded: Vec<_> = relay.map(Result::unwrap).collect().await;
    /// assert_eq!(forwarded.concat(), b"data: Hel\n\ndata: lo\n\n");
    /// assert_eq!(tokens, 5);
    /// # }).unwrap();
    /// ```
    ///
    /// To send heartbeats also while the upstream's response is awaited, make one stream of the future and the chunks,
    /// with `futures_util`:
    ///
    /// ```text
    /// let upstream = client.get(url).send().map_ok(reqwest::Response::bytes_stream).try_flatten_stream();
    /// Relay::new(upstream, inspect).heartbeats(Duration::from_secs(15), tokio::time::sleep)
    /// ```
    #[derive(Debug)]
    pub struct Relay<S, I, T = NoHeartbeats> {
        #[pin]
        upstream: S,
        inspect: I,
        #[pin]
        idle: T,
        decoder: Decoder,
        start: Start,
        has_ended: bool,
    }
}

/// How much of a byte order mark has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// So many of its bytes and no others. It is forwarded.
    Forwarded(usize),
    /// So many of its bytes and no others. It is left out, since a heartbeat was sent before it.
    Withheld(usize),
    /// The mark has come, or there is none.
    Past,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl<S, I> Relay<S, I, NoHeartbeats> {
    /// Creates a relay of this stream of chunks: `Result`s of anything that becomes [`Bytes`], whose errors are passed
    /// on.
    pub fn new(upstream: S, inspect: I) -> Self
    where
        I: FnMut(Seen<'_>),
    {
        Self {
            upstream,
            inspect,
            idle: NoHeartbeats {},
            decoder: Decoder::new(),
            start: Start::Forwarded(0),
            has_ended: false,
        }
    }

    /// Decodes with this decoder instead of one with default options.
    #[must_use]
    pub fn decoder(mut self, decoder: Decoder) -> Self {
        self.decoder = decoder;
        self
    }

    /// Sends a heartbeat each time nothing has come for so long; 15 s is usual. `sleep` measures the time.
    #[doc(alias = "keepalive")]
    pub fn heartbeats<Z, T>(self, every: Duration, sleep: Z) -> Relay<S, I, Heartbeats<Z, T>>
    where
        Z: FnMut(Duration) -> T,
        T: Future,
    {
        Relay {
            upstream: self.upstream,
            inspect: self.inspect,
            idle: Heartbeats::new(every, sleep),
            decoder: self.decoder,
            start: self.start,
            has_ended: self.has_ended,
        }
    }
}

impl Start {
    /// Notes the next bytes, and leaves those that are to be forwarded, with those that were withheld before.
    fn pass(&mut self, chunk: Bytes) -> Bytes {
        let (Self::Forwarded(seen) | Self::Withheld(seen)) = *self else {
            return chunk;
        };
        let missing = &BYTE_ORDER_MARK[seen..];
        let more = chunk
            .iter()
            .zip(missing)
            .take_while(|(ours, theirs)| ours == theirs);
        let more = more.count();
        let is_open = more == chunk.len() && more < missing.len();
        match (*self, is_open) {
            (Self::Withheld(_), true) => {
                *self = Self::Withheld(seen + more);
                Bytes::new()
            }
            (Self::Withheld(_), false) => {
                *self = Self::Past;
                self::without_mark(seen, more, chunk)
            }
            (_, true) => {
                *self = Self::Forwarded(seen + more);
                chunk
            }
            (_, false) => {
                *self = Self::Past;
                chunk
            }
        }
    }

    /// Notes that a heartbeat is sent.
    fn lead(&mut self) {
        if *self == Self::Forwarded(0) {
            *self = Self::Withheld(0);
        }
    }
}

/// The chunk that shows whether those bytes are a byte order mark, `more` of whose bytes it begins with.
fn without_mark(withheld: usize, more: usize, mut chunk: Bytes) -> Bytes {
    if withheld + more == BYTE_ORDER_MARK.len() {
        chunk.advance(more);
        chunk
    } else if withheld == 0 {
        chunk
    } else {
        [&BYTE_ORDER_MARK[..withheld], &chunk].concat().into()
    }
}

impl<S, C, E, I, T> Stream for Relay<S, I, T>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    I: FnMut(Seen<'_>),
    T: IdleTimer,
{
    type Item = Result<Bytes, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        while !*this.has_ended {
            match this.upstream.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => {
                    let chunk = chunk.into();
                    inspect(this.decoder, &chunk, this.inspect);
                    let chunk = this.start.pass(chunk);
                    if !chunk.is_empty() {
                        this.idle.as_mut().restart();
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => {
                    *this.has_ended = true;
                    (this.inspect)(Seen::Ended(this.decoder.verdict()));
                    if let Start::Withheld(seen @ 1..) = *this.start {
                        return Poll::Ready(Some(Ok(Bytes::from_static(&BYTE_ORDER_MARK[..seen]))));
                    }
                }
                Poll::Pending => {
                    if this.idle.as_mut().poll_idle(context).is_pending() {
                        return Poll::Pending;
                    }
                    let is_between = match *this.start {
                        Start::Forwarded(seen) => seen == 0,
                        Start::Withheld(_) => true,
                        Start::Past => this.decoder.is_at_event_boundary(),
                    };
                    if is_between {
                        this.start.lead();
                        return Poll::Ready(Some(Ok(EncodedEvent::heartbeat().into())));
                    }
                    // Inside a block no heartbeat can be sent: sleep again.
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(None)
    }
}

/// Shows the events of a chunk to the closure.
fn inspect(decoder: &mut Decoder, chunk: &[u8], inspect: &mut impl FnMut(Seen<'_>)) {
    let mut input = chunk;
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(event)) => inspect(Seen::Event(event)),
            Ok(None) => return,
            Err(error) => inspect(Seen::Skipped(error)),
        }
    }
}

impl<S, C, E, I, T> FusedStream for Relay<S, I, T>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    I: FnMut(Seen<'_>),
    T: IdleTimer,
{
    fn is_terminated(&self) -> bool {
        self.has_ended
    }
}

#[cfg(feature = "http-body")]
impl<S, C, E, I, T> http_body::Body for Relay<S, I, T>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    I: FnMut(Seen<'_>),
    T: IdleTimer,
{
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, E>>> {
        self.poll_next(context)
            .map(|chunk| chunk.map(|chunk| chunk.map(http_body::Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended
    }
}

#[cfg(feature = "axum-core")]
impl<S, C, E, I, T> axum_core::response::IntoResponse for Relay<S, I, T>
where
    S: Stream<Item = Result<C, E>> + Send + 'static,
    C: Into<Bytes>,
    E: Into<axum_core::BoxError>,
    I: FnMut(Seen<'_>) + Send + 'static,
    T: IdleTimer + Send + 'static,
{
    fn into_response(self) -> axum_core::response::Response {
        super::axum::response(self)
    }
}
