//! What is seen of an event stream by the decoder, through each of its faces.

use std::fmt::Debug;

use bytes::Bytes;
use unchunk::sse::{Decoder, DecoderBuilder, Event, Item, Items, OwnedEvent, OwnedItem};
use unchunk::{Decode, End, Error, Verdict};

pub use unchunk_testing::Ending;
pub use unchunk_testing::sse::{self as oracle, Reading, Seen};

#[derive(Debug, Clone)]
pub struct Options {
    pub max_event_bytes: usize,
    pub max_id_bytes: usize,
    /// The decoder has neither its way for whole events nor that for drips.
    pub machine_only: bool,
    pub salvage: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_event_bytes: 8 << 20,
            max_id_bytes: 8 << 10,
            machine_only: false,
            salvage: true,
        }
    }
}

impl Options {
    /// Those of a case.
    pub fn under(limits: oracle::Limits) -> Self {
        Self {
            max_event_bytes: limits.max_event_bytes,
            max_id_bytes: limits.max_id_bytes,
            ..Self::default()
        }
    }

    /// What a smaller limit on events counts as, too.
    pub fn effective_max_event_bytes(&self) -> usize {
        self.max_event_bytes.max(8)
    }

    pub fn builder(&self) -> DecoderBuilder {
        Decoder::builder()
            .max_event_bytes(self.max_event_bytes)
            .max_id_bytes(self.max_id_bytes)
            .machine_only(self.machine_only)
            .salvage(self.salvage)
    }

    pub fn decoder(&self) -> Decoder {
        self.builder().build()
    }

    pub fn items(&self) -> Items {
        self.builder().build_items()
    }

    /// With the short ways and without.
    pub fn both_ways(&self) -> [Self; 2] {
        [false, true].map(|machine_only| Self {
            machine_only,
            ..self.clone()
        })
    }

    fn without_salvage(&self) -> Self {
        Self {
            salvage: false,
            ..self.clone()
        }
    }

    /// What the oracle reads.
    pub fn expected(&self, stream: &[u8]) -> Reading {
        let limits = oracle::Limits::new(self.max_event_bytes, self.max_id_bytes);
        oracle::read(stream, limits)
    }
}

pub fn seen(event: &Event<'_>) -> Seen {
    let data = event.data_bytes();
    assert_eq!(event.data(), String::from_utf8_lossy(data));
    assert_eq!(event.data_str().ok(), std::str::from_utf8(data).ok());
    Seen::Event(oracle::Event {
        event_type: event.event_type().to_owned(),
        data: data.to_vec(),
        last_event_id: event.last_event_id().to_owned(),
        id: event.id().map(str::to_owned),
        retry: event
            .retry()
            .map(|time| time.as_millis().try_into().unwrap()),
        span: event.span(),
    })
}

pub fn seen_item(item: &Item<'_>) -> Seen {
    match item {
        Item::Event(event) => seen(event),
        Item::Comment(comment) => {
            let text = comment.text_bytes();
            assert_eq!(comment.text(), String::from_utf8_lossy(text));
            assert_eq!(comment.text_str().ok(), std::str::from_utf8(text).ok());
            Seen::Comment {
                text: text.to_vec(),
                span: comment.span(),
            }
        }
        Item::Ignored(ignored) => {
            let line = ignored.text_bytes();
            assert_eq!(ignored.text(), String::from_utf8_lossy(line));
            assert_eq!(ignored.text_str().ok(), std::str::from_utf8(line).ok());
            Seen::Ignored {
                line: line.to_vec(),
                span: ignored.span(),
            }
        }
        item => panic!("an item the harness does not know: {item:?}"),
    }
}

fn seen_owned(event: &OwnedEvent) -> Seen {
    seen(&event.as_event())
}

fn seen_owned_item(item: &OwnedItem) -> Seen {
    seen_item(&item.as_item())
}

pub fn seen_error(error: Error) -> Seen {
    Seen::Error {
        kind: error.kind(),
        offset: error.offset(),
    }
}

