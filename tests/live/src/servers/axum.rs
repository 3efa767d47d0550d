use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use tower_http::compression::CompressionLayer;
use unchunk::sse::RESPONSE_HEADERS;

use crate::answer::Item;
use crate::scenarios::{self, Served};

/// Serves until the runtime ends: the scenarios, below `/gzip` too, and `/axum-sse`, written by axum itself.
pub async fn axum() -> SocketAddr {
    let mut router = Router::new();
    for scenario in scenarios::all() {
        let respond = async move || respond((scenario.serve)());
        router = router.route(scenario.path, get(respond));
    }
    // By default the layer leaves event streams alone.
    let gzip = CompressionLayer::new().compress_when(|_, _, _: &_, _: &_| true);
    let app = Router::new()
        .nest("/gzip", router.clone().layer(gzip))
        .merge(router)
        .route("/axum-sse", get(async || sse()));
    super::spawn(app).await
}

fn respond(served: Served) -> Response {
    match served {
        Served::Events(body) => body.into_response(),
        Served::Chunks(chunks) => {
            (AppendHeaders(RESPONSE_HEADERS), Body::from_stream(chunks)).into_response()
        }
        Served::Page {
            status,
            content_type,
            text,
        } => {
            let status = StatusCode::from_u16(status).unwrap();
            let headers = content_type.map(|value| [("content-type", value)]);
            match headers {
                Some(headers) => (status, headers, text).into_response(),
                None => status.into_response(),
            }
        }
    }
}

/// What axum's own encoder writes.
fn sse() -> impl IntoResponse {
    let events = [
        Event::default().comment("a comment"),
        Event::default().data("plain"),
        Event::default().event("type").id("1").data("line\nline\n"),
        Event::default().retry(Duration::from_millis(1500)),
        Event::default().json_data(["汉", "字"]).unwrap(),
        // Comes out without a data field, and so is no event.
        Event::default().data(""),
        Event::default().id("").data(" 空格"),
    ];
    Sse::new(stream::iter(events.map(Ok::<_, Infallible>)))
}

/// What that means.
pub fn axum_sse_items() -> Vec<Item> {
    vec![
        Item::comment("a comment"),
        Item::event("message", "", "plain"),
        Item::event("type", "1", "line\nline\n"),
        Item::event("message", "1", r#"["汉","字"]"#),
        Item::event("message", "", " 空格"),
    ]
}
