//! What the standard ignores is not lost: `ignored()`, and ignored lines as items.

use unchunk::ErrorKind::EventTooLarge;

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    [items(), kept(), bounds()].concat()
}

fn items() -> Vec<Written> {
    vec![
        case("items: JSON in lines", IGNORED)
            .message("data\n\n", "")
            .line("{\n")
            .gap("\n")
            .ignored("{\n"),
        case("items: an error field before an event", IGNORED)
            .line("error: {\"code\":400}\n")
            .gap("\n")
            .message("data: [DONE]\n\n", "[DONE]")
            .ignored(""),
        case("items: a meta field in an event's block", IGNORED)
            .line("meta: {\"a\":1}\n")
            .message("data: x\n\n", "x")
            .ignored(""),
        case("items: every line end", IGNORED)
            .line("a\r")
            .part("\n")
            .line("b\r")
            .line("c\n")
            .line("d: \r")
            .part("\n")
            .message("data: x\r\n\r", "x")
            .gap("\n"),
        case("items: the order is the stream's", IGNORED)
            .comment(":a\n", "a")
            .line("b\n")
            .part("data: x\n")
            .line("c\n")
            .comment(":d\n", "d")
            .message("\n", "x")
            .line("e\n")
            .gap("\n"),
        case("items: void lines of known fields are none", IGNORED)
            .gap("retry: x\nid: \0\nretry\n\n")
            .message("data: x\n\n", "x")
            .line(" \n")
            .gap("\n"),
        case("items: the whole line, colon and spaces too", IGNORED)
            .line("  meta :  a : b \n")
            .message("data: x\n\n", "x"),
        case("items: names that begin as known ones do", IGNORED)
            .line("d\n")
            .line("dat: x\n")
            .line("datas: x\r")
            .line("data : x\n")
            .line("events\n")
            .line("eve\n")
            .line("ids: 1\n")
            .line("i\r")
            .part("\n")
            .line("retrying: 5\n")
            .line("re\n")
            .message("data: x\n\n", "x"),
        case("items: bytes that are not UTF-8", IGNORED)
            .comment(":\n", "")
            .line(b"\xFF\xE4\xBD\n")
            .gap("\n")
            .ignored(b"\xFF\xE4\xBD\n"),
        case("items: half a BOM is of its line", BOM)
            .line(b"\xEF\xBBdata: a\n")
            .gap("\n")
            .message("data: b\n\n", "b"),
        case("items: one byte of a BOM is a line", BOM)
            .line(b"\xEF\r")
            .part("\n")
            .message("data: b\n\n", "b"),
        case("items: a second BOM is of its line", BOM)
            .gap(b"\xEF\xBB\xBF")
            .line(b"\xEF\xBB\xBFdata: a\n")
            .gap("\n")
            .message("data: b\n\n", "b"),
    ]
}

