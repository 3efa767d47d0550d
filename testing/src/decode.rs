//! Anything that is [`Decode`]: all that it makes of a stream, compared at every cut.

use std::fmt::Debug;

use bytes::Bytes;
use unchunk::json::OwnedFrame;
use unchunk::sse::{OwnedEvent, OwnedItem};
use unchunk::{Decode, Error};

use crate::{Cuts, Difference, Ending};

/// All that a decoder makes of one stream.
///
/// ```
/// use unchunk::sse;
/// use unchunk_testing::{Decoded, Ending};
///
/// let decoded = Decoded::of(&mut sse::Decoder::new(), &[b"data: a\n\nda", b"ta: b\n\n"]);
/// assert_eq!(decoded.items[1].as_ref().unwrap().span(), 9..18);
/// assert_eq!(decoded.ending, Ending::Complete);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// Items and errors in order. Items of events and of JSON have their spans, and are compared with them; of a text
    /// decoder the pieces between two errors are one item, since what it lends are pieces of chunks.
    pub items: Vec<Result<T, Error>>,
    /// The item that only the end makes one.
    pub last: Option<T>,
    /// How it ended.
    pub ending: Ending,
}

impl<T: Compared> Decoded<T> {
    /// Decodes these chunks, then ends the stream. Every third chunk goes through `decode`, `decode_owned` and
    /// `decode_bytes` in turn, which are to give the same.
    ///
    /// ```
    /// use unchunk::text;
    /// use unchunk_testing::Decoded;
    ///
    /// let decoded = Decoded::of(&mut text::Decoder::lossy(), &[b"a\xE4", b"\xBD\xA0b"]);
    /// assert_eq!(decoded.items, [Ok("a你b".into())]);
    /// ```
    pub fn of<D: Decode<Owned = T>>(decoder: &mut D, chunks: &[&[u8]]) -> Self {
        let mut items = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            let mut lent = *chunk;
            let mut shared = Bytes::copy_from_slice(chunk);
            let mut next = || match index % 3 {
                0 => {
                    let item = decoder.decode(&mut lent);
                    item.map(|item| item.map(|item| D::own(item, None)))
                }
                1 => decoder.decode_owned(&mut lent),
                _ => decoder.decode_bytes(&mut shared),
            };
            while let Some(item) = next().transpose() {
                T::push(&mut items, item);
            }
        }
        let finish = |decoder: &mut D| -> Result<_, Error> {
            let end = decoder.finish()?;
            let ending = Ending::from(end.verdict());
            Ok((ending, end.into_last().map(|last| D::own(last, None))))
        };
        let end = finish(decoder).or_else(|error| {
            items.push(Err(error));
            finish(decoder)
        });
        let (ending, last) = end.expect("an error is returned once");
        Self {
            items,
            last,
            ending,
        }
    }
}

/// Asserts that what a decoder makes of the bytes does not depend on how they are cut: items with their spans, errors with
/// their offsets, and the verdict on the end. `make` makes a fresh decoder, with the options that are to be tested.
///
/// # Panics
///
/// Panics if something differs, as [`assert_cut_invariant`](crate::assert_cut_invariant) does.
///
/// ```
/// use unchunk::json;
/// use unchunk_testing::assert_decode_invariant;
///
/// assert_decode_invariant(b"[1,2]\n{\"a\": \"\xE4\xBD\xA0\"}\noops\n[", || {
///     json::Decoder::builder().framing(json::Framing::Lines).validate(true).max_frame_bytes(12).build()
/// });
/// ```
#[track_caller]
pub fn assert_decode_invariant<D>(bytes: impl AsRef<[u8]>, make: impl FnMut() -> D)
where
    D: Decode<Owned: Compared>,
{
    if let Err(difference) = Cuts::default().check_decode(bytes, make) {
        panic!("{difference}");
    }
}

impl Cuts {
    /// As [`check`](Self::check), for anything that is [`Decode`]: what is compared is [`Decoded`].
    ///
    /// # Errors
    ///
    /// Returns the [`Difference`].
    ///
    /// ```
    /// use unchunk::text;
    /// use unchunk_testing::Cuts;
    ///
    /// let bytes = "data: 你好".as_bytes();
    /// assert!(Cuts::inside_characters().check_decode(bytes, text::Decoder::strict).is_ok());
    /// ```
    pub fn check_decode<D>(
        &self,
        bytes: impl AsRef<[u8]>,
        mut make: impl FnMut() -> D,
    ) -> Result<(), Difference>
    where
        D: Decode<Owned: Compared>,
    {
        self.check(bytes, |chunks| Decoded::of(&mut make(), chunks))
    }
}

mod sealed {
    pub trait Sealed {}
}

/// The owned items of all decoders. This trait is sealed, as [`Decode`] is.
///
/// ```
/// use unchunk_testing::Compared;
///
/// fn is_compared<T: Compared>() {}
/// is_compared::<unchunk::sse::OwnedEvent>();
/// ```
pub trait Compared: sealed::Sealed + PartialEq + Debug + Sized {
    /// Appends an item that was decoded.
    #[doc(hidden)]
    fn push(items: &mut Vec<Result<Self, Error>>, item: Result<Self, Error>) {
        items.push(item);
    }
}

impl sealed::Sealed for OwnedEvent {}
impl Compared for OwnedEvent {}
impl sealed::Sealed for OwnedItem {}
impl Compared for OwnedItem {}
impl sealed::Sealed for OwnedFrame {}
impl Compared for OwnedFrame {}

/// Pieces of text are put together: where they end depends on the chunks.
impl sealed::Sealed for String {}
impl Compared for String {
    fn push(items: &mut Vec<Result<Self, Error>>, item: Result<Self, Error>) {
        match (items.last_mut(), item) {
            (Some(Ok(text)), Ok(piece)) => *text += &piece,
            (_, item) => items.push(item),
        }
    }
}
