//! RFC 8259, clause by clause: texts named as the JSON conformance suites name them. `y_` must be accepted, `n_` refused;
//! `i_` are what the standard leaves open, with this crate's choice written down.

use crate::support::json::{self, Ending, Options, Place, Seen};
use unchunk::ErrorKind;
use unchunk::ErrorKind::{
    ControlCharacter, IncompleteText, InvalidEscape, InvalidLiteral, InvalidNumber, InvalidUtf8,
    LoneSurrogate, TooDeep, UnexpectedByte,
};
use unchunk::json::Framing;

type Case = (&'static str, &'static [u8]);
type BadCase = (&'static str, &'static [u8], ErrorKind, u64);

/// Accepted.
const GOOD: &[Case] = &[
    // § 2, structural characters and whitespace.
    ("y_array_empty", b"[]"),
    ("y_array_whitespace_inside", b"[ ]"),
    (
        "y_array_every_whitespace",
        b"[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r]",
    ),
    ("y_structure_leading_whitespace", b" \t\r\n[]"),
    ("y_structure_trailing_whitespace", b"[] \t\r\n"),
    ("y_structure_no_whitespace", b"{\"a\":[1,{\"b\":null}]}"),
    ("y_object_whitespace_around_colon", b"{\"a\" \n:\t 1}"),
    // § 3, values.
    ("y_top_level_true", b"true"),
    ("y_top_level_false", b"false"),
    ("y_top_level_null", b"null"),
    ("y_top_level_number", b"42"),
    ("y_top_level_negative_number", b"-0.1"),
    ("y_top_level_string", b"\"asd\""),
    ("y_top_level_empty_string", b"\"\""),
    ("y_top_level_literal_in_whitespace", b" true "),
    ("y_array_literals", b"[true,false,null]"),
    ("y_array_heterogeneous", b"[null, 1, \"1\", {}, []]"),
    // § 4, objects.
    ("y_object_empty", b"{}"),
    ("y_object_basic", b"{\"asd\":\"sdf\"}"),
    ("y_object_empty_name", b"{\"\":0}"),
    ("y_object_duplicate_names", b"{\"a\":1,\"a\":2}"),
    ("y_object_duplicate_members", b"{\"a\":1,\"a\":1}"),
    ("y_object_nested", b"{\"a\":{\"b\":{\"c\":{}}}}"),
    ("y_object_name_with_escape", b"{\"a\\u0000\\n\":1}"),
    ("y_object_name_looks_like_structure", b"{\"]}:,\":1}"),
    (
        "y_object_many_members",
        b"{\"a\":1,\"b\":2,\"c\":[],\"d\":{}}",
    ),
    ("y_object_name_not_ascii", b"{\"\xC3\xA9\":1}"),
    // § 5, arrays.
    ("y_array_nested", b"[[[[]]],[]]"),
    ("y_array_of_strings", b"[\"\",\"a\",\"]\"]"),
    ("y_array_several_null", b"[1,null,null,null,2]"),
    ("y_array_ends_with_newline", b"[\"a\"]\n"),
    // § 6, numbers.
    ("y_number_zero", b"[0]"),
    ("y_number_minus_zero", b"[-0]"),
    ("y_number_minus_zero_fraction", b"[-0.0]"),
    ("y_number_one_digit", b"[7]"),
    ("y_number_negative_int", b"[-123]"),
    ("y_number_fraction", b"[123.456]"),
    ("y_number_fraction_of_zero", b"[0.5]"),
    ("y_number_fraction_trailing_zeros", b"[1.500]"),
    ("y_number_exponent", b"[1e3]"),
    ("y_number_exponent_upper_case", b"[1E3]"),
    ("y_number_exponent_plus", b"[1e+3]"),
    ("y_number_exponent_minus", b"[1e-3]"),
    ("y_number_exponent_zero", b"[1e0]"),
    ("y_number_exponent_leading_zeros", b"[1e007]"),
    ("y_number_zero_exponent", b"[0e+1]"),
    ("y_number_fraction_and_exponent", b"[1.25E-10]"),
    ("y_number_after_whitespace", b"[ 4]"),
    ("y_number_large_int", b"[123456789012345678901234567890]"),
    (
        "y_number_many_digits",
        b"[0.1234567890123456789012345678901234567890]",
    ),
    ("y_number_tiny", b"[1e-999]"),
    // § 7, strings.
    (
        "y_string_all_short_escapes",
        b"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    ),
    ("y_string_unicode_escape", b"[\"\\u0041\"]"),
    ("y_string_hex_both_cases", b"[\"\\uabCD\\uEFef\"]"),
    ("y_string_escaped_nul", b"[\"\\u0000\"]"),
    ("y_string_escaped_control", b"[\"\\u001f\"]"),
    ("y_string_surrogate_pair", b"[\"\\ud83d\\ude00\"]"),
    (
        "y_string_two_surrogate_pairs",
        b"[\"\\uD801\\udc37\\uDBFF\\uDFFF\"]",
    ),
    ("y_string_pair_then_escape", b"[\"\\ud800\\udc00\\n\"]"),
    ("y_string_escaped_noncharacter", b"[\"\\uFFFE\\uFDD0\"]"),
    ("y_string_before_surrogates", b"[\"\\uD7FF\\uE000\"]"),
    ("y_string_escaped_backslash_before_u", b"[\"\\\\u0000\"]"),
    ("y_string_escaped_quote", b"[\"\\\"\"]"),
    ("y_string_escaped_backslash_at_end", b"[\"\\\\\"]"),
    ("y_string_three_backslashes_and_quote", b"[\"\\\\\\\"\"]"),
    ("y_string_delete", b"[\"\x7F\"]"),
    ("y_string_two_byte_character", b"[\"\xC2\x80\xDF\xBF\"]"),
    (
        "y_string_three_byte_character",
        b"[\"\xE0\xA0\x80\xEF\xBF\xBF\"]",
    ),
    (
        "y_string_around_surrogates",
        b"[\"\xED\x9F\xBF\xEE\x80\x80\"]",
    ),
    (
        "y_string_four_byte_character",
        b"[\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"]",
    ),
    ("y_string_line_separator", b"[\"\xE2\x80\xA8\xE2\x80\xA9\"]"),
    ("y_string_byte_order_mark_inside", b"[\"\xEF\xBB\xBF\"]"),
    ("y_string_brackets", b"[\"[{]}\"]"),
    ("y_string_comment", b"[\"a/*b*/c//d\"]"),
    ("y_string_space", b"\" \""),
    ("y_string_single_quote", b"\"'\""),
];

