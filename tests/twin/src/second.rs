//! What the second engine reads.

use unchunk::sse::{Decoder, Event, Item};
use unchunk::{Decode, End, Error, ErrorKind, Verdict};

use crate::oracle::{Ending, Limits, Reading, Seen, TooLarge};

fn seen(event: &Event<'_>) -> Seen {
    Seen::Event {
        event_type: event.event_type().to_owned(),
        data: event.data_bytes().to_vec(),
        last_event_id: event.last_event_id().to_owned(),
        id: event.id().map(str::to_owned),
        retry: event.retry().map(|time| time.as_millis() as u64),
        span: event.span(),
    }
}

fn seen_item(item: &Item<'_>) -> Seen {
    match item {
        Item::Event(event) => seen(event),
        Item::Comment(comment) => Seen::Comment {
            text: comment.text_bytes().to_vec(),
            span: comment.span(),
        },
        Item::Ignored(line) => Seen::Ignored {
            line: line.text_bytes().to_vec(),
            span: line.span(),
        },
        item => panic!("{item:?}"),
    }
}

fn seen_error(error: Error) -> Seen {
    Seen::Error {
        kind: match error.kind() {
            ErrorKind::EventTooLarge => TooLarge::Event,
            ErrorKind::IdTooLarge => TooLarge::Id,
            ErrorKind::LineTooLarge => TooLarge::Line,
            kind => panic!("{kind:?}"),
        },
        offset: error.offset(),
    }
}

/// Reads all items, or events alone; with the short ways or without.
pub fn read(chunks: &[&[u8]], limits: Limits, with_lines: bool, machine_only: bool) -> Reading {
    let builder = Decoder::builder()
        .max_event_bytes(limits.max_event_bytes)
        .max_id_bytes(limits.max_id_bytes)
        .salvage(true)
        .machine_only(machine_only);
    if with_lines {
        let mut items = builder.build_items();
        let seen = drain(&mut items, chunks, |item| seen_item(&item));
        let mut reading = of_itself(items.decoder(), seen);
        (reading.ending, reading.salvaged) = end(&items.finish(), seen_item);
        reading
    } else {
        let mut decoder = builder.build();
        let seen_events = drain(&mut decoder, chunks, |event| seen(&event));
        let mut reading = of_itself(&decoder, seen_events);
        (reading.ending, reading.salvaged) = end(&decoder.finish(), seen);
        reading
    }
}

fn drain<D: Decode>(
    decoder: &mut D,
    chunks: &[&[u8]],
    see: impl Fn(D::Item<'_>) -> Seen,
) -> Vec<Seen> {
    let mut items = Vec::new();
    for chunk in chunks {
        let mut input = *chunk;
        while let Some(item) = decoder.decode(&mut input).transpose() {
            items.push(item.map_or_else(seen_error, &see));
        }
    }
    items
}

fn of_itself(decoder: &Decoder, items: Vec<Seen>) -> Reading {
    Reading {
        items,
        ignored: decoder.ignored().to_vec(),
        last_event_id: decoder.last_event_id().to_owned(),
        reconnection_time: decoder
            .reconnection_time()
            .map(|time| time.as_millis() as u64),
        ..Reading::default()
    }
}

fn end<T>(end: &Result<End<'_, T>, Error>, see: impl Fn(&T) -> Seen) -> (Ending, Option<Seen>) {
    let end = end.as_ref().expect("no end of an event stream is an error");
    let ending = match end.verdict() {
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
    (ending, end.last().map(see))
}
