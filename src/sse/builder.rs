//! The decoder's options.

use alloc::string::String;

use super::decoder::Decoder;
use super::items::Items;
use super::last_event_id::LastEventId;
use crate::limits::{DEFAULT_MAX_EVENT_BYTES, DEFAULT_MAX_ID_BYTES};

/// Options of a [`Decoder`].
///
/// ```
/// use unchunk::sse;
///
/// let decoder = sse::Decoder::builder().max_event_bytes(64 * 1024).last_event_id("41").build();
/// assert_eq!(decoder.last_event_id(), "41");
/// ```
#[derive(Debug, Clone, Default)]
pub struct DecoderBuilder {
    options: Options,
    last_event_id: String,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    /// At least [`Options::LEAST_EVENT_BYTES`].
    pub(super) max_event_bytes: usize,
    pub(super) max_id_bytes: usize,
    pub(super) salvage: bool,
    /// Comments and ignored lines are items.
    pub(super) items: bool,
    /// Everything is read by the machine.
    pub(super) machine_only: bool,
}

impl Options {
    /// As many as the first bytes of a line that may be a field's name, or half a byte order mark, so that these always
    /// fit.
    const LEAST_EVENT_BYTES: usize = 8;
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
            max_id_bytes: DEFAULT_MAX_ID_BYTES,
            salvage: false,
            items: false,
            machine_only: false,
        }
    }
}

impl DecoderBuilder {
    /// Sets how many bytes one event may have: its data (with the LFs that join it), its type and its ID together, as
    /// they came; 8 MiB by default, and at least 8.
    ///
    /// Comments, unknown fields and blank lines do not count. With [`build_items`](Self::build_items) each comment (the
    /// text after its colon and one space) and each ignored line has the same limit of its own.
    #[must_use]
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.options.max_event_bytes = bytes.max(Options::LEAST_EVENT_BYTES);
        self
    }

    /// Sets how many bytes the value of an `id` field may have; 8 KiB by default, the usual bound on one HTTP header
    /// field.
    #[must_use]
    pub fn max_id_bytes(mut self, bytes: usize) -> Self {
        self.options.max_id_bytes = bytes;
        self
    }

    /// Sets whether an event that the end of the stream cuts is returned. The standard discards it; off by default.
    ///
    /// [`Decoder::finish`] returns it as the last item, beside the verdict
    /// [`Truncated`](crate::Verdict::Truncated), if any data has come. Of a line that was cut only data counts, if its
    /// colon has come: half an ID, type or reconnection time would be a wrong one. The event carries the ID that its
    /// block named, but [`Decoder::last_event_id`] stays that of the last complete event, so that reconnecting asks for
    /// the cut one again. Its span ends where the stream does.
    ///
    /// ```
    /// use unchunk::{Verdict, sse};
    ///
    /// let mut decoder = sse::Decoder::builder().salvage(true).build();
    /// let mut input = &b"data: [DONE]"[..];
    /// assert!(decoder.decode(&mut input)?.is_none());
    /// let end = decoder.finish()?;
    /// assert!(matches!(end.verdict(), Verdict::Truncated { .. }));
    /// assert_eq!(end.last().unwrap().data(), "[DONE]");
    /// assert!(decoder.finish()?.last().is_none());
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn salvage(mut self, salvage: bool) -> Self {
        self.options.salvage = salvage;
        self
    }

    /// Sets the last event ID to begin with: that of an earlier connection, kept elsewhere.
    #[must_use]
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// Turns the shortcuts before the line machine off, so that tests can compare both. Not part of the stable
    /// interface.
    #[doc(hidden)]
    #[must_use]
    pub fn machine_only(mut self, machine_only: bool) -> Self {
        self.options.machine_only = machine_only;
        self
    }

    /// Builds the decoder.
    #[must_use]
    pub fn build(self) -> Decoder {
        Decoder::with_options(self.options, LastEventId::from(&*self.last_event_id))
    }

    /// Builds a decoder whose items are events, comments and ignored lines: all that a stream has but blank lines and
    /// fields.
    #[must_use]
    pub fn build_items(mut self) -> Items {
        self.options.items = true;
        Items::new(self.build())
    }
}
