//! Tests any consumer of chunks at every split.
//!
//! A network delivers a stream in pieces that are cut anywhere: inside a line end, a character, an escape. Code that takes
//! such pieces must come to the same result however they are cut, and mostly does not at first. This crate holds the parts
//! with which [`unchunk`] proves that of itself, for your own code: a parser, a filter, a whole client, over `unchunk` or
//! not.
//!
//! | to | use |
//! |---|---|
//! | assert that no cut changes a result | [`assert_cut_invariant`], [`assert_cut_invariant_async`], [`assert_decode_invariant`] |
//! | say which cuts, and how much work | [`Cuts`] |
//! | test with generated inputs that shrink | `strategies`, with feature `proptest` |
//! | fuzz | `Arbitrary` for [`Chunked`] and [`sse::EventStream`], with feature `arbitrary` |
//! | compare with what is right | the oracles [`sse::read`], [`json::read`], [`text::lossy`] |
//! | test with cases from the standards | [`sse::cases`] |
//! | test a whole client without a network | [`Transport`] |
//!
//! # Begin with one assertion
//!
//! Write a function from all chunks of a stream to a result, and hand it over with an input that has everything in it that
//! a cut can fall into. It is run with all bytes in one chunk, at every two-way cut, byte by byte, with empty chunks between,
//! and in more ways for which see [`Cuts`]; work is bounded, so that a long input takes no longer than a short one.
//!
//! ```
//! use unchunk_testing::assert_cut_invariant;
//!
//! /// Counts lines.
//! #[derive(Default)]
//! struct Lines {
//!     count: usize,
//!     after_cr: bool,
//! }
//!
//! impl Lines {
//!     fn push(&mut self, chunk: &[u8]) {
//!         for byte in chunk {
//!             let is_end = *byte == b'\r' || (*byte == b'\n' && !self.after_cr);
//!             self.count += usize::from(is_end);
//!             self.after_cr = *byte == b'\r';
//!         }
//!     }
//! }
//!
//! assert_cut_invariant("one\r\ntwo\rthree\n\r\n", |chunks| {
//!     let mut lines = Lines::default();
//!     for chunk in chunks {
//!         lines.push(chunk);
//!     }
//!     lines.count
//! });
//! ```
//!
//! Without `after_cr` in the struct, in a local variable of `push` instead, the assertion fails, and says where:
//!
//! ```text
//! the result depends on how the input is cut
//!
//!   1 cut in 17 bytes, at 4:
//!     "one\r" | "\ntwo\rthree\n\r\n"
//!
//!   in one chunk (-) and cut (+):
//!     - 4
//!     + 5
//!
//!   again: Chunked::new(b"one\r\ntwo\rthree\n\r\n").cut_at([4])
//! ```
//!
//! The last line is the test to write for it.
//!
//! # Say what is right
//!
//! That a result is the same at every cut does not make it the right one. For event streams, JSON framings and text there
//! are oracles: slow functions that read the whole input at once, byte by byte, as the standards' text has it. They share no
//! code with [`unchunk`], and take nothing of it but plain types.
//!
//! ```
//! use unchunk_testing::sse;
//!
//! let events = sse::events(b"event: add\ndata: 1\ndata: 2\n\n");
//! assert_eq!((&events[0].event_type[..], events[0].text()), ("add", "1\n2".to_owned()));
//! ```
//!
//! [`sse::cases`] are streams with what they mean, each with the sentence of the standard that it shows. Their events hold
//! for every parser of event streams; `tests/outsider/examples/eventsource_stream.rs` in the repository runs them against
//! one, and prints what it gets wrong.
//!
//! # Draw inputs
//!
//! `strategies` has inputs for `proptest`: event streams, JSON, text; valid, odd and hostile. `strategies::chunked` cuts what
//! any strategy makes, and shrinks bytes and cuts. In a fuzz target [`Chunked`] is an input.
//!
#![cfg_attr(feature = "proptest", doc = "```")]
#![cfg_attr(not(feature = "proptest"), doc = "```text")]
//! use proptest::prelude::*;
//! use unchunk_testing::strategies::{self, chunked};
//!
//! # fn my_filter(chunks: &[&[u8]]) -> Vec<u8> { chunks.concat() }
//! proptest!(|(chunked in chunked(strategies::sse::valid()))| {
//!     prop_assert_eq!(my_filter(&chunked.chunks()), chunked.bytes());
//! });
//! ```
//!
//! # Test the whole client
//!
//! [`Transport`] is a connection for code that reads: it cuts and merges, delays by polls and not by time, is interrupted, and
//! fails at the byte you say.
//!
//! ```
//! use std::io::{BufRead, ErrorKind};
//! use unchunk_testing::{Step, Transport};
//!
//! // The client under test.
//! fn first_line(mut connection: impl BufRead) -> std::io::Result<String> {
//!     let mut line = String::new();
//!     connection.read_line(&mut line)?;
//!     Ok(line)
//! }
//!
//! let transport = Transport::new(["da", "ta: a\n"]).before_each([Step::Interrupted]);
//! assert_eq!(first_line(transport).unwrap(), "data: a\n");
//! let transport = Transport::new(["da", "ta: a\n"]).break_at(3, ErrorKind::ConnectionReset);
//! assert_eq!(first_line(transport).unwrap_err().kind(), ErrorKind::ConnectionReset);
//! ```
//!
//! # Features
//!
//! None is on by default.
//!
//! - `proptest`: `strategies`.
//! - `arbitrary`: `Arbitrary` for [`Chunked`] and [`sse::EventStream`].
//! - `stream`: [`Transport`] is a `futures_core::Stream`.
//! - `tokio`: [`Transport`] is a `tokio::io::AsyncRead`.

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod chunked;
mod cuts;
mod decode;
mod difference;
mod ending;
mod invariant;
pub mod json;
mod random;
pub mod sse;
#[cfg(feature = "proptest")]
pub mod strategies;
pub mod text;
mod transport;

pub use chunked::Chunked;
pub use cuts::Cuts;
pub use decode::{Compared, Decoded, assert_decode_invariant};
pub use difference::Difference;
pub use ending::Ending;
pub use invariant::{assert_cut_invariant, assert_cut_invariant_async};
pub use transport::{Step, Transport};

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
