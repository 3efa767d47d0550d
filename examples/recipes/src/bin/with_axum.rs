//! Serves an event stream with axum.

use std::convert::Infallible;
use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::time::sleep;
use unchunk::adapters::EventBody;
use unchunk::sse::EncodedEvent;

async fn events() -> impl IntoResponse {
    let deltas = stream::iter(["Hel", "lo"]); // any stream
    let blocks = deltas.map(|delta| Ok::<_, Infallible>(EncodedEvent::data(delta)));
    EventBody::new(blocks).heartbeats(Duration::from_secs(15), sleep)
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