/// Refused: why, and at which byte.
const BAD: &[BadCase] = &[
    // § 2.
    ("n_structure_empty", b"", IncompleteText, 0),
    ("n_structure_only_whitespace", b" \n", IncompleteText, 2),
    ("n_structure_form_feed", b"[\x0C]", UnexpectedByte, 1),
    ("n_structure_vertical_tab", b"\x0B1", UnexpectedByte, 0),
    (
        "n_structure_no_break_space",
        b"[\xC2\xA0]",
        UnexpectedByte,
        1,
    ),
    (
        "n_structure_word_joiner",
        b"[\xE2\x81\xA0]",
        UnexpectedByte,
        1,
    ),
    ("n_structure_nul", b"\x00", UnexpectedByte, 0),
    ("n_structure_nul_after", b"1\x00", InvalidNumber, 1),
    ("n_structure_nul_inside", b"[1,\x00]", UnexpectedByte, 3),
    ("n_structure_double_array", b"[][]", UnexpectedByte, 2),
    ("n_structure_two_values", b"1 2", UnexpectedByte, 2),
    ("n_structure_text_after_array", b"[]x", UnexpectedByte, 2),
    ("n_structure_close_after_array", b"[1]]", UnexpectedByte, 3),
    ("n_structure_comma_after", b"[1],", UnexpectedByte, 3),
    (
        "n_structure_comment_after",
        b"{\"a\":1}//",
        UnexpectedByte,
        7,
    ),
    ("n_structure_comment_before", b"/**/{}", UnexpectedByte, 0),
    ("n_structure_comment_inside", b"[/**/1]", UnexpectedByte, 1),
    ("n_structure_hash_after", b"{}#", UnexpectedByte, 2),
    ("n_structure_open_array", b"[", IncompleteText, 1),
    ("n_structure_open_object", b"{", IncompleteText, 1),
    ("n_structure_open_deep", b"[[[[[", IncompleteText, 5),
    (
        "n_structure_open_open_object",
        b"[{\"a\":[",
        IncompleteText,
        7,
    ),
    ("n_structure_lone_close_array", b"]", UnexpectedByte, 0),
    ("n_structure_lone_close_object", b"}", UnexpectedByte, 0),
    ("n_structure_lone_comma", b",", UnexpectedByte, 0),
    ("n_structure_lone_colon", b":", UnexpectedByte, 0),
    (
        "n_structure_byte_order_mark_inside",
        b"[\xEF\xBB\xBF]",
        UnexpectedByte,
        1,
    ),
    (
        "n_structure_byte_order_mark_of_a_body",
        b"\xEF\xBB\xBF[]",
        UnexpectedByte,
        0,
    ),
    ("n_structure_angle_bracket", b"<.>", UnexpectedByte, 0),
    ("n_structure_asterisk", b"*", UnexpectedByte, 0),
    (
        "n_structure_escape_outside_string",
        b"[\\n]",
        UnexpectedByte,
        1,
    ),
    (
        "n_structure_backslash_quote_outside",
        b"[\\\"]\"]",
        UnexpectedByte,
        1,
    ),
    (
        "n_structure_letter_not_ascii",
        b"[\xC3\xA9]",
        UnexpectedByte,
        1,
    ),
    (
        "n_structure_invalid_utf8_outside",
        b"[\xFF]",
        UnexpectedByte,
        1,
    ),
    // § 3.
    ("n_literal_incomplete", b"[tru]", InvalidLiteral, 4),
    ("n_literal_cut", b"tru", IncompleteText, 3),
    ("n_literal_too_long", b"[nulll]", InvalidLiteral, 5),
    ("n_literal_upper_case", b"[True]", UnexpectedByte, 1),
    ("n_literal_capitals_inside", b"[tRUE]", InvalidLiteral, 2),
    ("n_literal_joined", b"[truefalse]", InvalidLiteral, 5),
    ("n_literal_undefined", b"[undefined]", UnexpectedByte, 1),
    ("n_literal_nil", b"[nil]", InvalidLiteral, 2),
    ("n_literal_with_digit", b"true1", InvalidLiteral, 4),
    ("n_literal_colon_after", b"true:", UnexpectedByte, 4),
    // § 4.
    ("n_object_no_colon", b"{\"a\"}", UnexpectedByte, 4),
    ("n_object_comma_for_colon", b"{\"a\",1}", UnexpectedByte, 4),
    ("n_object_double_colon", b"{\"a\"::1}", UnexpectedByte, 5),
    ("n_object_no_value", b"{\"a\":}", UnexpectedByte, 5),
    ("n_object_no_name", b"{:1}", UnexpectedByte, 1),
    ("n_object_number_name", b"{1:1}", UnexpectedByte, 1),
    ("n_object_literal_name", b"{null:1}", UnexpectedByte, 1),
    ("n_object_unquoted_name", b"{a:1}", UnexpectedByte, 1),
    ("n_object_single_quoted_name", b"{'a':1}", UnexpectedByte, 1),
    ("n_object_array_name", b"{[]:1}", UnexpectedByte, 1),
    ("n_object_trailing_comma", b"{\"a\":1,}", UnexpectedByte, 7),
    ("n_object_leading_comma", b"{,\"a\":1}", UnexpectedByte, 1),
    ("n_object_only_comma", b"{,}", UnexpectedByte, 1),
    (
        "n_object_double_comma",
        b"{\"a\":1,,\"b\":2}",
        UnexpectedByte,
        7,
    ),
    ("n_object_no_comma", b"{\"a\":1 \"b\":2}", UnexpectedByte, 7),
    ("n_object_two_values", b"{\"a\":1 2}", UnexpectedByte, 7),
    ("n_object_name_alone", b"{\"a\"", IncompleteText, 4),
    ("n_object_closed_as_array", b"{\"a\":1]", UnexpectedByte, 6),
    ("n_object_empty_closed_as_array", b"{]", UnexpectedByte, 1),
    (
        "n_object_name_with_bad_escape",
        b"{\"\\x\":1}",
        InvalidEscape,
        3,
    ),
    // § 5.
    ("n_array_trailing_comma", b"[1,]", UnexpectedByte, 3),
    ("n_array_leading_comma", b"[,1]", UnexpectedByte, 1),
    ("n_array_only_comma", b"[,]", UnexpectedByte, 1),
    ("n_array_double_comma", b"[1,,2]", UnexpectedByte, 3),
    ("n_array_no_comma", b"[1 2]", UnexpectedByte, 3),
    (
        "n_array_no_comma_strings",
        b"[\"a\" \"b\"]",
        UnexpectedByte,
        5,
    ),
    ("n_array_no_comma_joined", b"[1\"a\"]", UnexpectedByte, 2),
    ("n_array_inner_array_joined", b"[3[4]]", UnexpectedByte, 2),
    ("n_array_colon_for_comma", b"[\"a\":1]", UnexpectedByte, 4),
    ("n_array_semicolon", b"[1;2]", InvalidNumber, 2),
    ("n_array_closed_as_object", b"[}", UnexpectedByte, 1),
    ("n_array_item_closed_as_object", b"[1}", UnexpectedByte, 2),
    ("n_array_cut_after_comma", b"[1,", IncompleteText, 3),
    ("n_array_cut_after_item", b"[1", IncompleteText, 2),
    ("n_array_just_minus", b"[-]", InvalidNumber, 2),
    ("n_array_star_inside", b"[*]", UnexpectedByte, 1),
    // § 6.
    ("n_number_leading_zero", b"[01]", InvalidNumber, 2),
    ("n_number_double_zero", b"[00]", InvalidNumber, 2),
    ("n_number_minus_leading_zero", b"[-012]", InvalidNumber, 3),
    ("n_number_plus", b"[+1]", UnexpectedByte, 1),
    ("n_number_minus_minus", b"[--1]", InvalidNumber, 2),
    ("n_number_minus_space", b"[- 1]", InvalidNumber, 2),
    ("n_number_no_int", b"[.5]", UnexpectedByte, 1),
    ("n_number_minus_no_int", b"[-.5]", InvalidNumber, 2),
    ("n_number_no_fraction", b"[1.]", InvalidNumber, 3),
    ("n_number_no_fraction_exponent", b"[1.e1]", InvalidNumber, 3),
    ("n_number_two_points", b"[1.2.3]", InvalidNumber, 4),
    ("n_number_no_exponent", b"[1e]", InvalidNumber, 3),
    ("n_number_no_exponent_sign", b"[1e+]", InvalidNumber, 4),
    ("n_number_two_signs", b"[1e+-1]", InvalidNumber, 4),
    ("n_number_two_exponents", b"[1e1e1]", InvalidNumber, 4),
    ("n_number_fractional_exponent", b"[1e1.5]", InvalidNumber, 4),
    ("n_number_hex", b"[0x1]", InvalidNumber, 2),
    ("n_number_hex_digits", b"[1a]", InvalidNumber, 2),
    ("n_number_infinity", b"[Infinity]", UnexpectedByte, 1),
    ("n_number_minus_infinity", b"[-Infinity]", InvalidNumber, 2),
    ("n_number_not_a_number", b"[NaN]", UnexpectedByte, 1),
    ("n_number_underscore", b"[1_000]", InvalidNumber, 2),
    ("n_number_space_inside", b"[1 000]", UnexpectedByte, 3),
    (
        "n_number_full_width_digit",
        b"[\xEF\xBC\x91]",
        UnexpectedByte,
        1,
    ),
    ("n_number_top_level_cut", b"1.", IncompleteText, 2),
    ("n_number_top_level_leading_zero", b"01", InvalidNumber, 1),
    ("n_number_then_minus", b"[1-2]", InvalidNumber, 2),
    // § 7.
    ("n_string_unterminated", b"\"a", IncompleteText, 2),
    ("n_string_lone_quote", b"\"", IncompleteText, 1),
    (
        "n_string_escaped_closing_quote",
        b"[\"\\\"]",
        IncompleteText,
        5,
    ),
    ("n_string_newline", b"[\"a\nb\"]", ControlCharacter, 3),
    ("n_string_tab", b"[\"\t\"]", ControlCharacter, 2),
    ("n_string_nul", b"[\"\x00\"]", ControlCharacter, 2),
    (
        "n_string_unit_separator",
        b"[\"\x1F\"]",
        ControlCharacter,
        2,
    ),
    ("n_string_single_quotes", b"['a']", UnexpectedByte, 1),
    ("n_string_no_quotes", b"[a]", UnexpectedByte, 1),
    ("n_string_escape_x", b"[\"\\x00\"]", InvalidEscape, 3),
    ("n_string_escape_octal", b"[\"\\012\"]", InvalidEscape, 3),
    ("n_string_escape_a", b"[\"\\a\"]", InvalidEscape, 3),
    ("n_string_escape_v", b"[\"\\v\"]", InvalidEscape, 3),
    (
        "n_string_escape_single_quote",
        b"[\"\\'\"]",
        InvalidEscape,
        3,
    ),
    (
        "n_string_escape_upper_case_u",
        b"[\"\\U0041\"]",
        InvalidEscape,
        3,
    ),
    ("n_string_escape_newline", b"[\"\\\n\"]", InvalidEscape, 3),
    (
        "n_string_escape_not_ascii",
        b"[\"\\\xC3\xA9\"]",
        InvalidEscape,
        3,
    ),
    (
        "n_string_three_hex_digits",
        b"[\"\\u004\"]",
        InvalidEscape,
        7,
    ),
    ("n_string_no_hex_digits", b"[\"\\u\"]", InvalidEscape, 4),
    ("n_string_not_hex", b"[\"\\u00g0\"]", InvalidEscape, 6),
    ("n_string_hex_with_plus", b"[\"\\u+041\"]", InvalidEscape, 4),
    (
        "n_string_not_hex_after_high",
        b"[\"\\ud800\\uDCz0\"]",
        InvalidEscape,
        12,
    ),
    (
        "n_string_no_low_after_high_whatever_its_digits",
        b"[\"\\ud800\\u00z0\"]",
        LoneSurrogate,
        2,
    ),
    ("n_string_invalid_utf8", b"[\"\xFF\"]", InvalidUtf8, 2),
    ("n_string_lone_continuation", b"[\"a\x80\"]", InvalidUtf8, 3),
    ("n_string_overlong_slash", b"[\"\xC0\xAF\"]", InvalidUtf8, 2),
    (
        "n_string_overlong_three",
        b"[\"\xE0\x80\xAF\"]",
        InvalidUtf8,
        2,
    ),
    (
        "n_string_overlong_four",
        b"[\"\xF0\x80\x80\xAF\"]",
        InvalidUtf8,
        2,
    ),
    (
        "n_string_surrogate_in_utf8",
        b"[\"\xED\xA0\x80\"]",
        InvalidUtf8,
        2,
    ),
    (
        "n_string_beyond_unicode",
        b"[\"\xF4\x90\x80\x80\"]",
        InvalidUtf8,
        2,
    ),
    ("n_string_f5", b"[\"\xF5\x80\x80\x80\"]", InvalidUtf8, 2),
    ("n_string_truncated_two", b"[\"\xC3\"]", InvalidUtf8, 2),
    (
        "n_string_truncated_three",
        b"[\"ab\xE2\x82\"]",
        InvalidUtf8,
        4,
    ),
    (
        "n_string_truncated_four",
        b"[\"\xF0\x9F\x98\"]",
        InvalidUtf8,
        2,
    ),
    (
        "n_string_invalid_utf8_in_name",
        b"{\"\xFE\":1}",
        InvalidUtf8,
        2,
    ),
    ("n_string_utf16", b"\xFF\xFE[\x00", UnexpectedByte, 0),
    ("n_string_text_after", b"\"\"x", UnexpectedByte, 2),
];

