//! How streams end: by an item that ends them, without it, cut, or by a failure; and what the errors say.
#![cfg(all(feature = "std", feature = "codec", feature = "http-body"))]

use std::error::Error as _;
use std::fmt::Display;
use std::io;

use crate::adapters::drain;
use bytes::BytesMut;
use futures_util::stream;
use tokio_util::codec::Decoder as _;
use unchunk::adapters::{Codec, DecodeBody as _, DecodeStream as _, Error, ItemStream, Reader};
use unchunk::{Decode, json, sse};
use unchunk_testing::Cuts;

/// What an adapter returns, item by item.
type Told = Vec<Result<String, Error<io::ErrorKind>>>;

fn kind(error: Error<io::Error>) -> Error<io::ErrorKind> {
    error.map_transport(|error| error.kind())
}

/// An answer of a provider: what its items are, and which of them ends it.
struct Answer<D: Decode> {
    name: &'static str,
    decoder: fn() -> D,
    text: fn(D::Owned) -> String,
    is_end: for<'d> fn(&D::Item<'d>) -> bool,
    /// Whether the end is handed out.
    is_after: bool,
    /// Each an item with its framing.
    items: &'static [&'static str],
    /// What comes after it in the body.
    rest: &'static str,
}

fn event_text(event: sse::OwnedEvent) -> String {
    event.into_string()
}

fn frame_text(frame: json::OwnedFrame) -> String {
    frame.into_string()
}

fn openai() -> Answer<sse::Decoder> {
    Answer {
        name: "OpenAI",
        decoder: sse::Decoder::new,
        text: event_text,
        is_end: |event| event.data_bytes() == b"[DONE]",
        is_after: false,
        items: &[
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n",
        ],
        rest: "\n",
    }
}

fn anthropic() -> Answer<sse::Decoder> {
    Answer {
        name: "Anthropic",
        is_end: |event| event.event_type() == "message_stop",
        is_after: true,
        items: &[
            "event: message_start\ndata: {\"type\":\"message_start\"}\n\n",
            "event: ping\ndata: {\"type\":\"ping\"}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        ],
        rest: "",
        ..openai()
    }
}

fn gemini() -> Answer<sse::Decoder> {
    Answer {
        name: "Gemini",
        is_end: |event| {
            let data = event.json::<serde_json::Value>();
            data.is_ok_and(|data| !data["candidates"][0]["finishReason"].is_null())
        },
        is_after: true,
        items: &[
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}\r\n\r\n",
            "data: {\"candidates\":[{\"content\":{},\"finishReason\":\"STOP\"}]}\r\n\r\n",
        ],
        rest: "data: never read\r\n\r\n",
        ..openai()
    }
}

fn ollama() -> Answer<json::Decoder> {
    Answer {
        name: "Ollama",
        decoder: json::Decoder::lines,
        text: frame_text,
        is_end: |frame| {
            let frame = frame.json::<serde_json::Value>();
            frame.is_ok_and(|frame| frame["done"] == true)
        },
        is_after: true,
        items: &[
            "{\"response\":\"Hi\",\"done\":false}\n",
            "{\"response\":\"\",\"done\":true}\n",
        ],
        rest: "oops\n{\"never\":\"read\"}\n",
    }
}

fn told<D: Decode>(
    text: fn(D::Owned) -> String,
) -> impl Fn(Result<D::Owned, Error<io::Error>>) -> Result<String, Error<io::ErrorKind>> {
    move |item| item.map(text).map_err(kind)
}

