//! Contract line 4, bounded, and the promise to lend: what a decoder of JSON frames costs. Counted, not timed.

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use unchunk::json::{Decoder, Framing, OwnedFrame};

const FRAMINGS: [Framing; 5] = [
    Framing::Concatenated,
    Framing::Lines,
    Framing::Array,
    Framing::TextSequence,
    Framing::ContentLength,
];

/// A stream of a hundred objects in this framing.
fn stream(framing: Framing) -> Vec<u8> {
    let object = r#"{"id":1,"text":"some \"text\"","list":[1,2,[]]}"#;
    let objects = |before: &str, after: &str| format!("{before}{object}{after}").repeat(100);
    match framing {
        Framing::Concatenated => objects("", " "),
        Framing::Lines => objects("", "\r\n"),
        Framing::Array => format!("[{}0]", objects("", ",")),
        Framing::TextSequence => objects("\x1E", "\n"),
        Framing::ContentLength => objects(&format!("Content-Length: {}\r\n\r\n", object.len()), ""),
        _ => panic!("a framing the test does not know"),
    }
    .into_bytes()
}

fn drain(decoder: &mut Decoder, chunk: &[u8]) -> usize {
    let mut input = chunk;
    let mut frames = 0;
    while let Some(frame) = decoder.decode(&mut input).expect("good frames") {
        black_box(frame.text_bytes());
        frames += 1;
    }
    frames
}

fn assert_nothing(info: &AllocationInfo, context: &str) {
    assert_eq!((info.count_total, info.bytes_max), (0, 0), "{context}");
}

#[test]
fn frames_inside_a_chunk_cost_no_allocation() {
    for framing in FRAMINGS {
        let stream = stream(framing);
        for validate in [false, true] {
            let info = measure(|| {
                let builder = Decoder::builder().framing(framing);
                let mut decoder = builder.validate(validate).build();
                let frames = drain(&mut decoder, &stream);
                assert!(frames >= 100);
                // Many to a decoder as well.
                decoder.reset();
                assert_eq!(drain(&mut decoder, &stream), frames);
            });
            assert_nothing(&info, &format!("{framing:?}, {validate}"));
        }
    }
}

#[test]
fn an_idle_decoder_owns_no_heap() {
    for framing in FRAMINGS {
        let stream = stream(framing);
        for chunk in [1, 7, 1400] {
            let mut decoder = None;
            let info = measure(|| {
                let mut fresh = Decoder::builder().framing(framing).validate(true).build();
                let frames: usize = stream
                    .chunks(chunk)
                    .map(|chunk| drain(&mut fresh, chunk))
                    .sum();
                assert!(frames >= 100);
                decoder = Some(fresh);
            });
            assert!(info.count_total > 0, "cuts were carried over");
            assert_eq!(info.bytes_current, 0, "{framing:?}, {chunk}");
            drop(decoder);
        }
    }
}

#[test]
fn a_giant_is_given_back() {
    let giant = format!("[{}0]", "1,".repeat(1 << 20));
    for framing in [Framing::Concatenated, Framing::Lines, Framing::TextSequence] {
        let stream = match framing {
            Framing::Lines => format!("{giant}\n{{"),
            Framing::TextSequence => format!("\x1E{giant}\n\x1E{{"),
            _ => format!("{giant}{{"),
        };
        let mut decoder = None;
        let info = measure(|| {
            let mut fresh = Decoder::builder().framing(framing).build();
            let frames: usize = stream
                .as_bytes()
                .chunks(1400)
                .map(|chunk| drain(&mut fresh, chunk))
                .sum();
            assert_eq!(frames, 1);
            decoder = Some(fresh);
        });
        // The next frame is open: a small buffer, not the giant's.
        assert!(
            (1..=4096).contains(&info.bytes_current),
            "{framing:?} {info:?}"
        );
        // Growing holds the old buffer and the new, at most twice the giant and its half.
        assert!(
            info.bytes_max <= 4 * giant.len() as u64,
            "{framing:?} {info:?}"
        );
        drop(decoder);
    }
}

#[test]
fn what_is_skipped_is_not_stored() {
    let giant = format!("[{}0]", "1,".repeat(1 << 20));
    for framing in [Framing::Concatenated, Framing::Lines, Framing::TextSequence] {
        let stream = match framing {
            Framing::Lines => format!("{giant}\n"),
            Framing::TextSequence => format!("\x1E{giant}\n"),
            _ => giant.clone(),
        };
        let max = 10_000;
        let info = measure(|| {
            let builder = Decoder::builder().framing(framing);
            let mut decoder = builder.max_frame_bytes(max).build();
            let mut errors = 0;
            for chunk in stream.as_bytes().chunks(1400) {
                let mut input = chunk;
                loop {
                    match decoder.decode(&mut input) {
                        Ok(Some(_)) => panic!("over the limit"),
                        Ok(None) => break,
                        Err(_) => errors += 1,
                    }
                }
            }
            assert_eq!(errors, 1);
        });
        // The limit, the buffer it grew from, and the head of a body not yet known.
        assert!(
            info.bytes_max <= 2 * max as u64 + 2048,
            "{framing:?} {info:?}"
        );
    }
}

#[test]
fn an_owned_frame_is_one_allocation() {
    let mut decoder = Decoder::concatenated();
    let mut input = &br#"{"a":1}"#[..];
    let frame = decoder.decode(&mut input).expect("good").expect("a frame");
    let mut owned: Option<OwnedFrame> = None;
    let info = measure(|| owned = Some(frame.into_owned()));
    assert_eq!(info.count_total, 1);
    assert_eq!(owned.expect("owned").as_frame(), frame);
}

#[test]
fn sizes() {
    println!("size_of::<json::Decoder>() = {}", size_of::<Decoder>());
    assert!(size_of::<Decoder>() <= 384);
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Decoder>();
    is_send_and_sync::<OwnedFrame>();
}
