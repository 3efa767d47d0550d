//! Chunked UTF-8: equal to the standard library's reading of the whole, at every split.

use crate::support::text::assert_reads;
use unchunk::text::Decoder;
use unchunk_testing::Cuts;

#[test]
fn every_shape_of_text_reads_the_same_at_every_split() {
    let streams: [&[u8]; 14] = [
        b"",
        b"ascii only",
        "你好，世界".as_bytes(),
        "a é 你 😀 z".as_bytes(),
        "\u{FEFF}a mark is text\u{FEFF}".as_bytes(),
        "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}".as_bytes(),
        b"\x80lone continuation",
        b"overlong \xC0\xAF \xE0\x80\xAF \xF0\x80\x80\xAF",
        b"surrogates \xED\xA0\x80\xED\xBF\xBF",
        b"above \xF4\x90\x80\x80 \xF5\x80",
        b"cut inside \xE4\xBD then more \xF0\x9F\x98 and \xC3",
        b"\xF0\x9F\x98\xE4\xBD\xC3\xF0\x9F",
        b"\xFF\xFE\xFD",
        b"ends cut \xF0\x9F\x98",
    ];
    for stream in streams {
        Cuts::every_split().each(stream, |chunks| assert_reads(stream, chunks));
    }
}

/// All sequences of up to four bytes over the classes that the well-formedness table tells apart.
#[test]
fn every_short_sequence_reads_the_same_at_every_cut() {
    let bytes = *b"a\x80\x8F\x90\x9F\xA0\xBF\xC1\xC3\xE0\xE4\xED\xF0\xF3\xF4\xF5";
    let mut compared = 0_u64;
    for length in 0..=4 {
        let mut stream = vec![0; length];
        for number in 0..bytes.len().pow(length as u32) {
            let mut digits = number;
            for byte in &mut stream {
                *byte = bytes[digits % bytes.len()];
                digits /= bytes.len();
            }
            assert_reads(&stream, &[&stream]);
            compared += 1;
            Cuts::two_way().each(&stream, |chunks| {
                assert_reads(&stream, chunks);
                compared += 1;
            });
            assert_reads(&stream, &stream.chunks(1).collect::<Vec<_>>());
        }
    }
    println!("{compared} compared");
    assert_eq!(
        compared,
        1 + 16 + 16_u64.pow(2) * 2 + 16_u64.pow(3) * 3 + 16_u64.pow(4) * 4
    );
}

#[test]
fn what_is_whole_inside_the_chunk_is_lent_from_the_chunk() {
    let chunk = "你好".as_bytes();
    let mut input = chunk;
    let mut decoder = Decoder::lossy();
    let piece = decoder.decode(&mut input).unwrap().unwrap();
    assert_eq!((piece.as_ptr(), piece.len()), (chunk.as_ptr(), chunk.len()));
}

#[test]
fn an_ill_formed_sequence_is_reported_as_soon_as_it_is_known() {
    let mut decoder = Decoder::strict();
    assert_eq!(decoder.decode(&mut &b"\xE4\xBD"[..]), Ok(None));
    let mut input = &b"x"[..];
    assert_eq!(decoder.decode(&mut input).unwrap_err().offset(), 0);
    assert_eq!(decoder.decode(&mut input), Ok(Some("x")));
}

#[test]
fn reset_forgets_a_cut_character() {
    let mut decoder = Decoder::lossy();
    assert_eq!(decoder.decode(&mut &b"\xE4\xBD"[..]), Ok(None));
    decoder.reset();
    assert_eq!((decoder.held(), decoder.position()), (0, 0));
    assert_eq!(decoder.decode(&mut &b"a"[..]), Ok(Some("a")));
}
