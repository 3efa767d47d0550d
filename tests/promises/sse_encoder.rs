//! What the encoder writes, what it refuses, and that decoding gives back what was given.

use std::time::Duration;

use crate::support::sse::{Options, Reading, Seen, assert_reads};
use unchunk::sse::{EncodeError, Encoder, EventBuilder};
use unchunk_testing::Cuts;
use unchunk_testing::sse::Event;

fn written(fields: &EventBuilder<'_>) -> String {
    let mut buffer = Vec::new();
    Encoder::new().event(fields, &mut buffer).unwrap();
    String::from_utf8(buffer).unwrap()
}

#[test]
fn fields_come_out_as_lines() {
    assert_eq!(written(&EventBuilder::new()), "\n");
    assert_eq!(written(&EventBuilder::new().data("x")), "data: x\n\n");
    assert_eq!(written(&EventBuilder::new().data("")), "data:\n\n");
    assert_eq!(written(&EventBuilder::new().data(" x")), "data:  x\n\n");
    assert_eq!(written(&EventBuilder::new().id("")), "id:\n\n");
    assert_eq!(
        written(&EventBuilder::new().retry(Duration::from_millis(2500))),
        "retry: 2500\n\n"
    );
    assert_eq!(
        written(&EventBuilder::new().retry(Duration::MAX)),
        "retry: 18446744073709551615\n\n"
    );
    let all = EventBuilder::new()
        .data("x")
        .retry(Duration::ZERO)
        .id("1")
        .event_type("t");
    assert_eq!(written(&all), "event: t\nid: 1\nretry: 0\ndata: x\n\n");
}

#[test]
fn data_is_split_at_cr_lf_and_crlf() {
    let lines = "data: a\ndata: b\ndata: c\ndata: d\ndata:\ndata:\n\n";
    assert_eq!(
        written(&EventBuilder::new().data("a\rb\nc\r\nd\n\r")),
        lines
    );
}

#[test]
fn comments_and_heartbeats_are_blocks() {
    let mut buffer = Vec::new();
    let encoder = Encoder::new();
    encoder.comment("two\r\nlines", &mut buffer).unwrap();
    encoder.heartbeat(&mut buffer).unwrap();
    encoder.retry(Duration::from_secs(3), &mut buffer).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&buffer),
        ": two\n: lines\n\n:\n\nretry: 3000\n\n"
    );
}

#[test]
fn what_could_inject_a_line_is_refused_and_nothing_written() {
    let mut buffer = b"before".to_vec();
    for forbidden in ['\r', '\n', '\0'] {
        for at in 0..3 {
            let mut value = "ab".to_owned();
            value.insert(at, forbidden);
            let in_type = Encoder::new().event(
                &EventBuilder::new().event_type(&value).data("x"),
                &mut buffer,
            );
            assert_eq!(in_type, Err(EncodeError::InvalidEventType(at)));
            let in_id =
                Encoder::new().event(&EventBuilder::new().id(&value).data("x"), &mut buffer);
            assert_eq!(in_id, Err(EncodeError::InvalidId(at)));
        }
    }
    assert_eq!(buffer, b"before");
}

#[test]
fn a_buffer_without_room_is_refused_and_left_as_it_was() {
    let fields = EventBuilder::new().event_type("t").data("a\nb");
    let needed = written(&fields).len();
    for room in 0..needed {
        let mut memory = vec![b'.'; room];
        let mut buffer = &mut memory[..];
        assert_eq!(
            Encoder::new().event(&fields, &mut buffer),
            Err(EncodeError::NoRoom(needed))
        );
        assert!(memory.iter().all(|byte| *byte == b'.'));
    }
    let mut memory = vec![0; needed];
    assert_eq!(Encoder::new().event(&fields, &mut &mut memory[..]), Ok(()));
    assert_eq!(memory, written(&fields).as_bytes());
}

#[test]
fn decoding_gives_back_what_was_written_at_every_split() {
    let mut stream = Vec::new();
    let encoder = Encoder::new();
    encoder
        .event(
            &EventBuilder::new()
                .event_type("delta")
                .id("7")
                .data("你好\r\n，世界"),
            &mut stream,
        )
        .unwrap();
    let first = stream.len() as u64;
    encoder.comment("还在", &mut stream).unwrap();
    let second = stream.len() as u64;
    encoder
        .event(&EventBuilder::new().data(": no comment\n\n"), &mut stream)
        .unwrap();
    let mut expected = Reading::default();
    expected.items = vec![
        Seen::Event(Event {
            event_type: "delta".into(),
            data: "你好\n，世界".into(),
            last_event_id: "7".into(),
            id: Some("7".into()),
            retry: None,
            span: 0..first,
        }),
        Seen::Comment {
            text: "还在".into(),
            span: first..second - 1,
        },
        Seen::Event(Event {
            event_type: "message".into(),
            data: ": no comment\n\n".into(),
            last_event_id: "7".into(),
            id: None,
            retry: None,
            span: second..stream.len() as u64,
        }),
    ];
    expected.last_event_id = "7".into();
    expected.is_at_event_boundary = true;
    Cuts::every_split().each(&stream, |chunks| {
        assert_reads(chunks, &Options::default(), &expected)
    });
}
