//! All of RFC 8259's grammar, checked byte by byte with a stack of bits: no recursion, any cut.
//!
//! It says nothing about where a value ends: the boundary scan does, and hands over the value's bytes only.

use alloc::vec::Vec;

use super::rules::is_delimiter;
use super::scalar::{Run, Scalar};
use super::space::is_whitespace;
use crate::meter;
use crate::{Error, ErrorKind};

/// Checks one array, object or string, from its first byte on.
#[derive(Debug, Clone)]
pub(super) struct Validator {
    state: State,
    open: Stack,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Token(Expect),
    Scalar(Scalar),
    String(Role, Inside),
}

/// What may come next, whitespace apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
    /// The value is complete.
    Nothing,
}

/// What a string is.
#[derive(Debug, Clone, Copy)]
enum Role {
    Name,
    Value,
}

/// Where in a string we are.
#[derive(Debug, Clone, Copy)]
enum Inside {
    /// Between characters.
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
    /// Inside a character of several bytes; the next must lie in a range.
    Character {
        seen: u8,
        missing: u8,
        low: u8,
        high: u8,
    },
}

/// Whether the escape being read comes after that of a high surrogate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum High {
    Absent,
    Present,
}

/// Which brackets are open: a bit each, set for an object.
///
/// The first [`Stack::INLINE`] levels need no heap; a bit a level is all that deeper ones do.
#[derive(Debug, Clone)]
struct Stack {
    depth: usize,
    first: [u64; Self::INLINE / 64],
    deeper: Vec<u64>,
}

impl Stack {
    const INLINE: usize = 512;

    const fn new() -> Self {
        Self {
            depth: 0,
            first: [0; Self::INLINE / 64],
            deeper: Vec::new(),
        }
    }

    fn push(&mut self, is_object: bool) {
        let (word, bit) = (self.depth / 64, self.depth % 64);
        let word = if word < self.first.len() {
            &mut self.first[word]
        } else {
            let word = word - self.first.len();
            if word == self.deeper.len() {
                self.deeper.push(0);
            }
            &mut self.deeper[word]
        };
        *word = *word & !(1 << bit) | u64::from(is_object) << bit;
        self.depth += 1;
    }

    /// Whether the innermost bracket is an object's; `None` if none is open.
    fn top_is_object(&self) -> Option<bool> {
        let at = self.depth.checked_sub(1)?;
        let (word, bit) = (at / 64, at % 64);
        let word = match self.first.get(word) {
            Some(word) => *word,
            None => self.deeper[word - self.first.len()],
        };
        Some(word >> bit & 1 == 1)
    }

    fn pop(&mut self) {
        self.depth -= 1;
        if self.depth == 0 {
            self.deeper = Vec::new();
        }
    }

    fn clear(&mut self) {
        self.depth = 0;
        self.deeper = Vec::new();
    }
}

impl Validator {
    pub(super) const fn new() -> Self {
        Self {
            state: State::Token(Expect::Value),
            open: Stack::new(),
        }
    }

    /// Starts over with the next value, giving back all memory.
    pub(super) fn reset(&mut self) {
        self.state = State::Token(Expect::Value);
        self.open.clear();
    }

