//! What is seen of an event stream: by the decoder through each of its faces, and by the oracle.

use std::ops::Range;

use unchunk::sse::{Decoder, Event, Item, Items};
use unchunk::{Decode, Error, ErrorKind, Verdict};

/// One thing seen, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Event {
        event_type: String,
        data: String,
        last_event_id: String,
        span: Range<u64>,
    },
    Comment {
        text: String,
        span: Range<u64>,
    },
    Error {
        kind: ErrorKind,
        offset: u64,
    },
}

/// How the stream ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ending {
    #[default]
    Complete,
    Truncated {
        tail: Vec<u8>,
        offset: u64,
    },
    Foreign {
        head: Vec<u8>,
    },
}

/// All that is seen of one stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub items: Vec<Seen>,
    pub ending: Ending,
    pub salvaged: Option<Seen>,
    pub last_event_id: String,
    /// In milliseconds.
    pub reconnection_time: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Options {
    pub max_event_bytes: usize,
    pub max_id_bytes: usize,
    pub strict: bool,
    pub comments: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_event_bytes: 8 << 20,
            max_id_bytes: 8 << 10,
            strict: false,
            comments: true,
        }
    }
}

impl Options {
    pub fn decoder(&self) -> Decoder {
        Decoder::builder()
            .max_event_bytes(self.max_event_bytes)
            .max_id_bytes(self.max_id_bytes)
            .strict(self.strict)
            .build()
    }

    fn without_comments(&self) -> Self {
        Self {
            comments: false,
            ..self.clone()
        }
    }
}

pub fn seen(event: &Event<'_>) -> Seen {
    Seen::Event {
        event_type: event.event_type().into_owned(),
        data: event.data().into_owned(),
        last_event_id: event.last_event_id().into_owned(),
        span: event.span(),
    }
}

pub fn seen_item(item: Item<'_>) -> Seen {
    match item {
        Item::Event(event) => seen(&event),
        Item::Comment(comment) => Seen::Comment {
            text: comment.text().into_owned(),
            span: comment.span(),
        },
    }
}

/// Decodes all chunks through the trait that every decoder has, keeping what `see` makes of each item.
fn drain<D: Decode, S>(
    decoder: &mut D,
    chunks: &[&[u8]],
    see: impl Fn(D::Item<'_>) -> S,
) -> Vec<Result<S, Error>> {
    let mut items = Vec::new();
    for chunk in chunks {
        let mut input = *chunk;
        while let Some(result) = decoder.decode(&mut input).transpose() {
            items.push(result.map(&see));
        }
        assert!(input.is_empty(), "None means that the input is used up");
    }
    items
}

/// Reads through the lending face, with or without comments.
pub fn read_lent(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.decoder();
    let items = if options.comments {
        let mut with_comments = Items::from(decoder);
        let items = drain(&mut with_comments, chunks, seen_item);
        decoder = with_comments.into_inner();
        items
    } else {
        drain(&mut decoder, chunks, |event| seen(&event))
    };
    assert_eq!(
        decoder.position(),
        chunks.iter().map(|chunk| chunk.len() as u64).sum::<u64>()
    );
    close(decoder, items)
}

/// Reads events, keeping owned copies until the end.
pub fn read_owned(chunks: &[&[u8]], options: &Options) -> Reading {
    let mut decoder = options.decoder();
    let kept = drain(&mut decoder, chunks, |event| event.to_owned());
    let items = kept
        .into_iter()
        .map(|result| result.map(|event| seen(&event.as_event())))
        .collect();
    close(decoder, items)
}

fn close(mut decoder: Decoder, items: Vec<Result<Seen, Error>>) -> Reading {
    let seen_error = |error: Error| Seen::Error {
        kind: error.kind(),
        offset: error.offset(),
    };
    let items = items
        .into_iter()
        .map(|result| result.unwrap_or_else(seen_error))
        .collect();
    let ending = match decoder.finish() {
        Verdict::Complete => Ending::Complete,
        Verdict::Truncated { tail, offset, .. } => Ending::Truncated {
            tail: tail.to_vec(),
            offset,
        },
        Verdict::Foreign { head, .. } => Ending::Foreign {
            head: head.to_vec(),
        },
        verdict => panic!("a verdict the harness does not know: {verdict:?}"),
    };
    let salvaged = decoder.salvage().map(|event| seen(&event));
    Reading {
        items,
        ending,
        salvaged,
        last_event_id: decoder.last_event_id().into_owned(),
        reconnection_time: decoder
            .reconnection_time()
            .map(|time| time.as_millis().try_into().unwrap()),
    }
}

/// Asserts that every face sees `expected` in these chunks. `expected` has comments.
pub fn assert_reads(chunks: &[&[u8]], options: &Options, expected: &Reading) {
    let show = || {
        chunks
            .iter()
            .map(|chunk| chunk.escape_ascii().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        &read_lent(chunks, options),
        expected,
        "lent, from {:?}",
        show()
    );
    let mut without_comments = expected.clone();
    without_comments
        .items
        .retain(|item| !matches!(item, Seen::Comment { .. }));
    let options = options.without_comments();
    assert_eq!(
        read_lent(chunks, &options),
        without_comments,
        "lent without comments, from {:?}",
        show()
    );
    assert_eq!(
        read_owned(chunks, &options),
        without_comments,
        "owned, from {:?}",
        show()
    );
}
