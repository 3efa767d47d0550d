//! Owned items as values: made by hand, compared, hashed, turned into text.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use bytes::Bytes;
use unchunk::Decode;
use unchunk::json::{self, OwnedFrame};
use unchunk::sse::{self, EventBuilder, OwnedEvent, OwnedItem, OwnedTextLine};

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn events(stream: &str) -> Vec<OwnedEvent> {
    let (mut decoder, mut input) = (sse::Decoder::new(), stream.as_bytes());
    std::iter::from_fn(|| decoder.decode_owned(&mut input).expect("good")).collect()
}

#[test]
fn an_event_made_by_hand_is_the_one_that_is_decoded() {
    let id = "7".repeat(100);
    for (stream, made) in [
        ("data: a\n\n", OwnedEvent::new("a").with_span(0..9)),
        ("data\n\n", OwnedEvent::new("").with_span(0..6)),
        (
            "event: delta\nid: 7\nretry: 20\ndata: a\ndata: b\n\n",
            OwnedEvent::new("a\nb")
                .with_event_type("delta")
                .with_id("7")
                .with_retry(Duration::from_millis(20))
                .with_span(0..46),
        ),
        (
            &format!("id: {id}\ndata: a\n\n"),
            OwnedEvent::new("a").with_id(&id).with_span(0..114),
        ),
        (
            "id\ndata: a\n\n",
            OwnedEvent::new("a").with_id("").with_span(0..12),
        ),
        (
            "event: message\ndata: a\n\n",
            OwnedEvent::new("a").with_span(0..24),
        ),
    ] {
        let [event] = &events(stream)[..] else {
            panic!("one event in {stream:?}")
        };
        assert_eq!((event, hash(event)), (&made, hash(&made)));
        assert_eq!(format!("{event:?}"), format!("{made:?}"));
    }
    let [_, second] = &events("id: 1\ndata: a\n\ndata: b\n\n")[..] else {
        panic!("two events")
    };
    let made = OwnedEvent::new("b").with_last_event_id("1");
    assert!(made.same_content(second) && made.id().is_none());
    assert_ne!(&made, second);
}

#[test]
fn each_part_is_replaced_alone() {
    let event = OwnedEvent::new("a")
        .with_event_type("x")
        .with_id("1")
        .with_retry(Duration::MAX)
        .with_span(3..9);
    let all = |event: &OwnedEvent| {
        let (event_type, data) = (event.event_type().to_owned(), event.data().into_owned());
        let id = event.id().map(str::to_owned);
        let last = event.last_event_id().to_owned();
        (event_type, data, id, last, event.retry(), event.span())
    };
    let most = Some(Duration::from_millis(u64::MAX));
    let text = |text: &str| text.to_owned();
    let whole = (text("x"), text("a"), Some(text("1")), text("1"), most, 3..9);
    assert_eq!(all(&event), whole);
    let typed = event.clone().with_event_type("");
    assert_eq!(
        all(&typed),
        (
            text("message"),
            whole.1.clone(),
            whole.2.clone(),
            text("1"),
            most,
            3..9
        )
    );
    let other_id = event.clone().with_id("2");
    assert_eq!(
        all(&other_id),
        (text("x"), text("a"), Some(text("2")), text("2"), most, 3..9)
    );
    let earlier = event.with_last_event_id("3");
    assert_eq!(
        all(&earlier),
        (text("x"), text("a"), None, text("3"), most, 3..9)
    );
}

#[test]
fn what_differs_is_seen() {
    let base = || {
        OwnedEvent::new("a")
            .with_event_type("x")
            .with_last_event_id("1")
    };
    for other in [
        base().with_event_type("y"),
        base().with_last_event_id("2"),
        base().with_id("1"),
        base().with_retry(Duration::ZERO),
        OwnedEvent::new("b")
            .with_event_type("x")
            .with_last_event_id("1"),
    ] {
        assert!(!base().same_content(&other) && base() != other);
        assert_ne!(hash(&base()), hash(&other));
    }
    let elsewhere = base().with_span(5..9);
    assert!(base().same_content(&elsewhere) && base() != elsewhere);
    assert_ne!(hash(&base()), hash(&elsewhere));
}