/// Reads the chunks by every adapter, with the answer's rule.
fn read<D: Decode + 'static>(answer: &Answer<D>, chunks: &[&[u8]]) -> [(&'static str, Told); 4] {
    let owned: Vec<_> = chunks
        .iter()
        .map(|chunk| Ok::<_, io::Error>(chunk.to_vec()))
        .collect();
    let items = ItemStream::new(stream::iter(owned), (answer.decoder)());
    let body = chunks.concat();
    let capacity = chunks.first().map_or(1, |chunk| chunk.len().max(1));
    let reader = || {
        let source = io::BufReader::with_capacity(capacity, &body[..]);
        Reader::new(source, (answer.decoder)())
    };
    let codec = Codec::new((answer.decoder)());
    let each = told::<D>(answer.text);
    // The closures differ in nothing, but a rule is a type.
    if answer.is_after {
        [
            (
                "stream",
                drain(items.end_after(answer.is_end))
                    .into_iter()
                    .map(&each)
                    .collect(),
            ),
            (
                "reader",
                reader().end_after(answer.is_end).map(&each).collect(),
            ),
            (
                "lent",
                lend_all(reader().end_after(answer.is_end), answer.text),
            ),
            (
                "codec",
                run_codec(codec.end_after(answer.is_end), chunks, answer.text),
            ),
        ]
    } else {
        [
            (
                "stream",
                drain(items.end_before(answer.is_end))
                    .into_iter()
                    .map(&each)
                    .collect(),
            ),
            (
                "reader",
                reader().end_before(answer.is_end).map(&each).collect(),
            ),
            (
                "lent",
                lend_all(reader().end_before(answer.is_end), answer.text),
            ),
            (
                "codec",
                run_codec(codec.end_before(answer.is_end), chunks, answer.text),
            ),
        ]
    }
}

fn lend_all<R: io::BufRead, D: Decode, E: unchunk::adapters::EndRule<D>>(
    mut reader: Reader<R, D, E>,
    text: fn(D::Owned) -> String,
) -> Told {
    let mut told = Vec::new();
    loop {
        match reader.fill() {
            Ok(true) => {}
            Ok(false) => return told,
            Err(error) => told.push(Err(kind(error))),
        }
        loop {
            match reader.decode() {
                Ok(Some(item)) => told.push(Ok(text(D::own(item, None)))),
                Ok(None) => break,
                Err(error) => told.push(Err(kind(error))),
            }
        }
    }
}

fn run_codec<D: Decode, R: unchunk::adapters::EndRule<D>>(
    mut codec: Codec<D, R>,
    chunks: &[&[u8]],
    text: fn(D::Owned) -> String,
) -> Told {
    let mut told = Vec::new();
    let mut buffer = BytesMut::new();
    let flat =
        |item: Result<Result<D::Owned, _>, _>| item.and_then(|item| Ok(text(item?))).map_err(kind);
    for chunk in chunks {
        buffer.extend_from_slice(chunk);
        while let Some(item) = codec.decode(&mut buffer).transpose() {
            told.push(flat(item));
        }
        assert!(buffer.is_empty());
    }
    while let Some(item) = codec.decode_eof(&mut buffer).transpose() {
        told.push(flat(item));
    }
    assert!(codec.has_ended());
    told
}

/// Whole, cut at every place, and without its end, also where the bytes end cleanly.
fn assert_ends<D: Decode + 'static>(answer: &Answer<D>) {
    let name = answer.name;
    let all: Told = {
        let mut decoder = (answer.decoder)();
        let body = answer.items.concat();
        let mut input = body.as_bytes();
        let mut items = Vec::new();
        while let Some(item) = decoder.decode_owned(&mut input).unwrap() {
            items.push(Ok((answer.text)(item)));
        }
        items
    };
    assert_eq!(all.len(), answer.items.len(), "{name}");
    let handed_out = if answer.is_after {
        all.len()
    } else {
        all.len() - 1
    };
    let body = answer.items.concat() + answer.rest;
    Cuts::every_split().each(body.as_bytes(), |chunks| {
        for (adapter, told) in read(answer, chunks) {
            assert_eq!(told, all[..handed_out], "{name}, {adapter}, {chunks:?}");
        }
    });
    // All but the end.
    let items = &answer.items[..all.len() - 1];
    Cuts::every_split().each(items.concat().as_bytes(), |chunks| {
        for (adapter, told) in read(answer, chunks) {
            let (last, before) = told.split_last().unwrap();
            assert_eq!(before, &all[..items.len()], "{name}, {adapter}");
            assert_eq!(last, &Err(Error::MissingEnd), "{name}, {adapter}");
        }
    });
    // Every beginning of the body is an error, until its end has come.
    let end = answer.items.concat();
    for len in 0..end.len() - 1 {
        for (adapter, told) in read(answer, &[&end.as_bytes()[..len]]) {
            let errors = told.iter().filter(|item| item.is_err()).count();
            assert_eq!(errors, 1, "{name}, {adapter}, {len}: {told:?}");
        }
    }
}