/// The verdict, with what is salvaged, as long as nobody asked before.
pub fn end<T: Debug>(
    end: Result<End<'_, T>, Error>,
    see: impl Fn(&T) -> Seen,
) -> (Ending, Option<Seen>) {
    let end = end.expect("no end of an event stream is an error");
    (end.verdict().into(), end.last().map(see))
}

/// What a decoder tells of itself before it is asked for its verdict.
fn of_itself(decoder: &Decoder, items: Vec<Seen>) -> Reading {
    let mut reading = Reading::default();
    reading.items = items;
    reading.ignored = decoder.ignored().to_vec();
    reading.last_event_id = decoder.last_event_id().to_owned();
    reading.reconnection_time = decoder
        .reconnection_time()
        .map(|time| time.as_millis().try_into().unwrap());
    reading.held = decoder.held();
    reading.is_at_event_boundary = decoder.is_at_event_boundary();
    reading
}

/// Decodes all chunks through the trait that every decoder has, keeping what `see` makes of each item.
fn drain<D: Decode, S>(
    decoder: &mut D,
    chunks: &[&[u8]],
    mut see: impl FnMut(Result<D::Item<'_>, Error>) -> S,
) -> Vec<S> {
    let mut items = Vec::new();
    for chunk in chunks {
        let mut input = *chunk;
        while let Some(result) = decoder.decode(&mut input).transpose() {
            items.push(see(result));
        }
        assert!(input.is_empty(), "None means that the input is used up");
    }
    items
}

fn assert_all_read(decoder: &Decoder, chunks: &[&[u8]]) {
    let len: usize = chunks.iter().map(|chunk| chunk.len()).sum();
    assert_eq!(decoder.position(), len as u64);
}

/// Reads events through the lending face.
pub fn read_lent(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.decoder();
    let mut items = Vec::new();
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            match decoder.decode(&mut input) {
                Ok(None) => break,
                Ok(Some(event)) => items.push(seen(&event)),
                Err(error) => items.push(seen_error(error)),
            }
        }
        assert!(input.is_empty(), "None means that the input is used up");
    }
    assert_all_read(&decoder, chunks);
    let mut reading = of_itself(&decoder, items);
    (reading.ending, reading.salvaged) = end(decoder.finish(), seen);
    let again = end(decoder.finish(), seen);
    assert_eq!(again, (reading.ending.clone(), None), "asked again");
    assert_eq!(decoder.ignored(), reading.ignored);
    assert_eq!(decoder.last_event_id(), reading.last_event_id);
    reading
}

/// Reads events, comments and ignored lines.
pub fn read_items(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.items();
    let items = drain(&mut decoder, chunks, |result| match result {
        Ok(item) => seen_item(&item),
        Err(error) => seen_error(error),
    });
    assert_all_read(decoder.decoder(), chunks);
    let mut reading = of_itself(decoder.decoder(), items);
    (reading.ending, reading.salvaged) = end(decoder.finish(), seen_item);
    let again = end(decoder.finish(), seen_item);
    assert_eq!(again, (reading.ending.clone(), None), "asked again");
    reading
}

/// Reads all there is in one chunk.
pub fn read_whole(stream: &[u8], options: &Options) -> Reading {
    let mut reading = read_items(&[stream], options);
    // A line being held for an item is not the event's.
    reading.held = read_lent(&[stream], options).held;
    reading
}

/// Decodes owned items, keeping them until the end.
fn drain_owned<D: Decode>(
    decoder: &mut D,
    chunks: &[&[u8]],
    see: impl Fn(&D::Owned) -> Seen,
) -> Vec<Seen> {
    let mut kept = Vec::new();
    for (index, chunk) in chunks.iter().enumerate() {
        let mut shared = Bytes::copy_from_slice(chunk);
        let mut lent = *chunk;
        loop {
            let result = match index % 2 {
                0 => decoder.decode_bytes(&mut shared),
                _ => decoder.decode_owned(&mut lent),
            };
            let Some(result) = result.transpose() else {
                break;
            };
            kept.push(result);
        }
        let is_used_up = shared.is_empty() || lent.is_empty();
        assert!(is_used_up, "None means that the input is used up");
    }
    kept.into_iter()
        .map(|result| result.map_or_else(seen_error, |owned| see(&owned)))
        .collect()
}

