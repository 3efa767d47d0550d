//! Decoders of every kind, at every cut.

use unchunk::{Decode, json, sse, text};
use unchunk_testing::{Cuts, Decoded, Ending, assert_decode_invariant};

const STREAM: &[u8] = b"\xEF\xBB\xBFid: 1\r\ndata: \xE4\xBD\xA0\r\ndata\r\n\r\n: c\nfoo\ndata: 0123456789\n\n\xFFdata: b\n\nda";

#[test]
fn nothing_depends_on_cuts() {
    assert_decode_invariant(STREAM, sse::Decoder::new);
    assert_decode_invariant(STREAM, || {
        sse::Decoder::builder().max_event_bytes(8).build_items()
    });
    assert_decode_invariant(STREAM, || sse::Decoder::builder().salvage(true).build());
    assert_decode_invariant(STREAM, text::Decoder::lossy);
    assert_decode_invariant(STREAM, text::Decoder::strict);
    let json = b"{\"a\": [1, 2]} oops\n[\"\xE4\xBD\xA0\"]\n\x1E{}\n12";
    for framing in unchunk_testing::json::FRAMINGS {
        assert_decode_invariant(json, || json::Decoder::builder().framing(framing).build());
    }
    // By reference, too.
    let mut decoder = sse::Decoder::new();
    let decoded = Decoded::of(&mut &mut decoder, &[STREAM]);
    assert_eq!(decoded.items.len(), 2);
}

#[test]
fn errors_and_the_last_item_are_part_of_it() {
    let decoded = Decoded::of(&mut json::Decoder::concatenated(), &[b"[1] 1", b"2"]);
    assert_eq!(decoded.items.len(), 1);
    assert_eq!(decoded.last.unwrap().text(), "12");
    let decoded = Decoded::of(&mut json::Decoder::lines(), &[b"oops\n{}"]);
    assert_eq!(decoded.items[0].as_ref().unwrap_err().offset(), 0);
    assert_eq!(decoded.ending, Ending::Complete);
}

/// A consumer that asks for something which does depend on cuts.
#[test]
fn what_depends_on_cuts_is_found() {
    let position_after_first = |chunks: &[&[u8]]| {
        let mut decoder = sse::Decoder::new();
        let mut first = None;
        for chunk in chunks {
            let mut input = *chunk;
            while let Ok(Some(_)) = decoder.decode(&mut input) {}
            first.get_or_insert(decoder.position());
        }
        first
    };
    assert!(Cuts::two_way().check(STREAM, position_after_first).is_err());
    assert!(Decode::finish(&mut sse::Decoder::new()).is_ok());
}
