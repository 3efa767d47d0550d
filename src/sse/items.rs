//! All that a stream has: events, comments, and the lines that the standard ignores.

use alloc::string::String;
use core::ops::Range;

use bytes::Bytes;

use super::event::Event;
use super::held::Slot;
use super::machine::{Found, Next};
use super::owned_event::OwnedEvent;
use super::text_line::{OwnedTextLine, TextLine};
use super::{Decoder, DecoderBuilder};
use crate::{Decode, End, Error};

/// What [`Items`] lends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Item<'d> {
    /// A complete event.
    Event(Event<'d>),
    /// A comment line.
    Comment(TextLine<'d>),
    /// A line that the standard ignores, since no field has its name: `meta: …`, say, or a bare `{"error":…}`.
    Ignored(TextLine<'d>),
}

impl Item<'_> {
    /// Where the item is in the stream, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        match self {
            Self::Event(event) => event.span(),
            Self::Comment(line) | Self::Ignored(line) => line.span(),
        }
    }

    /// Returns whether two items say the same, wherever in a stream they are; `==` compares the spans too.
    #[must_use]
    pub fn same_content(&self, other: &Item<'_>) -> bool {
        match (self, other) {
            (Self::Event(one), Item::Event(other)) => one.same_content(other),
            (Self::Comment(one), Item::Comment(other))
            | (Self::Ignored(one), Item::Ignored(other)) => one.same_content(other),
            _ => false,
        }
    }

    /// Copies the item into one that owns its bytes: at most one allocation.
    #[must_use]
    pub fn into_owned(self) -> OwnedItem {
        OwnedItem::from_lent(&self, None)
    }
}

/// An [`Item`] that owns its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum OwnedItem {
    /// A complete event.
    Event(OwnedEvent),
    /// A comment line.
    Comment(OwnedTextLine),
    /// A line that the standard ignores.
    Ignored(OwnedTextLine),
}

impl OwnedItem {
    fn from_lent(item: &Item<'_>, chunk: Option<&Bytes>) -> Self {
        match item {
            Item::Event(event) => Self::Event(OwnedEvent::from_lent(event, chunk)),
            Item::Comment(line) => Self::Comment(OwnedTextLine::from_lent(line, chunk)),
            Item::Ignored(line) => Self::Ignored(OwnedTextLine::from_lent(line, chunk)),
        }
    }

    /// The item as the decoder lent it.
    #[must_use]
    pub fn as_item(&self) -> Item<'_> {
        match self {
            Self::Event(event) => Item::Event(event.as_event()),
            Self::Comment(line) => Item::Comment(line.as_line()),
            Self::Ignored(line) => Item::Ignored(line.as_line()),
        }
    }

    /// Like [`Item::span`].
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        self.as_item().span()
    }

    /// Like [`Item::same_content`].
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.as_item().same_content(&other.as_item())
    }

    /// The data of an event, or the text of a line, as lossy text: what their own `into_string` returns.
    #[must_use]
    pub fn into_string(self) -> String {
        match self {
            Self::Event(event) => event.into_string(),
            Self::Comment(line) | Self::Ignored(line) => line.into_string(),
        }
    }
}

/// A [`Decoder`] whose items are events, comments and ignored lines; made by [`DecoderBuilder::build_items`].
///
/// A comment or an ignored line is returned by the call that delivers its end, so before the event it is part of. One
/// that is cut is held beside the event, with a limit of [`max_event_bytes`](DecoderBuilder::max_event_bytes) of its
/// own. A longer one is [`ErrorKind::LineTooLarge`](crate::ErrorKind::LineTooLarge), once, and its event goes on. In an
/// event that is being skipped there are no items.
///
/// ```
/// use unchunk::sse::{self, Item};
///
/// let mut items = sse::Decoder::builder().build_items();
/// let mut input = &b": still here\n\nmeta: {\"a\":1}\ndata: x\n\n"[..];
/// let Some(Item::Comment(comment)) = items.decode(&mut input)? else { unreachable!() };
/// assert_eq!(comment.text(), "still here");
/// let Some(Item::Ignored(line)) = items.decode(&mut input)? else { unreachable!() };
/// assert_eq!(line.text(), "meta: {\"a\":1}");
/// let Some(Item::Event(event)) = items.decode(&mut input)? else { unreachable!() };
/// assert_eq!(event.data(), "x");
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Items {
    decoder: Decoder,
}