/// Reads owned events, with nothing salvaged.
pub fn read_owned(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.without_salvage().decoder();
    let items = drain_owned(&mut decoder, chunks, seen_owned);
    assert_all_read(&decoder, chunks);
    let mut reading = of_itself(&decoder, items);
    (reading.ending, reading.salvaged) = end(Decode::finish(&mut decoder), seen);
    reading
}

/// Reads owned items, with nothing salvaged.
pub fn read_owned_items(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.without_salvage().items();
    let items = drain_owned(&mut decoder, chunks, seen_owned_item);
    let mut reading = of_itself(decoder.decoder(), items);
    (reading.ending, reading.salvaged) = end(Decode::finish(&mut decoder), seen_item);
    reading
}

/// A reading with its bytes as text.
fn show(reading: &Reading) -> String {
    let text = |bytes: &[u8]| format!("`{}`", bytes.escape_ascii());
    let show = |item: &Seen| match item {
        Seen::Event(event) => format!(
            "{:?} {}, last ID {:?}, ID {:?}, retry {:?}, {:?}",
            event.event_type,
            text(&event.data),
            event.last_event_id,
            event.id,
            event.retry,
            event.span
        ),
        Seen::Comment { text: line, span } => format!("comment {}, {span:?}", text(line)),
        Seen::Ignored { line, span } => format!("ignored {}, {span:?}", text(line)),
        Seen::Error { kind, offset } => format!("{kind:?} at {offset}"),
    };
    let ending = match &reading.ending {
        Ending::Complete => "complete".to_owned(),
        Ending::Truncated { tail, offset } => format!("truncated at {offset}: {}", text(tail)),
        Ending::Foreign { head } => format!("foreign: {}", text(head)),
    };
    let mut lines: Vec<String> = reading.items.iter().map(show).collect();
    lines.push(ending);
    lines.extend(
        reading
            .salvaged
            .iter()
            .map(|item| format!("salvaged {}", show(item))),
    );
    lines.push(format!("ignored() {}", text(&reading.ignored)));
    lines.push(format!(
        "last ID {:?}, retry {:?}, held {}, at boundary {}",
        reading.last_event_id,
        reading.reconnection_time,
        reading.held,
        reading.is_at_event_boundary
    ));
    lines.join("\n  ")
}

/// Asserts that a face saw what is expected.
pub fn assert_seen(
    face: &str,
    chunks: &[&[u8]],
    options: &Options,
    seen: &Reading,
    expected: &Reading,
) {
    assert!(
        seen == expected,
        "{face}, from {} with {options:?}\n  {}\nnot\n  {}",
        chunks
            .iter()
            .map(|chunk| chunk.escape_ascii().to_string())
            .collect::<Vec<_>>()
            .join(" | "),
        show(seen),
        show(expected)
    );
}

/// As [`assert_seen`], but for a face that may hold a line for an item, which is not the event's.
fn assert_items(
    face: &str,
    chunks: &[&[u8]],
    options: &Options,
    mut seen: Reading,
    expected: &Reading,
) {
    seen.held = expected.held;
    assert_seen(face, chunks, options, &seen, expected);
}

/// Asserts that the lending faces see `expected` in these chunks, with the short ways and without.
pub fn assert_lent(chunks: &[&[u8]], options: &Options, expected: &Reading) {
    let events = expected.events_only();
    for options in options.both_ways() {
        let seen = read_lent(chunks, &options);
        assert_seen("lent", chunks, &options, &seen, &events);
        let seen = read_items(chunks, &options);
        assert_items("items", chunks, &options, seen, expected);
    }
}

