//! What may be held.

/// Bytes one event may have unless the builder says otherwise: 8 MiB.
pub(crate) const DEFAULT_MAX_EVENT_BYTES: usize = 8 * 1024 * 1024;

/// Bytes an event ID may have unless the builder says otherwise: 8 KiB, the usual bound on one HTTP header field.
///
/// The last event ID outlives its event, so its bytes come on top of those of the event being held.
pub(crate) const DEFAULT_MAX_ID_BYTES: usize = 8 * 1024;

/// Bytes kept of a body that has not yet shown itself to be of the expected format.
pub(crate) const MAX_HEAD_BYTES: usize = 1024;

/// Capacity above which the carry buffer is given back as soon as the frame it grew for is gone.
pub(crate) const KEPT_CAPACITY: usize = 64 * 1024;

/// Bytes from which an owned event takes the buffer in which its data is held, instead of a copy: about where the copy costs
/// more than it takes another buffer to grow.
pub(crate) const HANDED_OUT_FROM: usize = 16 * 1024;

/// Bytes a text put together from many frames may have unless the builder says otherwise: 8 MiB.
pub(crate) const DEFAULT_MAX_TEXT_BYTES: usize = 8 * 1024 * 1024;

/// Levels of arrays and objects in a JSON text that is still growing, unless the builder says otherwise: as many as
/// `serde_json` reads.
pub(crate) const DEFAULT_MAX_PARTIAL_DEPTH: usize = 127;
