//! The default limits on what is held.

/// The bytes that one event may have by default: 8 MiB.
pub(crate) const DEFAULT_MAX_EVENT_BYTES: usize = 8 * 1024 * 1024;

/// The bytes that an event ID may have by default: 8 KiB, the usual bound on one HTTP header field.
///
/// The last event ID outlives its event, so its bytes are held in addition to those of the next event.
pub(crate) const DEFAULT_MAX_ID_BYTES: usize = 8 * 1024;

/// The bytes kept of a body that is not yet known to be of the expected format.
pub(crate) const MAX_HEAD_BYTES: usize = 1024;

/// The capacity above which a buffer is given back as soon as the frame that it grew for is gone.
pub(crate) const KEPT_CAPACITY: usize = 64 * 1024;

/// From this many bytes on an owned event takes the buffer in which its data are held. About here a copy begins to cost
/// more than growing another buffer.
pub(crate) const HANDED_OUT_FROM: usize = 8 * 1024;

/// The bytes that a text made of many payloads may have by default: 8 MiB.
pub(crate) const DEFAULT_MAX_TEXT_BYTES: usize = 8 * 1024 * 1024;

/// The levels of arrays and objects that a growing JSON text may have by default: as many as `serde_json` reads.
pub(crate) const DEFAULT_MAX_PARTIAL_DEPTH: usize = 127;
