//! RFC 8259's grammar, a byte at a time with a stack of bits: no recursion, any cut.
//!
//! It does not check UTF-8: a [`Partial`](super::Partial) is made of text, and the validator checks it in a pass of its
//! own.

use super::scalar::{Run, Scalar};
use super::space::{self, is_delimiter};
use super::stack::Stack;
use crate::{ErrorKind, meter};

/// One JSON text, as far as it has come.
#[derive(Debug, Clone)]
pub(super) struct Grammar {
    state: State,
    open: Stack,
    /// Bytes read.
    position: usize,
    /// The end of the last value or opening bracket: up to here only closing brackets are missing.
    settled: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    Token(Expect),
    Scalar(Scalar),
    String(Role, Inside),
}

/// What may come next, whitespace apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
    /// The text is complete.
    Nothing,
}

/// What a string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Name,
    Value,
}

/// Where in a string we are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inside {
    Plain,
    /// After a backslash.
    Escape,
    /// After `\u` and `seen` of its digits.
    Hex {
        seen: u8,
        unit: u16,
        high: High,
    },
    /// After the escape of a high surrogate: the backslash of the low one's must come, then its `u`.
    HighEscape,
    HighBackslash,
}

/// Whether the escape being read comes after that of a high surrogate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum High {
    Absent,
    Present,
}

/// A byte that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: ErrorKind,
    /// Where it is in the text.
    pub(super) at: usize,
    /// The fault is reported at so many bytes before it.
    pub(super) back: usize,
}

impl Fault {
    pub(super) const fn new(kind: ErrorKind, at: usize) -> Self {
        Self { kind, at, back: 0 }
    }

    /// Where in the text it is reported.
    pub(super) const fn offset(self) -> usize {
        self.at - self.back
    }
}

impl Grammar {
    pub(super) const fn new() -> Self {
        Self {
            state: State::Token(Expect::Value),
            open: Stack::new(),
            position: 0,
            settled: 0,
        }
    }

    /// Forgets the text, and gives back all memory.
    pub(super) fn reset(&mut self) {
        self.open.clear();
        self.state = State::Token(Expect::Value);
        self.position = 0;
        self.settled = 0;
    }

    pub(super) const fn state(&self) -> State {
        self.state
    }

    pub(super) const fn brackets(&self) -> &Stack {
        &self.open
    }

    pub(super) const fn position(&self) -> usize {
        self.position
    }

    pub(super) const fn settled(&self) -> usize {
        self.settled
    }

    /// Whether the value has begun.
    pub(super) const fn has_begun(&self) -> bool {
        !matches!(self.state, State::Token(Expect::Value)) || self.open.depth() > 0
    }

    /// Returns whether the text is whole. A number at the top may still go on.
    pub(super) const fn is_complete(&self) -> bool {
        match self.state {
            State::Token(Expect::Nothing) => true,
            State::Scalar(scalar) => self.open.depth() == 0 && scalar.is_whole(),
            State::Token(
                Expect::Value
                | Expect::ValueOrEnd
                | Expect::Name
                | Expect::NameOrEnd
                | Expect::Colon
                | Expect::CommaOrEnd,
            )
            | State::String(..) => false,
        }
    }

