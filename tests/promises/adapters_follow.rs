//! Following what may still grow: its end for now is no end.

#![cfg(feature = "std")]

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use unchunk::adapters::{Error, Reader};
use unchunk::json::Decoder;
use unchunk::sse;

/// A file that others write to: reads what is there, and then nothing.
#[derive(Clone, Default)]
struct Growing(Rc<RefCell<(Vec<u8>, usize)>>);

impl Growing {
    fn append(&self, bytes: &[u8]) {
        self.0.borrow_mut().0.extend_from_slice(bytes);
    }
}

impl Read for Growing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (bytes, position) = &mut *self.0.borrow_mut();
        let len = (&bytes[*position..]).read(buffer)?;
        *position += len;
        Ok(len)
    }
}

#[test]
fn what_comes_later_follows_what_came() {
    let stream = b"{\"a\":1}\n\noops\n[2]\n\"\xC3\xA9\"\n3\n";
    for step in [1, 2, 3, 7, stream.len()] {
        let file = Growing::default();
        let mut reader = Reader::from_read(file.clone(), Decoder::lines()).follow();
        let (mut frames, mut lines) = (Vec::new(), Vec::new());
        for piece in stream.chunks(step) {
            file.append(piece);
            while reader.fill().expect("no verdict") {
                loop {
                    match reader.decode() {
                        Ok(Some(frame)) => frames.push(frame.text_bytes().to_vec()),
                        Ok(None) => break,
                        Err(Error::Decode(error)) => {
                            let last = reader.decoder().last_error().expect("just returned");
                            assert_eq!(last.error(), error.error());
                            lines.push(last.line());
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            // Asked again, there is still nothing.
            assert!(!reader.fill().expect("no verdict"));
            assert!(reader.decode().expect("nothing").is_none());
        }
        assert_eq!(
            frames,
            [&b"{\"a\":1}"[..], b"[2]", "\"\u{e9}\"".as_bytes(), b"3"]
        );
        assert_eq!(lines, [Some(3)]);
    }
}

#[test]
fn who_stops_following_gets_the_verdict() {
    let file = Growing::default();
    file.append(b"data: a\n\ndata: b\n");
    let mut reader = Reader::from_read(file.clone(), sse::Decoder::new()).follow();
    assert!(reader.fill().expect("a chunk"));
    assert_eq!(
        reader.decode().expect("good").expect("an event").data(),
        "a"
    );
    assert!(reader.decode().expect("good").is_none());
    assert!(!reader.fill().expect("no verdict"));
    file.append(b"data: c\n");
    let mut reader = reader.into_reader();
    assert!(matches!(
        reader.next(),
        Some(Err(Error::Truncated { offset: 9, .. }))
    ));
    assert!(reader.next().is_none());
}
