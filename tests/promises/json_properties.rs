//! Contract line 1 on documents as they come: generated values, written in every framing, cut anywhere, broken or not.

use crate::support::json::{self, Ending, Options};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use unchunk::json::{Framing, Scanner};
use unchunk_testing::Cuts;
use unchunk_testing::json::JsonStream;
use unchunk_testing::strategies::json::{any_streams, damaged, framings, streams};

/// A framing, and a stream in it that is damaged.
fn damaged_streams() -> impl Strategy<Value = (Framing, Vec<u8>)> {
    framings().prop_flat_map(|framing| (Just(framing), damaged(streams(framing))))
}

fn scanner() -> impl Strategy<Value = Scanner> {
    prop::sample::select(Scanner::all())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// What was written is what is read, and `serde_json` agrees with each frame.
    #[test]
    fn documents_come_out_as_they_went_in(
        stream in any_streams(),
        scanner in scanner(),
        validate in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let options = Options { scanner, validate, ..Options::new(stream.framing) };
        let JsonStream { bytes: stream, documents, .. } = stream;
        let expected = options.expected(&stream);
        prop_assert_eq!(&expected.ending, &Ending::Complete);
        let frames = expected.frames();
        prop_assert_eq!(&frames, &documents.iter().map(String::as_bytes).collect::<Vec<_>>());
        for frame in frames {
            prop_assert!(serde_json::from_slice::<Value>(frame).is_ok());
        }
        Cuts::drawn(seed, 1).each(&stream, |chunks| json::check(chunks, &options, &expected));
        json::check(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    }

    /// Damaged, cut short, under limits: every chunking sees what the oracle sees.
    #[test]
    fn damaged_documents_are_read_alike_however_cut(
        (framing, stream) in damaged_streams(),
        scanner in scanner(),
        validate in any::<bool>(),
        max_frame_bytes in prop_oneof![0_usize..80, Just(1 << 20)],
        max_depth in 0_usize..6,
        seed in any::<u64>(),
    ) {
        let options = Options { scanner, validate, max_frame_bytes, max_depth: Some(max_depth), ..Options::new(framing) };
        let expected = options.expected(&stream);
        json::check(&[&stream], &options, &expected);
        Cuts::drawn(seed, 1).each(&stream, |chunks| json::check(chunks, &options, &expected));
        json::check(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    }

    /// The first text is longer than what is kept of a body that has not shown itself to be of the format.
    #[test]
    fn a_long_first_text_is_read_alike_in_drips(
        stream in any_streams(),
        scanner in scanner(),
        validate in any::<bool>(),
        damage in proptest::option::of((any::<prop::sample::Index>(), prop::sample::select(&b"{}[]\",:\\1-.et \n\r\x1E\x00\xFF\xE2"[..]))),
        length in 1000_usize..4000,
        chunk in 1_usize..20,
    ) {
        let framing = stream.framing;
        let document = stream.documents.first().map_or("[]", String::as_str);
        let times = 1500 / (document.len() + 1);
        let long = format!("[{}]", vec![document; times + 1].join(","));
        let mut stream = JsonStream::new(framing, [&long, document]).bytes;
        stream.truncate(length);
        if let Some((place, byte)) = damage {
            let place = place.index(stream.len());
            stream[place] = byte;
        }
        let options = Options { scanner, validate, ..Options::new(framing) };
        let expected = options.expected(&stream);
        json::check(&stream.chunks(chunk).collect::<Vec<_>>(), &options, &expected);
    }

    /// No bytes at all make it panic or disagree.
    #[test]
    fn any_bytes_are_read_alike_however_cut(
        stream in vec(any::<u8>(), 0..200),
        framing in framings(),
        scanner in scanner(),
        validate in any::<bool>(),
        max_frame_bytes in 0_usize..80,
        seed in any::<u64>(),
    ) {
        let options = Options { scanner, validate, max_frame_bytes, ..Options::new(framing) };
        let expected = options.expected(&stream);
        json::check(&[&stream], &options, &expected);
        Cuts::drawn(seed, 1).each(&stream, |chunks| json::check(chunks, &options, &expected));
    }
}