#[test]
fn the_endings_of_providers_at_every_split() {
    assert_ends(&openai());
    assert_ends(&anthropic());
    assert_ends(&gemini());
    assert_ends(&ollama());
}

/// What only the end of the bytes makes an item is judged too.
#[test]
fn the_last_item_may_be_the_end() {
    let line = &b"{\"done\":false}\n{\"done\":true}"[..];
    let is_end = |frame: &json::Frame<'_>| frame.text_bytes() == b"{\"done\":true}";
    let reader = Reader::new(line, json::Decoder::lines()).end_after(is_end);
    assert_eq!(reader.filter(Result::is_ok).count(), 2);
    let reader = Reader::new(line, json::Decoder::lines()).end_before(is_end);
    assert_eq!(reader.map(Result::unwrap).count(), 1);

    let cut = &b"data: a\n\ndata: [DONE]"[..];
    let salvaging = || sse::Decoder::builder().salvage(true).build();
    let is_done = |event: &sse::Event<'_>| event.data_bytes() == b"[DONE]";
    let told: Vec<_> = Reader::new(cut, salvaging()).end_before(is_done).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].is_ok());
    let told: Vec<_> = Reader::new(cut, sse::Decoder::new())
        .end_before(is_done)
        .collect();
    assert!(
        matches!(&told[..], [Ok(_), Err(Error::Truncated { .. })]),
        "{told:?}"
    );
}

#[test]
fn several_rules_are_all_asked() {
    let body = |end: &str| format!("data: a\n\n{end}data: b\n\n");
    for (end, expected) in [
        ("data: [DONE]\n\n", &["a"][..]),
        ("event: stop\ndata: x\n\n", &["a", "x"]),
    ] {
        let body = body(end);
        let events = Reader::new(body.as_bytes(), sse::Decoder::new())
            .end_before(|event| event.data_bytes() == b"[DONE]")
            .end_after(|event| event.event_type() == "stop");
        let told: Vec<_> = events.map(|event| event.unwrap().into_string()).collect();
        assert_eq!(told, expected);
    }
}

/// What comes after the end stays where it is.
#[test]
fn what_follows_the_end_is_not_read() {
    let body = &b"data: [DONE]\n\nHTTP/1.1 200 OK\r\n"[..];
    let mut reader =
        Reader::new(body, sse::Decoder::new()).end_before(|event| event.data_bytes() == b"[DONE]");
    assert!(reader.next().is_none());
    assert_eq!(reader.into_parts().0, b"HTTP/1.1 200 OK\r\n");

    let mut polled = 0;
    let chunks = stream::poll_fn(|_| {
        polled += 1;
        assert_eq!(polled, 1, "polled after the end");
        std::task::Poll::Ready(Some(Ok::<_, io::Error>(body)))
    });
    let mut events = std::pin::pin!(
        chunks
            .sse_events()
            .end_before(|event| event.data_bytes() == b"[DONE]")
    );
    assert!(drain(events.as_mut()).is_empty());
}

