//! Turns borrowed bytes into owned ones: copied, or sliced from their chunk.

use bytes::Bytes;

/// From about this size on a copy costs more than a slice and the allocation that an event needs beside it
/// (`benches/owned.rs`). Below it, a copy costs at most 45 ns more than a slice, and keeps no chunk in memory.
const SLICE_FROM: usize = 1024;

/// How many times its own size a slice may keep in memory, since it keeps its whole chunk.
const MAX_PINNED: usize = 8;

/// Returns `part` as a slice of `chunk`, if it is in it and that costs less than a copy.
#[inline]
pub(crate) fn slice(part: &[u8], chunk: Option<&Bytes>) -> Option<Bytes> {
    let chunk = chunk?;
    let is_large = part.len() >= SLICE_FROM && part.len() >= chunk.len() / MAX_PINNED;
    (is_large && lies_in(chunk, part)).then(|| chunk.slice_ref(part))
}

/// Returns whether any part of the chunk may become a slice.
#[cfg(feature = "stream")]
#[inline]
pub(crate) const fn may_be_sliced(chunk: &[u8]) -> bool {
    chunk.len() >= SLICE_FROM
}

/// Returns whether `part` is in `whole`.
fn lies_in(whole: &[u8], part: &[u8]) -> bool {
    let (outer, inner) = (whole.as_ptr_range(), part.as_ptr_range());
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn is_slice(len: usize, chunk_len: usize) -> bool {
        let chunk = Bytes::from(vec![b'x'; chunk_len]);
        let sliced = slice(&chunk[chunk_len - len..], Some(&chunk));
        if let Some(slice) = &sliced {
            assert_eq!(slice.as_ptr_range().end, chunk.as_ptr_range().end);
            assert_eq!(slice.len(), len);
        }
        sliced.is_some()
    }

    #[test]
    fn only_what_is_large_is_sliced() {
        assert!(!is_slice(0, 0));
        assert!(!is_slice(SLICE_FROM - 1, SLICE_FROM));
        assert!(is_slice(SLICE_FROM, SLICE_FROM));
    }

    #[test]
    fn a_slice_pins_no_more_than_a_multiple_of_itself() {
        assert!(is_slice(8 * 1024, 8 * 8 * 1024));
        assert!(!is_slice(8 * 1024, 8 * (8 * 1024 + 1)));
    }

    #[test]
    fn what_lies_elsewhere_is_not_sliced() {
        let chunk = Bytes::from(vec![b'x'; 4096]);
        assert_eq!(slice(&[b'x'; 4096], Some(&chunk)), None);
        assert_eq!(slice(&chunk, None), None);
    }
}
