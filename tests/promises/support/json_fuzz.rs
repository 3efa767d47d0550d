//! The bodies of the fuzz targets for JSON frames. A stable test runs them on the corpus.

use unchunk::json::{Decoder, Framing, Scanner};
use unchunk::{ErrorKind, Verdict};

use unchunk_testing::json::judge;
use unchunk_testing::{Chunked, Cuts};

use super::json::{self, FRAMINGS, Lent, Options};

/// Streams up to this length are cut in two everywhere; longer ones where the input says.
const CUT_EVERYWHERE: usize = 48;

/// Chunking never matters, and the oracle agrees: any bytes, any framing, any limits.
///
/// The first bytes choose framing and flags, size limit, depth limit, how long excerpts are, and, as a count and so many
/// bytes, where to cut.
pub fn splits(data: &[u8]) {
    let [
        choice,
        max_frame_bytes,
        max_depth,
        excerpt_and_cuts,
        rest @ ..,
    ] = data
    else {
        return;
    };
    let (excerpt_bytes, cuts_len) = (excerpt_and_cuts / 8, excerpt_and_cuts % 8);
    let cuts_len = usize::from(cuts_len).min(rest.len());
    let (cuts, stream) = rest.split_at(cuts_len);
    let options = Options {
        framing: FRAMINGS[usize::from(choice & 0x0F) % FRAMINGS.len()],
        validate: choice & 0x10 != 0,
        max_frame_bytes: limit(*max_frame_bytes),
        max_depth: (*max_depth < u8::MAX).then_some(limit(*max_depth)),
        bare_lf: choice & 0x80 != 0,
        max_header_bytes: if choice & 0x20 != 0 { 40 } else { 4096 },
        excerpt_bytes: excerpt_bytes.into(),
        scanner: if choice & 0x40 != 0 {
            Scanner::Portable
        } else {
            Scanner::fastest()
        },
    };
    let expected = options.expected(stream);
    json::check(&[stream], &options, &expected);
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    json::check(&bytes, &options, &expected);
    // Each cut a step further.
    let mut at = 0;
    let cuts: Vec<usize> = cuts
        .iter()
        .map(|step| {
            at += usize::from(*step);
            at
        })
        .collect();
    let drawn = Chunked::new(stream).cut_at(cuts);
    json::check(&drawn.chunks(), &options, &expected);
    if stream.len() <= CUT_EVERYWHERE {
        Cuts::two_way().each(stream, |chunks| {
            assert_eq!(
                json::read_lent(chunks, &options).essence(),
                expected.essence()
            );
        });
    }
}

/// Small limits are the telling ones.
fn limit(byte: u8) -> usize {
    match byte {
        0..200 => usize::from(byte),
        _ => 8 << 20,
    }
}

/// How deep `serde_json` follows.
const SERDE_JSON_DEPTH: usize = 127;

/// Validated, the decoder finds the texts that `serde_json` finds and refuses what it refuses, but for its limits on
/// numbers.
pub fn oracle(data: &[u8]) {
    compare_text(data);
    compare_stream(data);
}

fn validating(framing: Framing) -> Decoder {
    let builder = Decoder::builder().framing(framing).validate(true);
    builder.max_depth(SERDE_JSON_DEPTH).build()
}

/// Whether `serde_json` takes all of `text` for one JSON text; a number too large for it does not count against it.
fn serde_json_accepts(text: &[u8]) -> bool {
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(_) => true,
        Err(error) if error.to_string().starts_with("number out of range") => {
            // It stops there, so the rest is judged with a number in its place.
            let error_at = offset(text, &error);
            let mut start = error_at.min(text.len());
            let in_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
            while start > 0 && in_number(&text[start - 1]) {
                start -= 1;
            }
            let len = text[start..]
                .iter()
                .take_while(|byte| in_number(byte))
                .count();
            let number = &text[start..start + len];
            serde_json::from_slice::<serde::de::IgnoredAny>(number).is_ok()
                && serde_json_accepts(&[&text[..start], b"0", &text[start + len..]].concat())
        }
        Err(_) => false,
    }
}

fn offset(text: &[u8], error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line() - 1).map(<[u8]>::len).sum();
    before + error.column()
}

/// The whole input as one text.
fn compare_text(text: &[u8]) {
    let header = format!("Content-Length: {}\r\n\r\n", text.len());
    let message = [header.as_bytes(), text].concat();
    let mut decoder = validating(Framing::ContentLength);
    let accepted = match decoder.decode(&mut &message[..]) {
        Ok(frame) => {
            assert_eq!(frame.expect("the body is there").text_bytes(), text);
            true
        }
        Err(error) => {
            let judged = judge(text, SERDE_JSON_DEPTH);
            assert_eq!(judged, Err(error.kind()));
            false
        }
    };
    assert_eq!(accepted, serde_json_accepts(text));
}

/// The whole input as concatenated texts, up to the first fault.
fn compare_stream(stream: &[u8]) {
    if stream.starts_with(b"\xEF") {
        // A byte order mark is passed over here, and refused there.
        return;
    }
    let mut peer =
        serde_json::Deserializer::from_slice(stream).into_iter::<serde::de::IgnoredAny>();
    let mut next_text = || {
        let start = peer.byte_offset();
        let found = peer.next()?;
        let text = stream[start..peer.byte_offset()].trim_ascii_start();
        // It looks at boundaries alone: strings are judged by themselves.
        Some(found.is_ok() && serde_json_accepts(text)).map(|good| good.then(|| text.to_vec()))
    };
    let mut decoder = validating(Framing::Concatenated);
    let mut input = stream;
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(frame)) => assert_eq!(next_text(), Some(Some(frame.text_bytes().to_vec()))),
            Ok(None) => break,
            Err(error) => {
                assert_ne!(error.kind(), ErrorKind::FrameTooLarge);
                assert_eq!(next_text(), Some(None), "{error}");
                return;
            }
        }
    }
    let end = decoder.finish().expect("no byte order mark");
    match (end.last(), end.verdict()) {
        (Some(frame), _) => assert_eq!(next_text(), Some(Some(frame.text_bytes().to_vec()))),
        (None, Verdict::Complete) => assert_eq!(next_text(), None),
        (None, _) => assert_eq!(next_text(), Some(None)),
    }
}

/// The block scanners and the byte machine see the same, and so they judge.
///
/// The first bytes choose the length of a chunk and the depth limit.
pub fn twins(data: &[u8]) {
    let [chunk, max_depth, stream @ ..] = data else {
        return;
    };
    let chunk = match chunk {
        0 => stream.len().max(1),
        len => usize::from(*len),
    };
    let judged = unchunk::json::validate_by(stream, Scanner::Bytewise);
    for scanner in Scanner::all() {
        assert_eq!(unchunk::json::validate_by(stream, scanner), judged);
    }
    for framing in [Framing::Concatenated, Framing::Lines] {
        let read = |scanner, chunk| -> Lent {
            let options = Options {
                framing,
                max_depth: Some(limit(*max_depth)),
                scanner,
                ..Options::default()
            };
            let chunks: Vec<&[u8]> = stream.chunks(chunk).collect();
            json::read_lent(&chunks, &options)
        };
        let plain = read(Scanner::Bytewise, stream.len().max(1));
        for scanner in Scanner::all() {
            assert_eq!(read(scanner, chunk).essence(), plain.essence());
        }
    }
}