    /// Bytes of heap owned.
    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.open.deeper.capacity() * size_of::<u64>()
    }

    /// Checks the next bytes of the value; the first lies at `position` in the stream.
    pub(super) fn feed(&mut self, bytes: &[u8], position: u64) -> Result<(), Error> {
        meter::scanned(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            let result = match &mut self.state {
                State::String(role, inside) => {
                    let role = *role;
                    match inside.run(bytes, at) {
                        Ok(StringRun::Ended(end)) => {
                            self.state = State::Token(match role {
                                Role::Name => Expect::Colon,
                                Role::Value => self.after_value(),
                            });
                            Ok(end)
                        }
                        Ok(StringRun::More) => Ok(bytes.len()),
                        Err(fault) => Err(fault),
                    }
                }
                State::Scalar(scalar) => match scalar.run(&bytes[at..], is_delimiter) {
                    Run::End(end) => {
                        self.state = State::Token(self.after_value());
                        Ok(at + end)
                    }
                    Run::Fault(fault) => Err(Fault::at(scalar.fault(), at + fault)),
                    Run::More => Ok(bytes.len()),
                },
                State::Token(expect) if is_whitespace(bytes[at]) && *expect != Expect::Nothing => {
                    Ok(at + 1)
                }
                State::Token(expect) => {
                    let expect = *expect;
                    match self.token(expect, bytes[at]) {
                        Some(Taken::Byte) => Ok(at + 1),
                        Some(Taken::Nothing) => Ok(at),
                        None => Err(Fault::at(ErrorKind::UnexpectedByte, at)),
                    }
                }
            };
            match result {
                Ok(next) => at = next,
                Err(fault) => {
                    self.open.clear();
                    let offset = position + fault.at as u64 - u64::from(fault.back);
                    return Err(Error::new(fault.kind, offset));
                }
            }
        }
        Ok(())
    }

    fn token(&mut self, expect: Expect, byte: u8) -> Option<Taken> {
        let (next, taken) = match (expect, byte) {
            (Expect::Value | Expect::ValueOrEnd, b'{') => {
                self.open.push(true);
                (State::Token(Expect::NameOrEnd), Taken::Byte)
            }
            (Expect::Value | Expect::ValueOrEnd, b'[') => {
                self.open.push(false);
                (State::Token(Expect::ValueOrEnd), Taken::Byte)
            }
            (Expect::Value | Expect::ValueOrEnd, b'"') => {
                (State::String(Role::Value, Inside::Plain), Taken::Byte)
            }
            (Expect::ValueOrEnd, b']') | (Expect::NameOrEnd, b'}') => {
                self.open.pop();
                (State::Token(self.after_value()), Taken::Byte)
            }
            (Expect::Value | Expect::ValueOrEnd, _) => {
                (State::Scalar(Scalar::begin(byte)?), Taken::Nothing)
            }
            (Expect::Name | Expect::NameOrEnd, b'"') => {
                (State::String(Role::Name, Inside::Plain), Taken::Byte)
            }
            (Expect::Colon, b':') => (State::Token(Expect::Value), Taken::Byte),
            (Expect::CommaOrEnd, b',') => {
                let expect = match self.open.top_is_object()? {
                    true => Expect::Name,
                    false => Expect::Value,
                };
                (State::Token(expect), Taken::Byte)
            }
            (Expect::CommaOrEnd, b']') if self.open.top_is_object() == Some(false) => {
                self.open.pop();
                (State::Token(self.after_value()), Taken::Byte)
            }
            (Expect::CommaOrEnd, b'}') if self.open.top_is_object() == Some(true) => {
                self.open.pop();
                (State::Token(self.after_value()), Taken::Byte)
            }
            (
                Expect::Name
                | Expect::NameOrEnd
                | Expect::Colon
                | Expect::CommaOrEnd
                | Expect::Nothing,
                _,
            ) => return None,
        };
        self.state = next;
        Some(taken)
    }

    const fn after_value(&self) -> Expect {
        if self.open.depth == 0 {
            Expect::Nothing
        } else {
            Expect::CommaOrEnd
        }
    }
}

/// Whether a token's first byte was taken in, or is for the next state to look at.
enum Taken {
    Byte,
    Nothing,
}

/// What is wrong; its offset lies `back` bytes before the byte that showed it.
struct Fault {
    kind: ErrorKind,
    at: usize,
    back: u8,
}

impl Fault {
    const fn at(kind: ErrorKind, at: usize) -> Self {
        Self { kind, at, back: 0 }
    }
}

enum StringRun {
    /// The closing quotation mark is the last byte before this place.
    Ended(usize),
    More,
}

