//! Every stream up to some length over the bytes that matter, at every two-way cut, against the oracle.

mod support;

use support::splits::every_two_way_cut;
use support::sse::{Options, assert_reads, read_lent};
use support::sse_oracle;

/// Counts through all sequences of `length` symbols and hands each stream to `check`.
fn every_stream(alphabet: &[&[u8]], length: usize, mut check: impl FnMut(&[u8])) {
    let mut digits = vec![0; length];
    let mut stream = Vec::new();
    loop {
        stream.clear();
        digits
            .iter()
            .for_each(|digit: &usize| stream.extend_from_slice(alphabet[*digit]));
        check(&stream);
        let Some(next) = digits.iter().rposition(|digit| *digit + 1 < alphabet.len()) else {
            return;
        };
        digits[next] += 1;
        digits[next + 1..].fill(0);
    }
}

/// Compares every stream of up to `longest` symbols at every two-way cut; returns how many comparisons were made.
fn compare(alphabet: &[&[u8]], longest: usize, options: &Options) -> u64 {
    let mut compared = 0;
    for length in 0..=longest {
        every_stream(alphabet, length, |stream| {
            let expected = sse_oracle::read(stream, options);
            assert_reads(&[stream], options, &expected);
            compared += 1;
            every_two_way_cut(stream, |chunks| {
                let seen = read_lent(chunks, options);
                assert_eq!(
                    seen,
                    expected,
                    "{:?}",
                    chunks.iter().map(|c| c.escape_ascii()).collect::<Vec<_>>()
                );
                compared += 1;
            });
        });
    }
    compared
}

#[test]
fn line_ends_and_fields() {
    let alphabet: [&[u8]; 8] = [b"\r", b"\n", b":", b" ", b"x", b"data", b"event", b"id"];
    println!(
        "line_ends_and_fields: {} compared",
        compare(&alphabet, 6, &Options::default())
    );
}
