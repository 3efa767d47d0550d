use jsonx_lib::{Error, Event, Limits, Parser, Step, StreamReader};

use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Ending, Feed, Format};

pub struct Jsonx;

fn take_values(
    reader: &mut StreamReader,
    in_array: &mut bool,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    if !*in_array {
        *in_array = matches!(reader.next_event()?, Step::Ready(Some(Event::StartArray)));
        if !*in_array {
            return Ok(());
        }
    }
    while let Step::Ready(Some(value)) = reader.read_raw()? {
        sink.note(Seen::value(value.as_bytes()));
    }
    Ok(())
}

impl Driver for Jsonx {
    const NAME: &'static str = "jsonx-lib, raw";
    const READS: &'static [Format] = Format::JSON;

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        let mut reader = Parser::new().limits(Limits::unlimited()).stream_reader();
        let mut in_array = feed.format != Format::JsonArray;
        if in_array {
            reader = reader.documents();
        }
        for chunk in feed.chunks() {
            let taken = reader
                .feed(chunk)
                .and_then(|()| take_values(&mut reader, &mut in_array, sink));
            if let Err(error) = taken {
                let _ = sink.error(&error);
                return;
            }
        }
        if feed.ending == Ending::Closed {
            reader.end_input();
            if let Err(error) = take_values(&mut reader, &mut in_array, sink) {
                let _ = sink.error(&error);
            }
        }
    }
}
