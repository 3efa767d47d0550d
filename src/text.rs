//! Bytes to text: UTF-8 decoded from chunks that cut characters anywhere.
//!
//! ```
//! use unchunk::text;
//!
//! let mut decoder = text::Decoder::lossy();
//! let mut answer = String::new();
//! for mut chunk in [&b"hi \xE4\xBD"[..], b"\xA0!"] { // 你, cut
//!     while let Some(piece) = decoder.decode(&mut chunk)? {
//!         answer += piece;
//!     }
//! }
//! assert_eq!(answer, "hi 你!");
//! # Ok::<(), unchunk::Error>(())
//! ```
//!
//! # Which type do I need
//!
//! | to | use |
//! |---|---|
//! | read a body of plain text, which has no delimiters | [`Decoder::lossy`]: U+FFFD for what is not UTF-8 |
//! | have an error for what is not UTF-8 | [`Decoder::strict`] |
//! | read the text of an event or a frame | nothing of this module: `data()`, `data_str()`, `text()`, `text_str()` |
//!
//! The delimiters of events and frames are ASCII and never inside a character, so their values are decoded when they
//! are asked for.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::{mem, str};

use bytes::Bytes;

use crate::search::ascii;
use crate::{Decode, End, Error, ErrorKind, Verdict, meter};

/// How many bytes after a fault validation may have looked at.
const FAULTY_BLOCK: usize = 64;

/// What replaces each maximal subpart of an ill-formed sequence.
const REPLACEMENT: &str = "\u{FFFD}";

/// Whether validation has vectors on this processor. Without them it goes byte by byte, and full blocks gain nothing.
const HAS_VECTORS: bool = cfg!(any(
    target_arch = "x86_64",
    target_arch = "x86",
    target_arch = "aarch64"
));

/// The bytes as text, if they are UTF-8.
#[inline]
pub(crate) fn strict(bytes: &[u8]) -> Result<&str, str::Utf8Error> {
    // On long text several times as fast as the standard library, which is asked for the place of a fault.
    simdutf8::basic::from_utf8(bytes).or_else(|_| str::from_utf8(bytes))
}

/// The bytes as text, with U+FFFD for each maximal subpart of an ill-formed sequence; borrowed where there is none.
#[inline]
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// The bytes as text, as [`lossy`] makes it; in their own allocation if they are UTF-8.
pub(crate) fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| lossy(error.as_bytes()).into_owned())
}

/// Bytes that may be asked for as text, and the bytes after them.
///
/// Validation goes by blocks, and a block that is not full takes as long as several full ones. So the last block is
/// filled up with bytes after the value, if there are enough.
#[derive(Clone, Copy)]
pub(crate) struct Padded<'v> {
    bytes: &'v [u8],
    len: usize,
}

impl<'v> Padded<'v> {
    /// The first `len` of `bytes`.
    #[inline]
    pub(crate) const fn new(bytes: &'v [u8], len: usize) -> Self {
        Self { bytes, len }
    }

    #[inline]
    pub(crate) fn bytes(self) -> &'v [u8] {
        &self.bytes[..self.len]
    }

    /// Like [`strict`].
    #[inline]
    pub(crate) fn strict(self) -> Result<&'v str, str::Utf8Error> {
        self.by_full_blocks()
            .or_else(|| self.if_short_ascii())
            .map_or_else(|| strict(self.bytes()), Ok)
    }

    /// Like [`lossy`].
    #[inline]
    pub(crate) fn lossy(self) -> Cow<'v, str> {
        self.by_full_blocks()
            .or_else(|| self.if_short_ascii())
            .map_or_else(|| lossy(self.bytes()), Cow::Borrowed)
    }

    /// The text, if it is short and ASCII. Checking that takes less time than validating a block that is not full.
    #[inline]
    fn if_short_ascii(self) -> Option<&'v str> {
        const SHORT: usize = 512;
        let bytes = self.bytes();
        (bytes.len() <= SHORT).then(|| ascii::text_if_ascii(bytes))?
    }

    /// The text, if it and what fills up its last block are UTF-8.
    #[inline]
    fn by_full_blocks(self) -> Option<&'v str> {
        const BLOCK: usize = 64;
        if !HAS_VECTORS {
            return None;
        }
        let full = self.len.checked_next_multiple_of(BLOCK)?;
        let (blocks, behind) = self.bytes.split_at_checked(full)?;
        // Blocks that end inside a character would be refused.
        let is_boundary = behind.first().is_some_and(|byte| *byte as i8 >= -0x40);
        let text = is_boundary.then(|| simdutf8::basic::from_utf8(blocks).ok())??;
        text.get(..self.len)
    }
}

impl<'v> From<&'v [u8]> for Padded<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Self::new(bytes, bytes.len())
    }
}

impl PartialEq for Padded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Padded<'_> {}

