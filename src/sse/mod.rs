//! Server-Sent Events: WHATWG HTML § 9.2, `text/event-stream`.

mod builder;
mod cursor;
mod data_lines;
mod decoder;
mod encoded_event;
mod encoder;
mod event;
mod event_builder;
mod field;
mod held;
mod ignored;
mod items;
#[cfg(feature = "serde_json")]
mod json;
pub(crate) mod last_event_id;
mod line;
mod machine;
mod owned_event;
#[cfg(feature = "serde")]
mod serde;
mod text_line;
mod whole;
#[cfg(test)]
mod work;

pub use builder::DecoderBuilder;
pub use decoder::Decoder;
pub use encoded_event::{EncodedEvent, RESPONSE_HEADERS};
pub use encoder::{EncodeError, Encoder};
pub use event::Event;
pub use event_builder::EventBuilder;
pub use items::{Item, Items, OwnedItem};
pub use owned_event::OwnedEvent;
pub use text_line::{OwnedTextLine, TextLine};
