//! A JSON text that is still growing, at any moment shown as a whole one.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::rules::is_delimiter;
use super::scalar::{Number, Run, Scalar};
use super::space;
use crate::buffer::growth;
use crate::limits::{DEFAULT_MAX_PARTIAL_DEPTH, DEFAULT_MAX_TEXT_BYTES, KEPT_CAPACITY};
use crate::{Error, ErrorKind, meter};

/// A JSON text (RFC 8259) that arrives in pieces, and at any moment the valid JSON text that its beginning stands for.
///
/// Made for the arguments of a tool call, which a model writes piece by piece: [`push`](Self::push) takes each piece,
/// cut anywhere, also inside an escape or between the escapes of a surrogate pair; [`closed`](Self::closed) lends what
/// there is, as JSON that any parser takes. Closing costs the depth, not the length: nothing is scanned twice.
///
/// ```
/// use unchunk::json::Partial;
///
/// let mut arguments = Partial::new();
/// let mut shown = Vec::new();
/// for delta in [r#"{"city": "Bei"#, r#"jing\u4f6"#, r#"0", "days"#, r#"": [1, -"#, "2], \"metric\": t", "rue}"] {
///     arguments.push(delta)?;
///     shown.push(arguments.closed().to_string());
/// }
/// assert_eq!(shown, [
///     r#"{"city": "Bei"}"#,
///     r#"{"city": "Beijing"}"#,
///     r#"{"city": "Beijing\u4f60"}"#,
///     r#"{"city": "Beijing\u4f60", "days": [1]}"#,
///     r#"{"city": "Beijing\u4f60", "days": [1, -2], "metric": true}"#,
///     r#"{"city": "Beijing\u4f60", "days": [1, -2], "metric": true}"#,
/// ]);
/// assert!(arguments.is_complete());
/// # Ok::<(), unchunk::Error>(())
/// ```
///
/// # How the end is closed
///
/// A value is shown from the first byte that says what it is, and keeps its type from then on:
///
/// | the text ends in | shown |
/// |---|---|
/// | nothing, or whitespace alone | `null`, the one value that may turn into another type |
/// | a string | what there is of it; a cut escape, or the escape of a high surrogate still without its low one, is left out |
/// | `t…`, `f…`, `n…` | `true`, `false`, `null` |
/// | a number | the longest number it begins with: `1.` and `1e-` are `1` |
/// | `-` alone | no value yet |
/// | the name of a member, its colon, or a comma | left out, as long as the value is missing |
/// | an open array or object | closed |
///
/// A complete text is shown as it is. So strings only grow at their end, arrays only gain elements, objects only gain
/// members, and only a number may change while it is the last thing there.
///
/// # Errors
///
/// What no JSON text begins with is reported once it is there, with kind and byte offset, and again by every later
/// push; what came before the fault can still be shown. Pieces have no say in it: it depends on the text alone. The
/// escape of half a surrogate pair counts as a fault, since no parser can make text of it.
#[derive(Debug, Clone)]
pub struct Partial {
    text: String,
    state: State,
    open: Vec<Bracket>,
    /// Up to here the text lacks nothing but closing brackets: the end of the last value or opening bracket.
    settled: usize,
    fault: Option<Error>,
    max_bytes: usize,
    max_depth: usize,
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
    /// The text is complete.
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
enum High {
    Absent,
    Present,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Array,
    Object,
}

/// A byte that does not fit; the error's offset lies `back` bytes before it.
struct Fault {
    kind: ErrorKind,
    at: usize,
    back: usize,
}

impl Fault {
    const fn at(kind: ErrorKind, at: usize) -> Self {
        Self { kind, at, back: 0 }
    }
}

impl Partial {
    /// An empty text, with the default limits. It owns no heap.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_limits(DEFAULT_MAX_TEXT_BYTES, DEFAULT_MAX_PARTIAL_DEPTH)
    }

    /// An empty text with other limits.
    #[must_use]
    pub const fn builder() -> PartialBuilder {
        PartialBuilder {
            max_bytes: DEFAULT_MAX_TEXT_BYTES,
            max_depth: DEFAULT_MAX_PARTIAL_DEPTH,
        }
    }

    const fn with_limits(max_bytes: usize, max_depth: usize) -> Self {
        Self {
            text: String::new(),
            state: State::Token(Expect::Value),
            open: Vec::new(),
            settled: 0,
            fault: None,
            max_bytes,
            max_depth,
        }
    }

