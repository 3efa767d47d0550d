//! Serves what the mini-program shows: a chat answer, a stock ticker, and answers that go wrong.
//!
//! Listens on the port given as argument, else on any free one, and prints its URL.

mod answers;

use std::io::{Error, Result};

use axum::Router;
use axum::routing::{any, get};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let port = match std::env::args().nth(1) {
        Some(port) => port.parse().map_err(Error::other)?,
        None => 0,
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    let app = Router::new()
        .route("/chat", any(answers::chat))
        .route("/ticker", get(answers::ticker))
        .route("/heartbeats", get(answers::heartbeats))
        .route("/refused", any(answers::refused))
        .route("/foreign", any(answers::foreign))
        .route("/page", any(answers::page))
        .route("/nothing", any(answers::nothing));
    axum::serve(listener, app).await
}
