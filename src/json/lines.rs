//! One JSON text a line: NDJSON, JSON Lines.

use memchr::memchr;

use super::rules::{Check, DepthOfLines, Rules};
use super::scan::{Found, Nesting};
use super::space;
use super::stream::{Ending, Mark, Place, Ready, Stop, Stream};
use super::text;
use crate::{Error, ErrorKind};
use crate::{meter, search::few};

const CR: u8 = b'\r';
pub(super) const LF: u8 = b'\n';

#[derive(Debug, Clone, Copy)]
pub(super) enum Lines {
    /// At the start of the stream: a byte order mark may come.
    Start,
    /// In a line; what of it came in earlier chunks is held.
    Line,
    /// In a line that is too long.
    Skipping,
}

impl Lines {
    #[inline]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Stop> {
        while !input.is_empty() {
            match self {
                Self::Start => match stream.byte_order_mark(input) {
                    Mark::Undecided => return Ok(None),
                    Mark::Passed | Mark::Broken => *self = Self::Line,
                },
                Self::Line => {
                    if let Some(ready) = self.line(stream, input).map_err(Stop::Frame)? {
                        return Ok(Some(ready));
                    }
                }
                Self::Skipping => {
                    let end = memchr(LF, input);
                    let len = end.map_or(input.len(), |end| end + 1);
                    meter::scanned(len);
                    stream.consume(input, len);
                    if end.is_some() {
                        stream.index += 1;
                        *self = Self::Line;
                    }
                }
            }
        }
        Ok(None)
    }

    /// Looks for the line's end.
    #[inline]
    fn line<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Error> {
        let held = stream.carry.len();
        if held == 0 {
            stream.start = stream.position;
        }
        let chunk = *input;
        let max = stream.rules.max_frame_bytes;
        // The line's end may be two bytes long, and both lie over the limit.
        let most = max.saturating_add(2).saturating_sub(held);
        let window = &chunk[..chunk.len().min(most)];
        let end = memchr(LF, window);
        meter::scanned(end.unwrap_or(window.len()));
        let Some(end) = end else {
            return match over(max, &stream.carry, window) {
                Over::No => {
                    stream.hold(input, window.len(), max.saturating_add(1));
                    Ok(None)
                }
                Over::Yes => {
                    stream.consume(input, window.len());
                    *self = Self::Skipping;
                    Err(stream.too_large())
                }
            };
        };
        stream.consume(input, end + 1);
        let place = if held == 0 {
            let line = &chunk[..end];
            Place::Chunk(line.strip_suffix(&[CR]).unwrap_or(line))
        } else {
            stream.carry.extend(&window[..end], max.saturating_add(1));
            if stream.carry.last() == Some(&CR) {
                stream.carry.truncate(stream.carry.len() - 1);
            }
            Place::Carry
        };
        let line = match place {
            Place::Chunk(line) => line,
            Place::Carry => &stream.carry,
        };
        if line.len() > max {
            stream.index += 1;
            return Err(stream.too_large());
        }
        if let Err(fault) = check(line, stream.start, &stream.rules) {
            if is_blank(line) {
                stream.carry.clear();
                return Ok(None);
            }
            stream.index += 1;
            return Err(fault);
        }
        Ok(Some(stream.ready(place)))
    }

    /// The last line may lack its end.
    pub(super) fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Stop> {
        match self {
            Self::Start if stream.carry.is_empty() => Ok(Ending::Complete),
            Self::Start | Self::Line => {
                *self = Self::Line;
                let line = &*stream.carry;
                if line.len() > stream.rules.max_frame_bytes {
                    *self = Self::Skipping;
                    return Err(Stop::Frame(stream.too_large()));
                }
                if is_blank(line) {
                    stream.carry.clear();
                    return Ok(Ending::Complete);
                }
                // Nothing shows that this line is whole but the line itself: it is looked at closely. If it is, it is
                // judged as with an LF.
                if is_cut(line, &stream.rules) {
                    return Ok(Ending::Truncated);
                }
                if let Err(fault) = check(line, stream.start, &stream.rules) {
                    stream.index += 1;
                    return Err(Stop::Frame(fault));
                }
                Ok(Ending::Last(stream.ready(Place::Carry)))
            }
            Self::Skipping => Ok(Ending::Truncated),
        }
    }
}

