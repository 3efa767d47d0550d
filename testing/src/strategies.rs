//! Strategies for `proptest`: event streams, JSON, text, and any of them cut.
//!
//! ```
//! use proptest::prelude::*;
//! use unchunk_testing::strategies::{self, chunked};
//!
//! // In a test; or with `#[test] fn …(chunked in …)` in a `proptest!` block.
//! proptest!(|(chunked in chunked(strategies::sse::streams()))| {
//!     let mut decoder = unchunk::sse::Decoder::new();
//!     let mut data = Vec::new();
//!     for chunk in &chunked {
//!         let mut input = chunk;
//!         while let Some(event) = decoder.decode(&mut input)? {
//!             data.push(event.data().into_owned());
//!         }
//!     }
//!     let expected = unchunk_testing::sse::events(chunked.bytes());
//!     prop_assert_eq!(data, expected.iter().map(|event| event.text()).collect::<Vec<_>>());
//! });
//! ```

// What makes strategies is inline so that it is compiled where it is used: else all that has this package as a
// dev-dependency would wait for it, examples too.

mod chunked;
pub mod json;
pub mod sse;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

pub use chunked::chunked;

/// Text whose characters have one to four bytes, with what is easily cut wrongly: combining marks, emoji of several
/// characters, a byte order mark, U+2028.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(text in strategies::text())| {
///     prop_assert!(text.chars().count() <= text.len());
/// });
/// ```
#[inline]
pub fn text() -> impl Strategy<Value = String> {
    let known = select(&CHARACTERS[..]).prop_map(str::to_owned);
    let any = any::<char>().prop_map(String::from);
    vec(prop_oneof![6 => known, 1 => any], 0..40).prop_map(|parts| parts.concat())
}

/// Bytes that are nearly such text: some of its characters are cut, or have bytes that belong to none.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(bytes in strategies::broken_text())| {
///     let text = String::from_utf8_lossy(&bytes);
///     prop_assert!(text.len() <= 3 * bytes.len());
/// });
/// ```
#[inline]
pub fn broken_text() -> impl Strategy<Value = Vec<u8>> {
    let known = select(&CHARACTERS[..]).prop_map(|text| text.as_bytes().to_vec());
    let broken = select(&BROKEN[..]).prop_map(<[u8]>::to_vec);
    let any = any::<u8>().prop_map(|byte| vec![byte]);
    vec(prop_oneof![6 => known, 2 => broken, 1 => any], 0..40).prop_map(|parts| parts.concat())
}

/// The earlier they stand, the simpler.
const CHARACTERS: [&str; 14] = [
    "a",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "é",
    "你",
    "好",
    "😀",
    "e\u{301}",
    "\u{FEFF}",
    "\u{2028}",
    "👩\u{200D}👩\u{200D}👧",
];

/// Cut characters, bytes that begin none, overlong forms, half a surrogate pair.
const BROKEN: [&[u8]; 10] = [
    b"\xC3",
    b"\xE4\xBD",
    b"\xF0\x9F\x98",
    b"\xF0",
    b"\xA0",
    b"\xFF",
    b"\xC0\x80",
    b"\xF0\x80\x80\xAF",
    b"\xED\xA0\x80",
    b"\xF4\x90\x80\x80",
];