/// Decodes UTF-8 from chunks cut anywhere, holding back at most 3 bytes and owning no heap.
///
/// Characters that are whole in a chunk are lent from the chunk. The pieces differ with the chunking, their
/// concatenation does not: in lossy mode it equals [`String::from_utf8_lossy`] of the whole input. A byte order mark is
/// text like any other.
///
/// [`String::from_utf8_lossy`]: alloc::string::String::from_utf8_lossy
///
/// ```
/// use unchunk::text;
///
/// let mut decoder = text::Decoder::lossy();
/// let mut text = String::new();
/// for chunk in [&b"\xE4\xBD"[..], b"\xA0\xE5", b"\xA5\xBD, \xFF"] {
///     let mut input = chunk;
///     while let Some(piece) = decoder.decode(&mut input)? {
///         text += piece;
///     }
/// }
/// assert_eq!(text, "你好, \u{FFFD}");
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    mode: Mode,
    /// A character's bytes: the first `held` of them if it is unfinished, else what was lent last.
    character: [u8; 4],
    held: usize,
    position: u64,
    /// Whether `finish` has returned U+FFFD for the bytes held.
    is_finished: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Lossy,
    Strict,
}

impl Decoder {
    /// Creates a decoder that turns each maximal subpart of an ill-formed sequence into one U+FFFD. It returns no
    /// errors.
    #[must_use]
    pub const fn lossy() -> Self {
        Self::new(Mode::Lossy)
    }

    /// Creates a decoder that reports each maximal subpart of an ill-formed sequence as an error, and goes on after it.
    #[must_use]
    pub const fn strict() -> Self {
        Self::new(Mode::Strict)
    }

    const fn new(mode: Mode) -> Self {
        Self {
            mode,
            character: [0; 4],
            held: 0,
            position: 0,
            is_finished: false,
        }
    }

    /// Decodes the next piece of text, advancing `input` past the bytes used. A piece is never empty.
    ///
    /// `Ok(None)` means that the input is used up; at most 3 bytes of an unfinished character are held.
    ///
    /// # Errors
    ///
    /// Returns an error in strict mode if a sequence is ill-formed, as soon as it is known to be:
    /// [`ErrorKind::InvalidUtf8`], with the offset of its first byte. The next call goes on after it.
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<&'d str>, Error> {
        if self.held > 0 {
            return self.complete_character(input);
        }
        let bytes = *input;
        // This one stops in the block of the first fault. The bytes after it are validated by the next calls.
        let checked = simdutf8::compat::from_utf8(bytes);
        meter::scanned(match checked {
            Ok(_) => bytes.len(),
            Err(error) => bytes.len().min(error.valid_up_to() + FAULTY_BLOCK),
        });
        let ill_formed = match checked {
            Ok("") => return Ok(None),
            Ok(text) => {
                self.consume(input, bytes.len());
                return Ok(Some(text));
            }
            Err(error) if error.valid_up_to() > 0 => {
                self.consume(input, error.valid_up_to());
                // Valid up to there, so the default is never used.
                let text = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                return Ok(Some(text));
            }
            Err(error) => error.error_len(),
        };
        let Some(len) = ill_formed else {
            // The chunk ends inside a character.
            self.held = bytes.len();
            self.character[..self.held].copy_from_slice(bytes);
            self.consume(input, bytes.len());
            return Ok(None);
        };
        let offset = self.position;
        self.consume(input, len);
        self.replace(offset)
    }

    /// Reads bytes one by one until the character that was cut is whole, or is known to be ill-formed.
    fn complete_character<'d>(&'d mut self, input: &mut &[u8]) -> Result<Option<&'d str>, Error> {
        while let Some(&next) = input.first() {
            let len = self.held + 1;
            self.character[self.held] = next;
            match str::from_utf8(&self.character[..len]).map_err(|error| error.error_len()) {
                Ok(_) => {
                    self.consume(input, 1);
                    self.held = 0;
                    return Ok(str::from_utf8(&self.character[..len]).ok());
                }
                Err(None) => {
                    self.consume(input, 1);
                    self.held = len;
                }
                // The byte does not belong to the sequence before it, which ends unfinished.
                Err(Some(_)) => {
                    let offset = self.position - self.held as u64;
                    self.held = 0;
                    return self.replace(offset);
                }
            }
        }
        Ok(None)
    }

    fn replace(&self, offset: u64) -> Result<Option<&'static str>, Error> {
        match self.mode {
            Mode::Lossy => Ok(Some(REPLACEMENT)),
            Mode::Strict => Err(Error::new(ErrorKind::InvalidUtf8, offset)),
        }
    }

    /// Returns the verdict on a stream that ends here: [`Verdict::Truncated`] inside a character, with its first bytes.
    ///
    /// In lossy mode such bytes become one last U+FFFD. A second call returns the same verdict and no last piece.
    ///
    /// # Errors
    ///
    /// Returns none: in strict mode too a cut character is not ill-formed, but unfinished.
    ///
    /// ```
    /// use unchunk::{Verdict, text};
    ///
    /// let mut decoder = text::Decoder::lossy();
    /// assert_eq!(decoder.decode(&mut &b"ok\xE4\xBD"[..])?, Some("ok"));
    /// assert_eq!(decoder.decode(&mut &b"\xE4\xBD"[..])?, None);
    /// let end = decoder.finish()?;
    /// assert!(matches!(end.verdict(), Verdict::Truncated { tail: b"\xE4\xBD", offset: 2, .. }));
    /// assert_eq!(end.last(), Some(&"\u{FFFD}"));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub fn finish(&mut self) -> Result<End<'_, &str>, Error> {
        if self.held == 0 {
            return Ok(End::new(None, Verdict::Complete));
        }
        let is_replaced = self.mode == Mode::Lossy && !mem::replace(&mut self.is_finished, true);
        let verdict = Verdict::Truncated {
            tail: &self.character[..self.held],
            offset: self.position - self.held as u64,
        };
        Ok(End::new(is_replaced.then_some(REPLACEMENT), verdict))
    }

    /// Makes the decoder ready for a new stream.
    pub fn reset(&mut self) {
        *self = Self::new(self.mode);
    }

    /// Bytes consumed since the start of the stream.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Bytes held of an unfinished character: at most 3.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.held
    }

    fn consume(&mut self, input: &mut &[u8], bytes: usize) {
        *input = &input[bytes..];
        self.position += bytes as u64;
        self.is_finished = false;
    }
}

