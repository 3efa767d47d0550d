//! What one event may have, judged as if every byte came alone, and how it goes on after one that has more.

use unchunk::ErrorKind::{EventTooLarge, IdTooLarge, LineTooLarge};

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    [
        events(),
        joining(),
        types_and_ids(),
        skipping(),
        ids(),
        lines(),
    ]
    .concat()
}

fn events() -> Vec<Written> {
    vec![
        case("data exactly at the limit", BOUNDED)
            .limit(9)
            .message("data: 123456789\n\n", "123456789")
            .message("data:abcdefghi\r\n\r", "abcdefghi")
            .gap("\n"),
        case("data one byte over the limit", WHERE)
            .limit(9)
            .error(EventTooLarge, 15)
            .gap("data: 1234567890\n\n")
            .message("data: c\n\n", "c"),
        case("data over the limit, without the space", WHERE)
            .limit(9)
            .error(EventTooLarge, 14)
            .gap("data:1234567890\n\n")
            .message("data: c\n\n", "c"),
        case(
            "the space that is dropped does not count, the next one does",
            WHERE,
        )
        .limit(8)
        .error(EventTooLarge, 14)
        .gap("data:  12345678\n\n")
        .message("data:  1234567\n\n", " 1234567"),
        case("the offset counts from the stream's first byte", WHERE)
            .limit(9)
            .message("data: a\n\n", "a")
            .error(EventTooLarge, 24)
            .gap("data: 1234567890\n\n")
            .message("data: d\n\n", "d"),
        case("the offset counts the BOM and blank lines", WHERE)
            .limit(8)
            .gap(b"\xEF\xBB\xBF\r\n\n")
            .error(EventTooLarge, 20)
            .gap("data: 123456789\n\n"),
        case("two events over the limit are two errors", WHERE)
            .limit(9)
            .error(EventTooLarge, 15)
            .gap("data: 1234567890\n\n")
            .error(EventTooLarge, 45)
            .gap("data: abc\ndata: bcd\ndata: def\n\n")
            .message("data: d\n\n", "d"),
        case("far over the limit is one error", WHERE)
            .limit(16)
            .error(EventTooLarge, 29)
            .gap("data: 0123456789\r\ndata: 0123456789\r\nid: 1\r\n: c\r\n\r\n")
            .message("data: a\n\n", "a"),
        case("a limit inside a character", CHUNKING)
            .limit(8)
            .message("data: 12345678\n\n", "12345678")
            .error(EventTooLarge, 30)
            .gap("data: 123456\u{1F600}\n\n")
            .message("data: cd\n\n", "cd"),
        case("raw lengths count, not those of the text", BOUNDED)
            .limit(8)
            .message(
                [&b"data: "[..], &[0xFF; 8], b"\n\n"].concat(),
                &"\u{FFFD}".repeat(8),
            ),
        case("a limit under 8 counts as 8", BOUNDED)
            .limit(0)
            .message("data: 12345678\n\n", "12345678")
            .error(EventTooLarge, 30)
            .gap("data: 123456789\n\n"),
        case("a limit of 1 counts as 8 too", BOUNDED)
            .limit(1)
            .event("event: 1234\ndata: 5678\n\n", "1234", "5678"),
        case("a limit of the greatest number is none", BOUNDED)
            .limit(usize::MAX)
            .id_limit(usize::MAX)
            .id("1")
            .event("id: 1\nevent: t\ndata: a\ndata: b\n\n", "t", "a\nb"),
        case("a limit of the greatest number but one is none", BOUNDED)
            .limit(usize::MAX - 1)
            .id_limit(usize::MAX - 1)
            .id("1")
            .event("id: 1\nevent: t\ndata: a\ndata: b\n\n", "t", "a\nb"),
        case("comments do not count, nor are they held", BOUNDED)
            .limit(9)
            .comment(":a\n", "a")
            .comment(":b\n", "b")
            .comment(":c\n", "c")
            .message("data: x\n\n", "x"),
        case("unknown lines do not count", BOUNDED)
            .limit(8)
            .line("foo: bar\n")
            .line("0123456\n")
            .message("data: 12345678\n\n", "12345678"),
        case("retry lines do not count", BOUNDED)
            .limit(8)
            .retry(1)
            .message(
                "retry: 0000000000000000000001\ndata: 12345678\n\n",
                "12345678",
            ),
        case("names do not count", BOUNDED).limit(8).event(
            "event: t\nevent: u\nevent: v\ndata: 1234567\n\n",
            "v",
            "1234567",
        ),
        case("blank lines before an event do not count", BOUNDED)
            .limit(8)
            .gap("\n\n\n\r\n\r\n\n\n\n\n\n\n\n")
            .message("data: a\n\n", "a"),
        case("the BOM does not count", BOUNDED)
            .limit(8)
            .gap(b"\xEF\xBB\xBF")
            .message("data: 12345678\n\n", "12345678"),
        case("two bytes of a BOM are of an ignored line", BOUNDED)
            .limit(9)
            .error(LineTooLarge, 9)
            .gap(b"\xEF\xBBdata: 12\n\n")
            .message("data: b\n\n", "b"),
    ]
}

