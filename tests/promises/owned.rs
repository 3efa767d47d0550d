//! What an owned item allocates, and what it keeps in memory. Counted, not timed.

use allocation_counter::measure;
use bytes::Bytes;
use unchunk::{Decode, json, sse};

/// A chunk of its own allocation, already shared once, as it is from the first slice on.
fn chunk(content: &str) -> (Bytes, Bytes) {
    let chunk = Bytes::from(content.as_bytes().to_vec());
    (chunk.clone(), chunk)
}

/// Decodes and keeps all items of a chunk.
fn own_all<D: Decode>(decoder: &mut D, chunk: &Bytes) -> Vec<D::Owned> {
    let mut kept = Vec::with_capacity(16);
    let mut input = &chunk[..];
    while let Some(item) = decoder.decode(&mut input).expect("good input") {
        kept.push(D::own(item, Some(chunk)));
    }
    kept
}

/// A decoder that has seen the beginning of its stream, so that it no longer keeps its head.
fn begun() -> sse::Decoder {
    let mut decoder = sse::Decoder::new();
    assert!(decoder.decode(&mut &b":\n\n"[..]).unwrap().is_none());
    decoder
}

fn begun_items() -> sse::Items {
    let mut items = sse::Decoder::builder().build_items();
    assert!(items.decode(&mut &b"\n\n\n"[..]).unwrap().is_none());
    items
}

/// What an owned event has in its allocation beside its parts: their lengths, and where it was in its stream. In itself
/// it has two words.
const SHAPE: usize = 32;

fn lies_in(part: &[u8], chunk: &Bytes) -> bool {
    chunk.as_ptr_range().start <= part.as_ptr() && part.as_ptr() < chunk.as_ptr_range().end
}

#[test]
fn an_owned_event_is_one_allocation_of_its_own_size() {
    let big = "x".repeat(1 << 20);
    let cases = [
        ("data: some delta\n\n", 10),
        (
            "event: delta\ndata: some\ndata: lines\nid: 42\n\n",
            10 + 5 + 2,
        ),
        ("data\n\n", 0),
        (&format!("data: {big}\n\n"), big.len()),
    ];
    assert_eq!(size_of::<sse::OwnedEvent>(), 2 * size_of::<usize>());
    for (stream, bytes) in cases {
        let mut decoder = sse::Decoder::new();
        let mut input = stream.as_bytes();
        let event = decoder.decode(&mut input).unwrap().unwrap();
        let mut owned = None;
        let info = measure(|| owned = Some(event.into_owned()));
        let stream = &stream[..stream.len().min(40)];
        assert_eq!(info.count_total, 1, "{stream:?}");
        assert_eq!(info.bytes_max, (bytes + SHAPE) as u64, "{stream:?}");
        assert_eq!(owned.unwrap().as_event(), event);
    }
}

#[test]
fn a_large_payload_is_a_slice_with_a_few_words_beside_it() {
    let payload = "x".repeat(10_000);
    let (chunk, _shared) = chunk(&format!("data: {payload}\n\ndata: {payload}\n\n"));
    let mut decoder = begun();
    let mut kept = Vec::new();
    let info = measure(|| kept = own_all(&mut decoder, &chunk));
    assert_eq!(info.count_total, 1 + 2, "the list, and the words of each");
    assert!(info.bytes_max < 16 * 80 + 2 * 64, "{info:?}");
    assert_eq!(kept.len(), 2);
    for event in kept {
        assert_eq!(event.data_bytes(), payload.as_bytes());
        assert!(lies_in(event.data_bytes(), &chunk));
        assert!(lies_in(&event.into_data(), &chunk));
    }
}

#[test]
fn type_and_id_beside_a_slice_are_one_allocation_more() {
    let payload = "x".repeat(10_000);
    let stream = format!("event: delta\nid: 42\ndata: {payload}\n\n");
    let (chunk, _shared) = chunk(&stream);
    let mut decoder = begun();
    let mut input = &chunk[..];
    let event = decoder.decode(&mut input).unwrap().unwrap();
    let mut owned = None;
    let info = measure(|| owned = Some(event.into_owned_from(&chunk)));
    assert_eq!(info.count_total, 2);
    assert!(info.bytes_max as usize <= 7 + 80 + SHAPE, "{info:?}");
    let owned = owned.unwrap();
    assert_eq!(owned.as_event(), event);
    // How an event owns its bytes makes no difference.
    assert_eq!(owned, event.into_owned());
    assert!(lies_in(owned.data_bytes(), &chunk));
}

#[test]
fn a_kept_small_event_keeps_no_chunk() {
    let info = measure(|| {
        let events = "data: small\n\n".repeat(5_000);
        let (chunk, shared) = chunk(&events);
        drop(events);
        let mut decoder = begun();
        let mut input = &chunk[..];
        let event = decoder.decode(&mut input).unwrap().unwrap();
        let kept = sse::Decoder::own(event, Some(&chunk));
        drop((chunk, shared, decoder));
        std::mem::forget(kept);
    });
    assert_eq!(info.bytes_current as usize, 5 + SHAPE);
}

