//! Random streams in random chunks: against the oracle, under limits, through a proxy, and back out of the encoder.

mod support;

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Select, select};
use support::splits::{at_line_ends, every_two_way_cut, in_chunks};
use support::sse::{
    self, Options, Reading, Seen, assert_lent, assert_reads, read_items, read_lent,
};
use support::written::{self, Call, Event};
use unchunk::sse::Decoder;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        // What fails belongs into a test of its own, or the fuzz corpus.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One of them; the earlier it stands, the simpler.
fn one_of(values: &[&'static [u8]]) -> Select<&'static [u8]> {
    select(values.to_vec())
}

/// What values are made of: text of every width, what is not UTF-8, what looks like a delimiter, NUL.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let known: &[&'static [u8]] = &[
        b"x",
        b" ",
        b":",
        b"\t",
        b"\0",
        b"7",
        b"18446744073709551615",
        "é".as_bytes(),
        "你".as_bytes(),
        "😀".as_bytes(),
        "\u{FEFF}".as_bytes(),
        "\u{2028}\u{85}\u{B}\u{C}".as_bytes(),
        b"\xE4\xBD",
        b"\xF0\x9F\x98",
        b"\xC3",
        b"\xFF",
        b"\xA0",
        b"data",
    ];
    prop_oneof![
        8 => one_of(known).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>().prop_filter("a line end", |byte| !b"\r\n".contains(byte)), 0..12),
    ]
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let names: &[&'static [u8]] = &[
        b"data",
        b"data",
        b"data",
        b"event",
        b"id",
        b"retry",
        b"",
        b"",
        b"foo",
        b"Data",
        b"dat",
        b" data",
        b"ids",
        b"\xEF\xBB\xBF",
    ];
    let separators: &[&'static [u8]] = &[b": ", b": ", b":", b"", b" : "];
    let field = (
        one_of(names),
        one_of(separators),
        vec(fragment(), 0..4).prop_map(|fragments| fragments.concat()),
    );
    prop_oneof![
        2 => Just(Vec::new()),
        5 => field.prop_map(|(name, separator, value)| [name, separator, &value].concat()),
    ]
}

/// Lines of fields, comments and junk, with any line ends, perhaps behind a byte order mark, perhaps cut short.
fn structured() -> impl Strategy<Value = Vec<u8>> {
    let marks: &[&'static [u8]] = &[b"", b"", b"\xEF\xBB\xBF", b"\xEF\xBB", b"\xEF"];
    let ends: &[&'static [u8]] = &[b"\n", b"\r", b"\r\n"];
    (
        one_of(marks),
        vec((line(), one_of(ends)), 0..24),
        prop_oneof![3 => Just(0), 1 => 0..12_usize],
    )
        .prop_map(|(mark, lines, cut)| {
            let mut stream = mark.to_vec();
            for (line, end) in lines {
                stream.extend_from_slice(&line);
                stream.extend_from_slice(end);
            }
            stream.truncate(stream.len().saturating_sub(cut));
            stream
        })
}

/// Events of many `data` lines, some other lines among them, each stream with one kind of line end or all of them.
fn many_lines() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![8 => 0..30_usize, 1 => 50..80_usize, 1 => 100..300_usize];
    let data = value.prop_map(|length| [b"data: ", "你 x".repeat(length / 5).as_bytes()].concat());
    let lines = prop_oneof![8 => data.boxed(), 1 => line().boxed()];
    let ends: [&[&'static [u8]]; 4] = [&[b"\n"], &[b"\r"], &[b"\r\n"], &[b"\n", b"\r", b"\r\n"]];
    (vec(lines, 0..80), select(ends.to_vec())).prop_flat_map(|(lines, ends)| {
        vec(one_of(ends), lines.len()).prop_map(move |ends| {
            let lines = lines.iter().zip(ends);
            let stream = lines.flat_map(|(line, end)| [line, end].concat());
            b":\n\n".iter().copied().chain(stream).collect()
        })
    })
}

/// Blocks of some short `data` lines with others among them, all of consequence, behind one that proves the stream.
fn short_lines() -> impl Strategy<Value = Vec<u8>> {
    let data: &[&'static [u8]] = &[b"data: a", b"data: b", b"data:c", b"data"];
    let others: &[&'static [u8]] = &[
        b"id: 1",
        b"id: 2",
        b"event: t",
        b"event: u",
        b"retry: 5",
        b":",
    ];
    let ends: &[&'static [u8]] = &[b"\n", b"\n", b"\r", b"\r", b"\r\n"];
    let line = prop_oneof![4 => one_of(data), 1 => one_of(others), 1 => Just(&b""[..])];
    vec((line, one_of(ends)), 0..300).prop_map(|lines| {
        let stream = lines.iter().flat_map(|(line, end)| [*line, end].concat());
        b":\n\n".iter().copied().chain(stream).collect()
    })
}

/// Bytes of any kind, the delimiters more often.
fn raw() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), select(b"\r\n: \xEF\xBB\xBFdatei".to_vec())];
    vec(byte, 0..120)
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![4 => structured(), 1 => raw()]
}

/// Lengths of chunks, empty ones among them.
fn lengths() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![0..4_u8, 0..40_u8], 0..12)
}

