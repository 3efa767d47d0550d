//! Insignificant whitespace, RFC 8259 § 2.

/// Whether `byte` is whitespace to JSON: space, tab, LF, CR.
#[inline]
pub(super) const fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes of whitespace `bytes` begins with.
#[inline]
pub(super) fn leading(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !is_whitespace(*byte))
        .unwrap_or(bytes.len())
}
