//! Thin parts between the decoders and users' I/O, each behind a feature of its own.
//!
//! | over | use | feature |
//! |---|---|---|
//! | `std::io::Read`, `BufRead` | [`Reader`]: an iterator, and a loop that lends | `std` |
//! | `AsyncRead`, `AsyncWrite` of tokio | [`Codec`], and [`sse::Encoder`](crate::sse::Encoder) for writing | `tokio-util` |
//! | a stream of chunks: reqwest, axum, hyper | [`ItemStream`] | `futures-core` |
//! | `http_body::Body` | [`ItemStream::from_body`] | `http-body` |
//! | an answer to be served | [`EventBody`] | `futures-core`, `http-body` |
//!
//! Each works with any [`Decode`](crate::Decode): events, comments too, JSON frames, text.
//!
//! The items, errors and the verdict are those of the decoder, in order, whatever the chunks. All adapters share one
//! [`Error`]; the verdict becomes the last error unless the stream is complete, so that a `?` never takes an answer cut
//! short for a whole one.

#[cfg(feature = "http-body")]
mod body;
#[cfg(feature = "tokio-util")]
mod codec;
mod error;
mod feed;
#[cfg(feature = "std")]
mod read;
#[cfg(feature = "futures-core")]
mod serve;
#[cfg(feature = "futures-core")]
mod stream;

#[cfg(feature = "http-body")]
pub use body::BodyChunks;
#[cfg(feature = "tokio-util")]
pub use codec::{Codec, WriteError};
pub use error::Error;
#[cfg(feature = "std")]
pub use read::{Follower, Reader};
#[cfg(feature = "futures-core")]
pub use serve::{EventBody, NoHeartbeats};
#[cfg(feature = "futures-core")]
pub use stream::ItemStream;
