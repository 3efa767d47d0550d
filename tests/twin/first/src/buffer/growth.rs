//! How a text grows: at its end only, and never past what it may hold.

use alloc::string::String;

use crate::limits::KEPT_CAPACITY;
use crate::meter;

/// The first allocation, so that a drip of single characters does not grow through every small size.
const FIRST_CAPACITY: usize = 512;

/// Appends `piece`, doubling the capacity as needed but never past `limit` unless the text itself demands it.
pub(crate) fn append(text: &mut String, piece: &str, limit: usize) {
    meter::moved(piece.len());
    let needed = text.len() + piece.len();
    if needed > text.capacity() {
        meter::moved(text.len());
        let roomy = needed.max(text.capacity() * 2).max(FIRST_CAPACITY);
        let capacity = roomy.min(limit.max(needed));
        text.reserve_exact(capacity - text.len());
    }
    text.push_str(piece);
}

/// Takes the text back to its first `len` bytes; of what a giant made it grow to, all but a little is given back.
pub(crate) fn truncate(text: &mut String, len: usize) {
    text.truncate(len);
    if text.capacity() > KEPT_CAPACITY && text.capacity() / 4 > text.len() {
        meter::moved(text.len());
        text.shrink_to(text.len() * 2);
    }
}

/// Forgets the text; what a giant made it grow to is given back.
pub(crate) fn clear(text: &mut String) {
    if text.capacity() > KEPT_CAPACITY {
        *text = String::new();
    } else {
        text.clear();
    }
}

/// The last character boundary of `text` that is not after `at`.
pub(crate) fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
