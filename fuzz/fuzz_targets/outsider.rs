//! What a user of the crate might fuzz: code of their own over the decoder, with inputs from `unchunk-testing`.
#![no_main]

use libfuzzer_sys::arbitrary::{Arbitrary, Unstructured};
use unchunk_testing::sse::{self, Event, EventStream};
use unchunk_testing::{Chunked, Transport};

/// The code under test: all data of an event stream, read from a connection.
fn read_data(connection: Transport) -> Vec<String> {
    let mut reader = unchunk::adapters::Reader::new(connection, unchunk::sse::Decoder::new());
    let data = reader.by_ref().map_while(Result::ok);
    data.map(|event| event.data().into_owned()).collect()
}

fn check(chunked: &Chunked<'_>, events: &[Event]) {
    let expected: Vec<String> = events.iter().map(Event::text).collect();
    assert_eq!(read_data(Transport::new(chunked)), expected, "{chunked:?}");
}

libfuzzer_sys::fuzz_target!(|chunked: Chunked<'_>| {
    // Bytes as they come.
    check(&chunked, &sse::events(chunked.bytes()));
    // The same input as a stream of fields, comments and junk.
    if let Ok(stream) = EventStream::arbitrary(&mut Unstructured::new(chunked.bytes())) {
        let cuts = chunked.cuts().iter().copied();
        check(&Chunked::new(&stream.bytes).cut_at(cuts), &stream.events);
    }
});
