//! What assemblers and channels hold under their limits. Counted, not timed.

use allocation_counter::measure;
use unchunk::assemble::{Assembler, Channels, Mode, PushError};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Asserts what `work` leaves allocated beyond what was allocated before it, and what its largest moment was.
#[track_caller]
fn assert_holds<T>(most: usize, peak: usize, work: impl FnOnce() -> T) {
    let mut kept = None;
    let info = measure(|| kept = Some(work()));
    let held = usize::try_from(info.bytes_current).unwrap();
    assert!(held <= most, "{held} bytes held");
    assert!(
        info.bytes_max <= peak as u64,
        "{} bytes at once",
        info.bytes_max
    );
    drop(kept);
}

#[test]
fn one_text_holds_no_more_than_its_limit_in_any_mode() {
    for mode in [Mode::Append, Mode::Replace, Mode::Auto] {
        for piece in ["x", "你好", "a line of some length, "] {
            let fill = || {
                let mut answer = Assembler::builder(mode).max_bytes(MIB).build();
                let mut text = String::new();
                loop {
                    let payload = if mode == Mode::Append {
                        piece
                    } else {
                        text.push_str(&piece.repeat(1 + text.len() / 100 / piece.len()));
                        &text
                    };
                    if answer.push_bytes(payload.as_bytes()).is_err() {
                        return (answer, text.len());
                    }
                }
            };
            // What the test itself needs to make its payloads.
            let (_, len) = fill();
            let own = 4 * len;
            // An allocator that moves a text holds it twice for that moment.
            assert_holds(MIB + own, 2 * MIB + own, || fill().0);
        }
    }
}

#[test]
fn an_undecided_text_and_its_evidence_stay_within_the_limit() {
    let payload = "ha".repeat(500);
    let longer = payload.clone() + "ha";
    // An allocator that moves what grows holds it twice for that moment.
    assert_holds(MIB, 2 * MIB, || {
        let mut answer = Assembler::builder(Mode::Auto).max_bytes(MIB).build();
        let mut pushed = 0;
        while answer
            .push(if pushed % 2 == 0 { &payload } else { &longer })
            .is_ok()
        {
            assert!(pushed == 0 || answer.is_ambiguous());
            pushed += 1;
        }
        assert!(pushed > 1_000, "{pushed}");
        answer
    });
}

#[test]
fn when_it_is_decided_the_evidence_becomes_the_text() {
    let payload = "ha".repeat(500);
    for mode in [Mode::Append, Mode::Replace] {
        let mut answer = Assembler::builder(Mode::Auto).max_bytes(2 * MIB).build();
        for _ in 0..1_000 {
            answer.push(&payload).unwrap();
        }
        let info = measure(|| assert!(answer.resolve(mode).is_ok()));
        assert_eq!(info.bytes_total, 0, "{mode:?}");
        let expected = if mode == Mode::Append { 1_000 } else { 1 };
        assert_eq!(answer.text(), payload.repeat(expected));
    }
}

/// One after the other, all at once, and each far from the others' sizes: texts and channels stay within the limit and
/// 2 KiB, whatever the key.
#[test]
fn channels_hold_no_more_than_their_limit_together() {
    fn fill<K: Ord + Clone>(channels: usize, size: usize, max_bytes: usize, key: fn(usize) -> K) {
        let piece = "x".repeat(size);
        let bound = max_bytes + 2 * KIB;
        // An allocator that moves a text holds it twice for that moment.
        assert_holds(bound, 2 * bound, || {
            let mut texts = Channels::builder(Assembler::append())
                .max_channels(channels)
                .max_bytes(max_bytes)
                .build();
            let mut total = 0;
            'all: loop {
                for index in 0..channels {
                    if texts.push(key(index), &piece).is_err() {
                        break 'all;
                    }
                    total += size;
                }
            }
            // What is refused does not fit: room that other channels had set aside is no reason.
            let own = texts.len() * (300 + 4 * size_of::<K>());
            assert!(
                total + size + own + KIB > max_bytes,
                "{total} of {max_bytes}"
            );
            texts
        });
    }
    for max_bytes in [1, 2 * KIB, 50 * KIB, MIB] {
        for (channels, size) in [
            (1, 1),
            (2, 7),
            (100, 1),
            (100, 3_000),
            (7, 100_000),
            (100_000, 5),
        ] {
            fill(channels, size, max_bytes, |index| index as u8);
            fill(channels, size, max_bytes, |index| index as u32);
            fill(channels, size, max_bytes, |index| [index; 5]);
            // Not in order, so that the tree's nodes are as empty as they may be.
            fill(channels, size, max_bytes, |index| {
                (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            });
        }
    }
}

