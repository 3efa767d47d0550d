//! The contract's lines for event streams, each by its number: 1 chunking, 2 promptness, 5 no panic, 6 errors, 7 the end;
//! and what follows from them for a proxy. (3, linear, and 4, bounded, are counted elsewhere.)

mod support;

use std::fmt::Debug;
use std::time::Duration;

use support::splits::{cut_at, every_split};
use support::sse::{Ending, Options, Reading, Seen, read_lent, read_owned};
use unchunk::sse::{Comment, Decoder, DecoderBuilder, Event, Item, OwnedEvent};
use unchunk::{Decode, End, Error, ErrorKind, Verdict};

/// Streams with everything in them that a cut can fall into.
const STREAMS: [&[u8]; 8] = [
    b"\xEF\xBB\xBF: c\r\nid: 1\r\ndata: \xE4\xBD\xA0\r\ndata\r\n\r\n\r\nevent: t\rdata: b\r\rretry: 5\n\n:d\n\ndata:c\n\n",
    b"data: a\n\nid: 7\n\nevent: t\ndata: b\nid\n\n\xEF\xBB\xBFdata: c\n\ndata: d\r\n\r\n: e\r\n\r\ndata: f\n",
    b"\r\n\n\r\rdata: a\r\rdata: b\r\n\rdata: c\n\r\n: d\r\r\ndata: e\r\n\n",
    b"foo\nid: \0\nretry: x\ndata: \xFF\xE4\xBD\n\ndata: a\n: b\nid: 2\nevent: u\ndata: c\n\n",
    b"id: 123456\ndata: a\n\ndata: 0123456789012345678901234567890123456789\n\ndata: b\n\n",
    b"{\"error\":\n\n\"x\"}\r\n\r\n",
    b"\xEF\xBBdata: a\n\n",
    b"",
];

/// Options under which the streams meet every kind of error.
fn all_options() -> Vec<Options> {
    let mut all = Vec::new();
    for max_event_bytes in [1, 9, 10, 16, 40, 8 << 20] {
        for (max_id_bytes, strict) in [(8 << 10, false), (2, true)] {
            all.push(Options {
                max_event_bytes,
                max_id_bytes,
                strict,
                ..Options::default()
            });
        }
    }
    all
}

/// Feeds `chunk` and gives all that comes out, spans and offsets included.
fn feed(decoder: &mut Decoder, chunk: &[u8]) -> Vec<Seen> {
    let mut input = chunk;
    let mut seen = Vec::new();
    loop {
        match decoder.decode_item(&mut input) {
            Ok(None) => return seen,
            Ok(Some(Item::Event(event))) => seen.push(see(&event)),
            Ok(Some(Item::Comment(comment))) => seen.push(Seen::Comment {
                text: comment.text().into_owned(),
                span: comment.span(),
            }),
            Err(error) => seen.push(Seen::Error {
                kind: error.kind(),
                offset: error.offset(),
            }),
        }
    }
}

fn see(event: &Event<'_>) -> Seen {
    Seen::Event {
        event_type: event.event_type().into_owned(),
        data: event.data().into_owned(),
        last_event_id: event.last_event_id().into_owned(),
        span: event.span(),
    }
}

fn event(event_type: &str, data: &str, id: &str, span: std::ops::Range<u64>) -> Seen {
    Seen::Event {
        event_type: event_type.into(),
        data: data.into(),
        last_event_id: id.into(),
        span,
    }
}

fn comment(text: &str, span: std::ops::Range<u64>) -> Seen {
    Seen::Comment {
        text: text.into(),
        span,
    }
}

