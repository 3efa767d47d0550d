//! Comments as items, through the trait that adapters are written against.

use bytes::Bytes;

use super::{Decoder, Item, OwnedItem};
use crate::{Decode, End, Error};

/// A [`Decoder`] whose items, seen through [`Decode`], are events and comments.
///
/// ```
/// use unchunk::{Decode, sse};
///
/// let mut items = sse::Items::from(sse::Decoder::new());
/// let item = items.decode(&mut &b": still here\n"[..])?;
/// assert!(matches!(item, Some(sse::Item::Comment(_))));
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Items {
    decoder: Decoder,
}

impl Items {
    /// The decoder.
    #[must_use]
    pub fn into_inner(self) -> Decoder {
        self.decoder
    }
}

impl From<Decoder> for Items {
    fn from(decoder: Decoder) -> Self {
        Self { decoder }
    }
}

impl Decode for Items {
    type Item<'d> = Item<'d>;
    type Owned = OwnedItem;

    fn decode<'d, 'i: 'd>(&'d mut self, input: &mut &'i [u8]) -> Result<Option<Item<'d>>, Error> {
        self.decoder.decode_item(input)
    }

    fn finish(&mut self) -> Result<End<'_, Item<'_>>, Error> {
        Ok(End::new(None, self.decoder.finish()))
    }

    fn reset(&mut self) {
        self.decoder.reset();
    }

    fn own(item: Item<'_>, chunk: Option<&Bytes>) -> OwnedItem {
        OwnedItem::new(&item, chunk)
    }

    fn salvage(&mut self) -> Option<Item<'_>> {
        self.decoder.salvage().map(Item::Event)
    }
}