    /// Reads the next bytes.
    ///
    /// # Errors
    ///
    /// Returns the first byte that does not fit, or nests deeper than `max_depth`. The bytes before it have been read.
    pub(super) fn advance(&mut self, bytes: &[u8], max_depth: usize) -> Result<(), Fault> {
        let start = self.position;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += match &mut self.state {
                State::String(role, inside) => {
                    let role = *role;
                    let (used, run) = inside.run(&bytes[at..]);
                    self.position = start + at + used;
                    match (run, role) {
                        (StringRun::More, _) => {}
                        (StringRun::Ended, Role::Name) => self.state = State::Token(Expect::Colon),
                        (StringRun::Ended, Role::Value) => self.end_value(),
                        (StringRun::Fault(kind, back), _) => {
                            let at = self.position;
                            return Err(Fault { kind, at, back });
                        }
                    }
                    used
                }
                State::Scalar(scalar) => {
                    let run = scalar.run(&bytes[at..], is_delimiter);
                    let kind = scalar.fault();
                    let (Run::End(used) | Run::Fault(used) | Run::More(used)) = run;
                    self.position = start + at + used;
                    match run {
                        Run::End(_) => self.end_value(),
                        Run::Fault(_) => return Err(Fault::new(kind, self.position)),
                        Run::More(_) => {}
                    }
                    used
                }
                State::Token(_) if space::is_whitespace(byte) => {
                    let used = space::leading(&bytes[at..]);
                    meter::scanned(used);
                    self.position = start + at + used;
                    used
                }
                State::Token(expect) => {
                    let expect = *expect;
                    meter::scanned(1);
                    let used = self.token(expect, byte, max_depth);
                    used.map_err(|kind| Fault::new(kind, self.position))?
                }
            };
        }
        Ok(())
    }

    /// Passes `len` bytes of the string that is open, none of which has a special meaning.
    pub(super) fn take_plain(&mut self, len: usize) {
        if let State::String(_, inside) = &mut self.state {
            *inside = Inside::Plain;
        }
        self.position += len;
    }

    /// Reads the first byte of a token; returns how many bytes that used.
    fn token(&mut self, expect: Expect, byte: u8, max_depth: usize) -> Result<usize, ErrorKind> {
        let is_object = self.open.top_is_object();
        let next = match (expect, byte) {
            (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => {
                return self.open(byte == b'{', max_depth);
            }
            (Expect::ValueOrEnd, b']') | (Expect::NameOrEnd, b'}') => return Ok(self.close()),
            (Expect::CommaOrEnd, b']') if is_object == Some(false) => return Ok(self.close()),
            (Expect::CommaOrEnd, b'}') if is_object == Some(true) => return Ok(self.close()),
            (Expect::Value | Expect::ValueOrEnd, b'"') => State::String(Role::Value, Inside::Plain),
            (Expect::Value | Expect::ValueOrEnd, _) => {
                let scalar = Scalar::begin(byte).ok_or(ErrorKind::UnexpectedByte)?;
                self.state = State::Scalar(scalar);
                return Ok(0);
            }
            (Expect::Name | Expect::NameOrEnd, b'"') => State::String(Role::Name, Inside::Plain),
            (Expect::Colon, b':') => State::Token(Expect::Value),
            (Expect::CommaOrEnd, b',') if is_object == Some(true) => State::Token(Expect::Name),
            (Expect::CommaOrEnd, b',') => State::Token(Expect::Value),
            (
                Expect::Name
                | Expect::NameOrEnd
                | Expect::Colon
                | Expect::CommaOrEnd
                | Expect::Nothing,
                _,
            ) => return Err(ErrorKind::UnexpectedByte),
        };
        self.state = next;
        self.position += 1;
        Ok(1)
    }

    fn open(&mut self, is_object: bool, max_depth: usize) -> Result<usize, ErrorKind> {
        if self.open.depth() >= max_depth {
            return Err(ErrorKind::TooDeep);
        }
        self.open.push(is_object);
        self.position += 1;
        self.settled = self.position;
        self.state = State::Token(match is_object {
            true => Expect::NameOrEnd,
            false => Expect::ValueOrEnd,
        });
        Ok(1)
    }

    fn close(&mut self) -> usize {
        self.open.pop();
        self.position += 1;
        self.end_value();
        1
    }

    /// Notes that a value ends here.
    fn end_value(&mut self) {
        self.settled = self.position;
        self.state = State::Token(match self.open.depth() {
            0 => Expect::Nothing,
            _ => Expect::CommaOrEnd,
        });
    }
}

/// What a run over a string's bytes came to.
enum StringRun {
    More,
    /// The closing quotation mark is the last byte used.
    Ended,
    /// The byte after those used does not fit; the fault is reported at so many bytes before it.
    Fault(ErrorKind, usize),
}

