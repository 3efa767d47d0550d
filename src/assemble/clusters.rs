//! A growing text, split into what readers take for characters.

use core::fmt;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::update::Update;

/// Splits a growing text into extended grapheme clusters (UAX #29), so that a display can type them out one by one.
///
/// A cluster is settled when the next one begins; the last one is held back, since the next payload may extend it: an
/// accent, a skin tone, the second half of a flag. [`finish`](Self::finish) returns it.
///
/// ```
/// use unchunk::assemble::{Assembler, Clusters};
///
/// let mut answer = Assembler::append();
/// let mut clusters = Clusters::new();
/// let mut typed: Vec<String> = Vec::new();
/// for delta in ["ok 👍", "🏽 🇩", "🇪 e", "\u{301}"] {
///     let update = answer.push(delta)?;
///     typed.extend(clusters.push(&update).map(str::to_owned));
/// }
/// typed.extend(clusters.finish(answer.text()).map(str::to_owned));
/// assert_eq!(typed, ["o", "k", " ", "👍🏽", " ", "🇩🇪", " ", "e\u{301}"]);
/// # Ok::<(), unchunk::assemble::PushError>(())
/// ```
///
/// It holds a few numbers and no text. What is new is looked at once, also inside an endless cluster; after a rewrite
/// the cluster in which it lies is looked at again.
#[derive(Clone)]
pub struct Clusters {
    /// Bytes of the text whose clusters have been typed.
    typed: usize,
    /// Looks for the end of the next cluster, past what it has seen of it.
    cursor: GraphemeCursor,
}

impl Clusters {
    /// Creates a splitter that has typed nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::at(0)
    }

    fn at(typed: usize) -> Self {
        Self {
            typed,
            // The text may always go on.
            cursor: GraphemeCursor::new(typed, usize::MAX, true),
        }
    }

    /// Returns the clusters that the update has settled. Those not taken from the iterator come with the next update.
    ///
    /// Give it every update of one text, in order. One that rewrites the text takes clusters back as well: see
    /// [`Settled::kept`].
    pub fn push<'c, 'a>(&'c mut self, update: &Update<'a>) -> Settled<'c, 'a> {
        let text = update.text();
        let (typed, kept) = (self.typed, update.kept());
        let seen = self.cursor.cur_cursor();
        if update.removed_bytes() > 0 || !text.is_char_boundary(seen) {
            *self = Self::at(if typed < kept && text.is_char_boundary(typed) {
                typed
            } else {
                // The cluster that ended where the text now differs was settled by text that is gone.
                let mut clusters = text[..kept].grapheme_indices(true);
                clusters.next_back().map_or(0, |(start, _)| start)
            });
        }
        Settled {
            kept: self.typed,
            text,
            clusters: self,
        }
    }

    /// Returns all clusters of `text` that are not yet typed, the last one too: no text follows.
    pub fn finish<'a>(self, text: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        text.get(self.typed..).unwrap_or_default().graphemes(true)
    }
}

impl Default for Clusters {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Clusters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clusters")
            .field("typed", &self.typed)
            .finish_non_exhaustive()
    }
}

/// The clusters that an update has settled, each as a part of the text; lent by [`Clusters::push`].
#[derive(Debug)]
pub struct Settled<'c, 'a> {
    kept: usize,
    text: &'a str,
    clusters: &'c mut Clusters,
}

impl Settled<'_, '_> {
    /// How many bytes of the typed text stay. The clusters after them are to be taken back before typing goes on.
    #[must_use]
    pub const fn kept(&self) -> usize {
        self.kept
    }
}

impl<'a> Iterator for Settled<'_, 'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        // It has all of the text, so it can only ask for text that is yet to come.
        let end = self.clusters.cursor.next_boundary(self.text, 0).ok()??;
        let cluster = self.text.get(self.clusters.typed..end)?;
        self.clusters.typed = end;
        Some(cluster)
    }
}

const _: () = {
    const fn is_thread_safe<T: Send + Sync + fmt::Debug>() {}
    is_thread_safe::<Clusters>();
};