    /// Takes the next piece of the text; an empty one changes nothing.
    ///
    /// # Errors
    ///
    /// The text begins no JSON text ([`ErrorKind::UnexpectedByte`], [`InvalidLiteral`](ErrorKind::InvalidLiteral),
    /// [`InvalidNumber`](ErrorKind::InvalidNumber), [`InvalidEscape`](ErrorKind::InvalidEscape),
    /// [`ControlCharacter`](ErrorKind::ControlCharacter), [`LoneSurrogate`](ErrorKind::LoneSurrogate)), nests too deep
    /// ([`TooDeep`](ErrorKind::TooDeep)) or is too large ([`FrameTooLarge`](ErrorKind::FrameTooLarge)). Offsets count
    /// from the text's first byte. The text up to the fault is kept; every later push returns the same error.
    pub fn push(&mut self, piece: &str) -> Result<(), Error> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let start = self.text.len();
        let room = self.max_bytes - start;
        let fits = &piece.as_bytes()[..piece.len().min(room)];
        let (kept, fault) = match self.scan(fits, start) {
            Ok(()) if fits.len() == piece.len() => (piece.len(), None),
            Ok(()) => (
                fits.len(),
                Some(Error::new(ErrorKind::FrameTooLarge, self.max_bytes as u64)),
            ),
            Err(fault) => {
                let offset = (start + fault.at - fault.back) as u64;
                (fault.at, Some(Error::new(fault.kind, offset)))
            }
        };
        let kept = growth::boundary_before(piece, kept);
        growth::append(&mut self.text, &piece[..kept], self.max_bytes);
        self.fault = fault;
        fault.map_or(Ok(()), Err)
    }

    /// Takes the grammar's steps over `bytes`, the first of which lies at `start` in the text.
    fn scan(&mut self, bytes: &[u8], start: usize) -> Result<(), Fault> {
        let mut at = 0;
        while at < bytes.len() {
            at += match &mut self.state {
                State::String(role, inside) => {
                    let role = *role;
                    let (used, ended) = inside.run(&bytes[at..]).map_err(|fault| Fault {
                        at: at + fault.at,
                        ..fault
                    })?;
                    match (ended, role) {
                        (Ended::No, _) => {}
                        (Ended::Yes, Role::Name) => self.state = State::Token(Expect::Colon),
                        (Ended::Yes, Role::Value) => self.end_value(start + at + used),
                    }
                    used
                }
                State::Scalar(scalar) => match scalar.run(&bytes[at..], is_delimiter) {
                    Run::End(used) => {
                        self.end_value(start + at + used);
                        used
                    }
                    Run::Fault(fault) => return Err(Fault::at(scalar.fault(), at + fault)),
                    Run::More => bytes.len() - at,
                },
                State::Token(_) if space::is_whitespace(bytes[at]) => {
                    let used = space::leading(&bytes[at..]);
                    meter::scanned(used);
                    used
                }
                State::Token(expect) => {
                    let expect = *expect;
                    meter::scanned(1);
                    self.token(expect, bytes[at], start + at)
                        .map_err(|kind| Fault::at(kind, at))?
                }
            };
        }
        Ok(())
    }

    /// Takes the first byte of a token, at `position` in the text; returns how many bytes that used.
    fn token(&mut self, expect: Expect, byte: u8, position: usize) -> Result<usize, ErrorKind> {
        match (expect, byte) {
            (Expect::Value | Expect::ValueOrEnd, b'{') => self.open(Bracket::Object, position)?,
            (Expect::Value | Expect::ValueOrEnd, b'[') => self.open(Bracket::Array, position)?,
            (Expect::Value | Expect::ValueOrEnd, b'"') => {
                self.state = State::String(Role::Value, Inside::Plain);
            }
            (Expect::ValueOrEnd, b']') | (Expect::NameOrEnd, b'}') => self.close(position),
            (Expect::Value | Expect::ValueOrEnd, _) => {
                let scalar = Scalar::begin(byte).ok_or(ErrorKind::UnexpectedByte)?;
                self.state = State::Scalar(scalar);
                return Ok(0);
            }
            (Expect::Name | Expect::NameOrEnd, b'"') => {
                self.state = State::String(Role::Name, Inside::Plain);
            }
            (Expect::Colon, b':') => self.state = State::Token(Expect::Value),
            (Expect::CommaOrEnd, _) => match (self.open.last(), byte) {
                (Some(Bracket::Array), b',') => self.state = State::Token(Expect::Value),
                (Some(Bracket::Object), b',') => self.state = State::Token(Expect::Name),
                (Some(Bracket::Array), b']') | (Some(Bracket::Object), b'}') => {
                    self.close(position);
                }
                (Some(Bracket::Array | Bracket::Object) | None, _) => {
                    return Err(ErrorKind::UnexpectedByte);
                }
            },
            (Expect::Name | Expect::NameOrEnd | Expect::Colon | Expect::Nothing, _) => {
                return Err(ErrorKind::UnexpectedByte);
            }
        }
        Ok(1)
    }

    fn open(&mut self, bracket: Bracket, position: usize) -> Result<(), ErrorKind> {
        if self.open.len() == self.max_depth {
            return Err(ErrorKind::TooDeep);
        }
        self.open.push(bracket);
        self.settled = position + 1;
        self.state = State::Token(match bracket {
            Bracket::Array => Expect::ValueOrEnd,
            Bracket::Object => Expect::NameOrEnd,
        });
        Ok(())
    }

    fn close(&mut self, position: usize) {
        self.open.pop();
        self.end_value(position + 1);
    }

    /// Notes that a value ends before `end`.
    fn end_value(&mut self, end: usize) {
        self.settled = end;
        self.state = State::Token(if self.open.is_empty() {
            Expect::Nothing
        } else {
            Expect::CommaOrEnd
        });
    }

    /// The valid JSON text that the text so far stands for; see [how the end is closed](Self#how-the-end-is-closed).
    ///
    /// Nothing is copied; what must be appended is known at once, whatever the length.
    #[must_use]
    pub fn closed(&self) -> Closed<'_> {
        let all = self.text.len();
        let (end, completion) = match self.state {
            State::Token(
                Expect::ValueOrEnd | Expect::NameOrEnd | Expect::CommaOrEnd | Expect::Nothing,
            ) => (all, ""),
            State::Token(Expect::Value | Expect::Name | Expect::Colon)
            | State::String(Role::Name, _) => self.without_value(),
            State::Scalar(Scalar::Literal(rest)) => {
                (all, core::str::from_utf8(rest).unwrap_or_default())
            }
            State::Scalar(Scalar::Number(number)) => match number {
                Number::Zero | Number::Integer | Number::Fraction | Number::Exponent => (all, ""),
                Number::Nothing | Number::Minus => self.without_value(),
                Number::Point | Number::E => (all - 1, ""),
                Number::ExponentSign => (all - 2, ""),
            },
            State::String(Role::Value, inside) => (all - inside.unfinished(), "\""),
        };
        Closed {
            prefix: &self.text[..end],
            completion,
            open: &self.open,
        }
    }

    /// Where the text is cut, and what goes there, while a value is still missing.
    fn without_value(&self) -> (usize, &'static str) {
        if self.open.is_empty() {
            (0, "null")
        } else {
            (self.settled, "")
        }
    }

    /// The [closed](Self::closed) text as a value: a copy and a parse, so this costs the length.
    ///
    /// # Errors
    ///
    /// What `serde_json` does not take though it is JSON: a number beyond its range (`1e999`), or nesting deeper than
    /// 127 where [`PartialBuilder::max_depth`] allows that.
    ///
    /// ```
    /// use serde_json::json;
    /// use unchunk::json::Partial;
    ///
    /// let mut arguments = Partial::new();
    /// arguments.push(r#"{"query": "str"#)?;
    /// assert_eq!(arguments.value()?, json!({"query": "str"}));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "serde_json")]
    pub fn value(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::from_str(&String::from(self.closed()))
    }

    /// Whether the text is a whole JSON text as it stands, without a fault. A number at the top may go on all the same.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        let is_whole = match self.state {
            State::Token(Expect::Nothing) => true,
            State::Scalar(scalar) => self.open.is_empty() && scalar.is_whole(),
            State::Token(
                Expect::Value
                | Expect::ValueOrEnd
                | Expect::Name
                | Expect::NameOrEnd
                | Expect::Colon
                | Expect::CommaOrEnd,
            )
            | State::String(..) => false,
        };
        is_whole && self.fault.is_none()
    }

    /// The fault that ended the text, if there is one.
    #[must_use]
    pub const fn fault(&self) -> Option<Error> {
        self.fault
    }

    /// The text as it came, up to a fault.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it came, by value.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// How many arrays and objects are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Forgets the text, for the next one.
    pub fn reset(&mut self) {
        growth::clear(&mut self.text);
        if self.open.capacity() > KEPT_CAPACITY {
            self.open = Vec::new();
        } else {
            self.open.clear();
        }
        self.state = State::Token(Expect::Value);
        self.settled = 0;
        self.fault = None;
    }
}

