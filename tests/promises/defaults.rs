//! Every default by its value: what the documentation says and what a decoder does.

use std::time::Duration;

use unchunk::assemble::{Assembler, Channels, PushError};
use unchunk::json::{self, Framing, Partial};
use unchunk::session::{Session, SessionBuilder};
use unchunk::sse::{self, Event};
use unchunk::{Decode, Error, ErrorKind, Verdict};

const MIB: usize = 1 << 20;

/// Decodes it all; returns how many items there were, and the first error.
fn decode<D: Decode>(mut decoder: D, stream: &[u8]) -> (usize, Option<(ErrorKind, u64)>) {
    let told = |error: Error| Some((error.kind(), error.offset()));
    let mut input = stream;
    let mut items = 0;
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(_)) => items += 1,
            Ok(None) => break,
            Err(error) => return (items, told(error)),
        }
    }
    let error = decoder.finish().err().and_then(told);
    (items, error)
}

/// `before`, so many bytes, `after`.
fn of_bytes(before: &str, bytes: usize, after: &str) -> Vec<u8> {
    [before, &"1".repeat(bytes), after].concat().into_bytes()
}

/// Of what has a limit of `max` bytes, as many are taken and one more is not.
#[track_caller]
fn assert_limit<D: Decode + Clone>(
    decoder: &D,
    max: usize,
    [before, after]: [&str; 2],
    kind: ErrorKind,
) {
    let fits = of_bytes(before, max, after);
    assert_eq!(decode(decoder.clone(), &fits), (1, None));
    let longer = of_bytes(before, max + 1, after);
    let offset = (before.len() + max) as u64;
    assert_eq!(decode(decoder.clone(), &longer), (0, Some((kind, offset))));
}

#[test]
fn an_event_has_8_mib_and_an_id_8_kib() {
    for decoder in [sse::Decoder::new(), sse::Decoder::builder().build()] {
        let data = ["data:", "\n\n"];
        assert_limit(&decoder, 8 * MIB, data, ErrorKind::EventTooLarge);
        let id = ["id:", "\ndata\n\n"];
        let long = of_bytes(id[0], 8 << 10, id[1]);
        assert_eq!(decode(decoder.clone(), &long), (1, None));
        let longer = of_bytes(id[0], (8 << 10) + 1, id[1]);
        let error = (ErrorKind::IdTooLarge, 3 + (8 << 10));
        assert_eq!(decode(decoder.clone(), &longer).1, Some(error));
    }
}

#[test]
fn a_decoder_of_events_salvages_nothing_and_has_no_id_or_time() {
    let mut decoder = sse::Decoder::builder().build();
    assert_eq!(decoder.decode(&mut &b"data: x\n"[..]), Ok(None));
    assert!(decoder.finish().unwrap().last().is_none());
    assert_eq!(decoder.last_event_id(), "");
    assert_eq!(decoder.reconnection_time(), None);
}

#[test]
fn what_is_shown_of_a_foreign_body_and_of_ignored_lines_is_1_kib() {
    let mut decoder = sse::Decoder::new();
    let page = of_bytes("<", 5000, "\n");
    assert_eq!(decoder.decode(&mut &page[..]), Ok(None));
    assert_eq!(decoder.ignored(), &page[..1024]);
    let end = decoder.finish().unwrap();
    let Verdict::Foreign { head, .. } = end.verdict() else {
        panic!("{end:?}");
    };
    assert_eq!(head, &page[..1024]);
}

#[test]
fn a_json_text_has_8_mib_in_every_framing() {
    for (framing, around) in [
        (Framing::Concatenated, ["", " "]),
        (Framing::Lines, ["", "\n"]),
        (Framing::TextSequence, ["\u{1E}", "\n"]),
    ] {
        let decoder = json::Decoder::builder().framing(framing).build();
        assert_limit(&decoder, 8 * MIB, around, ErrorKind::FrameTooLarge);
    }
    let array = json::Decoder::array();
    let fits = of_bytes("[", 8 * MIB, "]");
    assert_eq!(decode(array.clone(), &fits), (1, None));
    let longer = of_bytes("[", 8 * MIB + 1, "]");
    let error = (ErrorKind::FrameTooLarge, 1 + 8 * MIB as u64);
    assert_eq!(decode(array, &longer), (0, Some(error)));
    let message = |len| of_bytes(&format!("Content-Length: {len}\r\n\r\n"), len, "");
    let messages = json::Decoder::content_length;
    assert_eq!(decode(messages(), &message(8 * MIB)), (1, None));
    let (items, error) = decode(messages(), &message(8 * MIB + 1));
    assert_eq!(
        (items, error.map(|error| error.0)),
        (0, Some(ErrorKind::FrameTooLarge))
    );
}

