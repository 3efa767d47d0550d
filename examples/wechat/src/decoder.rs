//! Any of the decoders.

use unchunk::{Decode, json, sse, text};

use crate::batch::{Batch, Kind, Step};

/// A decoder of any format.
#[derive(Debug)]
pub enum Decoder {
    Events(sse::Decoder),
    Items(sse::Items, Wanted),
    Json(json::Decoder),
    Text(text::Decoder),
}

/// Which items there are beside events.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub comments: bool,
    pub ignored: bool,
}

impl Decoder {
    /// Decodes a chunk, or the rest of one, as far as the batch reaches: see [`Batch::fill`].
    pub fn decode(&mut self, chunk: &[u8], batch: &mut Batch) -> u32 {
        batch.fill(chunk, &mut |left, batch| match self {
            Self::Events(events) => tell(events.decode(left), batch),
            Self::Items(items, wanted) => match items.decode(left) {
                Ok(Some(sse::Item::Comment(_))) if !wanted.comments => Step::Item,
                Ok(Some(sse::Item::Ignored(_))) if !wanted.ignored => Step::Item,
                found => tell(found, batch),
            },
            Self::Json(frames) => tell(frames.decode(left), batch),
            Self::Text(pieces) => tell(pieces.decode(left), batch),
        })
    }

    /// Adds the item that only the end of the stream completes, and the verdict. After an error, call again.
    pub fn finish(&mut self, batch: &mut Batch) -> u32 {
        batch.clear();
        match self {
            Self::Events(events) => finish(events, batch),
            Self::Items(items, _) => finish(items, batch),
            Self::Json(frames) => finish(frames, batch),
            Self::Text(pieces) => finish(pieces, batch),
        }
        batch.items()
    }

    /// Adds the last event ID and the ignored lines; the number is the reconnection time in milliseconds, NaN if no
    /// `retry` has come. Nothing, where the format has none of this.
    pub fn state(&self, batch: &mut Batch) {
        batch.clear();
        let decoder = match self {
            Self::Events(events) => events,
            Self::Items(items, _) => items.decoder(),
            Self::Json(_) | Self::Text(_) => return,
        };
        let id = decoder.last_event_id().as_bytes();
        batch.add(Kind::News, id, decoder.ignored(), &[], 0..0);
        let time = decoder.reconnection_time();
        batch.number = time.map_or(f64::NAN, |time| {
            time.as_secs() as f64 * 1e3 + f64::from(time.subsec_millis())
        });
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
    // Else the event goes through memory, and tiny ones take a fifth longer.
    #[inline(always)]
    fn tell(&self, batch: &mut Batch) {
        // As text: bytes would be compared one by one.
        let event_type = match self.event_type() {
            "message" => &[],
            other => other.as_bytes(),
        };
        let (data, id) = (self.data_bytes(), self.last_event_id().as_bytes());
        batch.add(Kind::Event, event_type, data, id, self.span());
    }
}

impl Tell for sse::Item<'_> {
    fn tell(&self, batch: &mut Batch) {
        let (kind, line) = match self {
            Self::Event(event) => return event.tell(batch),
            Self::Comment(line) => (Kind::Comment, line),
            Self::Ignored(line) => (Kind::Ignored, line),
            _ => return,
        };
        batch.add(kind, &[], line.text_bytes(), &[], line.span());
    }
}

impl Tell for json::Frame<'_> {
    fn tell(&self, batch: &mut Batch) {
        batch.add(Kind::Frame, &[], self.text_bytes(), &[], self.span());
        batch.set_third_number(self.index());
    }
}

impl Tell for &str {
    fn tell(&self, batch: &mut Batch) {
        batch.add(Kind::Text, &[], self.as_bytes(), &[], 0..0);
    }
}
