//! The start of the stream: one byte order mark is dropped there, and only there.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("one leading BOM is dropped", BOM)
            .gap(b"\xEF\xBB\xBF")
            .message("data: a\n\n", "a"),
        case("without a BOM the first line is the first", BOM).message("data: a\n\n", "a"),
        case("of two leading BOMs the second is in the field name", BOM)
            .gap(b"\xEF\xBB\xBF")
            .gap(b"\xEF\xBB\xBFdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("a BOM before a later event is in the field name", BOM)
            .message("data: a\n\n", "a")
            .gap(b"\xEF\xBB\xBFdata: b\n\n")
            .message("data: c\n\n", "c"),
        case("a BOM before a later line is in the field name", BOM)
            .message(b"data: a\n\xEF\xBB\xBFdata: b\ndata: c\n\n", "a\nc"),
        case("a BOM after a leading blank line is in the field name", BOM)
            .gap("\n")
            .gap(b"\xEF\xBB\xBFdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("one byte of a BOM is in the field name", BOM)
            .gap(b"\xEFdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("two bytes of a BOM are in the field name", BOM)
            .gap(b"\xEF\xBBdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("two bytes of a BOM, then a whole one", BOM)
            .gap(b"\xEF\xBB\xEF\xBB\xBFdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("a BOM with its last bytes swapped is none", BOM)
            .gap(b"\xEF\xBF\xBBdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("one byte of a BOM, then a line end", BOM)
            .part(b"\xEF\n")
            .message("data: a\n\n", "a"),
        case("two bytes of a BOM, then a blank line", BOM)
            .gap(b"\xEF\xBB\r\r")
            .message("data: a\n\n", "a"),
        case("a BOM, then a blank line", BOM)
            .gap(b"\xEF\xBB\xBF\r\n")
            .message("data: a\n\n", "a"),
        case("a BOM, then a comment", BOM)
            .gap(b"\xEF\xBB\xBF")
            .comment(": c\n", "c")
            .message("data: a\n\n", "a"),
        case(
            "a BOM before a colon is dropped, so that the line is a comment",
            BOM,
        )
        .gap(b"\xEF\xBB\xBF")
        .comment(":\n", "")
        .gap("\n"),
        case("a UTF-16 BOM is invalid UTF-8 in the field name", UTF8)
            .gap(b"\xFF\xFEdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("a BOM alone is complete", VERDICT).gap(b"\xEF\xBB\xBF"),
        case("a BOM and blank lines are complete", VERDICT).gap(b"\xEF\xBB\xBF\r\n\n"),
        case("the BOM does not count as the unfinished event's", VERDICT)
            .gap(b"\xEF\xBB\xBF")
            .cut("data: a")
            .salvages("a"),
    ]
}
