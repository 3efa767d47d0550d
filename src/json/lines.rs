//! One JSON text a line: NDJSON, JSON Lines.

use memchr::memchr;

use super::frame::Frame;
use super::grammar::Fault;
use super::rules::Rules;
use super::space;
use super::stream::{Ending, Mark, Place, Ready, Stream};
use super::text;
use super::validate;
use crate::{Error, ErrorKind};
use crate::{meter, search::few};

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
    #[inline]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Error> {
        while !input.is_empty() {
            match self {
                Self::Start => match stream.byte_order_mark(input) {
                    Mark::Undecided => return Ok(None),
                    Mark::Passed => *self = Self::Apart,
                    Mark::Broken => *self = Self::Inside,
                },
                Self::Between | Self::Apart => {
                    stream.start = stream.position;
                    *self = Self::Inside;
                }
                Self::Inside => {
                    if let Some(ready) = self.line(stream, input, find_end(input))? {
                        return Ok(Some(ready));
                    }
                }
                Self::Skipping => {
                    let end = memchr(LF, input);
                    let len = end.map_or(input.len(), |end| end + 1);
                    meter::scanned(len);
                    stream.consume(input, len);
                    if end.is_some() {
                        stream.line += 1;
                        *self = Self::Between;
                    }
                }
            }
        }
        Ok(None)
    }

    /// Goes on with the line we are in, whose LF is at `end` of the input if it is there.
    #[inline(always)]
    pub(super) fn line<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
        end: Option<usize>,
    ) -> Result<Option<Ready<'i>>, Error> {
        let held = stream.carry.len();
        let max = stream.rules.max_frame_bytes;
        // The line's end may be two bytes long, and both be over the limit.
        let most = max.saturating_add(2).saturating_sub(held);
        let window = &input[..input.len().min(most)];
        let Some(end) = end.filter(|end| *end < window.len()) else {
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
        let place = match stream.complete(input, end, max.saturating_add(1)) {
            Place::Chunk(line) => Place::Chunk(without_cr(line)),
            Place::Carry => {
                stream.carry.truncate(without_cr(&stream.carry).len());
                Place::Carry
            }
        };
        stream.consume(input, 1);
        let line = stream.bytes(place);
        let result = match stream.check_line(line) {
            _ if line.len() > max => Err(stream.too_large()),
            Ok(()) => Ok(Some(stream.ready(place))),
            Err(_) if is_blank(line) => {
                stream.carry.clear();
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
        stream.line += 1;
        result
    }

    /// The last line may lack its end.
    pub(super) fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Error> {
        match self {
            Self::Start if stream.carry.is_empty() => Ok(Ending::Complete),
            Self::Between | Self::Apart => Ok(Ending::Complete),
            Self::Start | Self::Inside => {
                let line = &*stream.carry;
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
                Ok(Ending::Last(stream.ready(Place::Carry)))
            }
            Self::Skipping => Ok(Ending::Missing),
        }
    }
}

impl Stream {
    /// Reads a chunk of few bytes, if there is room for it and no LF in it. Returns whether it did.
    #[inline(always)]
    pub(super) fn hold_drip_of_line(&mut self, input: &mut &[u8]) -> bool {
        self.hold_drip(input, |few, _| {
            let is_inside = !few.have_any([LF]);
            if is_inside {
                meter::scanned(few.bytes().len());
            }
            is_inside
        })
    }

    /// The same for a chunk of a block's size, which is worth a call.
    #[inline(always)]
    pub(super) fn hold_block_of_line(&mut self, input: &mut &[u8]) -> bool {
        const WIDE: usize = 4 * few::WORD;
        let bytes = *input;
        let len = bytes.len();
        let is_inside = cfg!(not(feature = "small"))
            && (WIDE..=2 * WIDE).contains(&len)
            && len <= self.carry.room(self.drip_limit)
            && !few::words_have_any::<WIDE, 1>(bytes, [LF]);
        if is_inside {
            meter::scanned(len);
            meter::moved(len);
            self.carry.extend_words::<WIDE>(bytes);
            self.position += len as u64;
            *input = &bytes[len..];
        }
        is_inside
    }

    /// Reads the chunk's first line, with its end, if its first and last byte show that it is good.
    #[inline(always)]
    pub(super) fn take_line<'i>(
        &mut self,
        line: &'i [u8],
        rest: &'i [u8],
        input: &mut &'i [u8],
    ) -> Option<Frame<'i>> {
        let text = without_cr(&line[..line.len() - 1]);
        let is_good = self.is_good_unseen(text)
            || text.len() <= self.rules.max_frame_bytes && look_into(text, &self.rules).is_ok();
        if !is_good {
            return None;
        }
        let frame = Frame::new(text, self.position, self.index, self.line);
        self.position += line.len() as u64;
        self.index += 1;
        self.line += 1;
        *input = rest;
        Some(frame)
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

/// The chunk's first line with its LF, and the rest.
#[inline]
pub(super) fn split_first(chunk: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(LF, chunk);
    meter::scanned(end.unwrap_or(chunk.len()));
    chunk.split_at_checked(end? + 1)
}

/// Where the line that goes on with `chunk` ends.
#[inline(always)]
pub(super) fn find_end(chunk: &[u8]) -> Option<usize> {
    let end = if chunk.len() > LONGEST_IN_TWO || cfg!(feature = "small") {
        memchr(LF, chunk)
    } else if let [byte] = chunk {
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
