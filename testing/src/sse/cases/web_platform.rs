//! What the web platform tests ask of browsers under `eventsource/format-*`, each in this crate's own words.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("format-bom: only the first of two blocks has a BOM that is dropped", BOM)
            .gap(b"\xEF\xBB\xBF")
            .message("data:one\n\n", "one")
            .gap(b"\xEF\xBB\xBFdata:two\n\n")
            .message("data:three\n\n", "three"),
        case("format-bom-2: two BOMs at the start lose the first block", BOM)
            .gap(b"\xEF\xBB\xBF\xEF\xBB\xBFdata:one\n\n")
            .message("data:two\n\n", "two")
            .message("data:three\n\n", "three"),
        case("format-comments: NUL, every line end and a long text in comments", COMMENT)
            .part("data:1\r")
            .comment(":\0\n", "\0")
            .comment(":\r", "")
            .part("\ndata:2\n")
            .comment(format!(":{}\r", "long ".repeat(60)), &"long ".repeat(60))
            .part("data:3\n")
            .comment(":data:no\r", "data:no")
            .comment(format!(":{}\n", "x".repeat(300)), &"x".repeat(300))
            .message("data:4\n\n", "1\n2\n3\n4"),
        case("format-data-before-final-empty-line: the last block lacks its blank line", EOF)
            .retry(1000)
            .message("retry:1000\ndata:whole\n\n", "whole")
            .cut("id:mark\ndata:cut")
            .salvages_as("message", "cut", "mark"),
        case("format-field-data: empty, two empty and a word", DATA)
            .message("data:\n\n", "")
            .message("data\ndata\n\n", "\n")
            .message("data:word\n\n", "word"),
        case("format-field-event: a type, then none", EVENT)
            .event("event:kind\ndata:x\n\n", "kind", "x")
            .message("data:x\n\n", "x"),
        case("format-field-event-empty: an empty type is the default", EVENT)
            .message("event: \ndata:x\n\n", "x"),
        case("format-field-id: an ID of one character outside ASCII", ID)
            .id("\u{2026}")
            .message("id:\u{2026}\ndata:x\n\n", "x"),
        case("format-field-id-2: an ID is kept by blocks that have none", DISPATCH_ID)
            .id("1")
            .message("id: 1\ndata:x\n\n", "x")
            .message("data:y\n\n", "y")
            .message("data:z\n\n", "z"),
        case("format-field-id-3: an empty ID takes it back", ID)
            .id("1")
            .message("id: 1\ndata:x\n\n", "x")
            .id("")
            .message("id\ndata:y\n\n", "y"),
        case("format-field-id-null: NUL anywhere spoils an ID", ID)
            .message("id:\0\0\ndata:1\n\n", "1")
            .message("id:x\0\ndata:2\n\n", "2")
            .message("id:\0x\ndata:3\n\n", "3")
            .message("id:x\0x\ndata:4\n\n", "4")
            .message("id: \0\ndata:5\n\n", "5"),
        case("format-field-parsing: near misses of `data`", COLON).message(
            "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:3\r\0data:4\nda-ta:5\rdata_6\ndata:7\rdata:\r\n data:8\ndata:9\n\n",
            "\0\n 2\n3\n7\n\n9",
        ),
        case("format-field-retry: a number", RETRY)
            .retry(3000)
            .message("retry:3000\ndata:x\n\n", "x"),
        case("format-field-retry-bogus: a number with a letter leaves the one before", RETRY)
            .retry(3000)
            .message("retry:3000\nretry:1000x\ndata:x\n\n", "x"),
        case("format-field-retry-empty: no value", RETRY).message("retry\ndata:x\n\n", "x"),
        case("format-field-unknown: all but two lines are unknown or comments", OTHER)
            .part("data:x\n data\ndata\nfoo:bar\njusttext\n")
            .comment(":a comment\n", "a comment")
            .message("data:x\n\n", "x\n\nx"),
        case("format-leading-space: tab stays, one space goes", SPACE)
            .message("data:\tx\rdata: \ndata:x\n\n", "\tx\n\nx"),
        case("format-mime-valid-bogus: whatever charset is named, the bytes are UTF-8", UTF8)
            .message(b"data:caf\xE9 caf\xC3\xA9\n\n", "caf\u{FFFD} caf\u{E9}"),
        case("format-newlines: three ways to end a line", LINES)
            .message("data:x\r\ndata\ndata:x\r\n\r", "x\n\nx")
            .gap("\n"),
        case("format-null-character: NUL is data, and further blank lines are nothing", ANY_CHAR)
            .message("data:\0\n\n", "\0")
            .gap("\n\n"),
        case("format-utf-8: characters outside ASCII", UTF8)
            .message("data:ok\u{2026}\n\n", "ok\u{2026}"),
        case("the standard's first example: data over lines, then a type", DATA)
            .message("data: This is the first message.\n\n", "This is the first message.")
            .message(
                "data: This is the second message, it\ndata: has two lines.\n\n",
                "This is the second message, it\nhas two lines.",
            )
            .event("event: add\ndata: 73857293\n\n", "add", "73857293"),
        case("the standard's stock example", DATA)
            .message("data: YHOO\ndata: +2\ndata: 10\n\n", "YHOO\n+2\n10"),
        case("the standard's four blocks: comment, ID, reset, two spaces", DISPATCH_ID)
            .comment(": test stream\n", "test stream")
            .gap("\n")
            .id("1")
            .message("data: first event\nid: 1\n\n", "first event")
            .id("")
            .message("data:second event\nid\n\n", "second event")
            .message("data:  third event\n\n", " third event"),
        case("the standard's two events and a block without its end", EOF)
            .message("data\n\n", "")
            .message("data\ndata\n\n", "\n")
            .cut("data:")
            .salvages(""),
        case("the standard's two identical events", SPACE)
            .message("data:test\n\n", "test")
            .message("data: test\n\n", "test"),
    ]
}
