//! JSON texts to bytes: the inverse of decoding.

use alloc::string::ToString;

use bytes::BufMut;

/// What ends a line and, in a sequence, a text.
const LF: u8 = b'\n';

/// Begins a text of a sequence (RFC 7464).
const RS: u8 = 0x1E;

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The text has an LF at this byte, and would come out as several lines.
    #[error("text contains LF at byte {0}")]
    LineFeed(usize),
    /// The text has an RS at this byte, where a reader would begin another text.
    #[error("text contains RS at byte {0}")]
    RecordSeparator(usize),
    /// The buffer has no room for so many bytes.
    #[error("no room for {0} bytes")]
    NoRoom(usize),
}

/// Frames JSON texts, so that a [`Decoder`](super::Decoder) gives back what was written.
///
/// A text is taken as it is; making one is a serializer's. Every call writes one whole frame, or nothing at all.
///
/// ```
/// use unchunk::json::Encoder;
///
/// let mut stream = Vec::new();
/// Encoder::lines().frame(br#"{"a":1}"#, &mut stream)?;
/// Encoder::sequence().frame(b"2", &mut stream)?;
/// Encoder::content_length().frame(b"[3]", &mut stream)?;
/// assert_eq!(stream, b"{\"a\":1}\n\x1E2\nContent-Length: 3\r\n\r\n[3]");
/// # Ok::<(), unchunk::json::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoder {
    envelope: Envelope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Envelope {
    Line,
    Sequence,
    ContentLength,
}

impl Encoder {
    /// Writes each text as a line of its own, as [`Framing::Lines`](super::Framing::Lines) and
    /// [`Values`](super::Framing::Values) read them.
    #[must_use]
    pub const fn lines() -> Self {
        Self {
            envelope: Envelope::Line,
        }
    }

    /// Writes JSON text sequences, as [`Framing::Sequence`](super::Framing::Sequence) reads them.
    #[must_use]
    pub const fn sequence() -> Self {
        Self {
            envelope: Envelope::Sequence,
        }
    }

    /// Writes messages with a `Content-Length` header, as [`Framing::ContentLength`](super::Framing::ContentLength)
    /// reads them.
    #[must_use]
    pub const fn content_length() -> Self {
        Self {
            envelope: Envelope::ContentLength,
        }
    }

    /// Writes one text.
    ///
    /// # Errors
    ///
    /// An LF in a line and an RS in a sequence are refused, since a receiver would read another text there; so is a
    /// buffer without room for all of it. Nothing is written then.
    pub fn frame(&self, text: &[u8], buffer: &mut impl BufMut) -> Result<(), EncodeError> {
        let find = |byte| memchr::memchr(byte, text);
        match self.envelope {
            Envelope::Line => match find(LF) {
                Some(at) => Err(EncodeError::LineFeed(at)),
                None => write(&[text, &[LF]], buffer),
            },
            Envelope::Sequence => match find(RS) {
                Some(at) => Err(EncodeError::RecordSeparator(at)),
                None => write(&[&[RS], text, &[LF]], buffer),
            },
            Envelope::ContentLength => {
                let len = text.len().to_string();
                let header = [b"Content-Length: ", len.as_bytes(), b"\r\n\r\n"].concat();
                write(&[&header, text], buffer)
            }
        }
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
