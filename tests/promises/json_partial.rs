//! JSON that is still growing: every prefix of every text is shown as valid JSON, whatever the pieces.

use crate::support::partial::{
    Judgement, assert_every_prefix_closes, assert_sound, fuzz_body, judge, pushed,
};
use proptest::prelude::*;
use serde_json::Value;
use unchunk::ErrorKind;
use unchunk::json::Partial;

#[test]
fn the_end_is_closed_by_the_stated_rule() {
    let table = [
        ("", "null"),
        (" \n", "null"),
        // Strings and escapes.
        (r#"""#, r#""""#),
        (r#""a b"#, r#""a b""#),
        (r#""a\"#, r#""a""#),
        (r#""a\n"#, r#""a\n""#),
        (r#""a\u"#, r#""a""#),
        (r#""a\u4f6"#, r#""a""#),
        (r#""a\u4f60"#, r#""a\u4f60""#),
        (r#""a\ud83d"#, r#""a""#),
        (r#""a\ud83d\"#, r#""a""#),
        (r#""a\ud83d\u"#, r#""a""#),
        (r#""a\ud83d\ude0"#, r#""a""#),
        (r#""a\ud83d\ude00"#, r#""a\ud83d\ude00""#),
        (r#""你"#, r#""你""#),
        // Literals.
        ("t", "true"),
        ("tru", "true"),
        ("f", "false"),
        ("fals", "false"),
        ("n", "null"),
        ("[nul", "[null"),
        // Numbers.
        ("-", "null"),
        ("[-", "["),
        ("[1, -", "[1"),
        ("-0", "-0"),
        ("-0.", "-0"),
        ("12", "12"),
        ("12.", "12"),
        ("12.5", "12.5"),
        ("12.5e", "12.5"),
        ("12E+", "12"),
        ("12E-0", "12E-0"),
        // Arrays.
        ("[", "["),
        ("[ ", "[ "),
        ("[1", "[1"),
        ("[1 ", "[1 "),
        ("[1,", "[1"),
        ("[1 , \n", "[1"),
        ("[[],{", "[[],{}"),
        // Objects.
        (r#"{"#, r#"{"#),
        (r#"{ "a"#, r#"{"#),
        (r#"{"a""#, r#"{"#),
        (r#"{"a" :"#, r#"{"#),
        (r#"{"a": "#, r#"{"#),
        (r#"{"a": -"#, r#"{"#),
        (r#"{"a": ""#, r#"{"a": """#),
        (r#"{"a": 1"#, r#"{"a": 1"#),
        (r#"{"a": 1, "#, r#"{"a": 1"#),
        (r#"{"a": 1, "b\"#, r#"{"a": 1"#),
        (r#"{"a": {"b": n"#, r#"{"a": {"b": null}"#),
        // Whole texts.
        ("[1] \n", "[1] \n"),
        (" true", " true"),
    ];
    for (text, shown) in table {
        let partial = pushed([text]);
        assert_eq!(partial.fault(), None, "{text}");
        // The outermost bracket is left out of the table.
        let outer = match text.trim_start().chars().next() {
            Some('[') if !partial.is_complete() => "]",
            Some('{') if !partial.is_complete() => "}",
            _ => "",
        };
        assert_eq!(
            partial.closed().to_string(),
            format!("{shown}{outer}"),
            "{text}"
        );
        assert_every_prefix_closes(text);
    }
}

#[test]
fn what_is_no_json_is_reported_where_it_is_and_for_ever() {
    use ErrorKind::*;
    let table = [
        ("<html>", UnexpectedByte, 0, "null"),
        ("[1]2", UnexpectedByte, 3, "[1]"),
        ("[,", UnexpectedByte, 1, "[]"),
        ("[1}", UnexpectedByte, 2, "[1]"),
        ("[1,]", UnexpectedByte, 3, "[1]"),
        ("{1", UnexpectedByte, 1, "{}"),
        (r#"{"a",}"#, UnexpectedByte, 4, "{}"),
        (r#"{"a":1,}"#, UnexpectedByte, 7, r#"{"a":1}"#),
        ("[1:", UnexpectedByte, 2, "[1]"),
        ("\u{FEFF}1", UnexpectedByte, 0, "null"),
        ("[01", InvalidNumber, 2, "[0]"),
        ("[-,", InvalidNumber, 2, "[]"),
        ("1.e", InvalidNumber, 2, "1"),
        ("+1", UnexpectedByte, 0, "null"),
        ("[trux", InvalidLiteral, 4, "[true]"),
        ("[nul]", InvalidLiteral, 4, "[null]"),
        ("\"a\nb", ControlCharacter, 2, r#""a""#),
        (r#""a\x"#, InvalidEscape, 3, r#""a""#),
        (r#""a\u00g"#, InvalidEscape, 6, r#""a""#),
        (r#""a\udc"#, LoneSurrogate, 2, r#""a""#),
        (r#""a\ud800b"#, LoneSurrogate, 2, r#""a""#),
        (r#""a\ud800\n"#, LoneSurrogate, 2, r#""a""#),
        (r#""a\ud800\ud800"#, LoneSurrogate, 2, r#""a""#),
        (r#""a\ud800é"#, LoneSurrogate, 2, r#""a""#),
    ];
    for (text, kind, offset, shown) in table {
        let mut partial = Partial::new();
        let error = partial.push(text).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{text}");
        assert_eq!(partial.closed().to_string(), shown, "{text}");
        assert!(!partial.is_complete());
        for later in ["", "]", "1"] {
            assert_eq!(partial.push(later), Err(error));
        }
        assert_eq!(partial.closed().to_string(), shown);
        for cut in (0..=text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            let (first, second) = text.split_at(cut);
            let partial = pushed([first, "", second]);
            assert_eq!(partial.fault(), Some(error), "{first} | {second}");
            assert_eq!(partial.closed().to_string(), shown, "{first} | {second}");
        }
        partial.reset();
        assert_eq!((partial.push("[1]"), partial.text()), (Ok(()), "[1]"));
    }
}

#[test]
fn limits_hold_at_every_split() {
    let text = r#"["你好", {"a": [1, 2]}]"#;
    for max_bytes in 0..=text.len() {
        for cut in (0..=text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            let mut partial = Partial::builder().max_bytes(max_bytes).build();
            let pushed = partial
                .push(&text[..cut])
                .and_then(|()| partial.push(&text[cut..]));
            if max_bytes < text.len() {
                let error = pushed.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::FrameTooLarge);
                assert_eq!(error.offset(), max_bytes as u64);
            } else {
                assert_eq!(pushed, Ok(()));
            }
            assert!(partial.text().len() + 2 >= max_bytes && partial.text().len() <= max_bytes);
            assert_ne!(judge(&partial.closed().to_string()), Judgement::Refused);
        }
    }
    for max_depth in 0..=3 {
        for cut in (0..=text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            let mut partial = Partial::builder().max_depth(max_depth).build();
            let pushed = partial
                .push(&text[..cut])
                .and_then(|()| partial.push(&text[cut..]));
            let places = [0, 11, 17];
            let expected = places
                .get(max_depth)
                .map(|place| (ErrorKind::TooDeep, *place));
            assert_eq!(
                pushed.err().map(|error| (error.kind(), error.offset())),
                expected
            );
        }
    }
}

#[test]
fn by_default_it_goes_as_deep_as_serde_json() {
    let brackets = "[".repeat(500);
    let partial = pushed([brackets.as_str()]);
    assert_eq!(
        (partial.depth(), partial.fault().unwrap().offset()),
        (127, 127)
    );
    assert_ne!(judge(&partial.closed().to_string()), Judgement::Refused);
    assert_eq!(
        judge(&format!("[{}]", partial.closed())),
        Judgement::Refused
    );
}

#[cfg(feature = "serde_json")]
#[test]
fn a_value_is_that_of_the_closed_text() {
    let mut partial = Partial::new();
    assert_eq!(partial.json::<Value>().unwrap(), Value::Null);
    partial.push(r#"{"a": [1, 2.5, "\ud83d\ude00"#).unwrap();
    assert_eq!(
        partial.json::<Value>().unwrap(),
        serde_json::json!({"a": [1, 2.5, "😀"]})
    );
    let huge = pushed(["1e999"]);
    assert!(huge.is_complete() && huge.json::<Value>().is_err());
}

/// Whether `text` begins a valid JSON text, found by trying: what may complete its last token and member, and then
/// every sequence of closing brackets that is no longer than there are opening ones.
fn begins_json(text: &str) -> bool {
    const VALUES: [&str; 13] = [
        "0", "\"\"", "rue", "ue", "e", "alse", "lse", "se", "ull", "ll", "l", "", "\"\":0",
    ];
    const STRING_ENDS: [&str; 14] = [
        "\"",
        "n\"",
        "u0000\"",
        "0000\"",
        "000\"",
        "00\"",
        "0\"",
        "00\\udc00\"",
        "0\\udc00\"",
        "\\udc00\"",
        "udc00\"",
        "dc00\"",
        "c00\"",
        "",
    ];
    let depth = text
        .bytes()
        .filter(|byte| matches!(byte, b'[' | b'{'))
        .count();
    let closes = |start: &str| {
        (0..=depth).any(|length| {
            (0..1_u32 << length).any(|choice| {
                let brackets = (0..length).map(|at| if choice >> at & 1 == 1 { ']' } else { '}' });
                let whole: String = start.chars().chain(brackets).collect();
                judge(&whole) != Judgement::Refused
            })
        })
    };
    VALUES.iter().any(|value| closes(&format!("{text}{value}")))
        || STRING_ENDS
            .iter()
            .any(|end| closes(&format!("{text}{end}")) || closes(&format!("{text}{end}:0")))
}

/// Walks through all texts that begin with `root` and have up to `longer` more of these characters; where `text` begins
/// no JSON text, none that begins with it does. Returns how many were compared.
fn compare(root: &str, alphabet: &[char], longer: usize) -> u64 {
    let mut compared = 0;
    let mut waiting = vec![root.to_owned()];
    while let Some(text) = waiting.pop() {
        compared += 1;
        let partial = pushed([text.as_str()]);
        assert_eq!(partial.fault().is_none(), begins_json(&text), "{text:?}");
        assert_sound(&text, &[text.len() / 2, text.len() - 1]);
        if partial.fault().is_none() && text.len() < root.len() + longer {
            waiting.extend(alphabet.iter().map(|next| format!("{text}{next}")));
        }
    }
    compared
}

#[test]
fn every_short_text_is_taken_if_and_only_if_it_begins_json() {
    let structure = ['[', ']', '{', '}', ',', ':', '"', '1', ' '];
    let numbers = ['-', '+', '0', '1', '.', 'e', 'E', ',', ']', ' '];
    let literals = ['t', 'r', 'u', 'e', 'n', 'l', 'f', 'a', 's', ',', ']'];
    let strings = ['"', '\\', 'u', 'd', '8', 'c', 'n', '\u{1F}', 'é'];
    let mut compared = 0;
    for first in structure {
        compared += compare(&first.to_string(), &structure, 4);
    }
    compared += compare("{\"\":", &structure, 3) + compare("[[", &structure, 3);
    for root in ["-", "0", "1", "[1", "[-1.0e", "[,"] {
        compared += compare(root, &numbers, 4);
    }
    for root in ["[t", "[f", "[n", "t", "f", "n"] {
        compared += compare(root, &literals, 4);
    }
    for root in [
        "\"",
        "{\"",
        "\"\\u",
        "\"\\ud8",
        "\"\\ud800",
        "\"\\ud800\\u",
        "\"\\ud800\\ud",
    ] {
        compared += compare(root, &strings, 4);
    }
    println!("{compared} compared");
    assert!(compared > 10_000);
}

/// A valid JSON text, with insignificant whitespace and every kind of escape; names within an object differ.
fn document() -> impl Strategy<Value = String> {
    let space = "[ \t\n\r]{0,2}";
    let number = r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?";
    let scalar = prop_oneof![
        number,
        prop_oneof!["true", "false", "null"],
        content().prop_map(|content| format!("\"{content}\"")),
    ];
    let value = scalar.prop_recursive(5, 60, 6, move |value| {
        let padded =
            (space, value, space).prop_map(|(before, value, after)| before + &value + &after);
        let member = (space, content(), space, padded.clone());
        prop_oneof![
            (space, prop::collection::vec(padded, 0..6)).prop_map(|(empty, values)| {
                if values.is_empty() {
                    format!("[{empty}]")
                } else {
                    format!("[{}]", values.join(","))
                }
            }),
            (space, prop::collection::vec(member, 0..6)).prop_map(|(empty, members)| {
                if members.is_empty() {
                    return format!("{{{empty}}}");
                }
                let members = members.into_iter().enumerate();
                let members = members.map(|(number, (before, name, after, value))| {
                    format!("{before}\"{number}_{name}\"{after}:{value}")
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    });
    (space, value, space).prop_map(|(before, value, after)| before + &value + &after)
}

/// The inside of a string.
fn content() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        r#"[ !#-\[\]-~]{1,5}"#,
        "[你好é😀\u{7F}\u{10FFFF}]",
        r#"\\["\\/bfnrt]"#,
        r"\\u[0-9a-cA-CeE][0-9a-fA-F]{3}",
        r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}",
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// Whether what was shown has only grown: see the rule at `Partial`.
fn grows(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(_), Value::Number(_)) => true,
        (Value::String(before), Value::String(after)) => after.starts_with(before.as_str()),
        (Value::Array(before), Value::Array(after)) => {
            let Some((last, settled)) = before.split_last() else {
                return after.len() <= 1;
            };
            after.starts_with(settled)
                && match after.len() - settled.len() {
                    1 => grows(last, &after[settled.len()]),
                    2 => after[settled.len()] == *last,
                    _ => false,
                }
        }
        (Value::Object(before), Value::Object(after)) => {
            let changed = |(name, value): &(&String, &Value)| after.get(*name) != Some(value);
            let mut changed = before.iter().filter(changed);
            match (changed.next(), changed.next()) {
                (None, _) => after.len() <= before.len() + 1,
                (Some((name, value)), None) => {
                    after.len() == before.len()
                        && after.get(name).is_some_and(|after| grows(value, after))
                }
                (Some(_), Some(_)) => false,
            }
        }
        (before, after) => before == after,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_prefix_of_every_text_is_json_that_only_grows(text in document()) {
        let mut partial = Partial::new();
        let mut shown: Option<Value> = None;
        for character in text.chars() {
            prop_assert_eq!(partial.push(character.encode_utf8(&mut [0; 4])), Ok(()));
            let closed = partial.closed();
            let Judgement::Value(value) = judge(&closed.to_string()) else {
                return Err(TestCaseError::fail(format!("{closed} in {text:?}")));
            };
            #[cfg(feature = "serde_json")]
            prop_assert_eq!(&partial.json::<Value>().unwrap(), &value);
            if let Some(before) = &shown {
                prop_assert!(grows(before, &value), "{} to {}", before, value);
            }
            // Where nothing is there yet, `null` stands for it.
            shown = (!closed.prefix().is_empty()).then_some(value);
        }
        prop_assert!(partial.is_complete());
        prop_assert_eq!(partial.closed().to_string(), text);
    }

    #[test]
    fn pieces_have_no_say(text in document(), cuts in prop::collection::vec(0_usize..200, 0..8)) {
        assert_sound(&text, &cuts);
        let end = (0..=text.len() / 2).rfind(|end| text.is_char_boundary(*end)).unwrap_or(0);
        assert_sound(&text[..end], &cuts);
    }

    #[test]
    fn a_text_with_a_wrong_byte_is_judged_as_serde_json_does(
        text in document(),
        place in 0_usize..200,
        wrong in r#"[\[\]{},:"\\0e.\-u\x1F ]"#,
        cuts in prop::collection::vec(0_usize..200, 0..4),
    ) {
        let mut text: Vec<char> = text.chars().collect();
        let place = place % text.len();
        text.splice(place..=place, wrong.chars());
        let text: String = text.into_iter().collect();
        assert_sound(&text, &cuts);
        assert_every_prefix_closes(&text);
    }
}

#[test]
fn the_fuzz_target_takes_any_input() {
    for input in [
        &b""[..],
        b"0",
        b"9",
        b"0{\"a\": tru\xFF\xFE",
        b"\x00\xFF\xFF",
    ] {
        fuzz_body(input);
    }
}

/// In its shortest form, where there is one: as `serde_json` writes it.
#[test]
fn every_control_character_is_kept_as_its_escape() {
    for control in '\0'..' ' {
        let mut partial = Partial::builder().lenient(true).build();
        partial.push(&format!("\"a{control}b\"")).expect("repaired");
        let written = serde_json::to_string(&format!("a{control}b")).expect("a string");
        assert_eq!(partial.text(), written);
    }
}

/// Half a surrogate pair is beyond repair, wherever the escape of the other half goes wrong.
#[test]
fn half_a_surrogate_pair_is_a_fault_where_it_begins() {
    for after in [
        "H", "\"", "\n", r"\n", r"\H", r"\uH", r"\udH", r"\udeH", r"\ude0H", r"\ude0\", r"\u0041",
        r"\ud83d",
    ] {
        let text = format!(r#"["é\ud83d{after}"#);
        let pieces = text.split_inclusive(|_| true);
        for pieces in [vec![&text[..]], pieces.collect()] {
            let mut partial = Partial::builder().lenient(true).build();
            let faults: Vec<_> = pieces
                .iter()
                .filter_map(|piece| partial.push(piece).err())
                .collect();
            let fault = faults.first().expect("a fault");
            assert_eq!(
                (fault.kind(), fault.offset()),
                (ErrorKind::LoneSurrogate, 4),
                "{text}"
            );
            assert_eq!(partial.closed().to_string(), r#"["é"]"#, "{text}");
        }
    }
}

/// What a lenient text is taken for: control characters in strings escaped, backslashes that begin no escape doubled.
fn repaired(text: &str) -> String {
    let mut repaired = String::new();
    let mut in_string = false;
    // How much is left after the escape of a high surrogate: only there may that of a low one begin.
    let mut after_high = 0;
    let mut characters = text.chars().peekable();
    let mut rest = text;
    while let Some(character) = characters.next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '"' => {
                in_string = !in_string;
                repaired.push('"');
            }
            '\\' if in_string => {
                let is_escape = match rest.as_bytes().first() {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => true,
                    Some(b'u') => {
                        let digits = &rest.as_bytes()[1..];
                        let digits = &digits[..digits.len().min(4)];
                        let is_low = matches!(digits, [b'd' | b'D', b'c'..=b'f' | b'C'..=b'F', ..]);
                        let is_high = matches!(
                            digits,
                            [b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B', _, _]
                        );
                        if is_high {
                            after_high = rest.len() - 5;
                        }
                        // At the end of the text nothing is known yet.
                        digits.iter().all(u8::is_ascii_hexdigit)
                            && (!is_low || after_high == rest.len() + 1)
                    }
                    Some(_) => false,
                    None => true,
                };
                repaired.push('\\');
                match is_escape {
                    false => repaired.push('\\'),
                    true => {
                        if let Some(escaped) = characters.next() {
                            repaired.push(escaped);
                            rest = &rest[escaped.len_utf8()..];
                        }
                    }
                }
            }
            '\0'..'\u{20}' if in_string => {
                let escaped = serde_json::to_string(&character.to_string()).expect("a string");
                repaired.push_str(escaped.trim_matches('"'));
            }
            _ => repaired.push(character),
        }
    }
    repaired
}

/// Every short text, pushed whole and character by character: a lenient one is the strict one of what is repaired.
#[test]
fn a_lenient_text_is_the_repaired_one() {
    const ALPHABET: [&str; 12] = [
        "\"", "\\", "u", "d83d", "de", "0", "H", "n", "\n", "\u{1}", "\u{4f60}", ",",
    ];
    fn extend(text: &mut String, left: usize, faults: &mut u32) {
        let pushed = |pieces: &mut dyn Iterator<Item = &str>, lenient| {
            let mut partial = Partial::builder().lenient(lenient).build();
            for piece in pieces {
                let _ = partial.push(piece);
            }
            partial
        };
        let lenient = pushed(&mut std::iter::once(&text[..]), true);
        let characters = pushed(&mut text.split_inclusive(|_| true), true);
        assert_eq!(
            lenient.closed().to_string(),
            characters.closed().to_string()
        );
        assert_eq!(lenient.fault(), characters.fault(), "{text:?}");
        assert_eq!(lenient.text(), characters.text(), "{text:?}");
        let strict = pushed(&mut std::iter::once(&repaired(text)[..]), false);
        assert_eq!(
            lenient.closed().to_string(),
            strict.closed().to_string(),
            "{text:?}"
        );
        assert_eq!(
            lenient.fault().map(|fault| fault.kind()),
            strict.fault().map(|fault| fault.kind()),
            "{text:?}"
        );
        *faults += u32::from(strict.fault().is_some());
        if left > 0 {
            for symbol in ALPHABET {
                let len = text.len();
                text.push_str(symbol);
                extend(text, left - 1, faults);
                text.truncate(len);
            }
        }
    }
    let mut faults = 0;
    extend(&mut String::from("[\""), 5, &mut faults);
    extend(&mut String::from(r#"["\ud83d"#), 4, &mut faults);
    assert!(faults > 1_000, "{faults}");
}

/// A low surrogate's escape without a high one before it is none.
#[test]
fn what_only_looks_like_a_surrogate_is_no_escape() {
    for (text, expected) in [
        (r#"["C:\udev\x"#, r#"["C:\\udev\\x"]"#),
        (r#"["\uDE00"#, r#"["\\uDE00"]"#),
        (r#"["\udata"#, r#"["\\udata"]"#),
        (r#"["\ud83d\ude00\ude"#, r#"["\ud83d\ude00\\ude"]"#),
    ] {
        for piece_len in [1, text.len()] {
            let mut partial = Partial::builder().lenient(true).build();
            for piece in text.as_bytes().chunks(piece_len) {
                let piece = str::from_utf8(piece).expect("ASCII");
                partial.push(piece).expect("repaired");
            }
            assert_eq!(partial.closed().to_string(), expected, "{text}");
        }
    }
}

/// A repair counts against the limit; a fault's offset counts the bytes that were pushed.
#[test]
fn repairs_keep_the_limit_and_the_offsets() {
    let text = "[\"\n\\H\u{1}\"!";
    let repaired = "[\"\\n\\\\H\\u0001\"";
    for max_bytes in 0..20 {
        let mut partial = Partial::builder()
            .lenient(true)
            .max_bytes(max_bytes)
            .build();
        let fault = partial
            .push(text)
            .expect_err("too large, or an unexpected byte");
        assert!(partial.text().len() <= max_bytes);
        assert!(repaired.starts_with(partial.text()), "{}", partial.text());
        let expected = match max_bytes {
            0..=1 => (ErrorKind::FrameTooLarge, max_bytes as u64),
            2..=3 => (ErrorKind::FrameTooLarge, 2),
            4 => (ErrorKind::FrameTooLarge, 3),
            5 => (ErrorKind::FrameTooLarge, 4),
            6 => (ErrorKind::FrameTooLarge, 4),
            7..=12 => (ErrorKind::FrameTooLarge, 5),
            13 => (ErrorKind::FrameTooLarge, 6),
            14 => (ErrorKind::FrameTooLarge, 7),
            _ => (ErrorKind::UnexpectedByte, 7),
        };
        assert_eq!((fault.kind(), fault.offset()), expected, "{max_bytes}");
    }
}

/// A member's name may be written in many ways; its path has what `serde_json` reads.
#[test]
fn a_path_has_the_name_that_is_written() {
    const WRITTEN: [&str; 16] = [
        "a",
        "é",
        "~",
        "~1",
        "/",
        "u",
        r"\b",
        r"\f",
        r"\n",
        r"\r",
        r"\t",
        r#"\""#,
        r"\\",
        r"\/",
        r"\u00E9",
        r"\ud83d\ude00",
    ];
    fn check(name: &str) {
        let read: String = serde_json::from_str(&format!("\"{name}\"")).expect("a string");
        let pointer = format!("/{}", read.replace('~', "~0").replace('/', "~1"));
        let mut partial = Partial::new();
        partial.push(&format!("{{\"{name}\": \"")).expect("good");
        assert_eq!(partial.open_path(), Some(pointer.clone()), "{name}");
        assert_eq!(partial.is_complete_at(&pointer), Some(false), "{name}");
        partial.push("\"").expect("good");
        assert_eq!(partial.is_complete_at(&pointer), Some(true), "{name}");
        for other in [format!("{pointer}a"), format!("/a{}", &pointer[1..])] {
            assert_eq!(partial.is_complete_at(&other), None, "{name} {other}");
        }
    }
    check("");
    for first in WRITTEN {
        check(first);
        for second in WRITTEN {
            check(&[first, second].concat());
            WRITTEN
                .iter()
                .for_each(|third| check(&[first, second, third].concat()));
        }
    }
}

/// The paths of a text, at each of its prefixes, against the value that the closed prefix is.
#[test]
fn paths_lead_to_what_is_complete() {
    let text = r#" {"a": [1, {"b/c~d": "x\"y", "\u0061\n": tru"#.to_owned()
        + r#"e}, [], ""], "é": -1.5, "a ": null} "#;
    let mut opened = Vec::new();
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let mut partial = Partial::new();
        partial.push(&text[..end]).expect("good");
        if opened.last() != Some(&partial.open_path()) {
            opened.push(partial.open_path());
        }
        let value: Value = serde_json::from_str(&partial.closed().to_string()).expect("closed");
        for pointer in [
            "",
            "/a",
            "/a/0",
            "/a/1",
            "/a/1/b~1c~0d",
            "/a/1/a\n",
            "/a/2",
            "/a/3",
            "/é",
            "/a ",
            "/a/4",
            "/b",
            "a",
        ] {
            let complete = partial.is_complete_at(pointer);
            // What has begun is there, but for a number of which only the minus is.
            let exists = value.pointer(pointer).is_some() && (end > 1 || !pointer.is_empty());
            assert!(complete.is_some() || !exists, "{pointer} {end}");
            assert!(complete != Some(true) || exists, "{pointer} {end}");
        }
        let path = partial.open_path();
        if let Some(path) = path {
            assert_eq!(partial.is_complete_at(&path), Some(false), "{path} {end}");
        }
    }
    let opened: Vec<Option<&str>> = opened.iter().map(Option::as_deref).collect();
    assert_eq!(
        opened,
        [
            None,
            Some(""),
            Some("/a"),
            Some("/a/0"),
            Some("/a"),
            Some("/a/1"),
            Some("/a/1/b~1c~0d"),
            Some("/a/1"),
            Some("/a/1/a\n"),
            Some("/a/1"),
            Some("/a"),
            Some("/a/2"),
            Some("/a"),
            Some("/a/3"),
            Some("/a"),
            Some(""),
            Some("/é"),
            Some(""),
            Some("/a "),
            Some(""),
            None,
        ]
    );
}

/// Of two members with one name the later one counts, with all that is in it.
#[test]
fn a_later_member_of_the_same_name_takes_the_place_of_all_of_the_first() {
    let text = r#"{"a": {"b": [1, 2]}, "\u0061": {"c": 1}, "a": 5, "a": [{"b": 0}]}"#;
    for (end, pointer, expected) in [
        (r#"{"a": {"b": [1, 2]}, "\u0061": "#, "/a/b/1", Some(true)),
        (r#"{"a": {"b": [1, 2]}, "\u0061": {"#, "/a/b/1", None),
        (r#"{"a": {"b": [1, 2]}, "\u0061": {"#, "/a/b", None),
        (r#"{"a": {"b": [1, 2]}, "\u0061": {"#, "/a", Some(false)),
        (
            r#"{"a": {"b": [1, 2]}, "\u0061": {"c": 1}"#,
            "/a/c",
            Some(true),
        ),
        (
            r#"{"a": {"b": [1, 2]}, "\u0061": {"c": 1}, "a": "#,
            "/a/c",
            Some(true),
        ),
        (
            r#"{"a": {"b": [1, 2]}, "\u0061": {"c": 1}, "a": 5"#,
            "/a/c",
            None,
        ),
        (
            r#"{"a": {"b": [1, 2]}, "\u0061": {"c": 1}, "a": 5"#,
            "/a",
            Some(false),
        ),
        (text, "/a/c", None),
        (text, "/a/0/b", Some(true)),
    ] {
        let mut partial = Partial::new();
        partial.push(end).expect("good");
        assert!(text.starts_with(end));
        assert_eq!(partial.is_complete_at(pointer), expected, "{end} {pointer}");
        let value: Value = serde_json::from_str(&partial.closed().to_string()).expect("closed");
        assert_eq!(
            value.pointer(pointer).is_some(),
            expected.is_some(),
            "{end} {pointer}"
        );
    }
}

#[test]
fn a_text_begins_with_its_first_byte_that_is_no_space() {
    for (text, expected) in [
        ("", None),
        (" \n", None),
        (" [", Some(false)),
        ("[1", Some(false)),
        ("\"", Some(false)),
        ("-", Some(false)),
        ("[]", Some(true)),
        ("1 ", Some(true)),
    ] {
        let mut partial = Partial::new();
        partial.push(text).expect("good");
        assert_eq!(partial.is_complete_at(""), expected, "{text:?}");
    }
}