fn limited() -> impl Strategy<Value = Options> {
    (8..64_usize, 0..16_usize).prop_map(|(max_event_bytes, max_id_bytes)| Options {
        max_event_bytes,
        max_id_bytes,
        ..Options::default()
    })
}

/// None, or such as these streams meet.
fn options() -> impl Strategy<Value = Options> {
    prop_oneof![2 => Just(Options::default()), 1 => limited()]
}

fn call() -> impl Strategy<Value = Call> {
    let text = || {
        let fragment = prop_oneof![
            4 => fragment(),
            2 => one_of(&[b"\n", b"\r", b"\r\n", b"data: x\n"]).prop_map(<[u8]>::to_vec),
        ];
        vec(fragment, 0..6).prop_map(|fragments| fragments.concat())
    };
    // Mostly without what is refused, else hardly any call with both would write anything.
    let name = || {
        let fragments = vec(fragment(), 0..3).prop_map(|fragments| fragments.concat());
        let clean = fragments.prop_map(|mut name| {
            name.retain(|byte| *byte != 0);
            name
        });
        proptest::option::of(prop_oneof![5 => clean, 1 => text()])
    };
    let event = (
        name(),
        name(),
        proptest::option::weighted(0.8, text()),
        proptest::option::weighted(0.2, any::<u64>()),
    );
    prop_oneof![
        4 => event.prop_map(|(event_type, id, data, retry)| {
            Call::Event(Event { event_type, id, data, retry })
        }),
        1 => text().prop_map(|text| Call::Comment(String::from_utf8_lossy(&text).into_owned())),
    ]
}

