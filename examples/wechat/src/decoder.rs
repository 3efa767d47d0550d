//! Any of the decoders.

use unchunk::{Decode, json, sse, text};

use crate::batch::{Batch, Kind, Step};

/// A decoder of any format.
#[derive(Debug)]
pub enum Decoder {
    /// Comments as well, on request.
    Events(sse::Items, Comments),
    Json(json::Decoder),
    Text(text::Decoder),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    Tell,
    PassOver,
}

impl Decoder {
    /// Decodes a chunk, or the rest of one, as far as the batch reaches: see [`Batch::fill`].
    pub fn decode(&mut self, chunk: &[u8], batch: &mut Batch) -> u32 {
        batch.fill(chunk, &mut |left, batch| match self {
            Self::Events(items, comments) => match items.decode(left) {
                Ok(Some(sse::Item::Comment(_))) if *comments == Comments::PassOver => Step::Item,
                found => tell(found, batch),
            },
            // What ended the decoding has been reported.
            Self::Json(frames) if frames.failure().is_some() => Step::Nothing,
            Self::Json(frames) => tell(frames.decode(left), batch),
            Self::Text(pieces) => tell(pieces.decode(left), batch),
        })
    }

    /// Adds the item that only the end of the stream completes, and the verdict. After an error, call again.
    pub fn finish(&mut self, batch: &mut Batch) -> u32 {
        batch.clear();
        match self {
            Self::Events(items, _) => finish(items, batch),
            Self::Json(frames) => finish(frames, batch),
            Self::Text(pieces) => finish(pieces, batch),
        }
        batch.items()
    }
}

fn finish<D: Decode>(decoder: &mut D, batch: &mut Batch)
where
    for<'d> D::Item<'d>: Tell,
{
    match decoder.finish() {
        Ok(end) => {
            if let Some(item) = end.last() {
                item.tell(batch);
            }
            batch.verdict(end.verdict());
        }
        Err(error) => batch.error(error),
    }
}

/// Adds what a step has found.
pub fn tell<T: Tell>(found: Result<Option<T>, unchunk::Error>, batch: &mut Batch) -> Step {
    match found {
        Ok(Some(item)) => item.tell(batch),
        Ok(None) => return Step::Nothing,
        Err(error) => batch.error(error),
    }
    Step::Item
}

/// An item that can be added to a batch.
pub trait Tell {
    fn tell(&self, batch: &mut Batch);
}

impl Tell for sse::Event<'_> {
    fn tell(&self, batch: &mut Batch) {
        let event_type = match self.event_type_bytes() {
            [b'm', b'e', b's', b's', b'a', b'g', b'e'] => &[],
            other => other,
        };
        let (data, id) = (self.data_bytes(), self.last_event_id_bytes());
        batch.add(Kind::Event, event_type, data, id, self.span());
    }
}

impl Tell for sse::Item<'_> {
    fn tell(&self, batch: &mut Batch) {
        match self {
            Self::Event(event) => event.tell(batch),
            Self::Comment(comment) => {
                batch.add(
                    Kind::Comment,
                    &[],
                    comment.text_bytes(),
                    &[],
                    comment.span(),
                );
            }
        }
    }
}

impl Tell for json::Frame<'_> {
    fn tell(&self, batch: &mut Batch) {
        batch.add(Kind::Frame, &[], self.bytes(), &[], self.span());
        batch.set_third_number(self.index());
    }
}

impl Tell for &str {
    fn tell(&self, batch: &mut Batch) {
        batch.add(Kind::Text, &[], self.as_bytes(), &[], 0..0);
    }
}
