//! A JSON text that is still growing, shown as a whole one at any moment.

use alloc::string::String;
use core::fmt;

use super::grammar::{Expect, Grammar, High, Inside, Role, State};
use super::pointer;
use super::scalar::{Number, Scalar};
use super::stack::Stack;
use crate::buffer::growth;
use crate::limits::{DEFAULT_MAX_PARTIAL_DEPTH, DEFAULT_MAX_TEXT_BYTES};
use crate::{Error, ErrorKind};

/// A JSON text (RFC 8259) that comes in pieces, and can be shown as a valid JSON text at any moment.
///
/// Made for the arguments of a tool call, which a model writes piece by piece: [`push`](Self::push) takes each piece,
/// cut anywhere, also inside an escape or between the escapes of a surrogate pair. [`closed`](Self::closed) lends the
/// text so far as JSON that any parser takes. Closing costs the depth, not the length: nothing is scanned twice.
///
/// ```
/// use unchunk::json::Partial;
///
/// let mut arguments = Partial::new();
/// let mut shown = Vec::new();
/// let deltas = [
///     r#"{"city": "Bei"#, r#"jing\u4f6"#, r#"0", "days"#, r#"": [1, -"#, r#"2], "metric": t"#, "rue}",
/// ];
/// for delta in deltas {
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
/// A value is shown from the first byte that shows its type, and keeps that type:
///
/// | the text ends in | shown |
/// |---|---|
/// | nothing, or whitespace alone | `null`, the one value that may turn into another type |
/// | a string | the string so far, without a cut escape or the escape of a high surrogate that still needs its low one |
/// | `t…`, `f…`, `n…` | `true`, `false`, `null` |
/// | a number | the longest number it begins with: `1.` and `1e-` are `1` |
/// | `-` alone | no value yet |
/// | the name of a member, its colon, or a comma | left out, as long as the value is missing |
/// | an open array or object | closed |
///
/// A complete text is shown as it is. So strings only grow at their end, arrays only gain elements, objects only gain
/// members, and only a number at the end of the text may change.
///
/// # Errors
///
/// A byte with which no JSON text can go on is an error, with kind and offset, of this push and of every later one. The
/// text before it can still be shown. The error depends on the text alone, not on the pieces. The escape of half a
/// surrogate pair counts as a fault, since no parser can make text of it.
#[derive(Debug, Clone)]
#[doc(alias = "delta")]
pub struct Partial {
    text: String,
    /// Where in the grammar the text is.
    grammar: Grammar,
    /// Bytes pushed, up to a fault.
    received: u64,
    fault: Option<Error>,
    options: PartialBuilder,
}

impl Partial {
    /// Creates an empty text with the default limits. It owns no heap.
    #[must_use]
    pub const fn new() -> Self {
        Self::builder().build()
    }

    /// Returns the options, to be changed and [built](PartialBuilder::build).
    #[must_use]
    pub const fn builder() -> PartialBuilder {
        PartialBuilder {
            max_bytes: DEFAULT_MAX_TEXT_BYTES,
            max_depth: DEFAULT_MAX_PARTIAL_DEPTH,
            lenient: false,
        }
    }

