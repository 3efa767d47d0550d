//! Codecs of `tokio_util`: any decoder for reading, the encoders for writing.

use std::io;

use bytes::{Buf, BytesMut};
use tokio_util::codec;

use super::end_rule::{EndAt, EndRule, Ends, NoEndRule};
use super::error::{DecodeError, Error};
use super::feed::Feed;
use crate::{Decode, json, sse};

/// Any decoder as a [`tokio_util::codec::Decoder`], for [`FramedRead`](codec::FramedRead).
///
/// ```
/// use futures_util::StreamExt as _;
/// use tokio_util::codec::FramedRead;
/// use unchunk::{adapters::Codec, sse};
///
/// # futures_util::FutureExt::now_or_never(async {
/// let socket = &b"data: Hel\n\ndata: lo\n\n"[..]; // anything that is AsyncRead
/// let mut events = FramedRead::new(socket, Codec::new(sse::Decoder::new()));
/// let mut answer = String::new();
/// while let Some(event) = events.next().await {
///     answer += &event??.data();
/// }
/// assert_eq!(answer, "Hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap().unwrap();
/// ```
///
/// # Two kinds of error
///
/// `FramedRead` takes an error for the end: it returns `None` next, decodes the rest of its buffer only when more is
/// read, and drops it at the end of the stream. So a bad frame is an item here, `Ok(Err(…))`, and decoding goes on
/// after it. Errors to `FramedRead` are those of the transport, and the verdict on the end, which comes last.
///
/// # Memory
///
/// The buffer belongs to `FramedRead`. Each call removes what it decodes from it, and moves what a cut splits into the
/// decoder, whose limit applies. So the buffer never grows for a long frame, and is not searched twice. Owned items are
/// copies.
#[derive(Debug, Clone)]
pub struct Codec<D, R = NoEndRule> {
    feed: Feed<D, R>,
}

impl<D: Decode> Codec<D> {
    /// Creates a codec for one stream.
    pub const fn new(decoder: D) -> Self {
        Self {
            feed: Feed::new(decoder),
        }
    }
}