#[test]
fn lines_and_items_have_the_same() {
    let (line, elsewhere) = (
        OwnedTextLine::new("a"),
        OwnedTextLine::new("a").with_span(1..3),
    );
    assert!(line.same_content(&elsewhere) && line != elsewhere);
    assert!(line.as_line().same_content(&elsewhere.as_line()));
    let other = OwnedTextLine::new("b");
    assert!(!line.same_content(&other));
    assert!(!line.as_line().same_content(&other.as_line()));
    assert_eq!(
        (line.clone().into_bytes(), line.clone().into_string()),
        ("a".into(), "a".into())
    );
    assert_eq!(OwnedTextLine::new(b"\xFF").into_string(), "\u{FFFD}");
    assert_eq!(line.text_str(), Ok("a"));
    assert!(OwnedTextLine::new(b"\xFF").text_str().is_err());
    let items = [
        OwnedItem::Event(OwnedEvent::new("a")),
        OwnedItem::Comment(line.clone()),
        OwnedItem::Ignored(line),
    ];
    for (index, item) in items.iter().enumerate() {
        assert_eq!(item.clone().into_string(), "a");
        for (other_index, other) in items.iter().enumerate() {
            assert_eq!(item.same_content(other), index == other_index);
            assert_eq!(hash(item) == hash(other), index == other_index);
        }
    }
    assert!(items[1].same_content(&OwnedItem::Comment(elsewhere)));
}

#[test]
fn frames_have_the_same() {
    let (mut decoder, mut input) = (json::Decoder::lines(), &b"\n{}\n"[..]);
    let frame = decoder
        .decode_owned(&mut input)
        .expect("good")
        .expect("a frame");
    let made = OwnedFrame::new("{}").with_line(2).with_start(1);
    assert_eq!((&frame, hash(&frame)), (&made, hash(&made)));
    assert_ne!(made, made.clone().with_index(1));
    for (text, is_same) in [("{}", true), ("[]", false)] {
        let other = OwnedFrame::new(text);
        assert_eq!(made.same_content(&other), is_same);
        assert_eq!(made.as_frame().same_content(&other.as_frame()), is_same);
    }
    assert_eq!(made.clone().into_string(), "{}");
    assert_eq!(OwnedFrame::new(b"\"\xE4\"").into_string(), "\"\u{FFFD}\"");
    for frame in [made.clone(), made.as_frame().into_owned()] {
        assert_eq!(
            (&frame.text_bytes()[..], frame.text_str()),
            (&b"{}"[..], Ok("{}"))
        );
        assert_eq!(
            (frame.text().as_ref(), frame.clone().into_string().as_str()),
            ("{}", "{}")
        );
        assert_eq!(
            (frame.span(), frame.index(), frame.line()),
            (1..3, 0, Some(2))
        );
        assert_eq!(&frame.into_bytes()[..], b"{}");
    }
    assert!(OwnedFrame::new(b"\xE4").text_str().is_err());
}

/// What has an allocation to itself keeps it.
#[test]
fn a_string_takes_the_allocation() {
    let event = OwnedEvent::new("some data").with_event_type("delta");
    let at = event.data_bytes().as_ptr();
    let text = event.into_string();
    assert_eq!((text.as_ptr(), text.as_str()), (at, "some data"));

    let mut decoder = sse::Decoder::new();
    let stream = format!("data: {}\n\n", "x".repeat(100_000));
    let (mut head, mut tail) = stream.as_bytes().split_at(70_000);
    assert_eq!(decoder.decode_owned(&mut head), Ok(None));
    let event = decoder
        .decode_owned(&mut tail)
        .expect("good")
        .expect("an event");
    let at = event.data_bytes().as_ptr();
    let text = event.into_string();
    assert_eq!((text.as_ptr(), text.len()), (at, 100_000));

    let frame = OwnedFrame::new("[1, 2]");
    let at = frame.text_bytes().as_ptr();
    let text = frame.into_string();
    assert_eq!((text.as_ptr(), text.as_str()), (at, "[1, 2]"));
}

#[test]
fn bytes_are_advanced_past_each_item_and_each_error() {
    let mut decoder = sse::Decoder::builder().max_event_bytes(8).build();
    let mut input = Bytes::from_static(b"data: a\n\ndata: too long, this\n\ndata: b\n\nda");
    let mut lengths = Vec::new();
    loop {
        let result = decoder.decode_bytes(&mut input);
        lengths.push(input.len());
        match result {
            Ok(Some(event)) => assert!(["a", "b"].contains(&&*event.data())),
            Err(error) => assert_eq!(error.offset(), 23),
            Ok(None) => break,
        }
    }
    assert_eq!(
        (lengths.len(), lengths[0], lengths[2], lengths[3]),
        (4, 33, 2, 0)
    );
    assert!(lengths[1] < 33 && lengths[1] > 2);
}

