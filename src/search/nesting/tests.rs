//! Every machine against the plain reading of RFC 8259.

use std::vec::Vec;

use super::*;

const FEW: usize = Nesting::FEW;

/// What [`Nesting::find_end`] promises, a byte at a time.
fn find_end_plainly(nesting: &mut Nesting, bytes: &[u8], max_depth: usize) -> Found {
    for (at, &byte) in bytes.iter().enumerate() {
        match (nesting.place, byte) {
            (OUTSIDE, b'[' | b'{') => {
                nesting.level = nesting.level.wrapping_add(1);
                if nesting.level >= max_depth {
                    return Found::TooDeep(at);
                }
            }
            (OUTSIDE, b']' | b'}') => {
                nesting.level = nesting.level.wrapping_sub(1);
                if nesting.level == NO_LEVEL {
                    return Found::End(at + 1);
                }
            }
            (OUTSIDE, b'"') | (ESCAPED, _) => nesting.place = IN_STRING,
            (IN_STRING, b'"') => nesting.place = OUTSIDE,
            (IN_STRING, b'\\') => nesting.place = ESCAPED,
            _ => {}
        }
    }
    Found::More
}

/// Every place at which a scan stops, each time going on after it, and the state it leaves; `chunk` bytes at a time.
fn stops(
    bytes: &[u8],
    chunk: usize,
    max_depth: usize,
    scanner: Option<Scanner>,
) -> (Vec<usize>, Nesting) {
    let mut nesting = Nesting::new();
    let mut stops = Vec::new();
    let mut start = 0;
    for chunk in bytes.chunks(chunk) {
        let mut at = 0;
        while at < chunk.len() {
            if nesting == Nesting::new() && !matches!(chunk[at], b'[' | b'{') {
                // Between values: only a bracket opens one.
                at += 1;
                continue;
            }
            let rest = &chunk[at..];
            let found = match scanner {
                Some(scanner) => nesting.find_end(rest, max_depth, scanner),
                None => find_end_plainly(&mut nesting, rest, max_depth),
            };
            match found {
                Found::End(len) => at += len,
                Found::TooDeep(len) => at += len + 1,
                Found::More => break,
            }
            stops.push(start + at);
        }
        start += chunk.len();
    }
    (stops, nesting)
}

fn compare(bytes: &[u8], chunk: usize, max_depth: usize) -> usize {
    let expected = stops(bytes, bytes.len().max(1), max_depth, None);
    for scanner in Scanner::all() {
        let seen = stops(bytes, chunk, max_depth, Some(scanner));
        assert_eq!(
            seen,
            expected,
            "{scanner:?}, {chunk} at a time, depth {max_depth}: {}",
            bytes.escape_ascii()
        );
    }
    expected.0.len()
}

/// What is drawn; the same in every run.
struct Draw(fastrand::Rng);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end)
    }

    /// Up to `max` of these numbers, as often no limit.
    fn depth(&mut self, max: usize) -> usize {
        let depth = self.below(2 * max);
        if depth < max { depth } else { usize::MAX }
    }

    /// Bytes that look like what a scan cares about, most of the time. An opening bracket in front, so that there is a
    /// value.
    fn telling_bytes(&mut self, max_len: usize) -> Vec<u8> {
        const TELLING: &[u8] = br#"[[[[{{]]]]}}"""\\\aaaaaaaa"#;
        let mut bytes = b"[".to_vec();
        for _ in 0..self.below(max_len) {
            let any = self.below(256) as u8;
            bytes.push(
                TELLING
                    .get(self.below(TELLING.len() + 1))
                    .map_or(any, |&byte| byte),
            );
        }
        bytes
    }
}

/// Runs a test on 400 drawn inputs.
fn drawn(mut test: impl FnMut(&mut Draw)) {
    for seed in 0..400 {
        test(&mut Draw(fastrand::Rng::with_seed(seed)));
    }
}

#[test]
fn blocks_stop_where_bytes_do() {
    drawn(|draw| {
        let (bytes, chunk) = (draw.telling_bytes(400), 1 + draw.below(199));
        compare(&bytes, chunk, draw.depth(8));
    });
}

#[test]
fn few_go_where_bytes_do() {
    drawn(|draw| {
        let (before, few) = (draw.telling_bytes(20), draw.telling_bytes(FEW));
        compare_few(&before, &few, draw.depth(20));
    });
}