impl Default for Partial {
    fn default() -> Self {
        Self::new()
    }
}

/// Options of a [`Partial`].
///
/// ```
/// use unchunk::{ErrorKind, json::Partial};
///
/// let mut partial = Partial::builder().max_bytes(1024).max_depth(2).build();
/// let error = partial.push("[[[").unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::TooDeep, 2));
/// assert_eq!(partial.closed().to_string(), "[[]]");
/// ```
#[derive(Debug, Clone)]
pub struct PartialBuilder {
    max_bytes: usize,
    max_depth: usize,
}

impl PartialBuilder {
    /// Bytes the text may have; 8 MiB by default.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Levels of arrays and objects; 127 by default, which is as deep as `serde_json` reads. A level costs a byte.
    #[must_use]
    pub const fn max_depth(mut self, levels: usize) -> Self {
        self.max_depth = levels;
        self
    }

    /// The empty text.
    #[must_use]
    pub const fn build(self) -> Partial {
        Partial::with_limits(self.max_bytes, self.max_depth)
    }
}

impl Default for PartialBuilder {
    fn default() -> Self {
        Partial::builder()
    }
}

/// A valid JSON text: a prefix of the text so far, and what closes it. Lent by [`Partial::closed`].
///
/// It displays as the text; `to_string` copies it. Without a copy, write [`prefix`](Self::prefix) and then
/// [`suffix`](Self::suffix).
#[derive(Debug, Clone, Copy)]
pub struct Closed<'p> {
    prefix: &'p str,
    completion: &'static str,
    open: &'p [Bracket],
}

