//! How much of the text stays when a payload replaces it.

use alloc::string::String;

use super::update::Change;
use crate::buffer::growth::{self, boundary_before};
use crate::meter;

/// How much of a payload's front is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    /// All of it is compared.
    Compared,
    /// The caller trusts it: only the bytes before the old end are compared.
    Trusted,
}

/// How many bytes before the text's end a payload with a trusted front must share with it.
pub(super) const TRIPWIRE: usize = 64;

/// How many bytes are compared at once. Slices are compared at the speed of memory, and the block in which they differ
/// byte by byte.
const BLOCK: usize = 256;

/// Replaces a text with the pieces of another, from where the two differ.
#[derive(Debug)]
pub(super) struct Rewrite<'t> {
    text: &'t mut String,
    front: Front,
    /// How much memory the text may take, unless it needs more.
    capacity: usize,
    /// Bytes that are the same in both.
    kept: usize,
    /// What the first difference did; until there is one, nothing is changed.
    change: Option<Change>,
}

impl<'t> Rewrite<'t> {
    pub(super) const fn new(text: &'t mut String, front: Front, capacity: usize) -> Self {
        Self {
            text,
            front,
            capacity,
            kept: 0,
            change: None,
        }
    }

    pub(super) fn take(&mut self, piece: &str) {
        let mut piece = piece;
        if self.change.is_none() {
            let same = common(&self.text[self.kept..], piece, self.front);
            self.kept += same;
            piece = &piece[same..];
            if piece.is_empty() {
                return;
            }
            self.cut();
        }
        growth::append(self.text, piece, self.capacity);
    }

    /// The new text has no more pieces.
    pub(super) fn end(mut self) -> Change {
        self.change.unwrap_or_else(|| self.cut())
    }

    fn cut(&mut self) -> Change {
        let change = Change::cut(self.text, self.kept);
        if change.removed_bytes > 0 {
            growth::truncate(self.text, self.kept);
        }
        self.change = Some(change);
        change
    }
}

/// Returns up to where `text` and `payload` are the same, between two characters of both.
pub(super) fn common(text: &str, payload: &str, front: Front) -> usize {
    match front {
        // Both have the same whole character before the old end, so that it is a boundary in both.
        Front::Trusted if agrees_at_end(text.as_bytes(), payload.as_bytes()) => text.len(),
        Front::Trusted | Front::Compared => {
            boundary_before(payload, common_bytes(text.as_bytes(), payload.as_bytes()))
        }
    }
}

/// Returns whether `payload` is at least as long as `text` and equal to it right before its end.
fn agrees_at_end(text: &[u8], payload: &[u8]) -> bool {
    let start = text.len().saturating_sub(TRIPWIRE);
    meter::scanned(text.len() - start);
    payload.get(start..text.len()) == Some(&text[start..])
}

fn common_bytes(text: &[u8], payload: &[u8]) -> usize {
    let shorter = text.len().min(payload.len());
    let (text, payload) = (&text[..shorter], &payload[..shorter]);
    let blocks = text.chunks(BLOCK).zip(payload.chunks(BLOCK));
    let mut same = 0;
    for (ours, theirs) in blocks {
        meter::scanned(ours.len());
        if ours != theirs {
            let differs = ours
                .iter()
                .zip(theirs)
                .take_while(|(ours, theirs)| ours == theirs);
            return same + differs.count();
        }
        same += ours.len();
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use std::collections::BTreeSet;

    /// All texts of up to five bytes over characters that share first bytes.
    fn texts() -> BTreeSet<String> {
        let mut texts = BTreeSet::from([String::new()]);
        for _ in 0..4 {
            for text in texts.clone() {
                texts.extend(["a", "é", "è", "你", "佡"].map(|next| text.clone() + next));
            }
        }
        texts.into_iter().filter(|text| text.len() <= 7).collect()
    }

    #[test]
    fn a_common_front_ends_between_characters() {
        let texts = texts();
        assert!(texts.len() > 100);
        for text in &texts {
            for payload in &texts {
                let same = text.chars().zip(payload.chars());
                let expected: usize = same
                    .take_while(|(ours, theirs)| ours == theirs)
                    .map(|(character, _)| character.len_utf8())
                    .sum();
                assert_eq!(common(text, payload, Front::Compared), expected);
                // So short a text lies within the tripwire.
                assert_eq!(common(text, payload, Front::Trusted), expected);
            }
        }
    }

    #[test]
    fn blocks_are_no_boundary() {
        for place in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK - 1] {
            let text = "x".repeat(3 * BLOCK);
            let mut payload = text.clone();
            payload.replace_range(place..=place, "y");
            assert_eq!(common(&text, &payload, Front::Compared), place);
            assert_eq!(common(&text[..place], &payload, Front::Compared), place);
            assert_eq!(common(&text, &payload[..place], Front::Compared), place);
        }
    }
}
