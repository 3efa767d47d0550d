//! Parses the data of events into types of one's own, up to the event that ends the answer.

use std::error::Error;
use std::pin::pin;

use futures_util::StreamExt as _;
use serde::Deserialize;
use unchunk::adapters::DecodeStream as _;

#[derive(Deserialize)]
struct Piece {
    delta: String,
}

async fn answer(url: &str) -> Result<String, Box<dyn Error>> {
    let response = reqwest::get(url).await?.error_for_status()?;
    let mut answer = String::new();
    let events = response.bytes_stream().sse_events();
    let events = events.end_before(|event| event.data_bytes() == b"[DONE]");
    let mut pieces = pin!(events.json::<Piece>());
    while let Some(piece) = pieces.next().await {
        answer += &piece?.delta; // an error holds the data, and says where in the stream they are
    }
    Ok(answer)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", answer(&unchunk_recipes::url("/")?).await?);
    Ok(())
}
