//! Thin parts between the decoders and users' I/O, each behind a feature of its own.
//!
//! | over | use | feature |
//! |---|---|---|
//! | `std::io::Read`, `BufRead` | [`Reader`]: an iterator, and a loop that lends | `std` |
//! | `AsyncRead`, `AsyncWrite` of tokio | [`Codec`], and [`sse::Encoder`](crate::sse::Encoder) for writing | `codec` |
//! | a stream of chunks: reqwest, axum, hyper | [`DecodeStream`] and [`ItemStream`] | `stream` |
//! | `http_body::Body` | [`DecodeBody`] and [`ItemStream::from_body`] | `http-body` |
//! | `AsyncRead` of `futures-io` | [`ItemStream::from_async_read`] | `futures-io` |
//! | one connection after the other | [`Reconnecting`] | `stream` |
//! | events to be served | [`EventBody`] | `stream`, `http-body`, `axum-core` |
//! | an event stream to be passed on | [`Relay`] | `stream`, `http-body`, `axum-core` |
//!
//! Those that read one stream work with any [`Decode`](crate::Decode): events, comments too, JSON frames, text.
//!
//! The items, errors and the verdict are those of the decoder, in order, whatever the chunks. All adapters share one
//! [`Error`]; the verdict becomes the last error unless the stream is complete, so that a `?` never takes an answer cut
//! short for a whole one. What the format cannot tell, that a stream ended cleanly but too early, `end_after` and
//! `end_before` do: they name the item that ends it.
//!
//! | who answers | what ends the answer |
//! |---|---|
//! | OpenAI, chat completions | `.end_before(\|event\| event.data_bytes() == b"[DONE]")` |
//! | OpenAI, responses | `.end_after(\|event\| event.event_type() == "response.completed")`, and `failed`, `incomplete` |
//! | Anthropic | `.end_after(\|event\| event.event_type() == "message_stop")` |
//! | Gemini | `.end_after(…)`, of an event whose JSON has a `finishReason` |
//! | Ollama (NDJSON) | `.end_after(…)`, of a frame whose JSON has `"done":true` |
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
pub use end_rule::{EndAfter, EndBefore, EndRule, NoEndRule};
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
