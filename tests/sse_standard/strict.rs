//! Strict mode: what the standard forgives is an error, and its event is skipped.

use unchunk::ErrorKind::{InvalidRetry, InvalidUtf8, NulInId, UnknownField};

use crate::case::{Case, case, clause::*};

pub fn cases() -> Vec<Case> {
    vec![
        case("strict: what is right is read as ever", WHERE)
            .strict()
            .gap(b"\xEF\xBB\xBF")
            .part("retry: 5\n")
            .retry(5)
            .comment(": c\n", "c")
            .id("1")
            .event(
                "id: 1\nevent: t\ndata: \u{4F60}\ndata\n\n",
                "t",
                "\u{4F60}\n",
            ),
        case("strict: invalid UTF-8 in data", WHERE)
            .strict()
            .error(InvalidUtf8, 7)
            .gap(b"data: a\xFFb\n\n")
            .message("data: b\n\n", "b"),
        case(
            "strict: the offset of a cut character is its first byte",
            WHERE,
        )
        .strict()
        .error(InvalidUtf8, 9)
        .gap(b"data: \xE4\xBD\xA0\xE4\xBD\n\n")
        .message("data: b\n\n", "b"),
        case("strict: invalid UTF-8 in the second data line", WHERE)
            .strict()
            .error(InvalidUtf8, 14)
            .gap(b"data: a\ndata: \x80\n\n")
            .message("data: b\n\n", "b"),
        case("strict: invalid UTF-8 in the second event", WHERE)
            .strict()
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .error(InvalidUtf8, 17)
            .gap(b"data: \xC0\x80\r\n\r\n")
            .message("data: b\n\n", "b"),
        case("strict: invalid UTF-8 in a comment", WHERE)
            .strict()
            .error(InvalidUtf8, 3)
            .gap(b": c\xFF\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: invalid UTF-8 in an ID", WHERE)
            .strict()
            .error(InvalidUtf8, 4)
            .gap(b"id: \xED\xA0\x80\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: invalid UTF-8 in an event type", WHERE)
            .strict()
            .error(InvalidUtf8, 8)
            .gap(b"event: t\xF5\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: invalid UTF-8 comes before an unknown name", WHERE)
            .strict()
            .message("data: a\n\n", "a")
            .error(InvalidUtf8, 11)
            .gap(b"fo\xFFo\n\n"),
        case("strict: an unknown name", WHERE)
            .strict()
            .error(UnknownField, 0)
            .gap("foo: bar\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: an unknown name without a colon, after data", WHERE)
            .strict()
            .error(UnknownField, 8)
            .gap("data: a\nfoo\n\n")
            .message("data: b\n\n", "b"),
        case("strict: an unknown name after CRLF", WHERE)
            .strict()
            .error(UnknownField, 9)
            .gap("data: a\r\nfoo\r\n\r\n")
            .message("data: b\n\n", "b"),
        case("strict: a known name in capitals", WHERE)
            .strict()
            .error(UnknownField, 0)
            .gap("Data: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: a second BOM", WHERE)
            .strict()
            .gap(b"\xEF\xBB\xBF")
            .error(UnknownField, 3)
            .gap(b"\xEF\xBB\xBFdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: an unfinished BOM", WHERE)
            .strict()
            .error(InvalidUtf8, 0)
            .gap(b"\xEF\xBBdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: a retry that is no number", WHERE)
            .strict()
            .error(InvalidRetry, 7)
            .gap("retry: 5s\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: an empty retry", WHERE)
            .strict()
            .error(InvalidRetry, 6)
            .gap("retry:\n\n")
            .error(InvalidRetry, 15)
            .gap("retry: \n\n")
            .error(InvalidRetry, 22)
            .gap("retry\n\n")
            .message("data: b\n\n", "b"),
        case("strict: a retry that overflows", WHERE)
            .strict()
            .error(InvalidRetry, 7)
            .gap("retry: 18446744073709551616\n\n")
            .retry(u64::MAX)
            .gap("retry: 18446744073709551615\n\n"),
        case("strict: an ID with NUL", WHERE)
            .strict()
            .error(NulInId, 6)
            .gap("id: 12\x003\0\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("strict: NUL in data, type and comment is let pass", WHERE)
            .strict()
            .comment(":\0\n", "\0")
            .event("event: \0\ndata: \0\n\n", "\0", "\0"),
        case(
            "strict: of two faults in an event the first is reported",
            WHERE,
        )
        .strict()
        .error(InvalidRetry, 7)
        .gap("retry: x\nfoo\nid: \0\n\n")
        .message("data: b\n\n", "b"),
        case(
            "strict: what came before the fault was lent or counts",
            WHERE,
        )
        .strict()
        .retry(5)
        .part("retry: 5\n")
        .comment(": c\n", "c")
        .error(UnknownField, 19)
        .gap("id: 1\nfoo\n: d\nretry: 6\ndata: a\n\n")
        .message("data: b\n\n", "b"),
        case("strict: a fault in a line that is cut is none", VERDICT)
            .strict()
            .cut(b"data: a\nfoo\xFF")
            .salvages("a"),
        case("strict: the end while skipping leaves no tail", VERDICT)
            .strict()
            .error(UnknownField, 8)
            .cut_skipped("data: a\nfoo\ndata: b"),
        case("strict: a foreign body is told as such too", VERDICT)
            .strict()
            .error(UnknownField, 0)
            .foreign("<html>\n<body>\n"),
    ]
}