/// § 8.2 warns of lone surrogates but the grammar allows them: refused, as most parsers do.
const LONE_SURROGATES: &[BadCase] = &[
    ("i_string_lone_high", b"[\"\\ud800\"]", LoneSurrogate, 2),
    ("i_string_lone_low", b"[\"a\\udc00\"]", LoneSurrogate, 3),
    (
        "i_string_two_highs",
        b"[\"\\ud800\\ud800\"]",
        LoneSurrogate,
        2,
    ),
    (
        "i_string_high_then_character",
        b"[\"\\udBFFa\"]",
        LoneSurrogate,
        2,
    ),
    (
        "i_string_high_then_escape",
        b"[\"\\ud800\\n\"]",
        LoneSurrogate,
        2,
    ),
    (
        "i_string_high_then_other",
        b"[\"\\ud800\\u0041\"]",
        LoneSurrogate,
        2,
    ),
    (
        "i_string_low_then_high",
        b"[\"\\udc00\\ud800\"]",
        LoneSurrogate,
        2,
    ),
    (
        "i_string_lone_high_in_name",
        b"{\"\\ud800\":1}",
        LoneSurrogate,
        2,
    ),
];

/// § 6 lets a parser limit the range of numbers; the grammar does not, and neither does this crate.
const LARGE_NUMBERS: &[Case] = &[
    ("i_number_huge_exponent", b"[1e999]"),
    ("i_number_negative_huge_exponent", b"[-1e999]"),
    (
        "i_number_huge_exponent_digits",
        b"[0.4e00669999999999999999999]",
    ),
    ("i_number_top_level_huge", b"123e99999"),
];

