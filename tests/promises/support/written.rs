//! What an encoder is asked to write, and what decoding it must therefore come to.

use std::time::Duration;

use unchunk::sse::{EncodeError, Encoder, EventBuilder};

use super::sse::{Reading, Seen, oracle};

/// One call of the encoder.
#[derive(Debug, Clone, Default)]
pub struct Event {
    pub event_type: Option<Vec<u8>>,
    pub id: Option<Vec<u8>>,
    pub data: Option<Vec<u8>>,
    pub retry: Option<u64>,
}

#[derive(Debug, Clone)]
pub enum Call {
    Event(Event),
    Comment(String),
}

/// The standard's lines of a text, ends dropped.
fn lines(text: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = vec![Vec::new()];
    let mut after_cr = false;
    for byte in text {
        match byte {
            b'\n' if after_cr => {}
            b'\r' | b'\n' => lines.push(Vec::new()),
            byte => lines.last_mut().expect("never empty").push(*byte),
        }
        after_cr = *byte == b'\r';
    }
    lines
}

fn refused(value: Option<&Vec<u8>>) -> Option<usize> {
    value?.iter().position(|byte| b"\r\n\0".contains(byte))
}

/// Makes the calls, asserts of each that it is refused exactly where it must be, with nothing written, and returns the
/// stream with what a decoder that lends comments must see in it.
pub fn write(calls: &[Call]) -> (Vec<u8>, Reading) {
    let encoder = Encoder::new();
    let mut stream = Vec::new();
    let mut expected = Reading::default();
    let mut proven = false;
    for call in calls {
        let start = stream.len();
        match call {
            Call::Event(event) => {
                let mut fields = EventBuilder::new();
                if let Some(event_type) = &event.event_type {
                    fields = fields.event_type(event_type);
                }
                if let Some(id) = &event.id {
                    fields = fields.id(id);
                }
                if let Some(data) = &event.data {
                    fields = fields.data(data);
                }
                if let Some(millis) = event.retry {
                    fields = fields.retry(Duration::from_millis(millis));
                }
                let result = encoder.event(&fields, &mut stream);
                let refusal = refused(event.event_type.as_ref())
                    .map(EncodeError::InvalidEventType)
                    .or(refused(event.id.as_ref()).map(EncodeError::InvalidId));
                if let Some(error) = refusal {
                    assert_eq!(result, Err(error));
                    assert_eq!(stream.len(), start, "refused, so nothing is written");
                    continue;
                }
                assert_eq!(result, Ok(()));
                let text = |value: &Vec<u8>| String::from_utf8_lossy(value).into_owned();
                if let Some(id) = &event.id {
                    expected.last_event_id = text(id);
                }
                if event.retry.is_some() {
                    expected.reconnection_time = event.retry;
                }
                if let Some(data) = &event.data {
                    let event_type = event.event_type.as_ref().map(text);
                    expected.items.push(Seen::Event(oracle::Event {
                        event_type: event_type
                            .filter(|name| !name.is_empty())
                            .unwrap_or_else(|| "message".to_owned()),
                        data: lines(data).join(&b'\n'),
                        last_event_id: expected.last_event_id.clone(),
                        id: event.id.as_ref().map(text),
                        retry: event.retry,
                        span: start as u64..stream.len() as u64,
                    }));
                }
            }
            Call::Comment(text) => {
                encoder.comment(text, &mut stream).unwrap();
                let mut at = start;
                for line in lines(text.as_bytes()) {
                    let len = stream[at..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
                    expected.items.push(Seen::Comment {
                        text: line,
                        span: at as u64..(at + len) as u64,
                    });
                    at += len;
                }
                assert_eq!(at + 1, stream.len(), "one line each, and a blank one");
            }
        }
        // An event without any field is but a blank line.
        proven |= stream.len() - start > 1;
    }
    if !proven {
        expected.ignored = stream[..stream.len().min(1024)].to_vec();
    }
    expected.is_at_event_boundary = !stream.is_empty();
    (stream, expected)
}
