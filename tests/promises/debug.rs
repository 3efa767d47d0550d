//! What `{:?}` says of each public type that does not derive it: text as text, and nothing private.

use unchunk::json;
use unchunk::session::Session;
use unchunk::sse::{self, EventBuilder};

fn event() -> sse::OwnedEvent {
    let mut decoder = sse::Decoder::new();
    let mut input = &b"id: 1\nretry: 5\nevent: e\ndata: \xE4\xBD\xA0\n\n"[..];
    let event = decoder.decode(&mut input).unwrap().unwrap();
    assert_eq!(format!("{event:?}"), EVENT);
    event.into_owned()
}

const EVENT: &str = r#"Event { event_type: "e", data: "你", last_event_id: "1", id: Some("1"), retry: Some(5ms), span: 0..35 }"#;

#[test]
fn events() {
    assert_eq!(format!("{:?}", event()), format!("Owned{EVENT}"));
}

#[test]
fn lines_of_an_event_stream() {
    let mut items = sse::Decoder::builder().build_items();
    let item = items.decode(&mut &b": hi\n"[..]).unwrap().unwrap();
    let line = r#"TextLine { text: "hi", span: 0..5 }"#;
    assert_eq!(format!("{item:?}"), format!("Comment({line})"));
    let owned = item.into_owned();
    assert_eq!(format!("{owned:?}"), format!("Comment(Owned{line})"));
}

#[test]
fn encoded_events() {
    let encoded = EventBuilder::new().data("x").build().unwrap();
    assert_eq!(format!("{encoded:?}"), r#"EncodedEvent(b"data: x\n\n")"#);
}

#[test]
fn frames() {
    let mut decoder = json::Decoder::lines();
    let frame = decoder.decode(&mut &b"\n[1]\n"[..]).unwrap().unwrap();
    let told = r#"Frame { text: "[1]", span: 1..4, index: 0, line: Some(2) }"#;
    assert_eq!(format!("{frame:?}"), told);
    assert_eq!(format!("{:?}", frame.into_owned()), format!("Owned{told}"));
}

#[test]
fn errors_and_verdicts() {
    let mut decoder = json::Decoder::builder()
        .framing(json::Framing::Lines)
        .excerpt_bytes(3)
        .build();
    let error = decoder.decode(&mut &b"\nERROR\n"[..]).unwrap_err();
    let told = "Error { kind: UnexpectedByte, offset: 1, is_fatal: false }";
    assert_eq!(format!("{error:?}"), told);
    assert_eq!(
        format!("{:?}", decoder.last_error().unwrap()),
        format!(
            r#"LastError {{ error: {told}, line: Some(2), index: 0, start: 1, excerpt: "ERR" }}"#
        )
    );
    let verdict = |bytes: &[u8]| {
        let mut decoder = sse::Decoder::new();
        assert_eq!(decoder.decode(&mut &bytes[..]), Ok(None));
        format!("{:?}", decoder.finish().unwrap().verdict())
    };
    assert_eq!(verdict(b""), "Complete");
    assert_eq!(verdict(b"data: x"), r#"Truncated { tail: "x", offset: 0 }"#);
    assert_eq!(verdict(b"<html>\n"), r#"Foreign { head: "<html>\n" }"#);
}

/// A closure has nothing to show.
#[test]
fn sessions() {
    let builder = Session::builder().done_when(|event| event.data_bytes() == b"[DONE]");
    assert!(format!("{builder:?}").contains("sentinel: Some(Sentinel)"));
}

#[cfg(feature = "unicode-segmentation")]
#[test]
fn clusters() {
    let mut clusters = unchunk::assemble::Clusters::new();
    let mut text = unchunk::assemble::Assembler::append();
    assert_eq!(
        clusters.push(&text.push("ab").unwrap()).collect::<String>(),
        "a"
    );
    assert_eq!(format!("{clusters:?}"), "Clusters { typed: 1, .. }");
}

#[cfg(feature = "stream")]
#[test]
fn adapters() {
    use std::future::pending;
    use std::time::Duration;

    use unchunk::adapters::{EventBody, Reconnecting};

    type Body = futures_util::stream::Empty<Result<&'static [u8], ()>>;
    let empty = futures_util::stream::empty::<Result<sse::EncodedEvent, ()>>();
    let body = EventBody::new(empty).heartbeats(Duration::from_secs(15), |_| pending::<()>());
    let told = format!("{body:?}");
    assert!(told.contains("Heartbeats { every: 15s, .. }"), "{told}");

    let connect = |_: unchunk::session::Request<'_>| {
        pending::<Result<unchunk::adapters::Response<Body>, ()>>()
    };
    let session = Session::new();
    let source = unchunk::session::EventSource::from(session);
    let told = format!("Reconnecting {{ source: {source:?}, .. }}");
    let sleep = |_| pending::<()>();
    let stream = Reconnecting::with_clock(source, connect, sleep, || Duration::ZERO);
    assert_eq!(format!("{stream:?}"), told);
}
