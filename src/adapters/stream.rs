//! Items from a stream of chunks.

use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::end_rule::{EndAt, EndRule, Ends, NoEndRule};
use super::error::Error;
use super::feed::Feed;
use crate::Decode;
use crate::owned::may_be_sliced;

pin_project! {
    /// A [`Stream`] of owned items, decoded from a stream of chunks: `Result`s of bytes that can become [`Bytes`].
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
    /// With reqwest (feature `stream`), by the extension trait [`DecodeStream`](super::DecodeStream):
    ///
    /// ```text
    /// let response = client.get(url).header("accept", "text/event-stream").send().await?;
    /// let mut events = pin!(response.bytes_stream().sse_events());
    /// ```
    ///
    /// With a request's body in axum (feature `http-body`), by [`DecodeBody`](crate::adapters):
    ///
    /// ```text
    /// async fn ingest(body: axum::body::Body) {
    ///     let mut lines = pin!(body.decode_with(json::Decoder::lines()));
    /// ```
    ///
    /// # Errors
    ///
    /// Errors come in their place between the items, and decoding goes on after them; an error of the chunks' stream
    /// comes after all that was decoded before it. When the chunks have ended, so do the items, with
    /// [`Error::Truncated`] or [`Error::Foreign`] as the last one unless the stream is complete, or with
    /// [`Error::MissingEnd`] where [`end_after`](Self::end_after) or [`end_before`](Self::end_before) asks for more.
    /// Where an error of the chunks' stream was the last that came, the event it cut is no second error. After a
    /// [`Decode`](Error::Decode) error of a format in which nothing tells how to go on, the rest is read for that
    /// verdict alone.
    ///
    /// # Cancelling
    ///
    /// Dropping the future of the next item loses nothing: what has been received is kept here. The stream is fused,
    /// and the chunks' stream is not polled after its end.
    ///
    /// # Memory
    ///
    /// One chunk, and what the decoder's limit allows. Small items are copies, so that none keeps its chunk; those of
    /// 1 KiB and more that fill at least an eighth of it are slices of it.
    #[derive(Debug)]
    pub struct ItemStream<S, D, R = NoEndRule> {
        #[pin]
        source: S,
        feed: Feed<D, R>,
        chunk: Bytes,
        // How much of the chunk has been decoded.
        used: usize,
        // Whether nothing more is in what the decoder was given: not before it has said so, as an error may come before
        // the last bytes have been judged.
        is_decoded: bool,
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
            is_decoded: true,
        }
    }
}