fn kept() -> Vec<Written> {
    vec![
        case("ignored: an error in an event's stead", IGNORED)
            .message("data: half\n\n", "half")
            .line("{\"error\":1}\n")
            .gap("\n")
            .ignored("{\"error\":1}\n"),
        case("ignored: across blocks", IGNORED)
            .message("data: x\n\n", "x")
            .line("a\n")
            .gap("\n")
            .line("b\n")
            .gap("\n\n")
            .line("c\n")
            .gap("\n")
            .ignored("a\nb\nc\n"),
        case("ignored: one LF for each line end", IGNORED)
            .message("data: x\n\n", "x")
            .line("a\r")
            .part("\n")
            .line("b\r")
            .line("c\n")
            .gap("\n")
            .ignored("a\nb\nc\n"),
        case("ignored: an event empties it", IGNORED)
            .message("data: x\n\n", "x")
            .line("a\n")
            .gap("\n")
            .line("b\n")
            .message("data: y\n\n", "y")
            .line("c\n")
            .gap("\n")
            .ignored("c\n"),
        case("ignored: a block without data does not empty it", IGNORED)
            .message("data: x\n\n", "x")
            .line("a\n")
            .gap("\n")
            .gap("event: t\n\n")
            .ignored("a\n"),
        case("ignored: a skipped block does not empty it", IGNORED)
            .limit(8)
            .message("data: x\n\n", "x")
            .line("a\n")
            .gap("\n")
            .error(EventTooLarge, 26)
            .gap("data: 123456789\n\n")
            .ignored("a\n"),
        case("ignored: lines of a skipped block", IGNORED)
            .limit(8)
            .message("data: x\n\n", "x")
            .line("a\n")
            .error(EventTooLarge, 25)
            .gap("data: 123456789\nb\r\nc\r\n\r\n")
            .ignored("a\nb\nc\n"),
        case(
            "ignored: no comments, no void lines, no blank lines",
            IGNORED,
        )
        .message("data: x\n\n", "x")
        .comment(":c\n", "c")
        .part("retry: x\nid: \0\nevent: t\n")
        .line("a\n")
        .gap("\n\n\n")
        .ignored("a\n"),
        case(
            "ignored: a cut name that may become known is not in it",
            IGNORED,
        )
        .message("data: x\n\n", "x")
        .cut("ev")
        .ignored(""),
        case("ignored: once it cannot, all of it is", IGNORED)
            .message("data: x\n\n", "x")
            .cut("evx")
            .tail("evx")
            .ignored("evx"),
        case("ignored: a name that its line end decides", IGNORED)
            .message("data: x\n\n", "x")
            .line("ev\r")
            .cut("\n")
            .tail("ev\n")
            .ignored("ev\n"),
        case("ignored: a name that its colon decides", IGNORED)
            .message("data: x\n\n", "x")
            .cut("dat:")
            .tail("dat:")
            .ignored("dat:"),
        case(
            "ignored: the raw body until the first line is known",
            IGNORED,
        )
        .gap(b"\xEF\xBB\xBF")
        .gap("\r\n\n")
        .cut("event")
        .ignored(b"\xEF\xBB\xBF\r\n\nevent"),
        case("ignored: the first line's colon empties it", IGNORED)
            .gap(b"\xEF\xBB\xBF")
            .gap("\r\n\n")
            .cut("event:")
            .ignored(""),
        case("ignored: the first comment's colon empties it", IGNORED)
            .gap("\r\n\n")
            .cut(":")
            .ignored(""),
        case(
            "ignored: the raw body of a foreign one has everything",
            IGNORED,
        )
        .gap("\r\n")
        .line("<html>\r")
        .part("\n")
        .comment(":c\r", "c")
        .gap("\nid\n\n")
        .foreign("</html>")
        .ignored("\r\n<html>\r\n:c\r\nid\n\n</html>"),
        case(
            "ignored: an event empties the raw body, and lines follow",
            IGNORED,
        )
        .line("<html>\r")
        .gap("\n\r\n")
        .message("data: x\n\n", "x")
        .line("a\r")
        .gap("\n\n")
        .ignored("a\n"),
    ]
}

fn bounds() -> Vec<Written> {
    let begun = |name| case(name, IGNORED).message("data: x\n\n", "x");
    vec![
        begun("ignored: exactly 1024 bytes")
            .line(format!("{}\n", "a".repeat(1023)))
            .gap("\n")
            .ignored(format!("{}\n", "a".repeat(1023))),
        begun("ignored: the line end is one byte too many")
            .line(format!("{}\r", "a".repeat(1024)))
            .gap("\n\n")
            .ignored("a".repeat(1024)),
        begun("ignored: the first 1024 bytes of a longer line")
            .line(format!("{}b\n", "a".repeat(1024)))
            .gap("\n")
            .ignored("a".repeat(1024)),
        begun("ignored: the first 1024 bytes of many lines")
            .part("0123456\r\n".repeat(200))
            .gap("\n")
            .ignored("0123456\n".repeat(128)),
        begun("ignored: the first 1024 bytes of many blocks")
            .part("01234\n\n".repeat(200))
            .gap("")
            .ignored(&"01234\n".repeat(171)[..1024]),
        begun("ignored: a full one is emptied and filled again")
            .part("0123456\n".repeat(200))
            .message("data: y\n\n", "y")
            .gap("a\n\n")
            .ignored("a\n"),
        case("ignored: the raw body's first 1024 bytes", IGNORED)
            .foreign_head("\r\n".repeat(600) + "x", 1024)
            .ignored("\r\n".repeat(512)),
    ]
}
