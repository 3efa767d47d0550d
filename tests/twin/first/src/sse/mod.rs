mod block;
mod builder;
mod common;
mod decoder;
mod event;
mod field;
mod items;
mod line;
mod line_ends;

pub use builder::DecoderBuilder;
pub use decoder::Decoder;
pub use event::{Comment, Event, Item, OwnedComment, OwnedEvent, OwnedItem};
pub use items::Items;
