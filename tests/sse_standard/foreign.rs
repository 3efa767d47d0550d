//! Bodies that are no event stream.

use unchunk::ErrorKind::{EventTooLarge, UnknownField};

use crate::case::{Case, case, clause::*};

pub fn cases() -> Vec<Case> {
    vec![
        case("an empty body is complete", VERDICT),
        case("a blank line alone", VERDICT).foreign("\n"),
        case("blank lines of every kind alone", VERDICT).foreign("\n\r\n\r\n\n\r"),
        case("a JSON error", VERDICT).foreign(r#"{"error":{"message":"rate limited"}}"#),
        case("a JSON error over several lines", VERDICT)
            .foreign("{\n  \"error\": \"rate limited\",\n  \"id\": 1\n}\n"),
        case("a JSON error with blank lines", VERDICT)
            .foreign("{\r\n\r\n\"data\": 1\r\n\r\n}\r\n\r\n"),
        case("an HTML page", VERDICT)
            .foreign("<!DOCTYPE html>\n<html>\n\n<title>502</title>\n\n</html>\n"),
        case("plain text", VERDICT).foreign("Internal Server Error"),
        case("plain text with a colon", VERDICT).foreign("Error: quota exceeded\n"),
        case("plain text that begins as a known name does", VERDICT)
            .foreign("eventually it failed"),
        case("plain text that begins with a space", VERDICT).foreign(" data: a\n\n"),
        case("a known name in capitals", VERDICT).foreign("DATA: a\n\n"),
        case("unknown fields only", VERDICT).foreign("foo: bar\n\nbaz\n\n"),
        case("a BOM, then JSON", VERDICT)
            .gap(b"\xEF\xBB\xBF")
            .foreign("{}"),
        case("two BOMs, then data", VERDICT)
            .gap(b"\xEF\xBB\xBF")
            .foreign(b"\xEF\xBB\xBFdata: a\n\n"),
        case("a compressed body", VERDICT).foreign(b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x0A\x0A"),
        case("an event stream in UTF-16", VERDICT).foreign(b"\xFF\xFEd\0a\0t\0a\0:\0a\0\n\0\n\0"),
        case("a body of NULs", VERDICT).foreign([0; 40]),
        case("a head of exactly 1024 bytes", VERDICT).foreign([b'x'; 1024]),
        case("of a longer body the head has 1024 bytes", VERDICT).foreign_head([b'x'; 1025], 1024),
        case("the head's bound falls on a CRLF", VERDICT)
            .foreign_head(format!("{}\r\n{}", "x".repeat(1023), "y".repeat(70)), 1024),
        case("the head's bound falls inside a character", VERDICT)
            .foreign_head("\u{4F60}".repeat(400), 1024),
        case("the head goes on over blank lines", VERDICT)
            .foreign_head("<p>\n\n".repeat(300), 1024),
        case("a body over the event limit with no blank line", VERDICT)
            .limit(16)
            .error(EventTooLarge, 16)
            .foreign(r#"{"error":{"message":"rate limited"}}"#),
        case("a body over the event limit, in several blocks", VERDICT)
            .limit(8)
            .gap("<html>\n\n")
            .error(EventTooLarge, 16)
            .gap("<title>503\n\n")
            .foreign("</html>\n"),
        case("a page before the first field", VERDICT)
            .gap("<html>\n\n")
            .message("data: a\n\n", "a"),
        case("a page in the block of the first field", VERDICT).message("<html>\ndata: a\n\n", "a"),
        case("one line with a known name is enough", VERDICT).cut("status: 500\nid: 7\nerror: x\n"),
        case("one line that starts with a colon is enough", VERDICT)
            .part("<style>\n")
            .comment(":root { margin: 0 }\n", "root { margin: 0 }")
            .cut("</style>"),
        case("a known name without a colon is enough", VERDICT).gap("retry\n\n"),
        case("an ID with NUL is a field nevertheless", VERDICT).gap("id: \0\n\n"),
        case("a field behind a fault is a field nevertheless", VERDICT)
            .strict()
            .error(UnknownField, 0)
            .gap("foo: 1\ndata: x\n\n"),
        case(
            "a comment behind a fault is a comment nevertheless",
            VERDICT,
        )
        .strict()
        .error(UnknownField, 0)
        .gap("foo: 1\r\n:\r\n\r\n"),
        case("a field behind the limit is a field nevertheless", VERDICT)
            .limit(4)
            .error(EventTooLarge, 4)
            .gap("<html>\nretry\n\n"),
        case("a field whose name the limit cuts is one", VERDICT)
            .limit(2)
            .error(EventTooLarge, 2)
            .gap("event: a\n\n"),
        case(
            "a line that only begins like a field up to the limit is none",
            VERDICT,
        )
        .limit(2)
        .error(EventTooLarge, 2)
        .foreign("events: a\n\n"),
        case(
            "a field's name that the end cuts while skipping may be one",
            VERDICT,
        )
        .strict()
        .error(UnknownField, 0)
        .cut_skipped("foo\nretr"),
        case(
            "a line that the end cuts while skipping is none by its first bytes",
            VERDICT,
        )
        .strict()
        .error(UnknownField, 0)
        .foreign("foo\nretro"),
        case("a known name inside a skipped line is none", VERDICT)
            .strict()
            .error(UnknownField, 0)
            .foreign("foo\n<data: a\n\n"),
        case("a foreign line after the last event is a tail", VERDICT)
            .message("data: a\n\n", "a")
            .cut("{}"),
    ]
}