/// A channel takes memory though its text is empty: a flood of new keys is refused, too.
#[test]
fn empty_channels_count() {
    for mode in [Mode::Append, Mode::Replace, Mode::Auto] {
        let mut texts = Channels::builder(Assembler::builder(mode).build())
            .max_channels(usize::MAX)
            .max_bytes(64 * KIB)
            .build();
        let info = measure(|| {
            let refused = (0_u32..).find_map(|key| texts.push(key, "").err());
            assert_eq!(refused, Some(PushError::AllTooLarge(64 * KIB)));
            // One that is there may go, and another come.
            let len = texts.len();
            // Most of what an empty one takes are pointers and lengths.
            let most = 450 * 8 / size_of::<usize>();
            assert!((150..most).contains(&len), "{len}");
            assert!(texts.remove(&0).is_some());
            assert!(texts.push(7_000_000, "").is_ok());
            assert_eq!(texts.len(), len);
        });
        assert!(info.bytes_max <= 66 * KIB as u64, "{}", info.bytes_max);
    }
}

#[test]
fn a_word_in_each_of_many_channels_takes_about_a_word() {
    const CHANNELS: usize = 1000;
    // A key and the fields of an assembler, in a tree's nodes.
    let bound = 400 * CHANNELS;
    assert_holds(bound, bound, || {
        let mut texts = Channels::builder(Assembler::append())
            .max_channels(CHANNELS)
            .max_bytes(bound - 2 * KIB)
            .build();
        for key in 0..CHANNELS {
            texts.push(key, "words").unwrap();
        }
        texts
    });
}

#[test]
fn what_is_refused_is_not_copied_first() {
    let giants = [
        b"x".repeat(10 * MIB),
        b"\xFF".repeat(10 * MIB),
        [b"\xE4\xBD".as_slice(), &b"x".repeat(10 * MIB)].concat(),
    ];
    for mode in [Mode::Append, Mode::Replace, Mode::Auto] {
        for giant in &giants {
            let mut answer = Assembler::builder(mode).max_bytes(MIB).build();
            let _ = answer.push_bytes(b"\xE4");
            let info = measure(|| {
                assert_eq!(
                    answer.push_bytes(giant).map(drop),
                    Err(PushError::TooLarge(MIB))
                );
            });
            assert_eq!(info.bytes_total, 0, "{mode:?}");

            let mut texts = Channels::builder(Assembler::builder(mode).build())
                .max_bytes(MIB)
                .build();
            let info = measure(|| {
                assert_eq!(
                    texts.push_bytes(1, giant).map(drop),
                    Err(PushError::AllTooLarge(MIB))
                );
            });
            assert!(info.bytes_total <= 8 * KIB as u64, "{mode:?}");
        }
    }
}

#[cfg(feature = "percent-encoding")]
#[test]
fn what_is_encoded_is_decoded_in_place() {
    let encoded = "%E4%BD%A0".repeat(MIB / 3);
    let too_much = encoded.clone() + "%41%42";
    for mode in [Mode::Append, Mode::Replace] {
        let builder = Assembler::builder(mode).max_bytes(MIB);
        let mut answer = builder.percent_encoded(true).build();
        let info = measure(|| {
            assert_eq!(answer.push(&too_much), Err(PushError::TooLarge(MIB)));
        });
        assert_eq!(info.bytes_total, 0, "{mode:?}");
        answer.reset();
        assert_holds(MIB, 2 * MIB, || {
            answer.push(&encoded).unwrap();
        });
        // The same again takes nothing.
        if mode == Mode::Replace {
            let info = measure(|| assert!(answer.push(&encoded).unwrap().is_empty()));
            assert_eq!(info.bytes_total, 0);
        }
    }
}
