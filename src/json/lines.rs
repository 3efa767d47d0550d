//! One JSON text a line: NDJSON, JSON Lines.

use memchr::memchr;

use super::grammar::Fault;
use super::rules::Rules;
use super::space;
use super::stream::{Ending, Mark, Place, StaysInside, Stream, with_copy};
use super::text;
use super::validate;
use crate::meter;
use crate::search::few::{self, Few};
use crate::search::nesting::Scanner;
use crate::{Error, ErrorKind};

const CR: u8 = b'\r';
const LF: u8 = b'\n';

#[derive(Debug, Clone, Copy)]
pub(super) enum Lines {
    /// At the start of the stream: a byte order mark may come.
    Start,
    /// In a line, whose bytes from earlier chunks are held.
    Inside,
    /// Between lines: nothing is held, a frame has come, and no error was returned by the last call.
    Between,
    /// Between lines too, where one of these may not be so.
    Apart,
    /// In a line that is too long.
    Skipping,
}

impl Lines {
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Place<'i>>, Error> {
        while !input.is_empty() {
            match self {
                Self::Start => match with_copy(input, |input| stream.byte_order_mark(input)) {
                    Mark::Undecided => return Ok(None),
                    Mark::Passed => *self = Self::Apart,
                    Mark::Broken => {
                        stream.line += 1;
                        *self = Self::Inside;
                    }
                },
                Self::Between | Self::Apart => {
                    stream.begin_line();
                    *self = Self::Inside;
                }
                Self::Inside => {
                    if let Some(place) = self.line(stream, input)? {
                        return Ok(Some(place));
                    }
                }
                Self::Skipping => {
                    let end = memchr(LF, input);
                    let len = end.map_or(input.len(), |end| end + 1);
                    meter::scanned(len);
                    stream.consume(input, len);
                    if end.is_some() {
                        *self = Self::Between;
                    }
                }
            }
        }
        Ok(None)
    }

    /// Goes on with the line we are in.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn line<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Place<'i>>, Error> {
        let max = stream.rules.max_frame_bytes;
        let mut end = find_end(input, stream.rules.scanner);
        // No overflow: both are in memory.
        if stream.held().len() + end.unwrap_or(input.len()) > max {
            end = with_copy(input, |input| self.end_of_long(stream, input, end))?;
        }
        let Some(end) = end else {
            stream.hold(input, input.len(), max.saturating_add(1));
            return Ok(None);
        };
        let place = match stream.complete(input, end, max.saturating_add(1)) {
            Place::Chunk(line) => Place::Chunk(without_cr(line)),
            Place::Carry => {
                stream.truncate(without_cr(stream.held()).len());
                Place::Carry
            }
        };
        stream.consume(input, 1);
        let line = stream.bytes(place);
        let result = match stream.check_line(line) {
            _ if line.len() > max => Err(stream.too_large()),
            Ok(()) => Ok(Some(place)),
            Err(_) if is_blank(line) => {
                stream.forget();
                Ok(None)
            }
            Err(fault) => {
                let len = line.len();
                Err(stream.bad_frame(fault, len))
            }
        };
        *self = match result {
            Ok(Some(_)) => Self::Between,
            Ok(None) | Err(_) => Self::Apart,
        };
        result
    }

    /// Looks whether a line is over the limit, or would be without a CR at its end; returns where its LF is.
    #[cold]
    fn end_of_long(
        &mut self,
        stream: &mut Stream,
        input: &mut &[u8],
        end: Option<usize>,
    ) -> Result<Option<usize>, Error> {
        let max = stream.rules.max_frame_bytes;
        // The line's end may be two bytes long, and both be over the limit.
        let most = max.saturating_add(2).saturating_sub(stream.held().len());
        let window = &input[..input.len().min(most)];
        let end = end.filter(|end| *end < window.len());
        if end.is_none()
            && let Over::Yes = over(max, stream.held(), window)
        {
            stream.consume(input, window.len());
            *self = Self::Skipping;
            return Err(stream.too_large());
        }
        Ok(end)
    }

    /// The last line may lack its end.
    pub(super) fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Error> {
        match self {
            Self::Start if stream.held().is_empty() => Ok(Ending::Complete),
            Self::Between | Self::Apart => Ok(Ending::Complete),
            Self::Start | Self::Inside => {
                // Half a byte order mark is a line too.
                stream.line += u64::from(matches!(self, Self::Start));
                let line = stream.held();
                if line.len() > stream.rules.max_frame_bytes {
                    *self = Self::Skipping;
                    return Err(stream.too_large());
                }
                if is_blank(line) {
                    return Ok(Ending::Complete);
                }
                let result = stream.check_last_line(line);
                let len = line.len();
                if let Err(fault) = result {
                    if fault.kind == ErrorKind::IncompleteText {
                        return Ok(Ending::Truncated);
                    }
                    *self = Self::Apart;
                    return Err(stream.bad_frame(fault, len));
                }
                *self = Self::Apart;
                Ok(Ending::Last)
            }
            Self::Skipping => Ok(Ending::Missing),
        }
    }
}

