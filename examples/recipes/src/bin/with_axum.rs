//! Serves an event stream with axum.

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::time::interval;
use tokio_stream::wrappers::IntervalStream;
use unchunk::adapters::EventBody;
use unchunk::sse::{self, Block, Fields};

async fn events() -> impl IntoResponse {
    let deltas = stream::iter(["Hel", "lo"]); // any stream
    let blocks = deltas.map(|delta| Block::event(&Fields::new().data(delta)));
    let every = IntervalStream::new(interval(Duration::from_secs(15)));
    let body = Body::from_stream(EventBody::new(blocks).heartbeats(every));
    (AppendHeaders(sse::RESPONSE_HEADERS), body)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let app = Router::new().route("/", get(events));
    tokio::spawn(async move { axum::serve(listener, app).await });
    print!("{}", reqwest::get(url).await?.text().await?);
    Ok(())
}
