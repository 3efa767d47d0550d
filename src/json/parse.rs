//! Frames into Rust values, through `serde_json`.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use bytes::Bytes;
use serde::Deserialize;

use super::frame::{Frame, OwnedFrame};
use crate::excerpt::Appended;

/// A JSON text that `serde_json` could not make the wanted type of: at which byte of the stream, and the text; why, its
/// source says.
#[derive(Debug, thiserror::Error)]
#[error(
    "JSON not of the wanted type at byte {offset} of the stream{}",
    Appended(text)
)]
pub struct ParseError {
    source: serde_json::Error,
    text: Bytes,
    offset: u64,
}

impl ParseError {
    /// Returns where `serde_json` stopped, in bytes from the first byte of the stream; the text's first byte if it does
    /// not say.
    ///
    /// For the data of an event, which may be lines joined, it is where the event starts.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The raw text.
    #[must_use]
    pub const fn text_bytes(&self) -> &Bytes {
        &self.text
    }

    /// The raw text as a string, with U+FFFD for each maximal subpart that is not UTF-8.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.text)
    }

    /// The error of `serde_json`; its line and column count from the text's first byte.
    #[must_use]
    pub const fn json_error(&self) -> &serde_json::Error {
        &self.source
    }

    /// The error of `serde_json` by value.
    #[must_use]
    pub fn into_json_error(self) -> serde_json::Error {
        self.source
    }
}

/// Parses a JSON text; `offset` makes of an error's place in the text its place in the stream.
pub(crate) fn parse<'t, T: Deserialize<'t>>(
    text: &'t [u8],
    offset: impl FnOnce(&serde_json::Error) -> u64,
) -> Result<T, ParseError> {
    serde_json::from_slice(text).map_err(|source| ParseError {
        offset: offset(&source),
        text: Bytes::copy_from_slice(text),
        source,
    })
}

/// Where in the text the error is. Its line and column count from one; its column, in bytes, is that of the last byte
/// read, and zero before the first of a line.
fn place(text: &[u8], error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return text.len();
    }
    let earlier_lines: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (earlier_lines + error.column().saturating_sub(1)).min(text.len())
}

impl<'d> Frame<'d> {
    /// Parses the text; the value may borrow from it.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is no JSON or does not fit `T`; the error has the raw text and its place in the
    /// stream.
    ///
    /// ```
    /// use unchunk::json;
    ///
    /// let mut decoder = json::Decoder::lines();
    /// let mut input = &b"[1,2]\n[1,true]\n"[..];
    /// let numbers: Vec<u8> = decoder.decode(&mut input)?.unwrap().json()?;
    /// assert_eq!(numbers, [1, 2]);
    /// let error = decoder.decode(&mut input)?.unwrap().json::<Vec<u8>>().unwrap_err();
    /// assert_eq!((error.text().as_ref(), error.offset()), ("[1,true]", 12));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn json<T: Deserialize<'d>>(&self) -> Result<T, ParseError> {
        parse(self.text_bytes(), |error| {
            self.span().start + place(self.text_bytes(), error) as u64
        })
    }
}

impl OwnedFrame {
    /// Parses the text; the value may borrow from it.
    ///
    /// # Errors
    ///
    /// Returns an error if [`Frame::json`] would.
    pub fn json<'t, T: Deserialize<'t>>(&'t self) -> Result<T, ParseError> {
        self.as_frame().json()
    }
}

impl From<ParseError> for serde_json::Error {
    fn from(error: ParseError) -> Self {
        error.source
    }
}

const _: () = {
    const fn is_thread_safe<T: Send + Sync + fmt::Debug>() {}
    is_thread_safe::<ParseError>();
};
