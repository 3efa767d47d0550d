//! Forwards an event stream byte for byte, looks at its events on the way, and sends heartbeats while it is silent.

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::TryFutureExt as _;
use tokio::net::TcpListener;
use tokio::time::sleep;
use unchunk::adapters::{Relay, Seen};

fn inspect(seen: Seen<'_>) {
    match seen {
        Seen::Event(event) => eprintln!("{:?}: {}", event.span(), event.data()),
        Seen::Ended(verdict) => eprintln!("{verdict:?}"),
        _ => {}
    }
}

async fn forward(upstream: String) -> impl IntoResponse {
    let chunks = async {
        let response = reqwest::get(upstream).await?.error_for_status()?;
        Ok::<_, reqwest::Error>(response.bytes_stream())
    };
    // The wait for the response is part of the stream: heartbeats are sent meanwhile.
    let relay = Relay::new(chunks.try_flatten_stream(), inspect);
    relay.heartbeats(Duration::from_secs(15), sleep)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let upstream = unchunk_recipes::url("/")?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let app = Router::new().route("/", get(async move || forward(upstream.clone()).await));
    tokio::spawn(async move { axum::serve(listener, app).await });
    print!("{}", reqwest::get(url).await?.text().await?);
    Ok(())
}
