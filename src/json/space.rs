//! What is between tokens: insignificant whitespace, RFC 8259 § 2, and what else ends a number or literal.

/// Returns whether `byte` is whitespace to JSON: space, tab, LF, CR.
#[inline]
pub(super) const fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns how many bytes of whitespace `bytes` begin with.
#[inline]
pub(super) fn leading(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !is_whitespace(*byte))
        .unwrap_or(bytes.len())
}

/// Returns whether `byte` ends a number or literal: whitespace, a structural character, a quotation mark.
#[inline]
pub(super) const fn is_delimiter(byte: u8) -> bool {
    is_whitespace(byte) || matches!(byte, b'[' | b']' | b'{' | b'}' | b':' | b',' | b'"')
}
