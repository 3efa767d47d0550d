//! What is sent to receivers: encoded blocks, and the headers of the answer.

use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use bytes::Bytes;

use super::encoder::{EncodeError, Encoder, Fields, encoded};

/// The headers an answer of events needs: its type, and that no cache, no compressing proxy (which has to gather before
/// it can send) and no other (nginx reads the last one) holds it back.
///
/// ```
/// let [(name, value), ..] = unchunk::sse::RESPONSE_HEADERS;
/// assert_eq!((name, value), ("content-type", "text/event-stream"));
/// ```
pub const RESPONSE_HEADERS: [(&str, &str); 3] = [
    ("content-type", "text/event-stream"),
    ("cache-control", "no-cache, no-transform"),
    ("x-accel-buffering", "no"),
];

/// An encoded event, comment or heartbeat: whole lines with the blank line behind them.
///
/// Encoded once, it goes to any number of receivers: clones share its bytes.
///
/// ```
/// use unchunk::sse::{Block, Fields};
///
/// let block = Block::event(&Fields::new().id("7").data("a\nb"))?;
/// assert_eq!(block.as_bytes(), b"id: 7\ndata: a\ndata: b\n\n");
/// # Ok::<(), unchunk::sse::EncodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    bytes: Bytes,
}

impl Block {
    /// An event: [`Encoder::event`].
    ///
    /// # Errors
    ///
    /// CR, LF and NUL in event type or ID.
    pub fn event(fields: &Fields<'_>) -> Result<Self, EncodeError> {
        let mut buffer = Vec::new();
        Encoder::new().event(fields, &mut buffer)?;
        Ok(Self::new(buffer))
    }

    /// An event of this data alone, in which nothing can be wrong.
    ///
    /// ```
    /// let block = unchunk::sse::Block::data("a\nb");
    /// assert_eq!(block.as_bytes(), b"data: a\ndata: b\n\n");
    /// ```
    #[must_use]
    pub fn data(data: impl AsRef<[u8]>) -> Self {
        let fields = Fields::new().data(data.as_ref());
        Self::new(encoded(|buffer| Encoder::new().event(&fields, buffer)))
    }

    /// An event whose data is this value as JSON (feature `serde_json`).
    ///
    /// # Errors
    ///
    /// As for [`Fields::json`].
    #[cfg(feature = "serde_json")]
    pub fn json<T>(value: &T) -> Result<Self, serde_json::Error>
    where
        T: serde::Serialize + ?Sized,
    {
        serde_json::to_vec(value).map(Self::data)
    }

    /// A comment: [`Encoder::comment`].
    #[must_use]
    pub fn comment(text: &str) -> Self {
        Self::new(encoded(|buffer| Encoder::new().comment(text, buffer)))
    }

    /// A reconnection time: [`Encoder::retry`].
    #[must_use]
    pub fn retry(time: Duration) -> Self {
        Self::new(encoded(|buffer| Encoder::new().retry(time, buffer)))
    }

    /// An empty comment: [`Encoder::heartbeat`]. Allocates nothing.
    #[must_use]
    pub const fn heartbeat() -> Self {
        Self {
            bytes: Bytes::from_static(b":\n\n"),
        }
    }

    /// The bytes to be sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn new(buffer: Vec<u8>) -> Self {
        Self {
            bytes: Bytes::from(buffer),
        }
    }
}

impl From<Block> for Bytes {
    fn from(block: Block) -> Self {
        block.bytes
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Block").field(&self.bytes).finish()
    }
}
