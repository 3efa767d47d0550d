//! Messages with a header section, as in the base protocol of the Language Server Protocol.

use memchr::memchr;

use super::stream::{Ending, Place, Stream};
use super::text;
use crate::meter;
use crate::{Error, ErrorKind};

const CONTENT_LENGTH: &[u8] = b"content-length";

#[derive(Debug, Clone, Copy)]
pub(super) enum ContentLength {
    /// In a header section, or before one.
    Header(Header),
    /// After something bad, up to a line that begins with `Content-Length:`.
    Noise(Noise),
    /// In a body, whose bytes from earlier chunks are held.
    Body { len: usize },
    /// In a body that is too large.
    Skipping { left: u64 },
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
    /// Before the section: blank lines are skipped.
    Start,
    /// After the CR of a blank line before the section.
    BlankEnd,
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

/// What comes after a byte.
enum Next {
    At(At),
    /// The end of a field that says the length.
    Length(u64, At),
    /// The section is complete.
    End,
    Invalid,
}

/// What is skipped, up to a line that begins with `Content-Length:`, which begins a header section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    /// How many bytes the line has so far, if all of them are those of `Content-Length:`. They are held.
    matched: Option<usize>,
}

/// The result of reading a header section's bytes.
enum Read {
    More,
    Length(u64),
}

impl ContentLength {
    pub(super) const fn new() -> Self {
        Self::Header(Header {
            at: At::Start,
            content_length: None,
        })
    }