impl<S, D: Decode, R: EndRule<D>> ItemStream<S, D, R> {
    /// Ends the stream well after the first item for which `is_end` returns `true`, which is returned: how
    /// Anthropic's `message_stop` and Ollama's `"done":true` end an answer.
    ///
    /// From then on, an end of the bytes without such an item is an error, [`Error::MissingEnd`], even where they end
    /// cleanly. What follows the item is not read. Several rules may be set; the last one is asked first.
    ///
    /// The rule is asked about each item as the decoder lends it, the last one included, which only the end of the
    /// bytes makes an item.
    ///
    /// ```
    /// # futures_util::FutureExt::now_or_never(async {
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::{DecodeStream as _, Error};
    ///
    /// let chunks = stream::iter([Ok::<_, std::io::Error>("event: delta\ndata: The ans\n\n")]);
    /// let events = chunks.sse_events().end_after(|event| event.event_type() == "message_stop");
    /// let told: Vec<_> = events.collect().await;
    /// assert!(matches!(&told[..], [Ok(_), Err(Error::MissingEnd)])); // no answer, but a part of one
    /// # }).unwrap();
    /// ```
    pub fn end_after<P>(self, is_end: P) -> ItemStream<S, D, EndAt<P, R>>
    where
        D: 'static,
        P: FnMut(&D::Item<'_>) -> bool,
    {
        self.with_feed(|feed| feed.end_at(is_end, Ends::After))
    }

    /// Ends the stream well before the first item for which `is_end` returns `true`, which is not returned: how
    /// OpenAI's `[DONE]` ends an answer. Otherwise like [`end_after`](Self::end_after).
    ///
    /// ```
    /// # futures_util::FutureExt::now_or_never(async {
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::DecodeStream as _;
    ///
    /// let chunks = stream::iter([Ok::<_, std::io::Error>("data: Hello\n\ndata: [DONE]\n\n")]);
    /// let events = chunks.sse_events().end_before(|event| event.data_bytes() == b"[DONE]");
    /// let told: Vec<_> = events.map(|event| event.unwrap().into_string()).collect().await;
    /// assert_eq!(told, ["Hello"]);
    /// # }).unwrap();
    /// ```
    pub fn end_before<P>(self, is_end: P) -> ItemStream<S, D, EndAt<P, R>>
    where
        D: 'static,
        P: FnMut(&D::Item<'_>) -> bool,
    {
        self.with_feed(|feed| feed.end_at(is_end, Ends::Before))
    }
}

impl<S, D, R> ItemStream<S, D, R> {
    fn with_feed<Q>(self, feed: impl FnOnce(Feed<D, R>) -> Feed<D, Q>) -> ItemStream<S, D, Q> {
        ItemStream {
            source: self.source,
            feed: feed(self.feed),
            chunk: self.chunk,
            used: self.used,
            is_decoded: self.is_decoded,
        }
    }

    /// The decoder.
    #[must_use]
    pub const fn decoder(&self) -> &D {
        self.feed.decoder()
    }

    /// Returns the stream of chunks, the decoder, and the part of the last chunk that has not been decoded.
    ///
    /// ```
    /// # futures_util::FutureExt::now_or_never(async {
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::DecodeStream as _;
    ///
    /// let chunks = stream::iter([Ok::<_, std::io::Error>("data: a\n\nHTTP/1.1 200 OK\r\n")]);
    /// let mut events = chunks.sse_events();
    /// assert_eq!(events.next().await.unwrap()?.data(), "a");
    /// let (_chunks, decoder, rest) = events.into_parts();
    /// assert_eq!((decoder.position(), &rest[..]), (9, &b"HTTP/1.1 200 OK\r\n"[..]));
    /// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
    /// # }).unwrap().unwrap();
    /// ```
    #[must_use]
    pub fn into_parts(self) -> (S, D, Bytes) {
        let mut rest = self.chunk;
        rest.advance(self.used);
        (self.source, self.feed.into_decoder(), rest)
    }
}

impl<S, C, E, D, R> Stream for ItemStream<S, D, R>
where
    S: Stream<Item = Result<C, E>>,
    C: AsRef<[u8]> + Into<Bytes>,
    D: Decode,
    R: EndRule<D>,
{
    type Item = Result<D::Owned, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        while this.feed.is_open() {
            let polled = if *this.is_decoded {
                this.source.as_mut().poll_next(context)
            } else {
                Poll::Pending
            };
            // A small chunk is decoded where the poll has put it: moving words that were just written makes the
            // processor wait.
            let (mut input, chunk) = match &polled {
                Poll::Ready(Some(Ok(chunk))) if !may_be_sliced(chunk.as_ref()) => {
                    (chunk.as_ref(), None)
                }
                _ if !*this.is_decoded => (&this.chunk[*this.used..], Some(&*this.chunk)),
                _ => match ready!(polled) {
                    Some(Ok(chunk)) => {
                        *this.chunk = chunk.into();
                        *this.is_decoded = false;
                        continue;
                    }
                    Some(Err(error)) => {
                        this.feed.failed();
                        return Poll::Ready(Some(Err(Error::Transport(error))));
                    }
                    None => {
                        this.feed.end();
                        break;
                    }
                },
            };
            this.feed.received(input);
            // Not dropped where `into` below panics: what may be dropped there has a place in memory, and the processor
            // waits for its way through that.
            let decoded = ManuallyDrop::new(this.feed.decode_owned(&mut input, chunk));
            if let Ok(None) = *decoded {
                if chunk.is_some() {
                    // Dropped before the wait for the next.
                    *this.chunk = Bytes::new();
                    *this.used = 0;
                    *this.is_decoded = true;
                }
                continue;
            }
            let left = input.len();
            *this.is_decoded = false;
            if left > 0
                && let Poll::Ready(Some(Ok(chunk))) = polled
            {
                *this.chunk = chunk.into();
            }
            *this.used = this.chunk.len() - left;
            match ManuallyDrop::into_inner(decoded) {
                Ok(Some(item)) if this.feed.hands_out(&item) => return Poll::Ready(Some(Ok(item))),
                Ok(_) => break,
                Err(error) => return Poll::Ready(Some(Err(this.feed.describe(error).into()))),
            }
        }
        Poll::Ready(this.feed.next_at_end())
    }
}

impl<S, C, E, D, R> FusedStream for ItemStream<S, D, R>
where
    S: Stream<Item = Result<C, E>>,
    C: AsRef<[u8]> + Into<Bytes>,
    D: Decode,
    R: EndRule<D>,
{
    fn is_terminated(&self) -> bool {
        self.feed.is_done()
    }
}
