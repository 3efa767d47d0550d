//! Contract line 4, bounded: what the text decoder allocates and holds. Counted, not timed.

use allocation_counter::measure;
use unchunk::text::Decoder;

#[test]
fn contract_4_bounded_a_text_decoder_owns_no_heap_at_all() {
    let text = "a é 你 😀 ".repeat(1000).into_bytes();
    let bad = b"\xE4\xBD\xF0\x9F\x98\xFFx".repeat(1000);
    for stream in [text, bad] {
        for chunk in [1, 2, 3, 7, 1400, stream.len()] {
            for mut decoder in [Decoder::lossy(), Decoder::strict()] {
                let mut pieces = 0;
                let info = measure(|| {
                    for mut input in stream.chunks(chunk) {
                        while !matches!(decoder.decode(&mut input), Ok(None)) {
                            pieces += 1;
                        }
                        assert!(decoder.held() <= 3);
                    }
                    assert!(decoder.finish().is_ok());
                });
                assert!(pieces > 0);
                assert_eq!(info.count_total, 0);
            }
        }
    }
}
