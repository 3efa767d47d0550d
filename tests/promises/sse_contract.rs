//! The contract's lines for event streams, each by its number: 1 chunking, 2 promptness, 5 no panic, 6 errors, 7 the end;
//! and what follows from them for a proxy. (3, linear, and 4, bounded, are counted elsewhere.)

use std::fmt::Debug;
use std::slice::from_ref;
use std::time::Duration;

use crate::support::sse::{
    self, Ending, Options, Reading, Seen, assert_lent, assert_reads, read_items, read_lent,
    read_whole, seen_error, seen_item,
};
use unchunk::sse::{
    Decoder, DecoderBuilder, Event, Item, Items, OwnedEvent, OwnedItem, OwnedTextLine, TextLine,
};
use unchunk::{Decode, End, Error, ErrorKind, Verdict};
use unchunk_testing::{Chunked, Cuts};

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
        for max_id_bytes in [8 << 10, 2] {
            all.push(Options {
                max_event_bytes,
                max_id_bytes,
                ..Options::default()
            });
        }
    }
    all
}

/// Feeds `chunk` and gives all that comes out, spans and offsets included.
fn feed_items(items: &mut Items, chunk: &[u8]) -> Vec<Seen> {
    let mut input = chunk;
    let mut seen = Vec::new();
    loop {
        match items.decode(&mut input) {
            Ok(None) => return seen,
            Ok(Some(item)) => seen.push(seen_item(&item)),
            Err(error) => seen.push(seen_error(error)),
        }
    }
}

fn feed(decoder: &mut Decoder, chunk: &[u8]) -> Vec<Seen> {
    let mut input = chunk;
    let mut seen = Vec::new();
    loop {
        match decoder.decode(&mut input) {
            Ok(None) => return seen,
            Ok(Some(event)) => seen.push(sse::seen(&event)),
            Err(error) => seen.push(seen_error(error)),
        }
    }
}

/// What the decoder would say if the stream ended here.
fn end_here(decoder: &Decoder) -> (Ending, Option<Seen>) {
    sse::end(decoder.clone().finish(), sse::seen)
}

fn event(event_type: &str, data: &str, id: &str, span: std::ops::Range<u64>) -> Seen {
    Seen::Event(sse::oracle::Event {
        event_type: event_type.into(),
        data: data.into(),
        last_event_id: id.into(),
        id: (!id.is_empty()).then(|| id.into()),
        retry: None,
        span,
    })
}

fn comment(text: &str, span: std::ops::Range<u64>) -> Seen {
    Seen::Comment {
        text: text.into(),
        span,
    }
}

fn ignored(line: &str, span: std::ops::Range<u64>) -> Seen {
    Seen::Ignored {
        line: line.into(),
        span,
    }
}

fn error(kind: ErrorKind, offset: u64) -> Seen {
    Seen::Error { kind, offset }
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
            let whole = read_whole(stream, &options);
            Cuts::every_split().each(stream, |chunks| assert_reads(chunks, &options, &whole));
            for length in 2..8 {
                let chunks: Vec<&[u8]> = stream.chunks(length).collect();
                assert_lent(&chunks, &options, &whole);
            }
        }
    }
}

#[test]
fn contract_1_three_way_cuts_do_not_matter_either() {
    let options = Options::default();
    for stream in STREAMS {
        let whole = read_whole(stream, &options);
        Cuts::three_way(usize::MAX).each(stream, |chunks| assert_lent(chunks, &options, &whole));
    }
}

