//! A gateway between a real server and a real client.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use futures_util::TryFutureExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use unchunk::Verdict;
use unchunk::adapters::{Relay, Seen};
use unchunk::sse::RESPONSE_HEADERS;
use unchunk_live::readers::{self, DEADLINE};
use unchunk_live::scenarios::{CUT, ENCODED};
use unchunk_live::servers::{self, Url};

/// What a gateway has seen of its streams.
type Log = Arc<Mutex<Vec<String>>>;

/// Serves what is upstream, with a heartbeat after so long a silence.
async fn gateway(upstream: String, every: Duration) -> (SocketAddr, Log) {
    let log = Log::default();
    let seen = Arc::clone(&log);
    let forward = async move |Path(path): Path<String>| {
        let url = format!("{upstream}{path}");
        let seen = Arc::clone(&seen);
        let inspect = move |it: Seen<'_>| {
            seen.lock().unwrap().push(match it {
                Seen::Event(event) => event.data().into_owned(),
                Seen::Ended(Verdict::Complete) => "complete".to_owned(),
                it => format!("{it:?}"),
            });
        };
        let chunks = async { Ok::<_, reqwest::Error>(reqwest::get(url).await?.bytes_stream()) };
        Relay::new(chunks.try_flatten_stream(), inspect).heartbeats(every, sleep)
    };
    let app = Router::new().route("/{path}", get(forward));
    (servers::spawn(app).await, log)
}

#[tokio::test]
async fn every_reader_reads_the_same_through_a_gateway() {
    for server in [servers::axum().await, servers::hyper().await] {
        let (gateway, log) = gateway(format!("http://{server}/"), DEADLINE).await;
        for scenario in ENCODED {
            let url = Url::new(gateway, scenario.path);
            readers::assert_all(&url, &(scenario.expected)()).await;
            assert_eq!(log.lock().unwrap().last().unwrap(), "complete");
            log.lock().unwrap().clear();
        }
        readers::assert_all(&Url::new(gateway, CUT.path), &(CUT.expected)()).await;
    }
}

/// The upstream says nothing, not even a status, before the client has seen a heartbeat.
#[tokio::test]
async fn heartbeats_come_before_the_first_byte_of_the_upstream() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let upstream = listener.local_addr().unwrap();
    let (heard, wait) = tokio::sync::oneshot::channel::<()>();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await.unwrap();
        wait.await.unwrap();
        let response = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n\
            \u{FEFF}data: 你好\n\n";
        socket.write_all(response.as_bytes()).await.unwrap();
    });
    let every = Duration::from_millis(20);
    let (gateway, log) = gateway(format!("http://{upstream}/"), every).await;
    let reading = async {
        let response = reqwest::get(format!("http://{gateway}/feed"));
        let mut response = response.await.unwrap();
        for (name, value) in RESPONSE_HEADERS {
            assert_eq!(response.headers()[name], value);
        }
        let first = response.chunk().await.unwrap().unwrap();
        assert!(first.starts_with(b":\n\n"), "{first:?}");
        heard.send(()).unwrap();
        let mut rest = Vec::from(first);
        while let Some(chunk) = response.chunk().await.unwrap() {
            rest.extend_from_slice(&chunk);
        }
        String::from_utf8(rest).unwrap().replace(":\n\n", "")
    };
    let read = timeout(DEADLINE, reading).await.expect("an end");
    assert_eq!(read, "data: 你好\n\n");
    assert_eq!(*log.lock().unwrap(), ["你好", "complete"]);
}
