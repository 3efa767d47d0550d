//! One growing text out of payloads: what is typed, what is taken back, and what is not guessed.

use crate::support::assemble::Display;
use proptest::prelude::*;
use unchunk::assemble::{Assembler, Channels, Mode, PushError};
use unchunk_testing::Cuts;

/// Pushes the payloads, every one of which must be understood, and shows them.
fn shown<'p>(mut answer: Assembler, payloads: impl IntoIterator<Item = &'p [u8]>) -> String {
    let mut display = Display::default();
    for payload in payloads {
        display.apply(&answer.push_bytes(payload).unwrap());
    }
    display.apply(&answer.finish().unwrap());
    assert_eq!(display.0, answer.text());
    display.0
}

const STREAMS: [&[u8]; 7] = [
    b"",
    b"plain",
    "你好, 😀 world".as_bytes(),
    b"\x80lone \xC0\xAF",
    b"cut \xF0\x9F\x98 and \xE4\xBD",
    b"\xED\xA0\x80\xF4\x90\x80\x80",
    b"ends cut \xF0\x9F\x98",
];

#[test]
fn deltas_may_cut_characters_anywhere() {
    for stream in STREAMS {
        Cuts::every_split().each(stream, |deltas| {
            let text = shown(Assembler::append(), deltas.iter().copied());
            assert_eq!(text, String::from_utf8_lossy(stream), "{deltas:x?}");
        });
    }
}

#[test]
fn replacements_may_be_cut_inside_characters_anywhere() {
    for stream in STREAMS {
        for trust in [false, true] {
            let answer = Assembler::builder(Mode::Replace).trust_front(trust).build();
            let payloads = (0..=stream.len()).map(|end| &stream[..end]);
            assert_eq!(shown(answer, payloads), String::from_utf8_lossy(stream));
        }
    }
}

#[test]
fn a_character_held_back_is_completed_by_text_as_by_bytes() {
    let mut answer = Assembler::append();
    assert_eq!(answer.push_bytes(b"a\xE4\xBD").unwrap().text(), "a");
    assert_eq!(answer.push("").unwrap().text(), "a");
    assert_eq!(answer.push("b").unwrap().suffix(), "\u{FFFD}b");
    assert!(answer.finish().unwrap().is_empty());
}

#[test]
fn a_replacement_tells_what_it_takes_back() {
    let table = [
        ("", 0, ""),
        ("你好", 0, "你好"),
        ("你好", 0, ""),
        ("你好吗", 0, "吗"),
        // Shares two bytes of the second character.
        ("你女", 2, "女"),
        ("你", 1, ""),
        ("abc", 1, "abc"),
        ("", 3, ""),
        ("ha", 0, "ha"),
        ("haha", 0, "ha"),
    ];
    let mut answer = Assembler::replace();
    let mut display = Display::default();
    for (payload, removed, suffix) in table {
        let update = answer.push(payload).unwrap();
        assert_eq!((update.removed_chars(), update.suffix()), (removed, suffix));
        display.apply(&update);
        assert_eq!(display.0, payload);
    }
}

