//! Items out of a stream of chunks.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::Error;
use super::feed::{Feed, Left};
use crate::Decode;

pin_project! {
    /// A [`Stream`] of owned items out of a stream of chunks: `Result`s of anything that becomes [`Bytes`].
    ///
    /// Any `bytes_stream()` of a client and any body of a server fits:
    ///
    /// ```
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::{adapters::ItemStream, sse};
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// # let chunks = [&b"data: Hel\n\nda"[..], b"ta: lo\n\n"].map(Ok::<_, std::io::Error>);
    /// let body = stream::iter(chunks); // `Result`s of Bytes, Vec<u8>, …
    /// let mut events = ItemStream::new(body, sse::Decoder::new());
    /// let mut answer = String::new();
    /// while let Some(event) = events.next().await {
    ///     answer += &event?.data();
    /// }
    /// assert_eq!(answer, "Hello");
    /// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
    /// # }).unwrap().unwrap();
    /// ```
    ///
    /// With reqwest (feature `stream`):
    ///
    /// ```text
    /// let response = client.get(url).header("accept", "text/event-stream").send().await?;
    /// let mut events = pin!(ItemStream::new(response.bytes_stream(), sse::Decoder::new()));
    /// ```
    ///
    /// With a request's body in axum:
    ///
    /// ```text
    /// async fn ingest(body: axum::body::Body) {
    ///     let mut lines = pin!(ItemStream::new(body.into_data_stream(), json::Decoder::lines()));
    /// ```
    ///
    /// # Errors
    ///
    /// Errors come in their place between the items, and decoding goes on behind them; an error of the chunks' stream
    /// comes after all that was decoded before it. When the chunks have ended, so do the items, with
    /// [`Error::Truncated`] or [`Error::Foreign`] as the last one unless the stream is complete. After a
    /// [`Decode`](Error::Decode) error of a format in which nothing tells how to go on, the rest is read for that verdict
    /// alone.
    ///
    /// # Cancelling
    ///
    /// Dropping the future of the next item loses nothing: what has been received is kept here. The stream is fused, and
    /// the chunks' stream is not polled after its end.
    ///
    /// # Memory
    ///
    /// One chunk, and what the decoder's limit allows. Small items are copies, so that none keeps its chunk; those of
    /// 1 KiB and more that fill at least an eighth of it are slices of it.
    #[derive(Debug)]
    pub struct ItemStream<S, D> {
        #[pin]
        source: S,
        feed: Feed<D>,
        chunk: Bytes,
        // How much of the chunk has been decoded.
        used: usize,
    }
}

impl<S, D: Decode> ItemStream<S, D> {
    /// Joins a stream of chunks and a decoder.
    pub const fn new(source: S, decoder: D) -> Self {
        Self {
            source,
            feed: Feed::new(decoder),
            chunk: Bytes::new(),
            used: 0,
        }
    }

    /// The decoder.
    #[must_use]
    pub const fn decoder(&self) -> &D {
        self.feed.decoder()
    }
}

impl<S, C, E, D> Stream for ItemStream<S, D>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    D: Decode,
{
    type Item = Result<D::Owned, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            let mut input = this.chunk.get(*this.used..).unwrap_or_default();
            match this.feed.own(&mut input, Some(&*this.chunk)) {
                Ok(Some(item)) => {
                    *this.used = this.chunk.len() - input.len();
                    return Poll::Ready(Some(Ok(item)));
                }
                Err(error) => {
                    *this.used = this.chunk.len() - input.len();
                    return Poll::Ready(Some(Err(Error::Decode(error))));
                }
                Ok(None) => {}
            }
            // Decoded to its end: given back before the wait for the next.
            *this.chunk = Bytes::new();
            *this.used = 0;
            match this.feed.left() {
                Ok(Left::Input) => {}
                Ok(Left::Items) => continue,
                Ok(Left::Nothing) => return Poll::Ready(None),
                Err(verdict) => return Poll::Ready(Some(Err(verdict))),
            }
            match ready!(this.source.as_mut().poll_next(context)) {
                Some(Ok(chunk)) => *this.chunk = chunk.into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(Error::Transport(error)))),
                None => this.feed.end(),
            }
        }
    }
}

impl<S, C, E, D> FusedStream for ItemStream<S, D>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    D: Decode,
{
    fn is_terminated(&self) -> bool {
        self.feed.is_done()
    }
}
