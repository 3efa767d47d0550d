//! Bytes arrive cut anywhere, whole frames leave.
//!
//! A decoding core without I/O for streams that a network delivers in arbitrary pieces: give it the chunks as they
//! come, and it lends complete items, the same ones at every split.
//!
//! From a task to the code for it: the [guides](guide).
//!
//! | for | use | items |
//! |---|---|---|
//! | `text/event-stream` | [`sse::Decoder`] | [`sse::Event`]; from [`sse::Items`] comments and ignored lines too |
//! | JSON: concatenated, NDJSON, one array, RFC 7464, `Content-Length` | [`json::Decoder`] | [`json::Frame`] |
//! | chunked plain text | [`text::Decoder`] | `&str` that never cuts a character |
//! | JSON still being written | [`json::Partial`] | what there is, as valid JSON |
//! | one text out of many payloads | [`assemble::Assembler`] | what to type out, what to take back |
//! | writing events, JSON frames | [`sse::Encoder`], [`json::Encoder`] | |
//! | reconnecting | [`session::EventSource`], [`session::Session`] | what to do next: [`session::Action`] |
//! | reading, sockets, streams of chunks, bodies | [`adapters`] | owned items of any decoder |
//!
//! ```
//! use unchunk::{Verdict, sse};
//!
//! # let chunks: [&[u8]; 3] = [b"data: {\"delta\":\"\xE4\xBD", b"\xA0\"}\r\n\r", b"\ndata: [DONE]\r\n\r\n"];
//! let mut decoder = sse::Decoder::new();
//! for chunk in chunks { // &[u8], cut anywhere
//!     let mut input = chunk;
//!     while let Some(event) = decoder.decode(&mut input)? {
//!         println!("{}: {}", event.event_type(), event.data());
//!     }
//! }
//! match decoder.finish()?.verdict() {
//!     Verdict::Complete => {}
//!     Verdict::Truncated { tail, .. } => println!("cut off in {}", tail.escape_ascii()),
//!     Verdict::Foreign { head, .. } => println!("no events: {}", head.escape_ascii()),
//!     _ => {}
//! }
//! # Ok::<(), unchunk::Error>(())
//! ```
//!
//! # What every decoder promises
//!
//! 1. **Chunking never matters.** Items, their byte spans, errors, limits and the verdict on the end depend on the
//!    concatenated bytes alone.
//! 2. **Prompt.** An item is returned by the call that delivers its last byte; no timer, no look-ahead.
//! 3. **Linear.** Every byte is looked at and moved a bounded number of times, whatever the chunks.
//! 4. **Bounded.** Memory is at most the configured limit plus a constant. An idle decoder owns no heap but the last
//!    event ID and at most 1 KiB of ignored lines.
//! 5. **No panic, no recursion**, on any input. `unsafe` are the calls that enter vectored code, its loads, one
//!    conversion of bytes that are known to be ASCII, and appends of a few bytes.
//! 6. **Errors say where, once**: kind, absolute byte offset, and whether decoding can go on. What breaks a limit is
//!    skipped, and decoding goes on after it; after a fatal error the rest of the stream is used up in silence.
//! 7. **The end has a verdict**, which `finish` returns: complete; truncated, with the tail; or never of this format,
//!    with the head of the body. An item that only the end makes one comes with it: a JSON number, an event to be
//!    salvaged.
//!
//! # How it lends
//!
//! `decode` takes `&mut &[u8]` and advances it. `Some` lends an item until the next call: from the chunk if it is whole
//! there, else from the decoder. `None` means that the chunk is used up and whatever matters of it is kept. To keep an
//! item, make it an owned one: [`sse::Event::into_owned`], [`json::Frame::into_owned`].
//!
//! All decoders share the trait [`Decode`], so code can be written once for any format.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `std`, on by default | vector code picked at run time for line ends, UTF-8 and JSON; [`adapters`] for `Read`. Without it the crate is `no_std` and needs `alloc`, and uses only the vectors that the target has |
//! | `stream` | [`adapters`] over any stream of chunks, for reading, reconnecting, serving and relaying |
//! | `http-body` | the same over and as an `http_body::Body` |
//! | `axum-core` | events as a response of axum |
//! | `codec` | [`adapters`] for `tokio_util::codec` |
//! | `futures-io` | [`adapters`] over the `AsyncRead` of that crate |
//! | `httpdate` | a `Retry-After` header that is a date, in [`session`] and `adapters::Reconnecting` |
//! | `serde_json` | `json::<T>()` on events, frames and streams of them, with errors that say where in the stream; values to write |
//! | `serde` | events, lines and frames as data of serde: what they say, without their spans |
//! | `percent-encoding` | payloads that are percent-encoded, in [`assemble`] |
//! | `unicode-segmentation` | `assemble::Clusters`, for typing out what readers take for characters |
//! | `small` | less code instead of more speed, for WebAssembly modules that are downloaded; nothing else changes |
// Badges that say which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

pub mod adapters;
pub mod assemble;
mod buffer;
mod decode;
mod end;
mod error;
#[cfg(any(
    feature = "std",
    feature = "codec",
    feature = "stream",
    feature = "serde_json"
))]
mod excerpt;
// Pages alone. Their snippets are doctests of `examples/recipes`.
#[cfg(all(doc, not(doctest)))]
pub mod guide;
pub mod json;
mod limits;
mod meter;
mod owned;
mod search;
#[cfg(feature = "serde")]
mod serialized;
pub mod session;
pub mod sse;
pub mod text;

pub use decode::Decode;
pub use end::{End, Verdict};
pub use error::{Error, ErrorKind};

/// The README's code compiles; that which needs reqwest, marked `rs` and no doctest, does so in `examples/recipes`.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../README.zh-CN.md")]
struct Readme;