/// Numbers that look drawn and are the same in every run.
fn draw(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn contract_1_chunking_never_matters() {
    for options in all_options() {
        for stream in STREAMS {
            let whole = read_lent(&[stream], &options);
            every_split(stream, |chunks| {
                assert_eq!(read_lent(chunks, &options), whole, "{chunks:?}");
            });
            for length in 2..8 {
                let chunks: Vec<&[u8]> = stream.chunks(length).collect();
                assert_eq!(read_lent(&chunks, &options), whole, "{chunks:?}");
            }
        }
    }
}

#[test]
fn contract_1_three_way_cuts_do_not_matter_either() {
    let options = Options::default();
    for stream in STREAMS {
        let whole = read_lent(&[stream], &options);
        for first in 0..stream.len() {
            for second in first..stream.len() {
                let chunks = cut_at(stream, &[first, second]);
                assert_eq!(read_lent(&chunks, &options), whole, "{chunks:?}");
            }
        }
    }
}

#[test]
fn contract_1_what_a_decoder_tells_of_itself_depends_on_the_bytes_alone() {
    for options in all_options() {
        for stream in STREAMS {
            let mut by_byte = options.decoder();
            for fed in 0..=stream.len() {
                let mut at_once = options.decoder();
                feed(&mut at_once, &stream[..fed]);
                let prefix = stream[..fed].escape_ascii();
                assert_eq!(at_once.finish(), by_byte.finish(), "{prefix}");
                assert_eq!(at_once.position(), by_byte.position(), "{prefix}");
                assert_eq!(at_once.held(), by_byte.held(), "{prefix}");
                assert_eq!(at_once.last_event_id(), by_byte.last_event_id(), "{prefix}");
                assert_eq!(
                    at_once.reconnection_time(),
                    by_byte.reconnection_time(),
                    "{prefix}"
                );
                assert_eq!(
                    at_once.is_at_event_boundary(),
                    by_byte.is_at_event_boundary(),
                    "{prefix}"
                );
                if let Some(byte) = stream.get(fed) {
                    feed(&mut by_byte, &[*byte]);
                }
            }
        }
    }
}

#[test]
fn contract_1_a_limit_is_met_whole_and_split_alike() {
    // Events of 20 and 22 bytes under every limit around them.
    let stream = b"data: 012345\r\ndata\n\ndata: 0123\r\ndata: 45\r\r";
    assert_eq!(stream.len(), 42);
    for limit in 6..30 {
        let options = Options {
            max_event_bytes: limit,
            ..Options::default()
        };
        let second_start = 20;
        let mut expected = Vec::new();
        if limit >= 20 {
            expected.push(event("message", "012345\n", "", 0..20));
        } else {
            expected.push(Seen::Error {
                kind: ErrorKind::EventTooLarge,
                offset: limit as u64,
            });
        }
        if limit >= 22 {
            expected.push(event("message", "0123\n45", "", second_start..42));
        } else {
            expected.push(Seen::Error {
                kind: ErrorKind::EventTooLarge,
                offset: second_start + limit as u64,
            });
        }
        every_split(stream, |chunks| {
            assert_eq!(
                read_lent(chunks, &options).items,
                expected,
                "limit {limit}, {chunks:?}"
            );
        });
    }
}

#[test]
fn contract_1_the_default_limits_are_met_whole_and_split_alike() {
    let options = Options::default();
    let data = "x".repeat((8 << 20) - "data:\n\n".len());
    let id = "1".repeat(8 << 10);
    let streams = [
        (format!("data:{data}\n\n"), None),
        (
            format!("data:x{data}\n\n"),
            Some((ErrorKind::EventTooLarge, 8 << 20)),
        ),
        (format!("id: {id}\ndata:a\n\n"), None),
        (
            format!("id: {id}1\ndata:a\n\n"),
            Some((ErrorKind::IdTooLarge, 4 + (8 << 10))),
        ),
    ];
    for (stream, error) in streams {
        for length in [stream.len(), 16 << 10, 1400, stream.len() / 3] {
            let chunks: Vec<&[u8]> = stream.as_bytes().chunks(length).collect();
            let items = read_lent(&chunks, &options).items;
            let [item] = &items[..] else {
                panic!("{} items", items.len());
            };
            match (item, error) {
                (Seen::Event { span, .. }, None) => assert_eq!(*span, 0..stream.len() as u64),
                (Seen::Error { kind, offset }, Some(error)) => assert_eq!((*kind, *offset), error),
                _ => panic!("an error where none should be, or none"),
            }
        }
    }
}

/// Feeds the stream byte by byte, and every prefix of it in one chunk: exactly the items that are due must have left.
/// `due` says after how many bytes each is; an item's span ends there.
fn assert_prompt(stream: &[u8], options: &Options, due: &[(usize, Seen)]) {
    let mut decoder = options.decoder();
    for fed in 1..=stream.len() {
        let now: Vec<Seen> = due
            .iter()
            .filter(|(at, _)| *at == fed)
            .map(|(_, seen)| seen.clone())
            .collect();
        assert_eq!(
            feed(&mut decoder, &stream[fed - 1..fed]),
            now,
            "by byte {fed} of {}",
            stream.escape_ascii()
        );
        assert_eq!(decoder.position(), fed as u64);
        assert_eq!(
            feed(&mut decoder, b""),
            [],
            "an empty chunk has nothing to add"
        );

        let until_now: Vec<Seen> = due
            .iter()
            .filter(|(at, _)| *at <= fed)
            .map(|(_, seen)| seen.clone())
            .collect();
        assert_eq!(
            feed(&mut options.decoder(), &stream[..fed]),
            until_now,
            "of the prefix {}",
            stream[..fed].escape_ascii()
        );
    }
    for (at, seen) in due {
        match seen {
            Seen::Event { span, .. } | Seen::Comment { span, .. } => {
                assert_eq!(span.end, *at as u64, "due before or after its last byte");
            }
            Seen::Error { offset, .. } => assert!(*offset < *at as u64),
        }
    }
}

#[test]
fn contract_2_an_item_leaves_with_its_last_byte() {
    let options = Options::default();
    assert_prompt(
        b"data: a\n\ndata: b\n\n",
        &options,
        &[
            (9, event("message", "a", "", 0..9)),
            (18, event("message", "b", "", 9..18)),
        ],
    );
    assert_prompt(
        b"\xEF\xBB\xBF: c\nid: 1\nevent: t\ndata: a\ndata: b\n\n: d\n\n",
        &options,
        &[
            (7, comment("c", 3..7)),
            (39, event("t", "a\nb", "1", 3..39)),
            (43, comment("d", 39..43)),
        ],
    );
}

#[test]
fn contract_2_a_cr_ends_its_line_at_once() {
    let options = Options::default();
    assert_prompt(
        b"data: a\r\rdata: b\r\n\r\n: c\r\ndata: d\n\r\n",
        &options,
        &[
            (9, event("message", "a", "", 0..9)),
            (19, event("message", "b", "", 9..19)),
            (24, comment("c", 20..24)),
            (34, event("message", "d", "", 20..34)),
        ],
    );
}

#[test]
fn contract_2_an_error_is_told_with_the_byte_that_shows_it() {
    // A limit is broken by the first byte over it, a rule of strict mode by its line's end.
    let options = Options {
        max_event_bytes: 12,
        strict: true,
        ..Options::default()
    };
    let error = |kind, offset| Seen::Error { kind, offset };
    assert_prompt(
        b"data: 0123456789\n\nfoo: x\r\n\r\ndata: a\n\nretry: x\n\n",
        &options,
        &[
            (13, error(ErrorKind::EventTooLarge, 12)),
            (25, error(ErrorKind::UnknownField, 18)),
            (37, event("message", "a", "", 28..37)),
            (46, error(ErrorKind::InvalidRetry, 44)),
        ],
    );
}

#[test]
fn contract_2_ids_and_reconnection_times_count_from_their_bytes_on() {
    let mut decoder = Decoder::new();
    let stream = b"retry: 5\rid: 1\r\r";
    for (fed, byte) in stream.iter().enumerate() {
        assert_eq!(feed(&mut decoder, &[*byte]), []);
        let fed = fed + 1;
        let time = (fed >= 9).then_some(Duration::from_millis(5));
        assert_eq!(decoder.reconnection_time(), time, "after {fed} bytes");
        assert_eq!(
            decoder.last_event_id(),
            if fed >= 16 { "1" } else { "" },
            "after {fed} bytes"
        );
    }
}

#[test]
fn contract_5_no_input_panics() {
    let pieces: [&[u8]; 24] = [
        b"data",
        b"event",
        b"id",
        b"retry",
        b":",
        b": ",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\r",
        b"\0",
        b"\xEF\xBB\xBF",
        b"\xEF",
        b"\xBB",
        b"\xE4\xBD",
        b"\xFF",
        b"\x80",
        b"18446744073709551615",
        b"9",
        b"{",
        b"<",
        b" ",
        b"x",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15;
    let limits = [0, 1, 2, 3, 7, 20, usize::MAX];
    for round in 0..6_000 {
        let mut stream = Vec::new();
        for _ in 0..draw(&mut state) % 24 {
            if draw(&mut state).is_multiple_of(4) {
                stream.push(draw(&mut state) as u8);
            } else {
                let piece = draw(&mut state) as usize % pieces.len();
                stream.extend_from_slice(pieces[piece]);
            }
        }
        let options = Options {
            max_event_bytes: limits[draw(&mut state) as usize % limits.len()],
            max_id_bytes: limits[draw(&mut state) as usize % limits.len()],
            strict: round % 2 == 0,
            comments: round % 3 == 0,
        };
        let cuts = [0; 3].map(|_| draw(&mut state) as usize % (stream.len() + 1));
        let whole = read_lent(&[&stream], &options);
        assert_eq!(
            read_lent(&cut_at(&stream, &cuts), &options),
            whole,
            "{} cut at {cuts:?} with {options:?}",
            stream.escape_ascii()
        );
    }
}

#[test]
fn contract_5_every_call_gets_on_or_is_done() {
    // An error that repeats for ever would be as bad as a panic. One call may use no byte (the error is told of the byte
    // that is first over the limit, which belongs to what is skipped next), but never two in a row.
    for options in all_options() {
        for stream in STREAMS {
            every_split(stream, |chunks| {
                let mut decoder = options.decoder();
                for chunk in chunks {
                    let mut input = *chunk;
                    let mut stood_still = false;
                    loop {
                        let before = input.len();
                        if let Ok(None) = decoder.decode_item(&mut input) {
                            break;
                        }
                        assert!(input.len() < before || !stood_still);
                        stood_still = input.len() == before;
                    }
                    assert_eq!(input, b"");
                }
                assert_eq!(decoder.position(), stream.len() as u64);
            });
        }
    }
}

#[test]
fn contract_5_nothing_recurses() {
    // A stack of 64 KiB would not hold a frame for each of these.
    let body = || {
        for piece in [
            "[",
            "{",
            "data\n",
            ":\n",
            "\n",
            "\r",
            "x\n",
            "data:\n\n",
            "id:1\n\n",
        ] {
            let stream = piece.repeat(200_000).into_bytes();
            let options = Options {
                max_event_bytes: 1 << 16,
                ..Options::default()
            };
            let mut decoder = options.decoder();
            let mut input = &stream[..];
            while !matches!(decoder.decode(&mut input), Ok(None)) {}
            let _ = decoder.finish();
            let _ = decoder.salvage();
            assert_eq!(decoder.position(), stream.len() as u64);
        }
    };
    std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(body)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn contract_6_errors_say_where_once_and_decoding_goes_on() {
    let options = Options {
        max_event_bytes: 24,
        max_id_bytes: 4,
        strict: true,
        ..Options::default()
    };
    let mut stream = b"\xEF\xBB\xBF".to_vec();
    let mut expected = Vec::new();
    let faults: [(&[u8], ErrorKind, u64, &str); 6] = [
        (
            b"data: 0123456789\r\ndata: 0123456789\r\n\r\n",
            ErrorKind::EventTooLarge,
            24,
            "event larger than the limit",
        ),
        (
            b"data: a\nid: 12345\nid: 6\n\n",
            ErrorKind::IdTooLarge,
            16,
            "event ID larger than the limit",
        ),
        (
            b"data: a\xE4\xBD\r\rx\n\n",
            ErrorKind::InvalidUtf8,
            7,
            "invalid UTF-8",
        ),
        (
            b"data: a\nfoo: b\n\n",
            ErrorKind::UnknownField,
            8,
            "unknown field name",
        ),
        (
            b"retry: -1\r\n\r\n",
            ErrorKind::InvalidRetry,
            7,
            "retry is not a number of milliseconds",
        ),
        (
            b"id: 1\x002\n\n",
            ErrorKind::NulInId,
            5,
            "event ID contains NUL",
        ),
    ];
    for (block, kind, in_block, message) in faults {
        // The block with invalid UTF-8 ends early; what follows it there is a block with a fault of its own.
        let start = stream.len() as u64;
        expected.push(Seen::Error {
            kind,
            offset: start + in_block,
        });
        if kind == ErrorKind::InvalidUtf8 {
            expected.push(Seen::Error {
                kind: ErrorKind::UnknownField,
                offset: start + 11,
            });
        }
        stream.extend_from_slice(block);
        let start = stream.len() as u64;
        expected.push(event("message", "good", "", start..start + 12));
        stream.extend_from_slice(b"data: good\n\n");

        let mut decoder = options.decoder();
        let mut input = block;
        let error = decoder.decode(&mut input).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.offset(), in_block);
        assert_eq!(error.to_string(), format!("{message} at byte {in_block}"));
    }
    every_split(&stream, |chunks| {
        let reading = read_lent(chunks, &options);
        assert_eq!(reading.items, expected);
        assert_eq!(reading.last_event_id, "", "what is skipped leaves no ID");
        assert_eq!(reading.ending, Ending::Complete);
    });
}

#[test]
fn contract_7_the_end_has_a_verdict() {
    let verdicts: [(&[u8], Verdict<'_>); 3] = [
        (b"", Verdict::Complete),
        (b"data: a\n\n", Verdict::Complete),
        (b": c\r\n\r\n", Verdict::Complete),
    ];
    for (stream, verdict) in verdicts {
        every_split(stream, |chunks| {
            let mut decoder = Decoder::new();
            for chunk in chunks {
                feed(&mut decoder, chunk);
            }
            assert_eq!(decoder.finish(), verdict);
            assert_eq!(decoder.salvage(), None);
        });
    }

    every_split(b"data: a\r\n\r\ndata: b", |chunks| {
        let mut decoder = Decoder::new();
        for chunk in chunks {
            feed(&mut decoder, chunk);
        }
        let Verdict::Truncated { tail, offset, .. } = decoder.finish() else {
            panic!("{:?}", decoder.finish());
        };
        assert_eq!((tail, offset), (&b"data: b"[..], 11));
        assert_eq!(decoder.salvage().unwrap().span(), 11..18);
    });

    every_split(b"<html>\r\n\r\n</html>", |chunks| {
        let mut decoder = Decoder::new();
        for chunk in chunks {
            feed(&mut decoder, chunk);
        }
        let Verdict::Foreign { head, .. } = decoder.finish() else {
            panic!("{:?}", decoder.finish());
        };
        assert_eq!(head, b"<html>\r\n\r\n</html>");
        assert_eq!(decoder.salvage(), None);
    });
}

#[test]
fn contract_7_asking_for_the_verdict_changes_nothing() {
    // Asked twice after every byte, the decoder gives the same verdict twice and then the same items as if not asked.
    for options in all_options() {
        for stream in STREAMS {
            let mut asked = options.decoder();
            let mut items = Vec::new();
            for byte in stream {
                items.extend(feed(&mut asked, &[*byte]));
                let first = format!("{:?}", asked.finish());
                assert_eq!(format!("{:?}", asked.finish()), first);
                let through_trait =
                    Decode::finish(&mut asked).map(|end| format!("{:?}", end.verdict()));
                assert_eq!(through_trait, Ok(first));
            }
            assert_eq!(items, read_lent(&[stream], &options).items);
        }
    }
}

#[test]
fn contract_7_the_verdict_at_every_byte() {
    let stream = b"\xEF\xBB\xBFid: 1\r\n\r\n: c\r";
    let complete = [0, 11, 12];
    // Of a lone byte order mark's bytes the first two may go on to be one; then there is a body without a field.
    let foreign = [3];
    let mut decoder = Decoder::new();
    for fed in 0..=stream.len() {
        match decoder.finish() {
            Verdict::Complete => assert!(complete.contains(&fed), "{fed}"),
            Verdict::Foreign { head, .. } => {
                assert!(foreign.contains(&fed), "{fed}");
                assert_eq!(head, &stream[..fed]);
            }
            Verdict::Truncated { tail, offset, .. } => {
                assert!(!complete.contains(&fed) && !foreign.contains(&fed), "{fed}");
                let start = [0, 3, 12][usize::from(fed > 2) + usize::from(fed > 12)];
                assert_eq!((tail, offset), (&stream[start..fed], start as u64), "{fed}");
            }
            verdict => panic!("{verdict:?}"),
        }
        if let Some(byte) = stream.get(fed) {
            feed(&mut decoder, &[*byte]);
        }
    }
}

/// Type, data and last event ID of every event, in order.
fn events(stream: &[u8], options: &Options) -> Vec<(String, String, String)> {
    read_lent(&[stream], options)
        .items
        .into_iter()
        .filter_map(|item| match item {
            Seen::Event {
                event_type,
                data,
                last_event_id,
                ..
            } => Some((event_type, data, last_event_id)),
            Seen::Comment { .. } | Seen::Error { .. } => None,
        })
        .collect()
}

#[test]
fn a_proxy_gets_the_stream_back_byte_for_byte() {
    for stream in STREAMS {
        every_split(stream, |chunks| {
            let mut decoder = Decoder::new();
            let mut forwarded = Vec::new();
            for chunk in chunks {
                let mut input = *chunk;
                while let Some(event) = decoder.decode(&mut input).unwrap() {
                    let (start, end) = (event.span().start as usize, event.span().end as usize);
                    assert!(
                        start >= forwarded.len() && end > start,
                        "spans in order, none inside another"
                    );
                    forwarded.extend_from_slice(&stream[forwarded.len()..start]);
                    forwarded.extend_from_slice(&stream[start..end]);
                }
            }
            forwarded.extend_from_slice(&stream[forwarded.len()..]);
            assert_eq!(forwarded, stream);
        });
    }
}

#[test]
fn a_span_alone_is_its_event_and_what_lies_between_is_none() {
    let mut seen_spans = 0;
    for stream in STREAMS {
        // A decoder that has begun: a byte order mark at a span's start would be no mark.
        let begun = || {
            let mut decoder = Decoder::new();
            feed(&mut decoder, b":\n\n");
            decoder
        };
        let mut between = begun();
        let mut at = 0;
        for item in read_lent(&[stream], &Options::default()).items {
            let Seen::Event {
                event_type,
                data,
                span,
                ..
            } = item
            else {
                continue;
            };
            let block = &stream[span.start as usize..span.end as usize];
            let alone: Vec<Seen> = feed(&mut begun(), block)
                .into_iter()
                .filter(|seen| matches!(seen, Seen::Event { .. }))
                .collect();
            let [
                Seen::Event {
                    event_type: type_alone,
                    data: data_alone,
                    ..
                },
            ] = &alone[..]
            else {
                panic!("{alone:?}");
            };
            assert_eq!((type_alone, data_alone), (&event_type, &data));
            assert!(block.ends_with(b"\n") || block.ends_with(b"\r"));
            if at > 0 || !stream.starts_with(b"\xEF\xBB\xBF") {
                let gap = feed(&mut between, &stream[at..span.start as usize]);
                assert!(
                    gap.iter().all(|seen| matches!(seen, Seen::Comment { .. })),
                    "{gap:?}"
                );
            }
            at = span.end as usize;
            seen_spans += 1;
        }
    }
    assert_eq!(seen_spans, 15);
}

#[test]
fn comments_lie_inside_an_event_or_between() {
    let mut seen_comments = 0;
    for stream in STREAMS {
        let items = read_lent(&[stream], &Options::default()).items;
        let spans: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Seen::Event { span, .. } => Some(span.clone()),
                Seen::Comment { .. } | Seen::Error { .. } => None,
            })
            .collect();
        let mut at = 0;
        for item in &items {
            let Seen::Comment { span, .. } = item else {
                continue;
            };
            assert!(
                span.start >= at && span.end > span.start,
                "comments in order"
            );
            at = span.end;
            assert_eq!(stream[span.start as usize], b':');
            assert!(matches!(stream[span.end as usize - 1], b'\r' | b'\n'));
            assert!(
                spans.iter().all(|event| {
                    let inside = event.start <= span.start && span.end <= event.end;
                    let apart = span.end <= event.start || event.end <= span.start;
                    inside || apart
                }),
                "{span:?} is across the edge of one of {spans:?}"
            );
            seen_comments += 1;
        }
    }
    assert_eq!(seen_comments, 5);
}

#[test]
fn boundaries_are_where_a_block_has_just_ended() {
    let stream = b"\xEF\xBB\xBF: c\r\n\r\nid: 1\ndata: a\n\n\n\rretry: 5\r\r\n{}\n";
    let boundaries = [3, 9, 10, 25, 26, 27, 37, 38];
    let mut decoder = Decoder::new();
    assert!(
        !decoder.is_at_event_boundary(),
        "a byte order mark may come"
    );
    for fed in 1..=stream.len() {
        feed(&mut decoder, &stream[fed - 1..fed]);
        assert_eq!(
            decoder.is_at_event_boundary(),
            boundaries.contains(&fed),
            "after {fed} bytes"
        );
    }
    decoder.reset();
    assert!(!decoder.is_at_event_boundary());
}

#[test]
fn what_is_inserted_at_a_boundary_changes_no_event() {
    let options = Options::default();
    let mut inserted = 0;
    let mut before_lf = 0;
    let mut after_mark = 0;
    for stream in STREAMS {
        let untouched = events(stream, &options);
        let mut decoder = Decoder::new();
        for fed in 0..=stream.len() {
            if decoder.is_at_event_boundary() {
                let (before, after) = stream.split_at(fed);
                before_lf += usize::from(before.ends_with(b"\r") && after.starts_with(b"\n"));
                after_mark += usize::from(before == b"\xEF\xBB\xBF");
                for heartbeat in [": hb\n\n", ": hb\r\n\r\n", ": hb\r\r", "\n", ":\n\n"] {
                    let with = [before, heartbeat.as_bytes(), after].concat();
                    assert_eq!(
                        events(&with, &options),
                        untouched,
                        "{}",
                        with.escape_ascii()
                    );
                    inserted += 1;
                }
                for event in [
                    "data: inserted\n\n",
                    "data: inserted\r\n\r\n",
                    "data: inserted\r\r",
                ] {
                    let with = [before, event.as_bytes(), after].concat();
                    let mut expected = untouched.clone();
                    let place = events(before, &options).len();
                    let id = decoder.last_event_id().into_owned();
                    expected.insert(place, ("message".into(), "inserted".into(), id));
                    assert_eq!(events(&with, &options), expected, "{}", with.escape_ascii());
                    inserted += 1;
                }
            }
            if let Some(byte) = stream.get(fed) {
                feed(&mut decoder, &[*byte]);
            }
        }
    }
    println!("{inserted} insertions");
    assert_eq!((before_lf, after_mark), (8, 1));
}

#[test]
fn heartbeats_at_all_boundaries_at_once_change_no_event() {
    let options = Options::default();
    for stream in STREAMS {
        let mut decoder = Decoder::new();
        let mut with = Vec::new();
        for byte in stream {
            with.push(*byte);
            feed(&mut decoder, &[*byte]);
            if decoder.is_at_event_boundary() {
                with.extend_from_slice(b": hb\n\n");
            }
        }
        assert_eq!(
            events(&with, &options),
            events(stream, &options),
            "{}",
            with.escape_ascii()
        );
    }
}

#[test]
fn reset_keeps_last_event_id_and_reconnection_time_and_nothing_else() {
    // Whatever came before, the next stream is read as by a new decoder with that ID.
    let nexts: [&[u8]; 2] = [
        b"\xEF\xBB\xBF\ndata: a\r\n\r\nid: 9\ndata: b\n\n<html>",
        b"\ndata: a\n\n",
    ];
    for options in all_options() {
        for stream in STREAMS {
            for (fed, next) in (0..=stream.len()).flat_map(|fed| nexts.map(|next| (fed, next))) {
                let mut decoder = options.decoder();
                feed(&mut decoder, &stream[..fed]);
                let id = decoder.last_event_id().into_owned();
                let time = decoder.reconnection_time();
                decoder.reset();

                assert_eq!(decoder.last_event_id(), id);
                assert_eq!(decoder.reconnection_time(), time);
                assert_eq!(decoder.position(), 0);
                assert_eq!(decoder.held(), 0);
                assert_eq!(decoder.finish(), Verdict::Complete);
                assert_eq!(decoder.salvage(), None);

                let mut new = Decoder::builder()
                    .max_event_bytes(options.max_event_bytes)
                    .max_id_bytes(options.max_id_bytes)
                    .strict(options.strict)
                    .last_event_id(id)
                    .build();
                assert_eq!(feed(&mut decoder, next), feed(&mut new, next));
                assert_eq!(decoder.finish(), new.finish());
                assert_eq!(decoder.last_event_id(), new.last_event_id());
                assert_eq!(decoder.reconnection_time(), time);
                assert_eq!(decoder.is_at_event_boundary(), new.is_at_event_boundary());
            }
        }
    }
}

#[test]
fn reset_through_the_trait_is_the_same() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"retry: 5\nid: 1\n\n{}\r");
    Decode::reset(&mut decoder);
    assert_eq!(decoder.position(), 0);
    assert_eq!(decoder.reconnection_time(), Some(Duration::from_millis(5)));
    assert_eq!(
        feed(&mut decoder, b"\xEF\xBB\xBFdata: a\n\n"),
        [event("message", "a", "1", 3..12)]
    );
}

