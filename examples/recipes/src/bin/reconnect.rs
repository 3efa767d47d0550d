//! Reads an answer to its end, over as many connections as it takes.

use std::error::Error;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use futures_util::{StreamExt as _, TryFutureExt as _, TryStreamExt as _};
use reqwest::Client;
use tokio::time::{sleep, timeout};
use unchunk::session::{Action, EventSource, Reason, Request, Session, SourceError};
use unchunk::sse;

async fn follow(client: &Client, url: &str) -> Result<Reason, Box<dyn Error>> {
    let session = Session::builder()
        .retried_statuses([429, 502, 503, 504])
        .done_when(|event| event.data_bytes() == b"[DONE]");
    let mut source = EventSource::new(session.build(), sse::Decoder::builder());
    let mut connection = None;
    let start = Instant::now();
    loop {
        let now = start.elapsed();
        match source.poll(now) {
            Action::Open(request) => connection = Some(send(client, url, request).boxed()),
            Action::Receive { until } => {
                let news = connection.as_mut().ok_or("nothing is open")?.next();
                // Where it takes too long, the next poll says what that means.
                let patience = until.unwrap_or(Duration::MAX) - now;
                if let Ok(news) = timeout(patience, news).await {
                    report(news, &mut source, start.elapsed())?;
                }
            }
            Action::Wait { until } => sleep(until - now).await,
            Action::Close => connection = None,
            Action::End(reason) => return Ok(reason),
        }
    }
}

/// What a connection brings, in this order.
enum News {
    Head(u16, Option<String>),
    Chunk(Bytes),
}

fn report(
    news: Option<reqwest::Result<News>>,
    source: &mut EventSource,
    now: Duration,
) -> Result<(), SourceError> {
    match news {
        Some(Ok(News::Head(status, content_type))) => {
            source.opened(now, status, content_type.as_deref())?;
        }
        Some(Ok(News::Chunk(chunk))) => {
            let mut input = &chunk[..];
            while let Some(event) = source.decode(now, &mut input)? {
                println!("{}", event.data());
            }
        }
        Some(Err(_)) => source.failed(now)?,
        None => source.ended(now)?,
    }
    Ok(())
}

/// Head and body as one stream, so that the wait for either has a deadline.
fn send(
    client: &Client,
    url: &str,
    request: Request<'_>,
) -> impl Stream<Item = reqwest::Result<News>> + use<> {
    let mut get = client.get(url);
    if let Some(id) = request.last_event_id() {
        get = get.header("last-event-id", id);
    }
    let answer = get.send().map_ok(|response| {
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type");
        let content_type = content_type.and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let head = stream::iter([Ok(News::Head(status, content_type))]);
        head.chain(response.bytes_stream().map_ok(News::Chunk))
    });
    answer.try_flatten_stream()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = unchunk_recipes::url("/cut")?;
    let reason = follow(&Client::new(), &url).await?;
    println!("{reason}");
    Ok(())
}
