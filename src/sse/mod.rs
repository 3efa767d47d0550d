//! Server-Sent Events: WHATWG HTML § 9.2, `text/event-stream`.

mod block;
mod builder;
mod common;
mod decoder;
mod encoder;
mod event;
mod field;
mod items;
#[cfg(feature = "serde_json")]
mod json;
mod line;
mod line_ends;
mod outgoing;
#[cfg(test)]
mod work;

pub use builder::DecoderBuilder;
pub use decoder::Decoder;
pub use encoder::{EncodeError, Encoder, Fields};
pub use event::{Comment, Event, Item, OwnedComment, OwnedEvent, OwnedItem};
pub use items::Items;
pub use outgoing::{Block, RESPONSE_HEADERS};
