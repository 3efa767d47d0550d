//! Serves an event stream with hyper, and reads it with hyper.

use std::error::Error;
use std::pin::pin;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use http_body::Body;
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::client;
use hyper::header::HOST;
use hyper::server;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use unchunk::adapters::{DecodeBody as _, EventBody};
use unchunk::sse::{self, EncodeError, EventBuilder};

async fn events(
    _: Request<Incoming>,
) -> hyper::http::Result<Response<impl Body<Data = Bytes, Error = EncodeError>>> {
    let deltas = stream::iter(["Hel", "lo"]); // any stream
    let blocks = deltas.map(|delta| EventBuilder::new().data(delta).build());
    let mut response = Response::builder();
    for (name, value) in sse::RESPONSE_HEADERS {
        response = response.header(name, value);
    }
    response.body(EventBody::new(blocks))
}

async fn print(body: Incoming) -> Result<(), Box<dyn Error>> {
    let mut events = pin!(body.sse_events());
    while let Some(event) = events.next().await {
        println!("{}", event?.data());
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await?;
        let connection = server::conn::http1::Builder::new();
        let connection = connection.serve_connection(TokioIo::new(socket), service_fn(events));
        connection.await.map_err(std::io::Error::other)
    });

    let socket = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = client::conn::http1::handshake(socket).await?;
    tokio::spawn(connection);
    let request = Request::get("/").header(HOST, "localhost");
    let response = sender
        .send_request(request.body(Empty::<Bytes>::new())?)
        .await?;
    print(response.into_body()).await
}