#[test]
fn contract_1_what_a_decoder_tells_of_itself_depends_on_the_bytes_alone() {
    for options in all_options() {
        let options = options.both_ways();
        for stream in STREAMS {
            let mut by_byte = options[1].decoder();
            for fed in 0..=stream.len() {
                let mut at_once = options[0].decoder();
                feed(&mut at_once, &stream[..fed]);
                let prefix = stream[..fed].escape_ascii();
                assert_eq!(end_here(&at_once), end_here(&by_byte), "{prefix}");
                assert_eq!(at_once.ignored(), by_byte.ignored(), "{prefix}");
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
    // Where the bytes are that count: the type's, those of the data, and of the LF that joins it the colon.
    let stream = b"event: ab\r\n: c\r\ndata: 012345\r\nfoo\r\ndata: 6789\r\n\r\n";
    let counted = [7, 8, 22, 23, 24, 25, 26, 27, 39, 41, 42, 43, 44];
    assert!(
        counted
            .iter()
            .all(|at| b"ab012345:6789".contains(&stream[*at]))
    );
    for limit in 8..16 {
        let options = Options {
            max_event_bytes: limit,
            ..Options::default()
        };
        let expected = match counted.get(limit) {
            Some(offset) => error(ErrorKind::EventTooLarge, *offset as u64),
            None => event("ab", "012345\n6789", "", 0..48),
        };
        Cuts::every_split().each(stream, |chunks| {
            for options in options.both_ways() {
                assert_eq!(read_lent(chunks, &options).items, from_ref(&expected));
            }
        });
    }
}

#[test]
fn contract_1_the_default_limits_are_met_whole_and_split_alike() {
    let data = "x".repeat(8 << 20);
    let id = "1".repeat(8 << 10);
    let streams = [
        (format!("data:{data}\n\n"), None),
        (
            format!("data:x{data}\n\n"),
            Some((ErrorKind::EventTooLarge, 5 + (8 << 20))),
        ),
        (format!("id: {id}\ndata:a\n\n"), None),
        (
            format!("id: {id}1\ndata:a\n\n"),
            Some((ErrorKind::IdTooLarge, 4 + (8 << 10))),
        ),
    ];
    for (stream, expected) in streams {
        for length in [stream.len(), 16 << 10, 1400, stream.len() / 3] {
            let mut decoder = Decoder::new();
            let mut events = 0;
            let mut errors = Vec::new();
            for mut chunk in stream.as_bytes().chunks(length) {
                loop {
                    match decoder.decode(&mut chunk) {
                        Ok(None) => break,
                        Ok(Some(event)) => {
                            assert_eq!(event.span(), 0..stream.len() as u64);
                            events += 1;
                        }
                        Err(error) => errors.push((error.kind(), error.offset())),
                    }
                }
            }
            assert_eq!(errors, Vec::from_iter(expected));
            assert_eq!(events, usize::from(expected.is_none()));
        }
    }
}

/// Feeds the stream byte by byte, and every prefix of it in one chunk: exactly the items that are due must have left.
/// `due` says after how many bytes each is; an item's span ends there.
fn assert_prompt(stream: &[u8], options: &Options, due: &[(usize, Seen)]) {
    for options in options.both_ways() {
        let mut decoder = options.items();
        for fed in 1..=stream.len() {
            let due_when = |is_due: &dyn Fn(usize) -> bool| -> Vec<Seen> {
                let due = due.iter().filter(|(at, _)| is_due(*at));
                due.map(|(_, seen)| seen.clone()).collect()
            };
            let prefix = stream[..fed].escape_ascii();
            assert_eq!(
                feed_items(&mut decoder, &stream[fed - 1..fed]),
                due_when(&|at| at == fed),
                "by the last byte of {prefix}"
            );
            assert_eq!(decoder.decoder().position(), fed as u64);
            assert_eq!(
                feed_items(&mut decoder, b""),
                [],
                "an empty chunk has nothing to add"
            );
            assert_eq!(
                feed_items(&mut options.items(), &stream[..fed]),
                due_when(&|at| at <= fed),
                "of the prefix {prefix}"
            );
        }
    }
    for (at, seen) in due {
        match seen {
            Seen::Event(sse::oracle::Event { span, .. })
            | Seen::Comment { span, .. }
            | Seen::Ignored { span, .. } => {
                assert_eq!(span.end, *at as u64, "due before or after its last byte");
            }
            Seen::Error { offset, .. } => assert_eq!(*offset + 1, *at as u64),
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
fn contract_2_a_line_leaves_with_its_end() {
    assert_prompt(
        b"meta: 1\r\ndata: a\n:c\r{}\n\n",
        &Options::default(),
        &[
            (8, ignored("meta: 1", 0..8)),
            (20, comment("c", 17..20)),
            (23, ignored("{}", 20..23)),
            (24, event("message", "a", "", 0..24)),
        ],
    );
}

#[test]
fn contract_2_an_error_is_told_with_the_byte_that_shows_it() {
    let options = Options {
        max_event_bytes: 8,
        max_id_bytes: 2,
        ..Options::default()
    };
    assert_prompt(
        b"data: 0123456789\n\nid: 123\r\n\r\ndata: a\n:123456789\n012345678\n\n",
        &options,
        &[
            (15, error(ErrorKind::EventTooLarge, 14)),
            (25, error(ErrorKind::IdTooLarge, 24)),
            (47, error(ErrorKind::LineTooLarge, 46)),
            (57, error(ErrorKind::LineTooLarge, 56)),
            (59, event("message", "a", "", 29..59)),
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
    let limits = [0, 1, 8, 9, 20, usize::MAX - 1, usize::MAX];
    for _ in 0..6_000 {
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
            ..Options::default()
        };
        let cuts = [0; 3].map(|_| draw(&mut state) as usize % (stream.len() + 1));
        let whole = options.expected(&stream);
        assert_reads(&[&stream], &options, &whole);
        let drawn = Chunked::new(&stream).cut_at(cuts);
        assert_reads(&drawn.chunks(), &options, &whole);
    }
}

#[test]
fn contract_5_every_call_gets_on_or_is_done() {
    // An error that repeats for ever would be as bad as a panic. One call may use no byte (the error is told of the byte
    // that is first over the limit, which belongs to what is skipped next), but never two in a row.
    for options in all_options() {
        for stream in STREAMS {
            Cuts::every_split().each(stream, |chunks| {
                let mut decoder = options.items();
                for chunk in chunks {
                    let mut input = *chunk;
                    let mut stood_still = false;
                    loop {
                        let before = input.len();
                        if let Ok(None) = decoder.decode(&mut input) {
                            break;
                        }
                        assert!(input.len() < before || !stood_still);
                        stood_still = input.len() == before;
                    }
                    assert_eq!(input, b"");
                }
                assert_eq!(decoder.decoder().position(), stream.len() as u64);
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
            assert!(decoder.finish().is_ok());
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
        max_event_bytes: 16,
        max_id_bytes: 4,
        ..Options::default()
    };
    let mut stream = b"\xEF\xBB\xBF".to_vec();
    let mut expected = Vec::new();
    let faults: [(&[u8], ErrorKind, u64, &str); 3] = [
        (
            b"data: 0123456789\r\ndata: 0123456789\r\n\r\n",
            ErrorKind::EventTooLarge,
            29,
            "event-too-large",
        ),
        (
            b"data: a\nid: 12345\nid: 6\n\n",
            ErrorKind::IdTooLarge,
            16,
            "id-too-large",
        ),
        (
            b": 0123456789abcdefg\r\n\r\n",
            ErrorKind::LineTooLarge,
            18,
            "line-too-large",
        ),
    ];
    for (block, kind, in_block, name) in faults {
        let start = stream.len() as u64;
        expected.push(error(kind, start + in_block));
        stream.extend_from_slice(block);
        let start = stream.len() as u64;
        expected.push(event("message", "good", "", start..start + 12));
        stream.extend_from_slice(b"data: good\n\n");

        let mut decoder = options.items();
        let mut input = block;
        let error = decoder.decode(&mut input).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, in_block));
        assert_eq!(error.to_string(), format!("{kind} at byte {in_block}"));
        assert_eq!(kind.as_str(), name);
        assert!(!error.is_fatal());
    }
    Cuts::every_split().each(&stream, |chunks| {
        let reading = read_items(chunks, &options);
        assert_eq!(reading.items, expected);
        assert_eq!(reading.last_event_id, "", "what is skipped leaves no ID");
        assert_eq!(reading.ending, Ending::Complete);
    });
}

#[test]
fn contract_7_the_end_has_a_verdict() {
    for complete in ["", "data: a\n\n", ": c\r\n\r\n", ":\n", "\n", "\u{FEFF}"] {
        let mut decoder = Decoder::new();
        feed(&mut decoder, complete.as_bytes());
        let end = decoder.finish().unwrap();
        assert_eq!((end.verdict(), end.last()), (Verdict::Complete, None));
    }

    let mut decoder = Decoder::builder().salvage(true).build();
    feed(&mut decoder, b"data: a\r\n\r\ndata: b\ndata: c");
    let end = decoder.finish().unwrap();
    let Verdict::Truncated { tail, offset, .. } = end.verdict() else {
        panic!("{end:?}");
    };
    assert_eq!((tail, offset), (&b"b\nc"[..], 11));
    assert_eq!(end.into_last().unwrap().span(), 11..26);

    let mut decoder = Decoder::builder().salvage(true).build();
    feed(&mut decoder, b"<html>\r\ndata: a");
    let end = decoder.finish().unwrap();
    let Verdict::Foreign { head, .. } = end.verdict() else {
        panic!("{end:?}");
    };
    assert_eq!((head, end.last()), (&b"<html>\r\ndata: a"[..], None));
    assert_eq!(decoder.ignored(), b"<html>\r\ndata: a");
}

#[test]
fn contract_7_asking_for_the_verdict_changes_nothing() {
    // Asked twice after every byte, the decoder gives the same verdict twice and then the same items as if not asked.
    for options in all_options() {
        let options = Options {
            salvage: false,
            ..options
        };
        for options in options.both_ways() {
            for stream in STREAMS {
                let mut asked = options.items();
                let mut items = Vec::new();
                for byte in stream {
                    items.extend(feed_items(&mut asked, &[*byte]));
                    let first = sse::end(asked.finish(), seen_item);
                    assert_eq!(sse::end(asked.finish(), seen_item), first);
                    assert_eq!(sse::end(Decode::finish(&mut asked), seen_item), first);
                }
                assert_eq!(items, read_items(&[stream], &options).items);
            }
        }
    }
}

#[test]
fn contract_7_the_verdict_at_every_byte() {
    let stream = b"\xEF\xBB\xBFid: 1\r\n\r\n: c\r\nretry: 5\r{}";
    let complete = [0, 3, 11, 12, 16, 17, 26];
    let mut decoder = Decoder::new();
    for fed in 0..=stream.len() {
        let start = match fed {
            0..=2 => 0,
            3..=12 => 3,
            _ => 12,
        };
        let tail = if fed > 26 { &stream[26..fed] } else { b"" };
        match end_here(&decoder).0 {
            Ending::Complete => assert!(complete.contains(&fed), "{fed}"),
            Ending::Truncated { tail: seen, offset } => {
                assert!(!complete.contains(&fed), "{fed}");
                assert_eq!((&*seen, offset), (tail, start), "{fed}");
            }
            ending => panic!("{ending:?}"),
        }
        if let Some(byte) = stream.get(fed) {
            feed(&mut decoder, &[*byte]);
        }
    }
}

/// Type, data and last event ID of every event, in order.
fn events(stream: &[u8], options: &Options) -> Vec<(String, Vec<u8>, String)> {
    read_lent(&[stream], options)
        .items
        .into_iter()
        .filter_map(|item| match item {
            Seen::Event(event) => Some((event.event_type, event.data, event.last_event_id)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_proxy_gets_the_stream_back_byte_for_byte() {
    for stream in STREAMS {
        Cuts::every_split().each(stream, |chunks| {
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
            let Seen::Event(event) = item else {
                continue;
            };
            let span = event.span;
            let block = &stream[span.start as usize..span.end as usize];
            let alone = feed(&mut begun(), block);
            let [Seen::Event(alone)] = &alone[..] else {
                panic!("{alone:?}");
            };
            assert_eq!(
                (&alone.event_type, &alone.data),
                (&event.event_type, &event.data)
            );
            assert!(block.ends_with(b"\n") || block.ends_with(b"\r"));
            if at > 0 || !stream.starts_with(b"\xEF\xBB\xBF") {
                assert_eq!(feed(&mut between, &stream[at..span.start as usize]), []);
            }
            at = span.end as usize;
            seen_spans += 1;
        }
    }
    assert_eq!(seen_spans, 15);
}

#[test]
fn comments_and_ignored_lines_lie_inside_an_event_or_between() {
    let mut seen_lines = (0, 0);
    for stream in STREAMS {
        let items = read_items(&[stream], &Options::default()).items;
        let events: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Seen::Event(event) => Some(event.span.clone()),
                _ => None,
            })
            .collect();
        let mut at = 0;
        for item in &items {
            let span = match item {
                Seen::Comment { span, .. } => {
                    seen_lines.0 += 1;
                    assert_eq!(stream[span.start as usize], b':');
                    span
                }
                Seen::Ignored { span, .. } => {
                    seen_lines.1 += 1;
                    span
                }
                _ => continue,
            };
            assert!(span.start >= at && span.end > span.start, "lines in order");
            at = span.end;
            assert!(matches!(stream[span.end as usize - 1], b'\r' | b'\n'));
            assert!(
                events.iter().all(|event| {
                    let inside = event.start <= span.start && span.end <= event.end;
                    let apart = span.end <= event.start || event.end <= span.start;
                    inside || apart
                }),
                "{span:?} is across the edge of one of {events:?}"
            );
        }
    }
    assert_eq!(seen_lines, (5, 5));
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
                    let id = decoder.last_event_id().to_owned();
                    expected.insert(place, ("message".into(), b"inserted".into(), id));
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

/// Streams that a used decoder must read as a new one does.
const NEXTS: [&[u8]; 3] = [
    b"\xEF\xBB\xBF\ndata: a\r\n\r\nid: 9\ndata: b\n\n<html>",
    b"\ndata: a\n\n",
    b"<html>\ndata: a",
];

fn assert_is_new(decoder: &Decoder) {
    assert_eq!(decoder.position(), 0);
    assert_eq!(decoder.held(), 0);
    assert_eq!(decoder.ignored(), b"");
    assert_eq!(end_here(decoder), (Ending::Complete, None));
    assert!(!decoder.is_at_event_boundary());
}

fn assert_reads_alike(used: &Decoder, new: &Decoder) {
    for next in NEXTS {
        let (mut used, mut new) = (used.clone(), new.clone());
        assert_eq!(feed(&mut used, next), feed(&mut new, next));
        assert_eq!(end_here(&used), end_here(&new));
        assert_eq!(used.ignored(), new.ignored());
        assert_eq!(used.last_event_id(), new.last_event_id());
        assert_eq!(used.is_at_event_boundary(), new.is_at_event_boundary());
    }
}

#[test]
fn reconnect_keeps_last_event_id_and_reconnection_time_and_nothing_else() {
    for options in all_options().iter().flat_map(Options::both_ways) {
        for stream in STREAMS {
            for fed in 0..=stream.len() {
                let mut decoder = options.decoder();
                feed(&mut decoder, &stream[..fed]);
                let id = decoder.last_event_id().to_owned();
                let time = decoder.reconnection_time();
                decoder.reconnect();
                assert_eq!(decoder.last_event_id(), id);
                assert_eq!(decoder.reconnection_time(), time);
                assert_is_new(&decoder);
                assert_reads_alike(&decoder, &options.builder().last_event_id(id).build());
            }
        }
    }
}

#[test]
fn reset_keeps_nothing() {
    for options in all_options().iter().flat_map(Options::both_ways) {
        for stream in STREAMS {
            for fed in 0..=stream.len() {
                let mut decoder = options.builder().last_event_id("given").build();
                feed(&mut decoder, &stream[..fed]);
                decoder.reset();
                assert_eq!(decoder.last_event_id(), "");
                assert_eq!(decoder.reconnection_time(), None);
                assert_is_new(&decoder);
                assert_reads_alike(&decoder, &options.decoder());
            }
        }
    }
}

#[test]
fn reset_and_reconnect_of_items_are_the_same() {
    let mut items = Decoder::builder().last_event_id("given").build_items();
    assert_eq!(items.decoder().last_event_id(), "given");
    feed_items(&mut items, b"retry: 5\nid: 1\n\n: c");
    items.reconnect();
    assert_is_new(items.decoder());
    assert_eq!(items.decoder().last_event_id(), "1");
    let time = items.decoder().reconnection_time();
    assert_eq!(time, Some(Duration::from_millis(5)));
    assert_eq!(
        feed_items(&mut items, b"\xEF\xBB\xBF: d\n{}"),
        [comment("d", 3..7)]
    );
    for reset in [Items::reset, <Items as Decode>::reset] {
        feed_items(&mut items, b"retry: 5\nid: 1\n\n: c");
        reset(&mut items);
        assert_is_new(items.decoder());
        assert_eq!(items.decoder().last_event_id(), "");
        assert_eq!(items.decoder().reconnection_time(), None);
    }
}

#[test]
fn reset_through_the_trait_is_the_same() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"retry: 5\nid: 1\n\n{}\r");
    Decode::reset(&mut decoder);
    assert_is_new(&decoder);
    assert_eq!(decoder.reconnection_time(), None);
    assert_eq!(
        feed(&mut decoder, b"\xEF\xBB\xBFdata: a\n\n"),
        [event("message", "a", "", 3..12)]
    );
}

#[test]
fn the_id_that_a_decoder_is_built_with_stays_until_another_comes() {
    let mut decoder = Decoder::builder().last_event_id("given").build();
    assert_eq!(decoder.last_event_id(), "given");
    decoder.reconnect();
    let seen = feed(&mut decoder, b"data: a\n\nid\ndata: b\n\n");
    let ids: Vec<_> = seen
        .iter()
        .map(|seen| match seen {
            Seen::Event(event) => (&*event.last_event_id, event.id.as_deref()),
            seen => panic!("{seen:?}"),
        })
        .collect();
    assert_eq!(ids, [("given", None), ("", Some(""))]);
}

#[test]
fn an_event_has_the_id_and_the_retry_of_its_own_block() {
    let stream = b"retry: 5\n\nid: 1\ndata: a\n\ndata: b\n\n:\nretry: 6\nretry: x\ndata: c\nid: 2\nid: 3\0\n\nretry: 7\nid\ndata: d\n\nid: \xFF\ndata: e\n\nretry: y\ndata: f\n\n";
    type Row = (
        &'static [u8],
        &'static str,
        Option<&'static str>,
        Option<u64>,
    );
    let expected: [Row; 6] = [
        (b"a", "1", Some("1"), None),
        (b"b", "1", None, None),
        (b"c", "2", Some("2"), Some(6)),
        (b"d", "", Some(""), Some(7)),
        (b"e", "\u{FFFD}", Some("\u{FFFD}"), None),
        (b"f", "\u{FFFD}", None, None),
    ];
    Cuts::every_split().each(stream, |chunks| {
        for options in Options::default().both_ways() {
            let seen = read_lent(chunks, &options).items;
            assert_eq!(seen.len(), expected.len());
            for (seen, expected) in seen.iter().zip(expected) {
                let Seen::Event(event) = seen else {
                    panic!("{seen:?}");
                };
                let id = event.id.as_deref();
                assert_eq!(
                    (&*event.data, &*event.last_event_id, id, event.retry),
                    expected
                );
            }
        }
    });
}

#[test]
fn events_are_equal_by_all_they_have_and_alike_by_their_content() {
    let mut decoder = Decoder::new();
    let mut input = &b"id: 1\ndata: a\n\nid: 1\ndata: a\n\nid: 1\ndata: b\n\n"[..];
    let mut kept = Vec::new();
    while let Some(event) = decoder.decode(&mut input).unwrap() {
        kept.push(event.into_owned());
    }
    let [a, again, b] = &kept[..] else {
        panic!("{kept:?}");
    };
    assert_ne!(a, again, "they lie elsewhere");
    assert!(a.as_event().same_content(&again.as_event()));
    assert!(!a.as_event().same_content(&b.as_event()));
    assert_eq!(a, &a.clone());
}

#[test]
fn an_event_gives_its_data_as_bytes_and_as_strict_and_lossy_text() {
    Cuts::every_split().each(
        b"data: a\xE4\xBD\ndata: b\n\ndata: \xE4\xBD\xA0\n\n",
        |chunks| {
            let mut decoder = Decoder::new();
            let mut owned = Vec::new();
            for chunk in chunks {
                let mut input = *chunk;
                while let Some(event) = decoder.decode(&mut input).unwrap() {
                    assert_eq!(event.into_owned().as_event(), event);
                    assert_eq!(OwnedEvent::from(event), event.into_owned());
                    owned.push(event.into_owned());
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
            assert_eq!(valid.as_event().event_type(), "message");
            assert_eq!(valid.as_event().last_event_id(), "");
        },
    );
}

#[test]
fn held_is_what_has_come_of_the_events_fields() {
    // After each byte: half a byte order mark, then data with its LFs, type, ID and the value being read.
    let steps: [(&str, &[usize]); 12] = [
        (": c\r\n", &[0, 0, 0, 0, 0]),
        ("data: ab\r\n", &[0, 0, 0, 0, 0, 0, 1, 2, 2, 2]),
        ("event:t\n", &[2, 2, 2, 2, 2, 2, 3, 3]),
        ("event:uv\n", &[3, 3, 3, 3, 3, 3, 4, 5, 4]),
        ("id:1\n", &[4, 4, 4, 5, 5]),
        ("id:2\0x\n", &[5, 5, 5, 6, 5, 5, 5]),
        ("data\n", &[5, 5, 5, 5, 6]),
        ("foo: bar\n", &[6; 9]),
        ("retry: 5\n", &[6; 9]),
        ("data:\n", &[6, 6, 6, 6, 7, 7]),
        ("\n", &[0]),
        (
            "data:123456789abc\nx\n",
            &[0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0],
        ),
    ];
    let options = Options {
        max_event_bytes: 9,
        ..Options::default()
    };
    for options in options.both_ways() {
        let mut decoder = options.decoder();
        for (held, byte) in [1, 2, 0].iter().zip(b"\xEF\xBB\xBF") {
            feed(&mut decoder, &[*byte]);
            assert_eq!(decoder.held(), *held);
        }
        for (line, held) in steps {
            assert_eq!(line.len(), held.len());
            for (at, byte) in line.bytes().enumerate() {
                feed(&mut decoder, &[byte]);
                assert_eq!(decoder.held(), held[at], "byte {at} of {line:?}");
            }
        }
    }
}

#[test]
fn salvaging_leaves_the_id() {
    let mut decoder = Decoder::builder().last_event_id("0").salvage(true).build();
    feed(&mut decoder, b"id: 1\ndata: a\ndata: b");
    let end = decoder.finish().unwrap();
    let salvaged = end.last().map(sse::seen);
    assert_eq!(salvaged, Some(event("message", "a\nb", "1", 0..21)));
    assert_eq!(decoder.finish().unwrap().last(), None, "asked again");
    assert_eq!(decoder.last_event_id(), "0");
    decoder.reconnect();
    let next = feed(&mut decoder, b"data: c\n\n");
    let Seen::Event(event) = &next[0] else {
        panic!("{next:?}");
    };
    assert_eq!((&*event.last_event_id, &event.id), ("0", &None));
}

#[test]
fn nothing_is_salvaged_unless_asked_for() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"data: [DONE]");
    let end = decoder.finish().unwrap();
    assert!(matches!(
        end.verdict(),
        Verdict::Truncated {
            tail: b"[DONE]",
            offset: 0,
            ..
        }
    ));
    assert_eq!(end.last(), None);
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
            ids.push(event.last_event_id().to_owned());
        }
    }
    assert_eq!(ids, ["5"]);
}

#[test]
fn a_salvaged_block_is_skipped_if_the_stream_goes_on() {
    for options in Options::default().both_ways() {
        let mut decoder = options.decoder();
        feed(&mut decoder, b":\n\ndata: a\ndata: b\ndata: c");
        assert_eq!(
            decoder.finish().unwrap().into_last().unwrap().data(),
            "a\nb\nc"
        );
        assert_eq!(
            feed(&mut decoder, b"d\ndata: e\n\ndata: f\n\n"),
            [event("message", "f", "", 37..46)]
        );
    }
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
            assert_eq!(end_here(&one), end_here(&other));
            assert_eq!(one.last_event_id(), other.last_event_id());
        }
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
    holds::<Items>();
    holds::<TextLine<'_>>();
    holds::<OwnedTextLine>();
    holds::<OwnedItem>();
    holds::<Item<'_>>();
    holds::<Error>();
    holds::<ErrorKind>();
    holds::<Verdict<'_>>();
    holds::<End<'_, Event<'_>>>();
    clones::<Decoder>();
    clones::<DecoderBuilder>();
    clones::<Items>();
    clones::<OwnedEvent>();
    clones::<OwnedItem>();
    copies::<Event<'_>>();
    copies::<TextLine<'_>>();
    copies::<Item<'_>>();
    copies::<Error>();
    copies::<Verdict<'_>>();
}

#[test]
fn many_data_lines_are_joined_wherever_they_are_cut() {
    // Longer and shorter than a block of 64 bytes, 60 lines an event, every kind of line end.
    for end in ["\n", "\r", "\r\n"] {
        let mut stream = String::from(":\n\n");
        for event in 0..2 {
            for line in 0..60 {
                let value = "0123456789abcdef".repeat(5);
                let value = &value
                    [..[0, 1, 7, 15, 16, 17, 30, 57, 58, 59, 60, 64, 80][(line + event) % 13]];
                stream += &format!("data: {value}{end}");
            }
            stream += end;
        }
        let stream = stream.as_bytes();
        let options = Options::default();
        let expected = options.expected(stream);
        let lines = 60 * (6 + end.len());
        assert!(stream.len() > 2 * lines);
        assert_reads(&[stream], &options, &expected);
        for size in [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129] {
            let chunks: Vec<&[u8]> = stream.chunks(size).collect();
            assert_reads(&chunks, &options, &expected);
        }
        // Both cuts at once, so that the second chunk begins anywhere and has every length around those of blocks.
        for first in (0..stream.len()).step_by(7) {
            for size in [16, 17, 63, 64, 65, 66] {
                let chunked = Chunked::new(stream).cut_at([first, first + size]);
                let seen = read_lent(&chunked.chunks(), &options);
                assert_eq!(seen, expected.events_only());
            }
        }
    }
}

#[test]
fn ignored_lines_are_kept_alike_at_every_cut_around_their_bound() {
    let mut stream = b"data: x\n\n".to_vec();
    for line in 0..120 {
        stream.extend_from_slice(&b"meta: 0123\r\nevent\n\r\n{\r"[..]);
        stream.extend_from_slice(if line % 3 == 0 { b"\n\n" } else { b"}\n" });
    }
    let options = Options::default();
    let expected = options.expected(&stream);
    assert_eq!(expected.ignored.len(), 1024);
    for first in 0..stream.len() {
        for options in options.both_ways() {
            let mut decoder = options.decoder();
            feed(&mut decoder, &stream[..first]);
            assert_eq!(
                decoder.ignored(),
                options.expected(&stream[..first]).ignored
            );
            feed(&mut decoder, &stream[first..]);
            assert_eq!(decoder.ignored(), expected.ignored);
        }
    }
}

#[test]
fn limits_are_met_alike_at_every_size_around_them() {
    // Each part of an event just under, at and just over what is left for it, in chunks of every size that matters.
    for limit in [8, 9, 16, 17, 31, 32, 33, 63, 64, 65, 100] {
        for over in -1..=1 {
            let len = (limit as i32 + over) as usize;
            let streams = [
                format!("data: {}\n\ndata: b\n\n", "x".repeat(len)),
                format!("event: {}\ndata\n\ndata: b\n\n", "x".repeat(len)),
                format!("id: {}\ndata\n\ndata: b\n\n", "x".repeat(len)),
                format!("data: abc\ndata:{}\n\ndata: b\n\n", "x".repeat(len - 4)),
                format!(
                    "event: ab\nid: c\ndata: {}\r\n\r\ndata: b\n\n",
                    "x".repeat(len - 3)
                ),
                format!("{}\ndata: b\n\n", "data\n".repeat(len + 1)),
                format!(
                    ":{}\n: {}\n{}\ndata: b\n\n",
                    "x".repeat(len),
                    "x".repeat(len),
                    "x".repeat(len)
                ),
                format!(
                    "event: {}\nevent: y\ndata: {}\n\n",
                    "x".repeat(len - 2),
                    "x".repeat(len - 1)
                ),
            ];
            let options = Options {
                max_event_bytes: limit,
                ..Options::default()
            };
            for stream in streams {
                let stream = [":\n\n", &stream].concat();
                let expected = options.expected(stream.as_bytes());
                for size in [1, 7, 8, 15, 16, 17, 32, 33, 64, 65, stream.len()] {
                    let chunks: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
                    assert_lent(&chunks, &options, &expected);
                }
                Cuts::two_way().each(stream.as_bytes(), |chunks| {
                    assert_lent(chunks, &options, &expected);
                });
            }
        }
    }
}

#[test]
fn what_may_become_a_byte_order_mark_is_under_no_limit() {
    let options = Options {
        max_event_bytes: 1,
        ..Options::default()
    };
    let mut expected = Reading::default();
    expected.ending = Ending::Truncated {
        tail: Vec::new(),
        offset: 0,
    };
    expected.ignored = b"\xEF\xBB".to_vec();
    expected.held = 2;
    Cuts::every_split().each(b"\xEF\xBB", |chunks| {
        assert_reads(chunks, &options, &expected)
    });
    assert_eq!(options.expected(b"\xEF\xBB"), expected, "the oracle");
}
