use structio::json::Raw;

use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct Structio;

fn take_values(reader: &mut structio::Feed, sink: &mut impl Sink) {
    while let Some(value) = reader.next_value::<Raw<'_>>() {
        match value {
            Ok(value) => {
                sink.note(Seen::value(value.as_str().as_bytes()));
            }
            Err(error) => {
                if sink.error(&error).is_break() {
                    return;
                }
            }
        }
    }
}

impl Driver for Structio {
    const NAME: &'static str = "structio, Raw";
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut reader = match feed.format {
            Format::JsonLines => structio::Feed::lines(),
            Format::JsonArray => structio::Feed::array(),
            Format::JsonValues | Format::Sse => structio::Feed::values(),
        };
        for chunk in feed.chunks() {
            reader.push(chunk);
            take_values(&mut reader, sink);
        }
        if feed.ending == Ending::Closed {
            reader.end();
            take_values(&mut reader, sink);
        }
    }
}
