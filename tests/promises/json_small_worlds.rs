//! Contract line 1, chunking never matters, and RFC 8259 and RFC 7464 to the letter: every short stream there is, against
//! the oracle.

use crate::support::json::{self, FRAMINGS, Options};
use unchunk::json::Framing;
use unchunk_testing::Cuts;

const ALPHABET: [&[u8]; 15] = [
    b"{", b"}", b"[", b"]", b"\"", b"\\", b",", b":", b"1", b"-", b".", b"e", b"true", b" ", b"\n",
];

/// Calls `check` with every stream of `len` symbols.
fn every_stream(alphabet: &[&[u8]], len: usize, check: &mut impl FnMut(&[u8])) {
    fn extend(
        alphabet: &[&[u8]],
        left: usize,
        stream: &mut Vec<u8>,
        check: &mut impl FnMut(&[u8]),
    ) {
        if left == 0 {
            return check(stream);
        }
        for symbol in alphabet {
            let len = stream.len();
            stream.extend_from_slice(symbol);
            extend(alphabet, left - 1, stream, check);
            stream.truncate(len);
        }
    }
    extend(alphabet, len, &mut Vec::new(), check);
}

fn compare(alphabet: &[&[u8]], up_to: usize, options: &Options) -> (u64, u64) {
    let (mut streams, mut frames) = (0, 0);
    for len in 0..=up_to {
        every_stream(alphabet, len, &mut |stream| {
            let expected = options.expected(stream);
            let bytes: Vec<&[u8]> = stream.chunks(1).collect();
            // Every face for these; the cuts in two make the lending one work hardest.
            json::check(&[stream], options, &expected);
            json::check(&bytes, options, &expected);
            Cuts::two_way().each(stream, |chunks| {
                assert_eq!(
                    json::read_lent(chunks, options).essence(),
                    expected.essence(),
                    "{options:?} {chunks:?}"
                );
            });
            streams += 1;
            frames += expected.frames().len() as u64;
        });
    }
    (streams, frames)
}

#[test]
fn every_short_stream_in_every_framing() {
    let with_rs: Vec<&[u8]> = ALPHABET.into_iter().chain([&b"\x1E"[..]]).collect();
    for framing in FRAMINGS {
        if framing == Framing::ContentLength {
            continue;
        }
        for validate in [false, true] {
            let options = Options {
                validate,
                ..Options::new(framing)
            };
            let (streams, frames) = compare(&with_rs, 4, &options);
            println!("{framing:?}, validate {validate}: {streams} streams, {frames} frames");
            assert!(frames > 0);
        }
    }
}

/// Limits small enough to be met everywhere.
#[test]
fn every_short_stream_under_tight_limits() {
    let alphabet: [&[u8]; 9] = [b"{", b"]", b"\"", b"\\", b"1", b"t", b" ", b"\r", b"\n"];
    for framing in FRAMINGS {
        if framing == Framing::ContentLength {
            continue;
        }
        for validate in [false, true] {
            for (max_frame_bytes, max_depth) in [(0, 9), (1, 1), (2, 1), (3, 2), (9, 0)] {
                let options = Options {
                    max_frame_bytes,
                    max_depth: Some(max_depth),
                    validate,
                    ..Options::new(framing)
                };
                let (streams, _) = compare(&alphabet, 4, &options);
                assert_eq!(streams, (0..=4).map(|len| 9_u64.pow(len)).sum::<u64>());
            }
        }
    }
}

/// Deeper into what matters to each framing.
#[test]
fn every_longer_stream_over_a_smaller_alphabet() {
    let worlds: [(Framing, &[&[u8]], usize); 5] = [
        (Framing::Concatenated, &[b"[", b"}", b"\"", b"\\", b"1"], 7),
        (Framing::Array, &[b"[", b"]", b",", b"1", b"\""], 7),
        (
            Framing::TextSequence,
            &[b"\x1E", b"[", b"]", b"1", b"\n"],
            7,
        ),
        (Framing::Lines, &[b"[", b"]", b"1", b"\r", b"\n"], 7),
        (
            Framing::ContentLength,
            &[
                b"Content-Length:2\r\n",
                b"content-length: 1 \r\n\r\n",
                b"X:",
                b"\r",
                b"\n",
                b"\r\n",
                b"[]",
                b"1",
            ],
            5,
        ),
    ];
    for (framing, alphabet, up_to) in worlds {
        for validate in [false, true] {
            let options = Options {
                validate,
                // Sections that break the limit, and header lines with LF alone, in half of the readings.
                bare_lf: validate,
                max_header_bytes: if validate { 4096 } else { 21 },
                ..Options::new(framing)
            };
            let (streams, frames) = compare(alphabet, up_to, &options);
            println!("{framing:?}, validate {validate}: {streams} streams, {frames} frames");
            assert!(frames > 0);
        }
    }
}

/// Byte order marks, whole, cut and broken.
#[test]
fn every_short_stream_with_parts_of_a_byte_order_mark() {
    let alphabet: [&[u8]; 6] = [b"\xEF", b"\xBB", b"\xBF", b"\xEF\xBB\xBF", b"[", b"]"];
    for framing in FRAMINGS {
        for max_frame_bytes in [0, 1, 2, 100] {
            let options = Options {
                max_frame_bytes,
                ..Options::new(framing)
            };
            compare(&alphabet, 4, &options);
        }
    }
}
