//! What is seen of a stream of JSON texts by the decoder, through each of its faces.

use std::ops::{Deref, DerefMut};

use unchunk::json::{Decoder, Frame, Framing, OwnedFrame, Scanner};
use unchunk::{Decode, Error, ErrorKind, Verdict};

use unchunk_testing::Cuts;
pub use unchunk_testing::Ending;
pub use unchunk_testing::json::{self as oracle, FRAMINGS, Place, Reading, Seen};

/// All that is seen of one stream, and of each error how the bad frame begins, of which the oracle has nothing.
#[derive(Debug, Default)]
pub struct Lent {
    pub reading: Reading,
    pub excerpts: Vec<Vec<u8>>,
}

impl Deref for Lent {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Reading {
        &mut self.reading
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
    pub excerpt_bytes: usize,
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
            excerpt_bytes: usize::MAX,
            scanner: Scanner::fastest(),
        }
    }
}

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
            .excerpt_bytes(self.excerpt_bytes)
            .scanner(self.scanner);
        match self.max_depth {
            None => builder.build(),
            Some(max_depth) => builder.max_depth(max_depth).build(),
        }
    }

    /// What the oracle reads, with the excerpts of the stream in one chunk.
    pub fn expected(&self, stream: &[u8]) -> Lent {
        let mut options = oracle::Options::new(self.framing);
        options.max_frame_bytes = self.max_frame_bytes;
        options.max_header_bytes = self.max_header_bytes;
        options.bare_lf = self.bare_lf;
        options.validate = self.validate;
        options.max_depth = match (self.max_depth, self.framing) {
            (Some(depth), _) => depth,
            (None, Framing::Lines) if !self.validate => usize::MAX,
            (None, _) => 512,
        };
        Lent {
            reading: oracle::read(stream, &options),
            excerpts: read_lent(&[stream], self).excerpts,
        }
    }
}

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

/// Reads through the lending face, checking on the way what holds for every stream.
pub fn read_lent(chunks: &[&[u8]], options: &Options) -> Lent {
    let mut decoder = options.decoder();
    let mut reading = Lent::default();
    // What a decoder may hold beyond a frame: a CR, or a header section, or half a byte order mark.
    let bound = match options.framing {
        // Of what may become a header section its first field's name and colon.
        Framing::ContentLength => options
            .max_frame_bytes
            .max(options.max_header_bytes)
            .max(15),
        _ => options.max_frame_bytes.saturating_add(1).max(2),
    };
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
                    note(error, &decoder, chunks, options, &mut reading);
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
    close(&mut decoder, chunks, options, &mut reading);
    reading
}

/// Notes an error, and checks that the excerpt is the beginning of what is bad.
fn note(error: Error, decoder: &Decoder, chunks: &[&[u8]], options: &Options, reading: &mut Lent) {
    let stream = chunks.concat();
    let (seen, excerpt) = fault(error, decoder);
    let Seen::Error { offset, place, .. } = seen else {
        panic!("an error is one");
    };
    let start = place.start as usize;
    assert!(excerpt.len() <= options.excerpt_bytes);
    assert!(stream[start..].starts_with(&excerpt));
    // The bytes before the fault are known wherever the cuts are.
    let known = offset.min(stream.len() as u64) as usize - start;
    assert!(
        excerpt.len() >= known.min(options.excerpt_bytes)
            || error.kind() == ErrorKind::FrameTooLarge,
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
    let mut reading = Lent::default();
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            match next(&mut decoder, &mut input, |frame| frame.into_owned()) {
                Ok(None) => break,
                Ok(Some(frame)) => reading.items.push(seen_owned(&frame)),
                Err(error) => {
                    reading.failed = error.is_fatal();
                    note(error, &decoder, chunks, options, &mut reading);
                }
            }
        }
    }
    close(&mut decoder, chunks, options, &mut reading);
    reading.reading
}

fn close(decoder: &mut Decoder, chunks: &[&[u8]], options: &Options, reading: &mut Lent) {
    let position = decoder.position();
    let held = decoder.held();
    let end = match decoder.finish() {
        Ok(end) => end,
        Err(error) => {
            assert!(!reading.failed, "returned once");
            reading.failed = error.is_fatal();
            note(error, decoder, chunks, options, reading);
            decoder.finish().expect("reported once")
        }
    };
    if let Some(last) = end.last() {
        assert_eq!(end.verdict(), Verdict::Complete);
        assert_eq!(last.text_bytes().len(), held);
        reading.items.push(seen(last));
        reading.ready_at.push(position);
    }
    // Nothing is shown of what is held to find out where to go on.
    if let Verdict::Truncated { tail, .. } = end.verdict() {
        assert!(tail.is_empty() || tail.len() == held, "{tail:?} {held}");
    }
    reading.ending = end.verdict().into();

    // Asking again gives the same verdict, and the last frame is not given twice.
    let again = decoder.finish().expect("reported once");
    assert_eq!(again.last(), None);
    assert_eq!(Ending::from(again.verdict()), reading.ending);
    assert_eq!(decoder.position(), position);
}

/// Checks a stream at every split, through every face, against the oracle; what is seen.
pub fn check_every_split(stream: &[u8], options: &Options) -> Reading {
    let expected = options.expected(stream);
    Cuts::every_split().each(stream, |chunks| check(chunks, options, &expected));
    expected.reading
}

/// Checks one way to cut a stream, through every face, against what is expected.
pub fn check(chunks: &[&[u8]], options: &Options, expected: &Lent) {
    let lent = read_lent(chunks, options);
    assert_eq!(
        lent.essence(),
        expected.essence(),
        "lent, {options:?}, {}",
        show(chunks)
    );
    assert_eq!(
        lent.excerpts,
        expected.excerpts,
        "{options:?}, {}",
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