#[test]
fn decode_and_decode_item_may_be_mixed() {
    // Whichever face each call takes, as the bits of `mix` say: the events are the same, each comment is lent at most
    // once, and a comment is passed over exactly where `decode` was called.
    let stream = b": a\ndata: 1\n: b\r\n: c\n\n:d\r\rdata: 2\r: e\r\ndata: 3\n\n: f\n\ndata: 4\n\n";
    let all = read_lent(&[stream], &Options::default()).items;
    let is_event = |seen: &&Seen| matches!(seen, Seen::Event { .. });
    let events: Vec<Seen> = all.iter().filter(is_event).cloned().collect();
    assert_eq!((all.len(), events.len()), (9, 3));
    for mix in 0_u32..1 << 10 {
        for length in [1, 5, stream.len()] {
            let mut decoder = Decoder::new();
            let mut seen = Vec::new();
            let mut calls = 0;
            for chunk in stream.chunks(length) {
                let mut input = chunk;
                loop {
                    let lends_comments = mix >> (calls % 10) & 1 == 1;
                    calls += 1;
                    let item = if lends_comments {
                        decoder.decode_item(&mut input)
                    } else {
                        decoder
                            .decode(&mut input)
                            .map(|event| event.map(Item::Event))
                    };
                    match item.unwrap() {
                        None => break,
                        Some(Item::Event(event)) => seen.push(see(&event)),
                        Some(Item::Comment(comment)) => {
                            assert!(lends_comments);
                            seen.push(Seen::Comment {
                                text: comment.text().into_owned(),
                                span: comment.span(),
                            });
                        }
                    }
                }
            }
            let mut rest = all.iter();
            assert!(
                seen.iter().all(|one| rest.any(|other| other == one)),
                "{seen:?} has something twice, out of order or of its own"
            );
            assert_eq!(
                seen.iter().filter(is_event).cloned().collect::<Vec<_>>(),
                events
            );
        }
    }
}