fn joining() -> Vec<Written> {
    vec![
        case(
            "the LF that joins counts, from the byte after the name",
            WHERE,
        )
        .limit(8)
        .message("data: 1234567\ndata\n\n", "1234567\n")
        .error(EventTooLarge, 39)
        .gap("data: 12345678\ndata\n\n")
        .message("data: b\n\n", "b"),
        case(
            "the LF that joins a line with a colon counts from the colon",
            WHERE,
        )
        .limit(8)
        .error(EventTooLarge, 19)
        .gap("data: 12345678\ndata:\n\n")
        .message("data: b\n\n", "b"),
        case("the LF that joins a line that a CR ends", WHERE)
            .limit(8)
            .error(EventTooLarge, 20)
            .gap("data: 12345678\r\ndata\r\n\r\n")
            .message("data: b\r\r", "b"),
        case(
            "the LF that joins, at the limit, and then a byte too many",
            WHERE,
        )
        .limit(8)
        .error(EventTooLarge, 20)
        .gap("data: 1234567\ndata: 8\n\n")
        .message("data: 123456\ndata:7\n\n", "123456\n7"),
        case("a line's name that the limit does not let begin", VERDICT)
            .limit(8)
            .cut("data: 12345678\ndata")
            .salvages("12345678"),
        case("a flood of empty data lines is counted by its LFs", BOUNDED)
            .limit(8)
            .message(format!("{}\n", "data\n".repeat(9)), "\n\n\n\n\n\n\n\n")
            .error(EventTooLarge, 46 + 49)
            .gap(format!("{}\n", "data\n".repeat(20)))
            .message("data: b\n\n", "b"),
        case("a flood of empty data lines with colons", BOUNDED)
            .limit(10)
            .error(EventTooLarge, 81)
            .gap(format!("{}\n", "data:\r\n".repeat(20)))
            .message("data: b\n\n", "b"),
        case("no LF is joined before the first line", BOUNDED)
            .limit(8)
            .event("event: 12345678\ndata\n\n", "12345678", ""),
        case("the LF that joins an empty line to an empty one", WHERE)
            .limit(8)
            .error(EventTooLarge, 25)
            .gap("event: 12345678\ndata\ndata\n\n"),
    ]
}

