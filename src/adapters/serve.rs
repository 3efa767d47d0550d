//! Events as the body of an answer.

use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use crate::sse::Block;

pin_project! {
    /// Blocks of an event stream as the body of an answer: a [`Stream`] of [`Bytes`], and with the feature `http-body` an
    /// `http_body::Body`. Each chunk is one whole block.
    ///
    /// Heartbeats come when the caller's clock ticks while no event is ready, so that neither proxies nor clients take a
    /// silent connection for a dead one. An answer needs the headers [`RESPONSE_HEADERS`](crate::sse::RESPONSE_HEADERS).
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::EventBody;
    /// use unchunk::sse::{Block, EncodeError, Fields};
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// let events = stream::iter(["Hel", "lo"]).map(|delta| Block::event(&Fields::new().data(delta)));
    /// let ticks = stream::pending::<()>(); // IntervalStream::new(tokio::time::interval(…)), say
    /// let chunks: Vec<_> = EventBody::new(events).heartbeats(ticks).collect().await;
    /// assert_eq!(chunks, [Ok("data: Hel\n\n".into()), Ok("data: lo\n\n".into())]);
    /// # }).unwrap();
    /// ```
    ///
    /// With axum:
    ///
    /// ```text
    /// async fn events() -> impl IntoResponse {
    ///     let every = tokio::time::interval(Duration::from_secs(15));
    ///     let body = EventBody::new(blocks).heartbeats(IntervalStream::new(every));
    ///     (AppendHeaders(sse::RESPONSE_HEADERS), Body::from_stream(body))
    /// }
    /// ```
    ///
    /// With hyper, where it is a body itself:
    ///
    /// ```text
    /// let mut response = Response::builder();
    /// for (name, value) in sse::RESPONSE_HEADERS {
    ///     response = response.header(name, value);
    /// }
    /// Ok(response.body(EventBody::new(blocks).heartbeats(ticks))?)
    /// ```
    ///
    /// # Cancelling
    ///
    /// Dropping the future of the next chunk loses nothing. The stream ends with the events, after which neither they
    /// nor the ticks are polled.
    #[derive(Debug)]
    pub struct EventBody<S, T> {
        #[pin]
        events: S,
        #[pin]
        ticks: T,
        events_left: Source,
        ticks_left: Source,
    }
}

/// Whether a stream may be polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Open,
    Ended,
}

/// A clock that never ticks.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct NoHeartbeats {}

impl Stream for NoHeartbeats {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<()>> {
        Poll::Pending
    }
}

impl<S> EventBody<S, NoHeartbeats> {
    /// A body of these blocks: a stream of `Result<Block, E>`, whose errors are passed on.
    pub const fn new(events: S) -> Self {
        Self {
            events,
            ticks: NoHeartbeats {},
            events_left: Source::Open,
            ticks_left: Source::Open,
        }
    }

    /// Sends a heartbeat each time `ticks` yields anything while no event is ready; no more once it has ended.
    ///
    /// The usual interval is 15 s.
    pub fn heartbeats<T: Stream>(self, ticks: T) -> EventBody<S, T> {
        EventBody {
            events: self.events,
            ticks,
            events_left: self.events_left,
            ticks_left: Source::Open,
        }
    }
}

impl<S, T, E> Stream for EventBody<S, T>
where
    S: Stream<Item = Result<Block, E>>,
    T: Stream,
{
    type Item = Result<Bytes, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        if *this.events_left == Source::Ended {
            return Poll::Ready(None);
        }
        match this.events.poll_next(context) {
            Poll::Ready(Some(block)) => return Poll::Ready(Some(block.map(Bytes::from))),
            Poll::Ready(None) => {
                *this.events_left = Source::Ended;
                return Poll::Ready(None);
            }
            Poll::Pending => {}
        }
        if *this.ticks_left == Source::Ended {
            return Poll::Pending;
        }
        match this.ticks.poll_next(context) {
            Poll::Ready(Some(_)) => Poll::Ready(Some(Ok(Block::heartbeat().into()))),
            Poll::Ready(None) => {
                *this.ticks_left = Source::Ended;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S, T, E> FusedStream for EventBody<S, T>
where
    S: Stream<Item = Result<Block, E>>,
    T: Stream,
{
    fn is_terminated(&self) -> bool {
        self.events_left == Source::Ended
    }
}

#[cfg(feature = "http-body")]
impl<S, T, E> http_body::Body for EventBody<S, T>
where
    S: Stream<Item = Result<Block, E>>,
    T: Stream,
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
        self.events_left == Source::Ended
    }
}
