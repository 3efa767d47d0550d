//! How a stream ended, with bytes of its own.

use unchunk::Verdict;

/// How a stream ended: [`unchunk::Verdict`] with bytes of its own, to be kept and compared.
///
/// ```
/// use unchunk_testing::{Ending, sse};
///
/// let reading = sse::read(b"data: a\n\ndata: b", sse::Limits::default());
/// assert_eq!(reading.ending, Ending::Truncated { tail: b"b".to_vec(), offset: 9 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ending {
    /// Where a frame ends, or nothing came.
    #[default]
    Complete,
    /// Inside a frame, or where more must come.
    Truncated {
        /// What of the unfinished frame is shown.
        tail: Vec<u8>,
        /// Where it began, in bytes from the start of the stream.
        offset: u64,
    },
    /// Nothing of the format ever came.
    Foreign {
        /// The first bytes of the body.
        head: Vec<u8>,
    },
}

impl From<Verdict<'_>> for Ending {
    fn from(verdict: Verdict<'_>) -> Self {
        match verdict {
            Verdict::Complete => Self::Complete,
            Verdict::Truncated { tail, offset, .. } => Self::Truncated {
                tail: tail.to_vec(),
                offset,
            },
            Verdict::Foreign { head, .. } => Self::Foreign {
                head: head.to_vec(),
            },
            verdict => unimplemented!("a newer verdict: {verdict:?}"),
        }
    }
}
