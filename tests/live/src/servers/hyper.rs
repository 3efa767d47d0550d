use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use unchunk::sse::RESPONSE_HEADERS;

use crate::scenarios::{self, Served};

/// Serves the scenarios until the runtime ends.
pub async fn hyper() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let connection =
                http1::Builder::new().serve_connection(TokioIo::new(socket), service_fn(respond));
            tokio::spawn(connection);
        }
    });
    address
}

async fn respond(
    request: Request<Incoming>,
) -> Result<Response<UnsyncBoxBody<Bytes, io::Error>>, Infallible> {
    let scenario = scenarios::all()
        .find(|scenario| scenario.path == request.uri().path())
        .expect("a path that is served");
    let mut response = Response::builder();
    let body = match (scenario.serve)() {
        Served::Page {
            status,
            content_type,
            text,
        } => {
            response = response.status(status);
            if let Some(content_type) = content_type {
                response = response.header("content-type", content_type);
            }
            Full::from(text)
                .map_err(|never| match never {})
                .boxed_unsync()
        }
        Served::Events(body) => {
            for (name, value) in RESPONSE_HEADERS {
                response = response.header(name, value);
            }
            body.boxed_unsync()
        }
        Served::Chunks(chunks) => {
            for (name, value) in RESPONSE_HEADERS {
                response = response.header(name, value);
            }
            StreamBody::new(chunks.map_ok(Frame::data)).boxed_unsync()
        }
    };
    Ok(response.body(body).expect("headers that are valid"))
}