#[test]
fn a_trusted_front_is_looked_at_only_near_the_old_end() {
    let mut answer = Assembler::builder(Mode::Replace).trust_front(true).build();
    let text = "0123456789".repeat(20);
    answer.push(&text).unwrap();
    // The last 64 bytes differ.
    let rewritten = text[..150].to_owned() + "x" + &text[151..] + "!";
    let update = answer.push(&rewritten).unwrap();
    assert_eq!((update.kept(), update.text()), (150, rewritten.as_str()));
    // It is shorter.
    assert_eq!(answer.push("01x").unwrap().text(), "01x");
    answer.push(&text).unwrap();
    // The documented price: this one goes unseen.
    let unseen = "x".to_owned() + &text[1..] + "!";
    let update = answer.push(&unseen).unwrap();
    assert_eq!((update.suffix(), &update.text()[..1]), ("!", "0"));
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut answer = Assembler::builder(Mode::Append).max_bytes(5).build();
    assert_eq!(answer.push("1234").unwrap().text(), "1234");
    assert_eq!(answer.push("你"), Err(PushError::TooLarge(5)));
    // With a delta missing there is no going on.
    assert_eq!(answer.push("5"), Err(PushError::TooLarge(5)));
    assert_eq!(answer.finish(), Err(PushError::TooLarge(5)));
    assert_eq!(answer.text(), "1234");
    answer.reset();
    assert_eq!(answer.push("12345").unwrap().text(), "12345");

    let mut answer = Assembler::builder(Mode::Replace).max_bytes(5).build();
    answer.push_bytes(b"123\xE4").unwrap();
    assert_eq!(answer.push("123456"), Err(PushError::TooLarge(5)));
    assert_eq!(answer.text(), "123");
    // The cut character of the payload before still counts; three bytes of U+FFFD do not fit.
    assert_eq!(answer.finish(), Err(PushError::TooLarge(5)));
    let update = answer.push("12345").unwrap();
    assert_eq!((update.text(), update.suffix()), ("12345", "45"));

    // Undecided, both readings are held.
    let mut answer = Assembler::builder(Mode::Auto).max_bytes(8).build();
    assert_eq!(answer.push("hah").unwrap().text(), "hah");
    assert!(answer.push("ha").unwrap().is_empty() && answer.is_ambiguous());
    assert_eq!(answer.push("h"), Err(PushError::TooLarge(8)));
    assert_eq!(answer.push("x"), Err(PushError::TooLarge(8)));
    assert_eq!(answer.text(), "hah");
}

#[test]
fn reset_forgets_all_but_the_options() {
    for mode in [Mode::Append, Mode::Replace, Mode::Auto] {
        let mut answer = Assembler::builder(mode).max_bytes(64).build();
        answer.push_bytes(b"abc\xE4").unwrap();
        let _ = answer.push("xyz");
        answer.reset();
        assert_eq!((answer.text(), answer.mode()), ("", mode));
        assert_eq!(answer.push("b").unwrap().text(), "b");
        assert_eq!(answer.finish().unwrap().text(), "b");
    }
}

/// The documented rule, read off the whole list of payloads: after which of them it says what.
fn evidence(payloads: &[&str]) -> Option<(usize, Mode)> {
    let telling = |text: &str| {
        let kinds: std::collections::BTreeSet<char> = text.chars().collect();
        text.chars().count() >= 16 && kinds.len() >= 8
    };
    (1..payloads.len()).find_map(|at| {
        // What is sent again unchanged does not count.
        let mut different = payloads[..=at].to_vec();
        different.dedup();
        if payloads[at].chars().next() != payloads[0].chars().next() {
            return Some((at, Mode::Append));
        }
        let is_new = payloads[at] != payloads[at - 1];
        match different[..] {
            [.., first, second, third]
                if is_new
                    && second.starts_with(first)
                    && third.starts_with(second)
                    && telling(second) =>
            {
                Some((at, Mode::Replace))
            }
            _ => None,
        }
    })
}

#[test]
fn auto_decides_on_the_stated_evidence_and_on_nothing_else() {
    let payloads = [
        "h",
        "ha",
        "hah",
        "haha",
        "hi",
        "!",
        "hahahahahahahahahaha",
        "ha, she said to the others",
        "ha, she said to the others, and",
        "ha, she said to the others, and left",
    ];
    let mut counts = [0_u32; 3];
    let mut waiting: Vec<Vec<&str>> = payloads.iter().map(|first| vec![*first]).collect();
    while let Some(list) = waiting.pop() {
        let expected = evidence(&list);
        let mut answer = Assembler::auto();
        let mut display = Display::default();
        for (at, payload) in list.iter().enumerate() {
            let decided = at == 0 || expected.is_some_and(|(place, _)| place <= at);
            let update = answer.push(payload).unwrap();
            assert!(decided || update.is_empty(), "{list:?}");
            display.apply(&update);
            assert_eq!(answer.is_ambiguous(), !decided, "{list:?}");
        }
        let (appended, replaced) = (list.concat(), list[list.len() - 1]);
        match expected.map(|(_, mode)| mode) {
            Some(Mode::Append) => {
                counts[0] += 1;
                assert_eq!((answer.mode(), display.0), (Mode::Append, appended));
            }
            Some(Mode::Replace) => {
                counts[1] += 1;
                assert_eq!(
                    (answer.mode(), display.0.as_str()),
                    (Mode::Replace, replaced)
                );
            }
            Some(_) | None => {
                counts[2] += 1;
                assert_eq!(answer.mode(), Mode::Auto);
                let open = answer.clone().finish().map(drop);
                assert_eq!(open.is_ok(), list.len() == 1);
                assert_eq!(open.is_err(), answer.is_ambiguous());
                for (mode, text) in [(Mode::Append, appended.as_str()), (Mode::Replace, replaced)] {
                    let mut answer = answer.clone();
                    let mut display = Display(list[0].to_owned());
                    display.apply(&answer.resolve(mode).unwrap());
                    assert_eq!((answer.mode(), display.0.as_str()), (mode, text));
                    assert!(answer.resolve(Mode::Auto).unwrap().is_empty());
                }
            }
        }
        if list.len() < 4 {
            waiting.extend(payloads.iter().map(|next| {
                let mut longer = list.clone();
                longer.push(next);
                longer
            }));
        }
    }
    println!("append, replace, open: {counts:?}");
    assert!(counts.iter().all(|count| *count > 10));
}