/// Asserts that every face sees `expected` in these chunks, with the short ways and without.
pub fn assert_reads(chunks: &[&[u8]], options: &Options, expected: &Reading) {
    assert_lent(chunks, options, expected);
    let mut expected = expected.clone();
    expected.salvaged = None;
    let events = expected.events_only();
    for options in options.both_ways() {
        let seen = read_owned(chunks, &options);
        assert_seen("owned", chunks, &options, &seen, &events);
        let seen = read_owned_items(chunks, &options);
        assert_items("owned items", chunks, &options, seen, &expected);
    }
}

/// Whether a face sees `expected`, compared as it comes: to keep a reading takes longer than to decode.
fn agrees<D: Decode>(
    decoder: &mut D,
    chunks: &[&[u8]],
    expected: &Reading,
    see: impl Fn(&D::Item<'_>) -> Seen,
    inner: impl Fn(&D) -> &Decoder,
    is_held: impl Fn(&Decoder) -> bool,
) -> bool {
    let mut items = expected.items.iter();
    for chunk in chunks {
        let mut input = *chunk;
        while let Some(result) = decoder.decode(&mut input).transpose() {
            let seen = result.map_or_else(seen_error, |item| see(&item));
            if items.next() != Some(&seen) {
                return false;
            }
        }
        assert!(input.is_empty(), "None means that the input is used up");
    }
    let len: usize = chunks.iter().map(|chunk| chunk.len()).sum();
    items.next().is_none()
        && inner(decoder).position() == len as u64
        && tells(inner(decoder), expected)
        && is_held(inner(decoder))
        && ends(decoder.finish(), &expected.ending, expected.salvaged.as_ref(), &see)
        // Asked again.
        && ends(decoder.finish(), &expected.ending, None, &see)
        && inner(decoder).ignored() == expected.ignored
        && inner(decoder).last_event_id() == expected.last_event_id
}

/// Whether a decoder tells of itself what is expected before it is asked for its verdict.
fn tells(decoder: &Decoder, expected: &Reading) -> bool {
    let time = decoder.reconnection_time();
    decoder.ignored() == expected.ignored
        && decoder.last_event_id() == expected.last_event_id
        && time.map(|time| time.as_millis()) == expected.reconnection_time.map(u128::from)
        && decoder.is_at_event_boundary() == expected.is_at_event_boundary
}

fn ends<T>(
    end: Result<End<'_, T>, Error>,
    ending: &Ending,
    salvaged: Option<&Seen>,
    see: impl Fn(&T) -> Seen,
) -> bool {
    let end = end.expect("no end of an event stream is an error");
    let is_same = match (end.verdict(), ending) {
        (Verdict::Complete, Ending::Complete) => true,
        (Verdict::Truncated { tail, offset, .. }, Ending::Truncated { tail: t, offset: o }) => {
            tail == t && offset == *o
        }
        (Verdict::Foreign { head, .. }, Ending::Foreign { head: h }) => head == h,
        _ => false,
    };
    is_same && end.last().map(see).as_ref() == salvaged
}

/// Asserts of a cut stream, with the short ways and without, what two of the four readings of [`assert_lent`] see: the
/// others are for another `nth` cut.
pub fn assert_half(
    chunks: &[&[u8]],
    options: &Options,
    expected: &Reading,
    events: &Reading,
    nth: u64,
) {
    for (way, options) in options.both_ways().iter().enumerate() {
        if (nth + way as u64).is_multiple_of(2) {
            let is_held = |decoder: &Decoder| decoder.held() == events.held;
            let decoder = &mut options.decoder();
            if !agrees(decoder, chunks, events, seen, |decoder| decoder, is_held) {
                let seen = read_lent(chunks, options);
                assert_seen("lent", chunks, options, &seen, events);
                panic!("lent, from {chunks:?}: seen now, but not when compared as it came");
            }
        } else {
            // A line being held for an item is not the event's.
            let is_held = |_: &Decoder| true;
            let items = &mut options.items();
            if !agrees(items, chunks, expected, seen_item, Items::decoder, is_held) {
                let seen = read_items(chunks, options);
                assert_items("items", chunks, options, seen, expected);
                panic!("items, from {chunks:?}: seen now, but not when compared as it came");
            }
        }
    }
}
