//! What strategies and fuzz inputs make, and how it shrinks.
#![cfg(all(feature = "arbitrary", feature = "proptest"))]

use arbitrary::{Arbitrary, Unstructured};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use unchunk_testing::sse::{EventStream, events};
use unchunk_testing::strategies::{self, chunked};
use unchunk_testing::{Chunked, Ending, json};

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    /// What a valid stream means is known from how it is made, and from reading it.
    #[test]
    fn valid_streams_mean_what_they_were_made_of(stream in strategies::sse::valid()) {
        prop_assert_eq!(&events(&stream.bytes), &stream.events);
        let reading = unchunk_testing::sse::read(&stream.bytes, Default::default());
        prop_assert_eq!(reading.ending, Ending::Complete);
    }

    #[test]
    fn written_documents_are_the_frames(
        stream in strategies::json::any_streams(),
        validate in any::<bool>(),
    ) {
        let mut options = json::Options::new(stream.framing);
        options.validate = validate;
        let reading = json::read(&stream.bytes, &options);
        let documents: Vec<&[u8]> = stream.documents.iter().map(String::as_bytes).collect();
        prop_assert_eq!(reading.frames(), documents);
        prop_assert_eq!(reading.ending, Ending::Complete);
    }

    #[test]
    fn chunks_are_the_bytes(chunked in chunked(strategies::broken_text())) {
        prop_assert_eq!(chunked.chunks().concat(), chunked.bytes());
    }
}

/// All kinds of cuts come up.
#[test]
fn drawn_cuts_are_of_every_kind() {
    let mut runner = TestRunner::deterministic();
    let strategy = chunked(strategies::sse::streams());
    let (mut whole, mut empty, mut single, mut split_crlf, mut inside) = (0, 0, 0, 0, 0);
    for _ in 0..500 {
        let chunked = strategy.new_tree(&mut runner).unwrap().current();
        let chunks = chunked.chunks();
        whole += usize::from(chunks.len() == 1);
        empty += usize::from(chunks.iter().any(|chunk| chunk.is_empty()));
        single += usize::from(chunks.len() > 2 && chunks.iter().all(|chunk| chunk.len() <= 1));
        let splits = |first: fn(&u8) -> bool, second: fn(&u8) -> bool| {
            let pairs = chunks.windows(2);
            pairs
                .filter(|pair| {
                    pair[0].last().is_some_and(first) && pair[1].first().is_some_and(second)
                })
                .count()
        };
        split_crlf += splits(|byte| *byte == b'\r', |byte| *byte == b'\n');
        inside += splits(|_| true, |byte| byte & 0xC0 == 0x80);
    }
    for count in [whole, empty, single, split_crlf, inside] {
        assert!(
            count > 5,
            "{:?}",
            (whole, empty, single, split_crlf, inside)
        );
    }
}

/// The smallest input for which `fails` is true.
fn smallest(fails: impl Fn(&Chunked<'_>) -> bool) -> Chunked<'static> {
    let config = ProptestConfig {
        cases: 5000,
        ..config()
    };
    // How small it gets depends on what is drawn first.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let strategy = chunked(vec(
        prop_oneof![Just(b'a'), Just(b'\r'), Just(b'\n')],
        0..60,
    ));
    match runner.run(&strategy, |chunked| {
        prop_assert!(!fails(&chunked));
        Ok(())
    }) {
        Err(TestError::Fail(_, smallest)) => smallest,
        other => panic!("it does not fail: {other:?}"),
    }
}

#[test]
fn both_bytes_and_cuts_shrink() {
    let splits_crlf = |chunked: &Chunked<'_>| {
        let cuts = chunked.cuts().iter().filter(|cut| **cut > 0);
        let mut around = cuts.filter_map(|cut| chunked.bytes().get(cut - 1..=*cut));
        around.any(|bytes| bytes == b"\r\n")
    };
    let found = smallest(splits_crlf);
    assert_eq!((found.bytes(), found.cuts()), (&b"\r\n"[..], &[1][..]));

    let found = smallest(|chunked| chunked.chunks()[1..].contains(&&b""[..]));
    assert_eq!((found.bytes(), found.cuts().len()), (&b""[..], 1));

    let found = smallest(|chunked| chunked.cuts().len() >= 3 && chunked.bytes().len() >= 2);
    assert_eq!((found.bytes(), found.cuts().len()), (&b"aa"[..], 3));

    let found = smallest(|chunked| chunked.bytes().contains(&b'\n'));
    assert_eq!((found.bytes(), found.cuts().len()), (&b"\n"[..], 0));
}

#[test]
fn fuzz_inputs_are_read_as_they_stand() {
    let read =
        |input: &'static [u8]| Chunked::arbitrary_take_rest(Unstructured::new(input)).unwrap();
    assert_eq!(read(b"").chunks(), [b""]);
    assert_eq!(read(b"0").chunks(), [b""]);
    assert_eq!(read(b"data: a\n\n0").chunks(), [b"data: a\n\n"]);
    assert_eq!(
        read(b"abc\x00\x01\x00\x032").chunks(),
        [&b"a"[..], b"bc", b""]
    );
    // Beyond the end they begin again.
    assert_eq!(read(b"abc\x00\x051").chunks(), [b"a", &b"bc"[..]]);
    // Fewer bytes than the cuts would take.
    assert_eq!(read(b"a8").bytes(), b"");
}

#[test]
fn any_input_makes_any_type() {
    let mut random: u64 = 1;
    let (mut events, mut cuts) = (0, 0);
    for len in 0..400 {
        let input: Vec<u8> = (0..len)
            .map(|_| {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (random >> 56) as u8
            })
            .collect();
        let mut input = Unstructured::new(&input);
        if let Ok(chunked) = Chunked::arbitrary(&mut input) {
            assert_eq!(chunked.chunks().concat(), chunked.bytes());
            cuts += chunked.cuts().len();
        }
        if let Ok(stream) = EventStream::arbitrary(&mut input) {
            events += stream.events.len();
        }
    }
    assert!(events > 20 && cuts > 20, "{events} events, {cuts} cuts");
}
