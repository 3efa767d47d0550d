//! Frames into Rust values: the error keeps the raw text and tells the place in the stream.
#![cfg(feature = "serde_json")]

use std::collections::BTreeMap;

use serde_json::Value;
use unchunk::json::{Decoder, ParseError};

fn send_sync<T: Send + Sync>(value: T) -> T {
    value
}

/// The only frame of `text`, behind another.
fn parse_second(text: &str) -> Result<BTreeMap<String, u8>, ParseError> {
    let stream = format!("[0] {text}");
    let mut decoder = Decoder::concatenated();
    let mut input = stream.as_bytes();
    let first = decoder.decode(&mut input).unwrap().unwrap();
    assert_eq!(first.json::<Value>().unwrap(), serde_json::json!([0]));
    let second = decoder.decode(&mut input).unwrap().unwrap();
    assert_eq!(
        second.json::<Value>().is_ok(),
        second.into_owned().json::<Value>().is_ok()
    );
    second.json()
}

#[test]
fn a_good_frame_becomes_a_value() {
    let map = parse_second(r#"{"a":1,"b":2}"#).unwrap();
    assert_eq!(
        map.into_iter().collect::<Vec<_>>(),
        [("a".into(), 1), ("b".into(), 2)]
    );
}

#[test]
fn a_value_may_borrow_from_the_chunk() {
    let mut decoder = Decoder::concatenated();
    let chunk = br#"["text"] "#.to_vec();
    let mut input = &chunk[..];
    let texts: Vec<&str> = decoder.decode(&mut input).unwrap().unwrap().json().unwrap();
    assert!(chunk.as_ptr_range().contains(&texts[0].as_ptr()));
}

#[test]
fn an_error_says_where_in_the_stream_it_is() {
    // The frame starts at byte 4; the byte at fault is marked.
    for (text, fault) in [
        (r#"{"a":x}"#, 'x'),
        ("{\n \"a\": 1,\n x}", 'x'),
        ("{\"é\": x}", 'x'),
        (r#"{"a":-}"#, '}'),
    ] {
        let error = send_sync(parse_second(text).unwrap_err());
        let place = 4 + text.find(fault).unwrap() as u64;
        assert_eq!(error.offset(), place, "{text}: {error}");
        assert_eq!(error.text(), text);
        assert_eq!(error.text_bytes(), text.as_bytes());
        assert!(
            error
                .to_string()
                .contains(&format!("byte {place} of the stream"))
        );
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn an_error_in_meaning_has_a_place_too() {
    let text = r#"{"a":1,"b":300}"#;
    let error = parse_second(text).unwrap_err();
    assert!(error.json_error().is_data());
    let number = 4 + text.find("300").unwrap() as u64;
    assert!((number..number + 3).contains(&error.offset()), "{error}");
    assert!(error.into_json_error().is_data());
}

/// The data of several lines is joined, so an error can only say which event it is in.
#[test]
fn events_are_parsed_too() {
    let stream = "data: [1]\n\ndata: {\"a\":\ndata: \"b\"}\n\ndata: [DONE]\n\n";
    let mut decoder = unchunk::sse::Decoder::new();
    let mut input = stream.as_bytes();
    let mut next = |input: &mut &[u8]| {
        let event = decoder.decode(input).unwrap().unwrap();
        let owned = event.into_owned().json::<Value>();
        let lent = event.json::<Value>();
        assert_eq!(lent.is_ok(), owned.is_ok());
        lent
    };
    assert_eq!(next(&mut input).unwrap(), serde_json::json!([1]));
    assert_eq!(next(&mut input).unwrap(), serde_json::json!({"a": "b"}));
    let error = next(&mut input).unwrap_err();
    assert_eq!(error.offset(), stream.find("data: [DONE]").unwrap() as u64);
    assert_eq!(error.text_bytes(), "[DONE]".as_bytes());
}
