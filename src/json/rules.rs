//! The options that a decoder keeps.

use super::grammar::Fault;
use super::validate;
use crate::search::nesting::Scanner;

/// The bytes that one frame may have by default: 8 MiB.
pub(super) const DEFAULT_MAX_FRAME_BYTES: usize = 8 * 1024 * 1024;

/// How deep arrays and objects may nest by default.
pub(super) const DEFAULT_MAX_DEPTH: usize = 512;

/// The bytes that one header section may have by default: 4 KiB.
pub(super) const DEFAULT_MAX_HEADER_BYTES: usize = 4 * 1024;

/// How frames are told apart in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Framing {
    /// Concatenated JSON texts (RFC 8259), with or without whitespace between them.
    ///
    /// An object, array or string is returned with its last byte; a number or literal when whitespace, a structural
    /// character or a quotation mark follows, or with the end of the stream.
    #[default]
    Concatenated,
    /// One JSON text a line, each ended by LF or CRLF: NDJSON, JSON Lines.
    #[doc(alias("ndjson", "jsonl"))]
    Lines,
    /// The elements of one top-level array, each as soon as it is complete.
    Array,
    /// JSON text sequences, RFC 7464: RS, a JSON text, LF.
    TextSequence,
    /// Messages with a header section that has their length, as in the base protocol of the Language Server Protocol.
    #[doc(alias = "lsp")]
    ContentLength,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) max_frame_bytes: usize,
    /// `usize::MAX` for no limit, which lines have unless one is set or frames are validated.
    pub(super) max_depth: usize,
    pub(super) max_header_bytes: usize,
    /// Whether a line of a header section may end with LF alone.
    pub(super) bare_lf: bool,
    /// Whether frames are checked against all of RFC 8259.
    pub(super) validate: bool,
    /// How many bytes of a bad frame are kept.
    pub(super) excerpt: usize,
    pub(super) scanner: Scanner,
}

impl Rules {
    /// Checks a complete frame of which the boundaries are known to be good, the depth too.
    #[inline]
    pub(super) fn check(&self, frame: &[u8]) -> Result<(), Fault> {
        match self.validate {
            true => validate::check(frame, usize::MAX, self.scanner),
            false => Ok(()),
        }
    }
}
