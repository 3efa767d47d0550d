//! Reads an answer to its end, over as many connections as it takes.

use std::error::Error;
use std::pin::pin;

use futures_util::{StreamExt as _, TryFutureExt as _};
use reqwest::Client;
use unchunk::adapters::{Reconnecting, Response};
use unchunk::session::{Request, Session};

async fn follow(client: &Client, url: &str) -> Result<(), Box<dyn Error>> {
    let session = Session::builder().done_when(|event| event.data_bytes() == b"[DONE]");
    let connect = |request: Request<'_>| {
        let mut get = client.get(url);
        for (name, value) in request.headers() {
            get = get.header(name, value); // Last-Event-ID is one of them
        }
        get.send().map_ok(Response::from_http)
    };
    let mut events = pin!(Reconnecting::new(session, connect, tokio::time::sleep));
    while let Some(event) = events.next().await {
        println!("{}", event?.data());
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = unchunk_recipes::url("/cut")?;
    follow(&Client::new(), &url).await
}
