//! Any of the decoders, and the chunk it is working on.

use alloc::boxed::Box;

use unchunk::{Decode, json, sse, text};

use crate::record::{Kind, Record};

/// A decoder and its input.
#[derive(Debug)]
pub struct Decoder {
    format: Format,
    input: Input,
}

#[derive(Debug)]
pub enum Format {
    /// Comments as well, on request.
    Events(sse::Items, Comments),
    Json(json::Decoder),
    Text(text::Decoder),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    Tell,
    PassOver,
}

/// A chunk, and how much of it is used up.
#[derive(Debug, Default)]
pub struct Input {
    chunk: Box<[u8]>,
    used: usize,
}

impl Decoder {
    pub fn new(format: Format) -> Self {
        Self {
            format,
            input: Input::default(),
        }
    }

    /// Takes a chunk. All items of the one before must have been taken.
    pub fn feed(&mut self, chunk: Box<[u8]>) {
        self.input = chunk.into();
    }

    /// The next item of the chunk.
    pub fn next(&mut self, record: &mut Record) -> Kind {
        match &mut self.format {
            Format::Events(items, comments) => loop {
                match (next(items, &mut self.input, record), *comments) {
                    (Kind::Comment, Comments::PassOver) => {}
                    (kind, _) => return kind,
                }
            },
            Format::Json(frames) => next(frames, &mut self.input, record),
            Format::Text(pieces) => next(pieces, &mut self.input, record),
        }
    }

    /// The item that only the end of the stream completes, and the verdict. After an error, call again.
    pub fn finish(&mut self, record: &mut Record) -> Kind {
        match &mut self.format {
            Format::Events(items, _) => finish(items, record),
            Format::Json(frames) => finish(frames, record),
            Format::Text(pieces) => finish(pieces, record),
        }
    }
}

impl Input {
    /// Does a decoding step on what is left, which is let go of once nothing comes of it.
    pub fn step<'i>(&'i mut self, step: impl FnOnce(&mut &'i [u8]) -> Kind) -> Kind {
        let mut left = &self.chunk[self.used..];
        let kind = step(&mut left);
        self.used = self.chunk.len() - left.len();
        kind
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl From<Box<[u8]>> for Input {
    fn from(chunk: Box<[u8]>) -> Self {
        Self { chunk, used: 0 }
    }
}

fn next<D: Decode>(decoder: &mut D, input: &mut Input, record: &mut Record) -> Kind
where
    for<'d> D::Item<'d>: Tell,
{
    let kind = input.step(|left| match decoder.decode(left) {
        Ok(Some(item)) => item.tell(record),
        Ok(None) => Kind::Nothing,
        Err(error) => record.error(error),
    });
    if kind == Kind::Nothing {
        input.clear();
    }
    kind
}

fn finish<D: Decode>(decoder: &mut D, record: &mut Record) -> Kind
where
    for<'d> D::Item<'d>: Tell,
{
    match decoder.finish() {
        Ok(end) => {
            record.verdict(end.verdict());
            end.last().map_or(Kind::Nothing, |item| item.tell(record))
        }
        Err(error) => record.error(error),
    }
}

/// An item that can be put into a record.
pub trait Tell {
    fn tell(&self, record: &mut Record) -> Kind;
}

impl Tell for sse::Event<'_> {
    fn tell(&self, record: &mut Record) -> Kind {
        record.spans = [
            self.event_type().as_bytes().into(),
            self.data_bytes().into(),
            self.last_event_id().as_bytes().into(),
        ];
        record.numbers[0] = self.span().start as f64;
        record.numbers[1] = self.span().end as f64;
        Kind::Event
    }
}

impl Tell for sse::Item<'_> {
    fn tell(&self, record: &mut Record) -> Kind {
        match self {
            Self::Event(event) => event.tell(record),
            Self::Comment(comment) => {
                record.spans[0] = comment.text_bytes().into();
                record.numbers[0] = comment.span().start as f64;
                record.numbers[1] = comment.span().end as f64;
                Kind::Comment
            }
            _ => Kind::Nothing,
        }
    }
}

impl Tell for json::Frame<'_> {
    fn tell(&self, record: &mut Record) -> Kind {
        record.spans[0] = self.bytes().into();
        record.numbers = [
            self.span().start as f64,
            self.span().end as f64,
            self.index() as f64,
        ];
        Kind::Frame
    }
}

impl Tell for &str {
    fn tell(&self, record: &mut Record) -> Kind {
        record.spans[0] = self.as_bytes().into();
        Kind::Text
    }
}