#[test]
fn an_event_gives_its_data_as_bytes_and_as_strict_and_lossy_text() {
    every_split(
        b"data: a\xE4\xBD\ndata: b\n\ndata: \xE4\xBD\xA0\n\n",
        |chunks| {
            let mut decoder = Decoder::new();
            let mut owned = Vec::new();
            for chunk in chunks {
                let mut input = *chunk;
                while let Some(event) = decoder.decode(&mut input).unwrap() {
                    assert_eq!(event.to_owned().as_event(), event);
                    assert_eq!(OwnedEvent::from(event), event.to_owned());
                    owned.push(event.to_owned());
                }
            }
            let [invalid, valid] = &owned[..] else {
                panic!("{owned:?}");
            };
            assert_eq!(invalid.data_bytes(), b"a\xE4\xBD\nb");
            assert_eq!(invalid.data(), "a\u{FFFD}\nb");
            assert_eq!(invalid.data_str().unwrap_err().valid_up_to(), 1);
            assert_eq!(valid.data_str(), Ok("\u{4F60}"));
            assert_eq!(valid.clone().into_data(), "\u{4F60}".as_bytes());
            assert_eq!(valid.as_event().event_type_bytes(), b"message");
            assert_eq!(valid.as_event().last_event_id_bytes(), b"");
        },
    );
}

