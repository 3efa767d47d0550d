//! A stream of events that reconnects.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use bytes::Bytes;
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use crate::Decode as _;
use crate::session::{Action, EventSource, Loss, Reason, Request, SourceError};
use crate::sse::{Decoder, OwnedEvent};

/// A response: its head, and its body, which is still to be read.
///
/// Made of a status, the value of `Content-Type` and a stream of chunks; with the feature `http-body`
/// [`from_http`](Self::from_http) makes it of a whole response.
///
/// ```
/// use unchunk::adapters::Response;
///
/// # let body = ();
/// let response = Response::new(503, None, body).retry_after(Some("120"));
/// # let _ = response;
/// ```
#[derive(Debug, Clone)]
pub struct Response<B, H = ()> {
    status: u16,
    content_type: Option<String>,
    retry_after: Option<String>,
    date: Option<String>,
    headers: H,
    body: B,
}

impl<B> Response<B> {
    /// Creates a response without other headers.
    #[must_use]
    pub fn new(status: u16, content_type: Option<&str>, body: B) -> Self {
        Self {
            status,
            content_type: content_type.map(String::from),
            retry_after: None,
            date: None,
            headers: (),
            body,
        }
    }
}

impl<B, H> Response<B, H> {
    /// Adds the value of `Retry-After`, which is honoured where the request is repeated: a number of seconds, or, with
    /// the feature `httpdate`, a date.
    #[must_use]
    pub fn retry_after(mut self, value: Option<&str>) -> Self {
        self.retry_after = value.map(String::from);
        self
    }

    /// Adds the value of `Date`: the time from which a `Retry-After` that is a date counts. Without it, that is the
    /// time of day here.
    #[must_use]
    pub fn date(mut self, value: Option<&str>) -> Self {
        self.date = value.map(String::from);
        self
    }

    /// Adds the headers, which [`Happening::Opened`] returns.
    #[must_use]
    pub fn headers<G>(self, headers: G) -> Response<B, G> {
        Response {
            status: self.status,
            content_type: self.content_type,
            retry_after: self.retry_after,
            date: self.date,
            headers,
            body: self.body,
        }
    }
}

#[cfg(feature = "http-body")]
impl<B: http_body::Body> Response<super::BodyChunks<B>, http::HeaderMap> {
    /// Creates a response from an `http::Response`, or from what converts into one, such as reqwest's.
    pub fn from_http(response: impl Into<http::Response<B>>) -> Self {
        let (head, body) = response.into().into_parts();
        let value = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = value(http::header::CONTENT_TYPE);
        let retry_after = value(http::header::RETRY_AFTER).map(String::from);
        let date = value(http::header::DATE).map(String::from);
        Response::new(
            head.status.as_u16(),
            content_type,
            super::BodyChunks::new(body),
        )
        .retry_after(retry_after.as_deref())
        .date(date.as_deref())
        .headers(head.headers)
    }
}

/// What happens to a [`Reconnecting`] stream, its events included; from [`Happenings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening<E, H = ()> {
    /// An event.
    Event(OwnedEvent),
    /// A response came, whatever its status.
    #[non_exhaustive]
    Opened {
        /// Which attempt in a row brought it: see [`Request::attempt`].
        attempt: u32,
        /// The status.
        status: u16,
        /// The headers, as the closure that connects has given them to [`Response::headers`].
        headers: H,
    },
    /// A request or connection was lost.
    #[non_exhaustive]
    Lost {
        /// Which attempt in a row it was.
        attempt: u32,
        /// Why it was lost.
        loss: Loss,
        /// What the transport reported, if it did.
        error: Option<E>,
        /// The time until the next request; none if none follows.
        retry_in: Option<Duration>,
    },
    /// The request is sent again.
    #[non_exhaustive]
    Retried {
        /// Which attempt in a row this is.
        attempt: u32,
        /// Why the one before was lost.
        loss: Option<Loss>,
    },
}

