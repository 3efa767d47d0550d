//! The blocks that most streams are made of, read from a chunk's bytes alone.

use super::field::without_space;
use super::line::{self, CR, LF};
use crate::text;

/// A block of one `data` field, perhaps with an `event` field before it, that lies whole inside the chunk.
pub(super) struct CommonEvent<'c> {
    pub(super) event_type: &'c [u8],
    pub(super) data: text::Value<'c>,
    /// What follows the blank line.
    pub(super) rest: &'c [u8],
}

const DATA: &[u8] = b"data:";
const EVENT: &[u8] = b"event:";

/// Why there is none.
pub(super) enum Miss {
    /// The chunk ends inside the block's first line, which is a `data` field.
    InsideData,
    Other,
}

/// Reads such a block from the chunk's first byte on.
#[inline(always)]
pub(super) fn event(chunk: &[u8]) -> Result<CommonEvent<'_>, Miss> {
    if let Some(value) = chunk.strip_prefix(DATA) {
        let end = line::find_end(value).ok_or(Miss::InsideData)?;
        return event_of(&[], value, end).ok_or(Miss::Other);
    }
    named_event(chunk).ok_or(Miss::Other)
}

#[inline(always)]
fn named_event(chunk: &[u8]) -> Option<CommonEvent<'_>> {
    let value = chunk.strip_prefix(EVENT)?;
    let (event_type, line_end) = value.split_at(line::find_end(value)?);
    let value = behind(line_end).strip_prefix(DATA)?;
    event_of(without_space(event_type), value, line::find_end(value)?)
}

#[inline(always)]
fn event_of<'c>(event_type: &'c [u8], value: &'c [u8], end: usize) -> Option<CommonEvent<'c>> {
    let line_end = &value[end..];
    let data = without_space(value);
    Some(CommonEvent {
        event_type,
        data: text::Value::new(data, data.len() - line_end.len()),
        rest: &line_end[blank_line(line_end)?..],
    })
}

/// What follows a block of one comment, a heartbeat, that lies whole inside the chunk from its first byte on.
#[inline]
pub(super) fn behind_comment(chunk: &[u8]) -> Option<&[u8]> {
    let text = chunk.strip_prefix(b":")?;
    let line_end = &text[line::find_end(text)?..];
    Some(&line_end[blank_line(line_end)?..])
}

/// The length of a line's end and of the blank line behind it, if that is there: it is seen by a peek, not by another
/// search.
#[inline]
pub(super) fn blank_line(line_end: &[u8]) -> Option<usize> {
    match line_end {
        [LF, LF | CR, ..] | [CR, CR, ..] => Some(2),
        [CR, LF, LF | CR, ..] => Some(3),
        _ => None,
    }
}

/// What follows a line's end; nothing, where the chunk ends with a CR.
#[inline]
pub(super) fn behind(line_end: &[u8]) -> &[u8] {
    match line_end {
        [CR, LF, rest @ ..] | [_, rest @ ..] => rest,
        [] => &[],
    }
}
