//! Bytes together with the places where they are cut.

use std::borrow::Cow;
use std::fmt;

/// Bytes and where they are cut into chunks.
///
/// A cut is an offset from the start. The same offset twice is an empty chunk between, and so is a cut at the start or at
/// the end. Without a cut there is one chunk: all of it, even where that is empty.
///
/// `Debug` shows the chunks with their bytes escaped. With feature `arbitrary` it is an input for fuzzers, with feature
/// `proptest` any strategy for bytes becomes one for this type.
///
/// ```
/// use unchunk_testing::Chunked;
///
/// let chunked = Chunked::new(b"data: a\r\n\r\n").cut_at([8, 9]);
/// assert_eq!(chunked.chunks(), [&b"data: a\r"[..], b"\n", b"\r\n"]);
/// assert_eq!(format!("{chunked:?}"), r#""data: a\r" | "\n" | "\r\n""#);
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Chunked<'b> {
    bytes: Cow<'b, [u8]>,
    /// Sorted, none beyond the end.
    cuts: Vec<usize>,
}

impl<'b> Chunked<'b> {
    /// The bytes in one chunk.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// assert_eq!(Chunked::new(b"abc").chunks(), [b"abc"]);
    /// assert_eq!(Chunked::new(vec![]).chunks(), [b""]);
    /// ```
    pub fn new(bytes: impl Into<Cow<'b, [u8]>>) -> Self {
        Self {
            bytes: bytes.into(),
            cuts: Vec::new(),
        }
    }

    /// Adds cuts at these offsets, in any order. What is beyond the end counts as the end.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// assert_eq!(Chunked::new(b"abc").cut_at([2, 1, 9]).chunks(), [&b"a"[..], b"b", b"c", b""]);
    /// ```
    #[must_use]
    pub fn cut_at(mut self, offsets: impl IntoIterator<Item = usize>) -> Self {
        let end = self.bytes.len();
        self.cuts
            .extend(offsets.into_iter().map(|offset| offset.min(end)));
        self.cuts.sort_unstable();
        self
    }

    /// Adds the cuts that make chunks of these sizes, over and over; none if there is no size but zero. The last chunk
    /// has what is left.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// assert_eq!(Chunked::new(b"abcd").cut_by_size([3]).chunks(), [&b"abc"[..], b"d"]);
    /// assert_eq!(Chunked::new(b"abcd").cut_by_size([1, 0, 2]).chunks(), [&b"a"[..], b"", b"bc", b"d"]);
    /// ```
    #[must_use]
    pub fn cut_by_size(self, sizes: impl IntoIterator<Item = usize>) -> Self {
        let sizes: Vec<usize> = sizes.into_iter().collect();
        let mut cuts = Vec::new();
        push_cuts_by_size(&mut cuts, self.bytes.len(), &sizes);
        self.cut_at(cuts)
    }

    /// Puts empty chunks everywhere: one before the first, one after the last, two at every cut.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// let chunked = Chunked::new(b"ab").cut_at([1]).with_empty_chunks();
    /// assert_eq!(chunked.chunks(), [&b""[..], b"a", b"", b"", b"b", b""]);
    /// ```
    #[must_use]
    pub fn with_empty_chunks(mut self) -> Self {
        self.cuts = with_empty_chunks(&self.cuts, self.bytes.len());
        self
    }

    /// All bytes.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// assert_eq!(Chunked::new(b"abc").cut_at([1]).bytes(), b"abc");
    /// ```
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where they are cut: offsets from the start, sorted.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// assert_eq!(Chunked::new(b"abc").cut_by_size([1]).cuts(), [1, 2]);
    /// ```
    pub fn cuts(&self) -> &[usize] {
        &self.cuts
    }

    /// The chunks in order: one more than there are cuts.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// let chunked = Chunked::new(b"abc").cut_at([1]);
    /// for chunk in chunked.chunks() {
    ///     assert!(!chunk.is_empty());
    /// }
    /// ```
    pub fn chunks(&self) -> Vec<&[u8]> {
        let mut chunks = Vec::with_capacity(self.cuts.len() + 1);
        push_chunks(&mut chunks, &self.bytes, &self.cuts);
        chunks
    }

    /// The same with bytes of its own.
    ///
    /// ```
    /// use unchunk_testing::Chunked;
    ///
    /// fn kept(bytes: &[u8]) -> Chunked<'static> {
    ///     Chunked::new(bytes).cut_at([1]).into_owned()
    /// }
    /// assert_eq!(kept(b"ab").chunks(), [b"a", b"b"]);
    /// ```
    pub fn into_owned(self) -> Chunked<'static> {
        Chunked {
            bytes: Cow::Owned(self.bytes.into_owned()),
            cuts: self.cuts,
        }
    }
}

/// The chunks in order.
///
/// ```
/// use unchunk_testing::Chunked;
///
/// for chunk in &Chunked::new(b"abc").cut_at([1]) {
///     println!("{} bytes", chunk.len());
/// }
/// ```
impl<'c> IntoIterator for &'c Chunked<'_> {
    type Item = &'c [u8];
    type IntoIter = std::vec::IntoIter<&'c [u8]>;

    fn into_iter(self) -> Self::IntoIter {
        self.chunks().into_iter()
    }
}

impl fmt::Debug for Chunked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, chunk) in self.chunks().into_iter().enumerate() {
            let bar = if index > 0 { " | " } else { "" };
            write!(f, "{bar}\"{}\"", chunk.escape_ascii())?;
        }
        Ok(())
    }
}

/// Appends the chunks of `bytes` between `cuts`, which are sorted and not beyond the end.
pub(crate) fn push_chunks<'b>(chunks: &mut Vec<&'b [u8]>, bytes: &'b [u8], cuts: &[usize]) {
    let mut start = 0;
    for cut in cuts {
        chunks.push(&bytes[start..*cut]);
        start = *cut;
    }
    chunks.push(&bytes[start..]);
}

/// Appends the cuts that make chunks of these sizes, over and over.
pub(crate) fn push_cuts_by_size(cuts: &mut Vec<usize>, len: usize, sizes: &[usize]) {
    if sizes.iter().all(|size| *size == 0) {
        return;
    }
    let mut at: usize = 0;
    for size in sizes.iter().cycle() {
        at = at.saturating_add(*size);
        if at >= len {
            return;
        }
        cuts.push(at);
    }
}

/// Each cut three times, and one at either end.
pub(crate) fn with_empty_chunks(cuts: &[usize], len: usize) -> Vec<usize> {
    let inside = cuts.iter().flat_map(|cut| [*cut; 3]);
    [0].into_iter().chain(inside).chain([len]).collect()
}
