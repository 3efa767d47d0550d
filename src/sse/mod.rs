//! Server-Sent Events: WHATWG HTML § 9.2, `text/event-stream`.

mod builder;
mod cursor;
mod data_lines;
mod decoder;
mod encoder;
mod event;
mod field;
mod held;
mod ignored;
mod items;
#[cfg(feature = "serde_json")]
mod json;
pub(crate) mod last_event_id;
mod line;
mod machine;
mod outgoing;
mod owned_event;
mod text_line;
mod whole;
#[cfg(test)]
mod work;

pub use builder::DecoderBuilder;
pub use decoder::Decoder;
pub use encoder::{EncodeError, Encoder, Fields};
pub use event::Event;
pub use items::{Item, Items, OwnedItem};
pub use outgoing::{Block, RESPONSE_HEADERS};
pub use owned_event::OwnedEvent;
pub use text_line::{OwnedTextLine, TextLine};
