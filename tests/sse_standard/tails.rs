//! The stream ends inside a block: the standard discards it, the verdict tells, and salvaging is a choice.

use crate::case::{Case, case, clause::*};

pub fn cases() -> Vec<Case> {
    vec![
        case("nothing is missing after a blank line", VERDICT).message("data: a\n\n", "a"),
        case("nothing is missing after the CR of a blank line", VERDICT)
            .message("data: a\n\r", "a"),
        case("nothing is missing after a blank line's CRLF", VERDICT)
            .message("data: a\n\r", "a")
            .gap("\n"),
        case("nothing is missing after a block without data", VERDICT).gap("retry: x\n\n"),
        case("the end inside a value", EOF)
            .cut("data: a")
            .salvages("a"),
        case("the end after a line's LF", EOF)
            .cut("data: a\n")
            .salvages("a"),
        case("the end after a line's CR", EOF)
            .cut("data: a\r")
            .salvages("a"),
        case("the end after a line's CRLF", EOF)
            .cut("data: a\r\n")
            .salvages("a"),
        case("the end after the colon", EOF)
            .cut("data:")
            .salvages(""),
        case("the end after the space", EOF)
            .cut("data: ")
            .salvages(""),
        case("the end after the name", EOF).cut("data"),
        case("the end inside the name", EOF).cut("da"),
        case("the end after the first byte", EOF).cut("d"),
        case("the end in the second event", EOF)
            .message("data: a\n\n", "a")
            .cut("data: b")
            .salvages("b"),
        case("the end in the second event, after CRLF CRLF", EOF)
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .cut("data: b\r\n")
            .salvages("b"),
        case("the end inside the name of a second data line", EOF)
            .cut("data: a\nda")
            .salvages("a"),
        case("the end after the name of a second data line", EOF)
            .cut("data: a\ndata")
            .salvages("a"),
        case("the end after the colon of a second data line", EOF)
            .cut("data: a\ndata:")
            .salvages("a\n"),
        case("the end after the name of a third data line", EOF)
            .cut("data: a\ndata: b\ndata")
            .salvages("a\nb"),
        case("the end in a third data line", EOF)
            .cut("data: a\rdata\r\ndata: c")
            .salvages("a\n\nc"),
        case("a whole `event` line counts", EOF)
            .cut("data: a\nevent: t\n")
            .salvages_as("t", "a", ""),
        case("a whole `event` line before a cut data line counts", EOF)
            .cut("event: t\ndata: a")
            .salvages_as("t", "a", ""),
        case("a cut `event` line does not count", EOF)
            .cut("data: a\nevent: t")
            .salvages("a"),
        case("a cut second `event` line leaves the first", EOF)
            .cut("event: t\ndata: a\nevent: u")
            .salvages_as("t", "a", ""),
        case("a whole `id` line counts for the salvaged event only", EOF)
            .cut("data: a\nid: 1\n")
            .salvages_as("message", "a", "1"),
        case("a cut `id` line does not count", EOF)
            .cut("data: a\nid: 1")
            .salvages("a"),
        case("a cut `id` line does not reset", EOF)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .cut("data: b\nid")
            .salvages("b"),
        case("a cut `retry` line does not count", EOF)
            .cut("data: a\nretry: 5")
            .salvages("a"),
        case("a whole `retry` line counts", RETRY)
            .retry(5)
            .cut("retry: 5\n"),
        case("a cut comment is none", EOF).cut(": c"),
        case("a whole comment, and no blank line", EOF)
            .comment(": c\n", "c")
            .cut(""),
        case("a cut comment after data", EOF)
            .cut("data: a\n: c")
            .salvages("a"),
        case("a cut unknown field after data", EOF)
            .cut("data: a\nfoo: b")
            .salvages("a"),
        case("an `id` line alone", EOF).cut("id: 1\n"),
        case("an `event` line alone", EOF).cut("event: t\n"),
        case("several data lines with type and ID among them", EOF)
            .cut("data: a\nid: 1\ndata: b\nevent: t\ndata: c")
            .salvages_as("t", "a\nb\nc", "1"),
        case("a tail after a comment block", EOF)
            .comment(": c\n", "c")
            .gap("\n")
            .cut("data: a")
            .salvages("a"),
        case(
            "the beginnings of known names may become known: event",
            VERDICT,
        )
        .cut("even"),
        case(
            "the beginnings of known names may become known: id",
            VERDICT,
        )
        .cut("i"),
        case(
            "the beginnings of known names may become known: retry",
            VERDICT,
        )
        .cut("retry"),
        case("an unknown line before one that may become known", VERDICT).cut("foo\nda"),
    ]
}
