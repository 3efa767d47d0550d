//! Lines end with CRLF, LF or CR.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("LF ends lines", LINES).message("data: a\ndata: b\n\n", "a\nb"),
        case("CR ends lines", LINES).message("data: a\rdata: b\r\r", "a\nb"),
        case("CRLF ends lines", LINES)
            .message("data: a\r\ndata: b\r\n\r", "a\nb")
            .gap("\n"),
        case("CRLF is one line end, not two", LINES)
            .message("data: a\r\ndata: b\n\n", "a\nb")
            .message("data: c\r\n\n", "c"),
        case("LF CR is two line ends", LINES)
            .message("data: a\n\r", "a")
            .message("data: b\n\r", "b"),
        case("LF CR LF is two line ends", LINES)
            .message("data: a\n\r", "a")
            .gap("\n")
            .message("data: b\n\n", "b"),
        case("CR CR is two line ends", LINES)
            .message("data: a\r\r", "a")
            .message("data: b\r\r", "b"),
        case("CR CRLF is two line ends", LINES)
            .message("data: a\r\r", "a")
            .gap("\n")
            .message("data: b\r\r", "b"),
        case("CRLF LF is two line ends", LINES)
            .message("data: a\r\n\n", "a")
            .message("data: b\r\n\n", "b"),
        case("CRLF CR is two line ends", LINES)
            .message("data: a\r\n\r", "a")
            .message("data: b\r\n\r", "b"),
        case("after CRLF CRLF a further LF is a blank line", LINES)
            .message("data: a\r\n\r", "a")
            .gap("\n\n")
            .message("data: b\n\n", "b"),
        case("all three ways in one event", LINES)
            .message("data: a\rdata: b\r\ndata: c\ndata: d\r\n\n", "a\nb\nc\nd"),
        case("each event with its own way", LINES)
            .message("data: a\n\n", "a")
            .message("data: b\r\r", "b")
            .message("data: c\r\n\r", "c")
            .gap("\n")
            .message("data: d\n\r", "d"),
        case("LF after a comment's CR belongs to it", LINES)
            .comment(": c\r", "c")
            .part("\n")
            .message("data: a\n\n", "a"),
        case("LF after an unknown field's CR belongs to it", LINES)
            .message("x\r\ndata: a\r\n\n", "a"),
        case("CR then a field that starts at once", LINES)
            .part("id: 1\r")
            .id("1")
            .event("event: t\rdata: a\r\r", "t", "a"),
        case("blank lines between events give nothing", BLANK)
            .gap("\n\n\r\r\r\n")
            .message("data: a\n\n", "a")
            .gap("\n\r\n\r")
            .message("data: b\n\n", "b")
            .gap("\n\n"),
        case("a line of one space is not blank", BLANK).message("data: a\n \ndata: b\n\n", "a\nb"),
        case("a line of one tab is not blank", BLANK).message("data: a\n\t\ndata: b\n\n", "a\nb"),
        case("VT and FF end no line", ANY_CHAR).message("data: a\u{B}\u{C}b\n\n", "a\u{B}\u{C}b"),
        case("NEL ends no line", ANY_CHAR).message("data: a\u{85}data: b\n\n", "a\u{85}data: b"),
        case("U+2028 and U+2029 end no line", ANY_CHAR).message(
            "data: a\u{2028}\u{2028}b\u{2029}\n\n",
            "a\u{2028}\u{2028}b\u{2029}",
        ),
        case("the separators U+001C to U+001F end no line", ANY_CHAR)
            .message("data: \x1C\x1D\x1E\x1F\n\n", "\x1C\x1D\x1E\x1F"),
        case(
            "characters whose bytes end in 0A or 0D by their low bits end no line",
            ANY_CHAR,
        )
        .message(
            "data: \u{10A}\u{10D}\u{A0A}\u{D0D}\u{4E0A}\n\n",
            "\u{10A}\u{10D}\u{A0A}\u{D0D}\u{4E0A}",
        ),
        case("backslash and n are two characters of the value", ANY_CHAR)
            .message("data: a\\n\\r\n\n", "a\\n\\r"),
    ]
}
