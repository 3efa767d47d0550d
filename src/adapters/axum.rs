//! axum responses made of bodies of events.

use axum_core::BoxError;
use axum_core::body::Body;
use axum_core::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use crate::sse::RESPONSE_HEADERS;

/// Returns a response with this body and the headers it needs.
pub(super) fn response<B>(body: B) -> Response
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let mut response = Response::new(Body::new(body));
    for (name, value) in RESPONSE_HEADERS {
        let (name, value) = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        response.headers_mut().insert(name, value);
    }
    response
}
