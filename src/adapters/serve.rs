//! The body of a response that sends events.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use bytes::Bytes;
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::heartbeat::{Heartbeats, IdleTimer, NoHeartbeats};
use crate::sse::EncodedEvent;

pin_project! {
    /// The body of a response that sends encoded events: a [`Stream`] of [`Bytes`], and with the feature `http-body` an
    /// `http_body::Body`. Each chunk is one whole block.
    ///
    /// If asked for, it sends heartbeats when no event has come for a while, so that neither proxies nor clients take a
    /// silent connection for a dead one. The headers to send are [`RESPONSE_HEADERS`](crate::sse::RESPONSE_HEADERS);
    /// with the feature `axum-core` it is a response that has them.
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::EventBody;
    /// use unchunk::sse::{EncodedEvent, EncodeError, EventBuilder};
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// let events = stream::iter(["Hel", "lo"]).map(|delta| EventBuilder::new().data(delta).build());
    /// let sleep = |_| std::future::pending::<()>(); // tokio::time::sleep, say
    /// let body = EventBody::new(events).heartbeats(std::time::Duration::from_secs(15), sleep);
    /// let chunks: Vec<_> = body.collect().await;
    /// assert_eq!(chunks, [Ok("data: Hel\n\n".into()), Ok("data: lo\n\n".into())]);
    /// # }).unwrap();
    /// ```
    ///
    /// With axum (feature `axum-core`):
    ///
    /// ```text
    /// async fn events() -> impl IntoResponse {
    ///     EventBody::new(blocks).heartbeats(Duration::from_secs(15), tokio::time::sleep)
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
    /// Ok(response.body(EventBody::new(blocks).heartbeats(Duration::from_secs(15), tokio::time::sleep))?)
    /// ```
    ///
    /// # Cancelling
    ///
    /// Dropping the future of the next chunk loses nothing. The stream ends with the events.
    #[derive(Debug)]
    pub struct EventBody<S, T = NoHeartbeats> {
        #[pin]
        events: S,
        #[pin]
        idle: T,
        has_ended: bool,
    }
}

impl<S> EventBody<S, NoHeartbeats> {
    /// Creates a body of these blocks: a stream of `Result<EncodedEvent, E>`, whose errors are passed on.
    pub const fn new(events: S) -> Self {
        Self {
            events,
            idle: NoHeartbeats {},
            has_ended: false,
        }
    }

    /// Sends a heartbeat each time no event has come for so long; 15 s is usual. `sleep` measures the time.
    #[doc(alias = "keepalive")]
    pub fn heartbeats<Z, T>(self, every: Duration, sleep: Z) -> EventBody<S, Heartbeats<Z, T>>
    where
        Z: FnMut(Duration) -> T,
        T: Future,
    {
        EventBody {
            events: self.events,
            idle: Heartbeats::new(every, sleep),
            has_ended: self.has_ended,
        }
    }
}

impl<S, T, E> Stream for EventBody<S, T>
where
    S: Stream<Item = Result<EncodedEvent, E>>,
    T: IdleTimer,
{
    type Item = Result<Bytes, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        if *this.has_ended {
            return Poll::Ready(None);
        }
        match this.events.poll_next(context) {
            Poll::Ready(Some(block)) => {
                this.idle.as_mut().restart();
                Poll::Ready(Some(block.map(Bytes::from)))
            }
            Poll::Ready(None) => {
                *this.has_ended = true;
                Poll::Ready(None)
            }
            Poll::Pending => this
                .idle
                .poll_idle(context)
                .map(|()| Some(Ok(EncodedEvent::heartbeat().into()))),
        }
    }
}

impl<S, T, E> FusedStream for EventBody<S, T>
where
    S: Stream<Item = Result<EncodedEvent, E>>,
    T: IdleTimer,
{
    fn is_terminated(&self) -> bool {
        self.has_ended
    }
}

#[cfg(feature = "http-body")]
impl<S, T, E> http_body::Body for EventBody<S, T>
where
    S: Stream<Item = Result<EncodedEvent, E>>,
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
impl<S, T, E> axum_core::response::IntoResponse for EventBody<S, T>
where
    S: Stream<Item = Result<EncodedEvent, E>> + Send + 'static,
    T: IdleTimer + Send + 'static,
    E: Into<axum_core::BoxError>,
{
    fn into_response(self) -> axum_core::response::Response {
        super::axum::response(self)
    }
}