/// An open line.
pub(super) struct OpenLine;

impl StaysInside for OpenLine {
    #[inline(always)]
    fn stays_inside(&mut self, few: Few<'_>, _: &Rules) -> bool {
        let is_inside = !few.have_any([LF]);
        if is_inside {
            meter::scanned(few.bytes().len());
        }
        is_inside
    }
}

impl Stream {
    #[inline(always)]
    pub(super) fn begin_line(&mut self) {
        self.start = self.position();
        self.line += 1;
    }

    /// Reads the chunk's first line, with its end, if its first and last byte show that it is good.
    #[inline(always)]
    pub(super) fn take_line<'i>(
        &mut self,
        input: &mut &'i [u8],
        rest: &'i [u8],
    ) -> Option<Place<'i>> {
        let len = input.len() - rest.len();
        let text = without_cr(&input[..len - 1]);
        let is_good = self.is_good_unseen(text)
            || text.len() <= self.rules.max_frame_bytes && look_into(text, &self.rules).is_ok();
        if !is_good {
            return None;
        }
        self.begin_line();
        self.last_len = len;
        self.pass(len);
        *input = rest;
        Some(Place::Chunk(text))
    }

    /// Checks a line whose end has come.
    #[inline(always)]
    fn check_line(&self, line: &[u8]) -> Result<(), Fault> {
        match self.is_good_unseen(line) {
            true => Ok(()),
            false => look_into(line, &self.rules),
        }
    }

    /// Returns whether the line's first and last byte show that it is good.
    #[inline(always)]
    fn is_good_unseen(&self, line: &[u8]) -> bool {
        line.len() <= self.lent_unseen && is_plain(line)
    }

    /// Checks a line without LF at the end of the stream. Only the line itself shows whether it was cut, so all of it
    /// is looked at. If it is whole, it is judged as with an LF.
    fn check_last_line(&self, line: &[u8]) -> Result<(), Fault> {
        text::check_depth(line, &self.rules)?;
        match text::check_boundaries(line, self.rules.scanner) {
            Err(fault) if fault.kind == ErrorKind::IncompleteText => Err(fault),
            _ => self.check_line(line),
        }
    }
}

/// The line without the CR of a CRLF.
#[inline(always)]
fn without_cr(line: &[u8]) -> &[u8] {
    &line[..line.len() - usize::from(line.last() == Some(&CR))]
}

impl Rules {
    /// Returns how long a line may be to be judged by its first and last byte alone: not at all if an option asks for
    /// more, since looking into a line costs more than all the rest.
    pub(super) fn lent_unseen(&self) -> usize {
        match self.validate || self.max_depth != usize::MAX {
            true => 0,
            false => self.max_frame_bytes,
        }
    }
}

/// Returns whether a line is known to be over the limit.
enum Over {
    No,
    Yes,
}

/// Judges a line whose LF has not come: one CR over the limit may be part of its end.
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

/// Where the line that goes on with `chunk` ends.
#[inline(always)]
fn find_end(chunk: &[u8], scanner: Scanner) -> Option<usize> {
    if chunk.len() > LONGEST_IN_TWO || cfg!(feature = "small") {
        return Some(chunk.len() - 1 - scanner.after_line_feed(chunk, 0)?.len());
    }
    let end = if let [byte] = chunk {
        (*byte == LF).then_some(0)
    } else if chunk.len() <= few::TWO_WORDS {
        few::find(chunk, [LF])
    } else {
        let (first, rest) = chunk.split_at(few::TWO_WORDS);
        let in_rest = || Some(few::TWO_WORDS + few::find(rest, [LF])?);
        few::find(first, [LF]).or_else(in_rest)
    };
    meter::scanned(end.unwrap_or(chunk.len()));
    end
}

/// Up to this many bytes, comparing words takes less time than calling a search.
const LONGEST_IN_TWO: usize = 2 * few::TWO_WORDS;

/// Returns whether a line begins and ends like an array, object or string.
#[inline]
fn is_plain(line: &[u8]) -> bool {
    matches!(line, [b'{' | b'[', .., b'}' | b']'] | [b'"', .., b'"'])
}

/// Checks a line that its first and last byte do not show to be good.
#[inline(never)]
fn look_into(line: &[u8], rules: &Rules) -> Result<(), Fault> {
    match rules.validate || !is_plain(validate::trim(line)) {
        true => text::check(line, rules),
        false => text::check_depth(line, rules),
    }
}
