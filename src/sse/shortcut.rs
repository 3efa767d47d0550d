//! The paths that almost all bytes take, without the state machine's set-up. Each does just what the machine would
//! do, or nothing.

use super::field::without_space;
use super::line::{self, CR, LF};

/// A block that lies whole inside the chunk and is of one of the kinds most streams are made of.
pub(super) enum CommonBlock<'c> {
    /// One `data` field, perhaps with an `event` field before it.
    Event {
        event_type: &'c [u8],
        data: &'c [u8],
    },
    /// One comment.
    Comment,
}

/// Reads such a block from the chunk's first byte on; with it, what follows its blank line.
#[inline]
pub(super) fn common_block(chunk: &[u8]) -> Option<(CommonBlock<'_>, &[u8])> {
    if let Some(value) = chunk.strip_prefix(b"data:") {
        let (data, rest) = last_line(value)?;
        return Some((
            CommonBlock::Event {
                event_type: b"",
                data,
            },
            rest,
        ));
    }
    if let Some(value) = chunk.strip_prefix(b"event:") {
        let (event_type, rest) = first_line(value)?;
        let (data, rest) = last_line(rest.strip_prefix(b"data:")?)?;
        return Some((CommonBlock::Event { event_type, data }, rest));
    }
    let (_, rest) = last_line(chunk.strip_prefix(b":")?)?;
    Some((CommonBlock::Comment, rest))
}

/// A field's value up to its line's end, and what follows that.
#[inline]
fn first_line(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = line::find_end(value)?;
    let rest = match &value[end..] {
        [CR, LF, rest @ ..] | [_, rest @ ..] => rest,
        [] => return None,
    };
    Some((without_space(&value[..end]), rest))
}

/// A field's value up to its line's end, and what follows the blank line behind it, if that is there: it is seen by a
/// peek, not by another search.
#[inline]
fn last_line(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = line::find_end(value)?;
    let rest = match &value[end..] {
        [LF, LF | CR, rest @ ..] | [CR, LF, LF | CR, rest @ ..] | [CR, CR, rest @ ..] => rest,
        _ => return None,
    };
    Some((without_space(&value[..end]), rest))
}