#[test]
fn a_stream_taken_apart_gives_back_what_it_has_not_decoded() {
    let body = "data: a\n\ndata: b\n\nrest";
    for size in 1..=body.len() {
        let chunks: Vec<_> = body
            .as_bytes()
            .chunks(size)
            .map(|chunk| Ok::<_, io::Error>(chunk.to_vec()))
            .collect();
        let mut events = stream::iter(chunks).sse_events();
        let first =
            futures_util::FutureExt::now_or_never(futures_util::StreamExt::next(&mut events));
        assert_eq!(first.flatten().unwrap().unwrap().data(), "a");
        let (source, decoder, rest) = events.into_parts();
        let source: Vec<_> = drain(source).into_iter().map(Result::unwrap).collect();
        assert_eq!(decoder.position(), 9);
        assert_eq!(
            [&rest[..], &source.concat()].concat(),
            &body.as_bytes()[9..]
        );
    }
}

#[test]
fn so_does_one_that_has_ended() {
    let body = "data: a\n\ndata: end\n\nrest";
    let end = body.len() - "rest".len();
    // The last two have chunks that are sliced.
    for size in (1..=body.len()).chain([2_000, 8_000]) {
        let body = format!("{body}{}", "y".repeat(2 * size));
        let rest_after = |is_after: bool| {
            let chunks = body.as_bytes().chunks(size);
            let chunks: Vec<_> = chunks
                .map(|chunk| Ok::<_, io::Error>(chunk.to_vec()))
                .collect();
            let events = stream::iter(chunks).sse_events();
            let is_end = |event: &sse::Event<'_>| event.data_bytes() == b"end";
            let (told, source, decoder, rest) = if is_after {
                let mut events = events.end_after(is_end);
                let told = drain(&mut events).len();
                let (source, decoder, rest) = events.into_parts();
                (told, source, decoder, rest)
            } else {
                let mut events = events.end_before(is_end);
                let told = drain(&mut events).len();
                let (source, decoder, rest) = events.into_parts();
                (told, source, decoder, rest)
            };
            assert_eq!(told, 1 + usize::from(is_after));
            assert_eq!(decoder.position(), end as u64);
            let source: Vec<_> = drain(source).into_iter().map(Result::unwrap).collect();
            [&rest[..], &source.concat()].concat()
        };
        for is_after in [false, true] {
            let rest = rest_after(is_after);
            assert_eq!(rest, &body.as_bytes()[end..], "{size} {is_after}");
        }
    }
}

#[test]
fn a_failure_inside_an_event_is_one_error() {
    let failing = |parts: &[Result<&'static str, &'static str>]| {
        let parts = parts.to_vec();
        drain(stream::iter(parts).sse_events())
            .into_iter()
            .map(|item| item.map(sse::OwnedEvent::into_string))
            .collect::<Vec<_>>()
    };
    let reset = || Err(Error::Transport("reset"));
    assert_eq!(
        failing(&[Ok("data: a\n\ndata: b"), Err("reset")]),
        [Ok("a".to_owned()), reset()]
    );
    // Twice is twice.
    assert_eq!(
        failing(&[Ok("data: b"), Err("reset"), Err("reset")]),
        [reset(), reset()]
    );
    // It went on, and was cut all the same.
    let told = failing(&[Ok("data: b"), Err("reset"), Ok("c")]);
    assert!(matches!(
        &told[..],
        [Err(Error::Transport(_)), Err(Error::Truncated { .. })]
    ));
    // That it never was an event stream is news.
    let told = failing(&[Ok("<html>\n"), Err("reset")]);
    assert!(matches!(
        &told[..],
        [Err(Error::Transport(_)), Err(Error::Foreign { .. })]
    ));
    // An end that was to come and did not is what the failure did.
    let told = drain(
        stream::iter([Ok("data: a\n\n"), Err("reset")])
            .sse_events()
            .end_before(|event| event.data_bytes() == b"[DONE]"),
    );
    assert!(
        matches!(&told[..], [Ok(_), Err(Error::Transport("reset"))]),
        "{told:?}"
    );
}