#[test]
fn auto_reads_bytes_that_cut_characters() {
    // A continuation byte is no way for the whole text to begin.
    let mut answer = Assembler::auto();
    assert_eq!(answer.push_bytes(b"\xE4").unwrap().text(), "");
    assert_eq!(answer.push_bytes(b"\xBD\xA0\xE5").unwrap().text(), "你");
    assert_eq!(answer.mode(), Mode::Append);

    let text = "你好，世界。今天天气很好，我们出去走走吧。".as_bytes();
    let mut answer = Assembler::auto();
    for end in [40, 50] {
        let _ = answer.push_bytes(&text[..end]);
    }
    let update = answer.push_bytes(&text[..58]).unwrap();
    assert_eq!(update.text(), "你好，世界。今天天气很好，我们出去走走");
    assert_eq!(answer.mode(), Mode::Replace);

    // Characters that share their first bytes are different characters.
    let mut answer = Assembler::auto();
    answer.push("你").unwrap();
    assert_eq!(answer.push("佡").unwrap().text(), "你佡");
}

/// To whom has not said that payloads replace, one without a byte is a sign of life.
#[test]
fn auto_ignores_empty_payloads_before_and_after_it_has_decided() {
    let texts = [
        "ha, she said to the",
        "ha, she said to the others",
        "ha, she said to the others, and left",
    ];
    let mut answer = Assembler::auto();
    for text in texts {
        assert!(answer.push("").unwrap().is_empty());
        answer.push(text).unwrap();
    }
    assert_eq!(answer.mode(), Mode::Replace);
    for empty in [&b""[..], b""] {
        assert!(answer.push_bytes(empty).unwrap().is_empty());
        assert_eq!(answer.text(), texts[2]);
    }

    let mut answer = Assembler::auto();
    answer.push("one").unwrap();
    answer.push("one").unwrap();
    answer.push("").unwrap();
    assert_eq!(answer.resolve(Mode::Replace).unwrap().text(), "one");
    assert_eq!(answer.push("").unwrap().text(), "one");

    // Declared, it means what it says.
    let mut answer = Assembler::replace();
    answer.push("one").unwrap();
    assert_eq!(answer.push("").unwrap().text(), "");
}

#[test]
fn what_is_still_open_at_the_end_can_be_had_either_way() {
    let mut answer = Assembler::auto();
    for payload in [&b"\xE4\xBD"[..], b"\xE4\xBD\xA0\xE5"] {
        answer.push_bytes(payload).unwrap();
    }
    assert_eq!(answer.finish(), Err(PushError::Ambiguous));
    assert_eq!(answer.resolve(Mode::Auto), Err(PushError::Ambiguous));
    let mut replaced = answer.clone();
    assert_eq!(replaced.resolve(Mode::Replace).unwrap().text(), "你");
    assert_eq!(replaced.finish().unwrap().text(), "你\u{FFFD}");
    assert_eq!(answer.resolve(Mode::Append).unwrap().text(), "\u{FFFD}你");
    assert_eq!(answer.finish().unwrap().text(), "\u{FFFD}你\u{FFFD}");

    // One payload is the same either way. Nothing follows it, but if something does, it is not lost.
    let mut answer = Assembler::auto();
    answer.push_bytes(b"a\xE4").unwrap();
    assert_eq!(answer.finish().unwrap().text(), "a\u{FFFD}");
    assert_eq!(answer.finish().unwrap().text(), "a\u{FFFD}");
    assert_eq!(answer.push("b").unwrap().text(), "a\u{FFFD}b");
}

