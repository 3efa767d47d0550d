//! Server-Sent Events: WHATWG HTML § 9.2, `text/event-stream`.
//!
//! ```
//! use unchunk::sse;
//!
//! let mut decoder = sse::Decoder::new();
//! let mut answer = String::new();
//! for mut chunk in [&b"data: Hel\n\nda"[..], b"ta: lo\n", b"\n"] { // cut anywhere
//!     while let Some(event) = decoder.decode(&mut chunk)? {
//!         answer += &event.data();
//!     }
//! }
//! assert_eq!(answer, "Hello");
//! # Ok::<(), unchunk::Error>(())
//! ```
//!
//! # Which type do I need
//!
//! | to | use |
//! |---|---|
//! | read events from chunks | [`Decoder`], which lends [`Event`]s |
//! | keep an event, or send it to a channel | [`Event::into_owned`], an [`OwnedEvent`] |
//! | set limits, go on from a last event ID, salvage a cut event | [`Decoder::builder`] |
//! | see comments and ignored lines too | [`DecoderBuilder::build_items`]: [`Items`], which lends [`Item`]s |
//! | read a socket, a body, a stream of chunks | an adapter: see [`adapters`] |
//! | reconnect | [`session`](crate::session) |
//! | write an event | [`EventBuilder`], from its fields; [`EncodedEvent`], its bytes, once for many receivers |
//! | write into a buffer or a codec | [`Encoder`] |
//! | serve events | `adapters::EventBody`, or [`RESPONSE_HEADERS`] and a body of your own |
//!
//! [`adapters`]: crate#features

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
mod owned_parts;
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
