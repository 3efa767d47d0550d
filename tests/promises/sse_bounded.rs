//! Contract line 4, bounded: what a decoder allocates and holds. Counted, not timed.

use std::time::Duration;

use allocation_counter::measure;
use unchunk::sse::{Decoder, DecoderBuilder, Items, OwnedEvent};
use unchunk::{Decode, Verdict, session};

/// What a decoder may own besides what the limits on events and IDs allow.
const CONSTANT: usize = 2048;
/// The limit on IDs in floods.
const MAX_ID_BYTES: usize = 64;

/// Memory over the steps of a run, in bytes of heap.
#[derive(Debug, Default)]
struct Gauge {
    /// Held now, counted from the gauge's first step.
    now: i64,
    /// The most held between two steps.
    most: i64,
    /// The most inside a step. The counter has no growing in place: while a buffer grows, old and new both count.
    peak: i64,
}

impl Gauge {
    fn step(&mut self, work: impl FnOnce()) {
        let info = measure(work);
        self.peak = self.peak.max(self.now + info.bytes_max as i64);
        self.now += info.bytes_current;
        self.most = self.most.max(self.now);
    }
}

/// How many items and errors a chunk brought.
fn drain(decoder: &mut impl Decode, mut input: &[u8]) -> (usize, usize) {
    let (mut items, mut errors) = (0, 0);
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(_)) => items += 1,
            Ok(None) => return (items, errors),
            Err(_) => errors += 1,
        }
    }
}

fn builder(limit: usize) -> DecoderBuilder {
    Decoder::builder()
        .max_event_bytes(limit)
        .max_id_bytes(MAX_ID_BYTES)
}

/// Feeds `bytes` over and over in chunks of `chunk` bytes, 5 limits' worth of them, and asserts what is owned meanwhile:
/// never more than `most`.
///
/// `beginning` is the stream's.
fn assert_flood_keeps_within(
    most: usize,
    decoder: &mut impl Decode,
    beginning: &[u8],
    bytes: &[u8],
    limit: usize,
    chunk: usize,
) {
    let flood = bytes.repeat((5 * limit).div_ceil(bytes.len()));
    let mut gauge = Gauge::default();
    gauge.step(|| {
        drain(decoder, beginning);
    });
    for chunk in flood.chunks(chunk) {
        gauge.step(|| {
            drain(decoder, chunk);
        });
    }
    let what = bytes[..bytes.len().min(16)].escape_ascii();
    assert!(
        gauge.most <= most as i64 && gauge.peak <= 2 * most as i64,
        "{what}, limit {limit}, chunks of {chunk}: {gauge:?}"
    );
}

fn assert_flood_is_bounded(beginning: &[u8], bytes: &[u8], limit: usize, chunk: usize) {
    let most = limit + MAX_ID_BYTES + CONSTANT;
    for machine_only in [false, true] {
        let builder = builder(limit).machine_only(machine_only);
        let mut decoder = builder.clone().build();
        assert_flood_keeps_within(most, &mut decoder, beginning, bytes, limit, chunk);
        assert!(decoder.held() <= limit);
        // The line being held may have the event limit once more.
        let mut items = builder.build_items();
        assert_flood_keeps_within(most + limit, &mut items, beginning, bytes, limit, chunk);
    }
}

fn assert_floods_are_bounded(bytes: &[u8]) {
    for limit in [100, 1000, 70_000] {
        for chunk in [7, 1400, 1 << 20] {
            // Also where the stream has shown itself to be one, so that the decoder takes shortcuts.
            for beginning in [&b""[..], b":\n\n"] {
                assert_flood_is_bounded(beginning, bytes, limit, chunk);
            }
        }
    }
}

#[test]
fn contract_4_bounded_a_decoder_is_at_most_256_bytes() {
    println!("size_of::<sse::Decoder>() = {}", size_of::<Decoder>());
    assert!(size_of::<Decoder>() <= 256);
    assert!(size_of::<Items>() <= 256);
}

