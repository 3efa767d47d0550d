//! The `event` field.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("an event type", EVENT).event("event: t\ndata: a\n\n", "t", "a"),
        case("an event type after the data", EVENT).event("data: a\nevent: t\n\n", "t", "a"),
        case("the last event type of a block wins", EVENT).event(
            "event: t\nevent: u\ndata: a\n\n",
            "u",
            "a",
        ),
        case("the event type is reset between events", DISPATCH_RESET)
            .event("event: t\ndata: a\n\n", "t", "a")
            .message("data: b\n\n", "b"),
        case(
            "the event type is reset by a block without data",
            DISPATCH_EMPTY,
        )
        .gap("event: t\n\n")
        .message("data: a\n\n", "a"),
        case("an empty event type is the default", EVENT).message("event:\ndata: a\n\n", "a"),
        case("an event type of one space is the default", EVENT)
            .message("event: \ndata: a\n\n", "a"),
        case("`event` without a colon resets the type", NO_COLON)
            .message("event: t\nevent\ndata: a\n\n", "a"),
        case("an empty `event` resets the type", EVENT)
            .message("event: t\nevent:\ndata: a\n\n", "a"),
        case("an event type after a reset", EVENT).event(
            "event: t\nevent\nevent: u\ndata: a\n\n",
            "u",
            "a",
        ),
        case("the default type may be given", EVENT).event(
            "event: message\ndata: a\n\n",
            "message",
            "a",
        ),
        case("an event type with spaces, a colon and NUL", EVENT).event(
            "event: a b:c\0\ndata: a\n\n",
            "a b:c\0",
            "a",
        ),
        case("an event type of four-byte characters", EVENT).event(
            "event: \u{1F600}\ndata: a\n\n",
            "\u{1F600}",
            "a",
        ),
        case("types that browsers fire themselves are types", EVENT)
            .event("event: error\ndata: a\n\n", "error", "a")
            .event("event: open\ndata: b\n\n", "open", "b"),
    ]
}