impl Inside {
    /// Checks a string's bytes from `at` on.
    fn run(&mut self, bytes: &[u8], mut at: usize) -> Result<StringRun, Fault> {
        while let Some(&byte) = bytes.get(at) {
            *self = match *self {
                Self::Plain => {
                    at += plain(&bytes[at..]);
                    match bytes.get(at) {
                        None => break,
                        Some(b'"') => return Ok(StringRun::Ended(at + 1)),
                        Some(b'\\') => Self::Escape,
                        Some(&byte) if byte < 0x20 => {
                            return Err(Fault::at(ErrorKind::ControlCharacter, at));
                        }
                        Some(&byte) => match Self::character(byte) {
                            Some(character) => character,
                            None => return Err(Fault::at(ErrorKind::InvalidUtf8, at)),
                        },
                    }
                }
                Self::Escape => match byte {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Self::Plain,
                    b'u' => Self::Hex {
                        seen: 0,
                        unit: 0,
                        high: High::Absent,
                    },
                    _ => return Err(Fault::at(ErrorKind::InvalidEscape, at)),
                },
                Self::Hex { seen, unit, high } => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        return Err(Fault::at(ErrorKind::InvalidEscape, at));
                    };
                    let unit = unit << 4 | digit as u16;
                    match (seen, unit, high) {
                        (0..3, _, _) => Self::Hex {
                            seen: seen + 1,
                            unit,
                            high,
                        },
                        (_, 0xD800..=0xDBFF, High::Absent) => Self::HighEscape,
                        (_, 0xDC00..=0xDFFF, High::Absent) => return Err(Fault::lone(at, 5)),
                        (_, 0xDC00..=0xDFFF, High::Present) | (_, _, High::Absent) => Self::Plain,
                        (_, _, High::Present) => return Err(Fault::lone(at, 11)),
                    }
                }
                Self::HighEscape => match byte {
                    b'\\' => Self::HighBackslash,
                    _ => return Err(Fault::lone(at, 6)),
                },
                Self::HighBackslash => match byte {
                    b'u' => Self::Hex {
                        seen: 0,
                        unit: 0,
                        high: High::Present,
                    },
                    _ => return Err(Fault::lone(at, 7)),
                },
                Self::Character {
                    seen,
                    missing,
                    low,
                    high,
                } => {
                    if byte < low || byte > high {
                        return Err(Fault {
                            kind: ErrorKind::InvalidUtf8,
                            at,
                            back: seen,
                        });
                    }
                    match missing {
                        1 => Self::Plain,
                        _ => Self::Character {
                            seen: seen + 1,
                            missing: missing - 1,
                            low: 0x80,
                            high: 0xBF,
                        },
                    }
                }
            };
            at += 1;
        }
        Ok(StringRun::More)
    }

    /// After the first byte of a character of several: RFC 3629 § 4.
    const fn character(first: u8) -> Option<Self> {
        let (missing, low, high) = match first {
            0xC2..=0xDF => (1, 0x80, 0xBF),
            0xE0 => (2, 0xA0, 0xBF),
            0xE1..=0xEC | 0xEE..=0xEF => (2, 0x80, 0xBF),
            0xED => (2, 0x80, 0x9F),
            0xF0 => (3, 0x90, 0xBF),
            0xF1..=0xF3 => (3, 0x80, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            _ => return None,
        };
        Some(Self::Character {
            seen: 1,
            missing,
            low,
            high,
        })
    }
}

impl Fault {
    /// A surrogate without its other half; its escape began `back` bytes before.
    const fn lone(at: usize, back: u8) -> Self {
        Self {
            kind: ErrorKind::LoneSurrogate,
            at,
            back,
        }
    }
}

/// How many bytes at the start are ASCII that means nothing special in a string.
fn plain(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=0x7F))
        .unwrap_or(bytes.len())
}
