//! An event that is whole in the chunk, as most are: read from its bytes alone.

use super::field::{Millis, Name, without_space};
use super::line::{Line, Part};
use crate::search::ascii;
use crate::search::line_end::{self, LineEnd};
use crate::text::Padded;

/// An event with one `data` line, and before it `event`, `id` and `retry` at most once each.
pub(super) struct WholeEvent<'c> {
    pub(super) fields: Fields<'c>,
    pub(super) data: Padded<'c>,
    /// Its bytes, with the first byte of the blank line's end.
    pub(super) len: usize,
}

/// The fields before the data.
#[derive(Clone, Copy, Default)]
pub(super) struct Fields<'c> {
    pub(super) event_type: Option<&'c str>,
    pub(super) id: Option<&'c str>,
    /// In milliseconds.
    pub(super) retry: Option<u64>,
}

/// What the chunk has of an event that is cut, or that is not as [`WholeEvent`] wants it.
pub(super) struct CutEvent<'c> {
    pub(super) fields: Fields<'c>,
    pub(super) data: Option<&'c [u8]>,
    /// The bytes that have been read.
    pub(super) used: usize,
    /// Where in a line they end.
    pub(super) line: Line,
}

/// Reads an event from the first byte of the chunk on.
// Always inlined, like all that an event of data alone passes: a result that a call returns goes through memory.
#[inline(always)]
pub(super) fn read(chunk: &[u8]) -> Result<WholeEvent<'_>, CutEvent<'_>> {
    // Most events have data only: other fields are read out of line.
    if chunk.starts_with(DATA) {
        read_data(chunk, DATA.len(), Fields::default())
    } else {
        read_fields_and_data(chunk)
    }
}

/// Reads an event that may begin with other fields than data.
#[cfg_attr(not(feature = "small"), inline(always))]
fn read_fields_and_data(chunk: &[u8]) -> Result<WholeEvent<'_>, CutEvent<'_>> {
    let mut fields = Fields::default();
    let mut at = 0;
    while let Some(next) = read_field(chunk, at, &mut fields) {
        at = next;
        if chunk[at..].starts_with(DATA) {
            return read_data(chunk, at + DATA.len(), fields);
        }
    }
    Err(CutEvent {
        fields,
        data: None,
        used: at,
        line: Line::START,
    })
}

const DATA: &[u8] = b"data:";

/// Reads the value of the `data` line, which starts at `at`, and the end of the event.
#[inline(always)]
fn read_data<'c>(
    chunk: &'c [u8],
    at: usize,
    fields: Fields<'c>,
) -> Result<WholeEvent<'c>, CutEvent<'c>> {
    let cut = |data, used, line| {
        Err(CutEvent {
            fields,
            data: Some(data),
            used,
            line,
        })
    };
    let value = &chunk[at..];
    let data = without_space(value);
    let Some(end) = line_end::find(value) else {
        let line = match value {
            [] => Line::AfterColon(Part::Value(Name::Data)),
            _ => Line::Data,
        };
        return cut(data, chunk.len(), line);
    };
    let data = Padded::new(data, data.len() - (value.len() - end));
    let LineEnd { len, lf_may_follow } = LineEnd::at_start_of(&value[end..]);
    let used = at + end + len;
    match chunk.get(used) {
        Some(&next) if line_end::is_line_end(next) => Ok(WholeEvent {
            fields,
            data,
            len: used + 1,
        }),
        _ => {
            let line = Line::Start {
                after_cr: lf_may_follow,
            };
            cut(data.bytes(), used, line)
        }
    }
}

/// The most bytes of a value before the data that are read here.
const SHORT: usize = 64;

/// Reads a field that may come before the data, if it is the first of its name, from the line that starts at `at`.
/// Returns where the next line starts.
#[cfg_attr(not(feature = "small"), inline(always))]
fn read_field<'c>(chunk: &'c [u8], at: usize, fields: &mut Fields<'c>) -> Option<usize> {
    let line = &chunk[at..];
    let read_value = |name: &[u8]| {
        let value = line.strip_prefix(name)?;
        let end = line_end::find_near(&value[..value.len().min(SHORT)])?;
        let (value, end_of_line) = value.split_at(end);
        let LineEnd { len, lf_may_follow } = LineEnd::at_start_of(end_of_line);
        let next = chunk.len() - end_of_line.len() + len;
        (!lf_may_follow).then(|| (without_space(value), next))
    };
    match line.first()? {
        b'e' if fields.event_type.is_none() => {
            let (value, next) = read_value(b"event:")?;
            fields.event_type = Some(ascii::text(value)?);
            Some(next)
        }
        b'i' if fields.id.is_none() => {
            let (value, next) = read_value(b"id:")?;
            fields.id =
                Some(ascii::text(value).filter(|id| memchr::memchr(0, id.as_bytes()).is_none())?);
            Some(next)
        }
        b'r' if fields.retry.is_none() => {
            let (value, next) = read_value(b"retry:")?;
            fields.retry = Some(Millis::default().with(value)?.number()?);
            Some(next)
        }
        _ => None,
    }
}
