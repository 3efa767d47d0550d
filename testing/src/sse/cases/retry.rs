//! The `retry` field.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("digits set the reconnection time", RETRY)
            .retry(3000)
            .message("retry: 3000\ndata: a\n\n", "a"),
        case("a retry in a block without data", RETRY)
            .retry(10)
            .gap("retry: 10\n\n"),
        case("a retry counts from the end of its line", RETRY)
            .retry(10)
            .cut("retry: 10\ndata: a")
            .salvages("a"),
        case("a retry whose line is cut does not count", EOF)
            .message("data: a\n\n", "a")
            .cut("retry: 10"),
        case("the last retry wins", RETRY)
            .retry(20)
            .message("retry: 10\nretry: 20\ndata: a\n\n", "a"),
        case("a bad retry does not undo a good one", RETRY)
            .retry(10)
            .message("retry: 10\nretry: x\nretry\nretry:\ndata: a\n\n", "a"),
        case("zero", RETRY)
            .retry(0)
            .message("retry: 0\ndata: a\n\n", "a"),
        case("leading zeros", RETRY)
            .retry(7)
            .message("retry: 0007\ndata: a\n\n", "a"),
        case("more leading zeros than the type has digits", RETRY)
            .retry(5)
            .message("retry: 0000000000000000000000005\ndata: a\n\n", "a"),
        case("no space", RETRY)
            .retry(10)
            .message("retry:10\ndata: a\n\n", "a"),
        case("the largest that fits 64 bits", RETRY)
            .retry(u64::MAX)
            .message("retry: 18446744073709551615\ndata: a\n\n", "a"),
        case("one more than fits 64 bits is ignored", RETRY)
            .message("retry: 18446744073709551616\ndata: a\n\n", "a"),
        case("far more than fits 64 bits is ignored", RETRY)
            .retry(9)
            .message(
                "retry: 9\nretry: 99999999999999999999999999999999\ndata: a\n\n",
                "a",
            ),
        case("a plus sign is no digit", RETRY).message("retry: +5\ndata: a\n\n", "a"),
        case("a minus sign is no digit", RETRY).message("retry: -1\ndata: a\n\n", "a"),
        case("a second leading space is no digit", RETRY).message("retry:  5\ndata: a\n\n", "a"),
        case("a trailing space is no digit", RETRY).message("retry: 5 \ndata: a\n\n", "a"),
        case("a tab is no digit", RETRY).message("retry:\t5\ndata: a\n\n", "a"),
        case("a space between digits is no digit", RETRY).message("retry: 1 000\ndata: a\n\n", "a"),
        case("an empty retry is ignored", RETRY).message("retry:\ndata: a\n\n", "a"),
        case("a retry of one space is ignored", RETRY).message("retry: \ndata: a\n\n", "a"),
        case("`retry` without a colon is ignored", RETRY).message("retry\ndata: a\n\n", "a"),
        case(
            "fractions, exponents, hexadecimals and units are ignored",
            RETRY,
        )
        .message(
            "retry: 1.5\nretry: 1e3\nretry: 0x10\nretry: 5ms\nretry: 1_000\ndata: a\n\n",
            "a",
        ),
        case("digits that are not ASCII are ignored", RETRY).message(
            "retry: \u{661}\u{662}\nretry: \u{FF15}\nretry: \u{0967}\nretry: \u{B2}\ndata: a\n\n",
            "a",
        ),
        case("NUL beside digits is ignored", RETRY).message("retry: 5\0\ndata: a\n\n", "a"),
        case(
            "a retry alone makes no event and leaves the ID",
            DISPATCH_EMPTY,
        )
        .id("1")
        .message("id: 1\ndata: a\n\n", "a")
        .retry(10)
        .gap("retry: 10\n\n")
        .message("data: b\n\n", "b"),
    ]
}