impl<D: Decode, R: EndRule<D>> Codec<D, R> {
    /// Ends the stream well after the first item for which `is_end` returns `true`, which is returned. An end of the
    /// bytes without such an item is [`Error::MissingEnd`], even where they end cleanly.
    ///
    /// What follows the item is dropped. A framed reader cannot be told to stop: it reads on until its source ends.
    /// Where that stays open, ask [`has_ended`](Self::has_ended) after each item, or give the chunks of a
    /// `tokio_util::io::ReaderStream` to an [`ItemStream`](super::ItemStream), which stops by itself.
    ///
    /// ```
    /// # futures_util::FutureExt::now_or_never(async {
    /// use futures_util::StreamExt as _;
    /// use tokio_util::codec::FramedRead;
    /// use unchunk::{adapters::Codec, json};
    ///
    /// let socket = &b"{\"response\":\"Hi\"}\n{\"done\":true}\n"[..];
    /// let is_end = |frame: &json::Frame<'_>| frame.text_bytes().ends_with(b"\"done\":true}");
    /// let codec = Codec::new(json::Decoder::lines()).end_after(is_end);
    /// assert_eq!(FramedRead::new(socket, codec).filter(|item| std::future::ready(item.is_ok())).count().await, 2);
    /// # }).unwrap();
    /// ```
    pub fn end_after<P>(self, is_end: P) -> Codec<D, EndAt<P, R>>
    where
        D: 'static,
        P: FnMut(&D::Item<'_>) -> bool,
    {
        let feed = self.feed.end_at(is_end, Ends::After);
        Codec { feed }
    }

    /// Ends the stream well before the first item for which `is_end` returns `true`, which is not returned. Otherwise
    /// like [`end_after`](Self::end_after).
    pub fn end_before<P>(self, is_end: P) -> Codec<D, EndAt<P, R>>
    where
        D: 'static,
        P: FnMut(&D::Item<'_>) -> bool,
    {
        let feed = self.feed.end_at(is_end, Ends::Before);
        Codec { feed }
    }

    fn own_next(&mut self, buffer: &mut BytesMut) -> Option<Result<D::Owned, DecodeError>> {
        let mut input = &buffer[..];
        let item = self.feed.own(&mut input);
        let left = if self.feed.is_open() { input.len() } else { 0 };
        buffer.advance(buffer.len() - left);
        item.transpose()
    }
}

impl<D, R> Codec<D, R> {
    /// The decoder.
    #[must_use]
    pub const fn decoder(&self) -> &D {
        self.feed.decoder()
    }

    /// Returns whether an item has ended the stream, or all of its end has been returned.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        !self.feed.is_open()
    }

    /// The decoder by value.
    #[must_use]
    pub fn into_inner(self) -> D {
        self.feed.into_decoder()
    }
}

impl<D: Decode, R: EndRule<D>> codec::Decoder for Codec<D, R> {
    type Item = Result<D::Owned, DecodeError>;
    type Error = Error<io::Error>;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Self::Item>, Self::Error> {
        Ok(self.own_next(buffer))
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<Self::Item>, Self::Error> {
        if let Some(item) = self.own_next(buffer) {
            return Ok(Some(item));
        }
        match self.feed.next_at_end() {
            None => Ok(None),
            Some(Ok(item)) => Ok(Some(Ok(item))),
            Some(Err(Error::Decode(error))) => Ok(Some(Err(error))),
            Some(Err(verdict)) => Err(verdict),
        }
    }
}

/// Why writing to a [`FramedWrite`](codec::FramedWrite) failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The transport failed.
    #[error("transport failed")]
    Transport(#[from] io::Error),
    /// The event cannot be encoded. Nothing of it was written.
    #[error(transparent)]
    Event(#[from] sse::EncodeError),
    /// The JSON text cannot be encoded. Nothing of it was written.
    #[error(transparent)]
    Json(#[from] json::EncodeError),
}

/// Writes events, each from its fields.
///
/// ```
/// use futures_util::SinkExt as _;
/// use tokio_util::codec::FramedWrite;
/// use unchunk::sse::{EncodedEvent, Encoder, EventBuilder};
///
/// # futures_util::FutureExt::now_or_never(async {
/// let mut socket = Vec::new(); // anything that is AsyncWrite
/// let mut events = FramedWrite::new(&mut socket, Encoder::new());
/// events.send(EventBuilder::new().id("1").data("a\nb")).await?;
/// events.send(EncodedEvent::heartbeat()).await?;
/// assert_eq!(socket, b"id: 1\ndata: a\ndata: b\n\n:\n\n");
/// # Ok::<(), unchunk::adapters::WriteError>(())
/// # }).unwrap().unwrap();
/// ```
impl codec::Encoder<sse::EventBuilder<'_>> for sse::Encoder {
    type Error = WriteError;

    fn encode(
        &mut self,
        fields: sse::EventBuilder<'_>,
        to: &mut BytesMut,
    ) -> Result<(), WriteError> {
        Ok(self.event(&fields, to)?)
    }
}

/// Writes encoded events, comments and heartbeats.
impl codec::Encoder<sse::EncodedEvent> for sse::Encoder {
    type Error = WriteError;

    fn encode(&mut self, block: sse::EncodedEvent, to: &mut BytesMut) -> Result<(), WriteError> {
        to.extend_from_slice(block.as_bytes());
        Ok(())
    }
}

/// Writes JSON texts, each in its frame.
///
/// ```
/// use futures_util::SinkExt as _;
/// use tokio_util::codec::FramedWrite;
/// use unchunk::json;
///
/// # futures_util::FutureExt::now_or_never(async {
/// let mut socket = Vec::new(); // anything that is AsyncWrite
/// let mut texts = FramedWrite::new(&mut socket, json::Encoder::content_length());
/// texts.send(r#"{"jsonrpc":"2.0"}"#).await?;
/// assert_eq!(socket, b"Content-Length: 17\r\n\r\n{\"jsonrpc\":\"2.0\"}");
/// # Ok::<(), unchunk::adapters::WriteError>(())
/// # }).unwrap().unwrap();
/// ```
impl<T: AsRef<[u8]>> codec::Encoder<T> for json::Encoder {
    type Error = WriteError;

    fn encode(&mut self, text: T, to: &mut BytesMut) -> Result<(), WriteError> {
        Ok(self.frame(text.as_ref(), to)?)
    }
}
