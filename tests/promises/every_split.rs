//! Every decoder at every split, by the parts that users have for code of their own.

use std::fmt::Debug;

use unchunk::json::{self, Framing};
use unchunk::{Decode, Error, sse, text};
use unchunk_testing::{Cuts, assert_decode_invariant, sse as oracle};

#[test]
fn events_are_what_the_cases_mean_at_every_split() {
    for case in oracle::cases().iter().filter(|case| !case.has_limits()) {
        let expected: Vec<_> = case
            .means
            .events()
            .map(|event| (event.text(), event.span.clone()))
            .collect();
        Cuts::default().assert(&case.bytes, |chunks| {
            let mut decoder = sse::Decoder::new();
            let mut events = Vec::new();
            for chunk in chunks {
                let mut input = *chunk;
                while let Some(event) = decoder.decode(&mut input).expect("within the limits") {
                    events.push((event.data().into_owned(), event.span()));
                }
            }
            assert_eq!(events, expected, "{}", case.clause);
        });
    }
}

#[test]
fn all_there_is_in_a_stream_is_the_same_at_every_split() {
    for case in oracle::cases() {
        assert_decode_invariant(&case.bytes, || {
            sse::Decoder::builder().salvage(true).build()
        });
        assert_decode_invariant(&case.bytes, || {
            sse::Decoder::builder().max_event_bytes(9).build_items()
        });
    }
}

#[test]
fn frames_and_text_are_the_same_at_every_split() {
    let streams: [&[u8]; 5] = [
        "{\"a\": \"你\\n\"} [1, [2.5e3]]\n\"b\" tru 1".as_bytes(),
        b"{\"a\":[{}]}\r\n\noops\n[1]",
        b" [{\"a\":1}, [2,], 3",
        b"\x1E{\"a\":1}\n\x1E2\n\x1Etru",
        b"Content-Length: 2\r\n\r\n{}noise\r\ncontent-length: 3\r\n\r\n[1",
    ];
    for stream in streams {
        for framing in [
            Framing::Concatenated,
            Framing::Lines,
            Framing::Array,
            Framing::TextSequence,
            Framing::ContentLength,
        ] {
            for validate in [false, true] {
                assert_decode_invariant(stream, || {
                    json::Decoder::builder()
                        .framing(framing)
                        .validate(validate)
                        .build()
                });
            }
        }
        // The pieces are cut where the chunks are, what they come to is not.
        let whole = String::from_utf8_lossy(stream);
        Cuts::default().assert(stream, |chunks| {
            let mut decoder = text::Decoder::lossy();
            let mut read = String::new();
            for chunk in chunks {
                let mut input = *chunk;
                while let Some(piece) = decoder.decode(&mut input).expect("lossy") {
                    read += piece;
                }
            }
            read += decoder
                .finish()
                .expect("lossy")
                .into_last()
                .unwrap_or_default();
            assert_eq!(read, whole);
        });
    }
}

/// Also where only the trait is known.
#[test]
fn what_is_reset_anywhere_reads_like_new() {
    fn read<D: Decode>(mut decoder: D, mut input: &[u8]) -> Vec<Result<D::Owned, Error>> {
        std::iter::from_fn(|| decoder.decode_owned(&mut input).transpose()).collect()
    }

    fn check<D: Decode<Owned: Debug + PartialEq> + Clone>(mut decoder: D, stream: &[u8]) {
        let expected = read(decoder.clone(), stream);
        assert!(!expected.is_empty());
        for end in 0..=stream.len() {
            read(&mut decoder, &stream[..end]);
            Decode::reset(&mut decoder);
            assert_eq!(read(&mut decoder, stream), expected, "{end}");
            // Through the reference to one as well.
            Decode::reset(&mut &mut decoder);
        }
    }

    let frames = b"{\"a\":[1]}\n!\n[2]\n";
    check(json::Decoder::concatenated(), frames);
    check(json::Decoder::lines(), frames);
    check(json::Decoder::array(), b"[{},[1],2 3]");
    check(json::Decoder::text_sequence(), b"\x1E{\"a\":\x1E[2]\n");
    let message = b"Content-Length: 2\r\n\r\n{}<\n";
    check(json::Decoder::content_length(), message);
    let events = b"\xEF\xBB\xBFid: 1\ndata: a\n\nevent: b\ndata: c\n\n: d\n";
    check(sse::Decoder::new(), events);
    check(sse::Decoder::builder().build_items(), events);
    check(text::Decoder::lossy(), "a\u{20AC}\u{1F600}b".as_bytes());
}
