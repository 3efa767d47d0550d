//! The answers, each a body of blocks that the crate's encoder writes.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use futures_util::{Stream, StreamExt as _, stream};
use serde::Deserialize;
use tokio::time;
use unchunk::adapters::EventBody;
use unchunk::sse::{EncodedEvent, EventBuilder, RESPONSE_HEADERS};

/// Proxies often close what has been silent for 60 s; more often would only cost battery.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// Deltas of one answer, as JSON strings: two languages, all planes, line breaks.
const DELTAS: [&str; 12] = [
    "你",
    "好",
    "！😀",
    " Streams",
    " are cut",
    " anywhere",
    "：字节",
    "会在",
    "任何地方\\n",
    "被切断",
    " 𠮷野家",
    " 👩‍👩‍👧‍👦。",
];

/// A parcel's way, each step as JSON.
const STEPS: [&str; 5] = [
    r#"{"time":"09:12","place":"深圳南山","state":"已揽收"}"#,
    r#"{"time":"13:40","place":"深圳转运中心","state":"已发出"}"#,
    r#"{"time":"21:05","place":"杭州转运中心","state":"已到达"}"#,
    r#"{"time":"07:30","place":"杭州西湖","state":"派送中"}"#,
    r#"{"time":"10:18","place":"杭州西湖","state":"已签收"}"#,
];

/// What the query may say.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Ask {
    /// Milliseconds between two events.
    interval: u64,
    /// Breaks a first connection after so many events.
    break_after: Option<usize>,
    /// Sends a reconnection time of so many milliseconds first.
    retry: Option<u64>,
    /// Whether events have IDs.
    ids: bool,
    /// How many events the ticker and the device send before they end.
    count: Option<usize>,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            interval: 60,
            break_after: None,
            retry: None,
            ids: true,
            count: None,
        }
    }
}

/// An answer in deltas, resumed behind `Last-Event-ID`, ended by `[DONE]`.
pub async fn chat(Query(ask): Query<Ask>, headers: HeaderMap) -> impl IntoResponse {
    let last = last_event_id(&headers);
    let events = DELTAS.iter().enumerate().map(move |(at, delta)| {
        let data = format!("{{\"delta\":\"{delta}\"}}");
        let id = at.to_string();
        let mut fields = EventBuilder::new().data(&data);
        if ask.ids {
            fields = fields.id(&id);
        }
        fields.build().map_err(io::Error::other)
    });
    let retry = ask
        .retry
        .map(|time| Ok(EncodedEvent::retry(Duration::from_millis(time))));
    let done = EventBuilder::new()
        .data("[DONE]")
        .build()
        .map_err(io::Error::other);
    let rest = events.skip(last.map_or(0, |id| id + 1)).chain([done]);
    let broken = match (last, ask.break_after) {
        (None, Some(events)) => events,
        _ => usize::MAX,
    };
    let blocks = retry
        .into_iter()
        .chain(rest.take(broken))
        .chain((broken < usize::MAX).then(|| Err(io::Error::other("broken on request"))));
    serve(paced(stream::iter(blocks), ask.interval))
}

/// The same quotes again and again, each event the whole text.
pub async fn ticker(Query(ask): Query<Ask>) -> impl IntoResponse {
    let quotes = (0..ask.count.unwrap_or(usize::MAX)).map(|at| {
        let cents = 168_800 + (at * 37) % 500;
        let arrow = if at % 3 == 0 { "▼" } else { "▲" };
        let quote = format!(
            "贵州茅台 600519\n{}.{:02} {arrow}",
            cents / 100,
            cents % 100
        );
        EventBuilder::new().event_type("quote").data(&quote).build()
    });
    serve(paced(stream::iter(quotes), ask.interval))
}

/// A parcel's steps, resumed behind `Last-Event-ID`, ended by an event of the type `delivered`.
pub async fn parcel(Query(ask): Query<Ask>, headers: HeaderMap) -> impl IntoResponse {
    let steps = STEPS
        .iter()
        .enumerate()
        .map(|(at, step)| EventBuilder::new().id(&at.to_string()).data(step).build());
    let delivered = EventBuilder::new()
        .event_type("delivered")
        .data("{}")
        .build();
    let from = last_event_id(&headers).map_or(0, |id| id + 1);
    serve(paced(
        stream::iter(steps.skip(from).chain([delivered])),
        ask.interval,
    ))
}

/// A device's status: first all of it, then what has changed.
pub async fn device(Query(ask): Query<Ask>) -> impl IntoResponse {
    let changes = (0..ask.count.unwrap_or(usize::MAX)).map(|at| {
        let temperature = 21.0 + (at * 7 % 20) as f64 / 10.0;
        let status = match at {
            0 => format!(r#"{{"online":true,"battery":88,"temperature":{temperature:.1}}}"#),
            _ => format!(r#"{{"temperature":{temperature:.1}}}"#),
        };
        EventBuilder::new()
            .event_type("status")
            .data(&status)
            .build()
    });
    serve(paced(stream::iter(changes), ask.interval))
}

/// Heartbeats and no event.
pub async fn heartbeats(Query(ask): Query<Ask>) -> impl IntoResponse {
    let interval = Duration::from_millis(ask.interval.max(1));
    let silent = stream::pending::<Result<EncodedEvent, Infallible>>();
    let body = EventBody::new(silent).heartbeats(interval, time::sleep);
    events(Body::from_stream(body))
}

/// An error as APIs tell it.
pub async fn refused() -> impl IntoResponse {
    let body = r#"{"error":{"code":"insufficient_quota","message":"余额不足"}}"#;
    let json = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::UNAUTHORIZED, json, body)
}

/// The same, passed off as an event stream.
pub async fn foreign() -> impl IntoResponse {
    events(Body::from(r#"{"error":{"message":"余额不足"}}"#))
}

/// A proxy's page, which does not end.
pub async fn page() -> impl IntoResponse {
    let head = stream::iter(["<!doctype html>"]);
    let body = head.chain(stream::repeat("<p>余额不足</p>\n"));
    let html = [(header::CONTENT_TYPE, "text/html")];
    (html, Body::from_stream(body.map(Ok::<_, Infallible>)))
}

/// No Content: the client is not to come back.
pub async fn nothing() -> StatusCode {
    StatusCode::NO_CONTENT
}

fn last_event_id(headers: &HeaderMap) -> Option<usize> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

fn serve<E>(
    blocks: impl Stream<Item = Result<EncodedEvent, E>> + Send + 'static,
) -> impl IntoResponse
where
    E: std::error::Error + Send + Sync + 'static,
{
    let body = EventBody::new(blocks).heartbeats(HEARTBEAT, time::sleep);
    events(Body::from_stream(body))
}

fn events(body: Body) -> impl IntoResponse {
    (AppendHeaders(RESPONSE_HEADERS), body)
}

fn paced<T: Send + 'static>(
    items: impl Stream<Item = T> + Send + 'static,
    interval: u64,
) -> impl Stream<Item = T> + Send + 'static {
    items.then(move |item| async move {
        time::sleep(Duration::from_millis(interval)).await;
        item
    })
}
