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
        index: u64,
    },
    Error {
        kind: ErrorKind,
        offset: u64,
    },
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
    /// Whether the last error ended the decoding.
    pub failed: bool,
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
                Seen::Error { kind, offset } => Some((*kind, *offset)),
            })
            .collect()
    }
}

#[derive(Debug, Clone)]
pub struct Options {
    pub framing: Framing,
    pub max_frame_bytes: usize,
    pub max_depth: usize,
    pub max_header_bytes: usize,
    pub validate: bool,
    pub latest: bool,
    pub scanner: Scanner,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            framing: Framing::Values,
            max_frame_bytes: 8 << 20,
            max_depth: Self::DEFAULT_DEPTH,
            max_header_bytes: 4096,
            validate: false,
            latest: false,
            scanner: Scanner::fastest(),
        }
    }
}

pub const FRAMINGS: [Framing; 5] = [
    Framing::Values,
    Framing::Lines,
    Framing::Array,
    Framing::Sequence,
    Framing::ContentLength,
];

impl Options {
    const DEFAULT_DEPTH: usize = 512;

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
            .validate(self.validate)
            .latest(self.latest)
            .scanner(self.scanner);
        // Set, even to the default, a depth makes the decoder look into lines that it may else leave alone.
        match self.max_depth {
            Self::DEFAULT_DEPTH => builder.build(),
            max_depth => builder.max_depth(max_depth).build(),
        }
    }
}

fn seen(frame: &Frame<'_>) -> Seen {
    Seen::Frame {
        bytes: frame.bytes().to_vec(),
        span: frame.span(),
        index: frame.index(),
    }
}

pub fn seen_owned(frame: &OwnedFrame) -> Seen {
    Seen::Frame {
        bytes: frame.bytes().to_vec(),
        span: frame.span(),
        index: frame.index(),
    }
}

fn fault(error: Error) -> Seen {
    Seen::Error {
        kind: error.kind(),
        offset: error.offset(),
    }
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
        Framing::ContentLength => options.max_frame_bytes.max(options.max_header_bytes),
        _ => options.max_frame_bytes.saturating_add(1).max(2),
    };
    let mut fed = 0;
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            let found = decoder.decode(&mut input);
            let done = match found {
                Ok(None) => true,
                Ok(Some(frame)) => {
                    reading.items.push(seen(&frame));
                    false
                }
                Err(error) if reading.failed => {
                    assert_eq!(reading.items.last(), Some(&fault(error)), "sticky");
                    true
                }
                Err(error) => {
                    reading.items.push(fault(error));
                    false
                }
            };
            let is_frame = matches!(reading.items.last(), Some(Seen::Frame { .. }));
            if !done && is_frame {
                reading.ready_at.push(fed + chunk.len() as u64);
            }
            assert_eq!(decoder.position(), fed + (chunk.len() - input.len()) as u64);
            assert!(decoder.held() <= bound, "{} held", decoder.held());
            reading.failed = decoder.failure().is_some();
            if done {
                break;
            }
        }
        assert!(input.is_empty(), "None means that the input is used up");
        fed += chunk.len() as u64;
    }
    close(&mut decoder, &mut reading);
    reading
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
    let mut kept: Vec<Result<OwnedFrame, Error>> = Vec::new();
    for chunk in chunks {
        let mut input = *chunk;
        while decoder.failure().is_none() {
            match next(&mut decoder, &mut input, |frame| frame.to_owned()) {
                Ok(None) => break,
                Ok(Some(frame)) => kept.push(Ok(frame)),
                Err(error) => kept.push(Err(error)),
            }
        }
        if let Some(failure) = decoder.failure() {
            assert_eq!(decoder.decode(&mut input), Err(failure));
        }
    }
    let mut reading = Reading {
        items: kept
            .iter()
            .map(|item| match item {
                Ok(frame) => seen_owned(frame),
                Err(error) => fault(*error),
            })
            .collect(),
        failed: decoder.failure().is_some(),
        ..Reading::default()
    };
    close(&mut decoder, &mut reading);
    reading
}

fn close(decoder: &mut Decoder, reading: &mut Reading) {
    let position = decoder.position();
    let end = match decoder.finish() {
        Ok(end) => end,
        Err(error) => {
            reading.items.push(fault(error));
            reading.failed = decoder.failure().is_some();
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
    splits::every_split(stream, |chunks| check(chunks, options, &expected));
    check_latest(&[stream], options, &expected);
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
    check_latest(chunks, options, expected);
}

/// Under `latest` errors and ending are the same, and of the frames between two errors the last are seen, in order,
/// from each chunk the last.
pub fn check_latest(chunks: &[&[u8]], options: &Options, expected: &Reading) {
    let options = Options {
        latest: true,
        ..options.clone()
    };
    let latest = read_lent(chunks, &options);
    let context = || format!("latest, {options:?}, {}", show(chunks));
    assert_eq!(latest.ending, expected.ending, "{}", context());
    assert_eq!(latest.errors(), expected.errors(), "{}", context());

    // Which chunk lets a frame leave: the one with its last needed byte; those that only the end completes come last.
    let chunk_of = |ready_at: u64| {
        let mut end = 0;
        chunks.iter().position(|chunk| {
            end += chunk.len() as u64;
            ready_at <= end
        })
    };
    let total: u64 = chunks.iter().map(|chunk| chunk.len() as u64).sum();
    let mut ready_at = expected.ready_at.iter().copied().peekable();
    let mut wanted = Vec::new();
    let mut previous = None;
    for item in &expected.items {
        match item {
            Seen::Error { .. } => previous = None,
            Seen::Frame { span, .. } => {
                let ready_at = ready_at.next().expect("one for each frame");
                // Completed by the end alone: where the byte that ends it is missing.
                let at_end = ready_at == total
                    && span.end == total
                    && !expected_to_end_itself(item, options.framing);
                let place = if at_end { None } else { chunk_of(ready_at) };
                if previous == Some(place) {
                    wanted.pop();
                }
                previous = Some(place);
            }
        }
        wanted.push(item.clone());
    }
    assert_eq!(latest.items, wanted, "{}", context());
}

/// Whether a frame is known to be whole by its own last byte.
fn expected_to_end_itself(frame: &Seen, framing: Framing) -> bool {
    match (frame, framing) {
        (_, Framing::Lines) | (Seen::Error { .. }, _) => false,
        (_, Framing::ContentLength) => true,
        (Seen::Frame { bytes, .. }, _) => matches!(bytes.last(), Some(b'}' | b']' | b'"')),
    }
}

fn show(chunks: &[&[u8]]) -> String {
    let chunks: Vec<String> = chunks
        .iter()
        .map(|chunk| format!("\"{}\"", chunk.escape_ascii()))
        .collect();
    format!("chunks [{}]", chunks.join(", "))
}
