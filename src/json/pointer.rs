//! Paths in a JSON text that is still growing, as JSON Pointers (RFC 6901).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::space::{is_delimiter, is_whitespace};

/// A step of a path.
enum Step<'t> {
    Index(usize),
    /// The name as it is written, with its escapes.
    Name(&'t str),
}

/// A walk over the beginning of a good text, from value to value.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    /// The path of the present value or, between values, of the one before or after.
    path: Vec<Step<'t>>,
    /// A name must come next, or the end of the object.
    expects_name: bool,
}

/// What the walk finds, at the walk's path.
enum Met {
    /// An array or object begins.
    Begin,
    /// An array or object ends.
    End,
    /// A whole string, number or literal.
    Whole,
    /// A string, number or literal that the text's end cuts.
    Cut,
}

impl<'t> Walk<'t> {
    const fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            path: Vec::new(),
            expects_name: false,
        }
    }

    fn next(&mut self) -> Option<Met> {
        // The last value was the beginning of an array or object, so the next one is in it: the first step into it.
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'{' | b'[' => {
                    self.at += 1;
                    return Some(Met::Begin);
                }
                b'}' | b']' => {
                    self.at += 1;
                    self.path.pop();
                    self.expects_name = false;
                    return Some(Met::End);
                }
                b',' => {
                    self.at += 1;
                    match self.path.last_mut() {
                        Some(Step::Index(index)) => *index += 1,
                        Some(Step::Name(_)) | None => self.expects_name = true,
                    }
                }
                b'"' => {
                    let Some(string) = self.string() else {
                        self.at = self.text.len();
                        let is_name = self.expects_name;
                        return (!is_name).then_some(Met::Cut);
                    };
                    if !self.expects_name {
                        return Some(Met::Whole);
                    }
                    self.expects_name = false;
                    if let Some(step) = self.path.last_mut() {
                        *step = Step::Name(string);
                    }
                }
                _ if is_whitespace(byte) || byte == b':' => self.at += 1,
                _ => {
                    let rest = &self.text[self.at..];
                    let len = rest.bytes().position(is_delimiter);
                    self.at += len.unwrap_or(rest.len());
                    return Some(match len {
                        Some(_) => Met::Whole,
                        None if matches!(rest, "true" | "false" | "null") => Met::Whole,
                        None => Met::Cut,
                    });
                }
            }
        }
        None
    }

    /// Goes into the array or object that has begun.
    fn enter(&mut self) {
        let is_object = self.text.as_bytes()[self.at - 1] == b'{';
        self.expects_name = is_object;
        self.path.push(match is_object {
            true => Step::Name(""),
            false => Step::Index(0),
        });
    }

    /// Passes the string that is next; `None` if the text ends in it.
    fn string(&mut self) -> Option<&'t str> {
        let text = &self.text[self.at + 1..];
        let bytes = text.as_bytes();
        let mut len = 0;
        loop {
            len += memchr::memchr2(b'"', b'\\', bytes.get(len..)?)?;
            if bytes[len] == b'"' {
                self.at += len + 2;
                return Some(&text[..len]);
            }
            len += 2;
        }
    }
}

/// See [`Partial::open_path`](super::Partial::open_path).
pub(super) fn open_path(text: &str) -> Option<String> {
    let mut walk = Walk::new(text);
    let mut is_cut = false;
    while let Some(met) = walk.next() {
        match met {
            Met::Begin => walk.enter(),
            Met::End | Met::Whole => {}
            Met::Cut => is_cut = true,
        }
    }
    // The last step leads into the innermost array or object that is open.
    let open = match is_cut {
        true => &walk.path[..],
        false => walk.path.split_last()?.1,
    };
    let mut pointer = String::new();
    for step in open {
        pointer.push('/');
        match step {
            Step::Index(index) => pointer.push_str(&index.to_string()),
            Step::Name(name) => {
                let name = unescape(name);
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
        }
    }
    Some(pointer)
}

/// See [`Partial::is_complete_at`](super::Partial::is_complete_at); `pointer` is not empty.
pub(super) fn is_complete_at(text: &str, pointer: &str) -> Option<bool> {
    let wanted: Vec<String> = pointer
        .strip_prefix('/')?
        .split('/')
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let mut walk = Walk::new(text);
    let mut found = None;
    while let Some(met) = walk.next() {
        if is_on_the_way(&walk.path, &wanted) {
            if walk.path.len() == wanted.len() {
                found = Some(matches!(met, Met::End | Met::Whole));
            } else if !matches!(met, Met::End) {
                // If there was something, then in an earlier member of this name.
                found = None;
            }
        }
        if let Met::Begin = met {
            walk.enter();
        }
    }
    found
}

/// Returns whether `path` leads to what is wanted, or to what it is in.
fn is_on_the_way(path: &[Step<'_>], wanted: &[String]) -> bool {
    path.len() <= wanted.len()
        && path.iter().zip(wanted).all(|(step, wanted)| match step {
            Step::Index(index) => index.to_string() == *wanted,
            Step::Name(name) => unescape(name) == *wanted,
        })
}

/// The string that is written so; half a surrogate pair is U+FFFD.
fn unescape(written: &str) -> String {
    let mut name = String::new();
    let mut units = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        if at > 0 {
            flush(&mut units, &mut name);
            name.push_str(&rest[..at]);
        }
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        rest = rest.get(at + 2..).unwrap_or_default();
        let unit = match escape {
            b'u' => {
                let (digits, after) = rest.split_at_checked(4).unwrap_or((rest, ""));
                rest = after;
                u16::from_str_radix(digits, 16).unwrap_or(0xFFFD)
            }
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => 0x0A,
            b'r' => 0x0D,
            b't' => 0x09,
            other => other.into(),
        };
        units.push(unit);
    }
    flush(&mut units, &mut name);
    name.push_str(rest);
    name
}

/// Writes the characters of escapes in a row: two of them may be one character.
fn flush(units: &mut Vec<u16>, name: &mut String) {
    name.push_str(&String::from_utf16_lossy(units));
    units.clear();
}
