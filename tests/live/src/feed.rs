//! Numbered events over connections that go wrong, and a client that wants all of them.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse as _};
use axum::routing::get;
use bytes::Bytes;
use futures_util::future::ready;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _, TryFutureExt as _, TryStreamExt as _};
use http_body_util::StreamBody;
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::time::sleep;
use unchunk::adapters::{EventBody, Reconnecting, ReconnectingError, Response};
use unchunk::session::{Reason, Request, Session, SessionBuilder};
use unchunk::sse::{self, EncodedEvent, EventBuilder};

use crate::servers::{self, Url};

/// Events of a feed, before `[DONE]`.
pub const EVENTS: usize = 20;

/// What becomes of a connection.
#[derive(Debug, Clone, Copy)]
pub enum Connection {
    /// After so many events it breaks off inside a character of the next.
    Cut(usize),
    /// After so many events it ends, as cleanly as can be.
    Ended(usize),
    /// After so many events nothing comes any more.
    Silent(usize),
    /// 503.
    Refused,
}

/// What a feed was asked for: the `Last-Event-ID` of each request.
pub type Asked = Arc<Mutex<Vec<Option<String>>>>;

#[derive(Clone)]
struct Feed {
    connections: Arc<Mutex<VecDeque<Connection>>>,
    asked: Asked,
}

/// The data of an event.
pub fn data(number: usize) -> String {
    format!("第 {number} 句")
}

/// Serves a feed by axum at `/feed`, first over these connections, then over good ones, until the runtime ends.
pub async fn axum(connections: &[Connection]) -> (SocketAddr, Asked) {
    let feed = Feed::new(connections);
    let asked = Arc::clone(&feed.asked);
    let respond = async |State(feed): State<Feed>, headers: HeaderMap| match feed.answer(&headers) {
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(chunks) => {
            let body = Body::from_stream(chunks);
            (AppendHeaders(sse::RESPONSE_HEADERS), body).into_response()
        }
    };
    let app = Router::new().route("/feed", get(respond)).with_state(feed);
    (servers::spawn(app).await, asked)
}

/// The same by hyper alone.
pub async fn hyper(connections: &[Connection]) -> (SocketAddr, Asked) {
    let feed = Feed::new(connections);
    let asked = Arc::clone(&feed.asked);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let feed = feed.clone();
            let respond = service_fn(move |request: hyper::Request<Incoming>| {
                ready(feed.respond(request.headers()))
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), respond);
            tokio::spawn(connection);
        }
    });
    (address, asked)
}

type Chunks = BoxStream<'static, io::Result<Bytes>>;
type HyperBody = StreamBody<BoxStream<'static, io::Result<Frame<Bytes>>>>;

impl Feed {
    fn new(connections: &[Connection]) -> Self {
        Self {
            connections: Arc::new(Mutex::new(connections.iter().copied().collect())),
            asked: Asked::default(),
        }
    }

    fn respond(&self, headers: &HeaderMap) -> hyper::http::Result<hyper::Response<HyperBody>> {
        let mut response = hyper::Response::builder();
        for (name, value) in sse::RESPONSE_HEADERS {
            response = response.header(name, value);
        }
        let chunks = self.answer(headers);
        if chunks.is_none() {
            response = response.status(StatusCode::SERVICE_UNAVAILABLE);
        }
        let chunks = stream::iter(chunks).flatten();
        response.body(StreamBody::new(chunks.map_ok(Frame::data).boxed()))
    }

    /// What the next connection brings; none if it is refused.
    fn answer(&self, headers: &HeaderMap) -> Option<Chunks> {
        let id = headers.get("last-event-id");
        let id = id.map(|id| id.to_str().unwrap().to_owned());
        self.asked.lock().unwrap().push(id.clone());
        let seen = id.map_or(0, |id| id.parse().unwrap());
        let connection = self.connections.lock().unwrap().pop_front();
        match connection {
            None => Some(all(seen, EVENTS).chain(done()).boxed()),
            Some(Connection::Refused) => None,
            Some(Connection::Ended(events)) => Some(all(seen, seen + events).boxed()),
            Some(Connection::Silent(events)) => {
                let chunks = all(seen, seen + events).chain(stream::pending());
                Some(chunks.boxed())
            }
            Some(Connection::Cut(events)) => {
                let next = Bytes::from(block(seen + events + 1));
                // 句 is three bytes long and followed by two line feeds.
                let part = next.slice(..next.len() - 3);
                let cut = stream::iter([Ok(part), Err(io::ErrorKind::ConnectionReset.into())]);
                let chunks = all(seen, seen + events).chain(cut.then(sent));
                Some(chunks.boxed())
            }
        }
    }
}

/// The events after these up to that one, behind a reconnection time.
fn all(seen: usize, last: usize) -> impl Stream<Item = io::Result<Bytes>> {
    let retry = EncodedEvent::retry(Duration::from_millis(5));
    let blocks = [retry].into_iter().chain((seen + 1..=last).map(block));
    EventBody::new(stream::iter(blocks.map(Ok))).then(sent)
}

fn done() -> Chunks {
    let block = EventBuilder::new().data("[DONE]").build().unwrap();
    stream::iter([Ok(block.into())]).boxed()
}

fn block(number: usize) -> EncodedEvent {
    let (id, data) = (number.to_string(), data(number));
    EventBuilder::new().id(&id).data(&data).build().unwrap()
}

/// Makes the server send what it has before it is given more.
async fn sent(chunk: io::Result<Bytes>) -> io::Result<Bytes> {
    tokio::task::yield_now().await;
    chunk
}

/// A session that is quick to return to a feed.
pub fn session() -> SessionBuilder {
    Session::builder()
        .reconnection_time(Duration::from_millis(5))
        .min_delay(Duration::ZERO)
        .holds_after(Duration::ZERO)
        .transport_idle(Duration::from_secs(2))
        .retried_statuses([503])
        .done_when(|event| event.data_bytes() == b"[DONE]")
}

/// Follows a feed over reqwest; returns the data of the events delivered, and why it ended.
pub async fn follow(url: &Url, session: SessionBuilder) -> (Vec<String>, Reason) {
    let client = reqwest::Client::new();
    let connect = |request: Request<'_>| {
        let get = client.get(url.to_string());
        let headers = request.headers();
        let get = headers.fold(get, |get, (name, value)| get.header(name, value));
        get.send().map_ok(Response::from_http)
    };
    let mut events = pin!(Reconnecting::new(session, connect, sleep));
    let mut delivered = Vec::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => delivered.push(event.data().into_owned()),
            Err(ReconnectingError::Ended { reason, .. }) => return (delivered, reason),
            Err(error) => panic!("{error}"),
        }
    }
    (delivered, Reason::Done)
}