    #[inline(never)]
    pub(super) fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Place<'i>>, Error> {
        while !input.is_empty() || matches!(self, Self::Body { len: 0 }) {
            match self {
                Self::Header(header) => match header.read(stream, input) {
                    Ok(Read::More) => return Ok(None),
                    Ok(Read::Length(len)) => self.begin_body(len, stream)?,
                    Err(error) => {
                        let matched = header.is_at_line_start().then_some(0);
                        *self = Self::Noise(Noise { matched });
                        return Err(error);
                    }
                },
                Self::Noise(noise) => {
                    if noise.pass(stream, input) {
                        if stream.held().len() > stream.rules.max_header_bytes {
                            noise.matched = None;
                            return Err(header_too_large(stream));
                        }
                        *self = Self::Header(Header {
                            at: At::BeforeLength,
                            content_length: None,
                        });
                    }
                }
                Self::Body { len } => {
                    let len = *len;
                    let missing = len - stream.held().len();
                    if input.len() < missing {
                        stream.hold(input, input.len(), len);
                        return Ok(None);
                    }
                    *self = Self::new();
                    let place = stream.complete(input, missing, len);
                    let body = stream.bytes(place);
                    return match text::check(body, &stream.rules) {
                        Ok(()) => Ok(Some(place)),
                        Err(fault) => Err(stream.bad_frame(fault, len)),
                    };
                }
                Self::Skipping { left } => {
                    let len =
                        usize::try_from(*left).map_or(input.len(), |left| left.min(input.len()));
                    stream.consume(input, len);
                    *left -= len as u64;
                    if *left == 0 {
                        *self = Self::new();
                    }
                }
            }
        }
        Ok(None)
    }

    /// After a header section.
    fn begin_body(&mut self, len: u64, stream: &mut Stream) -> Result<(), Error> {
        stream.head.prove();
        stream.forget();
        stream.start = stream.position();
        *self = match usize::try_from(len) {
            Ok(len) if len <= stream.rules.max_frame_bytes => Self::Body { len },
            _ => Self::Skipping { left: len },
        };
        match self {
            Self::Skipping { .. } => {
                let error = stream.too_large();
                // Whether any of it has come depends on the cuts.
                stream.seen_to = stream.start;
                Err(error)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(&self) -> Ending {
        match self {
            Self::Header(Header { at: At::Start, .. }) => Ending::Complete,
            Self::Header(_) | Self::Body { .. } => Ending::Truncated,
            Self::Noise(_) | Self::Skipping { .. } => Ending::Missing,
        }
    }
}

#[cold]
fn header_too_large(stream: &mut Stream) -> Error {
    let offset = stream.start + stream.rules.max_header_bytes as u64;
    stream.bad(ErrorKind::HeaderTooLarge, offset)
}

impl Header {
    /// Reads on, up to the end of the section.
    ///
    /// # Errors
    ///
    /// Returns an error if the byte at the stream's position is bad, or if the section has ended without a length.
    fn read(&mut self, stream: &mut Stream, input: &mut &[u8]) -> Result<Read, Error> {
        let max = stream.rules.max_header_bytes as u64;
        let mut bytes = input.iter().enumerate();
        // Where in the input the part of it begins that the section has.
        let mut begin = 0;
        let result = loop {
            let Some((at, &byte)) = bytes.next() else {
                meter::scanned(input.len());
                stream.consume(input, begin);
                stream.hold(input, input.len(), stream.rules.max_header_bytes);
                return Ok(Read::More);
            };
            let position = stream.position() + at as u64;
            let next = self.next(byte, stream.rules.bare_lf);
            if let At::Start = self.at {
                begin = at;
                stream.start = position;
            }
            let is_blank = matches!(
                (self.at, &next),
                (At::Start | At::BlankEnd, Next::At(At::Start | At::BlankEnd))
            );
            if !is_blank && position - stream.start >= max {
                break Err((at, ErrorKind::HeaderTooLarge));
            }
            match next {
                Next::At(next) => self.at = next,
                Next::Length(length, next) => {
                    self.content_length = Some(length);
                    self.at = next;
                }
                Next::Invalid => break Err((at, ErrorKind::InvalidHeader)),
                Next::End => match self.content_length {
                    Some(length) => break Ok((at + 1, length)),
                    None => {
                        self.at = At::LineStart;
                        break Err((at + 1, ErrorKind::MissingContentLength));
                    }
                },
            }
            if let At::Start = self.at {
                begin = at + 1;
                stream.forget();
            }
        };
        let (Ok((len, _)) | Err((len, _))) = result;
        meter::scanned(len);
        stream.consume(input, len);
        match result {
            Ok((_, length)) => Ok(Read::Length(length)),
            Err((_, ErrorKind::HeaderTooLarge)) => Err(header_too_large(stream)),
            // The section is complete, so the byte after it has not been looked at.
            Err((_, kind @ ErrorKind::MissingContentLength)) => {
                let end = stream.position();
                Err(stream.bad_through(kind, end, end))
            }
            Err((_, kind)) => Err(stream.bad(kind, stream.position())),
        }
    }

    /// Whether the next byte is the first of a line after others of the section.
    const fn is_at_line_start(&self) -> bool {
        matches!(self.at, At::LineStart)
    }

    fn next(&self, byte: u8, bare_lf: bool) -> Next {
        match (self.at, byte) {
            (At::Start, b'\r') => Next::At(At::BlankEnd),
            (At::Start | At::BlankEnd, b'\n') if bare_lf || matches!(self.at, At::BlankEnd) => {
                Next::At(At::Start)
            }
            (At::LineStart, b'\r') => Next::At(At::SectionEnd),
            (At::LineStart, b'\n') if bare_lf => Next::End,
            (At::Start | At::LineStart, _) => Self::name(Some(0), byte),
            (At::Name { matched }, b':') => Next::At(if matched == Some(CONTENT_LENGTH.len()) {
                if self.content_length.is_some() {
                    // Two lengths cannot both be right, and even if they agree something is wrong.
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
            (At::Length(length) | At::AfterLength(length), b'\r') => {
                Next::Length(length, At::FieldEnd)
            }
            (At::Length(length) | At::AfterLength(length), b'\n') if bare_lf => {
                Next::Length(length, At::LineStart)
            }
            (At::OtherValue, b'\r') => Next::At(At::FieldEnd),
            (At::OtherValue, b'\n') if bare_lf => Next::At(At::LineStart),
            // RFC 9110 § 5.5: visible characters, space, tab, and what is not ASCII.
            (At::OtherValue, b'\t' | b' '..=b'~' | 0x80..) => Next::At(At::OtherValue),
            (At::FieldEnd, b'\n') => Next::At(At::LineStart),
            (At::SectionEnd, b'\n') => Next::End,
            (
                At::BlankEnd
                | At::BeforeLength
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

impl Noise {
    /// Skips lines, up to one that begins with `Content-Length:`. Returns whether there is one; then its beginning is
    /// read and held.
    fn pass(&mut self, stream: &mut Stream, input: &mut &[u8]) -> bool {
        while let Some(&byte) = input.first() {
            let Some(matched) = self.matched else {
                let end = memchr(b'\n', input);
                let len = end.map_or(input.len(), |end| end + 1);
                meter::scanned(len);
                stream.consume(input, len);
                self.matched = end.map(|_| 0);
                continue;
            };
            let expected = CONTENT_LENGTH.get(matched).unwrap_or(&b':');
            if byte.to_ascii_lowercase() != *expected {
                stream.forget();
                self.matched = None;
                continue;
            }
            meter::scanned(1);
            stream.hold(input, 1, CONTENT_LENGTH.len() + 1);
            self.matched = Some(matched + 1);
            if matched == CONTENT_LENGTH.len() {
                stream.start = stream.position() - stream.held().len() as u64;
                return true;
            }
        }
        false
    }
}
