//! One value that itself shows where it ends, found chunk by chunk: what Concatenated, Array and TextSequence share.

use super::rules::Rules;
use super::scalar::{Run, Scalar};
use super::space::is_delimiter;
use super::stream::{Place, StaysInside, Stream, with_copy};
use crate::search::few::{self, Few};
use crate::search::nesting::{Found, Nesting};
use crate::{Error, ErrorKind, meter};

/// Where in the open value we are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Nested(Nesting),
    String(OpenString),
    Scalar(Scalar),
}

/// How many open brackets of a value that is skipped are counted: more are as if they were not there. Nothing of the
/// value is stored, so on a 32-bit machine it may have more than a `usize` holds.
const MOST_COUNTED: usize = usize::MAX / 2;

/// Where in a top-level string we are.
#[derive(Debug, Clone, Copy)]
pub(super) enum OpenString {
    /// Before its opening quotation mark.
    Unopened,
    Inside,
    /// Right after a backslash.
    Escaped,
}

/// The result of a step.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'i> {
    /// The input is used up, and held as far as needed.
    More,
    Complete(Place<'i>),
    /// The value is bad. Its end has not come.
    Bad(Error),
    /// The value is bad, and has ended.
    BadAtEnd(Error),
}

impl OpenString {
    /// After how many bytes the string has ended.
    pub(super) fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = match self {
            Self::Inside => 0,
            // Whatever an escaped byte is, it does not end the string.
            Self::Unopened | Self::Escaped => bytes.len().min(1),
        };
        if bytes.is_empty() {
            return None;
        }
        *self = Self::Inside;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
            at += found + 1;
            if bytes[at - 1] == b'"' {
                meter::scanned(at);
                return Some(at);
            }
            if at == bytes.len() {
                *self = Self::Escaped;
                break;
            }
            at += 1;
        }
        meter::scanned(bytes.len());
        None
    }
}

impl StaysInside for Nesting {
    #[inline(always)]
    fn stays_inside(&mut self, few: Few<'_>, rules: &Rules) -> bool {
        self.stays_inside(few.bytes(), rules.max_depth, rules.scanner)
    }
}

impl StaysInside for OpenString {
    #[inline(always)]
    fn stays_inside(&mut self, few: Few<'_>, _: &Rules) -> bool {
        let bytes = few.bytes();
        if bytes.len() > few::TWO_WORDS {
            return false;
        }
        let mut after = *self;
        for &byte in bytes {
            after = match (after, byte) {
                (Self::Inside, b'"') => return false,
                (Self::Inside, b'\\') => Self::Escaped,
                (Self::Unopened | Self::Inside | Self::Escaped, _) => Self::Inside,
            };
        }
        meter::scanned(bytes.len());
        *self = after;
        true
    }
}

impl Value {
    /// A value that begins with `first`, which is the next byte to be read.
    pub(super) const fn begin(first: u8) -> Option<Self> {
        match first {
            b'[' | b'{' => Some(Self::Nested(Nesting::new())),
            b'"' => Some(Self::String(OpenString::Unopened)),
            _ => match Scalar::begin(first) {
                Some(scalar) => Some(Self::Scalar(scalar)),
                None => None,
            },
        }
    }

    /// Opens the value whose first byte is the next of the stream.
    #[inline]
    pub(super) fn open(first: u8, stream: &mut Stream) -> Option<Self> {
        stream.start = stream.position();
        Self::begin(first)
    }

    /// Looks for the value's end. `ends_scalar` says whether a number or literal may end before a byte.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn step<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
        ends_scalar: fn(u8) -> bool,
    ) -> Step<'i> {
        match self {
            Self::Nested(nesting) => step_nested(nesting, stream, input),
            Self::String(string) => with_copy(input, |input| step_string(string, stream, input)),
            Self::Scalar(scalar) => with_copy(input, |input| {
                step_scalar(scalar, stream, input, ends_scalar)
            }),
        }
    }

    /// Looks for the end of a value that was reported as bad, and stores nothing. Returns whether it has ended.
    #[inline(never)]
    pub(super) fn skip(&mut self, stream: &mut Stream, input: &mut &[u8]) -> bool {
        self.skip_counting(MOST_COUNTED, stream, input)
    }

    fn skip_counting(&mut self, most: usize, stream: &mut Stream, input: &mut &[u8]) -> bool {
        let end = match self {
            Self::Scalar(_) => {
                let end = input.iter().position(|byte| is_delimiter(*byte));
                meter::scanned(end.unwrap_or(input.len()));
                end
            }
            Self::Nested(nesting) => loop {
                match nesting.find_end(input, most, stream.rules.scanner) {
                    Found::End(end) => break Some(end),
                    Found::More => break None,
                    Found::TooDeep(at) => {
                        nesting.forget_bracket();
                        stream.consume(input, at + 1);
                    }
                }
            },
            Self::String(string) => string.find_end(input),
        };
        stream.consume(input, end.unwrap_or(input.len()));
        end.is_some()
    }

    /// Returns whether the stream's end completes the value.
    pub(super) const fn is_whole(self) -> bool {
        matches!(self, Self::Scalar(scalar) if scalar.is_whole())
    }

    /// Returns whether the stream's end ends the value, even if it is bad.
    pub(super) const fn is_scalar(self) -> bool {
        matches!(self, Self::Scalar(_))
    }
}

