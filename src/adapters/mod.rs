//! Thin parts between the decoders and users' I/O, each behind a feature of its own.
//!
//! | over | use | feature |
//! |---|---|---|
//! | `std::io::Read`, `BufRead` | [`Reader`]: an iterator, and a loop that lends | `std` |
//! | `AsyncRead`, `AsyncWrite` of tokio | [`Codec`], and [`sse::Encoder`](crate::sse::Encoder) for writing | `codec` |
//! | a stream of chunks: reqwest, axum, hyper | [`ItemStream`] | `stream` |
//! | `http_body::Body` | [`ItemStream::from_body`] | `http-body` |
//! | one connection after the other | [`Reconnecting`] | `stream` |
//! | events to be served | [`EventBody`] | `stream`, `http-body`, `axum-core` |
//! | an event stream to be passed on | [`Relay`] | `stream`, `http-body`, `axum-core` |
//!
//! Those that read one stream work with any [`Decode`](crate::Decode): events, comments too, JSON frames, text.
//!
//! The items, errors and the verdict are those of the decoder, in order, whatever the chunks. All adapters share one
//! [`Error`]; the verdict becomes the last error unless the stream is complete, so that a `?` never takes an answer cut
//! short for a whole one.
//!
// Links to what other features have lead to the list of features.
#![cfg_attr(not(feature = "std"), doc = " [`Reader`]: crate#features")]
#![cfg_attr(not(feature = "codec"), doc = " [`Codec`]: crate#features")]
#![cfg_attr(
    not(feature = "stream"),
    doc = " [`ItemStream`]: crate#features",
    doc = " [`Reconnecting`]: crate#features",
    doc = " [`EventBody`]: crate#features",
    doc = " [`Relay`]: crate#features"
)]
#![cfg_attr(
    not(feature = "http-body"),
    doc = " [`ItemStream::from_body`]: crate#features"
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
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
mod error;
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
mod feed;
#[cfg(feature = "stream")]
mod heartbeat;
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
pub use body::BodyChunks;
#[cfg(feature = "codec")]
pub use codec::{Codec, WriteError};
#[cfg(any(feature = "std", feature = "codec", feature = "stream"))]
pub use error::Error;
#[cfg(feature = "stream")]
pub use heartbeat::{Heartbeats, IdleTimer, NoHeartbeats};
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
