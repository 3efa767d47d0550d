//! JSON texts to bytes: the inverse of decoding.

use alloc::string::ToString;

use bytes::BufMut;

use super::validate;
use crate::Error;

/// Ends a line and, in a sequence, a text.
const LF: u8 = b'\n';

/// Begins a text of a sequence (RFC 7464).
const RS: u8 = 0x1E;

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// It is no JSON text: the error of [`validate`](super::validate()).
    #[error("not a JSON text: {0}")]
    Invalid(Error),
    /// The text has an LF at this byte, and would become several lines.
    #[error("text contains LF at byte {0}")]
    LineFeed(usize),
    /// The buffer has no room for so many bytes.
    #[error("no room for {0} bytes")]
    NoRoom(usize),
}

/// Why a value was not written.
#[cfg(feature = "serde_json")]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The value could not be made a JSON text.
    #[error(transparent)]
    Serialize(#[from] serde_json::Error),
    /// The text could not be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// Frames JSON texts, so that a [`Decoder`](super::Decoder) gives back what was written.
///
/// Whitespace around a text is left out; nothing else is changed. A text that a decoder would not return is refused:
/// one that is no JSON text, and an LF in a line. (The decoder's limits on size and depth are not looked at.) Every
/// call writes one whole frame, or nothing at all.
///
/// ```
/// use unchunk::json::Encoder;
///
/// let mut stream = Vec::new();
/// Encoder::lines().frame(br#" {"a":1} "#, &mut stream)?;
/// Encoder::text_sequence().frame(b"2", &mut stream)?;
/// Encoder::content_length().frame(b"[3]", &mut stream)?;
/// assert_eq!(stream, b"{\"a\":1}\n\x1E2\nContent-Length: 3\r\n\r\n[3]");
/// assert!(Encoder::lines().frame(b"[1", &mut stream).is_err());
/// # Ok::<(), unchunk::json::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoder {
    envelope: Envelope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Envelope {
    Line,
    TextSequence,
    ContentLength,
}

impl Encoder {
    /// Writes each text as a line of its own, as [`Framing::Lines`](super::Framing::Lines) and
    /// [`Concatenated`](super::Framing::Concatenated) read them.
    #[must_use]
    #[doc(alias("ndjson", "jsonl"))]
    pub const fn lines() -> Self {
        Self {
            envelope: Envelope::Line,
        }
    }

    /// Writes JSON text sequences, as [`Framing::TextSequence`](super::Framing::TextSequence) reads them.
    #[must_use]
    pub const fn text_sequence() -> Self {
        Self {
            envelope: Envelope::TextSequence,
        }
    }

    /// Writes messages with a `Content-Length` header, as [`Framing::ContentLength`](super::Framing::ContentLength)
    /// reads them.
    #[must_use]
    #[doc(alias = "lsp")]
    pub const fn content_length() -> Self {
        Self {
            envelope: Envelope::ContentLength,
        }
    }

    /// Writes one text.
    ///
    /// # Errors
    ///
    /// Returns an error, and writes nothing, if `text` is no JSON text (an empty one is none), if it has an LF and
    /// would be a line, or if the buffer has no room for all of it.
    pub fn frame(&self, text: &[u8], buffer: &mut impl BufMut) -> Result<(), EncodeError> {
        self.put(check(text)?, buffer)
    }

    /// Writes one text into any writer, in one call of [`write_all`](std::io::Write::write_all).
    ///
    /// # Errors
    ///
    /// Returns the writer's error; or an error of the kind [`InvalidInput`](std::io::ErrorKind::InvalidInput) around
    /// the [`EncodeError`] that [`frame`](Self::frame) would return, and writes nothing.
    ///
    /// ```
    /// use std::io;
    /// use unchunk::json::Encoder;
    ///
    /// let mut stdout = io::stdout().lock();
    /// Encoder::lines().write(b"[1, 2]", &mut stdout)?;
    /// let error = Encoder::lines().write(b"", &mut stdout).unwrap_err();
    /// assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    /// # Ok::<(), io::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn write(&self, text: &[u8], writer: &mut impl std::io::Write) -> std::io::Result<()> {
        let mut frame = alloc::vec::Vec::with_capacity(text.len() + 40);
        self.frame(text, &mut frame)
            .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidInput, error))?;
        writer.write_all(&frame)
    }

    /// Writes one value as a text. This needs no check, and makes none: a text that the value brings itself, in a
    /// `RawValue`, is taken as `serde_json` takes it, with lone surrogates.
    ///
    /// # Errors
    ///
    /// Returns an error, and writes nothing, if the value has no JSON form, or if the text cannot be written: there is
    /// no room, or the value brought a text of its own with an LF in it.
    ///
    /// ```
    /// use unchunk::json::Encoder;
    ///
    /// let mut stream = Vec::new();
    /// Encoder::lines().value(&("a\n", 1.5, None::<()>), &mut stream)?;
    /// assert_eq!(stream, b"[\"a\\n\",1.5,null]\n");
    /// # Ok::<(), unchunk::json::ValueError>(())
    /// ```
    #[cfg(feature = "serde_json")]
    pub fn value<T: serde::Serialize + ?Sized>(
        &self,
        value: &T,
        buffer: &mut impl BufMut,
    ) -> Result<(), ValueError> {
        Ok(self.put(&serde_json::to_vec(value)?, buffer)?)
    }

    /// Writes one value into any writer, like [`value`](Self::value) and [`write`](Self::write).
    ///
    /// # Errors
    ///
    /// Returns the writer's error; or an error of the kind [`InvalidInput`](std::io::ErrorKind::InvalidInput) around
    /// the [`ValueError`] that [`value`](Self::value) would return, and writes nothing.
    #[cfg(all(feature = "serde_json", feature = "std"))]
    pub fn write_value<T: serde::Serialize + ?Sized>(
        &self,
        value: &T,
        writer: &mut impl std::io::Write,
    ) -> std::io::Result<()> {
        let mut frame = alloc::vec::Vec::new();
        self.value(value, &mut frame)
            .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidInput, error))?;
        writer.write_all(&frame)
    }

    /// Writes one text that is good.
    fn put(&self, text: &[u8], buffer: &mut impl BufMut) -> Result<(), EncodeError> {
        match self.envelope {
            Envelope::Line => match memchr::memchr(LF, text) {
                Some(at) => Err(EncodeError::LineFeed(at)),
                None => write(&[text, &[LF]], buffer),
            },
            // A good text has no RS.
            Envelope::TextSequence => write(&[&[RS], text, &[LF]], buffer),
            Envelope::ContentLength => {
                let len = text.len().to_string();
                let header = [b"Content-Length: ", len.as_bytes(), b"\r\n\r\n"].concat();
                write(&[&header, text], buffer)
            }
        }
    }
}

/// Checks a text; returns it without whitespace around it.
fn check(text: &[u8]) -> Result<&[u8], EncodeError> {
    match validate::validate(text) {
        Ok(()) => Ok(validate::trim(text)),
        Err(error) => Err(EncodeError::Invalid(error)),
    }
}

/// Writes all parts, if there is room for them.
fn write(parts: &[&[u8]], buffer: &mut impl BufMut) -> Result<(), EncodeError> {
    let len = parts
        .iter()
        .fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    if buffer.remaining_mut() < len {
        return Err(EncodeError::NoRoom(len));
    }
    parts.iter().for_each(|part| buffer.put_slice(part));
    Ok(())
}
