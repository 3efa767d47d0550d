//! The two paths that almost all bytes take, without the state machine's set-up. Each does just what the machine
//! would do, or nothing.

use super::line::{self, CR, LF};

/// A block with one field, `data`, that lies whole inside the chunk.
pub(super) struct DataBlock<'c> {
    pub(super) data: &'c [u8],
    /// Bytes of the block, up to the end of its blank line.
    pub(super) len: usize,
    pub(super) ended_by_cr: bool,
}

/// Reads such a block from the chunk's first byte on.
///
/// The blank line is seen by a peek behind the first line, not by another search.
#[inline]
pub(super) fn data_block(chunk: &[u8]) -> Option<DataBlock<'_>> {
    let value = chunk.strip_prefix(b"data:")?;
    let end = line::find_end(value)?;
    let (line_ends, ended_by_cr) = match &value[end..] {
        [LF, LF, ..] => (2, false),
        [CR, LF, CR, ..] => (3, true),
        [CR, LF, LF, ..] => (3, false),
        [LF, CR, ..] => (2, true),
        [CR, CR, ..] => (2, true),
        _ => return None,
    };
    let len = chunk.len() - value.len() + end + line_ends;
    let data = &value[..end];
    Some(DataBlock {
        data: data.strip_prefix(b" ").unwrap_or(data),
        len,
        ended_by_cr,
    })
}

/// Up to here a loop over the bytes costs less than setting up a search.
const SHORT: usize = 16;

/// Whether the chunk is short and nothing but the inside of a line.
#[inline]
pub(super) fn is_inside_line(chunk: &[u8]) -> bool {
    chunk.len() <= SHORT && !chunk.iter().any(|byte| matches!(*byte, LF | CR))
}
