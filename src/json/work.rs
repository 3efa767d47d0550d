//! Contract lines 3 and 4, linear and bounded: bytes scanned, moved and held are counted, not timed.

use std::vec::Vec;

use super::{Decoder, DecoderBuilder, Framing};
use crate::{ErrorKind, meter};

/// What came of a stream fed `chunk` bytes at a time.
#[derive(Debug, Default)]
struct Work {
    frames: usize,
    errors: Vec<ErrorKind>,
    scanned: u64,
    moved: u64,
    most_held: usize,
    most_owned: usize,
}

fn work(builder: DecoderBuilder, stream: &[u8], chunk: usize) -> Work {
    let mut work = Work::default();
    let mut decoder = builder.build();
    (work.scanned, work.moved) = meter::measure(|| {
        for chunk in stream.chunks(chunk) {
            let mut input = chunk;
            loop {
                match decoder.decode(&mut input) {
                    Ok(None) => break,
                    Ok(Some(_)) => work.frames += 1,
                    Err(error) => {
                        work.errors.push(error.kind());
                    }
                }
                work.most_held = work.most_held.max(decoder.held());
            }
            work.most_held = work.most_held.max(decoder.held());
            work.most_owned = work.most_owned.max(decoder.heap_bytes());
        }
    });
    if let Ok(end) = decoder.finish()
        && end.last().is_some()
    {
        work.frames += 1;
    }
    work
}

const FRAMINGS: [Framing; 5] = [
    Framing::Concatenated,
    Framing::Lines,
    Framing::Array,
    Framing::TextSequence,
    Framing::ContentLength,
];

/// The stream that frames each of these texts.
fn framed(framing: Framing, texts: &[&[u8]]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        match framing {
            Framing::Concatenated => stream.extend_from_slice(text),
            Framing::Lines => stream.extend_from_slice(&[text, &b"\n"[..]].concat()),
            Framing::Array => {
                let before: &[u8] = if index == 0 { b"[" } else { b"," };
                stream.extend_from_slice(&[before, text].concat());
            }
            Framing::TextSequence => stream.extend_from_slice(&[b"\x1E", *text, b"\n"].concat()),
            Framing::ContentLength => {
                let header = std::format!("Content-Length: {}\r\n\r\n", text.len());
                stream.extend_from_slice(&[header.as_bytes(), text].concat());
            }
        }
    }
    if framing == Framing::Array {
        stream.push(b']');
    }
    stream
}

/// A large array of objects.
fn large(len: usize) -> Vec<u8> {
    let item = br#"{"a":"some \"text\"","b":[1,2,3]},"#;
    let mut text = b"[".to_vec();
    text.extend_from_slice(&item.repeat(len / item.len()));
    text.extend_from_slice(b"0]");
    text
}

#[test]
fn one_large_value_costs_the_same_in_every_chunking() {
    let text = large(1 << 20);
    for framing in FRAMINGS {
        let stream = framed(framing, &[&text, b"{}"]);
        for validate in [false, true] {
            for chunk in [1, 16, 1400, 16 << 10, usize::MAX] {
                let builder = Decoder::builder().framing(framing).validate(validate);
                let work = work(builder, &stream, chunk);
                let context = std::format!("{framing:?}, {validate}, {chunk}: {work:?}");
                assert_eq!((work.frames, work.errors.len()), (2, 0), "{context}");
                // Once for the boundary, once for the framing, once for the grammar; byte by byte, once more for the
                // depth.
                let most = if cfg!(feature = "small") { 5 } else { 4 };
                let len = stream.len() as u64;
                assert!((len / 2..=most * len).contains(&work.scanned), "{context}");
                // Once into the buffer, and what doubling it moves.
                assert!(work.moved <= 3 * stream.len() as u64, "{context}");
                // Doubling may own twice what is held, but never more than the limit allows.
                assert!(work.most_owned <= 2 * text.len() + 4096, "{context}");
            }
        }
    }
}

