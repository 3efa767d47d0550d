//! What is seen of a stream of JSON texts: by the decoder through each of its faces, and by the oracle.

use std::ops::Range;

use unchunk::json::{Decoder, Frame, Framing, OwnedFrame, Scanner};
use unchunk::{Decode, Error, ErrorKind, Verdict};

use super::json_oracle;
use super::splits;

/// One thing seen, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Frame {
        bytes: Vec<u8>,
        span: Range<u64>,
        place: Place,
    },
    Error {
        kind: ErrorKind,
        offset: u64,
        place: Place,
    },
}

/// Which frame it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    pub line: Option<u64>,
    pub index: u64,
    pub start: u64,
}

/// How the stream ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ending {
    #[default]
    Complete,
    Truncated {
        tail: Vec<u8>,
        offset: u64,
    },
    Foreign {
        head: Vec<u8>,
    },
}

/// All that is seen of one stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub items: Vec<Seen>,
    pub ending: Ending,
    /// Whether the last error was fatal.
    pub failed: bool,
    /// Of each error how the bad frame begins. The oracle has none.
    pub excerpts: Vec<Vec<u8>>,
    /// For each frame, how many bytes had come when it left. Depends on the cuts, but never lies before the
    /// oracle's, and is the oracle's where every byte is a chunk of its own.
    pub ready_at: Vec<u64>,
}

impl Reading {
    /// What no cut may change.
    pub fn essence(&self) -> (&[Seen], &Ending, bool) {
        (&self.items, &self.ending, self.failed)
    }

    pub fn frames(&self) -> Vec<&[u8]> {
        self.items
            .iter()
            .filter_map(|item| match item {
                Seen::Frame { bytes, .. } => Some(bytes.as_slice()),
                Seen::Error { .. } => None,
            })
            .collect()
    }

    pub fn errors(&self) -> Vec<(ErrorKind, u64)> {
        self.items
            .iter()
            .filter_map(|item| match item {
                Seen::Frame { .. } => None,
                Seen::Error { kind, offset, .. } => Some((*kind, *offset)),
            })
            .collect()
    }
}

#[derive(Debug, Clone)]
pub struct Options {
    pub framing: Framing,
    pub max_frame_bytes: usize,
    pub max_depth: Option<usize>,
    pub max_header_bytes: usize,
    pub bare_lf: bool,
    pub validate: bool,
    pub scanner: Scanner,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            framing: Framing::Concatenated,
            max_frame_bytes: 8 << 20,
            max_depth: None,
            max_header_bytes: 4096,
            bare_lf: false,
            validate: false,
            scanner: Scanner::fastest(),
        }
    }
}

pub const FRAMINGS: [Framing; 5] = [
    Framing::Concatenated,
    Framing::Lines,
    Framing::Array,
    Framing::TextSequence,
    Framing::ContentLength,
];

impl Options {
    pub fn new(framing: Framing) -> Self {
        Self {
            framing,
            ..Self::default()
        }
    }

    pub fn validating(self) -> Self {
        Self {
            validate: true,
            ..self
        }
    }

    pub fn decoder(&self) -> Decoder {
        let builder = Decoder::builder()
            .framing(self.framing)
            .max_frame_bytes(self.max_frame_bytes)
            .max_header_bytes(self.max_header_bytes)
            .bare_lf(self.bare_lf)
            .validate(self.validate)
            .excerpt_bytes(EXCERPT)
            .scanner(self.scanner);
        match self.max_depth {
            None => builder.build(),
            Some(max_depth) => builder.max_depth(max_depth).build(),
        }
    }

    /// How deep a frame may nest.
    pub fn depth_limit(&self) -> usize {
        match (self.max_depth, self.framing) {
            (Some(depth), _) => depth,
            (None, Framing::Lines) if !self.validate => usize::MAX,
            (None, _) => 512,
        }
    }
}

/// How many bytes of a bad frame are asked for.
const EXCERPT: usize = 5;

fn seen(frame: &Frame<'_>) -> Seen {
    Seen::Frame {
        bytes: frame.text_bytes().to_vec(),
        span: frame.span(),
        place: Place {
            line: frame.line(),
            index: frame.index(),
            start: frame.span().start,
        },
    }
}

pub fn seen_owned(frame: &OwnedFrame) -> Seen {
    seen(&frame.as_frame())
}

/// The error that the decoder has just returned, with what it knows of it.
fn fault(error: Error, decoder: &Decoder) -> (Seen, Vec<u8>) {
    let last = decoder.last_error().expect("an error was returned");
    assert_eq!(last.error(), error);
    assert!(last.excerpt().len() <= EXCERPT);
    let seen = Seen::Error {
        kind: error.kind(),
        offset: error.offset(),
        place: Place {
            line: last.line(),
            index: last.index(),
            start: last.start(),
        },
    };
    (seen, last.excerpt().to_vec())
}

fn ending(verdict: Verdict<'_>) -> Ending {
    match verdict {
        Verdict::Complete => Ending::Complete,
        Verdict::Truncated { tail, offset, .. } => Ending::Truncated {
            tail: tail.to_vec(),
            offset,
        },
        Verdict::Foreign { head, .. } => Ending::Foreign {
            head: head.to_vec(),
        },
        _ => panic!("a verdict the tests do not know"),
    }
}