/// A reader that has nothing yet has not failed.
#[test]
fn what_would_block_is_no_failure() {
    struct Steps(Vec<io::Result<&'static [u8]>>);
    impl io::Read for Steps {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.pop() {
                None => Ok(0),
                Some(step) => io::Read::read(&mut step?, buffer),
            }
        }
    }
    for (kind, errors) in [
        (io::ErrorKind::WouldBlock, 2),
        (io::ErrorKind::TimedOut, 2),
        (io::ErrorKind::ConnectionReset, 1),
    ] {
        let source = Steps(vec![Err(kind.into()), Ok(b"data: cut")]);
        let told: Vec<_> = Reader::from_read(source, sse::Decoder::new()).collect();
        assert_eq!(told.len(), errors, "{kind}: {told:?}");
    }
}

/// As `anyhow`'s `{:#}` prints it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[test]
fn a_chain_says_nothing_twice() {
    let reset = || io::Error::other("reset by peer");
    assert_eq!(
        chain(&Error::Transport(reset())),
        "transport failed: reset by peer"
    );
    let error = unchunk::adapters::WriteError::Transport(reset());
    assert_eq!(chain(&error), "transport failed: reset by peer");
    let error = Reader::new(&b"oops\n"[..], json::Decoder::lines())
        .next()
        .unwrap()
        .unwrap_err();
    assert_eq!(chain(&error), "unexpected byte at byte 0, line 1");
    let body = &b"data: {\"n\":\"x\"}\n\n"[..];
    let event = Reader::new(body, sse::Decoder::new())
        .next()
        .unwrap()
        .unwrap();
    let error = event
        .json::<std::collections::BTreeMap<String, u8>>()
        .unwrap_err();
    let told = chain(&error);
    assert_eq!(told.matches("invalid type").count(), 1, "{told}");
    assert!(
        told.starts_with(
            r#"JSON not of the wanted type at byte 0 of the stream: "{\"n\":\"x\"}": "#
        ),
        "{told}"
    );
    assert_eq!(&error.text_bytes()[..], br#"{"n":"x"}"#);
}

#[test]
fn the_verdict_shows_what_there_was() {
    let read = |body: &'static [u8]| {
        let mut events = Reader::new(body, sse::Decoder::new());
        events.next().unwrap().unwrap_err().to_string()
    };
    assert_eq!(
        read(b"{\"error\":{\"message\":\"rate limited\"}}"),
        r#"the stream is not of the expected format: "{\"error\":{\"message\":\"rate limited\"}}""#
    );
    assert_eq!(
        read("data: 你好\x1b[2J".as_bytes()),
        r#"the stream ends inside the frame that begins at byte 0: "你好\u{1b}[2J""#
    );
    assert_eq!(
        read(b"event: x\n"),
        "the stream ends inside the frame that begins at byte 0"
    );
    let long = read(Vec::leak([b"<html>".to_vec(), vec![b'x'; 5000]].concat()));
    assert!(long.len() < 150 && long.ends_with("xxx\"…"), "{long}");
}