/// What is whole in its chunk is checked while its end is looked for. A chunk shorter than the last value is not
/// checked: it is likely to have but a part of the next one.
#[test]
#[cfg(not(feature = "small"))]
fn a_whole_value_is_checked_in_one_pass_and_half_a_one_not_at_all() {
    let text = large(1 << 14);
    let len = text.len() as u64;
    let (first, second) = text.split_at(text.len() / 2);
    for validate in [false, true] {
        let mut decoder = Decoder::builder().validate(validate).build();
        let mut scanned = |chunks: &[&[u8]]| {
            let mut frames = 0;
            let (scanned, _) = meter::measure(|| {
                for mut input in chunks.iter().copied() {
                    while decoder.decode(&mut input).expect("good").is_some() {
                        frames += 1;
                    }
                }
            });
            assert_eq!(frames, 1);
            scanned
        };
        scanned(&[first, second]);
        for (chunks, passes) in [
            (&[&text[..]][..], 1),
            (&[first, second], 1 + u64::from(validate)),
        ] {
            let expected = passes * len - len / 4..=passes * len + len / 4;
            let scanned = scanned(chunks);
            assert!(
                expected.contains(&scanned),
                "{validate}: {scanned}, not {expected:?}"
            );
        }
    }
}

#[test]
fn many_small_values_cost_a_block_each_at_most() {
    let texts: Vec<&[u8]> = std::vec![b"{}"; 20_000];
    for framing in FRAMINGS {
        let stream = framed(framing, &texts);
        for chunk in [1, 7, 1400, usize::MAX] {
            let work = work(Decoder::builder().framing(framing), &stream, chunk);
            assert_eq!(work.frames, texts.len());
            let bound = stream.len() as u64 * 2 + texts.len() as u64 * 64;
            assert!(work.scanned <= bound, "{framing:?}, {chunk}: {work:?}");
            let done = work.scanned + work.moved;
            assert!(
                done >= stream.len() as u64 / 2,
                "{framing:?}, {chunk}: {work:?}"
            );
            assert!(work.moved <= stream.len() as u64, "{work:?}");
        }
    }
}

#[test]
fn what_is_over_the_limit_is_not_stored() {
    let text = large(1 << 20);
    let max = 10_000;
    for framing in FRAMINGS {
        let stream = framed(framing, &[&text, b"{}"]);
        for chunk in [1, 1400, usize::MAX] {
            let builder = Decoder::builder().framing(framing).max_frame_bytes(max);
            let work = work(builder, &stream, chunk);
            assert_eq!(work.frames, 1);
            assert_eq!(work.errors, [ErrorKind::FrameTooLarge]);
            assert!(work.most_held <= max + 1, "{framing:?}, {chunk}: {work:?}");
            assert!(work.most_owned <= max + 1 + 1024, "{work:?}");
        }
    }
}

/// Streams made to hurt: each byte is still looked at a bounded number of times, and little is held.
#[test]
fn floods() {
    const MANY: usize = 200_000;
    let mut quotes = b"[".to_vec();
    quotes.extend_from_slice(&b"\"\"".repeat(MANY));
    quotes.push(b']');
    let mut backslashes = b"[\"".to_vec();
    backslashes.extend_from_slice(&b"\\\\".repeat(MANY));
    backslashes.extend_from_slice(b"\"]");
    let mut stray_backslashes = b"[".to_vec();
    stray_backslashes.extend_from_slice(&b"\\".repeat(MANY));
    stray_backslashes.push(b']');
    let mut string = b"\"".to_vec();
    string.extend_from_slice(&b"\\\"".repeat(MANY));
    string.push(b'"');
    let digits = b"1".repeat(MANY);
    let spaces = b" ".repeat(MANY);
    for (text, frames) in [
        (&quotes, 1),
        (&backslashes, 1),
        (&stray_backslashes, 1),
        (&string, 1),
        (&digits, 1),
        (&spaces, 0),
    ] {
        for chunk in [1, 1400, usize::MAX] {
            let work = work(Decoder::builder(), text, chunk);
            assert_eq!((work.frames, work.errors.len()), (frames, 0), "{work:?}");
            assert!(work.scanned <= 3 * text.len() as u64, "{work:?}");
            assert!(work.moved <= 3 * text.len() as u64, "{work:?}");
        }
    }
}

/// Ten million opening brackets: one error, nothing held, nothing recursed into.
#[test]
fn depth_bombs() {
    let bomb = b"[".repeat(10_000_000);
    for validate in [false, true] {
        for chunk in [1400, usize::MAX] {
            let work = work(Decoder::builder().validate(validate), &bomb, chunk);
            assert_eq!((work.frames, work.errors.len()), (0, 1));
            assert_eq!(work.errors, [ErrorKind::TooDeep]);
            assert!(work.most_held <= 512, "{work:?}");
            assert!(work.most_owned <= 4096, "{work:?}");
            assert!(work.scanned <= 3 * bomb.len() as u64, "{work:?}");
        }
    }
}

