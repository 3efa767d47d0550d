//! What is between tokens: insignificant whitespace, RFC 8259 § 2, and what else ends a number or literal.

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

/// Whether a number or literal cannot go on with `byte`: whitespace, a structural character, a quotation mark.
#[inline]
pub(super) const fn is_delimiter(byte: u8) -> bool {
    is_whitespace(byte) || matches!(byte, b'[' | b']' | b'{' | b'}' | b':' | b',' | b'"')
}
