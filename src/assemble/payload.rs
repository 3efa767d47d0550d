//! What a payload says, as text: percent-encoding and UTF-8 undone, whatever payloads cut.

use alloc::borrow::Cow;
use alloc::string::String;
#[cfg(feature = "percent-encoding")]
use alloc::vec::Vec;

use crate::{meter, text};

/// A payload as it came.
#[derive(Debug, Clone, Copy)]
pub(super) enum Payload<'p> {
    Text(&'p str),
    Bytes(&'p [u8]),
}

impl<'p> Payload<'p> {
    pub(super) const fn as_bytes(self) -> &'p [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Reads payloads one after the other, holding back what is cut at the end of one: at most 2 bytes of an escape and 3
/// of a character.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    encoding: Encoding,
    utf8: text::Decoder,
}

/// How payloads are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Encoding {
    Plain,
    #[cfg(feature = "percent-encoding")]
    Percent(Cut),
}

/// The beginning of an escape whose end is yet to come.
#[cfg(feature = "percent-encoding")]
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    Nothing,
    Sign,
    Digit(u8),
}

impl Reader {
    pub(super) const fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            utf8: text::Decoder::lossy(),
        }
    }

    /// The text of the next payload, borrowed where it is the payload itself.
    pub(super) fn read<'p>(&mut self, payload: Payload<'p>) -> Cow<'p, str> {
        match (&mut self.encoding, payload) {
            (Encoding::Plain, Payload::Text(text)) if self.utf8.held() == 0 => Cow::Borrowed(text),
            (Encoding::Plain, _) => self.decode(payload.as_bytes()),
            #[cfg(feature = "percent-encoding")]
            (Encoding::Percent(cut), _) => match cut.unescape(payload.as_bytes()) {
                Cow::Borrowed(bytes) => self.decode(bytes),
                Cow::Owned(bytes) => Cow::Owned(self.decode(&bytes).into_owned()),
            },
        }
    }

    fn decode<'p>(&mut self, bytes: &'p [u8]) -> Cow<'p, str> {
        if self.utf8.held() == 0 {
            meter::scanned(bytes.len());
            if let Ok(text) = core::str::from_utf8(bytes) {
                return Cow::Borrowed(text);
            }
        }
        let mut text = String::with_capacity(bytes.len());
        let mut input = bytes;
        // A lossy decoder returns no errors.
        while let Ok(Some(piece)) = self.utf8.decode(&mut input) {
            meter::moved(piece.len());
            text.push_str(piece);
        }
        Cow::Owned(text)
    }

    /// The bytes of a payload on its own, without an escape cut at its end.
    pub(super) fn bytes_alone<'p>(&self, payload: Payload<'p>) -> Cow<'p, [u8]> {
        match self.encoding {
            Encoding::Plain => Cow::Borrowed(payload.as_bytes()),
            #[cfg(feature = "percent-encoding")]
            Encoding::Percent(_) => {
                let mut cut = Cut::Nothing;
                cut.unescape(payload.as_bytes())
            }
        }
    }

    /// What was held back, now that nothing follows: a cut escape stands for itself, a cut character is U+FFFD.
    pub(super) fn finish(&mut self) -> String {
        #[cfg_attr(not(feature = "percent-encoding"), expect(unused_mut))]
        let mut rest = String::new();
        #[cfg(feature = "percent-encoding")]
        if let Encoding::Percent(cut) = &mut self.encoding {
            let escape = core::mem::replace(cut, Cut::Nothing).bytes();
            rest = self.decode(&escape).into_owned();
        }
        let last = self.utf8.finish().into_last().unwrap_or_default();
        self.utf8.reset();
        rest + last
    }

    /// Forgets what was held back.
    pub(super) const fn restarted(&self) -> Self {
        Self::new(match self.encoding {
            Encoding::Plain => Encoding::Plain,
            #[cfg(feature = "percent-encoding")]
            Encoding::Percent(_) => Encoding::Percent(Cut::Nothing),
        })
    }
}

#[cfg(feature = "percent-encoding")]
impl Cut {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Sign => Vec::from(*b"%"),
            Self::Digit(digit) => Vec::from([b'%', digit]),
        }
    }

    /// Undoes the escapes of `bytes`, which come after what was cut, and holds back one that is cut at their end.
    ///
    /// What only looks like an escape stays as it is.
    fn unescape<'p>(&mut self, bytes: &'p [u8]) -> Cow<'p, [u8]> {
        meter::scanned(bytes.len());
        match self {
            Self::Nothing => {
                let (whole, cut) = Self::split(bytes);
                *self = cut;
                percent_encoding::percent_decode(whole).into()
            }
            Self::Sign | Self::Digit(_) => {
                let mut joined = self.bytes();
                meter::moved(bytes.len());
                joined.extend_from_slice(bytes);
                let (whole, cut) = Self::split(&joined);
                *self = cut;
                Cow::Owned(percent_encoding::percent_decode(whole).collect())
            }
        }
    }

    /// Splits off the beginning of an escape at the end.
    const fn split(bytes: &[u8]) -> (&[u8], Self) {
        match bytes {
            [whole @ .., b'%'] => (whole, Self::Sign),
            [whole @ .., b'%', digit] if digit.is_ascii_hexdigit() => (whole, Self::Digit(*digit)),
            _ => (bytes, Self::Nothing),
        }
    }
}
