//! Contract line 4, bounded: what a decoder allocates and holds. Counted, not timed.

use allocation_counter::measure;
use unchunk::sse::{Decoder, OwnedEvent};

/// What a decoder may hold besides an unfinished event: the head of a body in which nothing known came yet.
const CONSTANT: usize = 1024;

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

/// How many events and errors a chunk brought.
fn drain(decoder: &mut Decoder, mut input: &[u8]) -> (usize, usize) {
    let (mut events, mut errors) = (0, 0);
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(_)) => events += 1,
            Ok(None) => return (events, errors),
            Err(_) => errors += 1,
        }
    }
}

/// Feeds `bytes` over and over in chunks of `chunk` bytes, 5 limits' worth of them, and asserts what is held meanwhile.
///
/// `beginning` is the stream's.
fn assert_flood_is_bounded(beginning: &[u8], bytes: &[u8], limit: usize, chunk: usize) {
    let flood = bytes.repeat((5 * limit).div_ceil(bytes.len()));
    let mut decoder = Decoder::builder().max_event_bytes(limit).build();
    let mut gauge = Gauge::default();
    gauge.step(|| {
        drain(&mut decoder, beginning);
    });
    for chunk in flood.chunks(chunk) {
        gauge.step(|| {
            drain(&mut decoder, chunk);
        });
        assert!(decoder.held() <= limit);
    }
    let what = bytes[..bytes.len().min(16)].escape_ascii();
    assert!(
        gauge.most <= (limit + CONSTANT) as i64,
        "{what}, limit {limit}, chunks of {chunk}: {gauge:?}"
    );
    assert!(
        gauge.peak <= 2 * (limit + CONSTANT) as i64,
        "{what}, limit {limit}, chunks of {chunk}: {gauge:?}"
    );
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
fn contract_4_bounded_a_decoder_is_at_most_192_bytes() {
    println!("size_of::<sse::Decoder>() = {}", size_of::<Decoder>());
    assert!(size_of::<Decoder>() <= 192);
}

#[test]
fn contract_4_bounded_a_fresh_decoder_owns_no_heap() {
    let info = measure(|| {
        let mut decoder = Decoder::new();
        assert_eq!(drain(&mut decoder, b""), (0, 0));
        decoder.reset();
        let _ = decoder.finish();
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
fn contract_4_bounded_a_split_event_costs_one_allocation() {
    let event = format!("event: delta\ndata: {}\n\n", "x".repeat(280));
    let mut decoder = Decoder::new();
    let info = measure(|| {
        for _ in 0..100 {
            let (left, right) = event.as_bytes().split_at(100);
            assert_eq!(drain(&mut decoder, left), (0, 0));
            assert_eq!(drain(&mut decoder, right), (1, 0));
        }
    });
    assert_eq!(info.count_total, 100);
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
                let info = measure(|| kept.push(event.to_owned()));
                count += info.count_total;
                bytes += info.bytes_current;
            }
        }
        assert_eq!(kept.len(), 1001);
        assert_eq!(count, 1001);
        assert_eq!(bytes, (1 << 20) + 1000 * "hellodelta7".len() as i64);
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
    for limit in [3, 13, 511, 512, 513, 70_000, 100_000, (1 << 20) + 1] {
        for chunk in [1, 1000, limit + 1] {
            let mut decoder = Decoder::builder().max_event_bytes(limit).build();
            let mut gauge = Gauge::default();
            // The prefix is known, so that nothing of the head is kept; then a line without an end.
            let stream = [b":\n\n:", vec![b'x'; 2 * limit].as_slice()].concat();
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
    // For the next giant as much is reserved at once. That must not be done twice.
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
            let mut decoder = Decoder::builder().max_event_bytes(limit).build();
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
    let mut decoder = Decoder::builder().max_event_bytes(limit).build();
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
fn contract_4_bounded_flood_of_comments_asked_for() {
    for limit in [100, 64 * 1024] {
        let flood = b": ping\n".repeat(20 * limit / 7);
        let mut decoder = Decoder::builder().max_event_bytes(limit).build();
        let mut gauge = Gauge::default();
        for mut chunk in flood.chunks(1400) {
            gauge.step(|| {
                while !matches!(decoder.decode_item(&mut chunk), Ok(None)) {
                    assert!(decoder.held() <= limit);
                }
            });
        }
        assert!(gauge.most <= (limit + CONSTANT) as i64, "{gauge:?}");
    }
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
