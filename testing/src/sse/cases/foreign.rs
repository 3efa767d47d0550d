//! Bodies that are no event stream: the first line that is not blank decides.

use unchunk::ErrorKind::{EventTooLarge, LineTooLarge};

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    [bodies(), heads(), proofs()].concat()
}

fn bodies() -> Vec<Written> {
    vec![
        case("an empty body is complete", VERDICT).ignored(""),
        case("a JSON error", VERDICT).foreign(r#"{"error":{"message":"rate limited"}}"#),
        case("a JSON error and a blank line", VERDICT).foreign("{\"error\":1}\n\n"),
        case("a JSON error over several lines", VERDICT)
            .foreign("{\n  \"error\": \"rate limited\",\n  \"id\": 1\n}\n"),
        case("a JSON error with blank lines", VERDICT)
            .foreign("{\r\n\r\n\"data\": 1\r\n\r\n}\r\n\r\n"),
        case("an HTML page", VERDICT)
            .foreign("<!DOCTYPE html>\n<html>\n\n<title>502</title>\n\n</html>\n"),
        case("an HTML page with CSS", VERDICT)
            .line("<html>\n")
            .line("<style>\n")
            .comment(":root{color:red}\n", "root{color:red}")
            .line("</style>\n")
            .line("</html>\n")
            .foreign("\n"),
        case("an HTML page with lines that are fields", VERDICT)
            .foreign("<pre>\ndata\nid: 7\nevent: x\n</pre>\n"),
        case("plain text", VERDICT).foreign("Internal Server Error"),
        case("plain text with a colon", VERDICT).foreign("Error: quota exceeded\n"),
        case("plain text that begins as a known name does", VERDICT)
            .foreign("eventually it failed"),
        case("plain text that is a known name and more", VERDICT).foreign("database"),
        case("the first byte that fits no name decides", VERDICT).foreign("dx"),
        case("a known name that a space follows", VERDICT).foreign("data "),
        case("plain text that begins with a space", VERDICT).foreign(" data: a\n"),
        case("a known name in capitals", VERDICT).foreign("DATA: a\n\n"),
        case("a part of a known name with a colon", VERDICT).foreign("dat:"),
        case("a part of a known name with a line end", VERDICT).foreign("dat\n"),
        case("unknown fields only", VERDICT).foreign("foo: bar\n\nbaz\n\n"),
        case("a BOM, then JSON", VERDICT)
            .gap(b"\xEF\xBB\xBF")
            .foreign("{}"),
        case("two BOMs, then a field", VERDICT)
            .gap(b"\xEF\xBB\xBF")
            .foreign(b"\xEF\xBB\xBFdata: a\n\n"),
        case("half a BOM, then a field", VERDICT).foreign(b"\xEF\xBBdata: a\n"),
        case("half a BOM, then a line end", VERDICT).foreign(b"\xEF\xBB\r\n"),
        case("blank lines, then JSON", VERDICT).foreign("\n\r\n{}\n\n"),
        case("a compressed body", VERDICT).foreign(b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x0A\x0A"),
        case("an event stream in UTF-16", VERDICT).foreign(b"\xFF\xFEd\0a\0t\0a\0:\0a\0\n\0\n\0"),
        case("a body of NULs", VERDICT).foreign([0; 40]),
        case("a field and an unknown line in its block", VERDICT)
            .foreign("status: 500\nid: 7\nerror: x\n"),
        case("an unknown line before one that may become known", VERDICT).foreign("foo\nda"),
        case("an unfinished event is not salvaged", VERDICT).foreign("<html>\ndata: a"),
    ]
}

fn heads() -> Vec<Written> {
    vec![
        case("a head of exactly 1024 bytes", VERDICT).foreign([b'x'; 1024]),
        case("of a longer body the head has 1024 bytes", VERDICT).foreign_head([b'x'; 1025], 1024),
        case("the head's bound falls on a CRLF", VERDICT)
            .foreign_head(format!("{}\r\n{}", "x".repeat(1023), "y".repeat(70)), 1024),
        case("the head's bound falls inside a character", VERDICT)
            .foreign_head("\u{4F60}".repeat(400), 1024),
        case("the head goes on over blank lines", VERDICT)
            .foreign_head("<p>\n\n".repeat(300), 1024),
        case("the head has fields too", VERDICT).foreign_head("<p>\nid\n\n".repeat(130), 1024),
    ]
}

fn proofs() -> Vec<Written> {
    vec![
        case("a page before the first event", VERDICT)
            .gap("<html>\n\n")
            .message("data: a\n\n", "a")
            .ignored(""),
        case("a page in the block of the first event", VERDICT)
            .line("<html>\n")
            .message("data: a\n\n", "a")
            .ignored(""),
        case("after the first event a page is in the tail", VERDICT)
            .line("<html>\n")
            .message("data: a\n\n", "a")
            .cut("{}")
            .tail("{}")
            .ignored("{}"),
        case("fields that make no event prove nothing", VERDICT)
            .foreign("<html>\n\nid\n\nevent: x\n\nretry\n\n"),
        case("a first line without a colon", VERDICT)
            .gap("retry\n\n{}\n\n")
            .ignored("{}\n"),
        case("an ID with NUL is a field nevertheless", VERDICT).gap("id: \0\n\n"),
        case("a first comment", VERDICT)
            .comment(":\n", "")
            .gap("{}\n\n")
            .ignored("{}\n"),
        case("an event that is skipped proves nothing", VERDICT)
            .limit(8)
            .line("<html>\n")
            .error(EventTooLarge, 21)
            .foreign("data: 123456789\n\n"),
        case("a field over the limit is a field", VERDICT)
            .limit(8)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\n\n"),
        case("a first line over the limit of an item is unknown", VERDICT)
            .limit(16)
            .error(LineTooLarge, 16)
            .foreign(r#"{"error":{"message":"rate limited"}}"#),
        case("a foreign line after the last event is a tail", VERDICT)
            .message("data: a\n\n", "a")
            .cut("{}")
            .tail("{}"),
    ]
}
