//! A stream over as many connections as it takes, on a clock that only moves when a sleeper wants it to.
#![cfg(all(feature = "std", feature = "stream"))]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::{FusedStream, Stream};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, StreamExt as _, future};
use unchunk::adapters::{Happening, Reconnecting, ReconnectingError, Response};
use unchunk::session::{Closed, EventSource, Loss, Reason, Session, SessionBuilder};
use unchunk::{ErrorKind, sse};

const TYPE: Option<&str> = Some("text/event-stream");

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Time in milliseconds.
#[derive(Clone, Default)]
struct World {
    now: Arc<AtomicU64>,
    /// When sleepers want to be woken.
    sleepers: Rc<RefCell<Vec<u64>>>,
}

impl World {
    fn now(&self) -> Duration {
        Duration::from_millis(self.now.load(Ordering::Relaxed))
    }

    fn sleep(&self, time: Duration) -> future::LocalBoxFuture<'static, ()> {
        let world = self.clone();
        let at = (self.now() + time).as_millis() as u64;
        world.sleepers.borrow_mut().push(at);
        let sleeping = future::poll_fn(move |_| {
            if world.now.load(Ordering::Relaxed) >= at {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        sleeping.boxed_local()
    }

    /// Time goes on to the next sleeper's end; not if there is none.
    fn go_on(&self) -> bool {
        let now = self.now.load(Ordering::Relaxed);
        self.sleepers.borrow_mut().retain(|at| *at > now);
        let next = self.sleepers.borrow().iter().min().copied();
        if let Some(at) = next {
            self.now.store(at, Ordering::Relaxed);
        }
        next.is_some()
    }

    /// All items, and when each came.
    fn read_all<S: Stream>(&self, stream: S) -> Vec<(Duration, S::Item)> {
        let mut stream = pin!(stream);
        let mut items = Vec::new();
        loop {
            match next(stream.as_mut()) {
                Poll::Ready(Some(item)) => items.push((self.now(), item)),
                Poll::Ready(None) => return items,
                Poll::Pending => assert!(self.go_on(), "nothing is waited for"),
            }
            assert!(items.len() < 10_000, "no end");
        }
    }
}

fn next<S: Stream>(stream: Pin<&mut S>) -> Poll<Option<S::Item>> {
    stream.poll_next(&mut Context::from_waker(Waker::noop()))
}

/// What a request meets.
#[derive(Clone)]
enum Fate {
    Refused,
    Silence,
    /// A status, `Content-Type`, `Retry-After`.
    Head(u16, Option<&'static str>, Option<&'static str>),
    /// These chunks, then a clean end.
    Ends(Vec<&'static str>),
    /// Then an error.
    Breaks(Vec<&'static str>),
    /// Then nothing more.
    Hangs(Vec<&'static str>),
}

type Chunks = BoxStream<'static, Result<&'static str, &'static str>>;

/// What was asked for: attempt and last event ID.
type Asked = Rc<RefCell<Vec<(u32, Option<String>)>>>;

#[derive(Clone, Default)]
struct Server {
    fates: Rc<RefCell<VecDeque<Fate>>>,
    asked: Asked,
}

type Connecting = future::BoxFuture<'static, Result<Response<Chunks, u16>, &'static str>>;

impl Server {
    fn new(fates: impl IntoIterator<Item = Fate>) -> Self {
        Self {
            fates: Rc::new(RefCell::new(fates.into_iter().collect())),
            asked: Asked::default(),
        }
    }

    fn connect(&self, request: unchunk::session::Request<'_>) -> Connecting {
        let id = request.last_event_id().map(String::from);
        self.asked.borrow_mut().push((request.attempt(), id));
        let fate = self.fates.borrow_mut().pop_front();
        let announce = |chunks: Vec<&'static str>, rest: Chunks| {
            let body = stream::iter(chunks).map(Ok).chain(rest).boxed();
            future::ready(Ok(Response::new(200, TYPE, body).headers(200))).boxed()
        };
        match fate.unwrap_or(Fate::Refused) {
            Fate::Refused => future::ready(Err("refused")).boxed(),
            Fate::Silence => future::pending().boxed(),
            Fate::Head(status, content_type, retry_after) => {
                let body = stream::pending().boxed();
                let response = Response::new(status, content_type, body)
                    .retry_after(retry_after)
                    .date(Some("Fri, 31 Dec 1999 23:58:00 GMT"));
                future::ready(Ok(response.headers(status))).boxed()
            }
            Fate::Ends(chunks) => announce(chunks, stream::empty().boxed()),
            Fate::Breaks(chunks) => announce(chunks, stream::iter([Err("reset")]).boxed()),
            Fate::Hangs(chunks) => announce(chunks, stream::pending().boxed()),
        }
    }

    fn asked(&self) -> Vec<(u32, Option<String>)> {
        self.asked.borrow().clone()
    }
}

/// The stream of a server, and the world it is in.
macro_rules! follow {
    ($world:expr, $server:expr, $source:expr) => {{
        let (world, server, clock) = ($world.clone(), $server.clone(), $world.now.clone());
        Reconnecting::with_clock(
            $source,
            move |request: unchunk::session::Request<'_>| server.connect(request),
            move |time| world.sleep(time),
            move || Duration::from_millis(clock.load(Ordering::Relaxed)),
        )
    }};
}

fn data(
    items: Vec<(
        Duration,
        Result<sse::OwnedEvent, ReconnectingError<&'static str>>,
    )>,
) -> (Vec<String>, Option<ReconnectingError<&'static str>>) {
    let mut data = Vec::new();
    let mut last = None;
    for (_, item) in items {
        assert!(last.is_none(), "something after the end");
        match item {
            Ok(event) => data.push(event.data().into_owned()),
            Err(error) => last = Some(error),
        }
    }
    (data, last)
}

fn done() -> SessionBuilder {
    let session = Session::feeds().without_jitter();
    session.done_when(|event| event.data_bytes() == b"[DONE]")
}

const STREAM: [&str; 4] = [
    "id: 1\ndata: a\n\n",
    "id: 2\ndata: b\n\n",
    "id: 3\ndata: c\n\n",
    "data: [DONE]\n\n",
];

#[test]
fn every_event_comes_once_whatever_happens_to_connections() {
    let server = Server::new([
        Fate::Refused,
        Fate::Silence,
        Fate::Head(503, None, None),
        Fate::Breaks(vec![STREAM[0], "id: 2\nda"]),
        Fate::Hangs(vec![": heartbeat\n\n", STREAM[1], "id: 3\ndata: half"]),
        Fate::Head(200, TYPE, None),
        Fate::Ends(vec![]),
        Fate::Ends(vec!["id: 3\ndata: c", "\n\nda", "ta: [DONE]"]),
    ]);
    let world = World::default();
    let stream = follow!(world, server, done());
    let (events, end) = data(world.read_all(stream));
    assert_eq!((events.concat().as_str(), end), ("abc", None));
    let asked: Vec<_> = server.asked().into_iter().map(|(_, id)| id).collect();
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(
        asked,
        [None, None, None, None, id("1"), id("2"), id("2"), id("2")]
    );
}

#[test]
fn what_happens_can_be_had_as_well() {
    let server = Server::new([
        Fate::Refused,
        Fate::Head(429, None, Some("70")),
        Fate::Hangs(vec![STREAM[0]]),
        Fate::Ends(vec![STREAM[3]]),
    ]);
    let world = World::default();
    let told = world.read_all(follow!(world, server, done()).happenings());
    let told: Vec<String> = told
        .into_iter()
        .map(|(at, happening)| {
            let told = match happening.unwrap() {
                Happening::Event(event) => event.data().into_owned(),
                Happening::Opened {
                    attempt,
                    status,
                    headers,
                    ..
                } => format!("{attempt} opened with {status} {headers}"),
                Happening::Lost {
                    attempt,
                    loss,
                    error,
                    retry_in,
                    ..
                } => format!("{attempt} lost, {loss}, {error:?}, again in {retry_in:?}"),
                Happening::Retried { attempt, loss, .. } => {
                    format!("{attempt} retried after {}", loss.unwrap())
                }
                happening => format!("{happening:?}"),
            };
            format!("{}: {told}", at.as_secs())
        })
        .collect();
    assert_eq!(
        told,
        [
            "0: 0 lost, transport failed, Some(\"refused\"), again in Some(2s)",
            "2: 1 retried after transport failed",
            "2: 1 opened with 429 429",
            "2: 1 lost, status 429, None, again in Some(70s)",
            "72: 2 retried after status 429",
            "72: 2 opened with 200 200",
            "72: a",
            // The silence after it is what made it hold.
            "132: 2 lost, no byte in time, None, again in Some(2s)",
            "134: 1 retried after no byte in time",
            "134: 1 opened with 200 200",
        ]
    );
}

#[test]
fn an_answer_ends_well_or_says_why_not() {
    let refused = |closed| Reason::ReplayRefused(Loss::Closed(closed));
    let idle = Reason::ReplayRefused(Loss::TransportIdle);
    type Case = (
        Fate,
        fn() -> SessionBuilder,
        &'static str,
        Option<(Reason, Option<&'static str>)>,
    );
    let plain: fn() -> SessionBuilder = || Session::answers().without_jitter();
    let sentinel: fn() -> SessionBuilder = || {
        let session = Session::answers().without_jitter();
        session.done_when(|event| event.data_bytes() == b"[DONE]")
    };
    let cases: [Case; 12] = [
        (Fate::Ends(vec![STREAM[0], STREAM[1]]), plain, "ab", None),
        (Fate::Ends(vec![STREAM[0], STREAM[3]]), sentinel, "a", None),
        (
            Fate::Ends(vec![STREAM[0]]),
            sentinel,
            "a",
            Some((refused(Closed::Complete), None)),
        ),
        // What there is of the last event comes with the news that it is cut.
        (
            Fate::Ends(vec![STREAM[0], "data: b"]),
            plain,
            "ab",
            Some((refused(Closed::Truncated), None)),
        ),
        (
            Fate::Breaks(vec![STREAM[0], "data: b"]),
            plain,
            "ab",
            Some((refused(Closed::Failed), Some("reset"))),
        ),
        (
            Fate::Hangs(vec![STREAM[0], "data: b\n"]),
            sentinel,
            "ab",
            Some((idle, None)),
        ),
        (
            Fate::Breaks(vec![STREAM[0], "data: [DONE]"]),
            sentinel,
            "a",
            None,
        ),
        (
            Fate::Ends(vec!["<html>"]),
            plain,
            "",
            Some((refused(Closed::Foreign), None)),
        ),
        (Fate::Silence, plain, "", Some((idle, None))),
        (
            Fate::Head(404, None, None),
            plain,
            "",
            Some((Reason::Status(404), None)),
        ),
        (
            Fate::Head(204, TYPE, None),
            plain,
            "",
            Some((Reason::NoContent, None)),
        ),
        (
            Fate::Head(200, Some("text/html"), None),
            plain,
            "",
            Some((Reason::ContentType, None)),
        ),
    ];
    for (fate, session, expected, end) in cases {
        let server = Server::new([fate]);
        let world = World::default();
        let (events, error) = data(world.read_all(follow!(world, server, session())));
        assert_eq!(events.concat(), expected);
        match (error, end) {
            (None, None) => {}
            (Some(ReconnectingError::Ended { reason, error, .. }), Some(end)) => {
                assert_eq!((reason, error), end);
            }
            (error, end) => panic!("{error:?}, not {end:?}"),
        }
        // A silent POST went out four times once.
        assert_eq!(server.asked(), [(0, None)]);
    }
}

#[test]
fn a_server_that_never_comes_back_is_given_up_with_the_last_error() {
    let server = Server::new([Fate::Breaks(vec![STREAM[0]])]);
    let world = World::default();
    let session = Session::builder();
    let (events, error) = data(world.read_all(follow!(world, server, session)));
    assert_eq!(events, ["a"]);
    let Some(ReconnectingError::Ended { reason, error, .. }) = error else {
        panic!("{error:?}");
    };
    let loss = Loss::Closed(Closed::Failed);
    assert_eq!(reason, Reason::AttemptsExhausted(loss));
    assert_eq!(error, Some("refused"));
    assert_eq!(world.now(), seconds(2 + 4 + 8));
    assert_eq!(server.asked().len(), 4);
}

/// `retry: 0` and an event a connection once made hundreds of requests a second.
#[test]
fn a_server_that_closes_after_each_event_is_not_hurried_to() {
    let fates = (0..40).map(|_| Fate::Ends(vec!["retry: 0\nid: 1\ndata: a\n\n"]));
    let server = Server::new(fates);
    let world = World::default();
    let session = Session::feeds().without_jitter().attempts(40);
    let (events, _) = data(world.read_all(follow!(world, server, session)));
    assert_eq!(events.len(), 40);
    assert!(world.now() > seconds(30 * 30), "{:?}", world.now());
}

#[test]
fn a_skipped_event_is_an_error_in_its_place() {
    let server = Server::new([Fate::Ends(vec![
        STREAM[0],
        "data: too long for this limit\n\n",
        STREAM[3],
    ])]);
    let world = World::default();
    let decoder = sse::Decoder::builder().max_event_bytes(20);
    let source = EventSource::new(done().build(), decoder);
    let told: Vec<_> = world
        .read_all(follow!(world, server, source))
        .into_iter()
        .map(|(_, item)| item)
        .collect();
    assert!(matches!(&told[0], Ok(event) if event.data() == "a"));
    assert!(
        matches!(&told[1], Err(ReconnectingError::Decode(error)) if error.kind() == ErrorKind::EventTooLarge)
    );
    assert_eq!(told.len(), 2);
}

#[test]
fn it_can_be_closed_at_any_time() {
    for polls in 0..6 {
        let server = Server::new([
            Fate::Breaks(vec!["data: a\n\ndata: b\n\n"]),
            Fate::Hangs(vec![STREAM[0]]),
        ]);
        let world = World::default();
        let mut stream = pin!(follow!(world, server, done()));
        for _ in 0..polls {
            if next(stream.as_mut()).is_pending() {
                world.go_on();
            }
        }
        stream.as_mut().close();
        assert_eq!(next(stream.as_mut()), Poll::Ready(None));
        assert!(stream.is_terminated());
        assert_eq!(next(stream.as_mut()), Poll::Ready(None));
    }
}

#[test]
fn its_parts_go_on_elsewhere() {
    let server = Server::new([Fate::Hangs(vec![STREAM[0]]), Fate::Ends(vec![STREAM[3]])]);
    let world = World::default();
    let mut stream = Box::pin(follow!(world, server, done()));
    assert!(matches!(next(stream.as_mut()), Poll::Ready(Some(Ok(_)))));
    assert_eq!(stream.last_event_id(), "1");
    assert!(next(stream.as_mut()).is_pending());
    // Not through a pin: it is taken apart before it is polled.
    let (source, _, _) = follow!(world, server, done().last_event_id("7")).into_parts();
    assert_eq!(source.session().last_event_id(), "7");
    let (events, end) = data(world.read_all(follow!(world, server, source)));
    assert_eq!((events, end), (vec![], None));
    assert_eq!(server.asked()[1], (0, Some("7".to_owned())));
}

/// It counts from the response's own date, however wrong that is.
#[cfg(feature = "httpdate")]
#[test]
fn a_date_to_retry_after_is_waited_for() {
    let server = Server::new([
        Fate::Head(429, None, Some("Fri, 31 Dec 1999 23:59:10 GMT")),
        Fate::Ends(vec![STREAM[3]]),
    ]);
    let world = World::default();
    let told = world.read_all(follow!(world, server, done()).happenings());
    let waits: Vec<_> = told
        .into_iter()
        .filter_map(|(_, happening)| match happening.unwrap() {
            Happening::Lost { retry_in, .. } => retry_in,
            _ => None,
        })
        .collect();
    assert_eq!(waits, [seconds(70)]);
}

/// What has come counts, however late it is asked for.
#[test]
fn a_reader_that_is_slow_loses_no_connection() {
    for session in [done(), Session::answers().content_idle(seconds(5))] {
        let server = Server::new([Fate::Ends(STREAM.to_vec())]);
        let world = World::default();
        let mut stream = pin!(follow!(world, server, session));
        for expected in ["a", "b", "c"] {
            let Poll::Ready(Some(Ok(event))) = next(stream.as_mut()) else {
                panic!("no event");
            };
            assert_eq!(event.data(), expected);
            world.now.fetch_add(3_600_000, Ordering::Relaxed);
        }
        assert_eq!(server.asked().len(), 1);
    }
}

/// After the sentinel nothing is read, even from a body that never ends.
#[test]
fn a_body_that_goes_on_after_the_sentinel_is_dropped() {
    let connect = |_: unchunk::session::Request<'_>| {
        let body = stream::iter([STREAM[0], STREAM[3]]);
        let body = body.chain(stream::repeat(STREAM[1])).map(Ok::<_, &str>);
        future::ready(Ok(Response::new(200, TYPE, body)))
    };
    let stream = Reconnecting::new(done(), connect, |_| future::pending::<()>());
    let (events, end) = data(World::default().read_all(stream));
    assert_eq!((events.concat().as_str(), end), ("a", None));
}

/// A clock that stands still is no reason to spin: what a timer has measured is time that has passed.
#[test]
fn a_clock_that_lags_behind_the_timers_does_no_harm() {
    let server = Server::new([Fate::Silence, Fate::Refused, Fate::Ends(vec![STREAM[3]])]);
    let world = World::default();
    let connect = {
        let server = server.clone();
        move |request: unchunk::session::Request<'_>| server.connect(request)
    };
    let sleep = {
        let world = world.clone();
        move |time| world.sleep(time)
    };
    let stream = Reconnecting::with_clock(done(), connect, sleep, || Duration::ZERO);
    let (events, end) = data(world.read_all(stream));
    assert_eq!((events, end), (vec![], None));
    assert_eq!(server.asked().len(), 3);
}

/// One timer serves for many chunks.
#[test]
fn a_chunk_sets_no_timer() {
    let world = World::default();
    let beats = stream::unfold(0, {
        let world = world.clone();
        move |count: u32| {
            let sleeping = world.sleep(seconds(1));
            async move {
                sleeping.await;
                (count < 100).then_some((Ok::<_, &str>(": heartbeat\n\n"), count + 1))
            }
        }
    });
    let mut beats = Some(beats.boxed_local());
    let slept = Rc::new(RefCell::new(0));
    let stream = Reconnecting::with_clock(
        Session::answers(),
        move |_: unchunk::session::Request<'_>| {
            future::ready(match beats.take() {
                Some(beats) => Ok(Response::new(200, TYPE, beats)),
                None => Err("refused"),
            })
        },
        {
            let (world, slept) = (world.clone(), slept.clone());
            move |time| {
                *slept.borrow_mut() += 1;
                world.sleep(time)
            }
        },
        {
            let now = world.now.clone();
            move || Duration::from_millis(now.load(Ordering::Relaxed))
        },
    );
    assert!(world.read_all(stream).is_empty());
    assert!(world.now() >= seconds(100));
    assert!(*slept.borrow() <= 3, "{}", slept.borrow());
}

#[test]
fn it_is_sent_between_threads_and_shown() {
    const fn is_send<T: Send>(_: &T) {}
    let connect = |_: unchunk::session::Request<'_>| {
        future::ready(Ok::<_, std::io::Error>(Response::new(
            200,
            TYPE,
            stream::empty::<Result<Vec<u8>, std::io::Error>>(),
        )))
    };
    let stream = Reconnecting::new(Session::feeds(), connect, |_| future::ready(()));
    is_send(&stream);
    assert!(format!("{stream:?}").contains("EventSource"));
}
