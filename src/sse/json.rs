//! Events whose data is JSON, through `serde_json`.

use serde::Deserialize;

use super::event::Event;
use super::owned_event::OwnedEvent;
use crate::json::{self, ParseError};

impl<'d> Event<'d> {
    /// Parses the data as a JSON text; the value may borrow from it.
    ///
    /// # Errors
    ///
    /// Returns an error if the data is no JSON or does not fit `T`; the error has the data and its place in the stream.
    ///
    /// ```
    /// use unchunk::sse;
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &b"data: {\"n\":\ndata: 1}\n\ndata: [DONE]\n\n"[..];
    /// let value: serde_json::Value = decoder.decode(&mut input)?.unwrap().json()?;
    /// assert_eq!(value["n"], 1);
    /// let error = decoder.decode(&mut input)?.unwrap().json::<serde_json::Value>().unwrap_err();
    /// assert_eq!((error.text().as_ref(), error.offset()), ("[DONE]", 22));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn json<T: Deserialize<'d>>(&self) -> Result<T, ParseError> {
        json::parse(self.data_bytes(), |_| self.span().start)
    }
}

impl OwnedEvent {
    /// Parses the data as a JSON text; the value may borrow from it.
    ///
    /// # Errors
    ///
    /// Like [`Event::json`].
    pub fn json<'t, T: Deserialize<'t>>(&'t self) -> Result<T, ParseError> {
        json::parse(self.data_bytes(), |_| self.span().start)
    }
}
