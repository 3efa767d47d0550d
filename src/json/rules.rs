//! What the builder settles once for a decoder's life.

use super::scan::Scanner;
use super::space::is_whitespace;

/// Bytes one frame may have unless the builder says otherwise: 8 MiB.
const DEFAULT_MAX_FRAME_BYTES: usize = 8 * 1024 * 1024;

/// How deep arrays and objects may nest unless the builder says otherwise.
const DEFAULT_MAX_DEPTH: usize = 512;

/// Bytes one header section may have unless the builder says otherwise: 4 KiB.
const DEFAULT_MAX_HEADER_BYTES: usize = 4 * 1024;

/// How frames are told apart in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Framing {
    /// Concatenated JSON texts (RFC 8259), with or without whitespace between them.
    ///
    /// An object, array or string leaves with its last byte; a number or literal when whitespace, a structural
    /// character or a quotation mark follows, or with the end of the stream.
    #[default]
    Values,
    /// One JSON text a line, each ended by LF or CRLF: NDJSON, JSON Lines.
    Lines,
    /// The elements of one top-level array, each as soon as it is complete.
    Array,
    /// JSON text sequences, RFC 7464: RS, a JSON text, LF.
    Sequence,
    /// Messages with a header section that tells their length, as in the base protocol of the Language Server
    /// Protocol.
    ContentLength,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) framing: Framing,
    pub(super) max_frame_bytes: usize,
    pub(super) max_depth: usize,
    pub(super) depth_of_lines: DepthOfLines,
    pub(super) max_header_bytes: usize,
    pub(super) check: Check,
    pub(super) scanner: Scanner,
}

/// How closely a frame is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// What finding its boundary shows.
    Boundaries,
    /// All of RFC 8259.
    Grammar,
}

/// Whether the depth of lines is looked at that need not be looked into otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DepthOfLines {
    Unseen,
    Checked,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            framing: Framing::Values,
            max_frame_bytes: DEFAULT_MAX_FRAME_BYTES,
            max_depth: DEFAULT_MAX_DEPTH,
            depth_of_lines: DepthOfLines::Unseen,
            max_header_bytes: DEFAULT_MAX_HEADER_BYTES,
            check: Check::Boundaries,
            scanner: Scanner::Bytewise,
        }
    }
}

impl Rules {
    /// Whether a number or literal may end before `byte`.
    ///
    /// RFC 7464 § 2.4 wants whitespace: anything else may be a text that was cut short. Elsewhere any byte does that no
    /// number or literal could be thought to go on with.
    pub(super) const fn ends_scalar(&self, byte: u8) -> bool {
        match self.framing {
            Framing::Sequence => is_whitespace(byte),
            Framing::Values | Framing::Lines | Framing::Array | Framing::ContentLength => {
                is_delimiter(byte)
            }
        }
    }
}

/// Whether a number or literal cannot go on with `byte`: whitespace, a structural character, a quotation mark.
pub(super) const fn is_delimiter(byte: u8) -> bool {
    is_whitespace(byte) || matches!(byte, b'[' | b']' | b'{' | b'}' | b':' | b',' | b'"')
}
