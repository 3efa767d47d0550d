//! Every stream up to some length over the bytes that matter, at every two-way cut, against the oracle.
//!
//! Each world is an alphabet; a symbol is a byte or a field name. Lengths are the greatest at which the whole file stays
//! under a minute in the profile of `cargo test`, on two cores.

use crate::support::sse::{Options, assert_half, assert_reads};
use unchunk_testing::Cuts;

/// What every stream of a world is made of: symbols behind what they all begin with.
struct World<'w> {
    start: &'w [u8],
    alphabet: &'w [&'w [u8]],
}

impl World<'_> {
    /// Counts through all sequences of `length` symbols and hands each stream to `check`.
    fn every_stream(&self, length: usize, mut check: impl FnMut(&[u8])) {
        let mut digits = vec![0; length];
        let mut stream = Vec::new();
        loop {
            stream.clear();
            stream.extend_from_slice(self.start);
            digits
                .iter()
                .for_each(|digit: &usize| stream.extend_from_slice(self.alphabet[*digit]));
            check(&stream);
            let Some(next) = digits
                .iter()
                .rposition(|digit| *digit + 1 < self.alphabet.len())
            else {
                return;
            };
            digits[next] += 1;
            digits[next + 1..].fill(0);
        }
    }

    /// How many readings there are of all streams of up to `longest` symbols: of one of n bytes n, as it is read whole
    /// and at each of its n - 1 cuts; of the empty stream one.
    fn readings(&self, longest: usize) -> u64 {
        let symbols = self.alphabet.len() as u64;
        let start = self.start.len() as u64;
        let alphabet_bytes: u64 = self.alphabet.iter().map(|s| s.len() as u64).sum();
        let longer: u64 = (1..=longest as u32)
            .map(|n| {
                // Every symbol stands in each of the n places as often as there are ways to fill the others.
                start * symbols.pow(n) + u64::from(n) * symbols.pow(n - 1) * alphabet_bytes
            })
            .sum();
        start.max(1) + longer
    }

    /// Compares every stream of up to `longest` symbols, whole and at every two-way cut, with every one of `options`.
    fn compare(&self, name: &str, longest: usize, options: &[Options]) {
        let mut compared = 0;
        for options in options {
            for length in 0..=longest {
                self.every_stream(length, |stream| {
                    let expected = options.expected(stream);
                    assert_reads(&[stream], options, &expected);
                    compared += 1;
                    let events = expected.events_only();
                    Cuts::two_way().each(stream, |chunks| {
                        assert_half(chunks, options, &expected, &events, compared);
                        compared += 1;
                    });
                });
            }
        }
        println!("{name}: {compared} compared");
        assert_eq!(compared, self.readings(longest) * options.len() as u64);
    }
}

/// The least limits there are.
fn tiny_limits() -> Vec<Options> {
    (8..=11)
        .map(|max_event_bytes| Options {
            max_event_bytes,
            max_id_bytes: max_event_bytes % 3,
            ..Options::default()
        })
        .collect()
}

#[test]
fn line_ends_and_fields() {
    let world = World {
        start: b"",
        alphabet: &[b"\r", b"\n", b":", b" ", b"x", b"data", b"event", b"id"],
    };
    world.compare("line_ends_and_fields", 6, &[Options::default()]);
}

#[test]
fn the_byte_order_mark() {
    let world = World {
        start: b"",
        alphabet: &[b"\xEF", b"\xBB", b"\xBF", b"\n", b":", b"data"],
    };
    world.compare("the_byte_order_mark", 6, &[Options::default()]);
}

#[test]
fn ids_and_reconnection_times() {
    let world = World {
        start: b"",
        alphabet: &[b"id", b"retry", b"data", b":", b"\0", b"7", b"\n"],
    };
    world.compare("ids_and_reconnection_times", 6, &[Options::default()]);
}

#[test]
fn invalid_utf8() {
    // E2 80 A8 is U+2028, F0 80 is overlong, and what remains is cut short or a lone continuation byte.
    let world = World {
        start: b"data:",
        alphabet: &[b"\xE2", b"\x80", b"\xA8", b"\xF0", b"\r", b"\n", b"data:"],
    };
    world.compare("invalid_utf8", 6, &[Options::default()]);
}

#[test]
fn several_data_lines_with_id_and_type() {
    let world = World {
        start: b"data:a\n",
        alphabet: &[
            b"data:b\n",
            b"data\r\n",
            b"id:1\n",
            b"event:t\r",
            b":c\n",
            b"\n",
        ],
    };
    world.compare(
        "several_data_lines_with_id_and_type",
        6,
        &[Options::default()],
    );
}

#[test]
fn ignored_lines() {
    let world = World {
        start: b"data:a\n\n",
        alphabet: &[b"data", b"event", b"x", b":", b"\r", b"\n", b"data:b\n\n"],
    };
    world.compare("ignored_lines", 5, &[Options::default()]);
}

#[test]
fn the_first_line() {
    let world = World {
        start: b"",
        alphabet: &[b"\n", b"da", b"ta", b"i", b"d", b":", b"x\r", b"data:a\n\n"],
    };
    world.compare("the_first_line", 5, &[Options::default()]);
}

#[test]
fn limits_and_line_ends() {
    // Seven bytes of a type are there already.
    let world = World {
        start: b"event:1234567\n",
        alphabet: &[b"\r", b"\n", b":", b"x", b"data", b"id"],
    };
    world.compare("limits_and_line_ends", 5, &tiny_limits());
}

#[test]
fn limits_and_joining() {
    let world = World {
        start: b"data:123456\n",
        alphabet: &[b"data", b":", b"x", b"\n", b"\r", b"\r\n", b"event:t"],
    };
    world.compare("limits_and_joining", 5, &tiny_limits());
}

#[test]
fn limits_and_replaced_values() {
    let world = World {
        start: b"id:12\nevent:1234\n",
        alphabet: &[b"id", b"event", b":", b"3", b"45", b"\0", b"\n"],
    };
    world.compare("limits_and_replaced_values", 5, &tiny_limits());
}

#[test]
fn limits_of_lines() {
    let world = World {
        start: b":1234567\n",
        alphabet: &[b":", b" ", b"data", b"1234567", b"8", b"\r", b"\n"],
    };
    world.compare("limits_of_lines", 5, &tiny_limits());
}
