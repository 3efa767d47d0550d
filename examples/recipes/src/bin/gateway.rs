//! Forwards an event stream byte for byte, looks at its events on the way, and puts in blocks of its own.

use std::error::Error;

use axum::Router;
use axum::body::Body;
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use tokio::net::TcpListener;
use unchunk::sse::{self, Block};

/// Looks at a chunk on its way.
fn inspect(decoder: &mut sse::Decoder, chunk: Bytes) -> Bytes {
    let mut input = &chunk[..];
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(event)) => eprintln!("{:?}: {}", event.span(), event.data()),
            Ok(None) => break,
            Err(error) => eprintln!("{error}"), // forwarded all the same
        }
    }
    if !decoder.is_at_event_boundary() {
        return chunk; // in the middle of a block
    }
    [&chunk, Block::heartbeat().as_bytes()].concat().into() // between blocks: one more may follow
}

async fn forward(upstream: String) -> Result<impl IntoResponse, String> {
    let response = reqwest::get(upstream)
        .await
        .map_err(|error| error.to_string())?;
    let mut decoder = sse::Decoder::new();
    let chunks = response
        .bytes_stream()
        .map_ok(move |chunk| inspect(&mut decoder, chunk));
    Ok((
        AppendHeaders(sse::RESPONSE_HEADERS),
        Body::from_stream(chunks),
    ))
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
