//! What a transport does, for each kind of reader.

use std::io::{BufRead, ErrorKind, Read};

use unchunk_testing::{Step, Transport};

/// Each read, by its bytes or its error, up to the end.
fn reads(mut transport: Transport, buffer: usize) -> Vec<Result<Vec<u8>, ErrorKind>> {
    let mut reads = Vec::new();
    let mut buffer = vec![0; buffer];
    loop {
        match transport.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => reads.push(Ok(buffer[..read].to_vec())),
            Err(error) => reads.push(Err(error.kind())),
        }
    }
    assert_eq!(transport.read(&mut buffer).unwrap(), 0, "the end again");
    reads
}

fn ok(bytes: &str) -> Result<Vec<u8>, ErrorKind> {
    Ok(bytes.into())
}

const CHUNKS: [&str; 4] = ["abc", "", "de", "f"];

#[test]
fn chunks_come_as_they_are() {
    let transport = Transport::new(CHUNKS);
    assert_eq!(reads(transport.clone(), 9), [ok("abc"), ok("de"), ok("f")]);
    // What does not fit comes with the next read, and nothing of the chunk after it.
    let by_twos = [ok("ab"), ok("c"), ok("de"), ok("f")];
    assert_eq!(reads(transport.clone(), 2), by_twos);
    assert_eq!(reads(transport.read_at_most(2), 9), by_twos);
}

#[test]
fn chunks_are_merged_up_to_the_next_other_step() {
    assert_eq!(reads(Transport::new(CHUNKS).merge(), 9), [ok("abcdef")]);
    let failing = Transport::new(CHUNKS)
        .fail_at(4, ErrorKind::TimedOut)
        .merge();
    let expected = [ok("abcd"), Err(ErrorKind::TimedOut), ok("ef")];
    assert_eq!(reads(failing.clone(), 9), expected);
    let by_threes = [ok("abc"), ok("d"), Err(ErrorKind::TimedOut), ok("ef")];
    assert_eq!(reads(failing.read_at_most(3), 9), by_threes);
}

#[test]
fn it_fails_at_every_byte_as_told() {
    for offset in 0..=6 {
        let all = Transport::new(CHUNKS).fail_at(offset, ErrorKind::TimedOut);
        let read = reads(all, 9);
        let at = read.iter().position(|read| read.is_err()).unwrap();
        let before: Vec<u8> = read[..at].iter().flatten().flatten().copied().collect();
        assert_eq!(before, b"abcdef"[..offset]);
        let all: Vec<u8> = read.iter().flatten().flatten().copied().collect();
        assert_eq!(all, b"abcdef");

        let broken = reads(
            Transport::new(CHUNKS).break_at(offset, ErrorKind::TimedOut),
            9,
        );
        assert_eq!(broken, read[..=at]);
    }
    // Beyond the end: after all of it.
    let late = reads(Transport::new(["a"]).break_at(7, ErrorKind::TimedOut), 9);
    assert_eq!(late, [ok("a"), Err(ErrorKind::TimedOut)]);
}

#[test]
fn steps_are_taken_before_each_chunk_and_before_the_end() {
    let transport = Transport::new(["a", "b"]).before_each([Step::Interrupted, Step::NotReady]);
    let trouble = || [Err(ErrorKind::Interrupted), Err(ErrorKind::WouldBlock)];
    let mut expected = Vec::new();
    for chunk in ["a", "b"] {
        expected.extend(trouble());
        expected.push(ok(chunk));
    }
    expected.extend(trouble());
    assert_eq!(reads(transport, 9), expected);
}

#[test]
fn drawn_steps_are_drawn() {
    let drawn = |seed| {
        let transport = Transport::new(["a"; 20]);
        reads(
            transport.before_each_drawn(seed, [Step::Interrupted, Step::NotReady]),
            9,
        )
    };
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    for kind in [ErrorKind::Interrupted, ErrorKind::WouldBlock] {
        assert!(drawn(1).contains(&Err(kind)));
    }
    assert_eq!(drawn(1).iter().flatten().count(), 20);
}

#[test]
fn it_is_a_buffered_reader() {
    let mut transport = Transport::new(["a\nb", "c\n"]).before_each([Step::Interrupted]);
    let mut line = String::new();
    assert_eq!(transport.read_line(&mut line).unwrap(), 2);
    assert_eq!(transport.read_line(&mut line).unwrap(), 3);
    assert_eq!(line, "a\nbc\n");
}

#[test]
#[should_panic = "read again after its end"]
fn it_minds_being_asked_again_if_told_to() {
    reads(Transport::new(["a"]).end_once(), 9);
}

#[cfg(feature = "stream")]
#[test]
fn it_is_a_stream() {
    use futures_core::Stream;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let trouble = [
        Step::Interrupted,
        Step::NotReady,
        Step::Fail(ErrorKind::TimedOut),
    ];
    let mut stream = pin!(Transport::new(["a", ""]).before_each(trouble));
    let mut next = || {
        let poll = stream
            .as_mut()
            .poll_next(&mut Context::from_waker(Waker::noop()));
        poll.map(|item| item.map(|item| item.map_err(|error| error.kind())))
    };
    for chunk in ["a", ""] {
        assert_eq!(next(), Poll::Pending);
        assert_eq!(next(), Poll::Ready(Some(Err(ErrorKind::TimedOut))));
        assert_eq!(next(), Poll::Ready(Some(Ok(chunk.into()))));
    }
    assert_eq!(next(), Poll::Pending);
    assert_eq!(next(), Poll::Ready(Some(Err(ErrorKind::TimedOut))));
    assert_eq!(next(), Poll::Ready(None));
    assert_eq!(next(), Poll::Ready(None));
}

#[cfg(feature = "tokio")]
#[test]
fn it_is_an_async_reader_and_wakes_whom_it_lets_wait() {
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll, Wake, Waker};
    use tokio::io::{AsyncRead, ReadBuf};

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    let count = Arc::new(Count::default());
    let waker = Waker::from(count.clone());
    let mut reader =
        pin!(Transport::new(["abc", ""]).before_each([Step::NotReady, Step::NotReady]));
    let mut storage = [0; 2];
    let mut next = || {
        let mut buffer = ReadBuf::new(&mut storage);
        let poll = reader
            .as_mut()
            .poll_read(&mut Context::from_waker(&waker), &mut buffer);
        poll.map(|read| read.map(|()| buffer.filled().to_vec()).unwrap())
    };
    let mut polled = Vec::new();
    loop {
        match next() {
            Poll::Pending => polled.push(None),
            Poll::Ready(bytes) if bytes.is_empty() => break,
            Poll::Ready(bytes) => polled.push(Some(bytes)),
        }
    }
    let expected = [
        None,
        None,
        Some(b"ab".to_vec()),
        Some(b"c".to_vec()),
        None,
        None,
        None,
        None,
    ];
    assert_eq!(polled, expected);
    assert_eq!(count.0.load(Ordering::Relaxed), 6);
}
