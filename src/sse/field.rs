//! Fields: WHATWG HTML § 9.2.6, "Interpreting an event stream".

use super::line::Line;

/// The names of the fields that the standard knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Data,
    Event,
    Id,
    Retry,
}

impl Name {
    const ALL: [Self; 4] = [Self::Data, Self::Event, Self::Id, Self::Retry];

    #[inline(always)]
    pub(super) const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Data => b"data",
            Self::Event => b"event",
            Self::Id => b"id",
            Self::Retry => b"retry",
        }
    }

    /// Returns the name that begins with this byte. No two begin alike.
    #[inline(always)]
    pub(super) const fn with_first_byte(byte: u8) -> Option<Self> {
        match byte {
            b'd' => Some(Self::Data),
            b'e' => Some(Self::Event),
            b'i' => Some(Self::Id),
            b'r' => Some(Self::Retry),
            _ => None,
        }
    }

    /// The place in a line that is the value of this field.
    #[inline(always)]
    pub(super) const fn line(self) -> Line {
        match self {
            Self::Data => Line::Data,
            Self::Event => Line::Type,
            Self::Id => Line::Id,
            Self::Retry => Line::Retry,
        }
    }
}

/// How much of which name a line has begun with.
// One byte, so that `Line` has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Begun(u8);

impl Begun {
    /// The first `len` bytes of `name`.
    #[inline(always)]
    pub(super) const fn new(name: Name, len: usize) -> Self {
        Self((name as u8) << 4 | len as u8)
    }

    #[inline(always)]
    pub(super) const fn name(self) -> Name {
        Name::ALL[(self.0 >> 4) as usize % Name::ALL.len()]
    }

    /// The bytes of the name that have come, and those that are missing.
    #[inline(always)]
    pub(super) fn split(self) -> (&'static [u8], &'static [u8]) {
        self.name().as_bytes().split_at((self.0 & 0xF).into())
    }
}

/// "If value starts with a U+0020 SPACE character, remove it from value."
#[inline(always)]
pub(super) fn without_space(value: &[u8]) -> &[u8] {
    value.strip_prefix(b" ").unwrap_or(value)
}

/// The value of a `retry` field as far as it has been read: a number of milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Millis(Option<u64>);

impl Millis {
    /// Appends the next digits; returns `None` if there are other bytes, or the number overflows 64 bits.
    #[inline]
    pub(super) fn with(self, value: &[u8]) -> Option<Self> {
        let mut millis = self;
        for byte in value {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
            let number = millis.0.unwrap_or(0).checked_mul(10)?.checked_add(digit)?;
            millis = Self(Some(number));
        }
        Some(millis)
    }

    /// The number, if there is any digit.
    #[inline(always)]
    pub(super) const fn number(self) -> Option<u64> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_tells_the_name() {
        for byte in 0..=u8::MAX {
            let expected = Name::ALL
                .into_iter()
                .find(|name| name.as_bytes()[0] == byte);
            assert_eq!(Name::with_first_byte(byte), expected);
        }
    }

    #[test]
    fn what_has_begun_fits_a_byte() {
        for name in Name::ALL {
            for len in 0..=name.as_bytes().len() {
                let begun = Begun::new(name, len);
                assert_eq!(
                    (begun.name(), begun.split()),
                    (name, name.as_bytes().split_at(len))
                );
            }
        }
        assert_eq!(size_of::<Line>(), 2);
    }

    #[test]
    fn exactly_one_space_is_removed() {
        assert_eq!(without_space(b" x"), b"x");
        assert_eq!(without_space(b"  x"), b" x");
        assert_eq!(without_space(b"\tx"), b"\tx");
        assert_eq!(without_space(b""), b"");
    }

    #[test]
    fn a_reconnection_time_is_digits_only() {
        let number = |value: &[u8]| Millis::default().with(value).and_then(Millis::number);
        assert_eq!(number(b"0"), Some(0));
        assert_eq!(number(b"003000"), Some(3000));
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        let bad = [
            "",
            "18446744073709551616",
            "99999999999999999999",
            "1 ",
            "+1",
            "-1",
            "1.5",
            "\u{0661}",
        ];
        for value in bad {
            assert_eq!(number(value.as_bytes()), None, "{value:?}");
        }
    }
}