#[test]
fn contract_4_bounded_a_fresh_decoder_owns_no_heap() {
    let info = measure(|| {
        let mut decoder = Decoder::new();
        assert_eq!(drain(&mut decoder, b""), (0, 0));
        decoder.reset();
        assert_eq!(decoder.finish().unwrap().verdict(), Verdict::Complete);
    });
    assert_eq!(info.count_total, 0);
}

#[test]
fn contract_4_bounded_an_idle_decoder_owns_no_heap() {
    let mut gauge = Gauge::default();
    let mut decoder = Decoder::new();
    // Split, of many lines, skipped over the limit: whatever was held is given back when the input is used up between
    // events.
    for chunks in [
        &[&b"data: spl"[..], b"it\n\n"][..],
        &[b"data: a\ndata: b\n\n"],
        &[b"data: a\nda", b"ta: b\r\n\r", b"\n"],
        &[b": ping\n\n"],
        &[b"event: x\ndata", b": y\n\ndata: z\n\n"],
        &[b"event: x\nevent: y", b"\nid: \0", b"\ndata: ", b"z\n\n"],
        &[b"meta: {}\nda", b"ta: z\n\n"],
    ] {
        for chunk in chunks {
            gauge.step(|| {
                drain(&mut decoder, chunk);
            });
        }
        assert!(decoder.is_at_event_boundary());
        assert_eq!(gauge.now, 0, "after {}", chunks.concat().escape_ascii());
    }
    assert!(gauge.most > 0, "the gauge saw what the split events needed");
}

#[test]
fn contract_4_bounded_an_idle_decoder_owns_at_most_a_kibibyte_of_ignored_lines() {
    for beginning in ["data: x\n\n", "<html>\n"] {
        for chunk in [1, 7, 100, 1 << 20] {
            let mut decoder = Decoder::new();
            let mut gauge = Gauge::default();
            let stream = [beginning, &"{\"error\":\"overloaded\"}\n\n".repeat(1000)].concat();
            for chunk in stream.as_bytes().chunks(chunk) {
                gauge.step(|| {
                    drain(&mut decoder, chunk);
                });
                assert!(!decoder.is_at_event_boundary() || gauge.now <= 1024);
            }
            assert_eq!(decoder.ignored().len(), 1024);
            assert_eq!(gauge.now, 1024);
            gauge.step(|| assert_eq!(drain(&mut decoder, b"data: y\n\n"), (1, 0)));
            assert_eq!(gauge.now, 0, "an event empties them");
        }
    }
}

#[test]
fn contract_4_bounded_what_is_skipped_is_not_held() {
    let mut decoder = builder(1000).build();
    let mut gauge = Gauge::default();
    for chunk in [
        &b":\n\n"[..],
        b"event: t\nid: 1\ndata: ",
        &[b'x'; 900],
        &[b'x'; 200],
    ] {
        gauge.step(|| {
            drain(&mut decoder, chunk);
        });
    }
    assert!(gauge.most > 900);
    assert_eq!(gauge.now, 0);
}

#[test]
fn contract_4_bounded_a_comment_of_ten_mebibytes_is_not_held() {
    for beginning in [&b":\n\ndata: a\n:"[..], b":", b"data: a\nmeta: "] {
        for chunk in [1 << 10, 16 << 10, 10 << 20] {
            let mut decoder = builder(100).build();
            let mut gauge = Gauge::default();
            gauge.step(|| assert_eq!(drain(&mut decoder, beginning), (0, 0)));
            for chunk in vec![b'x'; 10 << 20].chunks(chunk) {
                gauge.step(|| assert_eq!(drain(&mut decoder, chunk), (0, 0)));
            }
            gauge.step(|| assert_eq!(drain(&mut decoder, b"\ndata: b\n\n"), (1, 0)));
            assert!(gauge.peak <= CONSTANT as i64, "{gauge:?}");
        }
    }
}