fn types_and_ids() -> Vec<Written> {
    vec![
        case("data, type and ID count together", BOUNDED)
            .limit(9)
            .id("ghi")
            .event("id: ghi\nevent: abc\ndata: def\n\n", "abc", "def")
            .error(EventTooLarge, 58)
            .gap("id: jkl\nevent: abc\ndata: defg\n\n")
            .event("event: abc\ndata: def\n\n", "abc", "def"),
        case("the byte over the limit may be of the type", WHERE)
            .limit(8)
            .error(EventTooLarge, 22)
            .gap("data: 12345678\nevent: t\n\n")
            .message("data: b\n\n", "b"),
        case("the byte over the limit may be of the ID", WHERE)
            .limit(8)
            .error(EventTooLarge, 19)
            .gap("data: 12345678\nid: 1\n\n")
            .message("data: b\n\n", "b"),
        case("an event without data has a limit too", WHERE)
            .limit(8)
            .error(EventTooLarge, 15)
            .gap("event: 123456789\n\n")
            .message("data: b\n\n", "b"),
        case(
            "a replaced type counts until the line that replaces it ends",
            BOUNDED,
        )
        .limit(8)
        .event("event: 1234\nevent: 5678\ndata: abcd\n\n", "5678", "abcd")
        .error(EventTooLarge, 36 + 23)
        .gap("event: 1234\nevent: 56789\ndata: abcd\n\n")
        .message("data: b\n\n", "b"),
        case("a type that an empty one replaces does not count", BOUNDED)
            .limit(8)
            .message("event: 12345678\nevent\ndata: 12345678\n\n", "12345678"),
        case("a type that a shorter one replaces", BOUNDED)
            .limit(8)
            .event("event: 123456\nevent: 7\ndata: 1234567\n\n", "7", "1234567"),
        case(
            "a replaced ID counts until the line that replaces it ends",
            BOUNDED,
        )
        .limit(8)
        .id("5678")
        .message("id: 1234\nid: 5678\ndata: abcd\n\n", "abcd")
        .error(EventTooLarge, 30 + 17)
        .gap("id: 1234\nid: 56789\ndata: abcd\n\n")
        .message("data: b\n\n", "b"),
        case("an ID that an empty one replaces does not count", BOUNDED)
            .limit(8)
            .message("id: 12345678\nid:\ndata: 12345678\n\n", "12345678"),
        case("an ID's bytes stop counting at its NUL", ID)
            .limit(8)
            .message(
                "id: 12345678\0and more than that\ndata: 12345678\n\n",
                "12345678",
            ),
        case("a NUL wins over the event's limit at one byte", ID)
            .limit(8)
            .message("data: 12345678\nid: \0\n\n", "12345678"),
        case("the event's limit before the NUL", WHERE)
            .limit(8)
            .error(EventTooLarge, 12)
            .gap("id: 123456789\0\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("a void ID leaves the one before it, which counts", BOUNDED)
            .limit(8)
            .id("1234")
            .message("id: 1234\nid: 567\0\ndata: abcd\n\n", "abcd")
            .error(EventTooLarge, 30 + 28)
            .gap("id: 1234\nid: 567\0\ndata: abcde\n\n")
            .message("data: b\n\n", "b"),
        case("the last event ID of before does not count", BOUNDED)
            .limit(8)
            .id("12345678")
            .message("id: 12345678\ndata\n\n", "")
            .message("data: 12345678\n\n", "12345678"),
    ]
}

fn skipping() -> Vec<Written> {
    vec![
        case("after the error a line that begins goes on", CHUNKING)
            .limit(9)
            .error(EventTooLarge, 15)
            .gap("data: 0123456789abc\r\nx\r\r\n")
            .message("data: b\n\n", "b"),
        case("a skipped event sets no ID", WHERE)
            .limit(16)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .error(EventTooLarge, 42)
            .gap("id: 2\ndata: 0123456789abcdef\n\n")
            .message("data: b\n\n", "b"),
        case("an ID after the error sets none", WHERE)
            .limit(8)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\nid: 2\n\n")
            .message("data: b\n\n", "b"),
        case("what came before the limit was handed out", WHERE)
            .limit(10)
            .comment(": c\n", "c")
            .line("meta: x\n")
            .error(EventTooLarge, 28)
            .gap("data: 0123456789a\n: d\nmeta: y\n\n")
            .message("data: b\n\n", "b"),
        case("what came before the limit counts: a retry", WHERE)
            .limit(8)
            .retry(5)
            .error(EventTooLarge, 23)
            .gap("retry: 5\ndata: 123456789\nretry: 6\n\n")
            .message("data: b\n\n", "b"),
        case("a retry after the limit does not count", WHERE)
            .limit(8)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\nretry: 6\n\n"),
        case("a line too large is no error while skipping", WHERE)
            .limit(8)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\n:0123456789\nmeta: 0123456789\n\n")
            .message("data: b\n\n", "b"),
        case("an ID too large is no error while skipping", WHERE)
            .limit(8)
            .id_limit(2)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\nid: 123\n\n"),
        case("a skipped block ends at its blank line: CR CR", CHUNKING)
            .limit(8)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\r\r")
            .message("data: b\r\r", "b"),
        case(
            "a skipped block ends at its blank line: CRLF CRLF",
            CHUNKING,
        )
        .limit(8)
        .error(EventTooLarge, 14)
        .gap("data: 123456789\r\n\r\n")
        .message("data: b\r\n\r", "b")
        .gap("\n"),
        case("a skipped block ends at its blank line: LF CR LF", CHUNKING)
            .limit(8)
            .error(EventTooLarge, 14)
            .gap("data: 123456789\n\r\n")
            .message("data: b\n\n", "b"),
        case(
            "the line that breaks the limit may be the one before the blank",
            CHUNKING,
        )
        .limit(8)
        .error(EventTooLarge, 19)
        .gap("data: 12345678\ndata\n\n")
        .message("data: b\n\n", "b"),
        case("the end while skipping, in the line", VERDICT)
            .limit(9)
            .message("data: a\n\n", "a")
            .error(EventTooLarge, 24)
            .cut("data: 0123456789"),
        case("the end while skipping, after the line", VERDICT)
            .limit(9)
            .message("data: a\n\n", "a")
            .error(EventTooLarge, 24)
            .cut("data: 0123456789\n"),
        case(
            "the end while skipping, after an ignored line, shows nothing",
            VERDICT,
        )
        .limit(9)
        .message("data: a\n\n", "a")
        .error(EventTooLarge, 24)
        .cut("data: 0123456789\n{}\n")
        .ignored("{}\n"),
        case("the end after a skipped block", VERDICT)
            .limit(9)
            .error(EventTooLarge, 15)
            .gap("data: 0123456789\n\n"),
        case("the end at the limit is no error", VERDICT)
            .limit(9)
            .cut("data: 012345678")
            .salvages("012345678"),
    ]
}

fn ids() -> Vec<Written> {
    vec![
        case("an ID exactly at the limit", BOUNDED)
            .id_limit(4)
            .id("1234")
            .message("id: 1234\ndata: a\n\n", "a"),
        case("an ID one byte over the limit", WHERE)
            .id_limit(4)
            .error(IdTooLarge, 8)
            .gap("id: 12345\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("an ID over the limit, without the space", WHERE)
            .id_limit(4)
            .error(IdTooLarge, 7)
            .gap("id:123456789\r\ndata: a\r\n\r\n")
            .message("data: b\n\n", "b"),
        case("an ID over the limit leaves the one before it", WHERE)
            .id_limit(1)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .error(IdTooLarge, 20)
            .gap("id: 22\ndata: b\n\n")
            .message("data: c\n\n", "c"),
        case(
            "an ID over the limit drops the one before it in the block",
            WHERE,
        )
        .id_limit(1)
        .error(IdTooLarge, 11)
        .gap("id: 1\nid: 22\ndata: b\n\n")
        .message("data: c\n\n", "c"),
        case(
            "an ID over the limit skips comments and retry behind it",
            WHERE,
        )
        .id_limit(1)
        .error(IdTooLarge, 5)
        .gap("id: 22\n: c\nretry: 5\ndata: b\n\n")
        .message("data: c\n\n", "c"),
        case("the ID's limit counts bytes", WHERE)
            .id_limit(3)
            .id("\u{4F60}")
            .message("id: \u{4F60}\ndata: a\n\n", "a")
            .error(IdTooLarge, 24)
            .gap("id: \u{1F600}\ndata: b\n\n"),
        case("an ID limit of zero takes only a reset", BOUNDED)
            .id_limit(0)
            .message("id\nid:\nid: \ndata: a\n\n", "a")
            .error(IdTooLarge, 24)
            .gap("id:1\ndata: b\n\n"),
        case("an ID limit of zero takes a NUL", BOUNDED)
            .id_limit(0)
            .message("id:\x001\ndata: a\n\n", "a"),
        case("an ID whose NUL comes before the limit is ignored", ID)
            .id_limit(2)
            .message("id: 1\x0034567\ndata: a\n\n", "a"),
        case(
            "an ID whose NUL is the first byte over the limit is ignored",
            ID,
        )
        .id_limit(2)
        .message("id: 12\x0034567\ndata: a\n\n", "a"),
        case("an ID whose NUL comes after the limit is too large", WHERE)
            .id_limit(1)
            .error(IdTooLarge, 5)
            .gap("id: 12\x003\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("an ID over the limit whose line is cut is an error", WHERE)
            .id_limit(1)
            .error(IdTooLarge, 13)
            .cut("data: a\nid: 123"),
        case("at one byte the ID's limit wins over the event's", WHERE)
            .limit(8)
            .id_limit(3)
            .error(IdTooLarge, 19)
            .gap("data: 12345\nid: 1234\n\n"),
        case("the event's limit before the ID's", WHERE)
            .limit(8)
            .id_limit(3)
            .error(EventTooLarge, 19)
            .gap("data: 123456\nid: 1234\n\n"),
    ]
}

fn lines() -> Vec<Written> {
    vec![
        case("a comment exactly at the limit", BOUNDED)
            .limit(8)
            .comment(": 12345678\n", "12345678")
            .comment(":12345678\r", "12345678")
            .message("data: a\n\n", "a"),
        case(
            "a comment over the limit is none, and its event goes on",
            WHERE,
        )
        .limit(8)
        .part("data: a\n")
        .error(LineTooLarge, 18)
        .part(": 123456789 and more\n")
        .comment(":b\n", "b")
        .message("data: c\n\n", "a\nc"),
        case("a comment over the limit, without the space", WHERE)
            .limit(8)
            .error(LineTooLarge, 9)
            .part(":123456789\r\n")
            .message("data: a\r\n\r", "a")
            .gap("\n"),
        case("an ignored line exactly at the limit", BOUNDED)
            .limit(8)
            .line("12345678\n")
            .line("meta: 78\r")
            .message("data: a\n\n", "a"),
        case(
            "an ignored line over the limit is none, and its event goes on",
            WHERE,
        )
        .limit(8)
        .part("data: a\n")
        .error(LineTooLarge, 16)
        .part("meta: 789 and more\n")
        .line("{}\n")
        .message("data: c\n\n", "a\nc"),
        case(
            "all of an ignored line counts, as far as a known name goes too",
            WHERE,
        )
        .limit(8)
        .error(LineTooLarge, 8)
        .part("database:\n")
        .line("datax\n")
        .message("data: a\n\n", "a"),
        case("each line has a limit of its own", BOUNDED)
            .limit(8)
            .part("data: 12345678\n")
            .comment(":12345678\n", "12345678")
            .line("12345678\n")
            .message("\n", "12345678"),
        case("two lines over the limit are two errors", WHERE)
            .limit(8)
            .error(LineTooLarge, 9)
            .part(":123456789\n")
            .error(LineTooLarge, 20)
            .part(":123456789\n")
            .error(LineTooLarge, 30)
            .part("123456789a\n")
            .message("data: a\n\n", "a"),
        case("a line over the limit is ignored nevertheless", WHERE)
            .limit(8)
            .comment(":\n", "")
            .error(LineTooLarge, 10)
            .gap("0123456789\n\n")
            .ignored("0123456789\n"),
        case("a line over the limit that the end cuts", VERDICT)
            .limit(8)
            .comment(":\n", "")
            .error(LineTooLarge, 11)
            .cut(":0123456789"),
    ]
}
