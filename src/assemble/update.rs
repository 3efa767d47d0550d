//! What a push changed.

use crate::meter;

/// What a payload did to the text, lent until the next call: take back [`removed_chars`](Self::removed_chars) from the
/// end of what was shown, then type out [`suffix`](Self::suffix), and [`text`](Self::text) is shown.
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
    /// Nothing is taken back.
    pub(super) const fn after(kept: usize) -> Self {
        Self {
            kept,
            removed_bytes: 0,
            removed_chars: 0,
        }
    }

    /// What comes after the first `kept` bytes of this text is taken back.
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

    /// What to type out: the end of the text that was not there before, or not like this.
    #[must_use]
    pub fn suffix(&self) -> &'a str {
        &self.text[self.change.kept..]
    }

    /// Bytes of the text that stay as they were: where the suffix begins, always between two characters.
    #[must_use]
    pub const fn kept(&self) -> usize {
        self.change.kept
    }

    /// Bytes taken back from the end of the text before; zero unless a replacement rewrites what was there.
    #[must_use]
    pub const fn removed_bytes(&self) -> usize {
        self.change.removed_bytes
    }

    /// Characters (Unicode scalar values) taken back from the end of the text before.
    #[must_use]
    pub const fn removed_chars(&self) -> usize {
        self.change.removed_chars
    }

    /// Whether the text is what it was: nothing taken back, nothing to type.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.change.removed_bytes == 0 && self.change.kept == self.text.len()
    }
}
