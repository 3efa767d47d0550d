//! What holds of a JSON text that is still growing, judged by `serde_json`.

use serde::de::IgnoredAny;
use serde_json::Value;
use unchunk::ErrorKind;
use unchunk::json::Partial;

use unchunk_testing::Chunked;

/// What `serde_json` makes of a whole text.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    Value(Value),
    /// It is JSON, but has a number beyond the range of `f64`.
    OutOfRange,
    /// It is not JSON, or has half a surrogate pair in a string.
    Refused,
}

pub fn judge(text: &str) -> Judgement {
    match serde_json::from_str(text) {
        Ok(value) => Judgement::Value(value),
        Err(error)
            if serde_json::from_str::<IgnoredAny>(text).is_ok()
                && error.to_string().starts_with("number out of range") =>
        {
            Judgement::OutOfRange
        }
        Err(_) => Judgement::Refused,
    }
}

/// The text pushed in pieces; a fault does not end the pushing, since it must stay what it is.
pub fn pushed<'t>(pieces: impl IntoIterator<Item = &'t str>) -> Partial {
    let mut partial = Partial::new();
    for piece in pieces {
        let result = partial.push(piece);
        assert_eq!(result.err(), partial.fault());
    }
    partial
}

/// Asserts what holds of every text, JSON or not, and that these cuts (moved to the next character) change nothing.
pub fn assert_sound(text: &str, cuts: &[usize]) {
    let whole = pushed([text]);
    let closed = whole.closed();
    assert!(text.starts_with(closed.prefix()), "{text:?}");
    assert_eq!(closed.to_string(), String::from(closed));
    assert_eq!(closed.to_string().len(), closed.len());
    assert_ne!(judge(&closed.to_string()), Judgement::Refused, "{text:?}");

    let cuts: Vec<usize> = cuts.iter().map(|cut| next_boundary(text, *cut)).collect();
    let chunked = Chunked::new(text.as_bytes()).cut_at(cuts.iter().copied());
    let pieces = chunked.chunks();
    let pieces = pieces
        .into_iter()
        .map(|piece| std::str::from_utf8(piece).expect("cut between characters"));
    let cut = pushed(pieces);
    assert_eq!(
        (cut.fault(), cut.text(), cut.depth(), cut.is_complete()),
        (
            whole.fault(),
            whole.text(),
            whole.depth(),
            whole.is_complete()
        ),
        "{text:?} at {cuts:?}"
    );
    assert_eq!(cut.closed().to_string(), closed.to_string());
    assert_eq!(cut.into_text(), whole.text());

    match (whole.fault(), judge(text)) {
        (None, Judgement::Refused) => assert!(!whole.is_complete(), "{text:?}"),
        (None, Judgement::Value(_) | Judgement::OutOfRange) => {
            assert!(whole.is_complete(), "{text:?}");
            assert_eq!(closed.to_string(), text);
        }
        (Some(fault), judgement) => {
            // What `serde_json` ignores of a text with a huge number, it does not check for surrogates.
            let unchecked =
                judgement == Judgement::OutOfRange && fault.kind() == ErrorKind::LoneSurrogate;
            assert!(judgement == Judgement::Refused || unchecked, "{text:?}");
            assert!(fault.offset() <= whole.text().len() as u64);
        }
    }
}

/// Asserts that every prefix, taken character by character, is shown as valid JSON.
pub fn assert_every_prefix_closes(text: &str) {
    let mut partial = Partial::new();
    for (at, character) in text.char_indices() {
        let pushed = partial.push(character.encode_utf8(&mut [0; 4]));
        let closed = partial.closed().to_string();
        assert_ne!(
            judge(&closed),
            Judgement::Refused,
            "{closed:?} at {at} of {text:?}"
        );
        if pushed.is_err() {
            return;
        }
    }
}

/// What the fuzz target asserts. The first byte says how many bytes of cuts follow, counted from the digit zero; each
/// cut lies so many bytes after the one before, counted likewise. The rest is the text.
pub fn fuzz_body(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else {
        return;
    };
    let (steps, text) = rest.split_at(usize::from(count.wrapping_sub(b'0')).min(rest.len()));
    let text = String::from_utf8_lossy(text);
    let cuts: Vec<usize> = steps
        .iter()
        .scan(0, |cut, step| {
            *cut += usize::from(step.wrapping_sub(b'0'));
            Some(*cut)
        })
        .collect();
    assert_sound(&text, &cuts);
    assert_lenient(&text);
    if text.len() <= 512 {
        assert_every_prefix_closes(&text);
    }
}

/// Asserts that a lenient text is shown as valid JSON, whatever the pieces, and has a fault only where a strict one has.
fn assert_lenient(text: &str) {
    let mut whole = Partial::builder().lenient(true).build();
    let mut pieces = whole.clone();
    let fault = whole.push(text).err();
    for piece in text.split_inclusive(|_| true) {
        let _ = pieces.push(piece);
    }
    assert_eq!(
        (pieces.fault(), pieces.text()),
        (fault, whole.text()),
        "{text:?}"
    );
    let closed = whole.closed().to_string();
    assert_ne!(judge(&closed), Judgement::Refused, "{text:?}");
    let strict = pushed([text]);
    if strict.fault().is_none() {
        assert_eq!((fault, whole.text()), (None, text));
    }
    let path = whole.open_path();
    assert_eq!(path, pieces.open_path());
    if let (Some(path), None) = (path, fault) {
        assert_eq!(whole.is_complete_at(&path), Some(false), "{text:?}");
    }
}

fn next_boundary(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}