impl Inside {
    /// How many bytes at the end of a text that stops here are no part of the string yet.
    pub(super) const fn unfinished(self) -> usize {
        match self {
            Self::Plain => 0,
            Self::Escape => 1,
            Self::Hex { seen, high, .. } => match high {
                High::Absent => 2 + seen as usize,
                High::Present => 6 + 2 + seen as usize,
            },
            Self::HighEscape => 6,
            Self::HighBackslash => 7,
        }
    }

    /// Reads a string's next bytes; returns how many were used.
    fn run(&mut self, bytes: &[u8]) -> (usize, StringRun) {
        let mut at = 0;
        loop {
            if let Self::Plain = self {
                at += plain(&bytes[at..]);
            }
            let Some(&byte) = bytes.get(at) else {
                meter::scanned(at);
                return (at, StringRun::More);
            };
            match self.next(byte) {
                Ok(Some(next)) => *self = next,
                Ok(None) => {
                    meter::scanned(at + 1);
                    return (at + 1, StringRun::Ended);
                }
                Err(fault) => {
                    meter::scanned(at + 1);
                    return (at, fault);
                }
            }
            at += 1;
        }
    }

    /// Where `byte` leads; `None` where it ends the string.
    fn next(self, byte: u8) -> Result<Option<Self>, StringRun> {
        const fn fault(kind: ErrorKind) -> StringRun {
            StringRun::Fault(kind, 0)
        }
        // A surrogate without its other half, as this byte shows; the fault is where its escape begins.
        let lone = || StringRun::Fault(ErrorKind::LoneSurrogate, self.unfinished());
        Ok(Some(match (self, byte) {
            (Self::Plain, b'"') => return Ok(None),
            (Self::Plain, b'\\') => Self::Escape,
            (Self::Plain, 0..0x20) => return Err(fault(ErrorKind::ControlCharacter)),
            (Self::Plain, _) => Self::Plain,
            (Self::Escape, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Self::Plain,
            (Self::Escape, b'u') => Self::hex(High::Absent),
            (Self::Escape, _) => return Err(fault(ErrorKind::InvalidEscape)),
            (Self::Hex { seen, unit, high }, _) => {
                let Some(digit) = char::from(byte).to_digit(16) else {
                    return Err(fault(ErrorKind::InvalidEscape));
                };
                let unit = unit << 4 | digit as u16;
                let next = Self::Hex {
                    seen: seen + 1,
                    unit,
                    high,
                };
                match (seen, unit, high) {
                    // The first two digits tell whether it is a low surrogate.
                    (1, 0xDC..=0xDF, High::Absent) => return Err(lone()),
                    (0, 0xD, High::Present) | (1, 0xDC..=0xDF, High::Present) => next,
                    (0 | 1, _, High::Present) => return Err(lone()),
                    (0..3, _, _) => next,
                    (_, 0xD800..=0xDBFF, High::Absent) => Self::HighEscape,
                    (_, _, _) => Self::Plain,
                }
            }
            (Self::HighEscape, b'\\') => Self::HighBackslash,
            (Self::HighBackslash, b'u') => Self::hex(High::Present),
            (Self::HighEscape | Self::HighBackslash, _) => return Err(lone()),
        }))
    }

    const fn hex(high: High) -> Self {
        Self::Hex {
            seen: 0,
            unit: 0,
            high,
        }
    }
}

/// How many bytes at the start mean nothing special in a string, at least; after them comes one that does.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xFF;
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let differs = |byte: u8| word ^ (ONES * u64::from(byte));
        // Subtracting borrows into a byte's top bit if it is less. Of the bytes that are marked the lowest one is
        // always right.
        let less = |word: u64, than: u8| word.wrapping_sub(ONES * u64::from(than)) & !word;
        let marks = less(word, 0x20) | less(differs(b'"'), 1) | less(differs(b'\\'), 1);
        let marks = marks & (ONES << 7);
        if marks != 0 {
            return index * 8 + marks.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let at = rest.iter().position(is_special).unwrap_or(rest.len());
    bytes.len() - rest.len() + at
}