#[test]
fn contract_4_bounded_a_comment_of_ten_mebibytes_is_one_error_as_an_item() {
    for chunk in [1 << 10, 10 << 20] {
        let mut items = builder(100).build_items();
        let mut gauge = Gauge::default();
        let mut errors = 0;
        gauge.step(|| assert_eq!(drain(&mut items, b"data: a\n:"), (0, 0)));
        for chunk in vec![b'x'; 10 << 20].chunks(chunk) {
            gauge.step(|| errors += drain(&mut items, chunk).1);
        }
        gauge.step(|| assert_eq!(drain(&mut items, b"\ndata: b\n\n"), (1, 0)));
        assert_eq!(errors, 1);
        assert!(gauge.most <= (100 + CONSTANT) as i64, "{gauge:?}");
    }
}

#[test]
fn contract_4_bounded_replaced_types_and_ids() {
    // Each as long as the limit, the old one beside the new one while that is being read.
    for (name, limit, max_id_bytes) in [
        ("event", 1000, 64),
        ("id", 1000, 1000),
        ("id", 70_000, 30_000),
    ] {
        let half = max_id_bytes.min(limit / 2);
        let half = if name == "event" { limit / 2 } else { half };
        for chunk in [1, 7, 100, 1400, 1 << 20] {
            let stream = format!("{name}: {}\n", "x".repeat(half)).repeat(20);
            let mut decoder = builder(limit).max_id_bytes(max_id_bytes).build();
            let mut gauge = Gauge::default();
            gauge.step(|| {
                drain(&mut decoder, b":\n\n");
            });
            for chunk in stream.as_bytes().chunks(chunk) {
                gauge.step(|| assert_eq!(drain(&mut decoder, chunk).1, 0));
            }
            gauge.step(|| assert_eq!(drain(&mut decoder, b"data\n\n"), (1, 0)));
            let most = limit + max_id_bytes + CONSTANT;
            assert!(
                gauge.most <= most as i64,
                "{name}, {limit}, {chunk}: {gauge:?}"
            );
        }
    }
}

#[test]
fn contract_4_bounded_where_text_replaces_bytes_they_count_three_times() {
    let limit = 30_000;
    for chunk in [1, 1000, 1 << 20] {
        for block in ["event: ", "id: "] {
            let stream = [
                block.as_bytes(),
                &[0xFF; 20_000],
                b"\ndata: ",
                &[b'x'; 9_000],
                b"\n\n",
            ]
            .concat();
            let mut decoder = builder(limit).max_id_bytes(20_000).build();
            let mut gauge = Gauge::default();
            for chunk in stream.chunks(chunk) {
                gauge.step(|| {
                    drain(&mut decoder, chunk);
                });
            }
            let most = limit + 2 * 20_000 + 3 * 20_000 + CONSTANT;
            assert!(gauge.most <= most as i64, "{block}{chunk}: {gauge:?}");
        }
    }
}

#[test]
fn contract_4_bounded_no_event_pays_for_the_id_of_another() {
    let id = [&b"id: "[..], &[0xFF; 8 << 10], b"\ndata: x\n\n"].concat();
    let events = b"data: x\n\n".repeat(1000);
    let mut decoder = Decoder::new();
    assert_eq!(drain(&mut decoder, &id), (1, 0));
    let info = measure(|| assert_eq!(drain(&mut decoder, &events), (1000, 0)));
    assert_eq!(info.count_total, 0);

    let mut source = session::EventSource::new(session::Session::new(), Decoder::builder());
    let now = Duration::ZERO;
    assert!(matches!(source.poll(now), session::Action::Open(_)));
    source
        .opened(now, 200, Some("text/event-stream"))
        .expect("a response is awaited");
    let mut chunk = &id[..];
    while source.decode(now, &mut chunk).expect("good").is_some() {}
    let info = measure(|| {
        let mut chunk = &events[..];
        while source.decode(now, &mut chunk).expect("good").is_some() {}
    });
    assert_eq!(info.count_total, 0, "through an `EventSource` too");
}

