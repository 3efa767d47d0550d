//! A stream of values, parsed from a stream of items.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;
use serde::de::DeserializeOwned;

use super::Reconnecting;
use super::end_rule::EndRule;
use super::stream::ItemStream;
use crate::json::{OwnedFrame, ParseError};
use crate::{Decode, sse};

mod sealed {
    pub trait Sealed {}

    impl Sealed for crate::sse::OwnedEvent {}
    impl Sealed for crate::json::OwnedFrame {}
}

/// An owned item whose data is JSON: an event or a frame.
///
/// This trait is sealed.
pub trait JsonItem: sealed::Sealed {
    #[doc(hidden)]
    fn parse<T: DeserializeOwned>(&self) -> Result<T, ParseError>;
}

impl JsonItem for sse::OwnedEvent {
    fn parse<T: DeserializeOwned>(&self) -> Result<T, ParseError> {
        self.json()
    }
}

impl JsonItem for OwnedFrame {
    fn parse<T: DeserializeOwned>(&self) -> Result<T, ParseError> {
        self.json()
    }
}

/// The error of a [`JsonStream`], with `E` for that of the stream of items. Neither is final.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonStreamError<E> {
    /// The error of the stream of items.
    #[error(transparent)]
    Stream(E),
    /// The data of an item are not of the wanted type: [`ParseError::text_bytes`] has them as they came.
    #[error(transparent)]
    Parse(ParseError),
}

pin_project! {
    /// A [`Stream`] of values, parsed from a stream of events or frames; made by
    /// [`ItemStream::json`] and [`Reconnecting::json`].
    ///
    /// An item that does not parse is an error in its place, with its raw data; later items are still delivered.
    #[derive(Debug)]
    pub struct JsonStream<S, T> {
        #[pin]
        items: S,
        // It makes values and holds none.
        value: PhantomData<fn() -> T>,
    }
}

impl<S, T> JsonStream<S, T> {
    const fn new(items: S) -> Self {
        Self {
            items,
            value: PhantomData,
        }
    }

    /// The stream of items.
    #[must_use]
    pub const fn get_ref(&self) -> &S {
        &self.items
    }

    /// The stream of items, which goes on where this one was.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.items
    }
}

impl<S, D, R> ItemStream<S, D, R>
where
    D: Decode<Owned: JsonItem>,
    R: EndRule<D>,
{
    /// Parses the data of each item into a value.
    ///
    /// ```
    /// # futures_util::FutureExt::now_or_never(async {
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::{DecodeStream as _, JsonStreamError};
    /// use unchunk::json;
    ///
    /// let chunks = stream::iter([Ok::<_, std::io::Error>("1\n\"two\"\n3\n")]);
    /// let mut numbers = chunks.decode_with(json::Decoder::lines()).json::<u8>();
    /// assert_eq!(numbers.next().await.unwrap().unwrap(), 1);
    /// let Some(Err(JsonStreamError::Parse(error))) = numbers.next().await else { unreachable!() };
    /// assert_eq!(&error.text_bytes()[..], b"\"two\"");
    /// assert_eq!(numbers.next().await.unwrap().unwrap(), 3);
    /// # }).unwrap();
    /// ```
    pub fn json<T: DeserializeOwned>(self) -> JsonStream<Self, T> {
        JsonStream::new(self)
    }
}

impl<C, F, B, Z, T, E> Reconnecting<C, F, B, Z, T, E> {
    /// Parses the data of each event into a value.
    ///
    /// ```
    /// # futures_util::FutureExt::now_or_never(async {
    /// use std::convert::Infallible;
    /// use std::future::{pending, ready};
    /// use std::pin::pin;
    /// use std::time::Duration;
    ///
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::{Reconnecting, Response};
    /// use unchunk::session::{Request, Session};
    ///
    /// let connect = |_: Request<'_>| {
    ///     let chunks = stream::iter([Ok::<_, Infallible>("data: 1\n\ndata: 2\n\ndata: [DONE]\n\n")]);
    ///     ready(Ok::<_, Infallible>(Response::new(200, Some("text/event-stream"), chunks)))
    /// };
    /// let session = Session::answers().done_when(|event| event.data_bytes() == b"[DONE]").build();
    /// let events = Reconnecting::with_clock(session, connect, |_| pending::<()>(), || Duration::ZERO);
    /// let mut numbers = pin!(events.json::<u8>());
    /// assert_eq!(numbers.next().await.unwrap().unwrap(), 1);
    /// assert_eq!(numbers.next().await.unwrap().unwrap(), 2);
    /// assert!(numbers.next().await.is_none());
    /// # }).unwrap();
    /// ```
    pub fn json<V: DeserializeOwned>(self) -> JsonStream<Self, V> {
        JsonStream::new(self)
    }
}

impl<S, I, E, T> Stream for JsonStream<S, T>
where
    S: Stream<Item = Result<I, E>>,
    I: JsonItem,
    T: DeserializeOwned,
{
    type Item = Result<T, JsonStreamError<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.project().items.poll_next(context));
        Poll::Ready(item.map(|item| {
            let item = item.map_err(JsonStreamError::Stream)?;
            item.parse().map_err(JsonStreamError::Parse)
        }))
    }
}

impl<S, I, E, T> FusedStream for JsonStream<S, T>
where
    S: FusedStream<Item = Result<I, E>>,
    I: JsonItem,
    T: DeserializeOwned,
{
    fn is_terminated(&self) -> bool {
        self.items.is_terminated()
    }
}
