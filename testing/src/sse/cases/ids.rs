//! The `id` field.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("an ID", ID).id("1").message("id: 1\ndata: a\n\n", "a"),
        case("an ID after the data", ID)
            .id("1")
            .message("data: a\nid: 1\n\n", "a"),
        case("the last ID of a block wins", ID)
            .id("2")
            .message("id: 1\ndata: a\nid: 2\n\n", "a"),
        case("the ID persists", DISPATCH_ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .message("data: b\n\n", "b")
            .gap("\n")
            .message("data: c\n\n", "c"),
        case("a later ID takes its place", DISPATCH_ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .id("2")
            .message("id: 2\ndata: b\n\n", "b"),
        case("events before the first ID have none", DISPATCH_ID)
            .message("data: a\n\n", "a")
            .id("1")
            .message("id: 1\ndata: b\n\n", "b"),
        case("a block without data sets the ID", DISPATCH_ID)
            .gap("id: 1\n\n")
            .id("1")
            .message("data: a\n\n", "a"),
        case("a block of an ID alone, then the end", DISPATCH_ID)
            .gap("id: 1\n\n")
            .id("1"),
        case("an empty ID resets it", ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .id("")
            .message("id:\ndata: b\n\n", "b"),
        case("an ID of one space resets it", SPACE)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .id("")
            .message("id: \ndata: b\n\n", "b"),
        case("`id` without a colon resets it", NO_COLON)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .id("")
            .message("id\ndata: b\n\n", "b")
            .message("data: c\n\n", "c"),
        case("a reset in a block without data", DISPATCH_ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .gap("id\n\n")
            .id("")
            .message("data: b\n\n", "b"),
        case("set and reset in one block", ID).message("id: 1\nid\ndata: a\n\n", "a"),
        case("reset and set in one block", ID)
            .id("1")
            .message("id\nid: 1\ndata: a\n\n", "a"),
        case("an ID with NUL is ignored", ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .message("id: 2\x003\ndata: b\n\n", "b"),
        case("an ID of NUL alone is ignored", ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .message("id:\0\ndata: b\n\n", "b"),
        case("NUL first or last in an ID", ID)
            .message("id: \x001\ndata: a\n\n", "a")
            .message("id: 1\0\ndata: b\n\n", "b"),
        case(
            "an ID with NUL does not undo the one before it in the block",
            ID,
        )
        .id("1")
        .message("id: 1\nid: 2\0\ndata: a\n\n", "a"),
        case("an ID with NUL is overtaken by the next in the block", ID)
            .id("2")
            .message("id: 1\0\nid: 2\ndata: a\n\n", "a"),
        case("an ID is any text", ID)
            .id("a b:\u{4F60}\u{1F600}\t")
            .message("id: a b:\u{4F60}\u{1F600}\t\ndata: a\n\n", "a"),
        case("an ID of zero is an ID", ID)
            .id("0")
            .message("id: 0\ndata: a\n\n", "a"),
        case("the ID of an unfinished block does not count", EOF)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .cut("id: 2\ndata: b\n")
            .salvages_as("message", "b", "2"),
        case("the ID of an unfinished line does not count", EOF)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .cut("data: b\nid: 2")
            .salvages("b"),
        case("the same ID twice", DISPATCH_ID)
            .id("1")
            .message("id: 1\ndata: a\n\n", "a")
            .message("id: 1\ndata: b\n\n", "b"),
        case("a shorter ID after a longer one", DISPATCH_ID)
            .id("12345")
            .message("id: 12345\ndata: a\n\n", "a")
            .id("6")
            .message("id: 6\ndata: b\n\n", "b"),
    ]
}
