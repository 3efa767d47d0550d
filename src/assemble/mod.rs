//! One growing text out of many payloads: deltas, or the whole text so far each time.
//!
//! Servers that write an answer piece by piece do it in one of two ways. Some send what is new
//! ([`Mode::Append`]), some send the whole text so far ([`Mode::Replace`]). An [`Assembler`] makes either into one
//! text, and tells at every [`push`](Assembler::push) what a display has to do: how much to take back from the end, and
//! what to type after it.
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
//! Where each payload is a whole state that makes all before it obsolete, and is no text to type out, there is nothing to
//! put together: decode all that has arrived, and keep the last item of the chunk. What was passed over is then the caller's
//! choice, and not that of the cuts.
//!
//! Several texts at once, told apart by a key, go into [`Channels`]. A character is never cut, also where the payloads
//! cut it: see [`Assembler::push_bytes`].

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
