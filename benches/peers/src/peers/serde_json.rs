//! Driven in the ways its users have: from a reader, which reads bytes singly; from slices, which must hold a value
//! whole, so that what is left of a chunk is parsed from the start with the next; and line by line.

use std::fmt;
use std::io::BufReader;
use std::ops::ControlFlow;

use serde::de::{DeserializeOwned, Deserializer as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use super::{each_line, refilled};
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format};

const READ_BUFFER: usize = 64 * 1024;

struct Elements<'s, S, T>(&'s mut S, fn(&mut S, T));

impl<'de, S, T: DeserializeOwned> Visitor<'de> for Elements<'_, S, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element()? {
            (self.1)(self.0, element);
        }
        Ok(())
    }
}

fn from_reader<S: Sink, T: DeserializeOwned>(feed: &Feed, sink: &mut S, take: fn(&mut S, T)) {
    let reader = BufReader::with_capacity(READ_BUFFER, feed.reader());
    let mut deserializer = Deserializer::from_reader(reader);
    if feed.format == Format::JsonArray {
        if let Err(error) = deserializer.deserialize_seq(Elements(sink, take)) {
            let _ = sink.error(&error);
        }
        return;
    }
    for value in deserializer.into_iter::<T>() {
        match value {
            Ok(value) => take(sink, value),
            Err(error) => {
                let _ = sink.error(&error);
                return;
            }
        }
    }
}

pub struct ReaderIgnored;

impl Driver for ReaderIgnored {
    const NAME: &'static str = "serde_json, reader, IgnoredAny";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        from_reader(feed, sink, |sink, _: IgnoredAny| {
            sink.note(Seen::default());
        });
    }
}

pub struct ReaderRaw;

impl Driver for ReaderRaw {
    const NAME: &'static str = "serde_json, reader, RawValue";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        from_reader(feed, sink, |sink, value: Box<RawValue>| {
            sink.take(value, |value| Seen::value(value.get().as_bytes()));
        });
    }
}

pub struct BufferIgnored;

impl Driver for BufferIgnored {
    const NAME: &'static str = "serde_json, slices, IgnoredAny";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonLines, Format::JsonValues];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        refilled(feed, |bytes| {
            let mut values = Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
            loop {
                match values.next() {
                    Some(Ok(IgnoredAny)) => {
                        sink.note(Seen::default());
                    }
                    None => return ControlFlow::Continue(bytes.len()),
                    Some(Err(error)) if error.is_eof() => {
                        return ControlFlow::Continue(values.byte_offset());
                    }
                    Some(Err(error)) => {
                        let _ = sink.error(&error);
                        return ControlFlow::Break(());
                    }
                }
            }
        });
    }
}

pub struct BufferRaw;

impl Driver for BufferRaw {
    const NAME: &'static str = "serde_json, slices, &RawValue";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonLines, Format::JsonValues];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        refilled(feed, |bytes| {
            let mut values = Deserializer::from_slice(bytes).into_iter::<&RawValue>();
            loop {
                match values.next() {
                    Some(Ok(value)) => {
                        sink.note(Seen::value(value.get().as_bytes()));
                    }
                    None => return ControlFlow::Continue(bytes.len()),
                    Some(Err(error)) if error.is_eof() => {
                        return ControlFlow::Continue(values.byte_offset());
                    }
                    Some(Err(error)) => {
                        let _ = sink.error(&error);
                        return ControlFlow::Break(());
                    }
                }
            }
        });
    }
}

pub struct LinesIgnored;

impl Driver for LinesIgnored {
    const NAME: &'static str = "serde_json, lines, IgnoredAny";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonLines];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_line(feed, |line| match serde_json::from_slice(line) {
            Ok(IgnoredAny) => {
                sink.note(Seen::value(line));
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        });
    }
}
