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

/// One after the other, all at once, and each far from the others' sizes.
#[test]
fn channels_hold_no_more_than_their_limit_together() {
    for (channels, size) in [(1, 1), (2, 7), (100, 1), (100, 3_000), (7, 100_000)] {
        let piece = "x".repeat(size);
        let node = 2 * KIB + 400 * channels;
        assert_holds(MIB + node, 2 * MIB + node, || {
            let mut texts = Channels::builder(Assembler::append())
                .max_channels(channels)
                .max_bytes(MIB)
                .build();
            let mut total = 0;
            'all: loop {
                for key in 0..channels {
                    if texts.push(key, &piece).is_err() {
                        break 'all;
                    }
                    total += size;
                }
            }
            // The limit is a rule on lengths: room that other channels had set aside is no reason to refuse.
            assert!(total + size > MIB, "{total} of {MIB}");
            texts
        });
    }
}

#[test]
fn a_word_in_each_of_many_channels_takes_about_a_word() {
    const CHANNELS: usize = 100_000;
    // A key and the fields of an assembler, in a tree's nodes.
    let node = 400 * CHANNELS;
    assert_holds(MIB + node, MIB + node, || {
        let mut texts = Channels::builder(Assembler::append())
            .max_channels(CHANNELS)
            .max_bytes(MIB)
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
