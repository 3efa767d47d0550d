//! Names and values: the first colon, one space, literal comparison.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("no space after the colon", SPACE).message("data:a\n\n", "a"),
        case("one space after the colon is dropped", SPACE).message("data: a\n\n", "a"),
        case("of two spaces one stays", SPACE).message("data:  a\n\n", " a"),
        case("of three spaces two stay", SPACE).message("data:   a\n\n", "  a"),
        case("a value of one space is empty", SPACE).message("data: \n\n", ""),
        case("a value of two spaces is one", SPACE).message("data:  \n\n", " "),
        case("a tab after the colon stays", SPACE).message("data:\ta\n\n", "\ta"),
        case("a tab after the dropped space stays", SPACE).message("data: \ta\n\n", "\ta"),
        case("a no-break space stays", SPACE).message("data:\u{A0}a\n\n", "\u{A0}a"),
        case("an ideographic space stays", SPACE).message("data:\u{3000}a\n\n", "\u{3000}a"),
        case("trailing spaces stay", SPACE).message("data: a  \n\n", "a  "),
        case("one space is dropped from an event type", SPACE).event(
            "event:  t\ndata: a\n\n",
            " t",
            "a",
        ),
        case("one space is dropped from an ID", SPACE)
            .id(" 1")
            .message("id:  1\ndata: a\n\n", "a"),
        case("a colon in the value", COLON).message("data: a: b\n\n", "a: b"),
        case("a colon first in the value", COLON).message("data::a\n\n", ":a"),
        case("a space after a colon in the value stays", COLON).message("data:: a\n\n", ": a"),
        case("a URL in the value", COLON)
            .message("data:http://[::1]:80/?a:b\n\n", "http://[::1]:80/?a:b"),
        case("a space before the colon is in the name", COLON)
            .gap("data : a\n\n")
            .message("data: b\n\n", "b"),
        case("a tab before the colon is in the name", COLON)
            .gap("data\t: a\n\n")
            .message("data: b\n\n", "b"),
        case("a space before the name is in the name", COLON)
            .gap(" data: a\n\n")
            .message("data: b\n\n", "b"),
        case("a tab before the name is in the name", COLON)
            .gap("\tdata: a\n\n")
            .message("data: b\n\n", "b"),
        case("NUL in the name", COLON)
            .gap("data\0: a\n\n\0data: a\n\n")
            .message("data: b\n\n", "b"),
        case("an equals sign is no colon", COLON)
            .gap("data=a\n\n")
            .message("data: b\n\n", "b"),
        case("a full-width colon is no colon", COLON)
            .gap("data\u{FF1A} a\n\n")
            .message("data: b\n\n", "b"),
        case("`data` without a colon", NO_COLON).message("data\n\n", ""),
        case("a name that begins with a known one", NO_COLON)
            .gap("dataa: a\ndatabase\n\n")
            .message("data: b\n\n", "b"),
        case("a name that a known one begins with", NO_COLON)
            .gap("dat: a\nd\n\n")
            .message("data: b\n\n", "b"),
        case("names in capitals are unknown", NAMES)
            .gap("DATA: a\nData: a\nEVENT: t\nID: 1\nRETRY: 5\n\n")
            .message("data: b\n\n", "b"),
        case("names with one capital are unknown", NAMES)
            .message("datA: a\neVent: t\niD: 1\nRetry: 5\ndata: b\n\n", "b"),
        case("a name with a combining mark is unknown", NAMES)
            .gap("data\u{301}: a\n\n")
            .message("data: b\n\n", "b"),
        case("an unknown field with a value", OTHER).message("foo: bar\ndata: a\n\n", "a"),
        case("an unknown field without a colon", OTHER).message("data: a\njust some text\n\n", "a"),
        case(
            "an unknown field between data lines does not part them",
            OTHER,
        )
        .message("data: a\nfoo: bar\ndata: b\n\n", "a\nb"),
        case("an unknown field with an empty value", OTHER).message("foo:\ndata: a\n\n", "a"),
        case("unknown fields alone make no event", OTHER)
            .gap("foo: bar\nbaz\n\n")
            .message("data: a\n\n", "a"),
        case("fields that other protocols have are unknown", OTHER).message(
            "Last-Event-ID: 1\nmessage: x\ntype: y\nlastEventId: 2\ndata: a\n\n",
            "a",
        ),
        case("a line of braces is an unknown field", OTHER).message("{}\ndata: a\n\n", "a"),
    ]
}
