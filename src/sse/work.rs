//! Contract line 3, linear: the work done is counted in bytes looked at and bytes moved, not in seconds.

use alloc::vec::Vec;

use super::Decoder;
use crate::meter;

const MIB: usize = 1024 * 1024;

/// What a stream may cost, in bytes per byte fed.
struct Cost {
    scanned: u64,
    moved: u64,
}

/// Looked at once for the line end; moved once into the decoder's buffer, and at most twice more in all its doublings.
const ONE_LINE: Cost = Cost {
    scanned: 1,
    moved: 3,
};

/// Looked at once more where a block of 64 bytes has been looked at and a chunk or an event ends in it.
const LINES: Cost = Cost {
    scanned: 2,
    moved: 4,
};

impl Cost {
    /// Looked at once more, where an event that seemed whole proves to be none.
    const fn once_more(&self) -> Self {
        Self {
            scanned: self.scanned + 1,
            moved: self.moved,
        }
    }
}

/// A block of exactly `len` bytes with one `data` line.
fn event_of_one_line(len: usize) -> Vec<u8> {
    let mut event = b"data: ".to_vec();
    event.resize(len - 2, b'x');
    event.extend_from_slice(b"\n\n");
    event
}

/// A block of exactly `len` bytes with `lines` `data` lines, an event type and an ID after the first of them: joining
/// has to bring those to the front.
fn event_of_lines(len: usize, lines: usize) -> Vec<u8> {
    let mut event = b"data: first\nevent: delta\nid: 41\n".to_vec();
    let each = (len - event.len()) / (lines - 1);
    for _ in 2..lines {
        let end = event.len() + each;
        event.extend_from_slice(b"data: ");
        event.resize(end - 1, b'x');
        event.push(b'\n');
    }
    event.extend_from_slice(&event_of_one_line(len - event.len()));
    event
}

/// Decodes `stream` in chunks of `chunk` bytes, asserts what leaves and that it costs no more than `cost`.
fn assert_costs(
    decoder: &mut Decoder,
    stream: &[u8],
    chunk: usize,
    (events, errors): (usize, usize),
    cost: &Cost,
) {
    let mut seen = (0, 0);
    let (scanned, moved) = meter::measure(|| {
        for mut input in stream.chunks(chunk) {
            loop {
                match decoder.decode(&mut input) {
                    Ok(Some(_)) => seen.0 += 1,
                    Ok(None) => break,
                    Err(_) => seen.1 += 1,
                }
            }
        }
    });
    assert_eq!(seen, (events, errors), "in chunks of {chunk}");
    let fed = stream.len() as u64;
    std::println!(
        "{fed} bytes in chunks of {chunk}: scanned {:.3}, moved {:.3} a byte",
        scanned as f64 / fed as f64,
        moved as f64 / fed as f64
    );
    // Where a chunk is stepped through byte by byte, to be moved, no search is.
    assert!(
        scanned + moved >= fed / 2,
        "{scanned} and {moved} of {fed} in chunks of {chunk}"
    );
    assert!(
        scanned <= cost.scanned * fed,
        "scanned {scanned} of {fed} in chunks of {chunk}"
    );
    assert!(
        moved <= cost.moved * fed,
        "moved {moved} of {fed} in chunks of {chunk}"
    );
}

#[test]
fn contract_3_linear_one_line_of_8_mib_in_small_chunks() {
    let event = event_of_one_line(8 * MIB);
    for chunk in [1, 16, 1400] {
        assert_costs(&mut Decoder::new(), &event, chunk, (1, 0), &ONE_LINE);
    }
}

#[test]
fn contract_3_linear_50_000_lines_of_8_mib_in_small_chunks() {
    let event = event_of_lines(8 * MIB, 50_000);
    assert_eq!(event.len(), 8 * MIB);
    for chunk in [16, 1400] {
        assert_costs(
            &mut Decoder::new(),
            &event,
            chunk,
            (1, 0),
            &LINES.once_more(),
        );
    }
    // Single bytes take an unoptimised build long; a quarter of them shows the same.
    let event = event_of_lines(2 * MIB, 12_500);
    assert_costs(&mut Decoder::new(), &event, 1, (1, 0), &LINES);
}

#[test]
fn contract_3_linear_50_000_lines_of_8_mib_in_one_chunk() {
    let event = event_of_lines(8 * MIB, 50_000);
    assert_costs(&mut Decoder::new(), &event, event.len(), (1, 0), &LINES);
}

#[test]
fn contract_3_linear_200_000_events_in_one_chunk_are_scanned_once_and_never_moved() {
    let stream = b"data: {\"delta\":\"x\"}\n\n".repeat(200_000);
    let cost = Cost {
        scanned: 1,
        moved: 0,
    };
    let whole = stream.len();
    assert_costs(&mut begun(usize::MAX), &stream, whole, (200_000, 0), &cost);
}

