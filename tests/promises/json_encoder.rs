//! What the encoder writes is what its decoder gives back; all else is refused, and nothing of it written.

use unchunk::ErrorKind;
use unchunk::json::{self, Decoder, EncodeError, Encoder};

fn pairs() -> [(Encoder, fn() -> Decoder); 4] {
    [
        (Encoder::lines(), Decoder::lines),
        (Encoder::lines(), Decoder::concatenated),
        (Encoder::text_sequence(), Decoder::text_sequence),
        (Encoder::content_length(), Decoder::content_length),
    ]
}

/// The frames of a stream that has nothing wrong in it.
fn frames(mut decoder: Decoder, stream: &[u8]) -> Vec<Vec<u8>> {
    let mut input = stream;
    let mut frames = Vec::new();
    while let Some(frame) = decoder.decode(&mut input).expect("good frames") {
        frames.push(frame.text_bytes().to_vec());
    }
    let end = decoder.finish().expect("a good end");
    assert_eq!(end.verdict(), unchunk::Verdict::Complete);
    frames.extend(end.last().map(|frame| frame.text_bytes().to_vec()));
    frames
}

/// Writes `text` between two others. Returns whether it was written.
fn check(text: &[u8]) -> bool {
    let mut written = false;
    for (encoder, decoder) in pairs() {
        let mut stream = Vec::new();
        encoder.frame(b"[1]", &mut stream).expect("good");
        let before = stream.len();
        let result = encoder.frame(text, &mut stream);
        let trimmed = text.trim_ascii();
        let expected: Vec<&[u8]> = match result {
            Ok(()) => {
                assert_eq!(json::validate(text), Ok(()));
                written = true;
                vec![b"[1]", trimmed, b"2"]
            }
            Err(error) => {
                assert_eq!(stream.len(), before, "nothing is written");
                let is_good = json::validate(text);
                assert!(
                    is_good.is_err() || matches!(error, EncodeError::LineFeed(_)),
                    "{error}"
                );
                vec![b"[1]", b"2"]
            }
        };
        encoder.frame(b"2", &mut stream).expect("good");
        assert_eq!(
            frames(decoder(), &stream),
            expected,
            "{}",
            text.escape_ascii()
        );
    }
    written
}

#[test]
fn every_short_text_comes_back_or_is_refused() {
    const ALPHABET: [&[u8]; 14] = [
        b"[", b"]", b"{", b"}", b"\"", b"\\n", b"1", b",", b":", b" ", b"\n", b"\x1E", b"\0",
        b"true",
    ];
    fn extend(text: &mut Vec<u8>, left: usize, written: &mut u32) {
        *written += u32::from(check(text));
        if left == 0 {
            return;
        }
        for symbol in ALPHABET {
            let len = text.len();
            text.extend_from_slice(symbol);
            extend(text, left - 1, written);
            text.truncate(len);
        }
    }
    let mut written = 0;
    extend(&mut Vec::new(), 4, &mut written);
    assert!(written > 300, "{written}");
}

#[test]
fn what_would_not_come_back_is_refused() {
    let mut stream = Vec::new();
    let invalid = |result: Result<(), EncodeError>| match result {
        Err(EncodeError::Invalid(error)) => (error.kind(), error.offset()),
        other => panic!("{other:?}"),
    };
    let lines = Encoder::lines();
    let sequence = Encoder::text_sequence();
    assert_eq!(
        invalid(lines.frame(b" ", &mut stream)),
        (ErrorKind::IncompleteText, 1)
    );
    assert_eq!(
        invalid(sequence.frame(b"2\n\0wc", &mut stream)),
        (ErrorKind::UnexpectedByte, 2)
    );
    assert_eq!(
        invalid(sequence.frame(b"[1]\x1E[2]", &mut stream)),
        (ErrorKind::UnexpectedByte, 3)
    );
    assert_eq!(
        lines.frame(b"[1,\n2]", &mut stream),
        Err(EncodeError::LineFeed(3))
    );
    assert!(stream.is_empty());
    // The LF around it is left out, the CR inside it does no harm.
    lines.frame(b"\n[1,\r2]\n", &mut stream).expect("good");
    assert_eq!(stream, b"[1,\r2]\n");
}

#[cfg(all(feature = "serde_json", feature = "std"))]
#[test]
fn values_are_written_as_texts() {
    let value = serde_json::json!({"a\n": [1, null, "\u{1F600}\u{1}"], "b": 1.5});
    for (encoder, decoder) in pairs() {
        let (mut stream, mut written) = (Vec::new(), Vec::new());
        encoder.value(&value, &mut stream).expect("a JSON value");
        encoder
            .write_value(&value, &mut written)
            .expect("a JSON value");
        assert_eq!(stream, written);
        let frames = frames(decoder(), &stream);
        assert_eq!(frames.len(), 1);
        let read: serde_json::Value = serde_json::from_slice(&frames[0]).expect("JSON");
        assert_eq!(read, value);

        // No JSON has a name that is no string.
        let unnamed = std::collections::BTreeMap::from([((1, 2), 3)]);
        let error = encoder.value(&unnamed, &mut stream).expect_err("no name");
        assert!(matches!(error, json::ValueError::Serialize(_)));
        let error = encoder
            .write_value(&unnamed, &mut written)
            .expect_err("no name");
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert_eq!(stream, written);
    }
    let mut room = [0; 4];
    let result = Encoder::lines().value(&[1, 2], &mut &mut room[..]);
    assert!(matches!(
        result,
        Err(json::ValueError::Encode(EncodeError::NoRoom(6)))
    ));
    assert_eq!(room, [0; 4]);
}

/// A buffer may have room for just the frame; with one byte less nothing is written.
#[test]
fn a_frame_is_written_whole_or_not_at_all() {
    for (encoder, expected) in [
        (Encoder::lines(), &b"[1]\n"[..]),
        (Encoder::text_sequence(), b"\x1E[1]\n"),
        (Encoder::content_length(), b"Content-Length: 3\r\n\r\n[1]"),
    ] {
        let needed = expected.len();
        for room in 0..=needed + 1 {
            let mut buffer = vec![0; room];
            let mut left = &mut buffer[..];
            let result = encoder.frame(b"[1]", &mut left);
            let left = left.len();
            if room < needed {
                assert_eq!(result, Err(EncodeError::NoRoom(needed)));
                assert_eq!((left, buffer), (room, vec![0; room]));
            } else {
                assert_eq!((result, left), (Ok(()), room - needed));
                assert_eq!(&buffer[..needed], expected);
            }
        }
    }
}

#[cfg(feature = "std")]
#[test]
fn any_writer_will_do() {
    let mut stream = Vec::new();
    for (encoder, expected) in [
        (Encoder::lines(), &b"[1]\n"[..]),
        (Encoder::text_sequence(), b"\x1E[1]\n"),
        (Encoder::content_length(), b"Content-Length: 3\r\n\r\n[1]"),
    ] {
        stream.clear();
        encoder.write(b" [1]\r\n", &mut stream).expect("good");
        assert_eq!(stream, expected);
        let error = encoder.write(b"[1", &mut stream).expect_err("cut");
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert_eq!(stream, expected);
    }
    // The writer's own errors are passed on.
    let mut full = [0; 2];
    let error = Encoder::lines()
        .write(b"[1]", &mut &mut full[..])
        .expect_err("no room");
    assert_eq!(error.kind(), std::io::ErrorKind::WriteZero);
}