/// With the depth set free the validator's stack takes a bit a level.
#[test]
fn deep_values_take_a_bit_a_level() {
    const DEPTH: usize = 1_000_000;
    let text = [b"[".repeat(DEPTH), b"]".repeat(DEPTH)].concat();
    let builder = Decoder::builder().validate(true).max_depth(DEPTH);
    let work = work(builder, &text, usize::MAX);
    assert_eq!((work.frames, work.errors.len()), (1, 0));

    let builder = Decoder::builder().validate(true).max_depth(DEPTH);
    let mut decoder = builder.build();
    let mut input = &text[..DEPTH];
    assert!(decoder.decode(&mut input).expect("good so far").is_none());
    // The open frame, doubled, and two bits a level at most.
    assert!(decoder.heap_bytes() <= 2 * DEPTH + 1024 + DEPTH / 4);
    let mut input = &text[DEPTH..];
    assert!(decoder.decode(&mut input).expect("good").is_some());
    assert!(decoder.decode(&mut input).expect("good").is_none());
    assert_eq!(decoder.heap_bytes(), 0);
}

/// A decoder that has seen a frame, and the first bytes of the next.
#[cfg(not(feature = "small"))]
fn inside(framing: Framing, begun: &[u8]) -> Decoder {
    let mut decoder = Decoder::builder().framing(framing).build();
    let first = if framing == Framing::Array {
        &b"["[..]
    } else {
        b""
    };
    let stream = [
        first,
        b"{}",
        if framing == Framing::Array {
            b","
        } else {
            b"\n"
        },
        begun,
    ]
    .concat();
    let mut input = &stream[..];
    assert!(decoder.decode(&mut input).unwrap().is_some());
    assert!(decoder.decode(&mut input).unwrap().is_none());
    decoder
}

#[test]
#[cfg(not(feature = "small"))]
fn drips_pass_the_machine() {
    for framing in [Framing::Concatenated, Framing::Lines, Framing::Array] {
        let mut decoder = inside(framing, br#"{"a":["#);
        // As much as the first allocation has room for.
        for len in 1..=30 {
            let drip = b"1".repeat(len);
            let mut input = &drip[..];
            let entries = meter::entries(|| assert!(decoder.decode(&mut input).unwrap().is_none()));
            assert_eq!((entries, input.len()), (0, 0), "{framing:?} {len}");
        }
        for end in [
            &b"]}\n"[..],
            b"1111]}\n1",
            b"111111111]}\n",
            b"11111111111111111]}\n",
        ] {
            let mut decoder = decoder.clone();
            let mut input = end;
            let entries = meter::entries(|| assert!(decoder.decode(&mut input).unwrap().is_some()));
            assert_eq!(entries, 1, "{framing:?} {end:?}");
        }
    }
}

#[test]
#[cfg(not(feature = "small"))]
fn chunks_up_to_a_block_pass_the_machine() {
    for framing in [Framing::Concatenated, Framing::Array] {
        let mut decoder = inside(framing, br#"{"a":["#);
        // Half as much again is allocated.
        let digits = b"1".repeat(5000);
        assert!(decoder.decode(&mut &digits[..]).unwrap().is_none());
        for len in 1..=64 {
            let mut input = &digits[..len];
            let entries = meter::entries(|| assert!(decoder.decode(&mut input).unwrap().is_none()));
            assert_eq!((entries, input.len()), (0, 0), "{framing:?} {len}");
        }
    }
}

#[test]
#[cfg(not(feature = "small"))]
fn plain_lines_are_looked_at_once_and_pass_the_machine() {
    let mut decoder = inside(Framing::Lines, b"");
    for line in [
        &b"{}\n"[..],
        b"{\"a\":1}\n",
        b"[\"a line of more bytes than a vector has, and two\"]\n",
    ] {
        let mut input = line;
        let mut scanned = 0;
        let entries = meter::entries(|| {
            (scanned, _) =
                meter::measure(|| assert!(decoder.decode(&mut input).unwrap().is_some()));
        });
        assert_eq!((entries, input.len()), (0, 0), "{line:?}");
        assert!(scanned <= line.len() as u64, "{line:?}: {scanned}");
    }
}