/// Where the stream is one of lines, errors say in which; in every way of reading.
#[test]
fn errors_show_the_line() {
    const LOG: &[u8] = b"{}\n\n{}\nERROR disk full\n{}\n{\"cut";
    let decoder = || {
        let builder = json::Decoder::builder().framing(json::Framing::Lines);
        builder.excerpt_bytes(100).build()
    };
    let expected = [
        "unexpected byte at byte 7, line 4: \"ERROR disk full\", frame Some(2) from Some(7)",
        "the stream ends inside the frame that begins at byte 26: \"{\\\"cut\"",
    ];
    fn show<E: Display>(error: Error<E>) -> String {
        match error {
            Error::Decode(error) => {
                let (index, start) = (error.index(), error.start());
                format!("{error}, frame {index:?} from {start:?}")
            }
            error => error.to_string(),
        }
    }
    Cuts::every_split().each(LOG, |chunks| {
        let owned: Vec<_> = chunks
            .iter()
            .map(|chunk| Ok::<_, io::Error>(chunk.to_vec()))
            .collect();
        let stream = drain(stream::iter(owned).decode_with(decoder()));
        let capacity = chunks[0].len().max(1);
        let reader = || Reader::new(io::BufReader::with_capacity(capacity, LOG), decoder());
        let by_reader: Vec<_> = reader().collect();
        let codec = run_codec(Codec::new(decoder()), chunks, frame_text);
        let lent = lend_all(reader(), frame_text);
        let errors =
            |told: Vec<Option<String>>| -> Vec<String> { told.into_iter().flatten().collect() };
        for told in [
            errors(
                stream
                    .into_iter()
                    .map(|item| item.err().map(show))
                    .collect(),
            ),
            errors(
                by_reader
                    .into_iter()
                    .map(|item| item.err().map(show))
                    .collect(),
            ),
            errors(codec.into_iter().map(|item| item.err().map(show)).collect()),
            errors(lent.into_iter().map(|item| item.err().map(show)).collect()),
        ] {
            assert_eq!(told, expected, "{chunks:?}");
        }
    });
}

/// What only the end shows to be bad, too.
#[test]
fn an_error_of_the_end_shows_the_line() {
    for body in ["1\noops", "1\n[1}"] {
        let reader = || {
            Reader::new(
                body.as_bytes(),
                json::Decoder::builder()
                    .framing(json::Framing::Lines)
                    .validate(true)
                    .build(),
            )
        };
        let by_iterator = reader().find_map(Result::err).unwrap().to_string();
        let lent = lend_all(reader(), frame_text)
            .into_iter()
            .find_map(Result::err);
        let lent = lent.unwrap().to_string();
        assert_eq!(by_iterator, lent);
        assert!(lent.ends_with(", line 2"), "{lent}");
    }
}

#[test]
fn a_body_is_decoded_in_one_call() {
    let told = drain(String::from("data: a\n\n").sse_events());
    assert_eq!(told[0].as_ref().unwrap().data(), "a");
    let told = drain(String::from("1 2").decode_with(json::Decoder::concatenated()));
    assert_eq!(told.len(), 2);
    assert!(Error::<io::Error>::MissingEnd.source().is_none());
}

#[cfg(feature = "serde_json")]
#[test]
fn a_typed_stream_keeps_the_raw_data() {
    use unchunk::adapters::JsonStreamError;

    let chunks = [
        Ok("data: 1\n\ndata: two\n\nda"),
        Err("reset"),
        Ok("ta: 3\n\ndata: cut"),
    ];
    let told = drain(stream::iter(chunks).sse_events().json::<u8>());
    let [
        Ok(1),
        Err(JsonStreamError::Parse(error)),
        Err(JsonStreamError::Stream(Error::Transport("reset"))),
        Ok(3),
        Err(JsonStreamError::Stream(Error::Truncated { .. })),
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((&error.text_bytes()[..], error.offset()), (&b"two"[..], 9));
}

#[cfg(feature = "futures-io")]
#[test]
fn an_async_reader_is_decoded_wherever_it_cuts() {
    use futures_util::io::AsyncReadExt as _;

    let body = "data: Hel\n\ndata: lo\n\n";
    for cut in 0..body.len() {
        let (head, tail) = body.as_bytes().split_at(cut);
        let reader = head.chain(tail);
        let told = drain(ItemStream::from_async_read(reader, sse::Decoder::new()));
        let told: Vec<_> = told
            .into_iter()
            .map(|event| event.unwrap().into_string())
            .collect();
        assert_eq!(told, ["Hel", "lo"]);
    }
    let told = drain(ItemStream::from_async_read(
        &b"data: cut"[..],
        sse::Decoder::new(),
    ));
    assert!(matches!(&told[..], [Err(Error::Truncated { .. })]));
}