#[test]
fn contract_4_bounded_an_event_source_owns_nothing_after_a_giant() {
    let giant = format!("data: {}\n\n", "x".repeat(4 << 20));
    let mut source = session::EventSource::new(session::Session::new(), Decoder::builder());
    let now = Duration::ZERO;
    assert!(matches!(source.poll(now), session::Action::Open(_)));
    source
        .opened(now, 200, Some("text/event-stream"))
        .expect("a response is awaited");
    let mut gauge = Gauge::default();
    for mut chunk in giant.as_bytes().chunks(1400) {
        gauge.step(|| while source.decode(now, &mut chunk).expect("good").is_some() {});
    }
    assert!(gauge.most > 4 << 20);
    assert_eq!(gauge.now, 0);
}

#[test]
fn contract_4_bounded_an_idle_decoder_owns_the_last_event_id_only() {
    let mut gauge = Gauge::default();
    let mut decoder = Decoder::new();
    gauge.step(|| {
        drain(&mut decoder, b"id: 0123456789abcdef\nda");
        drain(&mut decoder, b"ta: x\n\n");
    });
    assert_eq!(gauge.now, 16);
    gauge.step(|| drop(decoder));
    assert_eq!(gauge.now, 0);
}

#[test]
fn contract_4_bounded_an_event_inside_a_chunk_costs_no_allocation() {
    let with_ids: String = (1000..2000)
        .map(|id| format!("id: {id}\ndata: x\n\n"))
        .collect();
    for stream in [
        "data: x\n\n".repeat(1000),
        "data: x\r\n\r\n".repeat(1000),
        "data: x\r\r".repeat(1000),
        "event: delta\ndata: {\"text\":\"你好\"}\n\n".repeat(1000),
        "event: delta\r\ndata: {\"text\":\"你好\"}\r\n\r\n".repeat(1000),
        ": ping\n\ndata: x\n\n".repeat(1000),
        with_ids,
    ] {
        let mut decoder = Decoder::new();
        let mut input = stream.as_bytes();
        assert!(decoder.decode(&mut input).unwrap().is_some(), "warm-up");
        let info = measure(|| assert_eq!(drain(&mut decoder, input), (999, 0)));
        assert_eq!(info.count_total, 0, "{}", &stream[..20]);
    }
}

#[test]
fn contract_4_bounded_events_of_many_lines_share_one_buffer() {
    for line in ["data: x\n", "data: x\r\n"] {
        let event = line.repeat(50) + &line[7..];
        let stream = event.repeat(1000);
        let mut decoder = Decoder::new();
        let mut input = stream.as_bytes();
        assert!(decoder.decode(&mut input).unwrap().is_some(), "warm-up");
        let info = measure(|| {
            for _ in 1..1000 {
                assert!(decoder.decode(&mut input).unwrap().is_some());
            }
        });
        assert_eq!(info.count_total, 0);
    }
}

#[test]
fn contract_4_bounded_a_split_event_costs_an_allocation_for_each_field_that_is_held() {
    let event = format!("event: delta\ndata: {}\n\n", "x".repeat(280));
    let mut decoder = Decoder::new();
    let info = measure(|| {
        for _ in 0..100 {
            let (left, right) = event.as_bytes().split_at(100);
            assert_eq!(drain(&mut decoder, left), (0, 0));
            assert_eq!(drain(&mut decoder, right), (1, 0));
        }
    });
    assert_eq!(info.count_total, 200, "type and data");
}