#[cfg_attr(not(feature = "small"), inline(always))]
fn step_nested<'i>(nesting: &mut Nesting, stream: &mut Stream, input: &mut &'i [u8]) -> Step<'i> {
    let window = stream.window(input);
    if let Some(len) = stream.find_valid(window) {
        stream.last_len = len;
        return Step::Complete(stream.complete(input, len, stream.rules.max_frame_bytes));
    }
    let Rules {
        max_depth, scanner, ..
    } = stream.rules;
    let found = nesting.find_end(window, max_depth, scanner);
    step_to(found, window.len(), stream, input)
}

#[inline(never)]
fn step_string<'i>(string: &mut OpenString, stream: &mut Stream, input: &mut &'i [u8]) -> Step<'i> {
    if stream.hold_drip(input, string) {
        return Step::More;
    }
    let window = stream.window(input);
    let found = string.find_end(window).map_or(Found::More, Found::End);
    step_to(found, window.len(), stream, input)
}

/// Reads an array, object or string up to what was found in a window of so many bytes.
#[cfg_attr(not(feature = "small"), inline(always))]
fn step_to<'i>(found: Found, window: usize, stream: &mut Stream, input: &mut &'i [u8]) -> Step<'i> {
    let limit = stream.rules.max_frame_bytes;
    match found {
        Found::End(end) => {
            let place = stream.complete(input, end, limit);
            hand_out(place, stream)
        }
        Found::TooDeep(at) => {
            stream.consume(input, at + 1);
            Step::Bad(stream.bad(ErrorKind::TooDeep, stream.position() - 1))
        }
        Found::More if window == input.len() => {
            stream.hold(input, window, limit);
            Step::More
        }
        Found::More => {
            stream.consume(input, window);
            Step::Bad(stream.too_large())
        }
    }
}

/// Returns a value whose end has come, if it is good.
#[inline]
fn hand_out<'i>(place: Place<'i>, stream: &mut Stream) -> Step<'i> {
    let bytes = stream.bytes(place);
    let len = bytes.len();
    let result = stream.rules.check(bytes);
    stream.last_len = len;
    match result {
        Ok(()) => Step::Complete(place),
        Err(fault) => Step::BadAtEnd(stream.bad_frame(fault, len)),
    }
}

/// A number or literal. The byte after it shows that it has ended, and is no part of it.
#[inline(never)]
fn step_scalar<'i>(
    scalar: &mut Scalar,
    stream: &mut Stream,
    input: &mut &'i [u8],
    ends: fn(u8) -> bool,
) -> Step<'i> {
    let room = stream.room();
    let limit = stream.rules.max_frame_bytes;
    let window = &input[..input.len().min(room.saturating_add(1))];
    match scalar.run(window, ends) {
        Run::End(end) => {
            let place = stream.complete(input, end, limit);
            Step::Complete(place)
        }
        Run::Fault(at) if at < room || is_delimiter(window[at]) => {
            stream.consume(input, at);
            Step::Bad(stream.bad(scalar.fault(), stream.position()))
        }
        Run::More(len) if len <= room => {
            stream.hold(input, len, limit);
            Step::More
        }
        Run::Fault(_) | Run::More(_) => {
            stream.consume(input, room);
            Step::Bad(stream.too_large())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::{DEFAULT_MAX_FRAME_BYTES, Rules};
    use super::*;
    use crate::search::nesting::Scanner;

    /// Skips a value in chunks of so many bytes, counting so many brackets at most. Returns where it ended.
    fn skip(text: &[u8], chunk_len: usize, most: usize) -> Option<u64> {
        let mut stream = Stream::new(Rules {
            max_frame_bytes: DEFAULT_MAX_FRAME_BYTES,
            max_depth: 1,
            max_header_bytes: 0,
            bare_lf: false,
            validate: false,
            excerpt: 0,
            scanner: Scanner::fastest(),
        });
        let mut value = Value::open(text[0], &mut stream).expect("a bracket");
        let mut chunks = text.chunks(chunk_len);
        chunks
            .any(|mut chunk| value.skip_counting(most, &mut stream, &mut chunk))
            .then_some(stream.position())
    }

    /// On a 32-bit machine 4 GiB of opening brackets must not overflow the count.
    #[test]
    fn open_brackets_over_those_that_are_counted_are_as_if_not_there() {
        const OPEN: usize = 200;
        let text = ["[".repeat(OPEN), "]".repeat(OPEN)].concat();
        for chunk_len in [1, 7, 31, 32, 64, 100, 199, 200, 201, text.len()] {
            for most in [1, 2, OPEN / 2, OPEN - 1, OPEN, OPEN + 1, usize::MAX] {
                let end = skip(text.as_bytes(), chunk_len, most);
                let expected = OPEN + OPEN.min(most);
                assert_eq!(end, Some(expected as u64), "{chunk_len} {most}");
            }
        }
    }
}
