use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use eventsource_client::{Client, ClientBuilder, Error, ReconnectOptions, SSE};
use futures_core::Stream;
use launchdarkly_sdk_transport::{
    HttpTransport, Request, Response, ResponseFuture, TransportError,
};

use crate::candidate::Side;
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{BytesStream, Feed, Format, Never, drain};

pub struct EventsourceClient;

/// Answers the client's request with the feed, so that it runs without a server.
#[derive(Clone)]
struct Memory(Feed);

struct Body(BytesStream);

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0)
            .poll_next(cx)
            .map(|next| next.map(|chunk| chunk.map_err(|never: Never| match never {})))
    }
}

impl HttpTransport for Memory {
    fn request(&self, _: Request<Option<Bytes>>) -> ResponseFuture {
        let body = Body(self.0.bytes_stream());
        Box::pin(async { Ok(Response::new(Box::pin(body) as _)) })
    }
}

impl Driver for EventsourceClient {
    const NAME: &'static str = "eventsource-client";
    const SIDE: Side = Side::PeerStream;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let client = match ClientBuilder::for_url("http://localhost/") {
            Ok(builder) => builder
                .reconnect(ReconnectOptions::reconnect(false).build())
                .build_with_transport(Memory(feed.clone())),
            Err(error) => {
                let _ = sink.error(&error);
                return;
            }
        };
        drain(client.stream(), |event| match event {
            Ok(SSE::Event(event)) => {
                sink.take(event, |event| {
                    Seen::event(
                        &event.event_type,
                        &event.data,
                        event.id.as_deref().unwrap_or_default(),
                    )
                });
                ControlFlow::Continue(())
            }
            Ok(SSE::Connected(_) | SSE::Comment(_)) => ControlFlow::Continue(()),
            Err(Error::Eof | Error::UnexpectedEof) => ControlFlow::Break(()),
            Err(error) => sink.error(&error),
        });
    }
}