/// Whether a line has shown itself to be over the limit.
enum Over {
    No,
    Yes,
}

/// Judges a line whose LF has not come: one CR over the limit may yet be part of its end.
fn over(max: usize, held: &[u8], window: &[u8]) -> Over {
    let len = held.len() + window.len();
    if len <= max {
        return Over::No;
    }
    let first_over = match max.checked_sub(held.len()) {
        Some(at) => window[at],
        None => held[max],
    };
    match (first_over, len - max) {
        (CR, 1) => Over::No,
        _ => Over::Yes,
    }
}

fn is_blank(line: &[u8]) -> bool {
    space::leading(line) == line.len()
}

/// The chunk's first line with its LF, and the rest.
#[inline]
pub(super) fn split_first(chunk: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(LF, chunk);
    meter::scanned(end.unwrap_or(chunk.len()));
    chunk.split_at_checked(end? + 1)
}

/// Whether none of a few bytes ends the line.
#[inline(always)]
pub(super) fn stays_inside(bytes: &[u8]) -> bool {
    let is_inside = !few::has_any(bytes, [LF]);
    if is_inside {
        meter::scanned(bytes.len());
    }
    is_inside
}

/// Where the line that goes on with `chunk` ends.
#[inline]
pub(super) fn find_end(chunk: &[u8]) -> Option<usize> {
    let end = if chunk.len() <= few::FEW {
        few::find(chunk, [LF])
    } else {
        memchr(LF, chunk)
    };
    meter::scanned(end.unwrap_or(chunk.len()));
    end
}

/// The text in a line without LF, if it is plain.
#[inline]
pub(super) fn plain_text(line: &[u8]) -> Option<&[u8]> {
    let text = line.strip_suffix(&[CR]).unwrap_or(line);
    is_plain(text).then_some(text)
}

/// Whether a line begins and ends as an array, object or string does.
#[inline]
fn is_plain(line: &[u8]) -> bool {
    matches!(line, [b'{' | b'[', .., b'}' | b']'] | [b'"', .., b'"'])
}

/// Whether plain lines pass at first sight, if no more is asked for: looking into them would cost more than all the rest.
pub(super) fn may_be_plain(rules: &Rules) -> bool {
    matches!(
        (rules.check, rules.depth_of_lines),
        (Check::Boundaries, DepthOfLines::Unseen)
    )
}

/// Whether a line whose end has come passes at first sight.
fn needs_no_look(line: &[u8], rules: &Rules) -> bool {
    match rules.check {
        Check::Boundaries if may_be_plain(rules) => is_plain(line),
        Check::Boundaries => matches!(line, [b'"', .., b'"']),
        Check::Grammar => false,
    }
}

/// Whether the value in a line goes on where the line ends.
fn is_cut(line: &[u8], rules: &Rules) -> bool {
    let mut rules = *rules;
    if needs_no_look(line, &rules) {
        rules.max_depth = usize::MAX;
    }
    let check = text::check(line, 0, &rules);
    check.is_err_and(|fault| fault.kind() == ErrorKind::IncompleteText)
}

/// Checks a line whose end has come.
fn check(line: &[u8], position: u64, rules: &Rules) -> Result<(), Error> {
    match (rules.check, line) {
        _ if needs_no_look(line, rules) => Ok(()),
        (Check::Boundaries, [b'{' | b'[', .., b'}' | b']']) => check_depth(line, position, rules),
        (Check::Boundaries | Check::Grammar, _) => text::check(line, position, rules),
    }
}

/// Only a line with so many opening brackets that it could nest too deep is scanned: counting is faster.
fn check_depth(line: &[u8], position: u64, rules: &Rules) -> Result<(), Error> {
    if line.len() <= rules.max_depth || rules.scanner.count_openers(line) <= rules.max_depth {
        return Ok(());
    }
    match Nesting::new().find_end(line, rules.max_depth, rules.scanner) {
        Found::TooDeep(at) => Err(Error::new(ErrorKind::TooDeep, position + at as u64)),
        Found::End(_) | Found::More => Ok(()),
    }
}
