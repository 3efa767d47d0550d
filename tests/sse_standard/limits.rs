//! What one event may have, and how it goes on after one that has more.

use unchunk::ErrorKind::{EventTooLarge, IdTooLarge};

use crate::case::{Case, case, clause::*};

pub fn cases() -> Vec<Case> {
    vec![
        case("an event exactly at the limit", BOUNDED)
            .limit(10)
            .message("data: ab\n\n", "ab")
            .message("data: cd\n\n", "cd"),
        case("an event one byte over the limit", WHERE)
            .limit(9)
            .error(EventTooLarge, 9)
            .gap("data: ab\n\n")
            .message("data: c\n\n", "c"),
        case("the offset counts from the stream's first byte", WHERE)
            .limit(9)
            .message("data: a\n\n", "a")
            .error(EventTooLarge, 18)
            .gap("data: bc\n\n")
            .message("data: d\n\n", "d"),
        case("two events over the limit are two errors", WHERE)
            .limit(9)
            .error(EventTooLarge, 9)
            .gap("data: abc\n\n")
            .error(EventTooLarge, 20)
            .gap("data: a\ndata: b\ndata: c\n\n")
            .message("data: d\n\n", "d"),
        case("far over the limit is one error", WHERE)
            .limit(16)
            .error(EventTooLarge, 16)
            .gap("data: 0123456789\r\ndata: 0123456789\r\nid: 1\r\n: c\r\n\r\n")
            .message("data: a\n\n", "a"),
        case("a limit past the blank line's CRLF", CHUNKING)
            .limit(11)
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .message("data: b\n\n", "b"),
        case("a limit between the blank line's CR and LF", CHUNKING)
            .limit(10)
            .message("data: a\r\n\r", "a")
            .gap("\n")
            .message("data: b\n\n", "b"),
        case("a limit before the blank line's CRLF", CHUNKING)
            .limit(9)
            .error(EventTooLarge, 9)
            .gap("data: a\r\n\r\n")
            .message("data: b\n\n", "b"),
        case("a limit between the data line's CR and LF", CHUNKING)
            .limit(8)
            .error(EventTooLarge, 8)
            .gap("data: a\r\n\r\n")
            .message("data:b\n\n", "b"),
        case("a limit before the data line's CRLF", CHUNKING)
            .limit(7)
            .error(EventTooLarge, 7)
            .gap("data: a\r\n\r\n")
            .message("data:\n\n", ""),
        case("a limit between two CRs", CHUNKING)
            .limit(8)
            .error(EventTooLarge, 8)
            .gap("data: a\r\r")
            .message("data:b\r\r", "b"),
        case("a limit between LF and CR", CHUNKING)
            .limit(8)
            .error(EventTooLarge, 8)
            .gap("data: a\n\r")
            .message("data:b\n\r", "b"),
        case("a limit inside a field name", CHUNKING)
            .limit(6)
            .message("data\n\n", "")
            .error(EventTooLarge, 12)
            .gap("data\ndata\n\n")
            .message("data\n\n", ""),
        case("a limit inside a character", CHUNKING)
            .limit(10)
            .message("data: ab\n\n", "ab")
            .error(EventTooLarge, 20)
            .gap("data: ab\u{1F600}\n\n")
            .message("data: cd\n\n", "cd"),
        case("every byte of the block counts: comments", BOUNDED)
            .limit(12)
            .comment(": c\n", "c")
            .error(EventTooLarge, 12)
            .gap("data: a\n\n")
            .message("data: b\n\n", "b"),
        case("every byte of the block counts: unknown fields", BOUNDED)
            .limit(12)
            .error(EventTooLarge, 12)
            .gap("foo\ndata: a\n\n")
            .message("data: b\n\n", "b"),
        case("every byte of the block counts: leading zeros", BOUNDED)
            .limit(16)
            .error(EventTooLarge, 16)
            .gap("retry: 0000000000000000001\n\n")
            .message("data: b\n\n", "b"),
        case("a flood of empty data lines counts", BOUNDED)
            .limit(12)
            .message("data\n\n", "")
            .error(EventTooLarge, 18)
            .gap(format!("{}\n", "data\n".repeat(20)))
            .message("data: b\n\n", "b"),
        case("a flood of comments counts", BOUNDED)
            .limit(8)
            .comment(":\n", "")
            .comment(":\n", "")
            .comment(":\n", "")
            .comment(":\n", "")
            .error(EventTooLarge, 8)
            .gap(":\n:\n:\n\n")
            .message("data\n\n", ""),
        case("blank lines before an event do not count", BOUNDED)
            .limit(9)
            .gap("\n\n\n\r\n\r\n\n\n\n")
            .message("data: a\n\n", "a"),
        case("the BOM does not count", BOUNDED)
            .limit(9)
            .gap(b"\xEF\xBB\xBF")
            .message("data: a\n\n", "a"),
        case("two bytes of a BOM count", BOUNDED)
            .limit(10)
            .error(EventTooLarge, 10)
            .gap(b"\xEF\xBBdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("after the error a line that begins goes on", CHUNKING)
            .limit(9)
            .error(EventTooLarge, 9)
            .gap("data: abc\r\nx\r\r\n")
            .message("data: b\n\n", "b"),
        case("a skipped event sets no ID", WHERE)
            .limit(16)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .error(EventTooLarge, 31)
            .gap("id: 2\ndata: abcd\n\n")
            .message("data: b\n\n", "b"),
        case("what came before the limit was lent: a comment", WHERE)
            .limit(10)
            .comment(": c\n", "c")
            .error(EventTooLarge, 10)
            .gap("data: abcdef\n: d\n\n")
            .message("data: b\n\n", "b"),
        case("what came before the limit counts: a retry", WHERE)
            .limit(12)
            .retry(5)
            .error(EventTooLarge, 12)
            .gap("retry: 5\ndata: a\nretry: 6\n\n")
            .message("data: b\n\n", "b"),
        case("the end while skipping", VERDICT)
            .limit(9)
            .message("data: a\n\n", "a")
            .error(EventTooLarge, 18)
            .cut_skipped("data: bcd\n"),
        case("the end at the limit is no error", VERDICT)
            .limit(9)
            .cut("data: abc")
            .salvages("abc"),
        case("a limit of one byte takes blank lines", BOUNDED)
            .limit(1)
            .foreign("\n\r\r\n"),
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
        case("an ID over the limit with NUL is ignored", ID)
            .id_limit(1)
            .message("id: 12\x003\ndata: a\n\n", "a"),
        case("an ID over the limit whose line is cut is no error", EOF)
            .id_limit(1)
            .cut("data: a\nid: 123")
            .salvages("a"),
    ]
}