/// Reads through the lending face, checking on the way what holds for every stream.
pub fn read_lent(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.decoder();
    let mut reading = Reading::default();
    // What a decoder may hold beyond a frame: a CR, or a header section, or half a byte order mark.
    let bound = match options.framing {
        // Of what may become a header section its first field's name and colon.
        Framing::ContentLength => options
            .max_frame_bytes
            .max(options.max_header_bytes)
            .max(15),
        _ => options.max_frame_bytes.saturating_add(1).max(2),
    };
    let stream = chunks.concat();
    let mut fed = 0;
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            let found = decoder.decode(&mut input);
            let done = matches!(found, Ok(None));
            match found {
                Ok(None) => assert!(decoder.last_error().is_none()),
                Ok(Some(frame)) => {
                    reading.items.push(seen(&frame));
                    reading.ready_at.push(fed + chunk.len() as u64);
                    assert!(decoder.last_error().is_none());
                }
                Err(error) => {
                    assert!(!reading.failed, "returned once");
                    reading.failed = error.is_fatal();
                    note(error, &decoder, &stream, &mut reading);
                }
            }
            assert_eq!(decoder.position(), fed + (chunk.len() - input.len()) as u64);
            assert!(decoder.held() <= bound, "{} held", decoder.held());
            if done {
                break;
            }
        }
        assert!(input.is_empty(), "None means that the input is used up");
        fed += chunk.len() as u64;
    }
    close(&mut decoder, &stream, &mut reading);
    reading
}

/// Notes an error, and checks that the excerpt is the beginning of what is bad.
fn note(error: Error, decoder: &Decoder, stream: &[u8], reading: &mut Reading) {
    let (seen, excerpt) = fault(error, decoder);
    let Seen::Error { offset, place, .. } = seen else {
        panic!("an error is one");
    };
    let start = place.start as usize;
    assert!(stream[start..].starts_with(&excerpt));
    // The bytes before the fault are known wherever the cuts are.
    let known = stream.len().min(offset as usize) - start;
    assert!(
        excerpt.len() >= known.min(EXCERPT) || error.kind() == ErrorKind::FrameTooLarge,
        "{error} {excerpt:?}"
    );
    reading.items.push(seen);
    reading.excerpts.push(excerpt);
}

/// Reads through the shared trait, keeping owned copies.
pub fn read_owned(chunks: &[&[u8]], options: &Options) -> Reading {
    fn next<D: Decode>(
        decoder: &mut D,
        input: &mut &[u8],
        own: impl Fn(D::Item<'_>) -> OwnedFrame,
    ) -> Result<Option<OwnedFrame>, Error> {
        Ok(decoder.decode(input)?.map(own))
    }

    let mut decoder = options.decoder();
    let mut reading = Reading::default();
    let stream = chunks.concat();
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            match next(&mut decoder, &mut input, |frame| frame.into_owned()) {
                Ok(None) => break,
                Ok(Some(frame)) => reading.items.push(seen_owned(&frame)),
                Err(error) => {
                    reading.failed = error.is_fatal();
                    note(error, &decoder, &stream, &mut reading);
                }
            }
        }
    }
    close(&mut decoder, &stream, &mut reading);
    reading
}

fn close(decoder: &mut Decoder, stream: &[u8], reading: &mut Reading) {
    let position = decoder.position();
    let end = match decoder.finish() {
        Ok(end) => end,
        Err(error) => {
            assert!(!reading.failed, "returned once");
            reading.failed = error.is_fatal();
            note(error, decoder, stream, reading);
            decoder.finish().expect("reported once")
        }
    };
    if let Some(last) = end.last() {
        assert_eq!(end.verdict(), Verdict::Complete);
        reading.items.push(seen(last));
        reading.ready_at.push(position);
    }
    reading.ending = ending(end.verdict());

    // Asking again gives the same verdict, and the last frame is not given twice.
    let again = decoder.finish().expect("reported once");
    assert_eq!(again.last(), None);
    assert_eq!(ending(again.verdict()), reading.ending);
    assert_eq!(decoder.position(), position);
}

/// Checks a stream at every split, through every face, against the oracle; what is seen.
pub fn check_every_split(stream: &[u8], options: &Options) -> Reading {
    let expected = json_oracle::read(stream, options);
    let excerpts = read_lent(&[stream], options).excerpts;
    splits::every_split(stream, |chunks| {
        check(chunks, options, &expected);
        assert_eq!(read_lent(chunks, options).excerpts, excerpts);
    });
    expected
}

/// Checks one way to cut a stream, through every face, against what the oracle has read.
pub fn check(chunks: &[&[u8]], options: &Options, expected: &Reading) {
    let lent = read_lent(chunks, options);
    assert_eq!(
        lent.essence(),
        expected.essence(),
        "lent, {options:?}, {}",
        show(chunks)
    );
    let owned = read_owned(chunks, options);
    assert_eq!(
        owned.essence(),
        expected.essence(),
        "owned, {options:?}, {}",
        show(chunks)
    );
    if chunks.iter().all(|chunk| chunk.len() <= 1) {
        assert_eq!(
            lent.ready_at,
            expected.ready_at,
            "prompt, {options:?}, {}",
            show(chunks)
        );
    }
}

fn show(chunks: &[&[u8]]) -> String {
    let chunks: Vec<String> = chunks
        .iter()
        .map(|chunk| format!("\"{}\"", chunk.escape_ascii()))
        .collect();
    format!("chunks [{}]", chunks.join(", "))
}