/// All that is held counts, and nothing counts twice: what is refused is what does not fit, in any order of calls.
#[test]
fn no_course_of_calls_holds_more_than_the_limit() {
    let payloads: [&[u8]; 7] = [
        b"",
        b"a",
        b"\xE4",
        b"\xBD\xA0",
        b"\xFF\xFF",
        b"ab",
        b"0123456789",
    ];
    /// Does every step after those so far, with as many more after it as are left.
    fn go_on(texts: &Channels<usize>, payloads: &[&[u8]], max_bytes: usize, left: u32) -> u64 {
        if left == 0 {
            return 1;
        }
        let steps = payloads.len() + 4;
        let mut courses = 0;
        for (step, key) in (0..steps).flat_map(|step| [(step, 0), (step, 1)]) {
            let mut texts = texts.clone();
            let result = match payloads.get(step) {
                Some(payload) => texts.push_bytes(key, payload).map(drop),
                None if step == steps - 4 => texts.finish(&key).map(drop),
                None if step == steps - 3 => texts.resolve(&key, Mode::Append).map(drop),
                None if step == steps - 2 => texts.resolve(&key, Mode::Replace).map(drop),
                None => {
                    texts.remove(&key);
                    Ok(())
                }
            };
            assert!(matches!(
                result,
                Ok(()) | Err(PushError::AllTooLarge(_) | PushError::Ambiguous)
            ));
            let held: usize = texts.iter().map(|(_, text)| text.text().len()).sum();
            assert!(held <= max_bytes);
            courses += go_on(&texts, payloads, max_bytes, left - 1);
        }
        courses
    }

    for mode in [Mode::Append, Mode::Replace, Mode::Auto] {
        for max_bytes in [0, 1, 3, 4, 7] {
            let texts = Channels::builder(Assembler::builder(mode).build())
                .max_bytes(max_bytes)
                .build();
            assert_eq!(go_on(&texts, &payloads, max_bytes, 4), 22_u64.pow(4));
        }
    }
}

#[test]
fn a_character_cut_at_the_end_counts_for_what_it_becomes() {
    let mut texts = Channels::builder(Assembler::auto()).max_bytes(3).build();
    texts.push_bytes(1, b"\xE4").unwrap();
    assert_eq!(texts.finish(&1).unwrap().text(), "\u{FFFD}");
    assert_eq!(
        texts.push_bytes(2, b"0123456789"),
        Err(PushError::AllTooLarge(3))
    );
    assert_eq!(texts.push(3, "a"), Err(PushError::AllTooLarge(3)));
    texts.remove(&1);
    texts.remove(&2);
    texts.remove(&3);
    assert_eq!(texts.push(3, "a").unwrap().text(), "a");
}

#[test]
fn channels_keep_apart_what_they_hold() {
    let template = Assembler::builder(Mode::Append).max_bytes(6).build();
    let mut channels = Channels::builder(template)
        .max_channels(3)
        .max_bytes(10)
        .build();
    assert!(channels.is_empty());
    channels.push(7, "1234").unwrap();
    channels.push_bytes(2, b"\xE4\xBD").unwrap();
    assert_eq!(channels.push_bytes(2, b"\xA0").unwrap().text(), "你");
    assert_eq!(channels.push(7, "567"), Err(PushError::TooLarge(6)));
    assert_eq!(channels.push(2, "123").unwrap().text(), "你123");
    assert_eq!(channels.push(5, "1"), Err(PushError::AllTooLarge(10)));
    assert_eq!(channels.push(9, ""), Err(PushError::TooManyChannels(3)));
    assert_eq!(channels.finish(&9).unwrap().text(), "");
    assert_eq!(channels.finish(&2).unwrap().text(), "你123");

    assert_eq!(channels.remove(&7).unwrap().text(), "1234");
    assert_eq!((channels.len(), channels.get(&7).is_none()), (2, true));
    assert_eq!(channels.push(9, "abcd").unwrap().text(), "abcd");
    let texts: Vec<_> = channels
        .iter()
        .map(|(key, text)| (*key, text.text()))
        .collect();
    assert_eq!(texts, [(2, "你123"), (5, ""), (9, "abcd")]);
    channels.reset();
    assert_eq!(channels.push(1, "123456").unwrap().text(), "123456");
}