#[test]
fn what_a_slice_keeps_is_at_most_eight_times_its_size() {
    let mut sliced = 0;
    for len in [100, 1023, 1024, 2000, 8_000, 60_000] {
        for chunk_len in [0, 10_000, 63_000, 400_000] {
            let filler = format!(":{}\n\n", "y".repeat(chunk_len));
            let (chunk, _shared) = chunk(&format!("data: {}\n\n{filler}", "x".repeat(len)));
            let kept = &own_all(&mut begun(), &chunk)[0];
            if lies_in(kept.data_bytes(), &chunk) {
                sliced += 1;
                assert!(
                    len >= 1024 && chunk.len() / 8 <= len,
                    "{len} of {}",
                    chunk.len()
                );
            } else {
                assert!(
                    len < 1024 || chunk.len() / 8 > len,
                    "{len} of {}",
                    chunk.len()
                );
            }
        }
    }
    assert_eq!(sliced, 9);
}

#[test]
fn comments_and_frames_are_owned_likewise() {
    let long = "x".repeat(2_000);
    let (chunk, _shared) = chunk(&format!(":{long}\n: short\ndata: a\n\n"));
    let kept = own_all(&mut begun_items(), &chunk);
    let [
        sse::OwnedItem::Comment(first),
        sse::OwnedItem::Comment(second),
        sse::OwnedItem::Event(event),
    ] = &kept[..]
    else {
        panic!("{kept:?}");
    };
    assert_eq!(
        (first.text(), second.text()),
        (long.as_str().into(), "short".into())
    );
    assert_eq!((first.span(), event.span()), (3..2005, 3..2022));
    assert!(!lies_in(second.text_bytes(), &chunk));
    assert_eq!(event.data(), "a");

    let (chunk, _shared) = self::chunk(&format!("\"{long}\"\n[1]\n"));
    let kept = own_all(&mut json::Decoder::lines(), &chunk);
    assert_eq!(
        (kept[0].text_bytes().len(), kept[1].text_bytes().len()),
        (2_002, 3)
    );
    assert!(lies_in(kept[0].text_bytes(), &chunk));
    assert!(!lies_in(kept[1].text_bytes(), &chunk));
}

#[test]
fn a_large_event_that_a_cut_has_split_leaves_with_the_decoders_buffer() {
    let half = "x".repeat(100_000);
    let one_line = format!(":\n\nevent: image\nid: 7\ndata: {half}{half}\n\n");
    let lines = format!(":\n\ndata: {half}\nevent: image\nid: 7\ndata: {half}\n\n");
    for stream in [one_line, lines] {
        let (begun, mut end) = stream.as_bytes().split_at(stream.len() - 1);
        let mut decoder = sse::Decoder::new();
        for mut chunk in begun.chunks(16_384) {
            assert_eq!(decoder.decode(&mut chunk), Ok(None));
        }
        let mut owned = None;
        let info = measure(|| owned = decoder.decode_owned(&mut end).unwrap());
        // Two such buffers are never there at once; type and ID are copied.
        assert!(info.bytes_current <= 160, "{info:?}");
        let owned = owned.unwrap();
        assert_eq!(owned.data().replace('\n', ""), half.clone() + &half);
        assert_eq!((owned.event_type(), owned.last_event_id()), ("image", "7"));
        assert_eq!(owned.clone().into_data(), owned.data_bytes());
    }
}

#[test]
fn ignored_lines_are_owned_likewise() {
    let long = "x".repeat(2_000);
    let (chunk, _shared) = chunk(&format!("{long}\nmeta: a\ndata: a\n\n"));
    let kept = own_all(&mut begun_items(), &chunk);
    let [
        sse::OwnedItem::Ignored(first),
        sse::OwnedItem::Ignored(second),
        sse::OwnedItem::Event(_),
    ] = &kept[..]
    else {
        panic!("{kept:?}");
    };
    assert_eq!(
        (first.text(), second.text()),
        (long.into(), "meta: a".into())
    );
    assert_eq!((first.span(), second.span()), (3..2004, 2004..2012));
    assert!(lies_in(first.text_bytes(), &chunk));
    assert!(!lies_in(second.text_bytes(), &chunk));
    assert_eq!(kept[0], kept[0].as_item().into_owned());
}

#[test]
fn an_event_keeps_its_own_data_and_not_the_comment_beside_it() {
    // A block of a comment of 8 MiB and data of 64 KiB, whole in a chunk and in small ones.
    let data = "x".repeat(64 << 10);
    for last in [&b"data: "[..], b"id: 1\ndata: "] {
        let comment = [b":", "y".repeat(8 << 20).as_bytes(), b"\n"].concat();
        let stream = [&comment[..], last, data.as_bytes(), b"\n\n"].concat();
        for size in [16 << 10, 64 << 10, stream.len()] {
            let mut decoder = begun();
            let mut kept = Vec::new();
            let info = measure(|| {
                for _ in 0..4 {
                    for piece in stream.chunks(size) {
                        let mut chunk = Bytes::copy_from_slice(piece);
                        while let Some(event) = decoder.decode_bytes(&mut chunk).unwrap() {
                            kept.push(event);
                        }
                    }
                }
            });
            assert_eq!(kept.len(), 4);
            let most = 4 * (2 * data.len() + 1024) as i64;
            assert!(info.bytes_current <= most, "chunks of {size}: {info:?}");
        }
    }
}

