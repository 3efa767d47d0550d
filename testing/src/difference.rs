//! What a failure says: where the cut is, the bytes around it, and how the results differ.

mod lines;

use std::error::Error;
use std::fmt;

use crate::Chunked;

/// A result that depends on where the input is cut.
///
/// Displayed, and with `Debug` too, it is a message of several lines: the cuts that make the difference, the bytes on both
/// sides of each, escaped, a diff of the two results, and, where the input is short, an expression that cuts it like this
/// again.
///
/// ```
/// use unchunk_testing::Cuts;
///
/// let difference = Cuts::two_way().check(b"a\r\nb", |chunks| chunks.len()).unwrap_err();
/// assert_eq!(difference.to_string(), r#"the result depends on how the input is cut
///
///   1 cut in 4 bytes, at 1:
///     "a" | "\r\nb"
///
///   in one chunk (-) and cut (+):
///     - 1
///     + 2
///
///   again: Chunked::new(b"a\r\nb").cut_at([1])"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    cut_bytes: Chunked<'static>,
    whole: String,
    cut: String,
}

impl Difference {
    pub(crate) fn new(bytes: &[u8], cuts: Vec<usize>, whole: String, cut: String) -> Self {
        Self {
            cut_bytes: Chunked::new(bytes).cut_at(cuts).into_owned(),
            whole,
            cut,
        }
    }

    /// Where the input is cut: no cut can be left out without the result being another.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let splits_crlf = |chunks: &[&[u8]]| chunks.iter().any(|chunk| chunk.starts_with(b"\n"));
    /// let difference = Cuts::by_size([1]).check(b"data: a\r\n\r", splits_crlf).unwrap_err();
    /// assert_eq!(difference.cuts(), [8]);
    /// ```
    pub fn cuts(&self) -> &[usize] {
        self.cut_bytes.cuts()
    }

    /// The input, cut like this.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let difference = Cuts::two_way().check(b"ab", |chunks| chunks.len()).unwrap_err();
    /// assert_eq!(difference.chunked().chunks(), [b"a", b"b"]);
    /// ```
    pub fn chunked(&self) -> &Chunked<'static> {
        &self.cut_bytes
    }

    /// The result for all bytes in one chunk, as `{:#?}` shows it.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let difference = Cuts::two_way().check(b"ab", |chunks| chunks.len()).unwrap_err();
    /// assert_eq!(difference.whole(), "1");
    /// ```
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// The result for the bytes cut like this, as `{:#?}` shows it; or what the consumer panicked with.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let difference = Cuts::two_way().check(b"ab", |chunks| chunks.len()).unwrap_err();
    /// assert_eq!(difference.cut(), "2");
    /// ```
    pub fn cut(&self) -> &str {
        &self.cut
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.cut_bytes.bytes();
        let cuts = self.cuts();
        if cuts.is_empty() {
            writeln!(f, "the result is another at every run, even in one chunk\n")?;
        } else {
            writeln!(f, "the result depends on how the input is cut\n")?;
            let count = match cuts.len() {
                1 => "1 cut".to_owned(),
                count => format!("{count} cuts"),
            };
            let shown: Vec<String> = cuts.iter().take(MOST_CUTS).map(usize::to_string).collect();
            let more = if cuts.len() > MOST_CUTS { ", …" } else { "" };
            let shown = shown.join(", ");
            writeln!(f, "  {count} in {} bytes, at {shown}{more}:", bytes.len())?;
            writeln!(f, "    {}\n", around_cuts(&self.cut_bytes))?;
        }
        if self.whole == self.cut {
            // Not equal, but shown alike: bytes that are shown as lossy text, for instance.
            writeln!(
                f,
                "  in one chunk and cut, of which `Debug` shows no difference:"
            )?;
        } else {
            writeln!(f, "  in one chunk (-) and cut (+):")?;
        }
        for line in lines::diff(&self.whole, &self.cut) {
            writeln!(f, "    {}", line.trim_end())?;
        }
        if bytes.len() <= MOST_AGAIN && cuts.len() <= MOST_CUTS {
            let escaped = bytes.escape_ascii();
            write!(
                f,
                "\n  again: Chunked::new(b\"{escaped}\").cut_at({cuts:?})"
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Difference {}

/// With more cuts than these, not all are shown.
const MOST_CUTS: usize = 8;
/// Longer inputs are not written out.
const MOST_AGAIN: usize = 400;
/// So many bytes are shown on either side of a cut.
const NEAR: usize = 24;

/// The chunks, escaped; of long ones only what is near a cut.
fn around_cuts(chunked: &Chunked<'_>) -> String {
    let chunks = chunked.chunks();
    let last = chunks.len() - 1;
    let mut shown: Vec<String> = Vec::new();
    for (index, chunk) in chunks.iter().enumerate() {
        if index > MOST_CUTS {
            shown.push("…".to_owned());
            break;
        }
        let head = if index == 0 { 0 } else { NEAR };
        let tail = if index == last { 0 } else { NEAR };
        shown.push(if chunk.len() <= head + tail {
            format!("\"{}\"", chunk.escape_ascii())
        } else {
            let quoted = |part: &[u8]| match part.len() {
                0 => String::new(),
                _ => format!("\"{}\"", part.escape_ascii()),
            };
            let tail = &chunk[chunk.len() - tail..];
            format!("{}…{}", quoted(&chunk[..head]), quoted(tail))
        });
    }
    shown.join(" | ")
}
