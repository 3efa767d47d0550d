//! Copying a payload against slicing it out of its chunk: which is less work, at which size.
//!
//! Each payload is made owned and dropped again, as a stream's consumer does with most; a chunk of 1 MiB holds them side
//! by side. An event needs an allocation beside its slice, a frame of JSON none. This is what the threshold of `src/owned.rs` rests on.

use std::hint::black_box;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const CHUNK: usize = 1 << 20;

fn own(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("own");
    let chunk = Bytes::from(vec![b'x'; CHUNK]);
    // Shared once, as a chunk is from its first slice on.
    let _shared = chunk.clone();
    for len in [64, 256, 512, 1024, 2048, 4096, 16 * 1024, 64 * 1024] {
        let starts = || (0..CHUNK - len).step_by(len).cycle();
        let mut at = starts();
        group.bench_function(BenchmarkId::new("copy", len), |bencher| {
            bencher.iter(|| {
                let start = at.next().unwrap_or_default();
                let copy = Bytes::copy_from_slice(black_box(&chunk[start..start + len]));
                assert_eq!(copy.len(), len);
                copy
            });
        });
        let mut at = starts();
        group.bench_function(BenchmarkId::new("slice-and-allocation", len), |bencher| {
            bencher.iter(|| {
                let start = at.next().unwrap_or_default();
                let slice = chunk.slice_ref(black_box(&chunk[start..start + len]));
                let beside = Bytes::copy_from_slice(black_box(b"message-0123456789"));
                assert_eq!(slice.len() + beside.len(), len + 18);
                (slice, beside)
            });
        });
        let mut at = starts();
        group.bench_function(BenchmarkId::new("slice", len), |bencher| {
            bencher.iter(|| {
                let start = at.next().unwrap_or_default();
                let slice = chunk.slice_ref(black_box(&chunk[start..start + len]));
                assert_eq!(slice.len(), len);
                slice
            });
        });
    }
    group.finish();
}

criterion_group!(benches, own);
criterion_main!(benches);
