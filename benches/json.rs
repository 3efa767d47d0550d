//! JSON frames out of chunks: how many bytes a second, beside `serde_json`'s stream and a bare line split.
//!
//! Every measurement asserts how many frames it saw and how many bytes they had.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use unchunk::json::{Decoder, DecoderBuilder, Framing, Scanner};

/// What a pass over a stream came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    frames: usize,
    bytes: usize,
}

/// A stream and what must be seen of it.
struct Stream {
    bytes: Vec<u8>,
    seen: Seen,
}

const KIB: usize = 1024;
/// Fits the second-level cache of every machine of today.
const IN_CACHE: usize = 128 * KIB;
const OUT_OF_CACHE: usize = 64 * KIB * KIB;
/// What a server's write usually arrives as.
const CHUNK: usize = 16 * KIB;

/// An object as an API sends it, nested and with some escapes, of about `len` bytes.
fn object(index: usize, len: usize) -> String {
    let mut object = format!(r#"{{"id":{index},"model":"m-{}","choices":["#, index % 7);
    let mut item = 0;
    while object.len() + 170 < len {
        if item > 0 {
            object.push(',');
        }
        write!(
            object,
            r#"{{"index":{item},"delta":{{"content":"some text, \"quoted\" {item}","tags":["a","b"]}},"logprobs":null}}"#
        )
        .expect("a string takes all");
        item += 1;
    }
    object.push_str(r#"],"usage":{"prompt_tokens":12,"completion_tokens":34},"done":false}"#);
    object
}

/// About `total` bytes of objects of about `len` bytes, each framed by `frame`.
fn stream(total: usize, len: usize, frame: impl Fn(&str) -> String) -> Stream {
    let mut bytes = Vec::new();
    let mut seen = Seen::default();
    while bytes.len() < total {
        let object = object(seen.frames, len);
        seen.frames += 1;
        seen.bytes += object.len();
        bytes.extend_from_slice(frame(&object).as_bytes());
    }
    Stream { bytes, seen }
}

fn decode(decoder: &mut Decoder, stream: &[u8], chunk: usize) -> Seen {
    decoder.reset();
    let mut seen = Seen::default();
    for chunk in stream.chunks(chunk) {
        let mut input = black_box(chunk);
        while let Some(frame) = decoder.decode(&mut input).expect("good frames") {
            seen.frames += 1;
            seen.bytes += black_box(frame.text_bytes()).len();
        }
    }
    seen
}

/// The peer. It needs the whole stream at once.
fn serde_json_stream(stream: &[u8]) -> usize {
    serde_json::Deserializer::from_slice(black_box(stream))
        .into_iter::<serde::de::IgnoredAny>()
        .fold(0, |count, value| count + usize::from(value.is_ok()))
}

/// The floor: cutting at LF and nothing else.
fn memchr_lines(stream: &[u8], chunk: usize) -> Seen {
    let mut seen = Seen::default();
    let mut partial = 0;
    for chunk in stream.chunks(chunk) {
        let mut rest = black_box(chunk);
        while let Some(end) = memchr::memchr(b'\n', rest) {
            seen.frames += 1;
            seen.bytes += partial + black_box(&rest[..end]).len();
            partial = 0;
            rest = &rest[end + 1..];
        }
        partial += rest.len();
    }
    seen
}

fn measure(criterion: &mut Criterion, group: &str, name: &str, bytes: usize, pass: impl FnMut()) {
    let mut pass = pass;
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Bytes(bytes as u64));
    if bytes >= OUT_OF_CACHE / 2 {
        group.sample_size(10);
    }
    group.bench_function(name, |bencher| bencher.iter(&mut pass));
    group.finish();
}

fn measure_decoder(
    criterion: &mut Criterion,
    group: &str,
    name: &str,
    stream: &Stream,
    chunk: usize,
    builder: DecoderBuilder,
) {
    let mut decoder = builder.build();
    measure(criterion, group, name, stream.bytes.len(), || {
        assert_eq!(decode(&mut decoder, &stream.bytes, chunk), stream.seen);
    });
}

fn values(criterion: &mut Criterion) {
    let group = "values-1600B";
    let objects = stream(IN_CACHE, 1600, str::to_owned);
    for (name, chunk) in [
        ("whole", usize::MAX),
        ("16KiB", CHUNK),
        ("1400B", 1400),
        ("100B", 100),
        ("7B", 7),
        ("1B", 1),
    ] {
        measure_decoder(criterion, group, name, &objects, chunk, Decoder::builder());
    }
    for (name, builder) in [
        (
            "16KiB-portable",
            Decoder::builder().scanner(Scanner::Portable),
        ),
        (
            "16KiB-bytewise",
            Decoder::builder().scanner(Scanner::Bytewise),
        ),
        ("16KiB-validate", Decoder::builder().validate(true)),
    ] {
        measure_decoder(criterion, group, name, &objects, CHUNK, builder);
    }
    measure(
        criterion,
        group,
        "serde_json-IgnoredAny",
        objects.bytes.len(),
        || {
            assert_eq!(serde_json_stream(&objects.bytes), objects.seen.frames);
        },
    );

    for len in [0, 300] {
        let objects = stream(IN_CACHE, len, str::to_owned);
        let group = format!("values-{}B", objects.seen.bytes / objects.seen.frames);
        measure_decoder(
            criterion,
            &group,
            "16KiB",
            &objects,
            CHUNK,
            Decoder::builder(),
        );
        measure(
            criterion,
            &group,
            "serde_json-IgnoredAny",
            objects.bytes.len(),
            || {
                assert_eq!(serde_json_stream(&objects.bytes), objects.seen.frames);
            },
        );
    }
    let pairs = IN_CACHE / 5;
    let tiny = Stream {
        bytes: b"{}[1]".repeat(pairs),
        seen: Seen {
            frames: pairs * 2,
            bytes: pairs * 5,
        },
    };
    measure_decoder(
        criterion,
        "values-tiny",
        "16KiB",
        &tiny,
        CHUNK,
        Decoder::builder(),
    );

    let large = stream(OUT_OF_CACHE, 1600, str::to_owned);
    let group = "values-1600B-out-of-cache";
    measure_decoder(criterion, group, "16KiB", &large, CHUNK, Decoder::builder());
}

fn other_framings(criterion: &mut Criterion) {
    let mut array = stream(IN_CACHE, 1600, |object| format!("{object},\n"));
    array.bytes.truncate(array.bytes.len() - 2);
    array.bytes.insert(0, b'[');
    array.bytes.push(b']');
    let sequence = stream(IN_CACHE, 1600, |object| format!("\x1E{object}\n"));
    let messages = stream(IN_CACHE, 1600, |object| {
        format!("Content-Length: {}\r\n\r\n{object}", object.len())
    });
    for (name, framing, stream) in [
        ("array-1600B", Framing::Array, array),
        ("sequence-1600B", Framing::TextSequence, sequence),
        ("content-length-1600B", Framing::ContentLength, messages),
    ] {
        let builder = Decoder::builder().framing(framing);
        measure_decoder(criterion, name, "16KiB", &stream, CHUNK, builder);
    }
}

fn lines(criterion: &mut Criterion) {
    for len in [0, 300, 1600] {
        let lines = stream(IN_CACHE, len, |object| format!("{object}\n"));
        let group = format!("lines-{}B", lines.seen.bytes / lines.seen.frames);
        for (name, chunk) in [("16KiB", CHUNK), ("1400B", 1400), ("7B", 7), ("1B", 1)] {
            let builder = Decoder::builder().framing(Framing::Lines);
            measure_decoder(criterion, &group, name, &lines, chunk, builder);
        }
        measure(criterion, &group, "memchr-split", lines.bytes.len(), || {
            assert_eq!(memchr_lines(&lines.bytes, CHUNK), lines.seen);
        });
    }
}

/// One value of 64 MiB: the cost of a byte must not depend on how many are already held.
fn giant(criterion: &mut Criterion) {
    let item = br#"{"a":"some text","b":[1,2,3]},"#;
    let mut bytes = b"[".to_vec();
    bytes.extend_from_slice(&item.repeat(OUT_OF_CACHE / item.len()));
    bytes.extend_from_slice(b"0]");
    let seen = Seen {
        frames: 1,
        bytes: bytes.len(),
    };
    let giant = Stream { bytes, seen };
    for (name, chunk) in [("16KiB", CHUNK), ("1400B", 1400), ("1B", 1)] {
        let builder = Decoder::builder().max_frame_bytes(usize::MAX);
        measure_decoder(criterion, "giant-64MiB", name, &giant, chunk, builder);
    }
}

criterion_group!(benches, values, other_framings, lines, giant);
criterion_main!(benches);