#[test]
fn each_channel_finds_out_for_itself() {
    let mut channels = Channels::new(Assembler::auto());
    channels.push("a", "ha").unwrap();
    channels.push("b", "ha").unwrap();
    assert!(channels.push("a", "ha").unwrap().is_empty());
    assert!(channels.get(&"a").unwrap().is_ambiguous());
    assert_eq!(channels.push("b", "!").unwrap().text(), "ha!");
    assert_eq!(channels.finish(&"a"), Err(PushError::Ambiguous));
    assert_eq!(channels.resolve(&"a", Mode::Replace).unwrap().text(), "ha");
    assert_eq!(channels.finish(&"a").unwrap().text(), "ha");
}

#[cfg(feature = "percent-encoding")]
mod percent_encoded {
    use super::*;
    use percent_encoding::percent_decode;

    const STREAMS: [&[u8]; 8] = [
        b"plain",
        b"%E4%BD%A0%e5%a5%bd",
        b"a%20b+c",
        b"100% %zz %4 %%41%",
        b"%",
        b"%4",
        b"%F0%9F%98 %80 \xE4\xBD%A0",
        b"ends cut %E4%BD%",
    ];

    #[test]
    fn deltas_may_cut_escapes_anywhere() {
        for stream in STREAMS {
            Cuts::every_split().each(stream, |deltas| {
                let answer = Assembler::builder(Mode::Append)
                    .percent_encoded(true)
                    .build();
                let text = shown(answer, deltas.iter().copied());
                assert_eq!(
                    text,
                    percent_decode(stream).decode_utf8_lossy(),
                    "{deltas:x?}"
                );
            });
        }
    }

    #[test]
    fn replacements_may_be_cut_inside_escapes_anywhere() {
        for stream in STREAMS {
            let answer = Assembler::builder(Mode::Replace)
                .percent_encoded(true)
                .build();
            let payloads = (0..=stream.len()).map(|end| &stream[..end]);
            let text = percent_decode(stream).decode_utf8_lossy();
            assert_eq!(shown(answer, payloads), text);
        }
    }

    #[test]
    fn auto_looks_at_what_is_encoded() {
        let mut answer = Assembler::builder(Mode::Auto).percent_encoded(true).build();
        assert_eq!(answer.push("%E4%BD").unwrap().text(), "");
        assert_eq!(answer.push("%A0%E5%A5%B").unwrap().text(), "你");
        assert_eq!(answer.push("D").unwrap().text(), "你好");
        assert_eq!(answer.mode(), Mode::Append);
    }

    /// A first payload may be no more than the beginning of an escape.
    #[test]
    fn auto_decides_whatever_the_first_payload_cuts() {
        let text = "%E4%BD%A0%e5%a5%bd, world";
        for first in 1..12 {
            for second in first + 1..15 {
                let mut answer = Assembler::builder(Mode::Auto).percent_encoded(true).build();
                let pieces = [&text[..first], &text[first..second], &text[second..]];
                for piece in pieces {
                    answer.push(piece).unwrap();
                }
                assert_eq!(
                    (answer.mode(), answer.text()),
                    (Mode::Append, "你好, world"),
                    "{pieces:?}"
                );
            }
        }
        for first in 1..12 {
            let mut answer = Assembler::builder(Mode::Auto).percent_encoded(true).build();
            let text = "%E4%BD%A0%e5%a5%bd, a world of words";
            for end in [first, text.len() - 2, text.len()] {
                answer.push(&text[..end]).unwrap();
            }
            assert_eq!(answer.mode(), Mode::Replace);
            assert_eq!(answer.text(), "你好, a world of words");
        }
        // Digits are written either way.
        let mut answer = Assembler::builder(Mode::Auto).percent_encoded(true).build();
        answer.push("%E").unwrap();
        answer.push("%e4%BD%A0").unwrap();
        assert!(answer.is_ambiguous());
        answer.push("%c3%a9").unwrap();
        assert_eq!((answer.mode(), answer.text()), (Mode::Append, "%E你é"));
    }
}

