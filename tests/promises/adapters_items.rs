//! Whatever a transport does between its chunks, every adapter tells the same: items, errors, and the verdict last.
//!
//! That of events is shown by `sse_standard`, whose cases run through the adapters too.
#![cfg(all(feature = "std", feature = "codec", feature = "http-body"))]

use crate::support;
use std::convert::Infallible;
use std::io;

use crate::adapters::{assert_tells_frames, drain};
use crate::support::json::{FRAMINGS, Options};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use tokio_util::codec::Decoder as _;
use unchunk::adapters::{Codec, Error, ItemStream, Reader};
use unchunk::{ErrorKind, json, sse, text};
use unchunk_testing::Cuts;

/// Streams of every framing: whole, cut short, with a bad frame in the middle, bad for good, never of the format.
const STREAMS: [&[u8]; 14] = [
    b"",
    br#"{"a":1} [2] "3" 4"#,
    b"{\"a\":1}\n[2]\r\n\n\"3\"\n4",
    br#"[{"a":1}, 2, "3"]"#,
    b"\x1E{\"a\":1}\n\x1E2\n\x1E\"3\"",
    b"Content-Length: 7\r\n\r\n{\"a\":1}Content-Length: 1\r\n\r\n2",
    br#"{"a":1} [2, {"b"#,
    b"{\"a\":1}\noops\n[2]\n",
    b"{\"a\":1} tru {\"b\":2}",
    br#"{"a":1} } {"b":2}"#,
    b"[1, 2]] 3",
    b"\x1E{\"cut\":\n\x1E{}\n\x1E12",
    b"Content-Length: 2\r\n\r\n{}Content-Length: x\r\n\r\n[]",
    b"<!DOCTYPE html><title>502</title>",
];

#[test]
fn json_frames_are_the_same_at_every_split() {
    let (mut bad, mut complete) = (0, 0);
    for framing in FRAMINGS {
        for validate in [false, true] {
            let options = Options {
                validate,
                ..Options::new(framing)
            };
            for stream in STREAMS {
                let expected = options.expected(stream);
                bad += usize::from(expected.failed);
                complete += usize::from(expected.ending == support::json::Ending::Complete);
                Cuts::every_split().each(stream, |chunks| {
                    assert_tells_frames(chunks, &options, &expected);
                });
            }
        }
    }
    assert!(
        bad > 10 && complete > 10,
        "{bad} bad for good, {complete} complete"
    );
}

#[test]
fn text_is_the_same_at_every_split() {
    let streams: [(&[u8], &str, bool); 4] = [
        (b"", "", true),
        ("a é 你 😀".as_bytes(), "a é 你 😀", true),
        (
            b"a\xE4\xBD\xFF\xF0\x9F\x98b",
            "a\u{FFFD}\u{FFFD}\u{FFFD}b",
            true,
        ),
        (b"a\xE4\xBD", "a\u{FFFD}", false),
    ];
    for (stream, expected, is_complete) in streams {
        Cuts::every_split().each(stream, |chunks| {
            let capacity = chunks.first().map_or(1, |chunk| chunk.len().max(1));
            let source = io::BufReader::with_capacity(capacity, stream);
            let reader = Reader::new(source, text::Decoder::lossy());
            let by_reader = join(reader.collect());
            let mut codec = Codec::new(text::Decoder::lossy());
            let mut by_codec = Vec::new();
            let mut buffer = BytesMut::new();
            for chunk in chunks {
                buffer.extend_from_slice(chunk);
                while let Some(piece) = codec.decode(&mut buffer).transpose() {
                    by_codec.push(piece.map(|piece| piece.expect("lossy")));
                }
            }
            while let Some(piece) = codec.decode_eof(&mut buffer).transpose() {
                by_codec.push(piece.map(|piece| piece.expect("lossy")));
            }
            let owned = chunks
                .iter()
                .map(|chunk| Ok::<_, io::Error>(chunk.to_vec()));
            let owned: Vec<_> = owned.collect();
            let by_stream = drain(ItemStream::new(stream::iter(owned), text::Decoder::lossy()));
            for told in [by_reader, join(by_codec), join(by_stream)] {
                assert_eq!(told, (expected.to_owned(), is_complete));
            }
        });
    }
}