#[test]
fn held_is_what_has_come_of_the_block_being_read() {
    let stream = b"\xEF\xBB\xBF: c\r\ndata: a\r\n\r\n\ndata: 0123456789\n: d\n\nid";
    let options = Options {
        max_event_bytes: 16,
        ..Options::default()
    };
    let mut decoder = options.decoder();
    for fed in 1..=stream.len() {
        feed(&mut decoder, &stream[fed - 1..fed]);
        let expected = match fed {
            // What may become a byte order mark, then the first block up to its blank line.
            1..3 => fed,
            3..18 => fed - 3,
            // The second is skipped from the first byte over the limit on.
            21..37 => fed - 20,
            43.. => fed - 42,
            _ => 0,
        };
        assert_eq!(decoder.held(), expected, "after {fed} bytes");
    }
}

#[test]
fn salvaging_uses_the_tail_up_and_leaves_the_id() {
    let mut decoder = Decoder::builder().last_event_id("0").build();
    feed(&mut decoder, b"id: 1\ndata: a\ndata: b");
    let salvaged = decoder.salvage().map(|event| see(&event));
    assert_eq!(salvaged, Some(event("message", "a\nb", "1", 0..21)));
    assert_eq!(decoder.salvage(), None);
    assert_eq!(decoder.last_event_id(), "0");
    decoder.reset();
    assert_eq!(
        feed(&mut decoder, b"data: c\n\n"),
        [event("message", "c", "0", 0..9)]
    );
}

