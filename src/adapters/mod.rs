//! Decoders joined with I/O: readers, streams of chunks, bodies, codecs, connections that break.
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use unchunk::adapters::Reader;
//! use unchunk::sse;
//!
//! // A socket, a child's stdout, stdin.
//! let body = &b"data: Hel\n\ndata: lo\n\ndata: [DONE]\n\n"[..];
//! let events = Reader::new(body, sse::Decoder::new());
//! let mut answer = String::new();
//! for event in events.end_before(|event| event.data_bytes() == b"[DONE]") {
//!     answer += &event?.data();
//! }
//! assert_eq!(answer, "Hello");
//! # }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Which type do I need
//!
//! | you have | use | feature |
//! |---|---|---|
//! | `std::io::Read`, `BufRead` | [`Reader`]: an iterator, and a loop that lends | `std` |
//! | a file that still grows | `Reader::follow` | `std` |
//! | a stream of chunks: reqwest, axum, hyper | [`DecodeStream`], which makes an [`ItemStream`] | `stream` |
//! | `http_body::Body` | [`DecodeBody`], or [`ItemStream::from_body`] | `http-body` |
//! | `AsyncRead`, `AsyncWrite` of tokio | [`Codec`], and [`sse::Encoder`](crate::sse::Encoder) for writing | `codec` |
//! | `AsyncRead` of futures-io | [`ItemStream::from_async_read`] | `futures-io` |
//! | a connection that breaks and is opened again | [`Reconnecting`] | `stream` |
//! | events to be sent | [`EventBody`] | `stream`, `http-body`, `axum-core` |
//! | an event stream to be forwarded | [`Relay`] | `stream`, `http-body`, `axum-core` |
//!
//! Those that read one stream work with any [`Decode`](crate::Decode): events, comments too, JSON frames, text.
//!
//! # Errors and the end
//!
//! Items, errors and the verdict are those of the decoder, in order, whatever the chunks. All adapters share one
//! [`Error`]. The verdict becomes the last error unless the stream is complete, so that with `?` half an answer never
//! passes for a whole one. A stream may also end cleanly but too early, which the format cannot show: `end_after` and
//! `end_before` name the item that ends it.
//!
//! | server | what ends the answer |
//! |---|---|
//! | OpenAI, chat completions | `.end_before(\|event\| event.data_bytes() == b"[DONE]")` |
//! | OpenAI, responses | `.end_after(\|event\| event.event_type() == "response.completed")`, and `failed`, `incomplete` |
//! | Anthropic | `.end_after(\|event\| event.event_type() == "message_stop")` |
//! | Gemini | `.end_after(…)`, at an event whose JSON has a `finishReason` |
//! | Ollama (NDJSON) | `.end_after(…)`, at a frame whose JSON has `"done":true` |
//!
// Links to what other features have lead to the list of features.
#![cfg_attr(not(feature = "std"), doc = " [`Reader`]: crate#features")]
#![cfg_attr(not(feature = "codec"), doc = " [`Codec`]: crate#features")]
#![cfg_attr(
    not(feature = "stream"),
    doc = " [`ItemStream`]: crate#features",
    doc = " [`DecodeStream`]: crate#features",
    doc = " [`Reconnecting`]: crate#features",
    doc = " [`EventBody`]: crate#features",
    doc = " [`Relay`]: crate#features"
)]
#![cfg_attr(
    not(feature = "http-body"),
    doc = " [`ItemStream::from_body`]: crate#features",
    doc = " [`DecodeBody`]: crate#features"
)]
#![cfg_attr(
    not(feature = "futures-io"),
    doc = " [`ItemStream::from_async_read`]: crate#features"
)]
#![cfg_attr(
    not(any(feature = "std", feature = "codec", feature = "stream")),
    doc = " [`Error`]: crate#features"
)]

#[cfg(feature = "axum-core")]
mod axum;
#[cfg(feature = "http-body")]
mod body;
#[cfg(feature = "codec")]
mod codec;
#[cfg(feature = "stream")]
mod decode_stream;
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
mod end_rule;
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
mod error;
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
mod feed;
#[cfg(feature = "futures-io")]
mod futures_io;
#[cfg(feature = "stream")]
mod heartbeat;
#[cfg(all(feature = "stream", feature = "serde_json"))]
mod json_stream;
#[cfg(feature = "std")]
mod read;
#[cfg(feature = "stream")]
mod reconnecting;
#[cfg(feature = "stream")]
mod relay;
#[cfg(feature = "stream")]
mod serve;
#[cfg(feature = "stream")]
mod stream;

#[cfg(feature = "http-body")]
pub use body::{BodyChunks, DecodeBody};
#[cfg(feature = "codec")]
pub use codec::{Codec, WriteError};
#[cfg(feature = "stream")]
pub use decode_stream::DecodeStream;
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
pub use end_rule::{EndAt, EndRule, NoEndRule};
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
pub use error::{DecodeError, Error};
#[cfg(feature = "futures-io")]
pub use futures_io::ReadChunks;
#[cfg(feature = "stream")]
pub use heartbeat::{Heartbeats, IdleTimer, NoHeartbeats};
#[cfg(all(feature = "stream", feature = "serde_json"))]
pub use json_stream::{JsonItem, JsonStream, JsonStreamError};
#[cfg(feature = "std")]
pub use read::{Follower, Reader};
#[cfg(feature = "stream")]
pub use reconnecting::{Happening, Happenings, Reconnecting, ReconnectingError, Response};
#[cfg(feature = "stream")]
pub use relay::{Relay, Seen};
#[cfg(feature = "stream")]
pub use serve::EventBody;
#[cfg(feature = "stream")]
pub use stream::ItemStream;
