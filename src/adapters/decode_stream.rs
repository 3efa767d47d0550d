//! The extension trait that makes a stream of items of a stream of chunks.

use bytes::Bytes;
use futures_core::Stream;

use super::stream::ItemStream;
use crate::{Decode, sse};

/// Adds decoding to every stream of chunks. An extension trait: import it `as _`.
///
/// ```
/// use futures_util::{StreamExt as _, stream};
/// use unchunk::adapters::DecodeStream as _;
///
/// # futures_util::FutureExt::now_or_never(async {
/// let chunks = stream::iter([Ok::<_, std::io::Error>("data: Hel\n\nda"), Ok("ta: lo\n\n")]);
/// let mut events = chunks.sse_events(); // response.bytes_stream().sse_events(), with reqwest
/// let mut answer = String::new();
/// while let Some(event) = events.next().await {
///     answer += &event?.data();
/// }
/// assert_eq!(answer, "Hello");
/// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
/// # }).unwrap().unwrap();
/// ```
///
/// With the event that ends an answer, and with data parsed into a type of your own (feature `serde_json`):
///
/// ```
/// # #[cfg(feature = "serde_json")]
/// # futures_util::FutureExt::now_or_never(async {
/// use futures_util::{TryStreamExt as _, stream};
/// use unchunk::adapters::DecodeStream as _;
///
/// #[derive(serde::Deserialize)]
/// struct Piece {
///     delta: String,
/// }
///
/// let body = "data: {\"delta\":\"Hi\"}\n\ndata: [DONE]\n\n";
/// let chunks = stream::iter([Ok::<_, std::io::Error>(body)]);
/// let pieces = chunks
///     .sse_events()
///     .end_before(|event| event.data_bytes() == b"[DONE]")
///     .json::<Piece>();
/// let pieces: Vec<Piece> = pieces.try_collect().await?;
/// assert_eq!(pieces[0].delta, "Hi");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap().unwrap();
/// ```
pub trait DecodeStream<C, E>: Stream<Item = Result<C, E>> + Sized
where
    C: AsRef<[u8]> + Into<Bytes>,
{
    /// Decodes the chunks as Server-Sent Events.
    fn sse_events(self) -> ItemStream<Self, sse::Decoder> {
        self.decode_with(sse::Decoder::new())
    }

    /// Decodes the chunks with any decoder: [`ItemStream::new`].
    fn decode_with<D: Decode>(self, decoder: D) -> ItemStream<Self, D> {
        ItemStream::new(self, decoder)
    }
}

impl<S, C, E> DecodeStream<C, E> for S
where
    S: Stream<Item = Result<C, E>>,
    C: AsRef<[u8]> + Into<Bytes>,
{
}
