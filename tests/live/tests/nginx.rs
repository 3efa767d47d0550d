//! Behind nginx all is as without it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::AppendHeaders;
use axum::routing::get;
use futures_util::{StreamExt as _, stream};
use tokio::sync::Notify;
use tokio::time::timeout;
use unchunk::adapters::{EventBody, ItemStream};
use unchunk::session::Reason;
use unchunk::sse::{self, EventBuilder};
use unchunk_live::feed::{self, Connection, EVENTS};
use unchunk_live::nginx::Nginx;
use unchunk_live::readers::{self, DEADLINE};
use unchunk_live::scenarios::{self, WHOLE};
use unchunk_live::servers::{self, Url};

#[tokio::test]
async fn all_readers_tell_the_same_through_a_proxy() {
    let nginx = Nginx::start(servers::axum().await);
    for location in ["/default", "/direct", "/buffered"] {
        for scenario in scenarios::all() {
            let url = Url::new(nginx.address, format!("{location}{}", scenario.path));
            readers::assert_all(&url, &(scenario.expected)()).await;
        }
    }
}

#[tokio::test]
async fn what_a_proxy_compresses_is_the_same() {
    let nginx = Nginx::start(servers::axum().await);
    for location in ["/direct-gzip", "/buffered-gzip"] {
        for scenario in WHOLE {
            let url = Url::new(nginx.address, format!("{location}{}", scenario.path));
            let expected = (scenario.expected)();
            if expected.status == 200 {
                readers::assert_gzip(&url).await;
            }
            assert_eq!(readers::reqwest(&url).await, expected, "{url}");
        }
    }
}

/// The headers we list are enough: without them, the default is to buffer, and no event would come before the last.
#[tokio::test]
async fn events_are_not_held_back() {
    let seen = Arc::new(Notify::new());
    let nginx = Nginx::start(serve_when(Arc::clone(&seen)).await);
    for location in ["/default", "/direct", "/direct-gzip"] {
        let url = Url::new(nginx.address, format!("{location}/events"));
        let reading = async {
            let response = reqwest::get(url.to_string()).await.unwrap();
            let body = response.bytes_stream();
            let mut events = pin!(ItemStream::new(body, sse::Decoder::new()));
            for number in 0..5 {
                let event = events.next().await.unwrap().unwrap();
                assert_eq!(event.data(), number.to_string());
                seen.notify_one();
            }
            assert!(events.next().await.is_none());
        };
        timeout(DEADLINE, reading).await.expect(location);
    }
}

/// Serves five events, each when the one before has been seen.
async fn serve_when(seen: Arc<Notify>) -> SocketAddr {
    let respond = async move || {
        let blocks = stream::unfold(0, move |number| {
            let seen = Arc::clone(&seen);
            async move {
                if number > 0 {
                    seen.notified().await;
                }
                let data = number.to_string();
                let block = EventBuilder::new().data(&data).build().unwrap();
                (number < 5).then_some((Ok::<_, Infallible>(block), number + 1))
            }
        });
        let body = Body::from_stream(EventBody::new(blocks));
        (AppendHeaders(sse::RESPONSE_HEADERS), body)
    };
    let app = Router::new().route("/events", get(respond));
    servers::spawn(app).await
}

/// What a buffering proxy has not passed on when a connection breaks was not seen, and is asked for again.
#[tokio::test]
async fn a_session_goes_on_through_a_proxy() {
    for location in ["/default", "/buffered"] {
        let connections = [
            Connection::Cut(3),
            Connection::Refused,
            Connection::Silent(4),
            Connection::Ended(2),
        ];
        let (server, asked) = feed::axum(&connections).await;
        let nginx = Nginx::start(server);
        let url = Url::new(nginx.address, format!("{location}/feed"));
        let following = feed::follow(&url, feed::session());
        let (delivered, reason) = timeout(DEADLINE, following).await.expect("an end");
        let expected: Vec<_> = (1..=EVENTS).map(feed::data).collect();
        assert_eq!((delivered, reason), (expected, Reason::Done), "{location}");
        assert_eq!(asked.lock().unwrap().len(), connections.len() + 1);
    }
}