    /// Takes the next piece of the text; an empty one changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if no JSON text begins like this ([`ErrorKind::UnexpectedByte`],
    /// [`InvalidLiteral`](ErrorKind::InvalidLiteral), [`InvalidNumber`](ErrorKind::InvalidNumber),
    /// [`InvalidEscape`](ErrorKind::InvalidEscape), [`ControlCharacter`](ErrorKind::ControlCharacter),
    /// [`LoneSurrogate`](ErrorKind::LoneSurrogate)), if it nests too deep ([`TooDeep`](ErrorKind::TooDeep)) or is too
    /// large ([`FrameTooLarge`](ErrorKind::FrameTooLarge)). Offsets count from the first byte pushed. The text up to
    /// the fault is kept; every later push returns the same error.
    pub fn push(&mut self, piece: &str) -> Result<(), Error> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let result = self.take(piece);
        self.fault = result.err();
        result
    }

    fn take(&mut self, piece: &str) -> Result<(), Error> {
        let mut rest = piece;
        loop {
            let room = self.options.max_bytes - self.text.len();
            let fits = &rest.as_bytes()[..rest.len().min(room)];
            let start = self.grammar.position();
            let result = self.grammar.advance(fits, self.options.max_depth);
            let taken = self.grammar.position() - start;
            let kept = growth::boundary_before(rest, taken);
            growth::append(&mut self.text, &rest[..kept], self.options.max_bytes);
            self.received += taken as u64;
            let Err(fault) = result else {
                return match taken == rest.len() {
                    true => Ok(()),
                    false => Err(self.too_large()),
                };
            };
            rest = &rest[kept..];
            if !self.options.lenient || !self.repair(fault.kind, &mut rest)? {
                return Err(Error::new(fault.kind, self.received - fault.back as u64));
            }
        }
    }

    fn too_large(&self) -> Error {
        Error::new(ErrorKind::FrameTooLarge, self.received)
    }

    /// Repairs a string at a byte that JSON does not allow there, the first of `rest`. Returns whether it could.
    fn repair(&mut self, kind: ErrorKind, rest: &mut &str) -> Result<bool, Error> {
        let State::String(_, inside) = self.grammar.state() else {
            return Ok(false);
        };
        let room = self.options.max_bytes - self.text.len();
        let len = self.text.len();
        match (kind, inside, rest.as_bytes()) {
            (ErrorKind::ControlCharacter, _, [control, ..]) => {
                let escape = escape_of(*control);
                if escape.len() > room {
                    return Err(self.too_large());
                }
                growth::append(&mut self.text, &escape, self.options.max_bytes);
                self.received += 1;
                *rest = &rest[1..];
            }
            // The escape of a high surrogate has no low one after it.
            (
                ErrorKind::InvalidEscape,
                Inside::Hex {
                    high: High::Present,
                    ..
                },
                _,
            ) => {
                let offset = self.received - inside.unfinished() as u64;
                return Err(Error::new(ErrorKind::LoneSurrogate, offset));
            }
            // That of a low surrogate without a high one before it, as in `C:\udev`, is no escape either.
            (ErrorKind::InvalidEscape, _, _)
            | (
                ErrorKind::LoneSurrogate,
                Inside::Hex {
                    high: High::Absent, ..
                },
                _,
            ) => {
                if room == 0 {
                    return Err(self.too_large());
                }
                growth::append(&mut self.text, "\\", self.options.max_bytes);
                // A second backslash goes before the one that is there. The digits of a bad code unit are moved for it.
                let escape = self.text.split_off(len - inside.unfinished());
                self.text.push('\\');
                self.text.push_str(&escape[..escape.len() - 1]);
            }
            _ => return Ok(false),
        }
        self.grammar.take_plain(self.text.len() - len);
        Ok(true)
    }

    /// Returns the text so far as a valid JSON text; see [how the end is closed](Self#how-the-end-is-closed).
    ///
    /// Nothing is copied, and the cost does not depend on the length.
    #[must_use]
    pub fn closed(&self) -> Closed<'_> {
        let all = self.text.len();
        let (end, completion) = match self.grammar.state() {
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
            open: self.grammar.brackets(),
        }
    }

    /// Where the text is cut, and what is put there, while a value is missing.
    fn without_value(&self) -> (usize, &'static str) {
        match self.grammar.brackets().depth() {
            0 => (0, "null"),
            _ => (self.grammar.settled(), ""),
        }
    }

    /// Parses the [closed](Self::closed) text into a value. It is copied and parsed, so this costs the length.
    ///
    /// # Errors
    ///
    /// Returns an error if `serde_json` does not take it: the text does not fit `T`, a number is beyond its range
    /// (`1e999`), or it nests deeper than 127 levels, if [`PartialBuilder::max_depth`] allows that.
    ///
    /// ```
    /// use serde_json::{Value, json};
    /// use unchunk::json::Partial;
    ///
    /// let mut arguments = Partial::new();
    /// arguments.push(r#"{"query": "str"#)?;
    /// assert_eq!(arguments.json::<Value>()?, json!({"query": "str"}));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "serde_json")]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&String::from(self.closed()))
    }

    /// Returns whether the text is a whole JSON text, without a fault. A number at the top may still go on.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.grammar.is_complete() && self.fault.is_none()
    }

    /// Returns whether the value at a path is complete; `None` if it has not begun.
    ///
    /// The path is a JSON Pointer (RFC 6901): `""` is the whole text, `/days/0` the first element of the member `days`.
    /// A string, array, object or literal is complete with its last byte, a number with the byte after it (or, at the
    /// top, as it is). Of two members with one name the later one counts, with all that is in it. This costs the length
    /// of the text.
    ///
    /// ```
    /// let mut arguments = unchunk::json::Partial::new();
    /// arguments.push(r#"{"path": "/etc/hosts", "lines": [1, 2], "text": "127.0."#)?;
    /// assert_eq!(arguments.is_complete_at("/path"), Some(true));
    /// assert_eq!(arguments.is_complete_at("/text"), Some(false));
    /// assert_eq!(arguments.is_complete_at("/mode"), None);
    /// assert_eq!(arguments.open_path().as_deref(), Some("/text"));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn is_complete_at(&self, pointer: &str) -> Option<bool> {
        match pointer {
            "" => self.grammar.has_begun().then(|| self.is_complete()),
            _ => pointer::is_complete_at(&self.text, pointer),
        }
    }

    /// Returns the path of the innermost value that is still open, as a JSON Pointer (RFC 6901): of the string, number
    /// or literal being written, or else of the array or object around the end. `None` if no value is open: none has
    /// begun, or the text [is complete](Self::is_complete).
    ///
    /// This costs the length of the text.
    #[must_use]
    pub fn open_path(&self) -> Option<String> {
        match self.is_complete() {
            true => None,
            false => pointer::open_path(&self.text),
        }
    }

    /// The fault that ended the text, if there is one.
    #[must_use]
    pub const fn fault(&self) -> Option<Error> {
        self.fault
    }

    /// The text as it came, up to a fault, with what [`lenient`](PartialBuilder::lenient) has repaired.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it came, by value.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Returns how many arrays and objects are open.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.grammar.brackets().depth()
    }

    /// Forgets the text, for the next one.
    pub fn reset(&mut self) {
        growth::clear(&mut self.text);
        self.grammar.reset();
        self.received = 0;
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
#[derive(Debug, Clone, Copy)]
pub struct PartialBuilder {
    max_bytes: usize,
    max_depth: usize,
    lenient: bool,
}

impl PartialBuilder {
    /// Sets how many bytes the text may have; 8 MiB by default.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets how many levels of arrays and objects the text may have; 127 by default, as many as `serde_json` reads.
    /// Above 512 a level costs a bit of heap, and up to an eighth more is allocated, 64 bytes at least.
    #[must_use]
    pub const fn max_depth(mut self, levels: usize) -> Self {
        self.max_depth = levels;
        self
    }

    /// Sets whether the mistakes that models make in strings are repaired instead of being faults; off by default.
    ///
    /// A raw control character is kept as its escape, and a backslash that begins no escape as a backslash: `\H` as
    /// `\\H`, and `\udev` or the escape of a low surrogate without its high one as `\\udev`. That of a high surrogate
    /// without its low one stays a fault.
    ///
    /// ```
    /// use unchunk::json::Partial;
    ///
    /// let mut partial = Partial::builder().lenient(true).build();
    /// partial.push("{\"path\": \"C:\\Hosts\nand more")?;
    /// assert_eq!(partial.closed().to_string(), r#"{"path": "C:\\Hosts\nand more"}"#);
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub const fn lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }

    /// Builds the empty text.
    #[must_use]
    pub const fn build(self) -> Partial {
        Partial {
            text: String::new(),
            grammar: Grammar::new(),
            received: 0,
            fault: None,
            options: self,
        }
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
    open: &'p Stack,
}

impl<'p> Closed<'p> {
    /// The part of the text so far that stays.
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
        let open = self.open;
        let brackets = (0..open.depth())
            .rev()
            .map(|level| match open.is_object(level) {
                false => ']',
                true => '}',
            });
        self.completion.chars().chain(brackets)
    }

    /// Returns how many bytes prefix and suffix have together; never zero.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "no JSON text is empty")]
    pub const fn len(&self) -> usize {
        self.prefix.len() + self.completion.len() + self.open.depth()
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
    /// Copies the text: one allocation of just its size.
    fn from(closed: Closed<'_>) -> Self {
        let mut text = Self::with_capacity(closed.len());
        text.push_str(closed.prefix);
        text.extend(closed.suffix());
        text
    }
}

/// The escape of a control character.
fn escape_of(control: u8) -> String {
    match control {
        0x08 => String::from("\\b"),
        b'\t' => String::from("\\t"),
        b'\n' => String::from("\\n"),
        0x0C => String::from("\\f"),
        b'\r' => String::from("\\r"),
        _ => alloc::format!("\\u{control:04x}"),
    }
}

const _: () = {
    const fn is_thread_safe<T: Send + Sync + fmt::Debug>() {}
    is_thread_safe::<Partial>();
    is_thread_safe::<Closed<'_>>();
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter;

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
            let len = text.len() as u64;
            assert!((len..=2 * len).contains(&scanned), "{scanned}, size {size}");
            // Doubling moves every byte at most twice on average, on top of its arrival.
            assert!((len..=3 * len).contains(&moved), "{moved}, size {size}");
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
        let heap_bytes = |partial: &Partial| partial.grammar.brackets().heap_bytes();
        assert_eq!((partial.text.capacity(), heap_bytes(&partial)), (0, 0));
        while partial.push("[\"\",").is_ok() {
            assert!(partial.text.capacity() <= 100_000);
            assert!(heap_bytes(&partial) * 8 <= partial.depth() * 9 / 8 + 64 * 8);
        }
        assert_eq!((partial.text.len(), partial.depth()), (100_000, 25_000));
        partial.reset();
        assert_eq!((partial.text.capacity(), heap_bytes(&partial)), (0, 0));
        assert_eq!(partial.push("1"), Ok(()));
    }
}
