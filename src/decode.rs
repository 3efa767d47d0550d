//! The one face that all decoders share, so that an adapter is written once.

use bytes::Bytes;

use crate::{End, Error};

/// A decoder that takes chunks cut anywhere and lends out whole items.
///
/// Every implementation keeps the crate's contract: items, spans, errors and the verdict are a function of the
/// concatenated bytes alone; an item leaves on the very call that delivers its last needed byte; work is linear;
/// memory is bounded; nothing panics.
///
/// ```
/// use unchunk::{Decode, Error};
///
/// /// Counts the items of any format.
/// fn count<D: Decode>(decoder: &mut D, chunks: &[&[u8]]) -> Result<usize, Error> {
///     let mut items = 0;
///     for chunk in chunks {
///         let mut input = *chunk;
///         while decoder.decode(&mut input)?.is_some() {
///             items += 1;
///         }
///     }
///     Ok(items)
/// }
///
/// assert_eq!(count(&mut unchunk::sse::Decoder::new(), &[b"data: a\n", b"\ndata: b\n\n"]), Ok(2));
/// ```
pub trait Decode {
    /// What leaves: borrowed from the chunk where it lies inside one, else from the decoder.
    type Item<'d>
    where
        Self: 'd;

    /// An item that owns its bytes, to be kept or sent elsewhere.
    type Owned;

    /// Decodes the next item, advancing `input` past the bytes used.
    ///
    /// `Ok(None)` means that the input is used up and whatever matters of it is kept: feed the next chunk. Call until
    /// then, after an error too: an error may be told before the last bytes of the input have been judged.
    ///
    /// # Errors
    ///
    /// Returns an error if a frame is bad, once: what is wrong and at which byte. Calling again with the rest of `input`
    /// goes on at the next point where the format allows it; where it has none, the error [is fatal](Error::is_fatal),
    /// and the rest of the stream is used up in silence.
    fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Self::Item<'d>>, Error>;

    /// Ends the stream: returns the verdict, and the last item where only the end makes it one. Asked again, it gives
    /// the same verdict and no item. For another stream, [`reset`](Self::reset) the decoder then.
    ///
    /// # Errors
    ///
    /// Returns an error if the end shows that the last frame is bad, once; calling again gives the verdict.
    fn finish(&mut self) -> Result<End<'_, Self::Item<'_>>, Error>;

    /// Makes the decoder ready for a new stream.
    fn reset(&mut self);

    /// Decodes the next item and makes it an owned one.
    ///
    /// As [`decode`](Self::decode) and [`own`](Self::own) do it together, but a large item that a cut has split leaves
    /// with the decoder's buffer instead of a copy of it.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode).
    ///
    /// ```
    /// use unchunk::{Decode, sse};
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let event = format!("data: {}\n\n", "x".repeat(100_000));
    /// let (mut head, mut tail) = event.as_bytes().split_at(70_000);
    /// assert_eq!(decoder.decode_owned(&mut head, None)?, None);
    /// let event = decoder.decode_owned(&mut tail, None)?.unwrap();
    /// assert_eq!(event.data_bytes().len(), 100_000);
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[inline]
    fn decode_owned(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<Self::Owned>, Error> {
        let item = self.decode(input)?;
        Ok(item.map(|item| Self::own(item, chunk)))
    }

    /// Makes a lent item an owned one.
    ///
    /// `chunk` is what was being decoded when the item was lent, if that came as [`Bytes`]. Where the item's bytes lie
    /// in it and are many, they are sliced out of it without copying; else they are copied, so that keeping a small
    /// item keeps no chunk. A chunk in which they do not lie changes nothing.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use unchunk::{Decode, sse};
    ///
    /// let chunk = Bytes::from(format!("data: {}\n\ndata: small\n\n", "x".repeat(10_000)));
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &chunk[..];
    /// let mut owned = Vec::new();
    /// while let Some(event) = decoder.decode(&mut input)? {
    ///     owned.push(sse::Decoder::own(event, Some(&chunk)));
    /// }
    /// assert!(chunk.as_ptr_range().contains(&owned[0].data_bytes().as_ptr()));
    /// assert!(!chunk.as_ptr_range().contains(&owned[1].data_bytes().as_ptr()));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    fn own(item: Self::Item<'_>, chunk: Option<&Bytes>) -> Self::Owned;
}
