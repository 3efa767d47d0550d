//! The first bytes of a frame or a body, shown in the text of an error.

use core::fmt;

/// The most bytes that are shown.
const MAX_BYTES: usize = 80;

/// Displays the first bytes in quotes, escaped: text as it is but for control characters and quotes, other bytes in
/// hexadecimal.
pub(crate) struct Excerpt<'b>(pub(crate) &'b [u8]);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.0[..shown_len(self.0)];
        f.write_str("\"")?;
        for chunk in shown.utf8_chunks() {
            write!(f, "{}", chunk.valid().escape_debug())?;
            write!(f, "{}", chunk.invalid().escape_ascii())?;
        }
        f.write_str(if shown.len() < self.0.len() {
            "\"…"
        } else {
            "\""
        })
    }
}

/// Returns how many bytes are shown. No character is cut.
fn shown_len(bytes: &[u8]) -> usize {
    if bytes.len() <= MAX_BYTES {
        return bytes.len();
    }
    let is_inside = |at: &usize| bytes[*at] & 0xC0 == 0x80;
    (MAX_BYTES - 3..=MAX_BYTES)
        .rev()
        .find(|at| !is_inside(at))
        .unwrap_or(MAX_BYTES)
}

/// Displays `: ` and an excerpt, or nothing if it is empty.
pub(crate) struct Appended<'b>(pub(crate) &'b [u8]);

impl fmt::Display for Appended<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => Ok(()),
            bytes => write!(f, ": {}", Excerpt(bytes)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString as _;

    #[test]
    fn what_is_shown_is_escaped_and_bounded() {
        for (bytes, expected) in [
            (&b""[..], r#""""#),
            (b"{\"a\":1}\n", r#""{\"a\":1}\n""#),
            ("你\u{1B}[31m".as_bytes(), r#""你\u{1b}[31m""#),
            (b"a\xE4\xBD", r#""a\xe4\xbd""#),
        ] {
            assert_eq!(Excerpt(bytes).to_string(), expected);
        }
        assert_eq!(
            Excerpt(&[b'x'; 80]).to_string(),
            format!("\"{}\"", "x".repeat(80))
        );
        assert_eq!(
            Excerpt(&[b'x'; 81]).to_string(),
            format!("\"{}\"…", "x".repeat(80))
        );
    }

    #[test]
    fn no_character_is_cut() {
        for before in 0..4 {
            let text = "x".repeat(before) + &"😀".repeat(40);
            let shown = Excerpt(text.as_bytes()).to_string();
            assert!(!shown.contains("\\x"), "{shown}");
            assert!(shown.len() > 76, "{shown}");
        }
    }
}