/// A body of its own, so that the text's bounds are known whatever is in it.
fn message(text: &[u8]) -> (Vec<u8>, u64) {
    let header = format!("Content-Length: {}\r\n\r\n", text.len());
    ([header.as_bytes(), text].concat(), header.len() as u64)
}

fn options() -> Options {
    Options::new(Framing::ContentLength).validating()
}

fn assert_good(name: &str, text: &[u8]) {
    let (stream, start) = message(text);
    let reading = json::check_every_split(&stream, &options());
    let frame = Seen::Frame {
        bytes: text.to_vec(),
        span: start..start + text.len() as u64,
        place: Place {
            start,
            ..Place::default()
        },
    };
    assert_eq!(reading.items, [frame], "{name}");
    assert_eq!(reading.ending, Ending::Complete, "{name}");
    // As an element, where a value's end is found and not told.
    let stream = [b"[", text, b",0]"].concat();
    let reading = json::check_every_split(&stream, &Options::new(Framing::Array).validating());
    assert_eq!(reading.frames().len(), 2, "{name}");
    assert_eq!(reading.frames()[0], text.trim_ascii(), "{name}");
}

fn assert_bad(name: &str, text: &[u8], kind: ErrorKind, at: u64) {
    let (stream, start) = message(text);
    let reading = json::check_every_split(&stream, &options());
    assert_eq!(reading.errors(), [(kind, start + at)], "{name}");
    assert!(reading.frames().is_empty(), "{name}");
    assert_eq!(json::oracle::judge(text, 512), Err(kind), "{name}");
}

