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

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn capacity_doubles_up_to_the_limit_unless_more_is_needed() {
        assert_eq!(capacity(10, 10, 1000), None);
        assert_eq!(capacity(0, 1, 1000), Some(FIRST_CAPACITY));
        assert_eq!(capacity(100, 101, 1000), Some(200));
        assert_eq!(capacity(100, 300, 1000), Some(300));
        assert_eq!(capacity(600, 601, 1000), Some(1000));
        assert_eq!(capacity(600, 1001, 1000), Some(1001));
        assert_eq!(capacity(0, 1, 10), Some(10));
    }

    #[test]
    fn a_text_that_is_cut_short_keeps_room_to_double_and_no_more() {
        let mut text = "x".repeat(KEPT_CAPACITY + 4);
        let taken = text.capacity();
        truncate(&mut text, taken / 4);
        assert_eq!(text.capacity(), taken, "a quarter is not little");
        truncate(&mut text, 1000);
        assert_eq!((text.len(), text.capacity()), (1000, 2000));
        truncate(&mut text, 1);
        assert_eq!(text.capacity(), 2000, "no giant");
    }

    #[test]
    fn a_text_that_is_cleared_keeps_what_is_no_giant() {
        let mut text = String::with_capacity(KEPT_CAPACITY);
        clear(&mut text);
        assert_eq!(text.capacity(), KEPT_CAPACITY);
        let mut text = String::with_capacity(KEPT_CAPACITY + 1);
        clear(&mut text);
        assert_eq!(text.capacity(), 0);
    }

    #[test]
    fn a_boundary_is_the_last_that_is_not_after() {
        let text = "a你b";
        let found: Vec<usize> = (0..=6).map(|at| boundary_before(text, at)).collect();
        assert_eq!(found, [0, 1, 1, 1, 4, 5, 5]);
    }
}
