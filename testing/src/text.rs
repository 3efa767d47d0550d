//! Text in UTF-8: what bytes mean, by the standard library reading them whole.

use crate::Ending;

/// What bytes are as text.
///
/// ```
/// use unchunk_testing::{Ending, text};
///
/// let reading = text::lossy(b"a\xFFb\xE4\xBD");
/// assert_eq!(reading.text, "a\u{FFFD}b\u{FFFD}");
/// assert_eq!(reading.ending, Ending::Truncated { tail: b"\xE4\xBD".to_vec(), offset: 3 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reading {
    /// All of the text.
    pub text: String,
    /// Where ill-formed sequences begin, if these are errors.
    pub errors: Vec<u64>,
    /// Whether the last character is cut.
    pub ending: Ending,
}

/// Reads bytes with U+FFFD for each ill-formed sequence, as [`String::from_utf8_lossy`] does.
///
/// ```
/// assert_eq!(unchunk_testing::text::lossy(b"a\xFFb").text, "a\u{FFFD}b");
/// ```
pub fn lossy(bytes: &[u8]) -> Reading {
    Reading {
        text: String::from_utf8_lossy(bytes).into_owned(),
        errors: Vec::new(),
        ..strict(bytes)
    }
}

/// Reads bytes without their ill-formed sequences, and says where these are. A character that the end cuts is none.
///
/// ```
/// let reading = unchunk_testing::text::strict(b"a\xFFb");
/// assert_eq!((&reading.text[..], &reading.errors[..]), ("ab", &[1][..]));
/// ```
pub fn strict(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        reading.text += chunk.valid();
        offset += chunk.valid().len();
        let invalid = chunk.invalid();
        let is_unfinished =
            std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if is_unfinished && offset + invalid.len() == bytes.len() {
            reading.ending = Ending::Truncated {
                tail: invalid.to_vec(),
                offset: offset as u64,
            };
        } else if !invalid.is_empty() {
            reading.errors.push(offset as u64);
        }
        offset += invalid.len();
    }
    reading
}