#[test]
fn what_must_be_accepted() {
    for (name, text) in GOOD {
        assert!(name.starts_with("y_"));
        assert_good(name, text);
        let parsed = serde_json::from_slice::<serde_json::Value>(text);
        assert!(parsed.is_ok(), "{name}: {parsed:?}");
    }
}

#[test]
fn what_must_be_refused() {
    for (name, text, kind, at) in BAD {
        assert!(name.starts_with("n_"));
        assert_bad(name, text, *kind, *at);
        let parsed = serde_json::from_slice::<serde_json::Value>(text);
        assert!(parsed.is_err(), "{name}: {parsed:?}");
    }
}

#[test]
fn what_is_left_open() {
    for (name, text, kind, at) in LONE_SURROGATES {
        assert_bad(name, text, *kind, *at);
        let parsed = serde_json::from_slice::<serde_json::Value>(text);
        assert!(parsed.is_err(), "{name}: {parsed:?}");
    }
    for (name, text) in LARGE_NUMBERS {
        assert_good(name, text);
        // The one thing accepted that `serde_json` has no value for, though it finds its grammar good.
        let parsed = serde_json::from_slice::<serde_json::Value>(text);
        let error = parsed.expect_err(name).to_string();
        assert!(error.starts_with("number out of range"), "{name}: {error}");
        assert!(serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok());
    }
    // § 9: a parser may limit the depth.
    let deep = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
    assert_eq!(json::oracle::judge(&deep(512), 512), Ok(()));
    assert_good("i_structure_512_nested", &deep(512)[..]);
    let (stream, start) = message(&deep(513));
    let reading = json::read_lent(&[&stream], &options());
    assert_eq!(reading.errors(), [(TooDeep, start + 512)]);
}

