//! What is seen of chunked text, by the decoder and by the standard library reading the whole.

use unchunk::text::Decoder;
use unchunk::{Decode, ErrorKind, Verdict};

/// Text, offsets of ill-formed sequences (strict mode), and where a cut sequence began with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub text: String,
    pub errors: Vec<u64>,
    pub cut: Option<(u64, Vec<u8>)>,
}

/// Reads through the decoder, checking on the way what holds at every step.
pub fn read(mut decoder: Decoder, chunks: &[&[u8]]) -> Reading {
    let mut reading = Reading {
        text: String::new(),
        errors: Vec::new(),
        cut: None,
    };
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
    if let Verdict::Truncated { tail, offset, .. } = end.verdict() {
        reading.cut = Some((offset, tail.to_vec()));
    } else {
        assert_eq!(end.verdict(), Verdict::Complete);
    }
    let verdict = format!("{:?}", end.verdict());
    reading.text += end.into_last().unwrap_or_default();
    let again = decoder.finish().expect("no error at the end of text");
    assert_eq!(
        (again.last(), format!("{:?}", again.verdict())),
        (None, verdict)
    );
    reading
}

/// The whole input as the standard library reads it.
pub fn oracle(stream: &[u8], strict: bool) -> Reading {
    let mut reading = Reading {
        text: String::new(),
        errors: Vec::new(),
        cut: None,
    };
    let mut offset = 0;
    for chunk in stream.utf8_chunks() {
        reading.text += chunk.valid();
        offset += chunk.valid().len();
        let invalid = chunk.invalid();
        let unfinished =
            std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if unfinished && offset + invalid.len() == stream.len() {
            reading.cut = Some((offset as u64, invalid.to_vec()));
        } else if !invalid.is_empty() && strict {
            reading.errors.push(offset as u64);
        }
        offset += invalid.len();
    }
    if !strict {
        reading.text = String::from_utf8_lossy(stream).into_owned();
    }
    reading
}

/// Asserts that both modes see the same in these chunks as the standard library in the whole.
pub fn assert_reads(stream: &[u8], chunks: &[&[u8]]) {
    assert_eq!(
        read(Decoder::lossy(), chunks),
        oracle(stream, false),
        "{chunks:x?}"
    );
    assert_eq!(
        read(Decoder::strict(), chunks),
        oracle(stream, true),
        "{chunks:x?}"
    );
}