#[test]
fn events_after_one_long_id_do_not_each_carry_a_copy() {
    let id = "7".repeat(8 << 10);
    for first in [
        format!("id: {id}\ndata: x\n\n"),
        format!("data: x\nid: {id}\ndata: x\n\n"),
    ] {
        let stream = first + &"data: x\n\n".repeat(20_000);
        for size in [7, 1400, stream.len()] {
            let mut decoder = begun();
            let mut kept = Vec::with_capacity(20_001);
            let info = measure(|| {
                for mut chunk in stream.as_bytes().chunks(size) {
                    while let Some(event) = decoder.decode_owned(&mut chunk).unwrap() {
                        kept.push(event);
                    }
                }
            });
            assert_eq!(kept.len(), 20_001);
            assert!(kept.iter().all(|event| event.last_event_id() == id));
            assert!(
                info.bytes_current <= 20_001 * 128 + 3 * id.len() as i64,
                "{info:?}"
            );
        }
    }
}

#[test]
fn a_large_event_wastes_at_most_half_of_what_it_keeps() {
    for len in [64 << 10, 100_000, 1 << 20, (1 << 20) + 1, 3_000_000] {
        let stream = format!(":\n\ndata: {}\n\n", "x".repeat(len));
        for size in [1400, 16 << 10, 64 << 10] {
            let mut decoder = sse::Decoder::new();
            let mut kept = None;
            let info = measure(|| {
                for mut chunk in stream.as_bytes().chunks(size) {
                    let event = decoder.decode_owned(&mut chunk).unwrap();
                    kept = kept.take().or(event);
                }
            });
            assert_eq!(kept.map(|event| event.data_bytes().len()), Some(len));
            assert!(info.bytes_current <= 2 * len as i64 + 512, "{info:?}");
        }
    }
}

#[test]
fn a_large_frame_that_a_cut_has_split_leaves_with_the_decoders_buffer() {
    let text = format!("[\"{}\"]", "x".repeat(200_000));
    let framings = [
        (json::Framing::Concatenated, format!("{{}}{text}")),
        (json::Framing::Lines, format!("{{}}\n{text}\r\n")),
        (json::Framing::Array, format!("[{{}},\n{text},")),
        (
            json::Framing::TextSequence,
            format!("\x1E{{}}\n\x1E{text}\n"),
        ),
    ];
    for (framing, stream) in framings {
        let (begun, mut end) = stream.as_bytes().split_at(stream.len() - 2);
        let mut decoder = json::Decoder::builder().framing(framing).build();
        for mut chunk in begun.chunks(16_384) {
            while let Some(frame) = decoder.decode(&mut chunk).unwrap() {
                assert_eq!(frame.text_bytes(), b"{}");
            }
        }
        let mut owned = None;
        let info = measure(|| owned = decoder.decode_owned(&mut end).unwrap());
        assert!(info.bytes_current <= 64, "{framing:?}: {info:?}");
        let owned = owned.unwrap();
        assert_eq!(owned.text_bytes(), text.as_bytes());
        assert_eq!(owned.index(), 1);
        assert_eq!(owned.span().end - owned.span().start, text.len() as u64);
        assert_eq!(decoder.decode(&mut end), Ok(None));
    }
}

#[test]
fn an_event_is_the_same_however_it_was_made_owned() {
    let mut stream = String::from(":\n\n");
    for len in [0, 1, 1000, 60_000, 65_530, 65_536, 70_000, 140_000] {
        let data = "y".repeat(len);
        stream += &format!("data: {data}\n\n");
        stream += &format!("event: t\ndata: {data}\nid: {len}\ndata: {data}\n\ndata: small\n\n");
    }
    let stream = Bytes::from(stream);
    for size in [1000, 16_384, 65_536, 100_000, stream.len()] {
        let chunks: Vec<Bytes> = stream
            .chunks(size)
            .map(|chunk| stream.slice_ref(chunk))
            .collect();
        let mut copied = Vec::new();
        let mut decoder = sse::Decoder::new();
        for chunk in &chunks {
            let mut input = &chunk[..];
            while let Some(event) = decoder.decode(&mut input).unwrap() {
                copied.push(event.into_owned());
            }
        }
        assert_eq!(copied.len(), 8 * 3);
        for share in [true, false] {
            let mut taken = Vec::new();
            let mut decoder = sse::Decoder::new();
            for chunk in &chunks {
                let (mut shared, mut lent) = (chunk.clone(), &chunk[..]);
                while let Some(event) = if share {
                    decoder.decode_bytes(&mut shared).unwrap()
                } else {
                    decoder.decode_owned(&mut lent).unwrap()
                } {
                    taken.push(event);
                }
            }
            assert_eq!(copied, taken, "in chunks of {size}");
        }
    }
}
