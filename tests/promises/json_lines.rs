//! Lines that are lent at first sight, for no depth was set: seen and told as by a decoder that looks at each.

use unchunk::json::{Decoder, DecoderBuilder, Framing};
use unchunk::{Error, Verdict};
use unchunk_testing::Chunked;

/// What came of a stream: each frame with its place and index, or what is wrong.
type Items = Vec<Result<(Vec<u8>, u64, u64), Error>>;

#[derive(Debug, PartialEq, Eq)]
struct Reading {
    items: Items,
    /// Where each call left off, and what was held then.
    left: Vec<(u64, usize)>,
    verdict: String,
}

fn read(builder: DecoderBuilder, chunks: &[&[u8]]) -> Reading {
    let mut decoder = builder.framing(Framing::Lines).build();
    let (mut items, mut left) = (Items::new(), Vec::new());
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            let found = decoder.decode(&mut input);
            let done = found == Ok(None);
            if let Some(item) = found.transpose() {
                items.push(item.map(|frame| {
                    (
                        frame.text_bytes().to_vec(),
                        frame.span().start,
                        frame.index(),
                    )
                }));
            }
            left.push((decoder.position(), decoder.held()));
            if done {
                break;
            }
        }
        assert!(input.is_empty(), "None means that the input is used up");
    }
    let verdict = match decoder.finish() {
        Ok(end) => {
            let last = end.last().map(|frame| {
                (
                    frame.text_bytes().to_vec(),
                    frame.span().start,
                    frame.index(),
                )
            });
            items.extend(last.map(Ok));
            format!("{:?}", end.verdict())
        }
        Err(error) => {
            items.push(Err(error));
            String::new()
        }
    };
    Reading {
        items,
        left,
        verdict,
    }
}

/// Calls `check` with every stream of up to `len` symbols.
fn every_stream(
    symbols: &[&[u8]],
    len: usize,
    stream: &mut Vec<u8>,
    check: &mut impl FnMut(&[u8]),
) {
    check(stream);
    if len > 0 {
        for symbol in symbols {
            let before = stream.len();
            stream.extend_from_slice(symbol);
            every_stream(symbols, len - 1, stream, check);
            stream.truncate(before);
        }
    }
}

#[test]
fn plain_lines_are_what_a_look_at_them_says() {
    let symbols: [&[u8]; 8] = [b"{}", b"[", b"]", b"\"", b"1", b" ", b"\r", b"\n"];
    // With no frame before, the stream has yet to show that it is of the format.
    for before in [&b""[..], b"{}\n"] {
        for max_frame_bytes in [2, 3, 8 << 20] {
            let builder = Decoder::builder().max_frame_bytes(max_frame_bytes);
            let looking = builder.clone().max_depth(512);
            let mut frames = 0;
            every_stream(&symbols, 4, &mut before.to_vec(), &mut |stream| {
                let mut compare = |chunks: &[&[u8]]| {
                    let seen = read(builder.clone(), chunks);
                    let expected = read(looking.clone(), chunks);
                    assert_eq!(seen, expected, "{max_frame_bytes} {chunks:?}");
                    frames += seen.items.iter().filter(|item| item.is_ok()).count();
                };
                compare(&[stream]);
                compare(&stream.chunks(1).collect::<Vec<_>>());
                compare(&stream.chunks(2).collect::<Vec<_>>());
                compare(&Chunked::new(stream).cut_at([3, 4]).chunks());
            });
            assert!(frames > 500, "{frames}");
        }
    }
}

/// Lines longer than what is looked at byte by byte, and chunks of every length about that.
#[test]
fn long_lines_in_chunks_of_every_length() {
    let mut stream = Vec::new();
    for len in (2..60).chain([600, 5000]) {
        let end: &[u8] = if len % 3 == 0 { b"\r\n" } else { b"\n" };
        let text = [b"[", " ".repeat(len).as_bytes(), b"]", end].concat();
        stream.extend_from_slice(&text);
        if len % 7 == 0 {
            stream.extend_from_slice(b"\r\n oops\n \"s\" \n");
        }
    }
    for max_frame_bytes in [20, 600, 8 << 20] {
        let builder = Decoder::builder().max_frame_bytes(max_frame_bytes);
        for chunk in (1..70).chain([513, 4096]) {
            let chunks: Vec<&[u8]> = stream.chunks(chunk).collect();
            let seen = read(builder.clone(), &chunks);
            let expected = read(builder.clone().max_depth(512), &chunks);
            assert_eq!(seen, expected, "{max_frame_bytes}, {chunk} at a time");
            assert_eq!(seen.verdict, format!("{:?}", Verdict::Complete));
            assert!(seen.items.len() >= 60 + 16, "{}", seen.items.len());
        }
    }
}

/// The first frame shows that a stream is of the format, however long it is, and whatever came before.
#[test]
fn what_comes_before_the_first_line_that_is_good_is_not_forgotten() {
    let long = [b"[", " ".repeat(1500).as_bytes(), b"]\n!\n"].concat();
    let late = [b"!\n".repeat(800).as_slice(), b"[]\n[]\n!\n"].concat();
    let never = b"!\n".repeat(800);
    for (stream, is_json) in [(long, true), (late, true), (never, false)] {
        for chunk in (1..20).chain([513, 5000]) {
            let chunks: Vec<&[u8]> = stream.chunks(chunk).collect();
            let seen = read(Decoder::builder(), &chunks);
            let expected = read(Decoder::builder().max_depth(512), &chunks);
            assert_eq!(seen, expected, "{chunk} at a time");
            let complete = format!("{:?}", Verdict::Complete);
            assert_eq!(seen.verdict == complete, is_json, "{}", seen.verdict);
        }
    }
}