impl Items {
    pub(super) const fn new(decoder: Decoder) -> Self {
        Self { decoder }
    }

    /// Decodes the next item, advancing `input` past the bytes used, like [`Decoder::decode`].
    ///
    /// # Errors
    ///
    /// Returns an error if [`Decoder::decode`] would, or if a comment or ignored line breaks the limit:
    /// [`ErrorKind::LineTooLarge`](crate::ErrorKind::LineTooLarge).
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Item<'d>>, Error> {
        let next = self.decoder.next(input)?;
        Ok(next.map(|next| match next {
            Next::Whole(event, start) => Item::Event(self.decoder.lend_whole(event, start)),
            Next::Found(found) => self.lend(found),
        }))
    }

    fn lend<'d, 'i: 'd>(&'d mut self, found: Found<'i>) -> Item<'d> {
        match found {
            Found::Event => Item::Event(self.decoder.lend_held()),
            Found::Comment(text) => Item::Comment(self.line(text)),
            Found::Ignored(text) => Item::Ignored(self.line(text)),
        }
    }

    /// The line that ends at the decoder's position. Its text is held where it is not in the chunk.
    fn line<'d>(&'d self, text: Option<&'d [u8]>) -> TextLine<'d> {
        TextLine {
            text: text.unwrap_or(&self.decoder.held[Slot::Value]),
            start: self.decoder.held.line_start,
            end: self.decoder.position,
        }
    }

    /// Returns the verdict on a stream that ends here, like [`Decoder::finish`].
    ///
    /// # Errors
    ///
    /// Returns none: the end of an event stream breaks no rule.
    pub fn finish(&mut self) -> Result<End<'_, Item<'_>>, Error> {
        Ok(self.decoder.finish()?.map(Item::Event))
    }

    /// Makes the decoder ready for a new stream, like [`Decoder::reset`].
    pub fn reset(&mut self) {
        self.decoder.reset();
    }

    /// Makes the decoder ready for a new connection, like [`Decoder::reconnect`].
    pub fn reconnect(&mut self) {
        self.decoder.reconnect();
    }

    /// The decoder: for its last event ID, what it ignored, its position.
    #[must_use]
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }
}

impl Default for Items {
    fn default() -> Self {
        DecoderBuilder::default().build_items()
    }
}

impl Decode for Items {
    type Item<'d> = Item<'d>;
    type Owned = OwnedItem;

    fn decode<'d, 'i: 'd>(&'d mut self, input: &mut &'i [u8]) -> Result<Option<Item<'d>>, Error> {
        Self::decode(self, input)
    }

    fn decode_owned_from(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<OwnedItem>, Error> {
        let next = self.decoder.next(input)?;
        Ok(next.map(|next| match next {
            Next::Found(Found::Event) => OwnedItem::Event(self.decoder.own_held()),
            Next::Found(found) => OwnedItem::from_lent(&self.lend(found), chunk),
            Next::Whole(event, start) => {
                let event = self.decoder.lend_whole(event, start);
                OwnedItem::Event(OwnedEvent::from_lent(&event, chunk))
            }
        }))
    }

    fn finish(&mut self) -> Result<End<'_, Item<'_>>, Error> {
        Self::finish(self)
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn own<'d>(item: Item<'d>, chunk: Option<&Bytes>) -> OwnedItem
    where
        Self: 'd,
    {
        OwnedItem::from_lent(&item, chunk)
    }

    fn lend<'o>(item: &'o OwnedItem) -> Item<'o>
    where
        Self: 'o,
    {
        item.as_item()
    }
}
