//! The decoder's options.

use alloc::string::String;
use alloc::vec::Vec;

use super::block::{MAX_BLOCK_BYTES, Strictness};
use super::decoder::Decoder;
use crate::limits::{DEFAULT_MAX_EVENT_BYTES, DEFAULT_MAX_ID_BYTES};

/// Options of a [`Decoder`].
///
/// ```
/// use unchunk::sse;
///
/// let decoder = sse::Decoder::builder().max_event_bytes(64 * 1024).last_event_id("41").build();
/// assert_eq!(decoder.last_event_id(), "41");
/// ```
#[derive(Debug, Clone)]
pub struct DecoderBuilder {
    max_event_bytes: usize,
    max_id_bytes: usize,
    strictness: Strictness,
    last_event_id: Vec<u8>,
}

impl DecoderBuilder {
    /// Bytes one event may have, blank line included; 8 MiB by default, at least 1, at most 4 GiB less 1.
    ///
    /// All bytes of the block count, as its span does: comments, unknown fields, and floods of empty `data` lines too.
    #[must_use]
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes.clamp(1, MAX_BLOCK_BYTES);
        self
    }

    /// Bytes the value of an `id` field may have; 8 KiB by default, the usual bound on one HTTP header field.
    #[must_use]
    pub fn max_id_bytes(mut self, bytes: usize) -> Self {
        self.max_id_bytes = bytes;
        self
    }

    /// Whether what the standard forgives is an error: invalid UTF-8, unknown field names, a `retry` that is no number
    /// of milliseconds, an `id` with NUL. The event in which it lies is skipped. Off by default.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strictness = if strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        };
        self
    }

    /// The last event ID to begin with: that of an earlier connection, kept elsewhere.
    #[must_use]
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into().into_bytes();
        self
    }

    /// The decoder.
    #[must_use]
    pub fn build(self) -> Decoder {
        Decoder::with_options(
            self.strictness,
            self.max_event_bytes,
            self.max_id_bytes,
            self.last_event_id,
        )
    }
}

impl Default for DecoderBuilder {
    fn default() -> Self {
        Self {
            max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
            max_id_bytes: DEFAULT_MAX_ID_BYTES,
            strictness: Strictness::Lenient,
            last_event_id: Vec::new(),
        }
    }
}
