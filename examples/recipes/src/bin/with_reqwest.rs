//! Reads an event stream with reqwest.

use std::error::Error;
use std::pin::pin;

use futures_util::StreamExt as _;
use unchunk::adapters::DecodeStream as _;

async fn read(url: &str) -> Result<(), Box<dyn Error>> {
    let response = reqwest::get(url).await?.error_for_status()?;
    let mut events = pin!(response.bytes_stream().sse_events());
    while let Some(event) = events.next().await {
        let event = event?; // an answer that was cut, or none at all, is an error
        println!("{}: {}", event.event_type(), event.data());
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    read(&unchunk_recipes::url("/")?).await
}
