//! The masks against the grammar byte by byte.

use std::format;
use std::string::String;
use std::vec::Vec;

use super::super::validate_by;
use super::{first_value, is_valid};
use crate::search::nesting::Scanner;

/// Checks that every machine says of `text` what the grammar says; returns whether it is good.
fn compare(text: &[u8]) -> bool {
    let expected = validate_by(text, Scanner::Bytewise);
    for scanner in Scanner::all() {
        let found = validate_by(text, scanner);
        assert_eq!(found, expected, "{scanner:?}: {}", text.escape_ascii());
        // What the masks refuse is looked at again: here they must be right by themselves, where there are any.
        if !scanner.is_bytewise() {
            let is_good = is_valid(text, usize::MAX, scanner);
            assert_eq!(
                is_good,
                expected.is_ok(),
                "{scanner:?}: {}",
                text.escape_ascii()
            );
            compare_first(text, scanner);
        }
    }
    expected.is_ok()
}

/// Checks that an array or object is found at the start of a stream if it is good, whatever good comes next, and nothing else.
fn compare_first(text: &[u8], scanner: Scanner) {
    let is_good = |text: &[u8]| validate_by(text, Scanner::Bytewise).is_ok();
    let text = text.trim_ascii();
    if !matches!(text.first(), Some(b'[' | b'{')) {
        return;
    }
    for next in [&b""[..], b" {\"a\":[1"] {
        let stream = [text, next].concat();
        let found = first_value(&stream, usize::MAX, scanner);
        let context = stream.escape_ascii();
        if is_good(text) {
            assert_eq!(found, Some(text.len()), "{scanner:?}: {context}");
        } else if let Some(len) = found {
            assert!(is_good(&stream[..len]), "{scanner:?} {len}: {context}");
        }
    }
}

/// Tokens good and bad, and what tests their ends.
const TOKENS: [&str; 60] = [
    "true",
    "false",
    "null",
    "tru",
    "truee",
    "nulll",
    "fals",
    "True",
    "nul",
    "x",
    "+",
    ".",
    "0",
    "-0",
    "7",
    "10",
    "-12",
    "01",
    "-01",
    "00",
    "-",
    "--1",
    "1-",
    "1.5",
    "0.25",
    "1.",
    ".5",
    "1..2",
    "1.2.3",
    "1e5",
    "1E+5",
    "1e-5",
    "0e0",
    "1e",
    "1e+",
    "1e5.",
    "1e5e5",
    "1.5e5",
    "-0.5e-10",
    "1+1",
    "1e+-1",
    "123456789012345678901234567890",
    "\"\"",
    "\"a\"",
    "\"\\n\"",
    "\"\\\\\"",
    "\"\\\"\"",
    "\"\\x\"",
    "\"\\u00e9\"",
    "\"\\u00g9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\ude00\"",
    "\"\\ud83d\\n\"",
    "\"\u{1F600}\u{e9}\"",
    "\"\u{1}\"",
    "\u{c}",
    "\u{1a}",
    "{}",
    "[]",
];

/// Every kind of token at every place in a block, after and before every kind of neighbor.
#[test]
fn every_token_at_every_alignment() {
    let mut good = 0;
    for shift in 0..=64 {
        for token in TOKENS {
            for (before, after) in [
                ("[", "]"),
                ("[1,", ",2]"),
                ("[ ", " ]"),
                ("{\"a\":", "}"),
                ("[true,", ",null]"),
                ("[\"x\",", ",\"y\"]"),
                ("[1.5,", "e1]"),
                ("[", ""),
                ("", ""),
                ("", " \n"),
                ("{", ":1}"),
                ("{", "}"),
                ("{\"a\":1,", "}"),
                ("{\"a\":1,", ":1}"),
                ("{\"a\" ", "}"),
                ("[1 ", "]"),
            ] {
                let pad = " ".repeat(shift);
                good += u32::from(compare(
                    std::format!("{pad}{before}{token}{after}").as_bytes(),
                ));
                let text = std::format!("{before}{pad}{token}{after}");
                good += u32::from(compare(text.as_bytes()));
                let inside = std::format!("[\"{}\",{token},{token}{after}", "s".repeat(shift));
                good += u32::from(compare(inside.as_bytes()));
            }
        }
    }
    assert!(good > 30_000, "{good}");
}

