//! One growing text out of many payloads: deltas, or the whole text so far each time.
//!
//! ```
//! use unchunk::assemble::Assembler;
//!
//! let mut answer = Assembler::replace();
//! let mut display = String::new();
//! for payload in ["Hel", "Hello, wrold", "Hello, world!"] {
//!     let update = answer.push(payload)?;
//!     display.truncate(display.len() - update.removed_bytes());
//!     display += update.suffix();
//!     assert_eq!(display, update.text());
//! }
//! assert_eq!(display, "Hello, world!");
//! # Ok::<(), unchunk::assemble::PushError>(())
//! ```
//!
//! Each [`push`](Assembler::push) returns what a display has to do: how much to take back from the end, and what to
//! type after it.
//!
//! # Which type do I need
//!
//! | payloads are | use |
//! |---|---|
//! | deltas: only what is new | [`Assembler::append`] |
//! | the whole text so far, each time | [`Assembler::replace`] |
//! | one of the two, and you do not know which | [`Assembler::auto`] |
//! | percent-encoded, or of a server that never takes back | [`Assembler::builder`] |
//! | bytes that may cut a character | [`Assembler::push_bytes`] |
//! | of several texts, told apart by a key | [`Channels`] |
//! | to be typed out by what readers take for characters | `Clusters`, feature `unicode-segmentation` |
//!
//! If each payload is a whole state that makes the ones before it obsolete, and is no text to type out, nothing needs
//! to be assembled: decode all that has arrived, and keep the last item.

mod assembler;
mod channels;
#[cfg(feature = "unicode-segmentation")]
mod clusters;
mod evidence;
mod front;
mod payload;
mod update;

pub use assembler::{Assembler, AssemblerBuilder, Mode, PushError};
pub use channels::{Channels, ChannelsBuilder};
#[cfg(feature = "unicode-segmentation")]
pub use clusters::{Clusters, Settled};
pub use update::Update;
