//! Two thousand streams at once, half of them dripping and half as fast as they go: every event arrives, in order and
//! once, and memory does not grow.

use std::alloc::System;
use std::convert::Infallible;
use std::fmt::Debug;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use futures_util::{Stream, StreamExt as _, stream};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::sync::{Barrier, mpsc};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use unchunk::adapters::EventBody;
use unchunk::sse::{self, EncodedEvent, EventBuilder, OwnedEvent};
use unchunk_live::readers::{self, DEADLINE, Opened};
use unchunk_live::servers::{self, Url};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const STREAMS: usize = 2000;
/// They stop at the end of each half, so that nothing is under way when memory is measured.
const HALVES: usize = 2;
const HALF: Duration = Duration::from_secs(2);
/// Between two events of a stream that drips.
const DRIP: Duration = Duration::from_millis(400);

/// Where all ends of all streams meet, and the test.
struct Stage {
    barrier: Barrier,
    sent: AtomicU64,
    received: AtomicU64,
}

impl Stage {
    /// Waits until all are here, and until the test has looked at them.
    async fn meet(&self) {
        self.barrier.wait().await;
        self.barrier.wait().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_arrives_and_memory_stays() {
    // A socket for each end, and some.
    let files = 2 * STREAMS as u64 + 200;
    assert!(rlimit::increase_nofile_limit(files).unwrap() >= files);
    let stage = Arc::new(Stage {
        barrier: Barrier::new(2 * STREAMS + 1),
        sent: AtomicU64::new(0),
        received: AtomicU64::new(0),
    });
    let server = serve(Arc::clone(&stage)).await;
    let client = reqwest::Client::new();
    let mut readers = JoinSet::new();
    for number in 0..STREAMS {
        let (client, stage) = (client.clone(), Arc::clone(&stage));
        readers.spawn(async move {
            let events = open(server, number, &client).await;
            read(events, &stage).await;
        });
    }
    let run = async {
        let mut held = Vec::new();
        for _ in 0..=HALVES {
            stage.barrier.wait().await;
            let heap = HEAP.stats();
            held.push(heap.bytes_allocated - heap.bytes_deallocated);
            stage.barrier.wait().await;
        }
        while let Some(reader) = readers.join_next().await {
            reader.unwrap();
        }
        held
    };
    let held = timeout(DEADLINE, run).await.expect("an end");

    let sent = stage.sent.load(Ordering::Relaxed);
    let received = stage.received.load(Ordering::Relaxed);
    println!(
        "{sent} events sent, {received} received; bytes held, at first and after each half: {held:?}"
    );
    assert_eq!(received, sent);
    let [_, half, end] = held[..] else {
        panic!("{held:?}");
    };
    assert!(end <= half + half / 20, "{held:?} bytes held");
}

async fn serve(stage: Arc<Stage>) -> SocketAddr {
    let app = Router::new()
        .route("/drip", get(async |stage| respond(stage, Some(DRIP))))
        .route("/fast", get(async |stage| respond(stage, None)))
        .with_state(stage);
    servers::spawn(app).await
}

fn respond(State(stage): State<Arc<Stage>>, pause: Option<Duration>) -> impl IntoResponse {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(write(stage, pause, sender));
    let blocks = stream::unfold(receiver, async |mut receiver| {
        let block = receiver.recv().await?;
        Some((Ok::<_, Infallible>(block), receiver))
    });
    let body = Body::from_stream(EventBody::new(blocks));
    (AppendHeaders(sse::RESPONSE_HEADERS), body)
}

/// Writes numbered events for both halves; before and after each, one that says to meet.
async fn write(stage: Arc<Stage>, pause: Option<Duration>, to: mpsc::Sender<EncodedEvent>) {
    let mut number = 0;
    let mut send = async |event_type| {
        number += 1;
        stage.sent.fetch_add(1, Ordering::Relaxed);
        to.send(event(event_type, number)).await.unwrap();
    };
    send("meet").await;
    stage.meet().await;
    for _ in 0..HALVES {
        let end = Instant::now() + HALF;
        while Instant::now() < end {
            send("message").await;
            if let Some(pause) = pause {
                sleep(pause).await;
            }
        }
        send("meet").await;
        stage.meet().await;
    }
}

fn event(event_type: &str, number: u64) -> EncodedEvent {
    let id = number.to_string();
    let fields = EventBuilder::new().event_type(event_type).id(&id);
    fields.data(&data(number)).build().unwrap()
}

/// Two kilobytes.
fn data(number: u64) -> String {
    format!("{number}{}", "汉".repeat(700))
}

type Events = Pin<Box<dyn Stream<Item = OwnedEvent> + Send>>;

/// A stream by one of three readers; every second one drips.
async fn open(server: SocketAddr, number: usize, client: &reqwest::Client) -> Events {
    let decoder = sse::Decoder::new();
    let drip = Url::new(server, "/drip");
    let fast = Url::new(server, "/fast");
    // reqwest would grow a buffer for each fast stream, and not give it back.
    match number % 4 {
        0 => unwrapped(readers::open_reqwest(client, &drip, decoder).await),
        1 => unwrapped(readers::open_hyper(&fast, decoder).await),
        2 => unwrapped(readers::open_hyper(&drip, decoder).await),
        _ => unwrapped(readers::open_codec(&fast, decoder).await),
    }
}

fn unwrapped<E: Debug + 'static>(
    opened: Opened<impl Stream<Item = Result<OwnedEvent, E>> + Send + 'static>,
) -> Events {
    Box::pin(opened.items.map(Result::unwrap))
}

async fn read(mut events: Events, stage: &Stage) {
    let (mut last, mut meetings) = (0, 0);
    while let Some(event) = events.next().await {
        last += 1;
        assert_eq!(event.last_event_id(), last.to_string());
        assert_eq!(event.data(), data(last));
        if event.event_type() == "meet" {
            stage.meet().await;
            meetings += 1;
        }
    }
    assert_eq!(meetings, 1 + HALVES);
    stage.received.fetch_add(last, Ordering::Relaxed);
}
