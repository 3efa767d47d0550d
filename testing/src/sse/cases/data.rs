//! The `data` field.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("two data lines are joined with LF", DATA).message("data: a\ndata: b\n\n", "a\nb"),
        case("data lines are joined with LF whatever ended them", DATA)
            .message("data: a\rdata: b\r\ndata: c\n\n", "a\nb\nc"),
        case("many data lines", DATA).message(
            "data:1\ndata: 2\ndata:3\ndata\ndata: 5\ndata:6\n\n",
            "1\n2\n3\n\n5\n6",
        ),
        case("an empty data line alone", DISPATCH_LF).message("data:\n\n", ""),
        case("two empty data lines are one LF", DISPATCH_LF).message("data:\ndata:\n\n", "\n"),
        case("three empty data lines are two LF", DISPATCH_LF)
            .message("data\ndata:\ndata: \n\n", "\n\n"),
        case("an empty data line first", DATA).message("data:\ndata: a\n\n", "\na"),
        case("an empty data line last", DISPATCH_LF).message("data: a\ndata:\n\n", "a\n"),
        case("an empty data line between", DATA).message("data: a\ndata\ndata: b\n\n", "a\n\nb"),
        case("data does not leak into the next event", DISPATCH_RESET)
            .message("data: a\n\n", "a")
            .message("data: b\n\n", "b"),
        case("data lines with other fields between", DATA)
            .id("1")
            .event(
                "data: a\nevent: t\ndata: b\nid: 1\ndata: c\nretry: x\n\n",
                "t",
                "a\nb\nc",
            ),
        case("ID and type after several data lines", DATA)
            .id("ident")
            .event(
                "data: a\ndata: b\nid: ident\nevent: type\n\n",
                "type",
                "a\nb",
            ),
        case("type and ID before several data lines", DATA)
            .id("ident")
            .event(
                "event: type\nid: ident\ndata: a\ndata: b\n\n",
                "type",
                "a\nb",
            ),
        case("type and ID among several data lines, each twice", DATA)
            .id("22")
            .event(
                "data: a\nid: 1\nevent: t\ndata: b\nevent: uuu\nid: 22\ndata: c\n\n",
                "uuu",
                "a\nb\nc",
            ),
        case("an ID longer than all the data before and after it", DATA)
            .id("0123456789abcdef")
            .event(
                "data:a\nid:0123456789abcdef\nevent:t\ndata:b\n\n",
                "t",
                "a\nb",
            ),
        case("NUL in data is kept", ANY_CHAR).message("data: a\0b\0\n\n", "a\0b\0"),
        case("a BOM in data is kept", ANY_CHAR)
            .message("data: \u{FEFF}a\u{FEFF}\n\n", "\u{FEFF}a\u{FEFF}"),
        case("a BOM first in a value keeps the space after it", SPACE)
            .message("data:\u{FEFF} a\n\n", "\u{FEFF} a"),
        case("control characters are kept", ANY_CHAR)
            .message("data: \x01\x08\x1B\x7F\n\n", "\x01\x08\x1B\x7F"),
        case("characters of one to four bytes", UTF8).message(
            "data: a\u{E9}\u{4F60}\u{1F600}\n\n",
            "a\u{E9}\u{4F60}\u{1F600}",
        ),
        case("the last character of each length", UTF8).message(
            "data: \u{7F}\u{7FF}\u{FFFF}\u{10FFFF}\n\n",
            "\u{7F}\u{7FF}\u{FFFF}\u{10FFFF}",
        ),
        case("a U+FFFD that was sent", UTF8).message("data: \u{FFFD}\n\n", "\u{FFFD}"),
        case("a value that looks like a field", DATA).message("data: data: a\n\n", "data: a"),
        case("a JSON value over several lines", DATA)
            .message("data: {\ndata: \"a\": 1\ndata: }\n\n", "{\n\"a\": 1\n}"),
        case("a block without data is not dispatched", DISPATCH_EMPTY)
            .gap("event: t\n\n")
            .message("data: a\n\n", "a"),
    ]
}
