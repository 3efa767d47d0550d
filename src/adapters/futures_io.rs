//! The chunks of an `AsyncRead` of `futures-io`.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::{self, ErrorKind};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_io::AsyncRead;
use pin_project_lite::pin_project;

use super::stream::ItemStream;
use crate::Decode;

/// The most bytes that are read at once.
const BUFFER_BYTES: usize = 8 * 1024;

pin_project! {
    /// The bytes of an [`AsyncRead`] of `futures-io` as a [`Stream`] of chunks.
    ///
    /// Made by [`ItemStream::from_async_read`]. It holds a buffer of 8 KiB, which is used again unless an item is a
    /// slice of it.
    #[derive(Debug)]
    pub struct ReadChunks<A> {
        #[pin]
        source: A,
        buffer: BytesMut,
    }
}

impl<A> ReadChunks<A> {
    fn new(source: A) -> Self {
        Self {
            source,
            buffer: BytesMut::new(),
        }
    }

    /// The reader, without the bytes that have been read.
    #[must_use]
    pub fn into_inner(self) -> A {
        self.source
    }
}

impl<A: AsyncRead> Stream for ReadChunks<A> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        this.buffer.resize(BUFFER_BYTES, 0);
        loop {
            match ready!(this.source.as_mut().poll_read(context, this.buffer)) {
                Ok(0) => return Poll::Ready(None),
                Ok(len) => return Poll::Ready(Some(Ok(this.buffer.split_to(len).freeze()))),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl<A: AsyncRead, D: Decode> ItemStream<ReadChunks<A>, D> {
    /// Joins an [`AsyncRead`] of `futures-io`, which async-std and smol use, and a decoder.
    ///
    /// ```
    /// use futures_util::StreamExt as _;
    /// use unchunk::{adapters::ItemStream, sse};
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// let socket = &b"data: Hel\n\ndata: lo\n\n"[..]; // anything that is AsyncRead
    /// let mut events = ItemStream::from_async_read(socket, sse::Decoder::new());
    /// let mut answer = String::new();
    /// while let Some(event) = events.next().await {
    ///     answer += &event?.data();
    /// }
    /// assert_eq!(answer, "Hello");
    /// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
    /// # }).unwrap().unwrap();
    /// ```
    pub fn from_async_read(source: A, decoder: D) -> Self {
        Self::new(ReadChunks::new(source), decoder)
    }
}
