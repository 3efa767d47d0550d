//! How fast events leave, over the streams users have. Time is reported per event; every iteration's count of events
//! and data bytes is checked.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench sse`, or a part of it: `… --bench sse -- raw/openai/`

#[path = "support/streams.rs"]
mod streams;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use streams::{Chunking, Stream};
use unchunk::sse::{Decoder, Event};

/// Any; the same on every run, so that runs can be compared.
const SEED: u64 = 11;

fn main() {
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .configure_from_args();
    let streams = streams::all(SEED);
    let usual = [Chunking::Bytes(16 * 1024), Chunking::Bytes(1400)];
    face(&mut criterion, "raw", &streams, &Chunking::ALL, |event| {
        event.data_bytes().len()
    });
    face(&mut criterion, "text", &streams, &usual, |event| {
        black_box(event.data()).len()
    });
    face(&mut criterion, "owned", &streams, &usual, |event| {
        black_box(event.into_owned()).data_bytes().len()
    });
    criterion.final_summary();
}

/// One face over all streams, cut in each of `chunkings`. `data_bytes` takes an event the way the face does.
fn face(
    criterion: &mut Criterion,
    name: &str,
    streams: &[Stream],
    chunkings: &[Chunking],
    data_bytes: impl Fn(&Event<'_>) -> usize,
) {
    for stream in streams {
        let mut group = criterion.benchmark_group(format!("{name}/{}", stream.name));
        group.throughput(Throughput::Elements(stream.events as u64));
        for chunking in chunkings {
            let chunks = stream.chunks(*chunking);
            group.bench_function(BenchmarkId::from_parameter(chunking.name()), |bencher| {
                bencher.iter(|| {
                    let decoded = decode(black_box(&chunks), &data_bytes);
                    assert_eq!(decoded, (stream.events, stream.data_bytes));
                });
            });
        }
        group.finish();
    }
}

/// Decodes the chunks; returns how many events left and how many bytes of data they had.
#[inline]
fn decode(chunks: &[&[u8]], data_bytes: impl Fn(&Event<'_>) -> usize) -> (usize, usize) {
    let mut decoder = Decoder::new();
    let (mut events, mut bytes) = (0, 0);
    for chunk in chunks {
        let mut input = *chunk;
        while let Some(event) = decoder.decode(&mut input).expect("no limit is broken") {
            events += 1;
            bytes += data_bytes(&event);
        }
    }
    (events, bytes)
}
