//! What each fuzz target asserts of an input: one function each, for the fuzzer and for the replay of its corpus.
//!
//! An input begins with a short header whose bytes may be printable, so that seeds can be read and written by hand.

use unchunk_testing::{Chunked, Cuts};

use super::sse::oracle::Event;
use super::sse::{self, Ending, Options, Reading, Seen, assert_lent, assert_reads, read_whole};
use super::text as text_support;
use super::written::{self, Call};

/// Up to this many bytes every two-way cut is tried.
const SMALL: usize = 64;

/// Takes bytes off the front; past the end there are zeros.
pub struct Header<'i>(pub &'i [u8]);

impl<'i> Header<'i> {
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    /// As many bytes as the next one says, counted from the digit zero: `0` none, `9` nine, `A` seventeen.
    pub fn bytes(&mut self) -> &'i [u8] {
        let len = self.byte().wrapping_sub(b'0') as usize;
        let (bytes, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        bytes
    }
}

/// The stream in chunks of the given lengths, over and over; in one, if there are none but zeros.
pub fn in_chunks<'s>(stream: &'s [u8], lengths: &[u8]) -> Chunked<'s> {
    Chunked::new(stream).cut_by_size(lengths.iter().copied().map(usize::from))
}

/// The header of the event stream targets: which options are unusual (`0` none, `2` a small limit for events, `4` one for
/// IDs, `6` both), each small limit in turn, and the chunk lengths. The rest is the stream.
fn sse_input(input: &[u8]) -> (Options, &[u8], &[u8]) {
    let mut header = Header(input);
    let unusual = header.byte();
    let mut options = Options::default();
    if unusual & 2 != 0 {
        options.max_event_bytes = usize::from(header.byte() % 64) + 1;
    }
    if unusual & 4 != 0 {
        options.max_id_bytes = usize::from(header.byte() % 64);
    }
    let lengths = header.bytes();
    (options, lengths, header.0)
}

/// Contract line 1: whatever the cuts and the face, the same is seen as in the whole stream. What holds of every
/// reading and every step is checked on the way.
pub fn sse_splits(input: &[u8]) {
    let (options, lengths, stream) = sse_input(input);
    let whole = read_whole(stream, &options);
    assert_sound(stream, &options, &whole);
    assert_reads(&[stream], &options, &whole);
    let drawn = in_chunks(stream, lengths);
    let drawn = drawn.chunks();
    assert_reads(&drawn, &options, &whole);
    assert_steps(&drawn, &options);
    assert_reads(&stream.chunks(1).collect::<Vec<_>>(), &options, &whole);
    if stream.len() <= SMALL {
        Cuts::two_way().each(stream, |chunks| assert_lent(chunks, &options, &whole));
    }
}

/// The decoder sees what the slow reading of the standard sees.
pub fn sse_oracle(input: &[u8]) {
    let (options, lengths, stream) = sse_input(input);
    let expected = options.expected(stream);
    assert_reads(&[stream], &options, &expected);
    assert_reads(&in_chunks(stream, lengths).chunks(), &options, &expected);
}

/// Spans lie in order inside the stream, and where they end; nothing is over its limit.
fn assert_sound(stream: &[u8], options: &Options, reading: &Reading) {
    let limit = options.effective_max_event_bytes();
    let assert_ends = |at: u64| assert!(matches!(stream[at as usize - 1], b'\r' | b'\n'));
    let mut event_end = 0;
    let mut error_offset = None;
    for item in &reading.items {
        match item {
            Seen::Event(Event { span, data, .. }) => {
                assert!(event_end <= span.start && span.start < span.end);
                assert!(data.len() <= limit);
                assert_ends(span.end);
                event_end = span.end;
            }
            Seen::Comment { span, text: line } | Seen::Ignored { span, line } => {
                assert!(event_end <= span.start && span.start < span.end);
                assert!(line.len() <= limit);
                let is_comment = matches!(item, Seen::Comment { .. });
                assert_eq!(stream[span.start as usize] == b':', is_comment);
                assert_ends(span.end);
            }
            Seen::Error { offset, .. } => {
                assert!(*offset < stream.len() as u64);
                assert!(error_offset < Some(*offset), "reported once");
                error_offset = Some(*offset);
            }
        }
    }
    if let Ending::Truncated { tail, offset } = &reading.ending {
        assert!(*offset < stream.len() as u64);
        assert!(tail.len() <= limit.max(1024));
    }
    assert!(reading.ignored.len() <= 1024);
}

/// What holds after every chunk: no more is held than the limit, and the verdict may be asked for twice.
fn assert_steps(chunks: &[&[u8]], options: &Options) {
    for options in options.both_ways() {
        let mut decoder = options.decoder();
        let mut fed = 0;
        for chunk in chunks {
            let mut input = *chunk;
            while !matches!(decoder.decode(&mut input), Ok(None)) {}
            fed += chunk.len() as u64;
            assert_eq!(decoder.position(), fed);
            assert!(decoder.held() <= options.effective_max_event_bytes());
            assert!(!decoder.is_at_event_boundary() || decoder.held() == 0);
            let mut asked = decoder.clone();
            let (ending, _) = sse::end(asked.finish(), sse::seen);
            assert_eq!(sse::end(asked.finish(), sse::seen), (ending, None));
        }
    }
}

/// The header: chunk lengths. The rest is text, which both modes read as the standard library does.
pub fn text(input: &[u8]) {
    let mut header = Header(input);
    let lengths = header.bytes();
    let stream = header.0;
    text_support::assert_reads(stream, &in_chunks(stream, lengths).chunks());
    if stream.len() <= SMALL {
        Cuts::every_split().each(stream, |chunks| text_support::assert_reads(stream, chunks));
    } else {
        text_support::assert_reads(stream, &stream.chunks(1).collect::<Vec<_>>());
    }
}

/// What is encoded is decoded, up to line ends. The header: chunk lengths. Then, for each call, what it has (`0` a
/// comment, else a sum of `1` event type, `2` ID, `4` data, `8` retry), and of each in turn its length and its bytes.
pub fn encode_roundtrip(input: &[u8]) {
    let mut header = Header(input);
    let lengths = header.bytes();
    let mut calls = Vec::new();
    while !header.0.is_empty() {
        let has = header.byte();
        if has & 15 == 0 {
            let text = String::from_utf8_lossy(header.bytes()).into_owned();
            calls.push(Call::Comment(text));
            continue;
        }
        let mut value = |bit: u8| (has & bit != 0).then(|| header.bytes().to_vec());
        calls.push(Call::Event(written::Event {
            event_type: value(1),
            id: value(2),
            data: value(4),
            retry: value(8).map(|bytes| {
                let bytes = bytes.iter().take(8);
                bytes.fold(0, |millis, byte| millis << 8 | u64::from(*byte))
            }),
        }));
    }
    let (stream, expected) = written::write(&calls);
    let options = Options::default();
    assert_reads(&[&stream], &options, &expected);
    assert_reads(&in_chunks(&stream, lengths).chunks(), &options, &expected);
    assert_reads(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    if stream.len() <= SMALL {
        Cuts::two_way().each(&stream, |chunks| assert_reads(chunks, &options, &expected));
    }
}
