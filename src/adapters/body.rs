//! The chunks of an `http_body::Body`.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use http_body::Body;
use pin_project_lite::pin_project;

use super::ItemStream;
use crate::{Decode, sse};

pin_project! {
    /// The data of a [`Body`] as a [`Stream`] of chunks; trailers are skipped.
    ///
    /// Made by [`ItemStream::from_body`].
    #[derive(Debug)]
    pub struct BodyChunks<B> {
        #[pin]
        body: B,
    }
}

impl<B> BodyChunks<B> {
    pub(super) const fn new(body: B) -> Self {
        Self { body }
    }

    /// The body.
    #[must_use]
    pub fn into_inner(self) -> B {
        self.body
    }
}

impl<B: Body> Stream for BodyChunks<B> {
    type Item = Result<Bytes, B::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.project().body;
        loop {
            let Some(frame) = ready!(body.as_mut().poll_frame(context)?) else {
                return Poll::Ready(None);
            };
            if let Ok(mut data) = frame.into_data() {
                // Shared, not copied, where the data are `Bytes`.
                return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining()))));
            }
        }
    }
}

/// Adds decoding to every [`Body`]. An extension trait: import it `as _`.
///
/// ```
/// use std::pin::pin;
///
/// use futures_util::StreamExt as _;
/// use unchunk::adapters::DecodeBody as _;
///
/// # futures_util::FutureExt::now_or_never(async {
/// let body = String::from("data: Hel\n\ndata: lo\n\n"); // response.into_body(), with hyper
/// let mut events = pin!(body.sse_events());
/// let mut answer = String::new();
/// while let Some(event) = events.next().await {
///     answer += &event?.data();
/// }
/// assert_eq!(answer, "Hello");
/// # Ok::<(), unchunk::adapters::Error<std::convert::Infallible>>(())
/// # }).unwrap().unwrap();
/// ```
pub trait DecodeBody: Body + Sized {
    /// Decodes the body as Server-Sent Events.
    fn sse_events(self) -> ItemStream<BodyChunks<Self>, sse::Decoder> {
        self.decode_with(sse::Decoder::new())
    }

    /// Decodes the body with any decoder: [`ItemStream::from_body`].
    fn decode_with<D: Decode>(self, decoder: D) -> ItemStream<BodyChunks<Self>, D> {
        ItemStream::from_body(self, decoder)
    }
}

impl<B: Body> DecodeBody for B {}

impl<B: Body, D: Decode> ItemStream<BodyChunks<B>, D> {
    /// Joins a [`Body`] and a decoder.
    ///
    /// ```
    /// use std::pin::pin;
    ///
    /// use futures_util::StreamExt as _;
    /// use unchunk::{adapters::ItemStream, sse};
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// let body = String::from("data: Hel\n\ndata: lo\n\n"); // an answer's `hyper::body::Incoming`, say
    /// let mut events = pin!(ItemStream::from_body(body, sse::Decoder::new()));
    /// let mut answer = String::new();
    /// while let Some(event) = events.next().await {
    ///     answer += &event?.data();
    /// }
    /// assert_eq!(answer, "Hello");
    /// # Ok::<(), unchunk::adapters::Error<std::convert::Infallible>>(())
    /// # }).unwrap().unwrap();
    /// ```
    ///
    /// With hyper:
    ///
    /// ```text
    /// let response = sender.send_request(request).await?;
    /// let mut events = pin!(ItemStream::from_body(response.into_body(), sse::Decoder::new()));
    /// ```
    pub const fn from_body(body: B, decoder: D) -> Self {
        Self::new(BodyChunks::new(body), decoder)
    }
}