#[cfg(feature = "unicode-segmentation")]
mod clusters {
    use super::*;
    use unchunk::assemble::Clusters;
    use unchunk_testing::Chunked;
    use unicode_segmentation::UnicodeSegmentation;

    /// What a display shows that types clusters one by one.
    fn typed<'p>(
        mut answer: Assembler,
        payloads: impl IntoIterator<Item = &'p str>,
    ) -> Vec<String> {
        let mut clusters = Clusters::new();
        let mut display: Vec<String> = Vec::new();
        for payload in payloads {
            let update = answer.push(payload).unwrap();
            let settled = clusters.push(&update);
            let mut length: usize = display.iter().map(String::len).sum();
            while length > settled.kept() {
                length -= display.pop().unwrap().len();
            }
            assert_eq!(length, settled.kept(), "between clusters");
            display.extend(settled.map(str::to_owned));
            // All but the last cluster are settled.
            let mut whole: Vec<&str> = update.text().graphemes(true).collect();
            whole.pop();
            assert_eq!(display, whole);
        }
        display.extend(clusters.finish(answer.text()).map(str::to_owned));
        display
    }

    /// Texts out of what clusters are made of: accents, joiners, skin tones, flags, Hangul, conjuncts, CR LF.
    fn text() -> impl Strategy<Value = String> {
        "[ae\u{301}\u{200D}👩💻👍🏽🇩🇪क\u{94D}षᄒ\u{1161}\u{11AB}\u{600}\r\n]{0,12}"
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn cuts_have_no_say(text in text(), cuts in prop::collection::vec(0_usize..40, 0..6)) {
            let cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
            let deltas = Chunked::new(text.as_bytes()).cut_at(cuts);
            let deltas = deltas.chunks().into_iter().map(|delta| std::str::from_utf8(delta).unwrap());
            prop_assert_eq!(typed(Assembler::append(), deltas), text.graphemes(true).collect::<Vec<_>>());
        }

        #[test]
        fn rewrites_take_back_whole_clusters(texts in prop::collection::vec(text(), 1..5), front in text()) {
            let texts: Vec<String> = texts.into_iter().map(|text| front.clone() + &text).collect();
            let last = texts[texts.len() - 1].graphemes(true).collect::<Vec<_>>();
            prop_assert_eq!(typed(Assembler::replace(), texts.iter().map(String::as_str)), last);
        }

        #[test]
        fn any_update_is_borne(texts in prop::collection::vec(text(), 1..6)) {
            // Updates of texts that have nothing to do with each other: no sense in it, but no panic either.
            let mut clusters = Clusters::new();
            for text in &texts {
                let mut answer = Assembler::append();
                let update = answer.push(text).unwrap();
                let taken = clusters.push(&update).take(2).map(str::len).sum::<usize>();
                prop_assert!(taken <= text.len());
            }
        }
    }

    #[test]
    fn what_is_not_taken_comes_later() {
        let mut answer = Assembler::append();
        let mut clusters = Clusters::new();
        let first = answer.push("abcd").unwrap();
        assert_eq!(clusters.push(&first).next(), Some("a"));
        let second = answer.push("e").unwrap();
        assert_eq!(clusters.push(&second).collect::<String>(), "bcd");
        assert_eq!(clusters.finish(answer.text()).collect::<String>(), "e");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_display_that_does_as_told_shows_the_replacement(
        payloads in prop::collection::vec("[ab你佡😀]{0,6}", 0..8),
    ) {
        let mut answer = Assembler::replace();
        let mut display = Display::default();
        for payload in &payloads {
            let shared = display.0.chars().zip(payload.chars()).take_while(|(a, b)| a == b);
            let kept: usize = shared.map(|(a, _)| a.len_utf8()).sum();
            let update = answer.push(payload).unwrap();
            prop_assert_eq!(update.kept(), kept);
            display.apply(&update);
            prop_assert_eq!(&display.0, payload);
        }
    }
}
