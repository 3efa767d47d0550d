//! Contract line 4, bounded: what a decoder costs. Counted, not timed.

use unchunk::sse::Decoder;

#[test]
fn a_decoder_is_at_most_192_bytes() {
    println!("size_of::<sse::Decoder>() = {}", size_of::<Decoder>());
    assert!(size_of::<Decoder>() <= 192);
}
