//! Parses the data of events into types of one's own.

use std::error::Error;
use std::pin::pin;

use futures_util::StreamExt as _;
use serde::Deserialize;
use unchunk::adapters::ItemStream;
use unchunk::sse;

#[derive(Deserialize)]
struct Piece {
    delta: String,
}

async fn answer(url: &str) -> Result<String, Box<dyn Error>> {
    let response = reqwest::get(url).await?.error_for_status()?;
    let chunks = response.bytes_stream();
    let mut events = pin!(ItemStream::new(chunks, sse::Decoder::new()));
    let mut answer = String::new();
    while let Some(event) = events.next().await {
        let event = event?;
        if event.data_bytes() == b"[DONE]" {
            break;
        }
        let piece: Piece = event.json()?; // an error holds the data, and says where in the stream they are
        answer += &piece.delta;
    }
    Ok(answer)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", answer(&unchunk_recipes::url("/")?).await?);
    Ok(())
}
