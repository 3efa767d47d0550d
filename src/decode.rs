//! The trait that all decoders implement, so that an adapter is written once.

use alloc::boxed::Box;

use bytes::{Buf, Bytes};

use crate::{End, Error};

mod sealed {
    pub trait Sealed {}

    impl Sealed for crate::sse::Decoder {}
    impl Sealed for crate::sse::Items {}
    impl Sealed for crate::json::Decoder {}
    impl Sealed for crate::text::Decoder {}
    impl<D: Sealed> Sealed for &mut D {}
}

/// Where a bad frame is, to be shown to people, and its first bytes if they were asked for.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPlace {
    pub(crate) line: Option<u64>,
    pub(crate) index: u64,
    pub(crate) start: u64,
    pub(crate) excerpt: Box<[u8]>,
}

/// A decoder that takes chunks cut anywhere and lends whole items.
///
/// Every implementation keeps the crate's promises: items, spans, errors and the verdict depend on the concatenated
/// bytes alone; an item is returned by the call that delivers its last byte; work is linear; memory is bounded; nothing
/// panics.
///
/// This trait is sealed: it is implemented by the crate's decoders and by `&mut` to them, and may get more methods.
///
/// ```
/// use unchunk::{Decode, Error, sse};
///
/// /// Counts the items of any format.
/// fn count<D: Decode>(mut decoder: D, chunks: &[&[u8]]) -> Result<usize, Error> {
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
/// let mut decoder = sse::Decoder::new();
/// assert_eq!(count(&mut decoder, &[b"data: a\n", b"\ndata: b\n\n"]), Ok(2));
/// assert_eq!(decoder.position(), 18);
/// ```
pub trait Decode: sealed::Sealed {
    /// An item that is lent: borrowed from the chunk if it is whole in it, else from the decoder.
    type Item<'d>
    where
        Self: 'd;

    /// An item that owns its bytes, to be kept or sent elsewhere.
    type Owned;

    /// Decodes the next item and advances `input`, **a variable outside the loop**, past the bytes used.
    ///
    /// ```
    /// # use unchunk::sse;
    /// # let mut decoder = sse::Decoder::new();
    /// # let chunk = b"data: a\n\ndata: b\n\n";
    /// // Not `decode(&mut &chunk[..])`: that starts over on every call, for ever.
    /// let mut input = &chunk[..];
    /// while let Some(event) = decoder.decode(&mut input)? {
    ///     println!("{}", event.data());
    /// }
    /// # assert!(input.is_empty());
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    ///
    /// `Ok(None)` means that the input is used up and whatever matters of it is kept: feed the next chunk. Call until
    /// then, after an error too: an error may be returned before the last bytes of the input have been judged.
    ///
    /// An item is lent until the next call. To keep it, in a `Vec` for instance, make it an owned one: `into_owned()`
    /// on the item, or [`decode_owned`](Self::decode_owned). Kept as it is, the compiler reports E0499, that the
    /// decoder is borrowed twice.
    ///
    /// # Errors
    ///
    /// Returns an error if a frame is bad, once: what is wrong and at which byte. Calling again with the rest of
    /// `input` goes on at the next point where the format allows it; where it has none, the error [is
    /// fatal](Error::is_fatal), and the rest of the stream is used up in silence.
    fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Self::Item<'d>>, Error>;

    /// Ends the stream: returns the verdict, and the last item where only the end makes it one. A second call returns
    /// the same verdict and no item. Before another stream, [`reset`](Self::reset) the decoder.
    ///
    /// # Errors
    ///
    /// Returns an error if the end shows that the last frame is bad, once; the next call returns the verdict.
    fn finish(&mut self) -> Result<End<'_, Self::Item<'_>>, Error>;

    /// Makes the decoder ready for a new stream.
    fn reset(&mut self);