impl<'p> Closed<'p> {
    /// What stays of the text so far.
    #[must_use]
    pub const fn prefix(&self) -> &'p str {
        self.prefix
    }

    /// What closes it, character by character: the end of a string or literal, then the brackets.
    ///
    /// ```
    /// let mut partial = unchunk::json::Partial::new();
    /// partial.push(r#"[{"a": "b\"#)?;
    /// let closed = partial.closed();
    /// assert_eq!(closed.prefix(), r#"[{"a": "b"#);
    /// assert_eq!(closed.suffix().collect::<String>(), r#""}]"#);
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub fn suffix(&self) -> impl Iterator<Item = char> + Clone + 'p {
        let brackets = self.open.iter().rev().map(|bracket| match bracket {
            Bracket::Array => ']',
            Bracket::Object => '}',
        });
        self.completion.chars().chain(brackets)
    }

    /// Bytes of prefix and suffix together; never zero.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "no JSON text is empty")]
    pub const fn len(&self) -> usize {
        self.prefix.len() + self.completion.len() + self.open.len()
    }
}

impl fmt::Display for Closed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix)?;
        self.suffix()
            .try_for_each(|character| fmt::Write::write_char(f, character))
    }
}

impl From<Closed<'_>> for String {
    /// A copy: one allocation of just its size.
    fn from(closed: Closed<'_>) -> Self {
        let mut text = Self::with_capacity(closed.len());
        text.push_str(closed.prefix);
        text.extend(closed.suffix());
        text
    }
}

/// Whether a string has ended.
enum Ended {
    Yes,
    No,
}

