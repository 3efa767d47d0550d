//! A line that starts with a colon.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("a comment is no data", COMMENT)
            .comment(": c\n", "c")
            .message("data: a\n\n", "a"),
        case("a colon alone is a comment", COMMENT)
            .comment(":\n", "")
            .message("data: a\n\n", "a"),
        case("a comment alone makes no event", COMMENT)
            .comment(": heartbeat\n", "heartbeat")
            .gap("\n"),
        case("comments between data lines do not part them", COMMENT)
            .part("data: a\n")
            .comment(": c\n", "c")
            .comment(":d\n", "d")
            .message("data: b\n\n", "a\nb"),
        case("a field inside a comment is none", COMMENT)
            .comment(":data: a\n", "data: a")
            .gap("\n"),
        case("a comment may begin with further colons", COMMENT)
            .comment(":: c :\n", ": c :")
            .gap("\n"),
        case(
            "one space of a comment's text is dropped, as of a value",
            COMMENT,
        )
        .comment(":  c \n", " c ")
        .gap("\n"),
        case("a colon after a space is no comment", COMMENT)
            .gap(" : c\n\n")
            .message("data: a\n\n", "a"),
        case("a comment ended by CR", COMMENT)
            .comment(": c\r", "c")
            .comment(": d\r", "d")
            .message("data: a\r\r", "a"),
        case("a comment ended by CRLF", COMMENT)
            .comment(": c\r", "c")
            .part("\n")
            .comment(": d\r", "d")
            .gap("\n\r\n")
            .message("data: a\n\n", "a"),
        case("a comment block between events is of neither", COMMENT)
            .message("data: a\n\n", "a")
            .comment(": c\n", "c")
            .gap("\n")
            .message("data: b\n\n", "b"),
        case("a comment after the data, before the blank line", COMMENT)
            .part("data: a\n")
            .comment(": c\n", "c")
            .message("\n", "a"),
        case(
            "a comment with NUL, BOM and a character of four bytes",
            COMMENT,
        )
        .comment(":\0\u{FEFF}\u{1F600}\n", "\0\u{FEFF}\u{1F600}")
        .gap("\n"),
        case("a comment does not reset type or data", COMMENT)
            .part("event: t\n")
            .comment(":\n", "")
            .event("data: a\n\n", "t", "a"),
        case("comments only, then the end", VERDICT)
            .comment(": c\n", "c")
            .gap("\n")
            .comment(": d\n", "d")
            .gap("\n"),
    ]
}
