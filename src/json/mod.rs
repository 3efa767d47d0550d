//! JSON frames: complete JSON texts, as contiguous bytes, out of chunks cut anywhere.
//!
//! A [`Frame`] is one JSON text (RFC 8259); making values of it is left to a parser, which gets a slice it need not wait
//! for. Five [`Framing`]s tell frames apart: [`Concatenated`](Framing::Concatenated), [`Lines`](Framing::Lines),
//! [`Array`](Framing::Array), [`TextSequence`](Framing::TextSequence), [`ContentLength`](Framing::ContentLength).
//!
//! [`validate`] checks a complete text against all of RFC 8259. [`Partial`] shows a JSON text that is still being written as a whole one.
//!
//! ```
//! use unchunk::json;
//!
//! let mut decoder = json::Decoder::concatenated();
//! let mut frames = Vec::new();
//! for chunk in [&br#"{"text":"He"#[..], br#"llo"}{"te"#, br#"xt":"!"} 1"#, b"2"] {
//!     let mut input = chunk;
//!     while let Some(frame) = decoder.decode(&mut input)? {
//!         frames.push(frame.text_str()?.to_owned());
//!     }
//! }
//! // Only the end tells that this number is whole.
//! frames.extend(decoder.finish()?.last().map(|frame| frame.text().into_owned()));
//! assert_eq!(frames, [r#"{"text":"Hello"}"#, r#"{"text":"!"}"#, "12"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
