//! The stream ends: what is unfinished, what is shown of it, and what an event is made of it on request.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    [
        complete(),
        truncated(),
        salvaged(),
        values(),
        ignored(),
        undecided(),
    ]
    .concat()
}

fn complete() -> Vec<Written> {
    vec![
        case("nothing is missing after a blank line", VERDICT).message("data: a\n\n", "a"),
        case("nothing is missing after the CR of a blank line", VERDICT)
            .message("data: a\n\r", "a"),
        case("nothing is missing after a blank line's CRLF", VERDICT)
            .message("data: a\n\r", "a")
            .gap("\n"),
        case("nothing is missing after a block without data", VERDICT).gap("retry: x\n\n"),
        case("nothing is missing after a comment", VERDICT).comment(":\n", ""),
        case("nothing is missing after a comment's CR", VERDICT).comment(": c\r", "c"),
        case("nothing is missing after an event and a comment", VERDICT)
            .message("data: x\n\n", "x")
            .comment(":\n", ""),
        case("nothing is missing after an event and a `retry`", VERDICT)
            .message("data: x\n\n", "x")
            .retry(500)
            .gap("retry: 500\n"),
        case("nothing is missing after a `retry`", RETRY)
            .retry(5)
            .gap("retry: 5\n"),
        case("nothing is missing after a void `retry`", RETRY).gap("retry: x\r\n"),
        case("nothing is missing after a `retry` without a colon", RETRY).gap("retry\n"),
        case(
            "nothing is missing after comments and `retry` lines",
            VERDICT,
        )
        .retry(6)
        .part("retry: 5\n")
        .comment(":a\r", "a")
        .part("\nretry: 6\n")
        .comment(": b\n", "b"),
        case("a blank line alone", VERDICT).gap("\n").ignored("\n"),
        case("two blank lines", VERDICT).gap("\n\n").ignored("\n\n"),
        case("blank lines of every kind alone", VERDICT)
            .gap("\n\r\n\r\n\n\r")
            .ignored("\n\r\n\r\n\n\r"),
        case("more blank lines than are kept", VERDICT)
            .gap("\n".repeat(1100))
            .ignored("\n".repeat(1024)),
        case("blank lines after an event", VERDICT)
            .message("data: a\n\n", "a")
            .gap("\r\n\n")
            .ignored(""),
    ]
}

fn truncated() -> Vec<Written> {
    vec![
        case("a comment that is cut", VERDICT)
            .message("data: x\n\n", "x")
            .cut(": pi"),
        case("a colon alone, and the end", VERDICT).cut(":"),
        case("a `retry` line that is cut", RETRY)
            .message("data: x\n\n", "x")
            .cut("retry: 5"),
        case("an `event` line alone", EOF).cut("event: x\n"),
        case("an `id` line alone", EOF).cut("id: 1\n"),
        case("an `id` line with NUL alone", EOF).cut("id: \0\n"),
        case("an `id` line without a colon alone", EOF).cut("id\r\n"),
        case("a `data` line alone", EOF)
            .cut("data: x\n")
            .salvages("x"),
        case("an empty `data` line alone", EOF)
            .cut("data\n")
            .salvages(""),
        case("a comment after an `event` line", VERDICT)
            .part("event: x\n")
            .comment(":\n", "")
            .cut(""),
        case("an `event` line after a comment", VERDICT)
            .comment(":\n", "")
            .cut("event: x\n"),
        case("the end in the second event", EOF)
            .message("data: a\n\n", "a")
            .cut("data: b")
            .salvages("b"),
        case("the end in the second event, after CRLF CRLF", EOF)
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .cut("data: b\r\n")
            .salvages("b"),
        case("the end in the second event, after blank lines", EOF)
            .message("data: a\r\n\r", "a")
            .gap("\n\n\r")
            .cut("data: b\r\n")
            .salvages("b"),
        case("a tail after a comment block", EOF)
            .comment(": c\n", "c")
            .gap("\n")
            .cut("data: a")
            .salvages("a"),
        case("the first byte of a BOM", VERDICT)
            .cut(b"\xEF")
            .ignored(b"\xEF"),
        case("the first two bytes of a BOM", VERDICT)
            .cut(b"\xEF\xBB")
            .ignored(b"\xEF\xBB"),
    ]
}

fn salvaged() -> Vec<Written> {
    vec![
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
        case("the end after a second data line without a colon", EOF)
            .cut("data: a\ndata\n")
            .salvages("a\n"),
        case("the end in a third data line", EOF)
            .cut("data: a\rdata\r\ndata: c")
            .salvages("a\n\nc"),
        case("a cut comment after data", EOF)
            .cut("data: a\n: c")
            .salvages("a"),
        case("a cut unknown field after data", EOF)
            .cut("data: a\nfoo: b")
            .salvages("a")
            .ignored("foo: b"),
        case("a whole unknown field before data", EOF)
            .comment(":\n", "")
            .line("foo: b\n")
            .cut("data: a")
            .salvages("a")
            .ignored("foo: b\n"),
        case("a whole unknown field before an empty data line", EOF)
            .comment(":\n", "")
            .line("foo: b\n")
            .cut("data:")
            .salvages("")
            .ignored("foo: b\n"),
    ]
}

