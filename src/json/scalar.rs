//! Numbers and literals, RFC 8259 § 3 and § 6, byte by byte: they are short, and have no end of their own.

use crate::ErrorKind;
use crate::meter;

/// How far into a number or literal we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    /// What is still to come of `true`, `false` or `null`.
    Literal(&'static [u8]),
    Number(Number),
}

/// The number's grammar, named by what came last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Nothing,
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    E,
    ExponentSign,
    Exponent,
}

/// The result of reading some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// Whole; the byte at this place is the first after it.
    End(usize),
    /// The byte at this place does not fit.
    Fault(usize),
    /// All of so many bytes fit.
    More(usize),
}

impl Scalar {
    /// A number or literal that begins with `first`, which is the next byte to be read.
    pub(super) const fn begin(first: u8) -> Option<Self> {
        match first {
            b't' => Some(Self::Literal(b"true")),
            b'f' => Some(Self::Literal(b"false")),
            b'n' => Some(Self::Literal(b"null")),
            b'-' | b'0'..=b'9' => Some(Self::Number(Number::Nothing)),
            _ => None,
        }
    }

    /// Reads bytes up to the first that is not part of it; `ends` says whether that one may follow.
    pub(super) fn run(&mut self, bytes: &[u8], ends: impl Fn(u8) -> bool) -> Run {
        for (at, &byte) in bytes.iter().enumerate() {
            match self.next(byte) {
                Some(next) => *self = next,
                None => {
                    meter::scanned(at + 1);
                    return if self.is_whole() && ends(byte) {
                        Run::End(at)
                    } else {
                        Run::Fault(at)
                    };
                }
            }
        }
        meter::scanned(bytes.len());
        Run::More(bytes.len())
    }

    fn next(self, byte: u8) -> Option<Self> {
        match self {
            Self::Literal(rest) => match rest.split_first() {
                Some((expected, rest)) if *expected == byte => Some(Self::Literal(rest)),
                _ => None,
            },
            Self::Number(number) => number.next(byte).map(Self::Number),
        }
    }

    /// Returns whether it may end here.
    pub(super) const fn is_whole(self) -> bool {
        match self {
            Self::Literal(rest) => rest.is_empty(),
            Self::Number(number) => match number {
                Number::Zero | Number::Integer | Number::Fraction | Number::Exponent => true,
                Number::Nothing
                | Number::Minus
                | Number::Point
                | Number::E
                | Number::ExponentSign => false,
            },
        }
    }

    /// The kind of error for a byte that does not fit.
    pub(super) const fn fault(self) -> ErrorKind {
        match self {
            Self::Literal(_) => ErrorKind::InvalidLiteral,
            Self::Number(_) => ErrorKind::InvalidNumber,
        }
    }
}

impl Number {
    const fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Nothing, b'-') => Some(Self::Minus),
            (Self::Nothing | Self::Minus, b'0') => Some(Self::Zero),
            (Self::Nothing | Self::Minus, b'1'..=b'9') => Some(Self::Integer),
            (Self::Integer, b'0'..=b'9') => Some(Self::Integer),
            (Self::Zero | Self::Integer, b'.') => Some(Self::Point),
            (Self::Point | Self::Fraction, b'0'..=b'9') => Some(Self::Fraction),
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Some(Self::E),
            (Self::E, b'+' | b'-') => Some(Self::ExponentSign),
            (Self::E | Self::ExponentSign | Self::Exponent, b'0'..=b'9') => Some(Self::Exponent),
            _ => None,
        }
    }
}
