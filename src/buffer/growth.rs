//! How a text grows: at its end only, and never past what it may hold.

use alloc::string::String;

use crate::limits::KEPT_CAPACITY;
use crate::meter;

/// The first capacity. With less, a drip of single characters would grow through every small size.
const FIRST_CAPACITY: usize = 64;

/// Returns the capacity to grow to if `needed` bytes do not fit: double, but not past `limit` unless they need it.
pub(crate) fn capacity(capacity: usize, needed: usize, limit: usize) -> Option<usize> {
    let roomy = needed.max(capacity.saturating_mul(2)).max(FIRST_CAPACITY);
    (needed > capacity).then(|| roomy.min(limit.max(needed)))
}

/// Appends `piece`, doubling the capacity as needed but never past `limit` unless the text itself demands it.
pub(crate) fn append(text: &mut String, piece: &str, limit: usize) {
    meter::moved(piece.len());
    if let Some(capacity) = capacity(text.capacity(), text.len() + piece.len(), limit) {
        meter::moved(text.len());
        text.reserve_exact(capacity - text.len());
    }
    text.push_str(piece);
}

/// Makes room for exactly so many more bytes.
pub(crate) fn reserve(text: &mut String, more: usize) {
    meter::moved(text.len());
    text.reserve_exact(more);
}

/// Takes the text back to its first `len` bytes. Capacity that a giant took is given back, but for a little.
pub(crate) fn truncate(text: &mut String, len: usize) {
    text.truncate(len);
    if text.capacity() > KEPT_CAPACITY && text.capacity() / 4 > text.len() {
        meter::moved(text.len());
        text.shrink_to(text.len() * 2);
    }
}

/// Forgets the text. Capacity that a giant took is given back.
pub(crate) fn clear(text: &mut String) {
    if text.capacity() > KEPT_CAPACITY {
        *text = String::new();
    } else {
        text.clear();
    }
}

/// Returns the last character boundary of `text` that is not after `at`.
pub(crate) fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
