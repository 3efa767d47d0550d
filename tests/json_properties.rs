//! Contract line 1 on documents as they come: generated values, written in every framing, cut anywhere, broken or not.

mod support;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};
use support::json::{self, Ending, FRAMINGS, Options};
use support::{json_oracle, splits};
use unchunk::json::{Framing, Scanner};

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[\\\\\"\\[\\]{}:, a\u{e9}\u{1F600}\u{2028}\n\u{0}]{0,12}",
        // Longer than a block of the scanner.
        "[\\\\\"ab]{60,140}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

fn framing() -> impl Strategy<Value = Framing> {
    prop::sample::select(FRAMINGS.to_vec())
}

fn scanner() -> impl Strategy<Value = Scanner> {
    prop::sample::select(Scanner::all())
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    vec(0_usize..600, 0..12)
}

/// Writes each value as a text, with or without whitespace in it.
fn texts(values: &[Value], framing: Framing) -> Vec<String> {
    let one_line = framing == Framing::Lines;
    let write = |(index, value): (usize, &Value)| {
        if index % 2 == 0 || one_line {
            value.to_string()
        } else {
            format!("{value:#}")
        }
    };
    values.iter().enumerate().map(write).collect()
}

fn stream(texts: &[String], framing: Framing) -> Vec<u8> {
    let mut stream = match framing {
        Framing::Concatenated => texts.join(" "),
        Framing::Lines => texts.join("\r\n"),
        Framing::Array => format!(" [{}]\n", texts.join(" ,\n")),
        Framing::TextSequence => texts.iter().map(|text| format!("\x1E{text}\n")).collect(),
        Framing::ContentLength => texts
            .iter()
            .map(|text| format!("Content-Length: {}\r\n\r\n{text}", text.len()))
            .collect(),
        _ => panic!("a framing the test does not know"),
    };
    if framing == Framing::Concatenated {
        stream.push('\n');
    }
    stream.into_bytes()
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
        values in vec(value(), 0..6),
        framing in framing(),
        scanner in scanner(),
        validate in any::<bool>(),
        cuts in cuts(),
    ) {
        let texts = texts(&values, framing);
        let stream = stream(&texts, framing);
        let options = Options { scanner, validate, ..Options::new(framing) };
        let expected = json_oracle::read(&stream, &options);
        prop_assert_eq!(&expected.ending, &Ending::Complete);
        let frames = expected.frames();
        prop_assert_eq!(&frames, &texts.iter().map(String::as_bytes).collect::<Vec<_>>());
        for frame in frames {
            prop_assert!(serde_json::from_slice::<Value>(frame).is_ok());
        }
        json::check(&splits::cut_at(&stream, &cuts), &options, &expected);
        json::check(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    }

    /// Damaged, cut short, under limits: every chunking sees what the oracle sees.
    #[test]
    fn damaged_documents_are_read_alike_however_cut(
        values in vec(value(), 0..5),
        framing in framing(),
        scanner in scanner(),
        validate in any::<bool>(),
        damage in vec((any::<prop::sample::Index>(), prop::sample::select(&b"{}[]\",:\\1-.et \n\r\x1E\x00\xFF\xE2"[..])), 0..4),
        length in 0_usize..2000,
        max_frame_bytes in prop_oneof![0_usize..80, Just(1 << 20)],
        max_depth in 0_usize..6,
        cuts in cuts(),
    ) {
        let mut stream = stream(&texts(&values, framing), framing);
        stream.truncate(length);
        for (place, byte) in damage {
            if !stream.is_empty() {
                let place = place.index(stream.len());
                stream[place] = byte;
            }
        }
        let options = Options { scanner, validate, max_frame_bytes, max_depth: Some(max_depth), ..Options::new(framing) };
        let expected = json_oracle::read(&stream, &options);
        json::check(&[&stream], &options, &expected);
        json::check(&splits::cut_at(&stream, &cuts), &options, &expected);
        json::check(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    }

    /// The first text is longer than what is kept of a body that has not shown itself to be of the format.
    #[test]
    fn a_long_first_text_is_read_alike_in_drips(
        value in value(),
        framing in framing(),
        scanner in scanner(),
        validate in any::<bool>(),
        damage in proptest::option::of((any::<prop::sample::Index>(), prop::sample::select(&b"{}[]\",:\\1-.et \n\r\x1E\x00\xFF\xE2"[..]))),
        length in 1000_usize..4000,
        chunk in 1_usize..20,
    ) {
        let times = 1500 / (value.to_string().len() + 1);
        let long = Value::from(vec![value.clone(); times + 1]);
        let mut stream = stream(&texts(&[long, value], framing), framing);
        stream.truncate(length);
        if let Some((place, byte)) = damage {
            let place = place.index(stream.len());
            stream[place] = byte;
        }
        let options = Options { scanner, validate, ..Options::new(framing) };
        let expected = json_oracle::read(&stream, &options);
        json::check(&stream.chunks(chunk).collect::<Vec<_>>(), &options, &expected);
    }

    /// No bytes at all make it panic or disagree.
    #[test]
    fn any_bytes_are_read_alike_however_cut(
        stream in vec(any::<u8>(), 0..200),
        framing in framing(),
        scanner in scanner(),
        validate in any::<bool>(),
        max_frame_bytes in 0_usize..80,
        cuts in cuts(),
    ) {
        let options = Options { scanner, validate, max_frame_bytes, ..Options::new(framing) };
        let expected = json_oracle::read(&stream, &options);
        json::check(&[&stream], &options, &expected);
        json::check(&splits::cut_at(&stream, &cuts), &options, &expected);
    }
}
