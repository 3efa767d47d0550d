//! Invalid UTF-8: each maximal subpart of an ill-formed sequence is one U+FFFD, and no line ends inside it.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("a two-byte character cut before a letter", UTF8)
            .message(b"data: \xC3x\n\n", "\u{FFFD}x"),
        case("a three-byte character cut after one byte", UTF8)
            .message(b"data: \xE4x\n\n", "\u{FFFD}x"),
        case("a three-byte character cut after two bytes is one U+FFFD", UTF8)
            .message(b"data: \xE4\xBDx\n\n", "\u{FFFD}x"),
        case("a four-byte character cut after one byte", UTF8)
            .message(b"data: \xF0x\n\n", "\u{FFFD}x"),
        case("a four-byte character cut after two bytes is one U+FFFD", UTF8)
            .message(b"data: \xF0\x9Fx\n\n", "\u{FFFD}x"),
        case("a four-byte character cut after three bytes is one U+FFFD", UTF8)
            .message(b"data: \xF0\x9F\x98x\n\n", "\u{FFFD}x"),
        case("a cut character before a whole one", UTF8)
            .message(b"data: \xE4\xBD\xE4\xBD\xA0\n\n", "\u{FFFD}\u{4F60}"),
        case("a cut character before LF", UTF8)
            .message(b"data: a\xC3\ndata: b\xF0\x9F\x98\n\n", "a\u{FFFD}\nb\u{FFFD}"),
        case("a cut character before CR", UTF8)
            .message(b"data: a\xE4\xBD\rdata: b\xF0\x9F\r\r", "a\u{FFFD}\nb\u{FFFD}"),
        case("a cut character before CRLF", UTF8)
            .message(b"data: a\xE2\x80\r\ndata: b\xC3\r\n\r", "a\u{FFFD}\nb\u{FFFD}")
            .gap("\n"),
        case("a character cut by a line end does not go on in the next line", UTF8)
            .message(b"data: a\xE4\n\xBD\xA0: b\ndata: c\n\n", "a\u{FFFD}\nc"),
        case("a character cut by a line end does not go on in the next value", UTF8)
            .message(b"data:\xE4\xBD\ndata:\xA0\n\n", "\u{FFFD}\n\u{FFFD}"),
        case("a lone continuation byte", UTF8).message(b"data: a\x80b\n\n", "a\u{FFFD}b"),
        case("lone continuation bytes are one U+FFFD each", UTF8)
            .message(b"data:\x80\xBF\x80\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("a continuation byte too many", UTF8)
            .message(b"data: \xE4\xBD\xA0\xA0\n\n", "\u{4F60}\u{FFFD}"),
        case("overlong sequences of two bytes", UTF8)
            .message(b"data: \xC0\x80\xC1\xBF\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("overlong sequences of three bytes", UTF8)
            .message(b"data: \xE0\x80\xAF\ndata: \xE0\x9F\xBF\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\n\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("overlong sequences of four bytes", UTF8)
            .message(b"data: \xF0\x80\x80\xAF\ndata: \xF0\x8F\xBF\xBF\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\n\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("an overlong LF or CR ends no line", UTF8)
            .message(b"data: a\xC0\x8A\xC0\x8Db\xE0\x80\x8A\n\n", "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("an overlong colon ends no name", UTF8)
            .gap(b"data\xC0\xBA a\n\n")
            .message("data: b\n\n", "b"),
        case("a surrogate", UTF8)
            .message(b"data: \xED\xA0\x80\ndata: \xED\xBF\xBF\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\n\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("a surrogate pair is no character", UTF8)
            .message(b"data: \xED\xA0\xBD\xED\xB8\x80\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("the characters beside the surrogates", UTF8)
            .message(b"data: \xED\x9F\xBF\xEE\x80\x80\n\n", "\u{D7FF}\u{E000}"),
        case("past U+10FFFF", UTF8)
            .message(b"data: \xF4\x90\x80\x80\ndata: \xF5\x80\x80\x80\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\n\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("sequences of five and six bytes", UTF8)
            .message(b"data: \xF8\x88\x80\x80\x80\ndata: \xFC\x84\x80\x80\x80\x80\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\n\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        case("bytes that are never in UTF-8", UTF8)
            .message(b"data: \xFE\xFF\n\n", "\u{FFFD}\u{FFFD}"),
        case("the single-byte NEL and no-break space of Latin-1", UTF8)
            .message(b"data: a\x85b\xA0c\n\n", "a\u{FFFD}b\u{FFFD}c"),
        case("an invalid byte before the space keeps the space", SPACE)
            .message(b"data:\xC3 a\n\n", "\u{FFFD} a"),
        case("an invalid byte after the space", SPACE)
            .message(b"data: \x80a\n\n", "\u{FFFD}a"),
        case("invalid UTF-8 in an ID", UTF8)
            .id("a\u{FFFD}b\u{FFFD}")
            .message(b"id: a\xE4\xBDb\xFF\ndata: a\n\n", "a")
            .message("data: b\n\n", "b"),
        case("invalid UTF-8 in an event type", UTF8)
            .event(b"event: \xED\xA0\x80\xC3\ndata: a\n\n", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", "a"),
        case("invalid UTF-8 in a comment", UTF8)
            .comment(b": \xF0\x9F\x98\r", "\u{FFFD}")
            .comment(b":\xFFc\n", "\u{FFFD}c")
            .message("data: a\n\n", "a"),
        case("invalid UTF-8 at the end of a known name", UTF8)
            .gap(b"data\xC3: a\n\n")
            .message("data: b\n\n", "b"),
        case("invalid UTF-8 inside a known name", UTF8)
            .gap(b"da\xFFta: a\n\n")
            .message("data: b\n\n", "b"),
        case("invalid UTF-8 at the start of a known name", UTF8)
            .gap(b"\x80data: a\n\n")
            .message("data: b\n\n", "b"),
        case("invalid UTF-8 beside digits of a retry", RETRY)
            .message(b"retry: 5\x80\nretry: \xFF5\ndata: a\n\n", "a"),
        case("invalid UTF-8 in an unknown field", OTHER)
            .message(b"\xC3\x28: \xFE\ndata: a\n\n", "a"),
        case("a cut character in the tail", EOF)
            .cut(b"data: a\xE4\xBD")
            .salvages("a\u{FFFD}"),
    ]
}