/// The error of a [`Reconnecting`] stream, with `E` for that of its transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReconnectingError<E> {
    /// An event was skipped; later items are still delivered.
    #[error(transparent)]
    Decode(crate::Error),
    /// The stream has ended, and not as it was [meant to](Reason::is_intended). Comes last.
    #[error("{reason}")]
    #[non_exhaustive]
    Ended {
        /// Why it ended.
        reason: Reason,
        /// What the transport reported of the last connection, unless a [`Happening::Lost`] has returned it.
        #[source]
        error: Option<E>,
    },
}

type Item<E, H> = Result<Happening<E, H>, ReconnectingError<E>>;

type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

pin_project! {
    #[project = ConnectionProjection]
    enum Connection<F, B> {
        Nothing,
        Opening { #[pin] response: F },
        Open { #[pin] body: B },
    }
}

pin_project! {
    /// A [`Stream`] of events that reconnects, on any runtime: a [`session`](crate::session), a closure that connects
    /// and one that sleeps.
    ///
    /// The session decides when to connect, how long to wait and when to give up: [`Session::feeds`] for a feed,
    /// [`Session::answers`] for an answer being generated, or options of your own. With reqwest and tokio (features
    /// `http-body` and `std`):
    ///
    /// ```text
    /// let client = reqwest::Client::new();
    /// let connect = |request: Request<'_>| {
    ///     let get = client.get(url);
    ///     let get = request.headers().fold(get, |get, (name, value)| get.header(name, value));
    ///     get.send().map_ok(Response::from_http)
    /// };
    /// let mut events = pin!(Reconnecting::new(Session::feeds(), connect, tokio::time::sleep));
    /// while let Some(event) = events.next().await {
    ///     println!("{}", event?.data());
    /// }
    /// ```
    ///
    /// With any other client, the closure makes a [`Response`] of what it has:
    ///
    /// ```
    /// use futures_util::{StreamExt as _, stream};
    /// use unchunk::adapters::{Reconnecting, Response};
    /// use unchunk::session::Session;
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// let bodies = ["id: 1\ndata: Hel\n\nid: 2\nda", "id: 2\ndata: lo\n\ndata: [DONE]\n\n"];
    /// let mut bodies = bodies.into_iter();
    /// # let mut asked_for = Vec::new();
    /// let connect = |request: unchunk::session::Request<'_>| {
    /// #   asked_for.push(request.last_event_id().map(String::from));
    ///     let body = bodies.next().ok_or(std::io::ErrorKind::ConnectionRefused);
    ///     async move {
    ///         let chunks = stream::iter([Ok::<_, std::io::Error>(body?)]);
    ///         Ok(Response::new(200, Some("text/event-stream"), chunks))
    ///     }
    /// };
    /// let sleep = |_| std::future::ready(()); // tokio::time::sleep, say
    /// let session = Session::feeds().done_when(|event| event.data_bytes() == b"[DONE]");
    /// let mut events = std::pin::pin!(Reconnecting::new(session, connect, sleep));
    /// let mut answer = String::new();
    /// while let Some(event) = events.next().await {
    ///     answer += &event?.data();
    /// }
    /// assert_eq!(answer, "Hello");
    /// # drop(events);
    /// # assert_eq!(asked_for, [None, Some("1".to_owned())]);
    /// # Ok::<(), unchunk::adapters::ReconnectingError<std::io::Error>>(())
    /// # }).unwrap().unwrap();
    /// ```
    ///
    /// # What comes out
    ///
    /// Every event once and in order, if the server gives them IDs and resumes by them. A skipped event is an error in
    /// its place. If the end was not [meant](Reason::is_intended), the last item is [`ReconnectingError::Ended`];
    /// before it comes the part of an event that a cut has left, if nothing will ask for the rest.
    /// [`happenings`](Self::happenings) also returns what happens to the connections.
    ///
    /// # Cancelling
    ///
    /// Dropping the future of the next item loses nothing; dropping the stream drops the connection. The stream is
    /// fused.
    #[doc(alias("eventsource", "retry"))]
    pub struct Reconnecting<C, F, B, Z, T, E> {
        source: EventSource,
        connect: C,
        sleep: Z,
        clock: Clock,
        #[pin]
        connection: Connection<F, B>,
        #[pin]
        timer: Option<T>,
        // When the timer is due, and the latest time at which one has fired: a clock may show less than that.
        due: Duration,
        fired: Duration,
        chunk: Bytes,
        // How much of the chunk has been decoded.
        used: usize,
        attempt: u32,
        // What the transport reported of the last connection.
        error: Option<E>,
        has_ended: bool,
    }
}

impl<C, F, B, H, Z, T, E> Reconnecting<C, F, B, Z, T, E>
where
    C: FnMut(Request<'_>) -> F,
    F: Future<Output = Result<Response<B, H>, E>>,
    Z: FnMut(Duration) -> T,
    T: Future,
{
    /// Joins a session, or an [`EventSource`], a closure that connects and one that sleeps. Nothing is sent before the
    /// first poll.
    ///
    /// The clock is that of [`std::time::Instant`].
    #[cfg(feature = "std")]
    #[must_use]
    pub fn new(source: impl Into<EventSource>, connect: C, sleep: Z) -> Self {
        let start = std::time::Instant::now();
        Self::with_clock(source, connect, sleep, move || start.elapsed())
    }

    /// Like `new`, with another clock, which returns the time since any beginning: that of a runtime whose time can be
    /// paused, or of a platform without one in the standard library.
    #[must_use]
    pub fn with_clock(
        source: impl Into<EventSource>,
        connect: C,
        sleep: Z,
        clock: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: source.into(),
            connect,
            sleep,
            clock: Box::new(clock),
            connection: Connection::Nothing,
            timer: None,
            due: Duration::ZERO,
            fired: Duration::ZERO,
            chunk: Bytes::new(),
            used: 0,
            attempt: 0,
            error: None,
            has_ended: false,
        }
    }

    /// Returns a stream that also has what happens to the connections.
    #[must_use]
    pub const fn happenings(self) -> Happenings<Self> {
        Happenings { stream: self }
    }
}

impl<C, F, B, Z, T, E> Reconnecting<C, F, B, Z, T, E> {
    /// The session and its decoder.
    #[must_use]
    pub const fn source(&self) -> &EventSource {
        &self.source
    }

    /// The last event ID; empty if there is none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.source.session().last_event_id()
    }

    /// Ends the stream: drops the request or connection that is out, and everything that has not been delivered.
    pub fn close(self: Pin<&mut Self>) {
        let mut this = self.project();
        this.source.abort();
        this.connection.set(Connection::Nothing);
        this.timer.set(None);
        *this.chunk = Bytes::new();
        *this.used = 0;
    }

    /// Returns session and decoder, to go on from later, and the closures. The connection is dropped.
    #[must_use]
    pub fn into_parts(self) -> (EventSource, C, Z) {
        (self.source, self.connect, self.sleep)
    }
}

impl<C, F, B, K, H, Z, T, E> Reconnecting<C, F, B, Z, T, E>
where
    C: FnMut(Request<'_>) -> F,
    F: Future<Output = Result<Response<B, H>, E>>,
    B: Stream<Item = Result<K, E>>,
    K: Into<Bytes>,
    Z: FnMut(Duration) -> T,
    T: Future,
{
    fn poll_happening(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Item<E, H>>> {
        loop {
            let this = self.as_mut().project();
            if *this.has_ended {
                return Poll::Ready(None);
            }
            let now = (this.clock)().max(*this.fired);
            if *this.used < this.chunk.len() {
                if let Some(event) = self.as_mut().decode(now) {
                    return Poll::Ready(Some(event));
                }
                continue;
            }
            // Before the session looks at deadlines: what has come counts, however late the stream is polled.
            if this.source.session().is_out() {
                match self.as_mut().poll_connection(context, now) {
                    Poll::Ready(None) => continue,
                    Poll::Ready(Some(happening)) => return Poll::Ready(Some(Ok(happening))),
                    Poll::Pending => {}
                }
            }
            let this = self.as_mut().project();
            match this.source.poll(now) {
                Action::Open(request) => {
                    let attempt = request.attempt();
                    let response = (this.connect)(request);
                    let mut connection = this.connection;
                    connection.set(Connection::Opening { response });
                    *this.attempt = attempt;
                    *this.error = None;
                    let loss = this.source.session().last_loss();
                    if attempt > 0 {
                        return Poll::Ready(Some(Ok(Happening::Retried { attempt, loss })));
                    }
                }
                Action::Receive { until } => {
                    ready!(self.as_mut().poll_timer(context, now, until));
                }
                Action::Wait { until } => {
                    ready!(self.as_mut().poll_timer(context, now, Some(until)));
                }
                Action::Close => {
                    if let Some(lost) = self.as_mut().drop_connection(now) {
                        return Poll::Ready(Some(Ok(lost)));
                    }
                }
                Action::End(reason) => return Poll::Ready(self.as_mut().end(reason)),
            }
        }
    }

    /// Decodes the next event of the chunk; none if that is used up.
    fn decode(self: Pin<&mut Self>, now: Duration) -> Option<Item<E, H>> {
        let this = self.project();
        let mut input = &this.chunk[*this.used..];
        let event = match this.source.decode(now, &mut input) {
            Ok(event) => event
                .map(|event| Decoder::own(event, Some(this.chunk)))
                .map(Ok),
            Err(SourceError::Decode(error)) => Some(Err(error)),
            // The connection was closed while it was being decoded.
            Err(SourceError::Order(_)) => {
                input = &[];
                None
            }
        };
        if input.is_empty() {
            // It is used up, so it is dropped before the wait for the next.
            *this.chunk = Bytes::new();
            *this.used = 0;
        } else {
            *this.used = this.chunk.len() - input.len();
        }
        event.map(|event| {
            event
                .map(Happening::Event)
                .map_err(ReconnectingError::Decode)
        })
    }

    /// What the request or connection brings next, if it is to be returned.
    fn poll_connection(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        now: Duration,
    ) -> Poll<Option<Happening<E, H>>> {
        let mut this = self.as_mut().project();
        // The session refuses a report if nothing is out, and then nothing has changed.
        match this.connection.as_mut().project() {
            ConnectionProjection::Opening { response } => match ready!(response.poll(context)) {
                Ok(response) => {
                    let content_type = response.content_type.as_deref();
                    let _ = this.source.opened(now, response.status, content_type);
                    if let Some(value) = &response.retry_after {
                        report_retry_after(this.source, now, value, response.date.as_deref());
                    }
                    let body = response.body;
                    this.connection.set(Connection::Open { body });
                    return Poll::Ready(Some(Happening::Opened {
                        attempt: *this.attempt,
                        status: response.status,
                        headers: response.headers,
                    }));
                }
                Err(error) => {
                    *this.error = Some(error);
                    let _ = this.source.failed(now);
                }
            },
            ConnectionProjection::Open { body } => match ready!(body.poll_next(context)) {
                Some(Ok(chunk)) => {
                    *this.chunk = chunk.into();
                    return Poll::Ready(None);
                }
                Some(Err(error)) => {
                    *this.error = Some(error);
                    let _ = this.source.failed(now);
                }
                None => {
                    let _ = this.source.ended(now);
                }
            },
            ConnectionProjection::Nothing => {
                let _ = this.source.failed(now);
            }
        }
        Poll::Ready(self.drop_connection(now))
    }

    /// Drops the request or connection that is out, and returns the loss, if it is one.
    fn drop_connection(self: Pin<&mut Self>, now: Duration) -> Option<Happening<E, H>> {
        let mut this = self.project();
        this.connection.set(Connection::Nothing);
        let session = this.source.session();
        let loss = session.last_loss().filter(|_| session.is_lost())?;
        Some(Happening::Lost {
            attempt: *this.attempt,
            loss,
            error: this.error.take(),
            retry_in: session.next_request().map(|at| at.saturating_sub(now)),
        })
    }

    /// Is ready when the session must be polled again.
    fn poll_timer(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        now: Duration,
        until: Option<Duration>,
    ) -> Poll<()> {
        let mut this = self.project();
        let Some(until) = until else {
            return Poll::Pending;
        };
        // A timer that fires too early does no harm: it is set again then, which costs less than setting it for every
        // chunk.
        if this.timer.is_none() || until < *this.due {
            let timer = (this.sleep)(until.saturating_sub(now));
            this.timer.set(Some(timer));
            *this.due = until;
        }
        if let Some(timer) = this.timer.as_mut().as_pin_mut() {
            ready!(timer.poll(context));
        }
        this.timer.set(None);
        *this.fired = (*this.due).max(*this.fired);
        Poll::Ready(())
    }

    /// The last items.
    fn end(self: Pin<&mut Self>, reason: Reason) -> Option<Item<E, H>> {
        let mut this = self.project();
        this.connection.set(Connection::Nothing);
        this.timer.set(None);
        if let Some(event) = this.source.take_unfinished() {
            return Some(Ok(Happening::Event(event)));
        }
        *this.has_ended = true;
        let error = this.error.take();
        (!reason.is_intended()).then_some(Err(ReconnectingError::Ended { reason, error }))
    }
}

#[cfg(feature = "httpdate")]
fn report_retry_after(source: &mut EventSource, now: Duration, value: &str, date: Option<&str>) {
    let time = date.and_then(crate::session::parse_date);
    source.retry_after_from(now, value, time.unwrap_or_else(std::time::SystemTime::now));
}

#[cfg(not(feature = "httpdate"))]
fn report_retry_after(source: &mut EventSource, now: Duration, value: &str, _date: Option<&str>) {
    source.retry_after(now, value);
}

impl<C, F, B, K, H, Z, T, E> Stream for Reconnecting<C, F, B, Z, T, E>
where
    C: FnMut(Request<'_>) -> F,
    F: Future<Output = Result<Response<B, H>, E>>,
    B: Stream<Item = Result<K, E>>,
    K: Into<Bytes>,
    Z: FnMut(Duration) -> T,
    T: Future,
{
    type Item = Result<OwnedEvent, ReconnectingError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.as_mut().poll_happening(context)) {
                Some(Ok(Happening::Event(event))) => return Poll::Ready(Some(Ok(event))),
                // Kept for the last error, if no connection follows.
                Some(Ok(Happening::Lost { error, .. })) => *self.as_mut().project().error = error,
                Some(Ok(Happening::Opened { .. } | Happening::Retried { .. })) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<C, F, B, K, H, Z, T, E> FusedStream for Reconnecting<C, F, B, Z, T, E>
where
    Self: Stream,
    C: FnMut(Request<'_>) -> F,
    F: Future<Output = Result<Response<B, H>, E>>,
    B: Stream<Item = Result<K, E>>,
    K: Into<Bytes>,
    Z: FnMut(Duration) -> T,
    T: Future,
{
    fn is_terminated(&self) -> bool {
        self.has_ended
    }
}

impl<C, F, B, Z, T, E> fmt::Debug for Reconnecting<C, F, B, Z, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnecting")
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

pin_project! {
    /// A [`Reconnecting`] stream with all that happens: a [`Stream`] of [`Happening`]s.
    ///
    /// ```text
    /// let mut stream = pin!(Reconnecting::new(session, connect, sleep).happenings());
    /// while let Some(happening) = stream.next().await {
    ///     match happening? {
    ///         Happening::Event(event) => show(event),
    ///         Happening::Lost { loss, retry_in: Some(time), .. } => warn!("{loss}; again in {time:?}"),
    ///         _ => {}
    ///     }
    /// }
    /// ```
    #[derive(Debug)]
    pub struct Happenings<R> {
        #[pin]
        stream: R,
    }
}

impl<R> Happenings<R> {
    /// The stream of events.
    #[must_use]
    pub const fn get_ref(&self) -> &R {
        &self.stream
    }

    /// The stream of events, to be [closed](Reconnecting::close).
    #[must_use]
    pub fn get_pin_mut(self: Pin<&mut Self>) -> Pin<&mut R> {
        self.project().stream
    }

    /// The stream of events alone, which goes on where this one was.
    #[must_use]
    pub fn into_inner(self) -> R {
        self.stream
    }
}

impl<C, F, B, K, H, Z, T, E> Stream for Happenings<Reconnecting<C, F, B, Z, T, E>>
where
    C: FnMut(Request<'_>) -> F,
    F: Future<Output = Result<Response<B, H>, E>>,
    B: Stream<Item = Result<K, E>>,
    K: Into<Bytes>,
    Z: FnMut(Duration) -> T,
    T: Future,
{
    type Item = Result<Happening<E, H>, ReconnectingError<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.project().stream.poll_happening(context)
    }
}
