//! Streams that other clients got wrong, most of them where a cut fell.

use super::case::{Written, case};
use super::clause::*;

pub(super) fn cases() -> Vec<Written> {
    vec![
        case("peers: a CRLF cut in two was a blank line", CHUNKING)
            .message("data: {\"index\":\r\ndata: 0}\r\n\r", "{\"index\":\n0}")
            .gap("\n"),
        case(
            "peers: a CR taken for half a CRLF swallowed the next line's start",
            CHUNKING,
        )
        .message("data: A\r\ndata: B\rdata: C\r\n\n", "A\nB\nC"),
        case("peers: a pending CR swallowed a real blank line", CHUNKING)
            .message("data: a\r\n\n", "a")
            .message("data: b\r\n\r", "b")
            .gap("\n")
            .gap("\n")
            .message("data: c\n\n", "c"),
        case(
            "peers: CRLF after the field, LF for the blank line gave no event",
            CHUNKING,
        )
        .id("1")
        .message("id: 1\r\ndata: a\n\n", "a"),
        case("peers: CRLF streams were never cut into events", CHUNKING)
            .event("event: message\r\ndata: {}\r\n\r", "message", "{}")
            .gap("\n")
            .event("event: message\r\ndata: []\r\n\r", "message", "[]")
            .gap("\n"),
        case("peers: the last line's type was lost after CRLF", CHUNKING)
            .event(
                "data: /message?sessionId=123\r\nevent: endpoint\r\n\r",
                "endpoint",
                "/message?sessionId=123",
            )
            .gap("\n"),
        case(
            "peers: an empty chunk or a cut in the BOM lost the first event",
            CHUNKING,
        )
        .gap(b"\xEF\xBB\xBF")
        .message("data: first\n\n", "first")
        .message("data: second\n\n", "second"),
        case(
            "peers: a cut between the two LFs repeated or lost an event",
            CHUNKING,
        )
        .message("data: a\n\n", "a")
        .message("data: a\n\n", "a"),
        case("peers: a cut inside a character was two U+FFFD", CHUNKING).message(
            "data: \u{4F60}\u{597D}\u{1F600}\n\n",
            "\u{4F60}\u{597D}\u{1F600}",
        ),
        case("peers: a cut inside a field name made it unknown", CHUNKING)
            .id("1")
            .event("event: t\nid: 1\nretry: x\ndata: a\n\n", "t", "a"),
        case(
            "peers: a cut after the colon lost or doubled the space",
            CHUNKING,
        )
        .message("data:  a\ndata: b\ndata:c\n\n", " a\nb\nc"),
        case("peers: a value with a colon was cut there", COLON)
            .message("data: {\"a\":\"b: c\"}\n\n", "{\"a\":\"b: c\"}"),
        case("peers: `data:` without its space was unknown", SPACE)
            .message("data:[DONE]\n\n", "[DONE]"),
        case("peers: an event of empty data was not dispatched", DATA).event(
            "event: ping\ndata:\n\n",
            "ping",
            "",
        ),
        case("peers: the type stayed for the next event", DISPATCH_RESET)
            .event("event: ping\ndata: {}\n\n", "ping", "{}")
            .gap("event: stop\n\n")
            .message("data: a\n\n", "a"),
        case("peers: trailing whitespace of a value was trimmed", DATA)
            .message("data: a \t\ndata:  \n\n", "a \t\n "),
        case(
            "peers: a multi-line value ended with an LF too many",
            DISPATCH_LF,
        )
        .message("data: a\ndata: b\n\n", "a\nb"),
        case(
            "peers: one LF too many was removed from a value that ends in empty lines",
            DISPATCH_LF,
        )
        .message("data: a\ndata\ndata\n\n", "a\n\n"),
        case(
            "peers: U+2028 was a line end to the language's own line reader",
            ANY_CHAR,
        )
        .message(
            "data: {\"a\":\"\u{2028}data: b\"}\n\n",
            "{\"a\":\"\u{2028}data: b\"}",
        ),
        case(
            "peers: VT, FF and NEL were line ends to the language's own line reader",
            ANY_CHAR,
        )
        .message(
            "data: a\u{B}data: b\u{C}\u{C}id: 1\u{85}\u{85}c\n\n",
            "a\u{B}data: b\u{C}\u{C}id: 1\u{85}\u{85}c",
        ),
        case("peers: retry of 18446744073709551615 panicked", RETRY)
            .retry(u64::MAX)
            .gap("retry:18446744073709551615\n\n"),
        case("peers: +5 was a reconnection time", RETRY).gap("retry:+5\n\n"),
        case("peers: a retry in a block without data was lost", RETRY)
            .retry(250)
            .gap("retry: 250\n\n")
            .message("data: a\n\n", "a"),
        case("peers: an ID in a block without data was lost", DISPATCH_ID)
            .gap("id: 7\n\n")
            .id("7")
            .message("data: a\n\n", "a"),
        case(
            "peers: invalid UTF-8 was an error that repeated for ever",
            UTF8,
        )
        .message(b"data: \xFF\n\n", "\u{FFFD}")
        .message(b"data: \xFE\xE4\n\n", "\u{FFFD}\u{FFFD}"),
        case("peers: heartbeats between events were events", COMMENT)
            .comment(": OPENROUTER PROCESSING\n", "OPENROUTER PROCESSING")
            .gap("\n")
            .message("data: a\n\n", "a")
            .comment(":\n", "")
            .gap("\n")
            .message("data: b\n\n", "b"),
        case(
            "peers: the last event without a blank line was dispatched",
            EOF,
        )
        .message("data: a\n\n", "a")
        .cut("data: [DONE]\n")
        .salvages("[DONE]"),
        case("peers: a stream of CR only was held until the end", LINES)
            .message("data: a\r\r", "a")
            .comment(":c\r", "c")
            .gap("\r")
            .event("event: t\rdata: b\r\r", "t", "b"),
        case("peers: an error page was an empty answer", VERDICT)
            .foreign("<html><body><h1>504 Gateway Time-out</h1></body></html>\r\n"),
    ]
}