#[test]
fn contract_1_an_lf_behind_a_line_that_follows_a_cr_ends_that_line() {
    let chunks = [
        &b":\n\n"[..],
        b"data: a\ndata: b\n",
        b"data: c\r",
        b"id: 5",
        b"\n\n",
    ];
    let mut decoder = Decoder::new();
    let mut ids = Vec::new();
    for mut chunk in chunks {
        while let Some(event) = decoder.decode(&mut chunk).unwrap() {
            ids.push(event.last_event_id().into_owned());
        }
    }
    assert_eq!(ids, ["5"]);
}

#[test]
fn a_salvaged_block_is_skipped_if_the_stream_goes_on() {
    let mut decoder = Decoder::new();
    for chunk in [&b":\n\n"[..], b"data: a\ndata: b\ndata: c"] {
        assert!(decoder.decode(&mut &chunk[..]).unwrap().is_none());
    }
    assert_eq!(decoder.salvage().unwrap().data(), "a\nb\nc");
    let mut input = &b"d\ndata: e\n\ndata: f\n\n"[..];
    let next = decoder.decode(&mut input).unwrap().map(|event| see(&event));
    assert_eq!(next, Some(event("message", "f", "", 37..46)));
}

#[test]
fn a_clone_goes_on_by_itself() {
    for stream in STREAMS {
        for fed in 0..=stream.len() {
            let mut one = Decoder::new();
            feed(&mut one, &stream[..fed]);
            let mut other = one.clone();
            assert_eq!(
                feed(&mut one, &stream[fed..]),
                feed(&mut other, &stream[fed..])
            );
            assert_eq!(one.finish(), other.finish());
            assert_eq!(one.last_event_id(), other.last_event_id());
        }
    }
}

