//! A line's bytes to what it says: WHATWG HTML § 9.2.6, "Interpreting an event stream".

use core::time::Duration;

/// A line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// Starts with a colon; the text after it and one space.
    Comment(&'l [u8]),
    /// A field the standard knows.
    Field(Name, &'l [u8]),
    /// A field with any other name.
    Unknown,
}

/// The field names the standard knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Data,
    Event,
    Id,
    Retry,
}

impl Name {
    const ALL: [Self; 4] = [Self::Data, Self::Event, Self::Id, Self::Retry];

    const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Data => b"data",
            Self::Event => b"event",
            Self::Id => b"id",
            Self::Retry => b"retry",
        }
    }
}

/// The value, if the line is a `data` field.
#[inline]
pub(super) fn parse_data(line: &[u8]) -> Option<&[u8]> {
    match line.strip_prefix(b"data")? {
        [b':', value @ ..] => Some(without_space(value)),
        value @ [] => Some(value),
        _ => None,
    }
}

/// Reads a line, given without its end. The value of a field without a colon is empty.
pub(super) fn parse(line: &[u8]) -> Line<'_> {
    if let Some(text) = line.strip_prefix(b":") {
        return Line::Comment(without_space(text));
    }
    // The names are compared, not the colon searched: a long line without one must not be scanned again.
    for name in Name::ALL {
        match line.strip_prefix(name.as_bytes()) {
            Some([b':', value @ ..]) => return Line::Field(name, without_space(value)),
            Some(value @ []) => return Line::Field(name, value),
            _ => {}
        }
    }
    Line::Unknown
}

/// Whether a line of which these are the first bytes is a comment or a field the standard knows, whatever follows.
pub(super) fn is_known(begun: &[u8]) -> bool {
    match parse(begun) {
        Line::Comment(_) => true,
        // With its colon.
        Line::Field(name, _) => begun.len() > name.as_bytes().len(),
        Line::Unknown => false,
    }
}

/// Whether a line of which these are the first bytes may become a comment or a field the standard knows.
pub(super) fn may_become_known(begun: &[u8]) -> bool {
    let begins_name = |name: &Name| !begun.is_empty() && name.as_bytes().starts_with(begun);
    parse(begun) != Line::Unknown || Name::ALL.iter().any(begins_name)
}

/// "If value starts with a U+0020 SPACE character, remove it from value."
#[inline]
pub(super) fn without_space(value: &[u8]) -> &[u8] {
    value.strip_prefix(b" ").unwrap_or(value)
}

/// The value of a `retry` field: ASCII digits only, at least one; `None` also where milliseconds overflow 64 bits.
pub(super) fn parse_retry(value: &[u8]) -> Option<Duration> {
    if value.is_empty() {
        return None;
    }
    let millis = value.iter().try_fold(0_u64, |millis, byte| match byte {
        b'0'..=b'9' => millis.checked_mul(10)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })?;
    Some(Duration::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_space_after_the_colon_is_dropped() {
        assert_eq!(parse(b"data:x"), Line::Field(Name::Data, b"x"));
        assert_eq!(parse(b"data: x"), Line::Field(Name::Data, b"x"));
        assert_eq!(parse(b"data:  x"), Line::Field(Name::Data, b" x"));
        assert_eq!(parse(b"data:\tx"), Line::Field(Name::Data, b"\tx"));
        assert_eq!(parse(b": x"), Line::Comment(b"x"));
    }

    #[test]
    fn a_field_without_a_colon_has_an_empty_value() {
        for name in Name::ALL {
            assert_eq!(parse(name.as_bytes()), Line::Field(name, b""));
        }
    }

    #[test]
    fn names_are_case_sensitive_and_whole() {
        for line in [
            &b"Data: x"[..],
            b"dat",
            b"datax: y",
            b" data: x",
            b"data : x",
            b"ids: 1",
            b"idx",
            b"retry5",
        ] {
            assert_eq!(parse(line), Line::Unknown, "{}", line.escape_ascii());
        }
    }

    #[test]
    fn a_line_is_known_from_its_colon_on() {
        for begun in [&b":"[..], b": x", b"data:", b"data: x", b"id:", b"retry:x"] {
            assert!(is_known(begun), "{}", begun.escape_ascii());
        }
        for begun in [&b""[..], b"data", b"id", b"datx:", b"i:", b"{"] {
            assert!(!is_known(begun), "{}", begun.escape_ascii());
        }
    }

    #[test]
    fn only_a_beginning_of_a_known_line_may_become_one() {
        for begun in [
            &b"d"[..],
            b"dat",
            b"data",
            b"data: {",
            b":",
            b"i",
            b"retr",
            b"event:",
        ] {
            assert!(may_become_known(begun), "{}", begun.escape_ascii());
        }
        for begun in [&b""[..], b"{", b"<html>", b"datx", b"datas", b"D", b" "] {
            assert!(!may_become_known(begun), "{}", begun.escape_ascii());
        }
    }

    #[test]
    fn retry_takes_digits_only() {
        assert_eq!(parse_retry(b"0"), Some(Duration::ZERO));
        assert_eq!(parse_retry(b"0010"), Some(Duration::from_millis(10)));
        assert_eq!(
            parse_retry(b"18446744073709551615"),
            Some(Duration::from_millis(u64::MAX))
        );
        for bad in [
            &b""[..],
            b"+5",
            b"-5",
            b" 5",
            b"5 ",
            b"5.0",
            b"0x5",
            b"18446744073709551616",
            b"\xd9\xa1",
        ] {
            assert_eq!(parse_retry(bad), None, "{}", bad.escape_ascii());
        }
    }
}