/// What is seen once `inserted` bytes were put into the stream at `at`: the same, later.
fn moved(item: &Seen, inserted: u64) -> Seen {
    let mut item = item.clone();
    match &mut item {
        Seen::Event { span, .. } | Seen::Comment { span, .. } | Seen::Ignored { span, .. } => {
            span.start += inserted;
            span.end += inserted;
        }
        Seen::Error { offset, .. } => *offset += inserted,
    }
    item
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn contract_1_chunking_never_matters(
        stream in stream(),
        lengths in lengths(),
        options in options(),
    ) {
        let expected = options.expected(&stream);
        assert_reads(&[&stream], &options, &expected);
        assert_reads(&in_chunks(&stream, &lengths), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_to_many_lines(
        stream in many_lines(),
        chunk in prop_oneof![1..100_usize, 100..2000_usize],
        options in options(),
    ) {
        let expected = options.expected(&stream);
        assert_reads(&[&stream], &options, &expected);
        assert_reads(&stream.chunks(chunk).collect::<Vec<_>>(), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_where_lines_end(
        stream in short_lines(),
        noise in vec(any::<u8>(), 1000),
        options in options(),
    ) {
        let expected = options.expected(&stream);
        assert_reads(&at_line_ends(&stream, &noise), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_to_limits(
        stream in stream(),
        lengths in lengths(),
        options in limited(),
    ) {
        let expected = options.expected(&stream);
        assert_reads(&[&stream], &options, &expected);
        assert_reads(&in_chunks(&stream, &lengths), &options, &expected);
        assert_reads(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_around_the_sizes_of_blocks(
        stream in prop_oneof![many_lines(), short_lines(), structured()],
        size in prop_oneof![15..19_usize, 31..35_usize, 62..68_usize],
        first in 0..70_usize,
        options in options(),
    ) {
        let expected = options.expected(&stream);
        let (head, rest) = stream.split_at(first.min(stream.len()));
        let chunks: Vec<&[u8]> = std::iter::once(head).chain(rest.chunks(size)).collect();
        assert_lent(&chunks, &options, &expected);
    }

    #[test]
    fn contract_2_prompt_an_item_leaves_with_its_last_byte(
        stream in stream(),
        options in limited(),
    ) {
        for options in options.both_ways() {
            let mut decoder = options.items();
            for (fed, mut byte) in (1..).zip(stream.chunks(1)) {
                loop {
                    match decoder.decode(&mut byte) {
                        Ok(None) => break,
                        Ok(Some(item)) => match sse::seen_item(&item) {
                            Seen::Event { span, .. }
                            | Seen::Comment { span, .. }
                            | Seen::Ignored { span, .. } => prop_assert_eq!(span.end, fed),
                            Seen::Error { .. } => unreachable!("an item"),
                        },
                        Err(error) => prop_assert_eq!(error.offset() + 1, fed),
                    }
                }
            }
        }
    }

    #[test]
    fn contract_4_bounded_no_more_than_the_limit_is_held(
        stream in stream(),
        lengths in lengths(),
        options in limited(),
    ) {
        let mut decoder = options.decoder();
        let mut fed = 0;
        for chunk in in_chunks(&stream, &lengths) {
            let mut input = chunk;
            while !matches!(decoder.decode(&mut input), Ok(None)) {}
            fed += chunk.len();
            prop_assert_eq!(decoder.held(), options.expected(&stream[..fed]).held);
            prop_assert!(decoder.held() <= options.max_event_bytes);
        }
    }

    #[test]
    fn contract_7_the_end_is_judged_alike_after_every_byte(
        stream in stream(),
        options in options(),
    ) {
        for options in options.both_ways() {
            let mut decoder = options.decoder();
            for fed in 0..=stream.len() {
                let expected = options.expected(&stream[..fed]);
                prop_assert_eq!(decoder.ignored(), &expected.ignored);
                prop_assert_eq!(decoder.is_at_event_boundary(), expected.is_at_event_boundary);
                let mut asked = decoder.clone();
                let end = sse::end(asked.finish(), sse::seen);
                prop_assert_eq!(end, (expected.ending, expected.salvaged));
                let mut byte = &stream[fed..stream.len().min(fed + 1)];
                while !matches!(decoder.decode(&mut byte), Ok(None)) {}
            }
        }
    }

    #[test]
    fn a_proxy_may_insert_at_every_event_boundary(stream in stream(), options in options()) {
        let inserted = b"data: inserted\n\n";
        let before = read_items(&[&stream], &options);
        let mut decoder = options.decoder();
        for at in 1..=stream.len() {
            let mut byte = &stream[at - 1..at];
            while !matches!(decoder.decode(&mut byte), Ok(None)) {}
            if !decoder.is_at_event_boundary() {
                continue;
            }
            let last_event_id = decoder.last_event_id().to_owned();
            let with = [&stream[..at], inserted, &stream[at..]].concat();
            let seen = read_items(&[&with], &options);

            let at = at as u64;
            let mut expected: Vec<Seen> = Vec::new();
            let is_before = |item: &&Seen| match item {
                Seen::Event { span, .. } | Seen::Comment { span, .. } | Seen::Ignored { span, .. } => span.end <= at,
                Seen::Error { offset, .. } => *offset < at,
            };
            let data_fits = options.effective_max_event_bytes() >= b"inserted".len();
            prop_assert!(data_fits);
            expected.extend(before.items.iter().filter(is_before).cloned());
            expected.push(Seen::Event {
                event_type: "message".to_owned(),
                data: b"inserted".to_vec(),
                last_event_id,
                id: None,
                retry: None,
                span: at..at + inserted.len() as u64,
            });
            let behind = before.items.iter().filter(|item| !is_before(item));
            expected.extend(behind.map(|item| moved(item, inserted.len() as u64)));
            prop_assert_eq!(&seen.items, &expected);
            prop_assert_eq!(&seen.last_event_id, &before.last_event_id);
            prop_assert_eq!(seen.reconnection_time, before.reconnection_time);
        }
    }

    #[test]
    fn after_a_reconnect_only_id_and_reconnection_time_remain_and_after_a_reset_nothing(
        first in stream(),
        second in stream(),
        options in options(),
    ) {
        for options in options.both_ways() {
            let mut used = options.decoder();
            let mut input = &first[..];
            while !matches!(used.decode(&mut input), Ok(None)) {}
            let (id, time) = (used.last_event_id().to_owned(), used.reconnection_time());
            used.reconnect();
            let fresh = options.builder().last_event_id(id).build();
            assert_goes_on_alike(&mut used, fresh, &second, time)?;
            used.reset();
            assert_goes_on_alike(&mut used, options.decoder(), &second, None)?;
        }
    }
}

/// What comes of `stream` from a decoder that was used and from one that was not. `time` is what the first brings.
fn assert_goes_on_alike(
    used: &mut Decoder,
    mut fresh: Decoder,
    stream: &[u8],
    time: Option<Duration>,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(used.reconnection_time(), time);
    let read = |decoder: &mut Decoder| {
        let mut input = stream;
        let mut items = Vec::new();
        loop {
            match decoder.decode(&mut input) {
                Ok(None) => break,
                Ok(Some(event)) => items.push(sse::seen(&event)),
                Err(error) => items.push(sse::seen_error(error)),
            }
        }
        let id = decoder.last_event_id().to_owned();
        let ignored = decoder.ignored().to_vec();
        (
            items,
            id,
            ignored,
            decoder.position(),
            sse::end(decoder.finish(), sse::seen),
        )
    };
    prop_assert_eq!(read(used), read(&mut fresh));
    prop_assert_eq!(used.reconnection_time(), fresh.reconnection_time().or(time));
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_encoded_is_decoded_at_every_cut(
        calls in vec(call(), 0..8),
        lengths in lengths(),
    ) {
        let (stream, expected) = written::write(&calls);
        let options = Options::default();
        assert_reads(&[&stream], &options, &expected);
        assert_reads(&in_chunks(&stream, &lengths), &options, &expected);
        assert_reads(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
        every_two_way_cut(&stream, |chunks| assert_lent(chunks, &options, &expected));
    }

    #[test]
    fn what_was_decoded_and_encoded_again_is_decoded_the_same(stream in structured()) {
        let options = Options::default();
        let before = read_lent(&[&stream], &options);
        let calls = before.items.iter().map(|item| match item {
            Seen::Event { event_type, data, last_event_id, .. } => Call::Event(Event {
                event_type: Some(event_type.clone().into_bytes()),
                id: Some(last_event_id.clone().into_bytes()),
                data: Some(data.clone()),
                retry: None,
            }),
            _ => unreachable!("neither asked for"),
        });
        // No name or ID that came out of a decoder is refused, but a type may hold NUL.
        let calls: Vec<Call> = calls.collect();
        let (again, _) = written::write(&calls);
        let without_spans = |reading: &Reading| {
            reading.items.iter().filter_map(|item| match item {
                Seen::Event { event_type, data, last_event_id, .. } if !event_type.contains('\0') => {
                    Some((event_type.clone(), data.clone(), last_event_id.clone()))
                }
                _ => None,
            }).collect::<Vec<_>>()
        };
        let after = read_lent(&[&again], &options);
        prop_assert_eq!(without_spans(&after), without_spans(&before));
    }
}