#[test]
fn a_relay_sends_what_it_got() {
    let stream = "event:delta\nid:1\nretry:5\ndata: a\ndata\ndata:  b\r\n\r\nevent: message\ndata:c\n\nid\ndata\n\n";
    let sent: Vec<u8> = events(stream)
        .iter()
        .flat_map(|event| {
            EventBuilder::from(event)
                .build()
                .expect("nothing to refuse")
                .as_bytes()
                .to_vec()
        })
        .collect();
    let sent = String::from_utf8(sent).expect("UTF-8");
    let (one, two) = (events(stream), events(&sent));
    assert_eq!(one.len(), two.len());
    assert!(
        one.iter().zip(&two).all(|(one, two)| one.same_content(two)),
        "{sent}"
    );
}

#[cfg(feature = "serde")]
mod serialized {
    use super::*;
    use serde_test::{Configure as _, Token, assert_ser_tokens, assert_tokens};

    /// An event that is equal whatever its span, as `assert_tokens` compares.
    fn parts<'t>(data: Token, last: &'t str, own: Option<&'static str>) -> Vec<Token>
    where
        't: 'static,
    {
        let id = match own {
            Some(id) => vec![Token::Some, Token::BorrowedStr(id)],
            None => vec![Token::None],
        };
        let mut tokens = vec![
            Token::Struct {
                name: "Event",
                len: 5,
            },
            Token::BorrowedStr("event_type"),
            Token::BorrowedStr("message"),
            Token::BorrowedStr("data"),
            data,
            Token::BorrowedStr("id"),
        ];
        tokens.extend(id);
        tokens.extend([
            Token::BorrowedStr("last_event_id"),
            Token::BorrowedStr(last),
            Token::BorrowedStr("retry"),
            Token::None,
            Token::StructEnd,
        ]);
        tokens
    }

    #[test]
    fn for_people_data_are_text_where_they_are() {
        let event = OwnedEvent::new("你").with_id("1");
        assert_tokens(&event.readable(), &parts(Token::Str("你"), "1", Some("1")));
        let event = OwnedEvent::new(b"\xFF").with_last_event_id("1");
        assert_tokens(&event.readable(), &parts(Token::Bytes(b"\xFF"), "1", None));
    }

    #[test]
    fn for_machines_they_are_bytes() {
        let event = OwnedEvent::new("a");
        assert_tokens(&event.compact(), &parts(Token::Bytes(b"a"), "", None));
        assert_ser_tokens(&OwnedFrame::new("[]").compact(), &[Token::Bytes(b"[]")]);
    }

    #[test]
    fn all_kinds_of_items_come_back_from_json() {
        for item in [
            OwnedItem::Event(
                OwnedEvent::new(b"\xFFa")
                    .with_event_type("x")
                    .with_id("1")
                    .with_retry(Duration::from_secs(1)),
            ),
            OwnedItem::Event(OwnedEvent::new("a\nb").with_last_event_id("你")),
            OwnedItem::Comment(OwnedTextLine::new("still here")),
            OwnedItem::Ignored(OwnedTextLine::new(b"\xFF: 1")),
        ] {
            let text = serde_json::to_string(&item).expect("JSON");
            assert_eq!(serde_json::to_string(&item.as_item()).expect("JSON"), text);
            let back: OwnedItem = serde_json::from_str(&text).expect("what was written");
            assert!(back.same_content(&item), "{text}");
        }
        let text =
            serde_json::to_string(&OwnedItem::Comment(OwnedTextLine::new("a"))).expect("JSON");
        assert_eq!(text, r#"{"comment":"a"}"#);
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for text in [
            "1",
            r#"{"data": 1}"#,
            r#"{"data": [256]}"#,
            r#"{"data": null}"#,
        ] {
            let event = serde_json::from_str::<OwnedEvent>(text);
            assert!(event.is_err(), "{text}: {event:?}");
        }
        assert!(serde_json::from_str::<OwnedTextLine>("{}").is_err());
    }
}
