//! Reads payloads as text: decodes percent-encoding and UTF-8, wherever payloads are cut.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::buffer::growth;
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
pub(super) struct PayloadReader {
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

/// The beginning of an escape that is cut.
#[cfg(feature = "percent-encoding")]
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    Nothing,
    Sign,
    Digit(u8),
}

/// The most bytes that one byte can become: those of U+FFFD.
const MAX_GROWTH: usize = char::REPLACEMENT_CHARACTER.len_utf8();

/// How many bytes may be held back of one payload, to be read with the next.
const MAX_HELD: usize = 5;

impl PayloadReader {
    pub(super) const fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            utf8: text::Decoder::lossy(),
        }
    }

    /// Hands the text of the next payload to `take`, piece by piece, until that breaks.
    pub(super) fn read(
        &mut self,
        payload: Payload<'_>,
        take: &mut Take<'_, str>,
    ) -> ControlFlow<()> {
        let utf8 = &mut self.utf8;
        match (&mut self.encoding, payload) {
            (Encoding::Plain, Payload::Text(text)) if utf8.held() == 0 => take(text),
            (Encoding::Plain, _) => decode(utf8, payload.as_bytes(), take),
            #[cfg(feature = "percent-encoding")]
            (Encoding::Percent(cut), _) => {
                cut.unescape(payload.as_bytes(), &mut |bytes| decode(utf8, bytes, take))
            }
        }
    }

    /// Like [`read`](Self::read), to the payload's end.
    pub(super) fn read_all(&mut self, payload: Payload<'_>, mut take: impl FnMut(&str)) {
        let _: ControlFlow<()> = self.read(payload, &mut |piece| {
            take(piece);
            ControlFlow::Continue(())
        });
    }

    /// The text of payloads that came one after the other, in their own memory where they are text as they are.
    pub(super) fn read_owned(&mut self, payloads: Vec<u8>) -> String {
        let payloads = match self.encoding {
            Encoding::Plain => {
                meter::scanned(payloads.len());
                match String::from_utf8(payloads) {
                    Ok(text) => return text,
                    Err(error) => error.into_bytes(),
                }
            }
            #[cfg(feature = "percent-encoding")]
            Encoding::Percent(_) => payloads,
        };
        let payloads = Payload::Bytes(&payloads);
        let len = self.measure(&[payloads], usize::MAX).unwrap_or(0);
        let mut text = String::with_capacity(len);
        self.read_all(payloads, |piece| growth::append(&mut text, piece, len));
        text
    }

    /// Returns how many bytes of text these payloads are, coming next; `None` if more than `max`. Nothing is copied.
    pub(super) fn measure(&self, payloads: &[Payload<'_>], max: usize) -> Option<usize> {
        let mut probe = self.clone();
        let mut len: usize = 0;
        let read = payloads.iter().try_for_each(|payload| {
            probe.read(*payload, &mut |piece| {
                len += piece.len();
                if len > max {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
        });
        read.is_continue().then_some(len)
    }

    /// Returns whether the text of these payloads, coming next, has at most `max` bytes. Looks at them only if their
    /// length does not show it.
    pub(super) fn fits(&self, payloads: &[Payload<'_>], max: usize) -> bool {
        let bytes = payloads.iter().fold(MAX_HELD, |sum, payload| {
            sum.saturating_add(payload.as_bytes().len())
        });
        bytes.saturating_mul(MAX_GROWTH) <= max || self.measure(payloads, max).is_some()
    }

    /// Returns whether two texts begin differently, by the first character of `ours`.
    pub(super) fn begin_differently(&self, ours: &[u8], theirs: &[u8]) -> bool {
        let (our_bytes, their_bytes) = (self.beginning(ours), self.beginning(theirs));
        if our_bytes.is_empty() {
            // It is no more than the beginning of an escape, which another payload can only repeat.
            let shared = ours.len().min(theirs.len());
            return !ours[..shared].eq_ignore_ascii_case(&theirs[..shared]);
        }
        let first = first_character(&our_bytes);
        let shared = first.len().min(their_bytes.len());
        first[..shared] != their_bytes[..shared]
    }

    /// Returns the first bytes of a payload on its own, decoded; as many as a character may have.
    fn beginning(&self, payload: &[u8]) -> Beginning {
        match self.encoding {
            Encoding::Plain => payload.iter().copied().collect(),
            #[cfg(feature = "percent-encoding")]
            Encoding::Percent(_) => {
                percent_encoding::percent_decode(Cut::split(payload).0).collect()
            }
        }
    }

    /// What is held back, as text, if nothing follows: a cut character is U+FFFD, a cut escape stays as it is.
    pub(super) fn rest(&self) -> String {
        let mut rest = String::new();
        if self.utf8.held() > 0 {
            rest.push(char::REPLACEMENT_CHARACTER);
        }
        #[cfg(feature = "percent-encoding")]
        if let Encoding::Percent(cut) = self.encoding {
            match cut {
                Cut::Nothing => {}
                Cut::Sign => rest.push('%'),
                Cut::Digit(digit) => rest.extend(['%', char::from(digit)]),
            }
        }
        rest
    }

    /// Returns a reader of another text with the same encoding.
    pub(super) const fn restarted(&self) -> Self {
        Self::new(match self.encoding {
            Encoding::Plain => Encoding::Plain,
            #[cfg(feature = "percent-encoding")]
            Encoding::Percent(_) => Encoding::Percent(Cut::Nothing),
        })
    }
}

/// What is done with pieces of a payload, until it breaks. Not a type parameter, so that the reader is compiled once.
type Take<'t, T> = dyn FnMut(&T) -> ControlFlow<()> + 't;

fn decode(utf8: &mut text::Decoder, bytes: &[u8], take: &mut Take<'_, str>) -> ControlFlow<()> {
    let mut input = bytes;
    // A lossy decoder returns no errors.
    while let Ok(Some(piece)) = utf8.decode(&mut input) {
        take(piece)?;
    }
    ControlFlow::Continue(())
}

/// The first bytes of a text: no more than one character has.
#[derive(Debug, Clone, Copy, Default)]
struct Beginning {
    bytes: [u8; 4],
    len: usize,
}

impl FromIterator<u8> for Beginning {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        let mut beginning = Self::default();
        for (place, byte) in beginning.bytes.iter_mut().zip(bytes) {
            *place = byte;
            beginning.len += 1;
        }
        beginning
    }
}

impl core::ops::Deref for Beginning {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The bytes of the character that `bytes` begin with, as far as they go.
fn first_character(bytes: &[u8]) -> &[u8] {
    let len = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        Some(_) | None => 1,
    };
    &bytes[..len.min(bytes.len())]
}

#[cfg(feature = "percent-encoding")]
impl Cut {
    /// Decodes the escapes of `bytes`, which come after what was cut, and holds back one that is cut at their end.
    ///
    /// What only looks like an escape stays as it is.
    fn unescape(&mut self, bytes: &[u8], take: &mut Take<'_, [u8]>) -> ControlFlow<()> {
        meter::scanned(bytes.len());
        let rest = match self.complete(bytes) {
            Ok((escape, rest)) => {
                *self = Self::Nothing;
                unescape_whole(&escape, take)?;
                rest
            }
            Err(()) => return ControlFlow::Continue(()),
        };
        let (whole, cut) = Self::split(rest);
        *self = cut;
        if memchr::memchr(b'%', whole).is_some() {
            unescape_whole(whole, take)
        } else {
            take(whole)
        }
    }

    /// Returns what was cut, with the bytes that complete it if they do, and the bytes after those; an error if it is
    /// still cut.
    fn complete<'b>(&mut self, bytes: &'b [u8]) -> Result<(Vec<u8>, &'b [u8]), ()> {
        let is_digit = u8::is_ascii_hexdigit;
        match (*self, bytes) {
            (Self::Nothing, _) => Ok((Vec::new(), bytes)),
            (Self::Sign | Self::Digit(_), []) => Err(()),
            (Self::Sign, [high]) if is_digit(high) => {
                *self = Self::Digit(*high);
                Err(())
            }
            (Self::Sign, [high, low, rest @ ..]) if is_digit(high) && is_digit(low) => {
                Ok((Vec::from([b'%', *high, *low]), rest))
            }
            (Self::Digit(high), [low, rest @ ..]) if is_digit(low) => {
                Ok((Vec::from([b'%', high, *low]), rest))
            }
            (Self::Sign, _) => Ok((Vec::from(*b"%"), bytes)),
            (Self::Digit(high), _) => Ok((Vec::from([b'%', high]), bytes)),
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

/// Decodes escapes, none of which is cut; in blocks, so that no copy of all is made.
#[cfg(feature = "percent-encoding")]
fn unescape_whole(bytes: &[u8], take: &mut Take<'_, [u8]>) -> ControlFlow<()> {
    const BLOCK: usize = 256;
    let mut decoded = percent_encoding::percent_decode(bytes);
    loop {
        let mut block = [0; BLOCK];
        let mut len = 0;
        for (place, byte) in block.iter_mut().zip(&mut decoded) {
            *place = byte;
            len += 1;
        }
        take(&block[..len])?;
        if len < BLOCK {
            return ControlFlow::Continue(());
        }
    }
}
