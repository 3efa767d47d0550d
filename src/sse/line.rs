//! Where lines end: WHATWG HTML § 9.2.5, `end-of-line = ( cr lf / cr / lf )`.

use crate::meter;

pub(super) const LF: u8 = b'\n';
pub(super) const CR: u8 = b'\r';

/// The index of the first byte that ends a line.
#[inline]
pub(super) fn find_end(bytes: &[u8]) -> Option<usize> {
    let end = memchr::memchr2(LF, CR, bytes);
    meter::scanned(end.unwrap_or(bytes.len()));
    end
}
