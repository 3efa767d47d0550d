//! Other people's decoders read what our encoder writes, and ours reads what theirs writes.

use std::process::Command;
use std::str;

use eventsource_stream::Eventsource as _;
use futures_util::StreamExt as _;
use sse_stream::SseStream;
use unchunk_live::answer::{Answer, Ending, Item};
use unchunk_live::readers;
use unchunk_live::scenarios::{ENCODED, Scenario};
use unchunk_live::servers::{self, Url};

/// An event as any decoder knows it; where one tells an event's own ID and not the last one, the caller keeps it.
type Event = (String, String, String);

fn expected(scenario: &Scenario) -> Vec<Event> {
    let items = (scenario.expected)().items.into_iter();
    let events = items.filter_map(|item| match item {
        Item::Event {
            event_type,
            last_event_id,
            data,
        } => Some((event_type, last_event_id, data)),
        Item::Comment(_) => None,
    });
    events.collect()
}

/// Fills in the last event ID where an event has no ID of its own.
fn with_last_ids(events: impl IntoIterator<Item = (String, Option<String>, String)>) -> Vec<Event> {
    let events = events.into_iter();
    let with_last = events.scan(String::new(), |last_id, (event_type, id, data)| {
        if let Some(id) = id {
            *last_id = id;
        }
        Some((event_type, last_id.clone(), data))
    });
    with_last.collect()
}

fn assert_same(decoder: &str, scenario: &Scenario, read: &[Event]) {
    let expected = expected(scenario);
    assert!(!expected.is_empty());
    // Not `assert_eq`, which would print megabytes.
    assert!(read == expected, "{decoder} of {}", scenario.path);
}

#[tokio::test]
async fn eventsource_stream_reads_what_we_write() {
    let server = servers::axum().await;
    for scenario in ENCODED {
        let url = Url::new(server, scenario.path);
        let body = reqwest::get(url.to_string()).await.unwrap().bytes_stream();
        let events = body.eventsource().map(|event| {
            let event = event.unwrap();
            (event.event, event.id, event.data)
        });
        let events: Vec<_> = events.collect().await;
        assert_same("eventsource-stream", &scenario, &events);
    }
}

#[tokio::test]
async fn sse_stream_reads_what_we_write() {
    let server = servers::axum().await;
    for scenario in ENCODED {
        let url = Url::new(server, scenario.path);
        let body = reqwest::get(url.to_string()).await.unwrap().bytes_stream();
        let blocks: Vec<_> = SseStream::from_bytes_stream(body).collect().await;
        let events = blocks.into_iter().map(Result::unwrap).filter_map(|block| {
            let event_type = block.event.unwrap_or_else(|| "message".to_owned());
            Some((event_type, block.id, block.data?))
        });
        assert_same("sse-stream", &scenario, &with_last_ids(events));
    }
}

/// Over node's own HTTP client. Without node, or before `npm install` in `node/`, this fails.
#[tokio::test]
async fn eventsource_parser_reads_what_we_write() {
    let server = servers::axum().await;
    let urls = ENCODED.map(|scenario| Url::new(server, scenario.path).to_string());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/node/read.mjs");
    let run = move || Command::new("node").arg(script).args(urls).output();
    let output = tokio::task::spawn_blocking(run)
        .await
        .unwrap()
        .expect("node");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines: Vec<&str> = str::from_utf8(&output.stdout).unwrap().lines().collect();
    assert_eq!(lines.len(), ENCODED.len(), "{errors}");
    for (scenario, line) in ENCODED.iter().zip(lines) {
        let events: Vec<_> = serde_json::from_str(line).unwrap();
        assert_same("eventsource-parser", scenario, &with_last_ids(events));
    }
}

#[tokio::test]
async fn we_read_what_axum_writes() {
    let server = servers::axum().await;
    let expected = Answer {
        status: 200,
        content_type: Some("text/event-stream".to_owned()),
        items: servers::axum_sse_items(),
        ending: Ending::Complete,
    };
    readers::assert_all(&Url::new(server, "/axum-sse"), &expected).await;
}