fn values() -> Vec<Written> {
    vec![
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
            .cut("event: a\ndata: x\nevent: b")
            .salvages_as("a", "x", ""),
        case(
            "a cut second `event` line without a colon leaves the first",
            EOF,
        )
        .cut("event: a\ndata: x\nevent")
        .salvages_as("a", "x", ""),
        case("a whole `id` line counts for the salvaged event only", EOF)
            .cut("data: a\nid: 1\n")
            .salvages_as("message", "a", "1"),
        case("a cut `id` line does not count", EOF)
            .cut("data: a\nid: 1")
            .salvages("a"),
        case("a cut second `id` line leaves the first", EOF)
            .cut("id: 1\ndata: a\nid: 2")
            .salvages_as("message", "a", "1"),
        case("an `id` line with NUL leaves the first", EOF)
            .cut("id: 1\ndata: a\nid: 2\0\n")
            .salvages_as("message", "a", "1"),
        case("a cut `id` line does not reset", EOF)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .cut("data: b\nid")
            .salvages("b"),
        case("a whole `id` line resets the salvaged event's only", EOF)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .cut("data: b\nid\n")
            .salvages_as("message", "b", ""),
        case("a cut `retry` line does not count", EOF)
            .cut("data: a\nretry: 5")
            .salvages("a"),
        case("a whole `retry` line counts", RETRY)
            .retry(5)
            .cut("retry: 5\ndata: a")
            .salvages("a"),
        case("several data lines with type and ID among them", EOF)
            .cut("data: a\nid: 1\ndata: b\nevent: t\ndata: c")
            .salvages_as("t", "a\nb\nc", "1"),
    ]
}

fn ignored() -> Vec<Written> {
    vec![
        case("a JSON error after an event", VERDICT)
            .message("data: x\n\n", "x")
            .line("{\"error\":1}\n")
            .cut("")
            .tail("{\"error\":1}\n")
            .ignored("{\"error\":1}\n"),
        case("a JSON error without a line end after an event", VERDICT)
            .message("data: x\n\n", "x")
            .cut("{\"error\":1}")
            .tail("{\"error\":1}")
            .ignored("{\"error\":1}"),
        case("a JSON error over lines after an event", VERDICT)
            .message("data: x\n\n", "x")
            .line("{\r")
            .part("\n")
            .line("  \"error\": 1\r")
            .part("\n")
            .cut("}")
            .tail("{\n  \"error\": 1\n}"),
        case(
            "the tail has the ignored lines of its own block only",
            VERDICT,
        )
        .message("data: x\n\n", "x")
        .line("a\n")
        .gap("\n")
        .line("b\n")
        .cut("c")
        .tail("b\nc")
        .ignored("a\nb\nc"),
        case("ignored lines among others", VERDICT)
            .message("data: x\n\n", "x")
            .line("a\n")
            .comment(":c\n", "c")
            .part("event: t\nid: 1\n")
            .line("b\n")
            .cut("")
            .tail("a\nb\n"),
        case("a tail without ignored lines", VERDICT)
            .message("data: x\n\n", "x")
            .line("a\n")
            .gap("\n")
            .cut("event: t\n")
            .tail("")
            .ignored("a\n"),
        case("a line that may become known is in neither", VERDICT)
            .message("data: x\n\n", "x")
            .line("a\n")
            .cut("even")
            .tail("a\n")
            .ignored("a\n"),
        case("a tail that is cut at 1024 bytes", VERDICT)
            .message("data: x\n\n", "x")
            .cut("y".repeat(1100))
            .tail("y".repeat(1024)),
        case("a tail for which there is no more room", VERDICT)
            .message("data: x\n\n", "x")
            .line(format!("{}\n", "y".repeat(1023)))
            .gap("\n")
            .cut("{}")
            .tail(""),
    ]
}

fn undecided() -> Vec<Written> {
    let mut cases = Vec::new();
    for (name, begun) in [
        ("the first line is undecided: d", "d"),
        ("the first line is undecided: da", "da"),
        ("the first line is undecided: data", "data"),
        ("the first line is undecided: even", "even"),
        ("the first line is undecided: event", "event"),
        ("the first line is undecided: i", "i"),
        ("the first line is undecided: id", "id"),
        ("the first line is undecided: retry", "retry"),
    ] {
        cases.push(case(name, VERDICT).cut(begun).ignored(begun));
    }
    cases.push(
        case("the first line is undecided, after blank lines", VERDICT)
            .gap("\n\r\n")
            .cut("da")
            .ignored("\n\r\nda"),
    );
    cases.push(
        case("the first line is undecided, after a BOM", VERDICT)
            .gap(b"\xEF\xBB\xBF")
            .cut("da")
            .ignored(b"\xEF\xBB\xBFda"),
    );
    cases.push(
        case("the first line is decided by its colon", VERDICT)
            .cut("data:")
            .salvages("")
            .ignored(""),
    );
    cases.push(
        case("the first line is decided by its end", VERDICT)
            .cut("id\n")
            .ignored(""),
    );
    cases
}