    /// Decodes the next item and makes it an owned one.
    ///
    /// It does what [`decode`](Self::decode) and [`own`](Self::own) do together, but a large item that a cut has split
    /// takes the decoder's buffer instead of a copy. Here too `input` must be a variable outside the loop.
    ///
    /// # Errors
    ///
    /// Returns an error if [`decode`](Self::decode) would.
    ///
    /// ```
    /// use unchunk::{Decode, sse};
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut events = Vec::new();
    /// for chunk in [&b"data: a\n\ndata"[..], b": b\n\n"] {
    ///     let mut input = chunk;
    ///     while let Some(event) = decoder.decode_owned(&mut input)? {
    ///         events.push(event);
    ///     }
    /// }
    /// assert_eq!(events[1].data(), "b");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    // Always inlined, as what it calls is: an owned item is moved through memory by each call that returns it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn decode_owned(&mut self, input: &mut &[u8]) -> Result<Option<Self::Owned>, Error> {
        self.decode_owned_from(input, None)
    }

    /// Decodes the next item of a chunk that is [`Bytes`] and makes it an owned one, advancing `input` past the bytes
    /// used.
    ///
    /// Like [`decode_owned`](Self::decode_owned), but an item of 1 KiB and more that is at least an eighth of `input`
    /// is not copied out of it but becomes a slice of it, which keeps all the memory that `input` is part of.
    ///
    /// # Errors
    ///
    /// Returns an error if [`decode`](Self::decode) would.
    ///
    /// ```
    /// use bytes::{Buf, Bytes};
    /// use unchunk::{Decode, sse};
    ///
    /// let chunk = Bytes::from(format!("data: {}\n\ndata: small\n\n", "x".repeat(10_000)));
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = chunk.clone();
    /// let mut events = Vec::new();
    /// while let Some(event) = decoder.decode_bytes(&mut input)? {
    ///     events.push(event);
    /// }
    /// assert!(chunk.as_ptr_range().contains(&events[0].data_bytes().as_ptr()));
    /// assert!(!chunk.as_ptr_range().contains(&events[1].data_bytes().as_ptr()));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn decode_bytes(&mut self, input: &mut Bytes) -> Result<Option<Self::Owned>, Error> {
        let mut rest = &input[..];
        let result = self.decode_owned_from(&mut rest, Some(input));
        let used = input.len() - rest.len();
        input.advance(used);
        result
    }

    /// Decodes the next item and makes it an owned one; `chunk` is what `input` is part of, if that came as [`Bytes`].
    /// For adapters, which know the whole chunk: what is sliced out of it keeps all of it.
    #[doc(hidden)]
    #[inline]
    fn decode_owned_from(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<Self::Owned>, Error> {
        let item = self.decode(input)?;
        Ok(item.map(|item| Self::own(item, chunk)))
    }

    /// Makes a lent item an owned one, like its own `into_owned` and `into_owned_from`.
    ///
    /// `chunk` is what was being decoded when the item was lent, if that came as [`Bytes`]. An item of 1 KiB and more
    /// that is in it, and is at least an eighth of it, becomes a slice of it without copying; any other is copied, so
    /// that keeping a small item keeps no chunk. A chunk that does not contain the item changes nothing.
    ///
    /// ```
    /// use unchunk::{Decode, Error};
    ///
    /// /// Returns the last item of a chunk.
    /// fn last<D: Decode>(decoder: &mut D, mut chunk: &[u8]) -> Result<Option<D::Owned>, Error> {
    ///     let mut last = None;
    ///     while let Some(item) = decoder.decode(&mut chunk)? {
    ///         last = Some(D::own(item, None));
    ///     }
    ///     Ok(last)
    /// }
    /// # assert_eq!(last(&mut unchunk::json::Decoder::lines(), b"1\n2\n")?.unwrap().text(), "2");
    /// # Ok::<(), Error>(())
    /// ```
    fn own<'d>(item: Self::Item<'d>, chunk: Option<&Bytes>) -> Self::Owned
    where
        Self: 'd;

    /// Lends an owned item, as the decoder would. For adapters, whose end rules look at items of both kinds.
    #[doc(hidden)]
    fn lend<'o>(item: &'o Self::Owned) -> Self::Item<'o>
    where
        Self: 'o;

    /// More about the last error than its kind and offset.
    #[doc(hidden)]
    fn last_error_place(&self) -> Option<Box<ErrorPlace>> {
        None
    }

    /// Decodes the next item; more about an error is put into `place`, since the decoder stays borrowed.
    #[doc(hidden)]
    fn decode_noting<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
        _place: &mut Option<Box<ErrorPlace>>,
    ) -> Result<Option<Self::Item<'d>>, Error> {
        self.decode(input)
    }

    /// Ends the stream; what is known of an error is put into `place`.
    #[doc(hidden)]
    fn finish_noting(
        &mut self,
        _place: &mut Option<Box<ErrorPlace>>,
    ) -> Result<End<'_, Self::Item<'_>>, Error> {
        self.finish()
    }
}

impl<D: Decode> Decode for &mut D {
    type Item<'d>
        = D::Item<'d>
    where
        Self: 'd;
    type Owned = D::Owned;

    #[inline]
    fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Self::Item<'d>>, Error> {
        D::decode(self, input)
    }

    fn finish(&mut self) -> Result<End<'_, Self::Item<'_>>, Error> {
        D::finish(self)
    }

    fn reset(&mut self) {
        D::reset(self);
    }

    #[inline]
    fn decode_owned_from(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<Self::Owned>, Error> {
        D::decode_owned_from(self, input, chunk)
    }

    fn own<'d>(item: Self::Item<'d>, chunk: Option<&Bytes>) -> Self::Owned
    where
        Self: 'd,
    {
        D::own(item, chunk)
    }

    fn lend<'o>(item: &'o Self::Owned) -> Self::Item<'o>
    where
        Self: 'o,
    {
        D::lend(item)
    }

    fn last_error_place(&self) -> Option<Box<ErrorPlace>> {
        D::last_error_place(self)
    }

    fn decode_noting<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
        place: &mut Option<Box<ErrorPlace>>,
    ) -> Result<Option<Self::Item<'d>>, Error> {
        D::decode_noting(self, input, place)
    }

    fn finish_noting(
        &mut self,
        place: &mut Option<Box<ErrorPlace>>,
    ) -> Result<End<'_, Self::Item<'_>>, Error> {
        D::finish_noting(self, place)
    }
}
