//! What is seen of chunked text by the decoder.

use unchunk::text::Decoder;
use unchunk::{Decode, ErrorKind};
use unchunk_testing::Ending;
use unchunk_testing::text::{self, Reading};

/// Reads through the decoder, checking on the way what holds at every step.
pub fn read(mut decoder: Decoder, chunks: &[&[u8]]) -> Reading {
    let mut reading = Reading::default();
    let mut fed = 0;
    for chunk in chunks {
        let mut input = *chunk;
        loop {
            match decoder.decode(&mut input) {
                Ok(None) => break,
                Ok(Some(piece)) => {
                    assert!(!piece.is_empty());
                    reading.text += piece;
                }
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::InvalidUtf8);
                    reading.errors.push(error.offset());
                }
            }
        }
        fed += chunk.len() as u64;
        assert!(input.is_empty() && decoder.held() <= 3 && decoder.position() == fed);
    }
    let end = Decode::finish(&mut decoder).expect("no error at the end of text");
    reading.ending = end.verdict().into();
    reading.text += end.into_last().unwrap_or_default();
    let again = decoder.finish().expect("no error at the end of text");
    assert_eq!(again.last(), None);
    assert_eq!(Ending::from(again.verdict()), reading.ending);
    reading
}

/// Asserts that both modes see the same in these chunks as the standard library in the whole.
pub fn assert_reads(stream: &[u8], chunks: &[&[u8]]) {
    assert_eq!(
        read(Decoder::lossy(), chunks),
        text::lossy(stream),
        "{chunks:x?}"
    );
    assert_eq!(
        read(Decoder::strict(), chunks),
        text::strict(stream),
        "{chunks:x?}"
    );
}
