//! All of RFC 8259, checked over a complete text.
//!
//! Two passes check the same rules: [`blocks`] takes 64 bytes at a time as bit masks and says whether the text is good.
//! If it is not, the [`Grammar`] goes over it byte by byte and finds what is wrong and where.

mod blocks;

use super::grammar::{Fault, Grammar};
use super::space;
use crate::search::nesting::Scanner;
use crate::{Error, ErrorKind};

/// Checks that `text` is one JSON text, RFC 8259 § 2: one value, with whitespace around it or not.
///
/// A byte order mark is refused. So is the escape of half a surrogate pair, which the grammar allows and § 8.2 warns
/// of. `serde_json` parses every text that passes, but for numbers too large for it (`1e999`) and for its limit on
/// depth: the grammar has no bounds. Nesting costs no recursion, and no heap up to 512 levels; deeper ones take a bit
/// each, and up to a sixth more is allocated, 64 bytes at least.
///
/// A [`Decoder`](super::Decoder) checks each frame so if [`validate`](super::DecoderBuilder::validate) is on.
///
/// # Errors
///
/// Returns an error if the text is no JSON text: what is wrong, at the offset of the first wrong byte, counted from the
/// text's first byte; of a lone surrogate that of its backslash, and of a text that ends too early its length.
///
/// ```
/// use unchunk::{ErrorKind, json};
///
/// assert_eq!(json::validate(br#" {"a": [1, true, null]} "#), Ok(()));
/// let error = json::validate(b"[1, 02]").unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::InvalidNumber, 5));
/// let error = json::validate(b"[1, 2").unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::IncompleteText, 5));
/// ```
pub fn validate(text: &[u8]) -> Result<(), Error> {
    validate_by(text, Scanner::fastest())
}

/// The same with a scanner of the caller's choice.
#[doc(hidden)]
pub fn validate_by(text: &[u8], scanner: Scanner) -> Result<(), Error> {
    check(text, usize::MAX, scanner).map_err(|fault| Error::new(fault.kind, fault.offset() as u64))
}

/// Checks a text that may nest so deep. Too deep wins over all other faults.
#[inline]
pub(super) fn check(text: &[u8], max_depth: usize, scanner: Scanner) -> Result<(), Fault> {
    if blocks::is_valid(text, max_depth, scanner) {
        return Ok(());
    }
    find_fault(text, max_depth, scanner)
}

/// The length of the array or object that `bytes` begin with, if all of it is there and good; else it may take a closer
/// look.
#[inline]
pub(super) fn first_value(bytes: &[u8], max_depth: usize, scanner: Scanner) -> Option<usize> {
    blocks::first_value(bytes, max_depth, scanner)
}

/// The same, byte by byte.
#[cold]
fn find_fault(text: &[u8], max_depth: usize, scanner: Scanner) -> Result<(), Fault> {
    let mut grammar = Grammar::new();
    let fault = match grammar.advance(text, max_depth) {
        Err(fault) => Some(fault),
        Ok(()) if grammar.is_complete() => None,
        Ok(()) => Some(Fault::new(ErrorKind::IncompleteText, text.len())),
    };
    // If the text's end cuts a character, the fault is at the end.
    let not_utf8 = core::str::from_utf8(text)
        .err()
        .filter(|error| error.error_len().is_some())
        .map(|error| error.valid_up_to());
    let fault = match (fault, not_utf8) {
        (fault, Some(at)) if fault.is_none_or(|fault| at < fault.at) => {
            Fault::new(ErrorKind::InvalidUtf8, at)
        }
        (Some(fault), _) => fault,
        (None, _) => return Ok(()),
    };
    // A bracket that nests too deep may come after that.
    Err(match find_too_deep(text, max_depth, scanner) {
        Some(at) => Fault::new(ErrorKind::TooDeep, at),
        None => fault,
    })
}

/// Where the first bracket is that nests deeper than allowed, of all that are not in strings. A closing bracket with
/// nothing open closes nothing.
///
/// Only a text with so many opening brackets that it could nest too deep is looked into: counting is faster.
pub(super) fn find_too_deep(text: &[u8], max_depth: usize, scanner: Scanner) -> Option<usize> {
    if text.len() <= max_depth || scanner.count_openers(text) <= max_depth {
        return None;
    }
    crate::meter::scanned(text.len());
    let mut depth = 0_usize;
    let mut rest = text.iter().enumerate();
    while let Some((at, byte)) = rest.next() {
        match byte {
            b'[' | b'{' if depth == max_depth => return Some(at),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => {
                // To the closing quotation mark.
                while let Some((_, byte)) = rest.next().filter(|(_, byte)| **byte != b'"') {
                    if *byte == b'\\' {
                        rest.next();
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// The text without whitespace around it.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let text = &text[space::leading(text)..];
    let end = text
        .iter()
        .rposition(|byte| !space::is_whitespace(*byte))
        .map_or(0, |last| last + 1);
    &text[..end]
}