/// Strings with escapes and characters at every place, over the edges of blocks.
#[test]
fn every_escape_at_every_alignment() {
    for shift in 0..=64 {
        for piece in [
            "\\\"",
            "\\\\",
            "\\/",
            "\\b",
            "\\f",
            "\\n",
            "\\r",
            "\\t",
            "\\a",
            "\\",
            "\\\\\\",
            "\\u",
            "\\u0",
            "\\u00e",
            "\\u00e9",
            "\\uD800",
            "\\uDC00",
            "\\uD800\\uDC00",
            "\\uD800\\u0041",
            "\\\\uD800",
            "\\uD800\\\\uDC00",
            "\\uD800x\\uDC00",
            "\u{7f}",
            "\u{1f}",
            "\u{e9}",
            "\u{4f60}",
        ] {
            // The last one has blocks in which nothing is special.
            for rest in ["", "\\n", "x", "\\uDC00", &"n".repeat(150)] {
                for fill in ["a", "\\", "\\\\", "\u{4f60}"] {
                    let text = std::format!("[\"{}{piece}{rest}\"]", fill.repeat(shift));
                    compare(text.as_bytes());
                }
            }
        }
    }
}

/// Bytes that are no UTF-8, in every place.
#[test]
fn every_byte_in_a_string_and_outside() {
    for place in 0..70 {
        for byte in 0..=u8::MAX {
            for follow in [0, 0x80, 0xBF] {
                let mut text = b"[\"".to_vec();
                text.resize(2 + place, b'x');
                text.push(byte);
                if follow > 0 {
                    text.push(follow);
                }
                text.extend_from_slice(b"\"]");
                compare(&text);
                text.remove(1);
                compare(&text);
            }
        }
    }
}

/// Brackets of both kinds, deeper than words of the stack are long.
#[test]
fn deep_values() {
    for depth in [63, 64, 65, 511, 512, 513, 600, 5_000] {
        let open: String = (0..depth)
            .map(|level| if level % 3 == 0 { "[" } else { "{\"a\":" })
            .collect();
        let close: String = (0..depth)
            .rev()
            .map(|level| if level % 3 == 0 { "]" } else { "}" })
            .collect();
        assert!(compare(std::format!("{open}1{close}").as_bytes()));
        assert!(!compare(std::format!("{open}1{}", &close[1..]).as_bytes()));
        let mut wrong: Vec<u8> = std::format!("{open}1{close}").into_bytes();
        let at = open.len() + 1 + depth / 2;
        wrong[at] = if wrong[at] == b']' { b'}' } else { b']' };
        assert!(!compare(&wrong));
    }
}

/// Parts of numbers that fill blocks, and what may or may not come after them.
#[test]
fn numbers_longer_than_blocks() {
    const LENGTHS: [usize; 6] = [1, 62, 63, 64, 65, 129];
    let digits = |len: usize| "7".repeat(len);
    let mut good = 0;
    for len in LENGTHS {
        for (before, last) in [
            ("", 0),
            ("1.", 0),
            ("1e", 0),
            ("1.5E-", 1),
            ("-", 2),
            ("0", 0),
        ] {
            for after in [
                "", ".5", "e5", ".5e5", ".", "e", "e+", "-", "x", ".5.5", "e5.5",
            ] {
                for indent in 0..4 {
                    let number = format!("{before}{}{after}", digits(len + last));
                    let text = format!("[{}{number},8]", " ".repeat(indent));
                    good += usize::from(compare(text.as_bytes()));
                }
            }
        }
    }
    // After an integer part four, after a fraction two, after an exponent nothing; none after a leading zero.
    assert_eq!(good, LENGTHS.len() * 4 * (2 * 4 + 2 + 2));
}