impl Decode for Decoder {
    type Item<'d> = &'d str;
    /// Always a copy: growing one text is what pieces are for.
    type Owned = String;

    fn decode<'d, 'i: 'd>(&'d mut self, input: &mut &'i [u8]) -> Result<Option<&'d str>, Error> {
        Self::decode(self, input)
    }

    fn finish(&mut self) -> Result<End<'_, &str>, Error> {
        Self::finish(self)
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn own<'d>(piece: &'d str, _chunk: Option<&Bytes>) -> String
    where
        Self: 'd,
    {
        String::from(piece)
    }

    fn lend<'o>(item: &'o String) -> &'o str
    where
        Self: 'o,
    {
        item
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// The bytes after a value make no difference.
    #[test]
    fn a_value_is_read_as_its_bytes_alone_are() {
        let mut by_blocks = 0;
        for pattern in ["ascii", "é", "aé", "你", "a你", "😀", "abc😀"] {
            for ill_formed in [None, Some(0), Some(70), Some(130), Some(200)] {
                let mut bytes: Vec<u8> = pattern.bytes().cycle().take(300).collect();
                if let Some(at) = ill_formed {
                    bytes[at] = 0xFF;
                }
                for len in 0..=200 {
                    for behind in [0, 1, 30, 63, 64, 65, 100] {
                        let value = Padded::new(&bytes[..len + behind], len);
                        by_blocks += usize::from(value.by_full_blocks().is_some());
                        let alone = &bytes[..len];
                        assert_eq!(value.bytes(), alone);
                        assert_eq!(value.strict(), str::from_utf8(alone), "{pattern} {len}");
                        assert_eq!(value.lossy(), String::from_utf8_lossy(alone));
                    }
                }
            }
        }
        assert_eq!(by_blocks > 5_000, HAS_VECTORS, "{by_blocks}");
    }

    /// Whatever is wrong with it and however it is cut, text is looked at a bounded number of times.
    #[test]
    fn contract_3_linear_ill_formed_text() {
        const LEN: usize = 1 << 17;
        for pattern in [
            &b"\xFF"[..],
            b"caf\xE9 ",
            b"\xE4\xBD",
            b"\xE4\xBD\xA0",
            b"ascii \xF0\x9F\x98 then more ascii ",
        ] {
            let stream: Vec<u8> = pattern.iter().copied().cycle().take(LEN).collect();
            for chunk in [1, 16, 1400, LEN] {
                let mut decoder = Decoder::lossy();
                let mut bytes = 0;
                let (scanned, _) = meter::measure(|| {
                    for mut input in stream.chunks(chunk) {
                        while let Ok(Some(piece)) = decoder.decode(&mut input) {
                            bytes += piece.len();
                        }
                    }
                });
                bytes += decoder
                    .finish()
                    .unwrap()
                    .last()
                    .map_or(0, |piece| piece.len());
                assert_eq!(bytes, String::from_utf8_lossy(&stream).len());
                assert!(scanned >= LEN as u64 / 4, "{scanned}");
                // Each fault costs a look at its block, and each piece before one is looked at again.
                let most = (FAULTY_BLOCK as u64 + 3) * LEN as u64;
                assert!(
                    scanned <= most,
                    "{scanned} in chunks of {chunk}: {}",
                    pattern.escape_ascii()
                );
            }
        }
    }
}
