//! What a push changed.

use crate::meter;

/// What a payload did to the text, lent until the next call. Take back [`removed_chars`](Self::removed_chars) from the
/// end of what is shown, then type out [`suffix`](Self::suffix): now [`text`](Self::text) is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "delta")]
pub struct Update<'a> {
    text: &'a str,
    change: Change,
}

/// An [`Update`] without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Change {
    pub(super) kept: usize,
    pub(super) removed_bytes: usize,
    pub(super) removed_chars: usize,
}

impl Change {
    /// A change that takes nothing back.
    pub(super) const fn after(kept: usize) -> Self {
        Self {
            kept,
            removed_bytes: 0,
            removed_chars: 0,
        }
    }

    /// A change that takes back what comes after the first `kept` bytes of this text.
    pub(super) fn cut(text: &str, kept: usize) -> Self {
        let removed = &text[kept..];
        meter::scanned(removed.len());
        Self {
            kept,
            removed_bytes: removed.len(),
            removed_chars: removed.chars().count(),
        }
    }
}

impl<'a> Update<'a> {
    pub(super) const fn new(text: &'a str, change: Change) -> Self {
        Self { text, change }
    }

    /// The whole text.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// What to type out: the end of the text, which is new or differs from what was there.
    #[must_use]
    pub fn suffix(&self) -> &'a str {
        &self.text[self.change.kept..]
    }

    /// How many bytes of the text stay as they were: where the suffix begins, always between two characters.
    #[must_use]
    pub const fn kept(&self) -> usize {
        self.change.kept
    }

    /// How many bytes are taken back from the end of the text before; zero unless a replacement rewrites text.
    #[must_use]
    pub const fn removed_bytes(&self) -> usize {
        self.change.removed_bytes
    }

    /// How many characters (Unicode scalar values) are taken back from the end of the text before.
    #[must_use]
    pub const fn removed_chars(&self) -> usize {
        self.change.removed_chars
    }

    /// Returns whether the text is what it was: nothing to take back, nothing to type.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.change.removed_bytes == 0 && self.change.kept == self.text.len()
    }
}
