//! Where events and comments lie.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("a span begins where the one before it ended", SPAN)
            .message("data: a\n\n", "a")
            .message("data: b\n\n", "b"),
        case("a span holds all lines of its block", SPAN)
            .part("foo\nid: 1\n")
            .id("1")
            .message("data: a\nretry: x\nbar: baz\n\n", "a"),
        case("a span begins after a CRLF that ended a blank line", SPAN)
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .message("data: b\r\n\r", "b")
            .gap("\n"),
        case("a span begins after a CR that ended a blank line", SPAN)
            .message("data: a\r\r", "a")
            .message("data: b\r\r", "b"),
        case("a span begins after further blank lines", SPAN)
            .message("data: a\n\n", "a")
            .gap("\n\n\r")
            .message("data: b\n\n", "b"),
        case("a span begins after the BOM", SPAN)
            .gap(b"\xEF\xBB\xBF")
            .message("data: a\n\n", "a"),
        case("a span begins after a block without data", SPAN)
            .gap("id: 1\n\n")
            .id("1")
            .message("data: a\n\n", "a"),
        case("a span begins after a block of comments", SPAN)
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .comment(": c\r", "c")
            .gap("\n\r\n")
            .message("data: b\n\n", "b"),
        case("a span holds the comments of its block", SPAN)
            .comment(": c\n", "c")
            .part("data: a\n")
            .comment(": d\n", "d")
            .message("\n", "a"),
        case(
            "a comment's span has its own line end, of CRLF the CR",
            SPAN,
        )
        .comment(": c\r", "c")
        .part("\n")
        .comment(": d\n", "d")
        .comment(": e\r", "e")
        .message("data: a\r\r", "a"),
        case("a comment's span in a later block", SPAN)
            .message("data: a\n\n", "a")
            .part("data: b\n")
            .comment(":c\n", "c")
            .message("data: d\n\n", "b\nd"),
        case(
            "the LF of a blank line's CRLF at the end of the stream",
            SPAN,
        )
        .message("data: a\r\n\r", "a")
        .gap("\n"),
    ]
}