#[test]
fn a_block_goes_where_bytes_do() {
    drawn(|draw| {
        let (before, mut block) = (draw.telling_bytes(20), draw.telling_bytes(BLOCK));
        block.resize(
            (block.len() + draw.below(HALF + 1)).clamp(HALF, BLOCK),
            b' ',
        );
        compare_block(&before, &block, draw.depth(20));
    });
}

#[test]
fn blocks_count_what_bytes_count() {
    drawn(|draw| {
        let bytes: Vec<u8> = (0..draw.below(400))
            .map(|_| draw.below(256) as u8)
            .collect();
        let expected = count_bytewise(&bytes);
        for scanner in Scanner::all() {
            assert_eq!(
                scanner.count_openers(&bytes),
                expected,
                "{scanner:?}: {bytes:?}"
            );
        }
    });
}

/// Long strings with runs of backslashes that end at every place in a block.
#[test]
fn runs_of_backslashes() {
    drawn(|draw| {
        let mut bytes = b"[".to_vec();
        for _ in 0..draw.below(8) {
            bytes.resize(bytes.len() + draw.below(70), b'x');
            bytes.resize(bytes.len() + draw.below(130), b'\\');
            if draw.below(2) == 0 {
                bytes.push(b'"');
            }
        }
        bytes.extend_from_slice(b"\"]]");
        compare(&bytes, 60 + draw.below(140), usize::MAX);
    });
}

/// Every byte, at every place of a block, inside a string and outside.
#[test]
fn every_byte_at_every_place() {
    let mut ends = 0;
    for prefix in [&b"["[..], b"[\"", b"[\"\\"] {
        for place in 0..BLOCK + 2 {
            for byte in 0..=u8::MAX {
                let mut bytes = prefix.to_vec();
                bytes.resize(prefix.len() + place, b' ');
                bytes.push(byte);
                bytes.extend_from_slice(b"\"]\"]]");
                bytes.resize(2 * BLOCK + 8, b' ');
                ends += compare(&bytes, usize::MAX, usize::MAX);
            }
        }
    }
    assert!(ends > 3 * BLOCK * 256, "{ends}");
}

/// Takes `few` in after `before`, and compares with the plain machine. Returns whether they were read.
fn compare_few(before: &[u8], few: &[u8], max_depth: usize) -> bool {
    let mut nesting = Nesting::new();
    if find_end_plainly(&mut nesting, before, max_depth) != Found::More {
        return false;
    }
    let (mut seen, mut expected) = (nesting, nesting);
    let taken = seen.stays_inside(few, max_depth, Scanner::fastest());
    let found = find_end_plainly(&mut expected, few, max_depth);
    let context = std::format!(
        "{} {max_depth}",
        [before, b"  ", few].concat().escape_ascii()
    );
    if taken {
        assert_eq!((found, seen), (Found::More, expected), "{context}");
    } else {
        assert_eq!(seen, nesting, "{context}");
        let brackets = few.iter().filter(|byte| b"[]{}".contains(byte)).count();
        let may_end = nesting.level < brackets;
        assert!(
            may_end || nesting.level + brackets >= max_depth,
            "{context}"
        );
    }
    taken
}

/// The same for a block, on every machine: it is taken if and only if all of it lies inside.
fn compare_block(before: &[u8], block: &[u8], max_depth: usize) {
    let mut nesting = Nesting::new();
    if find_end_plainly(&mut nesting, before, max_depth) != Found::More {
        return;
    }
    let mut expected = nesting;
    let is_inside = find_end_plainly(&mut expected, block, max_depth) == Found::More;
    if !is_inside {
        expected = nesting;
    }
    for scanner in Scanner::all() {
        let mut seen = nesting;
        let taken = seen.block_stays_inside(block, max_depth, scanner);
        let context = std::format!("{scanner:?} {before:?} {block:?} {max_depth}");
        assert_eq!((taken, seen), (is_inside, expected), "{context}");
    }
}

#[test]
fn every_byte_in_every_place_as_one_of_few() {
    let mut taken = 0;
    for before in [&b"["[..], b"[[[", b"[\"", b"[\"\\"] {
        for byte in 0..=u8::MAX {
            for few in [
                &[byte][..],
                &[byte, byte],
                &[b'x', byte, b'"'],
                &[byte; FEW],
            ] {
                for max_depth in [3, 30, usize::MAX] {
                    taken += usize::from(compare_few(before, few, max_depth));
                }
            }
        }
    }
    assert!(taken > 4 * 250 * 4 * 3, "{taken}");
}