#[test]
fn contract_3_linear_20_000_events_in_small_chunks() {
    let stream = b"data: {\"delta\":\"x\"}\n\n".repeat(20_000);
    for chunk in [1, 16, 1400] {
        assert_costs(
            &mut Decoder::new(),
            &stream,
            chunk,
            (20_000, 0),
            &ONE_LINE.once_more(),
        );
    }
}

/// A decoder that stands between two events.
fn begun(max_event_bytes: usize) -> Decoder {
    let mut decoder = Decoder::builder().max_event_bytes(max_event_bytes).build();
    assert_eq!(decoder.decode(&mut &b":\n\n"[..]), Ok(None));
    decoder
}

#[test]
fn contract_3_linear_an_event_over_the_limit_costs_what_fits_it() {
    for event in [event_of_one_line(8 * MIB), event_of_lines(8 * MIB, 50_000)] {
        for chunk in [16, 1400, event.len()] {
            // What fits the limit costs as much as an event; the seven eighths after it are only looked at.
            let mut decoder = Decoder::builder().max_event_bytes(MIB).build();
            let cost = Cost {
                scanned: 1,
                moved: 1,
            };
            assert_costs(&mut decoder, &event, chunk, (0, 1), &cost.once_more());
        }
    }
}

#[test]
fn contract_3_linear_asking_for_items_looks_at_a_block_for_each() {
    // Each call looks for its line end in a block of 64 bytes.
    const BLOCK: u64 = 64;
    let stream = [b": ping\n".repeat(20_000), b"data: x\n\n".to_vec()].concat();
    for chunk in [1, 16, 1400, stream.len()] {
        let mut items = 0;
        let mut decoder = Decoder::builder().build_items();
        let (scanned, moved) = meter::measure(|| {
            for mut input in stream.chunks(chunk) {
                while decoder.decode(&mut input).unwrap().is_some() {
                    items += 1;
                }
            }
        });
        assert_eq!(items, 20_001);
        let fed = stream.len() as u64;
        let most = fed + BLOCK * items;
        assert!(scanned <= most, "scanned {scanned} of {fed}");
        assert!(scanned + moved >= fed / 4, "{scanned} and {moved} of {fed}");
        assert!(moved <= ONE_LINE.moved * fed, "moved {moved} of {fed}");
    }
}

/// How often the machine is entered for a chunk in which no item ends.
fn entries(decoder: &mut Decoder, mut chunk: &[u8]) -> u64 {
    meter::entries(|| assert_eq!(decoder.decode(&mut chunk), Ok(None)))
}

#[test]
fn drips_pass_the_machine() {
    // As much as the first allocation has room for.
    for (name, longest) in [("data", 31), ("event", 15)] {
        let mut decoder = begun(usize::MAX);
        assert_eq!(entries(&mut decoder, &name.as_bytes()[..1]), 1);
        for byte in &name.as_bytes()[1..] {
            assert_eq!(entries(&mut decoder, &[*byte]), 0, "{name}");
        }
        assert_eq!(entries(&mut decoder, b": "), 1);
        assert_eq!(entries(&mut decoder, b"x"), 1, "nothing has been allocated");
        for len in 0..=longest {
            assert_eq!(entries(&mut decoder, &b"x".repeat(len)), 0, "{name} {len}");
        }
        for end in ["\n", "\r", "yy\ny", "yyyyy\rx", "yyyyyyyyy\nyyyy"] {
            let mut decoder = decoder.clone();
            assert_eq!(entries(&mut decoder, end.as_bytes()), 1, "{name} {end:?}");
        }
    }
}

#[test]
fn what_is_whole_in_a_chunk_passes_the_machine() {
    let mut decoder = begun(usize::MAX);
    for event in [
        "data: x\n\n",
        "id: 1\nevent: a\ndata: x\n\n",
        "data: x\r\n\r\n",
    ] {
        let mut input = event.as_bytes();
        let entries = meter::entries(|| assert!(decoder.decode(&mut input).unwrap().is_some()));
        assert_eq!(entries, 0, "{event:?}");
    }
    assert_eq!(
        entries(&mut decoder, b"event: a\ndata: x"),
        0,
        "so does a beginning"
    );
}

#[test]
fn contract_3_linear_what_seems_whole_is_looked_at_in_vain_once_at_most() {
    let (line, lines) = (event_of_one_line(MIB), event_of_lines(MIB, 5000));
    let small = b"data: a\ndata: b\n\ndata: {\"delta\":\"x\"}\n\n".repeat(5000);
    for chunk in [16, 17, 1400, MIB - 1, MIB] {
        let (one_line, more) = (ONE_LINE.once_more(), LINES.once_more());
        assert_costs(&mut begun(MIB), &line, chunk, (1, 0), &one_line);
        assert_costs(&mut begun(MIB), &lines, chunk, (1, 0), &more);
        assert_costs(&mut begun(MIB / 2), &line, chunk, (0, 1), &one_line);
        assert_costs(&mut begun(MIB / 2), &lines, chunk, (0, 1), &more);
        assert_costs(&mut begun(MIB), &small, chunk, (10_000, 0), &more);
    }
}
