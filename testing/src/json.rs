//! JSON framings: what frames a stream has, by the RFCs' text.
//!
//! [`read`] is a slow oracle for all framings of [`unchunk::json`], [`judge`] one for RFC 8259 alone.

mod oracle;
mod stream;

use std::ops::Range;

use unchunk::ErrorKind;
use unchunk::json::Framing;

use crate::Ending;
pub use oracle::{judge, read};
pub use stream::{FRAMINGS, JsonStream};

/// How a stream is to be read.
///
/// ```
/// use unchunk::json::Framing;
/// use unchunk_testing::json::{self, Options};
///
/// let mut options = Options::new(Framing::Lines);
/// options.max_frame_bytes = 4;
/// assert_eq!(json::read(b"[1]\n[12,3]\n[4]\n", &options).frames(), [b"[1]", b"[4]"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How frames follow each other.
    pub framing: Framing,
    /// How many bytes a frame may have.
    pub max_frame_bytes: usize,
    /// How deep it may nest.
    pub max_depth: usize,
    /// How many bytes a header section may have, where frames have one.
    pub max_header_bytes: usize,
    /// Whether a header's line may end with LF alone.
    pub bare_lf: bool,
    /// Whether frames must be JSON through and through, not only where their boundaries show it.
    pub validate: bool,
}

impl Options {
    /// Nested 512 deep at most, else without limits, and without validation.
    ///
    /// ```
    /// use unchunk::json::Framing;
    /// use unchunk_testing::json::{self, Options};
    ///
    /// assert_eq!(json::read(b"{}\n[]\n", &Options::new(Framing::Lines)).frames(), [b"{}", b"[]"]);
    /// ```
    pub const fn new(framing: Framing) -> Self {
        Self {
            framing,
            max_frame_bytes: usize::MAX,
            max_depth: 512,
            max_header_bytes: usize::MAX,
            bare_lf: false,
            validate: false,
        }
    }
}

/// Which frame it is.
///
/// ```
/// use unchunk::json::Framing;
/// use unchunk_testing::json::{self, Options, Place, Seen};
///
/// let reading = json::read(b"[1]\n[2]\n", &Options::new(Framing::Lines));
/// let Seen::Frame { place, .. } = reading.items[1] else { panic!("an error") };
/// assert_eq!(place, Place { line: Some(2), index: 1, start: 4 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Its line, from one, where frames are lines.
    pub line: Option<u64>,
    /// How many frames and errors were before it.
    pub index: u64,
    /// Where it begins, in bytes from the start of the stream.
    pub start: u64,
}

/// One thing seen in a stream.
///
/// ```
/// use unchunk::ErrorKind;
/// use unchunk::json::Framing;
/// use unchunk_testing::json::{self, Options, Seen};
///
/// let reading = json::read(b"oops\n", &Options::new(Framing::Lines));
/// let Seen::Error { kind, offset, .. } = reading.items[0] else { panic!("a frame") };
/// assert_eq!((kind, offset), (ErrorKind::UnexpectedByte, 0));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A frame.
    Frame {
        /// Of the value, and in some framings white space around it.
        bytes: Vec<u8>,
        /// Where it is, in bytes from the start of the stream.
        span: Range<u64>,
        /// Which one it is.
        place: Place,
    },
    /// What is in the place of one is bad.
    Error {
        /// What is wrong.
        kind: ErrorKind,
        /// Of the first byte that is wrong.
        offset: u64,
        /// Which one it is.
        place: Place,
    },
}

/// All that is to be seen of one stream.
///
/// ```
/// use unchunk::json::Framing;
/// use unchunk_testing::Ending;
/// use unchunk_testing::json::{self, Options};
///
/// let reading = json::read(b"[{}, {}, ", &Options::new(Framing::Array));
/// assert_eq!(reading.frames(), [b"{}", b"{}"]);
/// assert_eq!(reading.ending, Ending::Truncated { tail: vec![], offset: 9 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reading {
    /// Frames and errors, in order.
    pub items: Vec<Seen>,
    /// How it ended.
    pub ending: Ending,
    /// Whether the last error was one after which reading cannot go on.
    pub failed: bool,
    /// For each frame, how many bytes have to come before it can be known to be whole. A decoder that gets bytes one by one
    /// has it then, one that gets chunks with that chunk.
    pub ready_at: Vec<u64>,
}

impl Reading {
    /// What a decoder has to come to however its input is cut: items, ending, and whether it failed.
    ///
    /// ```
    /// use unchunk::json::Framing;
    /// use unchunk_testing::Ending;
    /// use unchunk_testing::json::{self, Options};
    ///
    /// let reading = json::read(b"", &Options::new(Framing::Lines));
    /// assert_eq!(reading.essence(), (&[][..], &Ending::Complete, false));
    /// ```
    pub fn essence(&self) -> (&[Seen], &Ending, bool) {
        (&self.items, &self.ending, self.failed)
    }

    /// The frames alone.
    ///
    /// ```
    /// use unchunk::json::Framing;
    /// use unchunk_testing::json::{self, Options};
    ///
    /// assert_eq!(json::read(b"{}[]", &Options::new(Framing::Concatenated)).frames(), [b"{}", b"[]"]);
    /// ```
    pub fn frames(&self) -> Vec<&[u8]> {
        let frames = self.items.iter().filter_map(|item| match item {
            Seen::Frame { bytes, .. } => Some(bytes.as_slice()),
            Seen::Error { .. } => None,
        });
        frames.collect()
    }

    /// The errors alone: what is wrong, and at which byte.
    ///
    /// ```
    /// use unchunk::ErrorKind;
    /// use unchunk::json::Framing;
    /// use unchunk_testing::json::{self, Options};
    ///
    /// let reading = json::read(b"{}\noops\n{}\n", &Options::new(Framing::Lines));
    /// assert_eq!(reading.errors(), [(ErrorKind::UnexpectedByte, 3)]);
    /// ```
    pub fn errors(&self) -> Vec<(ErrorKind, u64)> {
        let errors = self.items.iter().filter_map(|item| match item {
            Seen::Frame { .. } => None,
            Seen::Error { kind, offset, .. } => Some((*kind, *offset)),
        });
        errors.collect()
    }
}
