//! Serves what the mini-program shows: a chat answer, a stock ticker, a parcel's track, a device's status, and answers
//! that go wrong.
//!
//! The arguments are a port, any free one by default, and the address to listen on: `127.0.0.1` by default, which other
//! devices cannot reach; `0.0.0.0` lets a phone in the same network in. Prints its URL.

mod answers;

use std::io::{Error, Result};
use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::routing::{any, get};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = match arguments.next() {
        Some(port) => port.parse().map_err(Error::other)?,
        None => 0,
    };
    let address: IpAddr = match arguments.next() {
        Some(address) => address.parse().map_err(Error::other)?,
        None => Ipv4Addr::LOCALHOST.into(),
    };
    let listener = TcpListener::bind((address, port)).await?;
    println!("http://{}", listener.local_addr()?);
    let app = Router::new()
        .route("/chat", any(answers::chat))
        .route("/ticker", get(answers::ticker))
        .route("/parcel", get(answers::parcel))
        .route("/device", get(answers::device))
        .route("/heartbeats", get(answers::heartbeats))
        .route("/refused", any(answers::refused))
        .route("/foreign", any(answers::foreign))
        .route("/page", any(answers::page))
        .route("/nothing", any(answers::nothing));
    axum::serve(listener, app).await
}