#[test]
fn a_json_text_nests_512_deep_but_for_lines_that_are_not_validated() {
    let nested = |depth| ["[".repeat(depth), "]".repeat(depth), "\n".to_owned()].concat();
    for (builder, is_limited) in [
        (json::Decoder::builder(), true),
        (json::Decoder::builder().framing(Framing::Lines), false),
        (
            json::Decoder::builder()
                .framing(Framing::Lines)
                .validate(true),
            true,
        ),
    ] {
        assert_eq!(
            decode(builder.clone().build(), nested(512).as_bytes()),
            (1, None)
        );
        let deeper = decode(builder.build(), nested(513).as_bytes());
        let error = is_limited.then_some((ErrorKind::TooDeep, 512));
        assert_eq!(deeper, (usize::from(!is_limited), error));
    }
}

#[test]
fn a_header_section_has_4_kib_and_crlf() {
    let header = |bytes: usize| {
        let end = "\r\nContent-Length: 2\r\n\r\n";
        of_bytes("X: ", bytes - 3 - end.len(), &format!("{end}{{}}"))
    };
    let messages = json::Decoder::content_length;
    assert_eq!(decode(messages(), &header(4096)), (1, None));
    let error = (ErrorKind::HeaderTooLarge, 4096);
    assert_eq!(decode(messages(), &header(4097)), (0, Some(error)));
    let (_, error) = decode(messages(), b"Content-Length: 2\n\n{}");
    assert!(error.is_some());
}

#[test]
fn json_is_not_validated_and_no_excerpt_is_kept() {
    let mut decoder = json::Decoder::builder().build();
    assert!(decoder.decode(&mut &b"[01]"[..]).unwrap().is_some());
    let mut decoder = json::Decoder::builder().validate(true).build();
    assert!(decoder.decode(&mut &b"[01]"[..]).is_err());
    assert_eq!(decoder.last_error().unwrap().excerpt(), b"");
    // The depth of a text that the framing alone is to find.
    assert_eq!(Framing::default(), Framing::Concatenated);
}

#[test]
fn json_still_being_written_has_8_mib_and_127_levels() {
    for new in [
        Partial::new,
        || Partial::builder().build(),
        Partial::default,
    ] {
        let mut partial = new();
        partial.push("\"").unwrap();
        partial.push(&"1".repeat(8 * MIB - 1)).unwrap();
        let error = partial.push("1").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FrameTooLarge);
        let mut partial = new();
        partial.push(&"[".repeat(127)).unwrap();
        let error = partial.push("[").unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::TooDeep, 127));
    }
}

#[test]
fn an_assembled_text_has_8_mib_and_there_are_256_channels() {
    let mut text = Assembler::append();
    text.push(&"1".repeat(8 * MIB)).unwrap();
    let error = text.push("1").unwrap_err();
    assert_eq!(error, PushError::TooLarge(8 * MIB));

    let mut channels = Channels::new(Assembler::append());
    for key in 0..256 {
        channels.push(key, "").unwrap();
    }
    let error = channels.push(256, "").unwrap_err();
    assert_eq!(error, PushError::TooManyChannels(256));
    channels.push(0, &"1".repeat(8 * MIB)).unwrap();
    let error = channels.push(1, "1").unwrap_err();
    assert_eq!(error, PushError::AllTooLarge(8 * MIB));
}

/// Each of the three sets of options is the one that says the same in words.
#[test]
fn a_session_has_the_options_that_its_documentation_names() {
    let told = |builder: SessionBuilder| format!("{builder:?}");
    let default = SessionBuilder::default()
        .attempts(3)
        .holds_after(Duration::from_secs(5))
        .reconnection_time(Duration::from_secs(2))
        .min_delay(Duration::from_millis(500))
        .max_delay(Duration::from_secs(30))
        .caps_retry(false)
        .transport_idle(Duration::from_secs(60))
        .content_idle(None)
        .replay_without_id(false)
        .retried_statuses([])
        .last_event_id("")
        .without_jitter();
    assert_eq!(told(Session::builder()), told(default.clone()));
    // No deadline for the first byte: there is no option that says so.
    let first_byte = default.clone().first_byte(Duration::ZERO);
    assert_ne!(told(Session::builder()), told(first_byte));
    let answers = Session::answers().without_jitter();
    let same = default.clone().retried_statuses([429, 503]);
    assert_ne!(told(answers.clone()), told(same.clone()));
    assert_eq!(
        told(answers.replay_without_id(true)),
        told(same.replay_without_id(true))
    );
    let feeds = default
        .attempts(u32::MAX)
        .replay_without_id(true)
        .retried_statuses([408, 425, 429, 500, 502, 503, 504]);
    assert_eq!(told(Session::feeds().without_jitter()), told(feeds));
}

#[test]
fn an_event_without_a_type_is_a_message() {
    let mut decoder = sse::Decoder::new();
    let event = decoder.decode(&mut &b"data\n\n"[..]).unwrap();
    assert_eq!(event.as_ref().map(Event::event_type), Some("message"));
}