/// The pieces joined, and whether the end was complete.
fn join(pieces: Vec<Result<String, Error<io::Error>>>) -> (String, bool) {
    let mut text = String::new();
    let mut is_complete = true;
    for piece in pieces {
        match piece {
            Ok(piece) => text += &piece,
            Err(Error::Truncated { .. }) => is_complete = false,
            Err(error) => panic!("{error}"),
        }
    }
    (text, is_complete)
}

#[test]
fn strict_text_tells_of_each_bad_sequence_in_its_place() {
    let reader = Reader::new(&b"a\xFFb\xFEc"[..], text::Decoder::strict());
    let told: Vec<_> = reader
        .map(|piece| piece.map_err(|error| error.to_string()))
        .collect();
    let bad = |at| Err(format!("invalid UTF-8 at byte {at}"));
    let text = |text: &str| Ok(text.to_owned());
    assert_eq!(told, [text("a"), bad(1), text("b"), bad(3), text("c")]);
}

/// What came before an error of the transport leaves before it, what came after it goes on where it stood.
#[test]
fn an_error_of_the_transport_comes_in_its_place() {
    let chunks = [
        Ok(&b"data: a\n\ndata: b\n\nda"[..]),
        Err("reset"),
        Ok(b"ta: c\n\n"),
        Err("reset again"),
    ];
    let told = drain(ItemStream::new(stream::iter(chunks), sse::Decoder::new()));
    let told: Vec<_> = told
        .iter()
        .map(|item| match item {
            Ok(event) => event.data().into_owned(),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(
        told,
        ["a", "b", "transport failed", "c", "transport failed"]
    );
}

#[test]
fn a_bad_stream_is_reported_once_and_the_verdict_is_that_of_all_its_bytes() {
    let page = b"<html>".repeat(1000);
    for size in [1, 7, 6000] {
        let chunks = page
            .chunks(size)
            .map(|chunk| Ok::<_, Infallible>(chunk.to_vec()));
        let chunks: Vec<_> = chunks.collect();
        let told = drain(ItemStream::new(
            stream::iter(chunks),
            json::Decoder::concatenated(),
        ));
        let [Err(Error::Decode(error)), Err(Error::Foreign { head, .. })] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(
            (error.kind(), error.offset()),
            (ErrorKind::UnexpectedByte, 0)
        );
        assert_eq!(head, &page[..1024]);
    }
}

#[test]
fn what_a_reader_has_not_decoded_stays_in_it() {
    let mut reader = Reader::new(&b"data: a\n\nHTTP/1.1 200 OK\r\n"[..], sse::Decoder::new());
    assert!(reader.fill().unwrap());
    assert_eq!(reader.decode().unwrap().unwrap().data(), "a");
    assert_eq!(reader.decoder().position(), 9);
    let (rest, decoder) = reader.into_parts();
    assert_eq!((rest, decoder.position()), (&b"HTTP/1.1 200 OK\r\n"[..], 9));
}

/// An item that is ready does not wait for the next chunk: the transport below is never asked for it.
#[test]
fn items_leave_before_the_transport_is_asked_for_more() {
    struct OnlyOnce(Option<&'static [u8]>);
    impl io::Read for OnlyOnce {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let mut chunk = self.0.take().expect("asked for more");
            io::Read::read(&mut chunk, buffer)
        }
    }
    let source = OnlyOnce(Some(b"data: a\r\n\rdata: b\n\nda"));
    let mut reader = Reader::from_read(source, sse::Decoder::new());
    assert_eq!(reader.next().unwrap().unwrap().data(), "a");
    assert_eq!(reader.next().unwrap().unwrap().data(), "b");
}

#[test]
fn salvage_is_asked_for_and_the_verdict_follows_it() {
    let tell = |salvage| {
        let body = Bytes::from_static(b"data: a\n\ndata: [DONE]");
        let chunks = stream::iter([Ok::<_, Infallible>(body)]);
        let decoder = sse::Decoder::builder().salvage(salvage).build();
        drain(ItemStream::new(chunks, decoder))
            .into_iter()
            .map(|item| match item {
                Ok(event) => event.data().into_owned(),
                Err(error) => error.to_string(),
            })
            .collect::<Vec<_>>()
    };
    let verdict = "the stream ends inside the frame that begins at byte 9: \"[DONE]\"";
    assert_eq!(tell(false), ["a", verdict]);
    assert_eq!(tell(true), ["a", "[DONE]", verdict]);
}
