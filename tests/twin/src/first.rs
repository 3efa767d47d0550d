//! What the first engine reads.

use unchunk_first::sse::{Decoder, Event, Item};
use unchunk_first::{ErrorKind, Verdict};

use crate::oracle::{Ending, Limits, Seen, TooLarge};

/// No limit that the streams of a test meet.
pub const UNLIMITED: Limits = Limits {
    max_event_bytes: 1 << 30,
    max_id_bytes: 1 << 30,
};

/// Its items are events without an ID and a `retry` of their own, comments and errors; its tail is raw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub items: Vec<Seen>,
    pub ending: Ending,
    pub salvaged: Option<Seen>,
    pub last_event_id: String,
    pub reconnection_time: Option<u64>,
}

fn seen(event: &Event<'_>) -> Seen {
    Seen::Event {
        event_type: event.event_type().into_owned(),
        data: event.data_bytes().to_vec(),
        last_event_id: event.last_event_id().into_owned(),
        id: None,
        retry: None,
        span: event.span(),
    }
}

/// Reads events and comments, or events alone by the ways that are shorter.
pub fn read(chunks: &[&[u8]], limits: Limits, with_lines: bool) -> Reading {
    let mut decoder = Decoder::builder()
        .max_event_bytes(limits.max_event_bytes)
        .max_id_bytes(limits.max_id_bytes)
        .build();
    let mut items = Vec::new();
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            let item = if with_lines {
                decoder.decode_item(&mut input)
            } else {
                decoder
                    .decode(&mut input)
                    .map(|event| event.map(Item::Event))
            };
            match item {
                Ok(None) => break,
                Ok(Some(Item::Event(event))) => items.push(seen(&event)),
                Ok(Some(Item::Comment(comment))) => items.push(Seen::Comment {
                    text: comment.text_bytes().to_vec(),
                    span: comment.span(),
                }),
                Err(error) => items.push(Seen::Error {
                    kind: match error.kind() {
                        ErrorKind::EventTooLarge => TooLarge::Event,
                        ErrorKind::IdTooLarge => TooLarge::Id,
                        kind => panic!("{kind:?}"),
                    },
                    offset: error.offset(),
                }),
            }
        }
    }
    let ending = match decoder.finish() {
        Verdict::Complete => Ending::Complete,
        Verdict::Truncated { tail, offset, .. } => Ending::Truncated {
            tail: tail.to_vec(),
            offset,
        },
        Verdict::Foreign { head, .. } => Ending::Foreign {
            head: head.to_vec(),
        },
        verdict => panic!("{verdict:?}"),
    };
    Reading {
        items,
        ending,
        salvaged: decoder.salvage().map(|event| seen(&event)),
        last_event_id: decoder.last_event_id().into_owned(),
        reconnection_time: decoder
            .reconnection_time()
            .map(|time| time.as_millis() as u64),
    }
}
