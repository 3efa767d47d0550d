//! JSON frames: complete JSON values, as contiguous bytes, from chunks cut anywhere.
//!
//! ```
//! use unchunk::json;
//!
//! let mut decoder = json::Decoder::concatenated();
//! let mut frames = Vec::new();
//! for mut chunk in [&br#"{"text":"He"#[..], br#"llo"}{"te"#, br#"xt":"!"} 1"#, b"2"] {
//!     while let Some(frame) = decoder.decode(&mut chunk)? {
//!         frames.push(frame.text_str()?.to_owned());
//!     }
//! }
//! // Only the end shows that this number is whole.
//! frames.extend(decoder.finish()?.last().map(|frame| frame.text().into_owned()));
//! assert_eq!(frames, [r#"{"text":"Hello"}"#, r#"{"text":"!"}"#, "12"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which type do I need
//!
//! | for | use |
//! |---|---|
//! | NDJSON, JSON Lines: logs, Ollama, MCP over stdio | [`Decoder::lines`] |
//! | values one after the other, with or without whitespace | [`Decoder::concatenated`] |
//! | the elements of one array, each as soon as it is complete | [`Decoder::array`] |
//! | JSON text sequences, RFC 7464 | [`Decoder::text_sequence`] |
//! | messages with `Content-Length`: language servers | [`Decoder::content_length`] |
//! | limits, full validation, the first bytes of bad frames | [`Decoder::builder`] |
//! | which line or frame was bad, and how it began | [`Decoder::last_error`] |
//! | a value that is still being written: a tool call's arguments | [`Partial`] |
//! | whether bytes are one JSON text, and where they are not | [`validate`] |
//! | writing | [`Encoder`] |
//!
//! A [`Frame`] is one JSON text (RFC 8259). Making values of it is left to a parser, which gets one slice and never
//! waits for more; with the feature `serde_json`, `json::<T>()` does it. What is kept is an [`OwnedFrame`].

mod array;
mod concatenated;
mod content_length;
mod decoder;
mod encoder;
mod frame;
mod grammar;
mod last_error;
mod lines;
#[cfg(feature = "serde_json")]
mod parse;
mod partial;
mod pointer;
mod rules;
mod scalar;
#[cfg(feature = "serde")]
mod serde;
mod space;
mod stack;
mod stream;
mod text;
mod text_sequence;
mod validate;
mod value;
#[cfg(test)]
mod work;

pub use decoder::{Decoder, DecoderBuilder};
#[cfg(feature = "serde_json")]
pub use encoder::ValueError;
pub use encoder::{EncodeError, Encoder};
pub use frame::{Frame, OwnedFrame};
pub use last_error::LastError;
#[cfg(feature = "serde_json")]
pub use parse::ParseError;
#[cfg(feature = "serde_json")]
pub(crate) use parse::parse;
pub use partial::{Closed, Partial, PartialBuilder};
pub use rules::Framing;
pub use validate::validate;
#[doc(hidden)]
pub use validate::validate_by;

#[doc(hidden)]
pub use crate::search::nesting::Scanner;
