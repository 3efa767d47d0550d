//! What is told of a stream: by another reader, and by the decoder in the same chunks.

use std::fmt::Write;

use serde::Deserialize;

use crate::streams::Stream;
use crate::support::sse::{self, Options, Seen};

/// An event, with what a page sees of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Event {
    #[serde(rename = "type")]
    pub event_type: String,
    pub data: String,
    #[serde(rename = "lastEventId")]
    pub last_event_id: String,
}

/// What another reader tells of one stream.
#[derive(Debug, Deserialize)]
pub struct Reading {
    /// `ended`, or what went wrong.
    pub outcome: String,
    pub events: Vec<Event>,
}

/// What the decoder tells.
pub fn decoded(stream: &Stream) -> Vec<Event> {
    events(sse::read_lent(&stream.chunks(), &Options::default()))
}

/// What the standard tells, by the slow oracle of the crate's tests.
pub fn standard(stream: &Stream) -> Vec<Event> {
    events(Options::default().expected(&stream.bytes).events_only())
}

fn events(reading: sse::Reading) -> Vec<Event> {
    let event = |seen| match seen {
        Seen::Event(event) => Event {
            data: event.text(),
            event_type: event.event_type,
            last_event_id: event.last_event_id,
        },
        other => panic!("all streams stay within the decoder's limits: {other:?}"),
    };
    reading.items.into_iter().map(event).collect()
}

/// In what another reader tells otherwise than the decoder, beside the standard, so that it can be judged whose fault
/// it is.
pub fn difference(stream: &Stream, reading: &Reading) -> Option<String> {
    let decoder = decoded(stream);
    if reading.outcome == "ended" && reading.events == decoder {
        return None;
    }
    let mut text = String::new();
    for chunk in stream.chunks() {
        writeln!(text, "  chunk    {}", chunk.escape_ascii()).unwrap();
    }
    writeln!(text, "  it {}", reading.outcome).unwrap();
    let standard = standard(stream);
    let most = reading.events.len().max(decoder.len()).max(standard.len());
    for i in 0..most {
        let (other, decoder, standard) = (reading.events.get(i), decoder.get(i), standard.get(i));
        if other == decoder && decoder == standard {
            continue;
        }
        writeln!(text, "  event {i}").unwrap();
        for (who, event) in [("it", other), ("decoder", decoder), ("standard", standard)] {
            match event {
                Some(event) => writeln!(text, "    {who:8} {event:?}").unwrap(),
                None => writeln!(text, "    {who:8} none").unwrap(),
            }
        }
    }
    Some(text)
}
