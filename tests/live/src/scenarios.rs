//! What is served, and what every reader must tell of it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use tokio::sync::Notify;
use unchunk::adapters::{EventBody, Heartbeats};
use unchunk::sse::{EncodedEvent, EventBuilder};

use crate::answer::{Answer, Ending, Item};
use crate::readers::DEADLINE;

/// A path of the servers, and what is behind it.
#[derive(Clone, Copy)]
pub struct Scenario {
    pub path: &'static str,
    pub serve: fn() -> Served,
    pub expected: fn() -> Answer,
}

/// What a server has to send.
pub enum Served {
    /// Events and heartbeats.
    Events(EventBody<Blocks, Heartbeats<Sleep, BoxFuture<'static, ()>>>),
    /// An event stream as another server would write it, chunk by chunk; an error breaks the connection.
    Chunks(BoxStream<'static, io::Result<Bytes>>),
    /// No event stream.
    Page {
        status: u16,
        content_type: Option<&'static str>,
        text: &'static str,
    },
}

pub type Blocks = BoxStream<'static, io::Result<EncodedEvent>>;
pub type Sleep = Box<dyn FnMut(Duration) -> BoxFuture<'static, ()> + Send>;

/// Events between which nobody waits for so long that a heartbeat would be sent.
fn events(blocks: impl Stream<Item = io::Result<EncodedEvent>> + Send + 'static) -> Served {
    let sleep: Sleep = Box::new(|time| tokio::time::sleep(time).boxed());
    Served::Events(EventBody::new(blocks.boxed()).heartbeats(DEADLINE, sleep))
}

/// What our encoder writes.
pub const ENCODED: [Scenario; 3] = [HEARTBEATS, CHINESE, MEBIBYTES];

/// All that end as their server means them to.
pub const WHOLE: [Scenario; 7] = [HEARTBEATS, CHINESE, CRLF, MEBIBYTES, ERROR, NONE, JSON];

const HEARTBEATS: Scenario = Scenario {
    path: "/heartbeats",
    serve: heartbeats::serve,
    expected: || whole(heartbeats::expected()),
};

const CHINESE: Scenario = Scenario {
    path: "/chinese",
    serve: chinese::serve,
    expected: || whole(chinese::expected()),
};

const CRLF: Scenario = Scenario {
    path: "/crlf",
    serve: || Served::Chunks(drip(crlf::STREAM, 3).boxed()),
    expected: || whole(crlf::expected()),
};

const MEBIBYTES: Scenario = Scenario {
    path: "/mebibytes",
    serve: mebibytes::serve,
    expected: || whole(mebibytes::expected()),
};

const ERROR: Scenario = Scenario {
    path: "/error",
    serve: || Served::Page {
        status: 500,
        content_type: Some("text/html"),
        text: "<h1>Internal Server Error</h1>",
    },
    expected: || foreign(500, "text/html", "<h1>Internal Server Error</h1>"),
};

const NONE: Scenario = Scenario {
    path: "/none",
    serve: || Served::Page {
        status: 204,
        content_type: None,
        text: "",
    },
    expected: || Answer {
        status: 204,
        content_type: None,
        ..whole(Vec::new())
    },
};

const JSON: Scenario = Scenario {
    path: "/json",
    serve: || Served::Page {
        status: 200,
        content_type: Some("application/json"),
        text: r#"{"error":"余额不足"}"#,
    },
    expected: || foreign(200, "application/json", r#"{"error":"余额不足"}"#),
};

/// Cut in the middle of a character.
pub const CUT: Scenario = Scenario {
    path: "/cut",
    serve: || {
        // Served to the last byte, and then broken off.
        let cut = stream::once(async {
            sent().await;
            Err(io::ErrorKind::ConnectionReset.into())
        });
        let chunks = drip(CUT_STREAM, 7).chain(cut);
        Served::Chunks(chunks.boxed())
    },
    expected: || Answer {
        ending: Ending::Cut(CUT_TAIL.to_vec()),
        ..whole(vec![
            Item::event("message", "1", "你"),
            Item::event("message", "2", "好"),
        ])
    },
};

/// The second character of 世界 lacks its last byte.
pub const CUT_STREAM: &[u8] =
    b"id: 1\ndata: \xE4\xBD\xA0\n\nid: 2\ndata: \xE5\xA5\xBD\n\nid: 3\ndata: \xE4\xB8\x96\xE7\x95";
pub const CUT_TAIL: &[u8] = b"\xE4\xB8\x96\xE7\x95";

pub fn all() -> impl Iterator<Item = Scenario> {
    WHOLE.into_iter().chain([CUT])
}

mod heartbeats {
    use super::*;

    const BETWEEN: usize = 3;

    /// The second event becomes ready when three heartbeats have been sent.
    pub fn serve() -> Served {
        let enough = Arc::new(Notify::new());
        let slept = Arc::clone(&enough);
        let mut count = 0;
        let sleep: Sleep = Box::new(move |time| {
            count += 1;
            let last = (count == BETWEEN).then(|| Arc::clone(&slept));
            let sleeping = tokio::time::sleep(time);
            let then = move |()| {
                if let Some(slept) = last {
                    slept.notify_one();
                }
            };
            sleeping.map(then).boxed()
        });
        let first = stream::once(async { Ok(block(&EventBuilder::new().id("1").data("before"))) });
        let second = stream::once(async move {
            enough.notified().await;
            Ok(block(&EventBuilder::new().data("after")))
        });
        let body = EventBody::new(first.chain(second).boxed());
        Served::Events(body.heartbeats(Duration::from_millis(2), sleep))
    }

    pub fn expected() -> Vec<Item> {
        let mut items = vec![Item::event("message", "1", "before")];
        items.extend([const { "" }; BETWEEN].map(Item::comment));
        items.push(Item::event("message", "1", "after"));
        items
    }
}

mod chinese {
    use super::*;

    /// Event type, ID, data.
    const EVENTS: [(&str, Option<&str>, &str); 6] = [
        ("message", Some("一"), "你好,世界"),
        ("增量", None, "第一行\n第二行\n"),
        (
            "delta",
            Some("三"),
            "😀 emoji 与汉字,\u{FEFF}也有\u{2028}。",
        ),
        ("delta", None, ""),
        ("delta", Some(""), " 以空格开头: 冒号"),
        ("message", None, "data: 不是字段"),
    ];

    pub fn serve() -> Served {
        let blocks = EVENTS.map(|(event_type, id, data)| {
            let fields = EventBuilder::new().event_type(event_type).data(data);
            Ok(block(&match id {
                Some(id) => fields.id(id),
                None => fields,
            }))
        });
        events(stream::iter(blocks))
    }

    pub fn expected() -> Vec<Item> {
        let ids = ["一", "一", "三", "三", "", ""];
        EVENTS
            .iter()
            .zip(ids)
            .map(|((event_type, _, data), id)| Item::event(event_type, id, data))
            .collect()
    }
}

mod crlf {
    use super::*;

    pub const STREAM: &[u8] =
        b"\xEF\xBB\xBFid: 1\r\ndata: a\r\ndata: b\r\n\r\n:comment\r\n\r\nevent: x\rdata:c\r\r\
        data: d\n\r\nretry: 10\r\n\r\ndata\r\n\r\n";

    pub fn expected() -> Vec<Item> {
        vec![
            Item::event("message", "1", "a\nb"),
            Item::comment("comment"),
            Item::event("x", "1", "c"),
            Item::event("message", "1", "d"),
            Item::event("message", "1", ""),
        ]
    }
}

mod mebibytes {
    use super::*;

    const LEN: usize = 1 << 20;

    fn data() -> [String; 3] {
        let chinese = "汉".repeat(LEN / 3);
        let lines = "一行文字\n".repeat(LEN / "一行文字\n".len());
        ["x".repeat(LEN), chinese, lines]
    }

    pub fn serve() -> Served {
        let blocks = data().map(|data| Ok(block(&EventBuilder::new().data(&data))));
        events(stream::iter(blocks))
    }

    pub fn expected() -> Vec<Item> {
        let events = data().map(|data| Item::event("message", "", &data));
        events.into()
    }
}

fn block(fields: &EventBuilder<'_>) -> EncodedEvent {
    fields.build().expect("no line ends in event type and ID")
}

/// A few bytes at a time, each chunk sent before the next is asked for.
fn drip(bytes: &'static [u8], size: usize) -> impl Stream<Item = io::Result<Bytes>> {
    let chunks = bytes.chunks(size).map(Bytes::from_static);
    stream::iter(chunks).then(async |chunk| {
        sent().await;
        Ok(chunk)
    })
}

/// A body that is not ready at once makes its server send what it has.
async fn sent() {
    tokio::task::yield_now().await;
}

fn whole(items: Vec<Item>) -> Answer {
    Answer {
        status: 200,
        content_type: Some("text/event-stream".to_owned()),
        items,
        ending: Ending::Complete,
    }
}

fn foreign(status: u16, content_type: &str, head: &str) -> Answer {
    Answer {
        status,
        content_type: Some(content_type.to_owned()),
        items: Vec::new(),
        ending: Ending::Foreign(head.to_owned()),
    }
}