impl Inside {
    /// Takes a string's bytes, up to and including its closing quotation mark; returns how many.
    fn run(&mut self, bytes: &[u8]) -> Result<(usize, Ended), Fault> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            *self = match *self {
                Self::Plain => {
                    let plain = plain(&bytes[at..]);
                    meter::scanned(plain);
                    at += plain;
                    match bytes.get(at) {
                        None => break,
                        Some(b'"') => return Ok((at + 1, Ended::Yes)),
                        Some(b'\\') => Self::Escape,
                        Some(_) => return Err(Fault::at(ErrorKind::ControlCharacter, at)),
                    }
                }
                Self::Escape => match byte {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Self::Plain,
                    b'u' => Self::hex(High::Absent),
                    _ => return Err(Fault::at(ErrorKind::InvalidEscape, at)),
                },
                Self::Hex { seen, unit, high } => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        return Err(Fault::at(ErrorKind::InvalidEscape, at));
                    };
                    let unit = unit << 4 | digit as u16;
                    match (seen, unit, high) {
                        // The first two digits tell whether it is a low surrogate.
                        (1, 0xDC..=0xDF, High::Absent) => return Err(self.lone(at)),
                        (0, 0xD, High::Present) | (1, 0xDC..=0xDF, High::Present) => Self::Hex {
                            seen: seen + 1,
                            unit,
                            high,
                        },
                        (0 | 1, _, High::Present) => return Err(self.lone(at)),
                        (0..3, _, _) => Self::Hex {
                            seen: seen + 1,
                            unit,
                            high,
                        },
                        (_, 0xD800..=0xDBFF, High::Absent) => Self::HighEscape,
                        (_, _, _) => Self::Plain,
                    }
                }
                Self::HighEscape => match byte {
                    b'\\' => Self::HighBackslash,
                    _ => return Err(self.lone(at)),
                },
                Self::HighBackslash => match byte {
                    b'u' => Self::hex(High::Present),
                    _ => return Err(self.lone(at)),
                },
            };
            meter::scanned(1);
            at += 1;
        }
        Ok((at, Ended::No))
    }

    const fn hex(high: High) -> Self {
        Self::Hex {
            seen: 0,
            unit: 0,
            high,
        }
    }

    /// A surrogate without its other half, as the byte at `at` shows; the fault lies where its escape begins.
    const fn lone(self, at: usize) -> Fault {
        Fault {
            kind: ErrorKind::LoneSurrogate,
            at,
            back: self.unfinished(),
        }
    }

    /// How many bytes ago the escape began that makes no character yet.
    const fn unfinished(self) -> usize {
        let escape = match self {
            Self::Plain => return 0,
            Self::Escape => 1,
            Self::Hex {
                seen,
                high: High::Absent,
                ..
            } => 2 + seen,
            Self::HighEscape => 6,
            Self::HighBackslash => 7,
            Self::Hex {
                seen,
                high: High::Present,
                ..
            } => 8 + seen,
        };
        escape as usize
    }
}

/// How many bytes at the start mean nothing special in a string.
fn plain(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
        .unwrap_or(bytes.len())
}

const _: () = {
    const fn is_thread_safe<T: Send + Sync + fmt::Debug>() {}
    is_thread_safe::<Partial>();
    is_thread_safe::<Closed<'_>>();
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of many levels, strings, escapes and numbers.
    fn long_text() -> String {
        let mut text = String::from("[");
        for number in 0..2_000 {
            if number > 0 {
                text.push(',');
            }
            text.push_str(r#" {"name": "a \"quoted\" \ud83d\ude00 word", "list": [[1, -2.5e3], [true, null]]}"#);
        }
        text
    }

    #[test]
    fn bytes_are_looked_at_once_whatever_the_pieces_and_closing_looks_at_none() {
        let text = long_text();
        for size in [1, 7, 4096, text.len()] {
            let mut partial = Partial::new();
            let mut fed = 0;
            let (scanned, moved) = meter::measure(|| {
                while fed < text.len() {
                    let end = text.len().min(fed + size);
                    assert_eq!(partial.push(&text[fed..end]), Ok(()));
                    fed = end;
                    assert_eq!(partial.closed().prefix().as_ptr(), partial.text.as_ptr());
                }
            });
            // A number's or literal's end is looked at again as what it is.
            assert!(scanned <= 2 * text.len() as u64, "{scanned}, size {size}");
            // Doubling moves every byte at most twice on average, on top of its arrival.
            assert!(moved <= 3 * text.len() as u64, "{moved}, size {size}");
            let (scanned, moved) = meter::measure(|| assert!(partial.closed().len() > 100_000));
            assert_eq!((scanned, moved), (0, 0));
        }
    }

    #[test]
    fn what_closes_is_as_long_as_the_depth() {
        let mut partial = Partial::new();
        partial.push(&long_text()).unwrap();
        assert_eq!(partial.closed().suffix().count(), 1);
        partial.push(r#", {"a": [["b"#).unwrap();
        assert_eq!(partial.closed().suffix().collect::<String>(), r#""]]}]"#);
    }

    #[test]
    fn it_holds_no_more_than_its_limits_and_gives_back_what_a_giant_took() {
        let mut partial = Partial::builder()
            .max_bytes(100_000)
            .max_depth(60_000)
            .build();
        assert_eq!((partial.text.capacity(), partial.open.capacity()), (0, 0));
        while partial.push("[\"\",").is_ok() {
            assert!(partial.text.capacity() <= 100_000);
        }
        assert_eq!((partial.text.len(), partial.depth()), (100_000, 25_000));
        partial.reset();
        assert_eq!(partial.text.capacity(), 0);
        assert!(partial.open.capacity() <= KEPT_CAPACITY);
        assert_eq!(partial.push("1"), Ok(()));
    }
}
