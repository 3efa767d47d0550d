//! Each framing's rules, one case a rule, with what must be seen written down; every case at every split, through every
//! face, against the oracle too.

use crate::support::json::{self, Ending, Options, Place, Reading, Seen};
use unchunk::ErrorKind::{
    self, FrameTooLarge, HeaderTooLarge, IncompleteText, InvalidHeader, InvalidLiteral,
    InvalidNumber, MissingContentLength, TooDeep, UnexpectedByte,
};
use unchunk::Verdict;
use unchunk::json::{Decoder, Framing};

/// What is expected, in short.
enum Expect {
    Frame(&'static str, u64),
    Error(ErrorKind, u64),
}
use Expect::{Error, Frame};

enum End {
    Complete,
    Truncated(&'static [u8], u64),
    Foreign(&'static [u8]),
}
use End::{Complete, Foreign, Truncated};

fn assert_read(rule: &str, reading: &Reading, expected: &[Expect], end: &End) {
    // The oracle looks at the places; here they would only be noise.
    let place = Place::default();
    let items: Vec<Seen> = reading
        .items
        .iter()
        .cloned()
        .map(|mut item| {
            let (Seen::Frame { place: seen, .. } | Seen::Error { place: seen, .. }) = &mut item;
            *seen = place;
            item
        })
        .collect();
    let expected: Vec<Seen> = expected
        .iter()
        .map(|item| match item {
            Frame(text, start) => Seen::Frame {
                bytes: text.as_bytes().to_vec(),
                span: *start..*start + text.len() as u64,
                place,
            },
            Error(kind, offset) => Seen::Error {
                kind: *kind,
                offset: *offset,
                place,
            },
        })
        .collect();
    assert_eq!(items, expected, "{rule}");
    let ending = match end {
        Complete => Ending::Complete,
        Truncated(tail, offset) => Ending::Truncated {
            tail: tail.to_vec(),
            offset: *offset,
        },
        Foreign(head) => Ending::Foreign {
            head: head.to_vec(),
        },
    };
    assert_eq!(reading.ending, ending, "{rule}");
}

fn check_all(options: &Options, cases: &[(&str, &[u8], &[Expect], End)]) {
    for (rule, stream, expected, end) in cases {
        let reading = json::check_every_split(stream, options);
        assert_read(rule, &reading, expected, end);
    }
}

#[test]
fn values() {
    check_all(
        &Options::new(Framing::Concatenated),
        &[
            ("an empty stream is complete", b"", &[], Complete),
            ("whitespace alone is complete", b" \n\t\r", &[], Complete),
            (
                "objects need nothing between",
                b"{\"a\":1}{\"a\":2}",
                &[Frame("{\"a\":1}", 0), Frame("{\"a\":2}", 7)],
                Complete,
            ),
            (
                "strings need nothing between",
                b"\"foo\"\"bar\"",
                &[Frame("\"foo\"", 0), Frame("\"bar\"", 5)],
                Complete,
            ),
            (
                "scalars end at whitespace",
                b"1 2 true",
                &[Frame("1", 0), Frame("2", 2), Frame("true", 4)],
                Complete,
            ),
            (
                "scalars end at brackets and quotes",
                b"1[]null\"\"2{}",
                &[
                    Frame("1", 0),
                    Frame("[]", 1),
                    Frame("null", 3),
                    Frame("\"\"", 7),
                    Frame("2", 9),
                    Frame("{}", 10),
                ],
                Complete,
            ),
            (
                "a number is completed by the end",
                b"12",
                &[Frame("12", 0)],
                Complete,
            ),
            (
                "half a number is not",
                b"[] 1.",
                &[Frame("[]", 0)],
                Truncated(b"1.", 3),
            ),
            ("a minus is not", b"-", &[], Truncated(b"-", 0)),
            (
                "half a literal is not",
                b"[] tru",
                &[Frame("[]", 0)],
                Truncated(b"tru", 3),
            ),
            (
                "an open object",
                b"1 {\"a\":[",
                &[Frame("1", 0)],
                Truncated(b"{\"a\":[", 2),
            ),
            (
                "an open string",
                b"\"ab\\\"",
                &[],
                Truncated(b"\"ab\\\"", 0),
            ),
            (
                "a bad literal is skipped to its end",
                b"truu 1",
                &[Error(InvalidLiteral, 3), Frame("1", 5)],
                Complete,
            ),
            (
                "a short literal shows at what follows",
                b"tru 1",
                &[Error(InvalidLiteral, 3), Frame("1", 4)],
                Complete,
            ),
            (
                "a leading zero",
                b"01 [2]",
                &[Error(InvalidNumber, 1), Frame("[2]", 3)],
                Complete,
            ),
            (
                "a point without a digit",
                b"1. {}",
                &[Error(InvalidNumber, 2), Frame("{}", 3)],
                Complete,
            ),
            (
                "a bad number ends at a bracket",
                b"1-2{}",
                &[Error(InvalidNumber, 1), Frame("{}", 3)],
                Complete,
            ),
            (
                "a closer at depth 0 ends it all",
                b"[1]] [2]",
                &[Frame("[1]", 0), Error(UnexpectedByte, 3)],
                Truncated(b"", 3),
            ),
            (
                "so does a comma between",
                b"{},{}",
                &[Frame("{}", 0), Error(UnexpectedByte, 2)],
                Truncated(b"", 2),
            ),
            (
                "garbage",
                b"{} x",
                &[Frame("{}", 0), Error(UnexpectedByte, 3)],
                Truncated(b"", 3),
            ),
            (
                "an error page",
                b"<html>\n",
                &[Error(UnexpectedByte, 0)],
                Foreign(b"<html>\n"),
            ),
            (
                "one leading byte order mark",
                b"\xEF\xBB\xBF[1]",
                &[Frame("[1]", 3)],
                Complete,
            ),
            (
                "a second is an error",
                b"\xEF\xBB\xBF\xEF\xBB\xBF[1]",
                &[Error(UnexpectedByte, 3)],
                Foreign(b"\xEF\xBB\xBF\xEF\xBB\xBF[1]"),
            ),
            (
                "one between is an error",
                b"1 \xEF\xBB\xBF2",
                &[Frame("1", 0), Error(UnexpectedByte, 2)],
                Truncated(b"", 2),
            ),
            (
                "one after whitespace is an error",
                b" \xEF\xBB\xBF[]",
                &[Error(UnexpectedByte, 1)],
                Foreign(b" \xEF\xBB\xBF[]"),
            ),
            (
                "half of one is an error",
                b"\xEF\xBB[]",
                &[Error(UnexpectedByte, 0)],
                Foreign(b"\xEF\xBB[]"),
            ),
            (
                "half of one is an error at the end too",
                b"\xEF\xBB",
                &[Error(UnexpectedByte, 0)],
                Foreign(b"\xEF\xBB"),
            ),
            (
                "brackets in strings count for nothing",
                b"[\"]}\"]1 ",
                &[Frame("[\"]}\"]", 0), Frame("1", 6)],
                Complete,
            ),
            (
                "a backslash outside strings escapes nothing",
                b"[\\\"]\"]",
                &[Frame("[\\\"]\"]", 0)],
                Complete,
            ),
            (
                "an escaped backslash does not escape",
                b"[\"\\\\\"]{}",
                &[Frame("[\"\\\\\"]", 0), Frame("{}", 6)],
                Complete,
            ),
            (
                "mismatched brackets are the parser's",
                b"[}{]",
                &[Frame("[}", 0), Frame("{]", 2)],
                Complete,
            ),
        ],
    );
}

#[test]
fn lines() {
    check_all(
        &Options::new(Framing::Lines),
        &[
            (
                "LF ends a line",
                b"1\n2\n",
                &[Frame("1", 0), Frame("2", 2)],
                Complete,
            ),
            (
                "so does CRLF",
                b"{}\r\n[]\r\n",
                &[Frame("{}", 0), Frame("[]", 4)],
                Complete,
            ),
            (
                "CR alone does not",
                b"1\r2\n",
                &[Error(UnexpectedByte, 2)],
                Foreign(b"1\r2\n"),
            ),
            (
                "only one CR is dropped",
                b"[]\r\r\n",
                &[Frame("[]\r", 0)],
                Complete,
            ),
            (
                "blank lines are passed over",
                b"\n\r\n \t\n1\n\n",
                &[Frame("1", 6)],
                Complete,
            ),
            (
                "the last line may lack its LF",
                b"1\n{\"a\":1}",
                &[Frame("1", 0), Frame("{\"a\":1}", 2)],
                Complete,
            ),
            (
                "unless it is cut",
                b"1\n{\"a\":1",
                &[Frame("1", 0)],
                Truncated(b"{\"a\":1", 2),
            ),
            (
                "also where the cut looks like an end",
                b"1\n{\"a\":[1]",
                &[Frame("1", 0)],
                Truncated(b"{\"a\":[1]", 2),
            ),
            (
                "blanks at the end are nothing",
                b"1\n \r",
                &[Frame("1", 0)],
                Complete,
            ),
            (
                "whitespace around the text stays",
                b" 1 \n",
                &[Frame(" 1 ", 0)],
                Complete,
            ),
            (
                "U+2028 is no line end",
                b"\"\xE2\x80\xA8\"\n",
                &[Frame("\"\u{2028}\"", 0)],
                Complete,
            ),
            (
                "a bad line is skipped to its LF",
                b"oops {}\n{}\n",
                &[Error(UnexpectedByte, 0), Frame("{}", 8)],
                Complete,
            ),
            (
                "a bad last line",
                b"1\noops",
                &[Frame("1", 0), Error(UnexpectedByte, 2)],
                Complete,
            ),
            (
                "a scalar has a grammar",
                b"tru\n01\n1\n",
                &[
                    Error(IncompleteText, 3),
                    Error(InvalidNumber, 5),
                    Frame("1", 7),
                ],
                Complete,
            ),
            (
                "two texts on a line",
                b"1 2\n1\n",
                &[Error(UnexpectedByte, 2), Frame("1", 4)],
                Complete,
            ),
            (
                "half an object",
                b"{\"a\":\n1\n",
                &[Error(IncompleteText, 5), Frame("1", 6)],
                Complete,
            ),
            (
                "a line of text after an object",
                b"{} x\n1\n",
                &[Error(UnexpectedByte, 3), Frame("1", 5)],
                Complete,
            ),
            (
                "what begins and ends well is handed out",
                b"{]][}\n1\n",
                &[Frame("{]][}", 0), Frame("1", 6)],
                Complete,
            ),
            (
                "an error page",
                b"<html>\n<body>",
                &[Error(UnexpectedByte, 0), Error(UnexpectedByte, 7)],
                Foreign(b"<html>\n<body>"),
            ),
            (
                "one leading byte order mark",
                b"\xEF\xBB\xBF1\n2\n",
                &[Frame("1", 3), Frame("2", 5)],
                Complete,
            ),
            (
                "one on a later line is an error",
                b"1\n\xEF\xBB\xBF2\n",
                &[Frame("1", 0), Error(UnexpectedByte, 2)],
                Complete,
            ),
            (
                "half of one is a bad line",
                b"\xEF\xBB\n1\n",
                &[Error(UnexpectedByte, 0), Frame("1", 3)],
                Complete,
            ),
        ],
    );
}

#[test]
fn array() {
    check_all(
        &Options::new(Framing::Array),
        &[
            (
                "each element",
                b"[{\"a\":1},\n{\"a\":2}]",
                &[Frame("{\"a\":1}", 1), Frame("{\"a\":2}", 10)],
                Complete,
            ),
            ("no element", b" [ ] ", &[], Complete),
            (
                "scalars and strings",
                b"[1,\"a\" , null]",
                &[Frame("1", 1), Frame("\"a\"", 3), Frame("null", 9)],
                Complete,
            ),
            (
                "arrays in it",
                b"[[1,2],[]]",
                &[Frame("[1,2]", 1), Frame("[]", 7)],
                Complete,
            ),
            (
                "an empty stream lacks the array",
                b"",
                &[],
                Truncated(b"", 0),
            ),
            (
                "no closing bracket",
                b"[1,2 ",
                &[Frame("1", 1), Frame("2", 3)],
                Truncated(b"", 5),
            ),
            (
                "nothing after a comma",
                b"[1,",
                &[Frame("1", 1)],
                Truncated(b"", 3),
            ),
            (
                "a number is not completed by the end",
                b"[12",
                &[],
                Truncated(b"12", 1),
            ),
            (
                "an open element",
                b"[{\"a\":",
                &[],
                Truncated(b"{\"a\":", 1),
            ),
            (
                "an error object",
                b" {\"error\":1}",
                &[],
                Foreign(b" {\"error\":1}"),
            ),
            ("an error page", b"<html>", &[], Foreign(b"<html>")),
            (
                "a missing comma",
                b"[1 2]",
                &[Frame("1", 1), Error(UnexpectedByte, 3)],
                Truncated(b"", 3),
            ),
            (
                "a double comma",
                b"[1,,2]",
                &[Frame("1", 1), Error(UnexpectedByte, 3)],
                Truncated(b"", 3),
            ),
            (
                "a trailing comma",
                b"[1,]",
                &[Frame("1", 1), Error(UnexpectedByte, 3)],
                Truncated(b"", 3),
            ),
            (
                "a leading comma",
                b"[,1]",
                &[Error(UnexpectedByte, 1)],
                Truncated(b"", 1),
            ),
            (
                "the wrong closing bracket",
                b"[1}",
                &[Frame("1", 1), Error(UnexpectedByte, 2)],
                Truncated(b"", 2),
            ),
            (
                "something after the end",
                b"[1] []",
                &[Frame("1", 1), Error(UnexpectedByte, 4)],
                Truncated(b"", 4),
            ),
            (
                "whitespace after the end",
                b"[1]\r\n",
                &[Frame("1", 1)],
                Complete,
            ),
            (
                "a bad element",
                b"[tru,1.]",
                &[Error(InvalidLiteral, 4), Error(InvalidNumber, 7)],
                Complete,
            ),
            (
                "one leading byte order mark",
                b"\xEF\xBB\xBF[1]",
                &[Frame("1", 4)],
                Complete,
            ),
            ("half of one", b"\xEF\xBB", &[], Foreign(b"\xEF\xBB")),
        ],
    );
}

#[test]
fn sequence() {
    check_all(
        &Options::new(Framing::TextSequence),
        &[
            (
                "RFC 7464 § 2.2: RS, a text, LF",
                b"\x1E{\"a\":1}\n\x1E[2]\n",
                &[Frame("{\"a\":1}", 1), Frame("[2]", 10)],
                Complete,
            ),
            ("an empty sequence", b"", &[], Complete),
            (
                "§ 2.1: several RS in a row are one",
                b"\x1E\x1E\x1E1\n",
                &[Frame("1", 3)],
                Complete,
            ),
            (
                "§ 2.4: an object needs no whitespace after it",
                b"\x1E{}\x1E[]",
                &[Frame("{}", 1), Frame("[]", 4)],
                Complete,
            ),
            (
                "§ 2.4: a number does",
                b"\x1E12\x1E3\n",
                &[Error(IncompleteText, 3), Frame("3", 4)],
                Complete,
            ),
            ("§ 2.4: at the end too", b"\x1E12", &[], Truncated(b"12", 1)),
            (
                "§ 2.4: literals do",
                b"\x1Etrue\x1Enull\n",
                &[Error(IncompleteText, 5), Frame("null", 6)],
                Complete,
            ),
            (
                "any whitespace will do",
                b"\x1E1 \n\x1E2\t\x1E3\r\n",
                &[Frame("1", 1), Frame("2", 5), Frame("3", 8)],
                Complete,
            ),
            (
                "§ 2.3: a text cut short",
                b"\x1E{\"a\":\n\x1E2\n",
                &[Error(IncompleteText, 7), Frame("2", 8)],
                Complete,
            ),
            (
                "§ 2.3: cut inside a string",
                b"\x1E\"a\x1E2\n",
                &[Error(IncompleteText, 3), Frame("2", 4)],
                Complete,
            ),
            (
                "an RS without a text",
                b"\x1E\n\x1E2\n",
                &[Error(IncompleteText, 2), Frame("2", 3)],
                Complete,
            ),
            (
                "LF inside a text",
                b"\x1E{\n\"a\":\n1}\n",
                &[Frame("{\n\"a\":\n1}", 1)],
                Complete,
            ),
            (
                "something after a text",
                b"\x1E{} x\n\x1E2\n",
                &[Frame("{}", 1), Error(UnexpectedByte, 4), Frame("2", 7)],
                Complete,
            ),
            (
                "something that is no text",
                b"\x1Exyz\n\x1E2\n",
                &[Error(UnexpectedByte, 1), Frame("2", 6)],
                Complete,
            ),
            (
                "a number that runs into something",
                b"\x1E1,\n\x1E2\n",
                &[Error(InvalidNumber, 2), Frame("2", 5)],
                Complete,
            ),
            (
                "bytes before the first RS",
                b"{}\n\x1E2\n",
                &[Error(UnexpectedByte, 0), Frame("2", 4)],
                Complete,
            ),
            (
                "no RS at all",
                b"{}\n{}\n",
                &[Error(UnexpectedByte, 0)],
                Foreign(b"{}\n{}\n"),
            ),
            (
                "the end after an RS",
                b"\x1E2\n\x1E",
                &[Frame("2", 1)],
                Truncated(b"", 4),
            ),
            ("the end inside a text", b"\x1E[2", &[], Truncated(b"[2", 1)),
            (
                "a byte order mark is no part of it",
                b"\xEF\xBB\xBF\x1E1\n",
                &[Error(UnexpectedByte, 0), Frame("1", 4)],
                Complete,
            ),
        ],
    );
}

#[test]
fn content_length() {
    check_all(
        &Options::new(Framing::ContentLength),
        &[
            ("header, body", b"Content-Length: 2\r\n\r\n{}", &[Frame("{}", 21)], Complete),
            ("one after the other", b"Content-Length: 2\r\n\r\n{}Content-Length: 1\r\n\r\n1", &[Frame("{}", 21), Frame("1", 44)], Complete),
            ("an empty stream", b"", &[], Complete),
            ("other fields", b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n[]", &[Frame("[]", 78)], Complete),
            ("any case, any blanks", b"CONTENT-length:\t 2 \r\n\r\n[]", &[Frame("[]", 23)], Complete),
            ("no blank", b"Content-Length:2\r\n\r\n[]", &[Frame("[]", 20)], Complete),
            ("leading zeros", b"Content-Length: 002\r\n\r\n[]", &[Frame("[]", 23)], Complete),
            ("bytes, not characters", "Content-Length: 4\r\n\r\n\"é\"".as_bytes(), &[Frame("\"é\"", 21)], Complete),
            ("the frame is the body", b"Content-Length: 5\r\n\r\n [1]\n", &[Frame(" [1]\n", 21)], Complete),
            ("an empty body is no text", b"Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\n1", &[Error(IncompleteText, 21), Frame("1", 42)], Complete),
            ("a bad body is passed over", b"Content-Length: 3\r\n\r\n{\"aContent-Length: 1\r\n\r\n1", &[Error(IncompleteText, 24), Frame("1", 45)], Complete),
            ("two texts in a body", b"Content-Length: 3\r\n\r\n1 2", &[Error(UnexpectedByte, 23)], Complete),
            ("the end inside a header", b"Content-Length: 2\r\n", &[], Truncated(b"Content-Length: 2\r\n", 0)),
            ("the end inside a body", b"Content-Length: 3\r\n\r\n[1", &[], Truncated(b"[1", 21)),
            ("no length", b"Content-Type: x\r\n\r\n{}", &[Error(MissingContentLength, 19)], Foreign(b"Content-Type: x\r\n\r\n{}")),
            ("two lengths", b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 33)], Foreign(b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")),
            ("a sign", b"Content-Length: +2\r\n\r\n{}", &[Error(InvalidHeader, 16)], Foreign(b"Content-Length: +2\r\n\r\n{}")),
            ("no digits", b"Content-Length: \r\n\r\n", &[Error(InvalidHeader, 16)], Foreign(b"Content-Length: \r\n\r\n")),
            ("too many digits", b"Content-Length: 18446744073709551616\r\n\r\n", &[Error(InvalidHeader, 35)], Foreign(b"Content-Length: 18446744073709551616\r\n\r\n")),
            ("LF alone", b"Content-Length: 2\n\n{}", &[Error(InvalidHeader, 17)], Foreign(b"Content-Length: 2\n\n{}")),
            ("LF alone after another field", b"X: y\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 4), Frame("{}", 26)], Complete),
            ("LF alone for the empty line", b"Content-Length: 2\r\n\n{}", &[Error(InvalidHeader, 19)], Foreign(b"Content-Length: 2\r\n\n{}")),
            ("CR alone", b"Content-Length: 2\r\r{}", &[Error(InvalidHeader, 18)], Foreign(b"Content-Length: 2\r\r{}")),
            ("CR alone after another field", b"X: y\rContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 5)], Foreign(b"X: y\rContent-Length: 2\r\n\r\n{}")),
            ("CR alone for the empty line", b"Content-Length: 2\r\n\r{}", &[Error(InvalidHeader, 20)], Foreign(b"Content-Length: 2\r\n\r{}")),
            ("a blank before the colon", b"Content-Length : 2\r\n\r\n{}", &[Error(InvalidHeader, 14)], Foreign(b"Content-Length : 2\r\n\r\n{}")),
            ("a body without a header", b"{\"a\":1}", &[Error(InvalidHeader, 0)], Foreign(b"{\"a\":1}")),
            ("the end inside a field's name", b"Content-Length: 1\r\n\r\n1\r\nx", &[Frame("1", 21)], Truncated(b"x", 24)),
            ("blank lines between", b"Content-Length: 2\r\n\r\n{}\r\nContent-Length: 2\r\n\r\n[]", &[Frame("{}", 21), Frame("[]", 46)], Complete),
            ("blank lines before and after", b"\r\n\r\nContent-Length: 2\r\n\r\n{}\r\n\r\n", &[Frame("{}", 25)], Complete),
            ("blank lines alone", b"\r\n\r\n", &[], Complete),
            ("an LF alone is no blank line", b"Content-Length: 2\r\n\r\n{}\nContent-Length: 2\r\n\r\n[]", &[Frame("{}", 21), Error(InvalidHeader, 23), Frame("[]", 45)], Complete),
            ("half a blank line", b"Content-Length: 2\r\n\r\n{}\r", &[Frame("{}", 21)], Truncated(b"\r", 23)),
            ("a CR and no blank line", b"\rContent-Length: 2\r\n\r\n{}\nContent-Length: 2\r\n\r\n[]", &[Error(InvalidHeader, 1), Frame("[]", 46)], Complete),
            ("log noise", b"Content-Length: 2\r\n\r\n{}ERROR disk full\nmore\r\ncontent-LENGTH: 2\r\n\r\n[]", &[Frame("{}", 21), Error(InvalidHeader, 28), Frame("[]", 66)], Complete),
            ("noise before the first message", b"Starting...\n<ok>\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 11), Frame("{}", 38)], Complete),
            ("noise that begins like the field", b"Oh no!\nContent-Lengths\nContent-LengthContent-Length:2\nX Content-Length: 2\nContent-Length: 1\r\n\r\n1", &[Error(InvalidHeader, 2), Frame("1", 95)], Complete),
            ("noise at the end", b"Content-Length: 2\r\n\r\n{}\r\nbye now\n", &[Frame("{}", 21), Error(InvalidHeader, 28)], Truncated(b"", 25)),
            ("a section without a length, then one with it", b"Content-Type: x\r\n\r\nContent-Length: 2\r\n\r\n{}", &[Error(MissingContentLength, 19), Frame("{}", 40)], Complete),
            ("two lengths, then one", b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n1\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 33), Frame("{}", 63)], Complete),
            ("a sign, then none", b"Content-Length: -2\r\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 16), Frame("{}", 41)], Complete),
            ("a space inside", b"Content-Length: 1 2\r\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 18), Frame("{}", 42)], Complete),
            ("overflow, and then not", b"Content-Length: 99999999999999999999\r\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 35), Frame("{}", 59)], Complete),
            ("a noise of errors is one", b"<\n<\n\r\n: x\n\xFF\nContent-Length: 2\r\n\r\n{}", &[Error(InvalidHeader, 0), Frame("{}", 33)], Complete),
        ],
    );
    let short = Options {
        max_header_bytes: 21,
        ..Options::new(Framing::ContentLength)
    };
    check_all(
        &short,
        &[
            (
                "a header section of just the limit",
                b"Content-Length: 2\r\n\r\n{}",
                &[Frame("{}", 21)],
                Complete,
            ),
            (
                "one byte more",
                b"Content-Length: 10\r\n\r\n{}",
                &[Error(HeaderTooLarge, 21)],
                Foreign(b"Content-Length: 10\r\n\r\n{}"),
            ),
            (
                "decoding goes on after it",
                b"X: 0123456789abcdef\r\nContent-Length: 1\r\n\r\n1",
                &[Error(HeaderTooLarge, 21), Frame("1", 42)],
                Complete,
            ),
            (
                "at a line that begins with the first byte over the limit",
                b"X: 0123456789abcde\r\n\r\nContent-Length: 1\r\n\r\n1",
                &[Error(HeaderTooLarge, 21), Frame("1", 43)],
                Complete,
            ),
            (
                "blank lines before a section do not count",
                b"\r\n\r\nContent-Length: 2\r\n\r\n{}",
                &[Frame("{}", 25)],
                Complete,
            ),
        ],
    );
    let tiny = Options {
        max_header_bytes: 3,
        ..Options::new(Framing::ContentLength)
    };
    check_all(
        &tiny,
        &[(
            "a limit that no section keeps",
            b"Content-Length: 1\r\n\r\n1\nContent-Length: 1\r\n\r\n1",
            &[Error(HeaderTooLarge, 3), Error(HeaderTooLarge, 26)],
            Foreign(b"Content-Length: 1\r\n\r\n1\nContent-Length: 1\r\n\r\n1"),
        )],
    );
    let bare_lf = Options {
        bare_lf: true,
        ..Options::new(Framing::ContentLength)
    };
    check_all(
        &bare_lf,
        &[
            (
                "LF alone",
                b"\nX: y\nContent-Length: 2\n\n{}\n\r\nContent-Length: 1\r\n\n1\n",
                &[Frame("{}", 25), Frame("1", 50)],
                Complete,
            ),
            (
                "a field without a length",
                b"Content-Length:\nContent-Length: 1\n\n1",
                &[Error(InvalidHeader, 15), Frame("1", 35)],
                Complete,
            ),
        ],
    );
}

/// A header section may have just as many bytes as the limit says, also after noise, where its beginning is held before
/// it is known to be one; one more shows with that byte, not earlier.
#[test]
fn every_limit_of_a_header_section_at_every_end() {
    let stream = b"X: y\r\nContent-Length: 1\r\n\r\n1<\nContent-Length: 1\r\n\r\n1\r\n";
    for max_header_bytes in 0..=stream.len() {
        let options = Options {
            max_header_bytes,
            ..Options::new(Framing::ContentLength)
        };
        for end in 0..=stream.len() {
            let stream = &stream[..end];
            let expected = options.expected(stream);
            json::check(&[stream], &options, &expected);
            json::check(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
        }
    }
}

#[test]
fn limits() {
    let options = |framing| Options {
        max_frame_bytes: 4,
        max_depth: Some(2),
        ..Options::new(framing)
    };
    check_all(
        &options(Framing::Concatenated),
        &[
            (
                "just the limit",
                b"[12][1] 1234 ",
                &[Frame("[12]", 0), Frame("[1]", 4), Frame("1234", 8)],
                Complete,
            ),
            (
                "one byte more",
                b"[123][1]",
                &[Error(FrameTooLarge, 4), Frame("[1]", 5)],
                Complete,
            ),
            (
                "a long number",
                b"12345 1",
                &[Error(FrameTooLarge, 4), Frame("1", 6)],
                Complete,
            ),
            (
                "a long string",
                b"\"abc\"\"\"",
                &[Error(FrameTooLarge, 4), Frame("\"\"", 5)],
                Complete,
            ),
            (
                "the first fault counts",
                b"[[[]]]1 ",
                &[Error(TooDeep, 2), Frame("1", 6)],
                Complete,
            ),
            (
                "and no other",
                b"[1234[[[]]]]1 ",
                &[Error(FrameTooLarge, 4), Frame("1", 12)],
                Complete,
            ),
            (
                "the end while skipping",
                b"[1] [12345",
                &[Frame("[1]", 0), Error(FrameTooLarge, 8)],
                Truncated(b"", 4),
            ),
        ],
    );
    check_all(
        &options(Framing::Lines),
        &[
            (
                "CRLF does not count",
                b"[12]\r\n[1]\n",
                &[Frame("[12]", 0), Frame("[1]", 6)],
                Complete,
            ),
            (
                "one byte more",
                b"[123]\n[1]\n",
                &[Error(FrameTooLarge, 4), Frame("[1]", 6)],
                Complete,
            ),
            (
                "a CR that ends nothing counts",
                b"[12]\r \n1\n",
                &[Error(FrameTooLarge, 4), Frame("1", 7)],
                Complete,
            ),
            (
                "the last line",
                b"1\n12345",
                &[Frame("1", 0), Error(FrameTooLarge, 6)],
                Truncated(b"", 2),
            ),
        ],
    );
    check_all(
        &options(Framing::Array),
        &[(
            "one byte more",
            b"[[12],[123],[1]]",
            &[Frame("[12]", 1), Error(FrameTooLarge, 10), Frame("[1]", 12)],
            Complete,
        )],
    );
    check_all(
        &options(Framing::TextSequence),
        &[(
            "one byte more",
            b"\x1E[12]\n\x1E[123]\n\x1E[1]\n",
            &[Frame("[12]", 1), Error(FrameTooLarge, 11), Frame("[1]", 14)],
            Complete,
        )],
    );
    check_all(
        &options(Framing::ContentLength),
        &[
            (
                "one byte more",
                b"Content-Length: 5\r\n\r\n[123]Content-Length: 4\r\n\r\n[12]",
                &[Error(FrameTooLarge, 25), Frame("[12]", 47)],
                Complete,
            ),
            (
                "the end while skipping",
                b"Content-Length: 99\r\n\r\n[1",
                &[Error(FrameTooLarge, 26)],
                Truncated(b"", 22),
            ),
        ],
    );
}

/// A frame that breaks a limit is not validated, nor is one that is cut.
#[test]
fn limits_come_before_the_grammar() {
    let options = Options {
        max_frame_bytes: 3,
        max_depth: Some(1),
        ..Options::new(Framing::Concatenated).validating()
    };
    check_all(
        &options,
        &[
            (
                "a bracket too deep where a name must come",
                b"{{}}1 ",
                &[Error(TooDeep, 1), Frame("1", 4)],
                Complete,
            ),
            (
                "a byte over the limit where a comma must come",
                b"[1 ]1 ",
                &[Error(FrameTooLarge, 3), Frame("1", 4)],
                Complete,
            ),
            (
                "a wrong byte before: it is known at the frame's end only",
                b"[1\"\"]1 ",
                &[Error(FrameTooLarge, 3), Frame("1", 5)],
                Complete,
            ),
            (
                "a frame that the end cuts is not validated",
                b"[1\"",
                &[],
                Truncated(b"[1\"", 0),
            ),
        ],
    );
}

/// Finding a line's end shows no brackets: their depth is looked at where it is asked for.
#[test]
fn the_depth_of_lines_is_looked_at_on_request() {
    let deep = [b"[".repeat(600), b"]".repeat(600)].concat();
    let stream = [&deep[..], b"\n"].concat();
    let depths: [(Decoder, bool); 3] = [
        (Decoder::lines(), true),
        (
            Decoder::builder()
                .framing(Framing::Lines)
                .max_depth(512)
                .build(),
            false,
        ),
        (
            Decoder::builder()
                .framing(Framing::Lines)
                .validate(true)
                .build(),
            false,
        ),
    ];
    for (mut decoder, accepted) in depths {
        let mut input = &stream[..];
        match decoder.decode(&mut input) {
            Ok(frame) => {
                assert!(accepted);
                assert_eq!(frame.expect("a line").text_bytes(), deep);
            }
            Err(error) => {
                assert!(!accepted);
                assert_eq!((error.kind(), error.offset()), (TooDeep, 512));
            }
        }
    }
}

/// Every bracket in a line counts that is not in a string, whatever comes between; without a limit none does.
#[test]
fn the_depth_of_all_of_a_line() {
    let limited = |max_depth| Options {
        max_depth: Some(max_depth),
        ..Options::new(Framing::Lines)
    };
    check_all(
        &limited(2),
        &[
            (
                "after a value",
                b"{}[[[[[[]]]]]]\n",
                &[Error(TooDeep, 4)],
                Complete,
            ),
            (
                "between strings",
                b"\"\"[[[[[[]]]]]]\"\"\n",
                &[Error(TooDeep, 4)],
                Complete,
            ),
            (
                "after brackets that do not match",
                b"[1}[[[[[[[{\n",
                &[Error(TooDeep, 5)],
                Complete,
            ),
            (
                "after closing ones",
                b"[]]]][[[\n",
                &[Error(TooDeep, 7)],
                Complete,
            ),
            (
                "not in strings",
                b"[\"[[[\\\"[[\"]\n",
                &[Frame("[\"[[[\\\"[[\"]", 0)],
                Complete,
            ),
            (
                "before what else is wrong",
                b"x[[[\n",
                &[Error(TooDeep, 3)],
                Complete,
            ),
            (
                "with spaces before",
                b" [[[]]]\n",
                &[Error(TooDeep, 3)],
                Complete,
            ),
            (
                "in a line that the end cuts",
                b"[[[",
                &[Error(TooDeep, 2)],
                Complete,
            ),
            (
                "just the limit",
                b"[[]] [[]]\n",
                &[Frame("[[]] [[]]", 0)],
                Complete,
            ),
        ],
    );
    for (spaces, depth) in [(0, 600), (1, 600), (1, 100_000)] {
        let line = format!(
            "{}{}{}",
            " ".repeat(spaces),
            "[".repeat(depth),
            "]".repeat(depth)
        );
        let mut decoder = Decoder::lines();
        for stream in [format!("{line}\n"), line.clone()] {
            let mut input = stream.as_bytes();
            let frame = decoder.decode(&mut input).expect("no limit");
            let is_line = frame.is_some_and(|frame| frame.text_bytes() == line.as_bytes());
            let last = decoder.finish().expect("no limit").into_last();
            assert!(is_line || last.is_some_and(|frame| frame.text_bytes() == line.as_bytes()));
        }
        let reading = json::read_lent(&[format!("{line}\n").as_bytes()], &limited(512));
        assert_eq!(reading.errors(), [(TooDeep, (spaces + 512) as u64)]);
        let validating = Options::new(Framing::Lines).validating();
        let reading = json::read_lent(&[format!("{line}\n").as_bytes()], &validating);
        assert_eq!(reading.errors(), [(TooDeep, (spaces + 512) as u64)]);
    }
}

/// One rule, whatever the whitespace: a line that is not validated is judged by its text, with it or without.
#[test]
fn whitespace_around_a_line_changes_no_judgement() {
    let lines = [
        "{}[]", "[1}[{]", "\"a\\\"", "\"a\"b\"", "[\"]", "{]", "[] x", "1 2", "trux", "[", "\"",
        "]",
    ];
    for line in lines {
        for max_depth in [None, Some(0), Some(1), Some(2)] {
            let options = Options {
                max_depth,
                ..Options::new(Framing::Lines)
            };
            let seen = |line: &str| {
                let reading = json::check_every_split(line.as_bytes(), &options);
                let kinds = reading.errors().into_iter().map(|(kind, _)| kind);
                (reading.frames().len(), kinds.collect::<Vec<_>>())
            };
            let bare = seen(&format!("{line}\n"));
            for (before, after) in [(" ", ""), ("", "\t"), ("\r", " \r"), ("  ", "\r\t  ")] {
                let padded = format!("{before}{line}{after}\n");
                assert_eq!(seen(&padded), bare, "{padded:?} {options:?}");
            }
        }
    }
}

/// Contract line 6: a fatal error is returned once, the rest is used up in silence, and `reset` starts over.
#[test]
fn a_fatal_error_is_returned_once() {
    let mut decoder = Decoder::concatenated();
    let mut input = &b"{} ] {}"[..];
    assert!(decoder.decode(&mut input).expect("good").is_some());
    let error = decoder.decode(&mut input).expect_err("a closing bracket");
    assert!(error.is_fatal());
    assert_eq!((error.offset(), input), (3, &b""[..]));
    for mut input in [&b""[..], b"{}", b"{}"] {
        assert_eq!(decoder.decode(&mut input), Ok(None));
        assert!(input.is_empty());
    }
    assert_eq!(decoder.position(), 11);
    for _ in 0..2 {
        let end = decoder.finish().expect("returned once");
        assert!(matches!(
            end.verdict(),
            Verdict::Truncated {
                tail: b"",
                offset: 3,
                ..
            }
        ));
    }
    decoder.reset();
    assert_eq!(decoder.position(), 0);
    let mut input = &b"[]"[..];
    let frame = decoder.decode(&mut input).expect("good").expect("a frame");
    assert_eq!(
        (frame.text_bytes(), frame.span(), frame.index()),
        (&b"[]"[..], 0..2, 0)
    );
}

/// Contract line 5: no limit and no length is too large to be added to a position.
#[test]
fn limits_as_large_as_numbers_go() {
    for limit in [
        0,
        1,
        usize::MAX / 2,
        usize::MAX - 2,
        usize::MAX - 1,
        usize::MAX,
    ] {
        for framing in json::FRAMINGS {
            for length in [u64::MAX, u64::MAX - 1, u64::MAX / 2 + 1, 3] {
                let stream = format!(
                    "\x1E[1]\n\r\nContent-Length: {length}\r\n\r\n{{}}\nContent-Length: 1\r\n\r\n1"
                );
                for validate in [false, true] {
                    for (frame, depth, header) in [
                        (limit, 512, 4096),
                        (4096, limit, 4096),
                        (4096, 512, limit),
                        (limit, limit, limit),
                    ] {
                        let options = Options {
                            max_frame_bytes: frame,
                            max_depth: Some(depth),
                            max_header_bytes: header,
                            validate,
                            ..Options::new(framing)
                        };
                        for start in [0, 1, 7] {
                            json::check_every_split(&stream.as_bytes()[start..], &options);
                        }
                    }
                }
            }
        }
    }
}

/// Of an array that drips in, a verdict asked for on the way neither forgets the brackets nor where the strings are.
#[test]
fn a_drip_goes_on_after_a_verdict() {
    for (framing, before) in [(Framing::Concatenated, "0 "), (Framing::Array, "[0,")] {
        let mut decoder = Decoder::builder().framing(framing).build();
        let mut frames = Vec::new();
        for drip in [before, "[{", "\"]}", "\"", "]]"] {
            for mut input in drip.as_bytes().chunks(1) {
                while let Some(frame) = decoder.decode(&mut input).expect("good") {
                    frames.push(frame.text_bytes().to_vec());
                }
            }
            let end = decoder.finish().expect("good");
            assert!(end.last().is_none());
        }
        assert_eq!(frames, [&b"0"[..], br#"[{"]}"]]"#]);
    }
}

/// Frames that were reported count, and so does junk that was, so that an index stays that of the element.
#[test]
fn an_index_counts_every_frame() {
    let cases: [(Framing, &[u8], &[u64]); 4] = [
        (Framing::Array, b"[1,[22222],tru,[3]]", &[0, 3]),
        (Framing::Lines, b"1\n\n[22222]\noops\n[3]\n", &[0, 3]),
        (
            Framing::TextSequence,
            b"junk\x1E1\n\x1E[] x\n\x1E3\n",
            &[1, 2, 4],
        ),
        (
            Framing::ContentLength,
            b"!\nContent-Length: 1\r\n\r\n1X: y\r\n\r\nContent-Length: 1\r\n\r\n2",
            &[1, 3],
        ),
    ];
    for (framing, stream, expected) in cases {
        let options = Options {
            max_frame_bytes: 3,
            ..Options::new(framing)
        };
        let reading = json::check_every_split(stream, &options);
        let indices: Vec<u64> = reading
            .items
            .iter()
            .filter_map(|item| match item {
                Seen::Frame { place, .. } => Some(place.index),
                Seen::Error { .. } => None,
            })
            .collect();
        assert_eq!(indices, expected, "{framing:?}");
    }
}

/// What a log needs to know of an error, the same wherever the cuts are: the oracle knows the places, and the whole stream
/// the excerpts, which may be as long as is asked for.
#[test]
fn an_error_knows_its_frame() {
    let cases: [(Framing, &[u8], Place, &[u8]); 6] = [
        (
            Framing::Lines,
            b"{}\r\n\nERROR disk full\n[1]\n",
            Place {
                line: Some(3),
                index: 1,
                start: 5,
            },
            b"ERROR",
        ),
        (
            Framing::Lines,
            b"1\noh\n",
            Place {
                line: Some(2),
                index: 1,
                start: 2,
            },
            b"oh",
        ),
        (
            Framing::Lines,
            b"1\n[] x",
            Place {
                line: Some(2),
                index: 1,
                start: 2,
            },
            b"[] x",
        ),
        (
            Framing::Concatenated,
            b"1 truu 2",
            Place {
                line: None,
                index: 1,
                start: 2,
            },
            b"truu",
        ),
        (
            Framing::Concatenated,
            b"[1] !?",
            Place {
                line: None,
                index: 1,
                start: 4,
            },
            b"!",
        ),
        (
            Framing::ContentLength,
            b"Content-Length: 7\r\n\r\n[1, 2x]",
            Place {
                line: None,
                index: 0,
                start: 21,
            },
            b"[1, 2",
        ),
    ];
    for (framing, stream, expected, excerpt) in cases {
        let options = Options {
            excerpt_bytes: 5,
            ..Options::new(framing).validating()
        };
        let reading = json::check_every_split(stream, &options);
        let places: Vec<Place> = reading
            .items
            .iter()
            .filter_map(|item| match item {
                Seen::Error { place, .. } => Some(*place),
                Seen::Frame { .. } => None,
            })
            .collect();
        assert_eq!(places, [expected]);
        let lent = json::read_lent(&[stream], &options);
        assert_eq!(lent.excerpts, [excerpt]);
    }
}

/// Whatever the next call finds, and wherever the chunk ends.
#[test]
fn the_last_error_is_forgotten_by_the_next_call() {
    let cases: [(Framing, &[u8], &[u8]); 5] = [
        (Framing::Concatenated, b"{} tru ", b"[] "),
        (Framing::Lines, b"{}\noh\n", b"[]\n"),
        (Framing::Array, b"[{}, tru,", b" []"),
        (Framing::TextSequence, b"\x1E{}\n\x1Eoh\n", b"\x1E[]\n"),
        (
            Framing::ContentLength,
            b"Content-Length: 2\r\n\r\n{}Content-Length: 2\r\n\r\noh",
            b"Content-Length: 2\r\n\r\n[]",
        ),
    ];
    for (framing, bad, good) in cases {
        let stream = [bad, good].concat();
        for rest in [good, &good[..1], b"", good] {
            let mut decoder = Decoder::builder().framing(framing).build();
            let mut input = &stream[..bad.len() + rest.len()];
            assert!(decoder.decode(&mut input).expect("good").is_some());
            assert!(decoder.last_error().is_none(), "{framing:?}");
            assert!(decoder.decode(&mut input).is_err(), "{framing:?}");
            assert!(decoder.last_error().is_some(), "{framing:?}");
            let is_frame = decoder.decode(&mut input).expect("good").is_some();
            assert_eq!(is_frame, rest.len() == good.len(), "{framing:?}");
            assert!(decoder.last_error().is_none(), "{framing:?}");
        }
    }
}

/// A frame proves the format, also one after lines that are no frames; a bad line after it makes nothing foreign.
#[test]
fn a_line_after_blank_ones_proves_the_format() {
    for before in ["", "\n", " \r\n\n", "\u{FEFF}\n"] {
        for last in ["oh\n", "\n", ""] {
            let stream = format!("{before}{{}}\n{last}");
            let reading = json::check_every_split(stream.as_bytes(), &Options::new(Framing::Lines));
            assert_eq!(reading.ending, Ending::Complete, "{stream:?}");
        }
    }
}

/// Chunks of few bytes, and of a block's size, are held in ways of their own; lines end in them at every place.
#[test]
fn lines_of_any_length_in_chunks_of_any_size() {
    let ends = ["\n", "\r\n"].iter().cycle();
    let lines = (0..150).map(|len| format!("\"{}\"", "x".repeat(len)));
    let stream: String = lines.zip(ends).map(|(line, end)| line + end).collect();
    for max_frame_bytes in [usize::MAX, 152, 100, 40, 8] {
        let options = Options {
            max_frame_bytes,
            ..Options::new(Framing::Lines)
        };
        let whole = json::read_lent(&[stream.as_bytes()], &options);
        for size in 1..=140 {
            let chunks: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
            let cut = json::read_lent(&chunks, &options);
            assert_eq!(cut.items, whole.items, "{max_frame_bytes}, {size}");
            assert_eq!(cut.ending, whole.ending, "{max_frame_bytes}, {size}");
        }
    }
}

/// Asked for before anything came, the end is no line: the first one that comes is still line 1.
#[test]
fn the_end_of_nothing_is_no_line() {
    let mut decoder = Decoder::lines();
    for _ in 0..2 {
        let end = decoder.finish().expect("nothing is wrong");
        assert_eq!(end.verdict(), Verdict::Complete);
    }
    let frame = decoder.decode(&mut &b"{}\n"[..]).expect("good");
    assert_eq!(frame.expect("whole").line(), Some(1));
}
