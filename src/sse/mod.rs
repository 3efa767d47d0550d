//! Server-Sent Events: WHATWG HTML § 9.2, `text/event-stream`.

mod block;
mod decoder;
mod encoder;
mod event;
mod field;
mod items;
mod line;

pub use decoder::{Decoder, DecoderBuilder};
pub use encoder::{EncodeError, Encoder, Fields};
pub use event::{Comment, Event, Item, OwnedEvent};
pub use items::Items;