#[test]
fn there_are_enough_cases() {
    let cases = GOOD.len() + BAD.len() + LONE_SURROGATES.len() + LARGE_NUMBERS.len();
    println!("{cases} texts");
    assert!(cases >= 150);
    let mut names: Vec<&str> = GOOD
        .iter()
        .chain(LARGE_NUMBERS)
        .map(|case| case.0)
        .collect();
    names.extend(BAD.iter().chain(LONE_SURROGATES).map(|case| case.0));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases, "a name twice");
}

/// Without validation only what the boundary shows is refused; the stream stays in step in any case.
#[test]
fn the_default_leaves_the_rest_to_the_parser() {
    for (name, text, _, _) in BAD.iter().chain(LONE_SURROGATES) {
        let stream = [b"{\"before\":0}\n", *text, b"\n"].concat();
        json::check_every_split(&stream, &Options::new(Framing::Concatenated));
        let inner = text.first().is_some_and(|first| b"[{".contains(first));
        let closed = text.last().is_some_and(|last| b"]}".contains(last));
        let quotes = text.iter().filter(|byte| **byte == b'"').count();
        if inner && closed && quotes == 0 && text.len() < 9 && !text.contains(&b'\\') {
            let reading = json::read_lent(&[&stream], &Options::new(Framing::Lines));
            assert_eq!(reading.frames().len(), 2, "{name}");
        }
    }
    for text in [
        &b"[}"[..],
        b"{]",
        b"[1,,2]",
        b"{\"a\"}",
        b"[\"\\x\"]",
        b"[\"\n\"]",
        b"[\"\xFF\"]",
        b"[tru]",
        b"[01]",
        b"[\\\"]\"]",
        b"[\"\\ud800\"]",
    ] {
        let stream = [text, b"{\"after\":0}"].concat();
        let reading = json::check_every_split(&stream, &Options::new(Framing::Concatenated));
        assert_eq!(
            reading.frames(),
            [text, b"{\"after\":0}"],
            "{}",
            text.escape_ascii()
        );
        // Validated, the boundaries are the same and the bad one is an error.
        let reading = json::check_every_split(&stream, &Options::default().validating());
        assert_eq!(reading.frames(), [b"{\"after\":0}"]);
        assert_eq!(reading.errors().len(), 1);
    }
}