#[test]
fn contract_4_bounded_an_owned_event_is_one_allocation_of_its_size() {
    let small = "id: 7\nevent: delta\ndata: hello\n\n".repeat(1000);
    let giant = format!("data: {}\n\n", "x".repeat(1 << 20));
    let stream = giant + &small;
    // Whole, so that events lie in the chunk, and in small chunks, so that most come out of the carry buffer.
    for chunk in [stream.len(), 16] {
        let mut decoder = Decoder::new();
        let mut kept: Vec<OwnedEvent> = Vec::with_capacity(1001);
        let (mut count, mut bytes) = (0, 0);
        for mut input in stream.as_bytes().chunks(chunk) {
            while let Some(event) = decoder.decode(&mut input).unwrap() {
                let info = measure(|| kept.push(event.into_owned()));
                count += info.count_total;
                bytes += info.bytes_current;
            }
        }
        assert_eq!(kept.len(), 1001);
        assert_eq!(count, 1001);
        // And 32 bytes in it that say how long the parts are, and where the event was.
        assert_eq!(
            bytes,
            (1 << 20) + 1000 * "hellodelta7".len() as i64 + 1001 * 32
        );
        let data = measure(|| kept.drain(..).for_each(|event| drop(event.into_data())));
        assert!(
            data.bytes_total < 1000 * 32,
            "taking the data out needs a handle, not a copy"
        );
        assert_eq!(data.bytes_current, -bytes, "nothing else is kept alive");
    }
}

#[test]
fn contract_4_bounded_a_giant_event_leaves_no_giant_buffer() {
    let giant = format!("data: {}\n\n", "x".repeat(4 << 20));
    let many_lines = format!("{}\n", "data: x\n".repeat(500_000));
    for giant in [giant, many_lines] {
        for chunk in [1400, giant.len()] {
            let mut decoder = Decoder::new();
            let mut gauge = Gauge::default();
            // The next event has begun in the same chunk, so that the decoder is never idle.
            let stream = giant.clone() + "data: small";
            for chunk in stream.as_bytes().chunks(chunk) {
                gauge.step(|| {
                    drain(&mut decoder, chunk);
                });
            }
            assert!(gauge.peak > 0);
            assert!(gauge.now <= 512, "{gauge:?}");
        }
    }
}

#[test]
fn contract_4_bounded_the_buffer_never_outgrows_the_limit() {
    for limit in [8, 13, 511, 512, 513, 70_000, 100_000, (1 << 20) + 1] {
        for chunk in [1, 1000, limit + 1] {
            for name in ["data:", "event:"] {
                let mut decoder = builder(limit).build();
                let mut gauge = Gauge::default();
                // The prefix is known, so that nothing of the head is kept; then a line without an end.
                let stream = [b":\n\n", name.as_bytes(), vec![b'x'; 2 * limit].as_slice()].concat();
                let mut errors = 0;
                for chunk in stream.chunks(chunk) {
                    gauge.step(|| errors += drain(&mut decoder, chunk).1);
                }
                assert_eq!(errors, 1);
                assert_eq!(gauge.now, 0, "what is skipped is not held");
                assert!(
                    gauge.most <= (limit + CONSTANT) as i64,
                    "limit {limit}, chunks of {chunk}: {gauge:?}"
                );
            }
        }
    }
}

#[test]
fn contract_4_bounded_flood_of_empty_data_lines() {
    assert_floods_are_bounded(b"data:\n");
    assert_floods_are_bounded(b"data\r");
}

#[test]
fn contract_4_bounded_flood_of_data_lines() {
    // Their joined values need room too, beside the block's bytes. Buffers double, so much depends on the limit.
    for line in [&b"data: xxxxxxxxxxxxxxxxxxxxxxxx\n"[..], b"data:x\r\n"] {
        assert_floods_are_bounded(line);
        for limit in (1..25).map(|times| times * 3000) {
            for chunk in [1400, limit / 5, 2 * limit / 5] {
                assert_flood_is_bounded(b":\n\n", line, limit, chunk);
            }
        }
    }
}

#[test]
fn contract_4_bounded_flood_of_data_lines_behind_a_giant() {
    let limit = 1 << 20;
    let line = format!("data: {}\n", "x".repeat(93));
    let giant = [b":\n\n", line.repeat(10_000).as_bytes(), b"\n"].concat();
    for chunk in [1400, 20_000, 60_000] {
        assert_flood_is_bounded(&giant, line.as_bytes(), limit, chunk);
    }
}