#[test]
fn what_is_lent_to_the_owned_face_is_the_same() {
    let options = Options {
        comments: false,
        ..Options::default()
    };
    for stream in STREAMS {
        let whole: Reading = read_lent(&[stream], &options);
        every_split(stream, |chunks| {
            assert_eq!(read_owned(chunks, &options), whole)
        });
    }
}

#[test]
fn everything_public_is_debug_send_and_sync() {
    fn holds<T: Debug + Send + Sync + Unpin>() {}
    fn clones<T: Clone>() {}
    fn copies<T: Copy>() {}
    holds::<Decoder>();
    holds::<DecoderBuilder>();
    holds::<Event<'_>>();
    holds::<OwnedEvent>();
    holds::<Comment<'_>>();
    holds::<Item<'_>>();
    holds::<Error>();
    holds::<ErrorKind>();
    holds::<Verdict<'_>>();
    holds::<End<'_, Event<'_>>>();
    clones::<Decoder>();
    clones::<DecoderBuilder>();
    clones::<OwnedEvent>();
    copies::<Event<'_>>();
    copies::<Comment<'_>>();
    copies::<Item<'_>>();
    copies::<Error>();
    copies::<Verdict<'_>>();
}

#[test]
fn contract_7_a_field_over_the_limit_is_a_field() {
    // The first event is too large and has no line end within the limit: still this was an event stream.
    let options = Options {
        max_event_bytes: 8,
        ..Options::default()
    };
    let ending = |stream: &[u8]| read_lent(&[stream], &options).ending;
    assert_eq!(ending(b"data: abc\n\n"), Ending::Complete);
    assert_eq!(
        ending(b"data: abc"),
        Ending::Truncated {
            tail: Vec::new(),
            offset: 0
        }
    );
}

#[test]
fn contract_7_salvaging_does_not_turn_the_verdict() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"data: [DONE]");
    assert!(decoder.salvage().is_some());
    let Verdict::Truncated { offset: 0, .. } = decoder.finish() else {
        panic!("{:?}", decoder.finish());
    };
}

#[test]
fn what_may_become_a_byte_order_mark_is_under_no_limit() {
    // The mark belongs to no event; until a byte shows that it is none, nothing is over the limit.
    let options = Options {
        max_event_bytes: 1,
        ..Options::default()
    };
    let expected = Reading {
        ending: Ending::Truncated {
            tail: b"\xEF\xBB".to_vec(),
            offset: 0,
        },
        ..Reading::default()
    };
    every_split(b"\xEF\xBB", |chunks| {
        assert_eq!(read_lent(chunks, &options), expected);
    });
    assert_eq!(
        support::sse_oracle::read(b"\xEF\xBB", &options),
        expected,
        "the oracle"
    );
}
