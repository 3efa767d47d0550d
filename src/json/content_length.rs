//! Messages with a header section, as in the base protocol of the Language Server Protocol.

use super::stream::{Ending, Ready, Stop, Stream};
use super::text;
use crate::meter;
use crate::{Error, ErrorKind};

const CONTENT_LENGTH: &[u8] = b"content-length";

#[derive(Debug, Clone, Copy)]
pub(super) enum ContentLength {
    Header(Header),
    /// In a body; what of it came in earlier chunks is held.
    Body {
        len: usize,
    },
    /// In a body that is too large.
    Skipping {
        left: u64,
    },
}

/// A header section: what its fields have said, and where in it we are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    at: At,
    content_length: Option<u64>,
}

/// Where in a header section we are; each field is a name, a colon, a value and CRLF, and an empty line ends it.
#[derive(Debug, Clone, Copy)]
enum At {
    /// Before a field or the empty line.
    LineStart,
    /// In a field's name, of which so many bytes are those of `Content-Length`.
    Name {
        matched: Option<usize>,
    },
    /// Before the digits.
    BeforeLength,
    Length(u64),
    /// In whitespace after the digits.
    AfterLength(u64),
    OtherValue,
    /// After a field's CR.
    FieldEnd,
    /// After the CR of the empty line.
    SectionEnd,
}

/// What a byte leads to.
enum Next {
    At(At),
    Length(u64),
    /// The section is complete.
    End,
    Invalid,
}

impl ContentLength {
    pub(super) const fn new() -> Self {
        Self::Header(Header {
            at: At::LineStart,
            content_length: None,
        })
    }

    #[inline]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Stop> {
        loop {
            match self {
                Self::Header(header) => match header.read(stream, input)? {
                    None => return Ok(None),
                    Some(len) => {
                        stream.head.prove();
                        stream.carry.clear();
                        stream.start = stream.position;
                        match usize::try_from(len) {
                            Ok(len) if len <= stream.rules.max_frame_bytes => {
                                *self = Self::Body { len };
                            }
                            _ => {
                                *self = Self::Skipping { left: len };
                                return Err(Stop::Frame(stream.too_large()));
                            }
                        }
                    }
                },
                Self::Body { len } => {
                    let len = *len;
                    let missing = len - stream.carry.len();
                    if input.len() < missing {
                        stream.hold(input, input.len(), len);
                        return Ok(None);
                    }
                    *self = Self::new();
                    let (start, body) = (stream.start, *input);
                    let ready = stream.complete(input, missing, len);
                    let body = if len == missing {
                        &body[..len]
                    } else {
                        &stream.carry
                    };
                    text::check(body, start, &stream.rules).map_err(Stop::Frame)?;
                    return Ok(Some(ready));
                }
                Self::Skipping { left } => {
                    let len =
                        usize::try_from(*left).map_or(input.len(), |left| left.min(input.len()));
                    stream.consume(input, len);
                    *left -= len as u64;
                    if *left > 0 {
                        return Ok(None);
                    }
                    stream.index += 1;
                    *self = Self::new();
                }
            }
        }
    }

    pub(super) fn finish(&mut self, stream: &mut Stream) -> Ending {
        match self {
            Self::Header(header) => match header.at {
                At::LineStart if stream.carry.is_empty() => Ending::Complete,
                _ => Ending::Truncated,
            },
            Self::Body { .. } | Self::Skipping { .. } => Ending::Truncated,
        }
    }
}

impl Header {
    /// Reads on; the length, once the section is complete.
    fn read(&mut self, stream: &mut Stream, input: &mut &[u8]) -> Result<Option<u64>, Stop> {
        if stream.carry.is_empty() {
            stream.start = stream.position;
        }
        let max = stream.rules.max_header_bytes;
        let room = max.saturating_sub(stream.carry.len());
        let window = &input[..input.len().min(room)];
        for (at, &byte) in window.iter().enumerate() {
            match self.next(byte) {
                Next::At(next) => self.at = next,
                Next::Length(length) => {
                    self.content_length = Some(length);
                    self.at = At::FieldEnd;
                }
                Next::Invalid => {
                    meter::scanned(at + 1);
                    stream.consume(input, at);
                    return Err(stop(ErrorKind::InvalidHeader, stream));
                }
                Next::End => {
                    meter::scanned(at + 1);
                    stream.consume(input, at + 1);
                    return match self.content_length {
                        Some(length) => Ok(Some(length)),
                        None => Err(stop(ErrorKind::MissingContentLength, stream)),
                    };
                }
            }
        }
        meter::scanned(window.len());
        let len = window.len();
        if len < input.len() {
            stream.consume(input, len);
            return Err(stop(ErrorKind::HeaderTooLarge, stream));
        }
        stream.hold(input, len, max);
        Ok(None)
    }

    fn next(&self, byte: u8) -> Next {
        match (self.at, byte) {
            (At::LineStart, b'\r') => Next::At(At::SectionEnd),
            (At::LineStart, _) => Self::name(Some(0), byte),
            (At::Name { matched }, b':') => Next::At(if matched == Some(CONTENT_LENGTH.len()) {
                if self.content_length.is_some() {
                    // Two lengths cannot both be right, and where they agree something is wrong already.
                    return Next::Invalid;
                }
                At::BeforeLength
            } else {
                At::OtherValue
            }),
            (At::Name { matched }, _) => Self::name(matched, byte),
            (At::BeforeLength, b' ' | b'\t') => Next::At(At::BeforeLength),
            (At::BeforeLength, b'0'..=b'9') => Next::At(At::Length(u64::from(byte - b'0'))),
            (At::Length(length), b'0'..=b'9') => match length
                .checked_mul(10)
                .and_then(|tens| tens.checked_add(u64::from(byte - b'0')))
            {
                Some(length) => Next::At(At::Length(length)),
                None => Next::Invalid,
            },
            (At::Length(length) | At::AfterLength(length), b' ' | b'\t') => {
                Next::At(At::AfterLength(length))
            }
            (At::Length(length) | At::AfterLength(length), b'\r') => Next::Length(length),
            (At::OtherValue, b'\r') => Next::At(At::FieldEnd),
            // RFC 9110 § 5.5: visible characters, space, tab, and what is not ASCII.
            (At::OtherValue, b'\t' | b' '..=b'~' | 0x80..) => Next::At(At::OtherValue),
            (At::FieldEnd, b'\n') => Next::At(At::LineStart),
            (At::SectionEnd, b'\n') => Next::End,
            (
                At::BeforeLength
                | At::Length(_)
                | At::AfterLength(_)
                | At::OtherValue
                | At::FieldEnd
                | At::SectionEnd,
                _,
            ) => Next::Invalid,
        }
    }

    /// The next byte of a field's name: RFC 9110 § 5.6.2, a token; its case does not matter.
    fn name(matched: Option<usize>, byte: u8) -> Next {
        match byte {
            b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~' => {}
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {}
            _ => return Next::Invalid,
        }
        let matched = matched
            .filter(|matched| CONTENT_LENGTH.get(*matched) == Some(&byte.to_ascii_lowercase()))
            .map(|matched| matched + 1);
        Next::At(At::Name { matched })
    }
}

/// Where a header section is bad nothing tells where the next begins.
#[cold]
fn stop(kind: ErrorKind, stream: &Stream) -> Stop {
    Stop::Stream(Error::fatal(kind, stream.position))
}