#[test]
fn contract_4_bounded_data_lines_in_a_small_chunk_and_a_large_one() {
    let line = b"data: xxxxxxxxxxxxxxxxxxxxxxxx\n";
    for limit in (1..25).map(|times| times * 3000) {
        for percent in [10, 15, 20, 25, 30, 40, 50, 90] {
            let large = line.repeat(limit * percent / 100 / line.len());
            let mut decoder = builder(limit).build();
            let mut gauge = Gauge::default();
            for chunk in [&b":\n\n"[..], &line.repeat(2), &large, line] {
                gauge.step(|| assert_eq!(drain(&mut decoder, chunk), (0, 0)));
            }
            assert!(
                gauge.most <= (limit + CONSTANT) as i64,
                "limit {limit}, {percent} %: {gauge:?}"
            );
        }
    }
}

#[test]
fn contract_4_bounded_a_clone_grows_as_the_decoder_does() {
    let limit = 1 << 20;
    let mut decoder = builder(limit).build();
    for chunk in [&b":\n\n"[..], b"data: ", &[b'x'; 600_000], b"x"] {
        drain(&mut decoder, chunk);
    }
    let mut gauge = Gauge::default();
    let mut clone = Decoder::new();
    gauge.step(|| clone = decoder.clone());
    for _ in 0..20 {
        gauge.step(|| {
            drain(&mut clone, b"x");
        });
    }
    assert!(gauge.most <= (limit + CONSTANT) as i64, "{gauge:?}");
}

#[test]
fn contract_4_bounded_flood_of_comments_without_a_blank_line() {
    assert_floods_are_bounded(b": ping\n");
    assert_floods_are_bounded(b":\r\n");
}

#[test]
fn contract_4_bounded_flood_of_one_endless_line() {
    assert_floods_are_bounded(b"data: xxxxxxxxxxxxxxxxxxxxxxxx");
    assert_floods_are_bounded(b"x");
    assert_floods_are_bounded(b"\xEF\xBB");
}

#[test]
fn contract_4_bounded_flood_of_event_lines() {
    assert_floods_are_bounded(b"event: delta\n");
    assert_floods_are_bounded(b"event: \xFF\xFF\xFF\xFF\xFF\n");
    assert_floods_are_bounded(b"event: delta\nid: 1\ndata: x\nfoo: bar\n");
}

#[test]
fn contract_4_bounded_flood_of_ids() {
    assert_floods_are_bounded(b"id: 42\n");
    assert_floods_are_bounded(b"id: 42\n\n");
}

#[test]
fn contract_4_bounded_flood_of_retry_and_blank_lines() {
    assert_floods_are_bounded(b"retry: 5\n");
    assert_floods_are_bounded(b"\n");
    assert_floods_are_bounded(b"\r\n");
}

#[test]
fn contract_4_bounded_an_html_body_is_not_kept() {
    assert_floods_are_bounded(b"<html>\n  <body>Bad gateway</body>\n\n</html>\n");
    assert_floods_are_bounded(b"{\"error\":{\"message\":\"overloaded\"}}\n\n");
}

#[test]
fn contract_4_bounded_the_last_event_id_holds_no_more_than_its_limit() {
    let limit = (1 << 20) + 1;
    let mut decoder = Decoder::builder().max_id_bytes(limit).build();
    let mut gauge = Gauge::default();
    for len in [limit - 1, limit] {
        let block = format!("id: {}\n\n", "7".repeat(len));
        gauge.step(|| assert_eq!(drain(&mut decoder, block.as_bytes()), (0, 0)));
        assert_eq!(decoder.last_event_id().len(), len);
    }
    assert!(gauge.now <= (limit + CONSTANT) as i64, "{gauge:?}");
}
