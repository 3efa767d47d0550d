//! Random streams in random chunks: against the oracle, under limits, through a proxy, and back out of the encoder.

use std::time::Duration;

use crate::support::sse::{
    self, Options, Reading, Seen, assert_lent, assert_reads, read_items, read_lent,
};
use crate::support::written::{self, Call};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use unchunk::sse::Decoder;
use unchunk_testing::Cuts;
use unchunk_testing::sse::{Event, EventStream};
use unchunk_testing::strategies::chunked;
use unchunk_testing::strategies::sse::{
    hostile, lines, many_data_lines, short_lines, valid, value,
};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        // What fails belongs into a test of its own, or the fuzz corpus.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Short ones: what is asked after every byte takes the square of their length.
fn stream() -> impl Strategy<Value = EventStream> {
    prop_oneof![3 => lines(), 1 => valid(), 1 => hostile()]
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
        let ends: &[&[u8]] = &[b"\n", b"\r", b"\r\n", b"data: x\n"];
        let part = prop_oneof![4 => value(), 2 => select(ends).prop_map(<[u8]>::to_vec)];
        vec(part, 0..3).prop_map(|parts| parts.concat())
    };
    // Mostly without what is refused, else hardly any call with both would write anything.
    let name = || {
        let clean = value().prop_map(|mut name| {
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
            Call::Event(written::Event { event_type, id, data, retry })
        }),
        1 => text().prop_map(|text| Call::Comment(String::from_utf8_lossy(&text).into_owned())),
    ]
}

/// What is seen once `inserted` bytes were put into the stream at `at`: the same, later.
fn moved(item: &Seen, inserted: u64) -> Seen {
    let mut item = item.clone();
    match &mut item {
        Seen::Event(Event { span, .. })
        | Seen::Comment { span, .. }
        | Seen::Ignored { span, .. } => {
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
        chunked in chunked(stream()),
        options in options(),
    ) {
        let expected = options.expected(chunked.bytes());
        assert_reads(&[chunked.bytes()], &options, &expected);
        assert_reads(&chunked.chunks(), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_to_many_lines(
        stream in many_data_lines(),
        chunk in prop_oneof![1..100_usize, 100..2000_usize],
        options in options(),
    ) {
        let expected = options.expected(&stream.bytes);
        assert_reads(&[&stream.bytes], &options, &expected);
        assert_reads(&stream.bytes.chunks(chunk).collect::<Vec<_>>(), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_where_lines_end(
        stream in short_lines(),
        seed in any::<u64>(),
        options in options(),
    ) {
        let expected = options.expected(&stream.bytes);
        // The last of four is cut at many places.
        let chunked = Cuts::drawn(seed, 4).of(&stream.bytes).last().unwrap();
        assert_reads(&chunked.chunks(), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_to_limits(
        chunked in chunked(stream()),
        options in limited(),
    ) {
        let stream = chunked.bytes();
        let expected = options.expected(stream);
        assert_reads(&[stream], &options, &expected);
        assert_reads(&chunked.chunks(), &options, &expected);
        assert_reads(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
    }

    #[test]
    fn contract_1_chunking_never_matters_around_the_sizes_of_blocks(
        stream in prop_oneof![many_data_lines(), short_lines(), lines()],
        size in prop_oneof![15..19_usize, 31..35_usize, 62..68_usize],
        first in 0..70_usize,
        options in options(),
    ) {
        let stream = stream.bytes;
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
            for (fed, mut byte) in (1..).zip(stream.bytes.chunks(1)) {
                loop {
                    match decoder.decode(&mut byte) {
                        Ok(None) => break,
                        Ok(Some(item)) => match sse::seen_item(&item) {
                            Seen::Event(Event { span, .. })
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
        chunked in chunked(stream()),
        options in limited(),
    ) {
        let stream = chunked.bytes();
        let mut decoder = options.decoder();
        let mut fed = 0;
        for chunk in chunked.chunks() {
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
        let stream = stream.bytes;
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
        let stream = stream.bytes;
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
                Seen::Event(Event { span, .. })
                | Seen::Comment { span, .. }
                | Seen::Ignored { span, .. } => span.end <= at,
                Seen::Error { offset, .. } => *offset < at,
            };
            let data_fits = options.effective_max_event_bytes() >= b"inserted".len();
            prop_assert!(data_fits);
            expected.extend(before.items.iter().filter(is_before).cloned());
            expected.push(Seen::Event(Event {
                event_type: "message".to_owned(),
                data: b"inserted".to_vec(),
                last_event_id,
                id: None,
                retry: None,
                span: at..at + inserted.len() as u64,
            }));
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
        let (first, second) = (first.bytes, second.bytes);
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
        seed in any::<u64>(),
    ) {
        let (stream, expected) = written::write(&calls);
        let options = Options::default();
        assert_reads(&[&stream], &options, &expected);
        Cuts::drawn(seed, 1).each(&stream, |chunks| assert_reads(chunks, &options, &expected));
        assert_reads(&stream.chunks(1).collect::<Vec<_>>(), &options, &expected);
        Cuts::two_way().each(&stream, |chunks| assert_lent(chunks, &options, &expected));
    }

    #[test]
    fn what_was_decoded_and_encoded_again_is_decoded_the_same(stream in lines()) {
        let stream = stream.bytes;
        let options = Options::default();
        let before = read_lent(&[&stream], &options);
        let calls = before.items.iter().map(|item| match item {
            Seen::Event(event) => Call::Event(written::Event {
                event_type: Some(event.event_type.clone().into_bytes()),
                id: Some(event.last_event_id.clone().into_bytes()),
                data: Some(event.data.clone()),
                retry: None,
            }),
            _ => unreachable!("neither asked for"),
        });
        // No name or ID that came out of a decoder is refused, but a type may hold NUL.
        let calls: Vec<Call> = calls.collect();
        let (again, _) = written::write(&calls);
        let without_spans = |reading: &Reading| {
            let events = reading.events().filter(|event| !event.event_type.contains('\0'));
            let without_span = |event: &Event| {
                (event.event_type.clone(), event.data.clone(), event.last_event_id.clone())
            };
            events.map(without_span).collect::<Vec<_>>()
        };
        let after = read_lent(&[&again], &options);
        prop_assert_eq!(without_spans(&after), without_spans(&before));
    }
}
