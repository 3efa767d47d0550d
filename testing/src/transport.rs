//! A connection that delivers chunks as told, with all the trouble that connections make.

use std::collections::VecDeque;
use std::io::{self, BufRead, ErrorKind, Read};
#[cfg(any(feature = "stream", feature = "tokio"))]
use std::pin::Pin;
#[cfg(any(feature = "stream", feature = "tokio"))]
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};

use crate::random::SplitMix64;

/// One thing that a [`Transport`] does when it is asked for bytes.
///
/// ```
/// use std::io::{ErrorKind, Read};
/// use unchunk_testing::{Step, Transport};
///
/// let mut transport = Transport::from_steps([Step::Interrupted, Step::Chunk("a".into())]);
/// let mut buffer = [0; 8];
/// assert_eq!(transport.read(&mut buffer).unwrap_err().kind(), ErrorKind::Interrupted);
/// assert_eq!(transport.read(&mut buffer).unwrap(), 1);
/// assert_eq!(transport.read(&mut buffer).unwrap(), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Delivers bytes. Of an empty chunk only a `Stream` shows anything: elsewhere no bytes would be the end.
    Chunk(Bytes),
    /// `Read` returns [`ErrorKind::Interrupted`]. Where a read is polled there is no such thing, and the next step is
    /// taken.
    Interrupted,
    /// Nothing has come yet: `Read` returns [`ErrorKind::WouldBlock`], a poll is pending, and its waker is woken at once.
    NotReady,
    /// An error. Reading may go on after it.
    Fail(ErrorKind),
}

/// A connection that delivers chunks as told: for testing whole clients without a socket and without a clock.
///
/// It is a [`Read`] and a [`BufRead`], with feature `tokio` an `AsyncRead`, and with feature `stream` a `Stream` of
/// `io::Result<Bytes>`. What it does is a list of [`Step`]s, made of chunks by [`new`](Self::new) and then altered:
///
/// | to let it | call |
/// |---|---|
/// | cut | [`read_at_most`](Self::read_at_most), or give it chunks that are cut |
/// | merge | [`merge`](Self::merge) |
/// | delay, be interrupted, fail now and then | [`before_each`](Self::before_each), [`before_each_drawn`](Self::before_each_drawn) |
/// | fail at some byte | [`fail_at`](Self::fail_at), [`break_at`](Self::break_at) |
///
/// ```
/// use std::io::{ErrorKind, Read};
/// use unchunk_testing::{Cuts, Step, Transport};
///
/// // The client under test.
/// fn read_all(mut connection: impl Read) -> std::io::Result<String> {
///     let mut text = String::new();
///     connection.read_to_string(&mut text)?;
///     Ok(text)
/// }
///
/// Cuts::default().assert("data: 你好\n\n", |chunks| {
///     let transport = Transport::new(chunks).before_each([Step::Interrupted]);
///     read_all(transport).unwrap()
/// });
///
/// let broken = Transport::new([b"data: a\n\n"]).break_at(5, ErrorKind::ConnectionReset);
/// assert_eq!(read_all(broken).unwrap_err().kind(), ErrorKind::ConnectionReset);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transport {
    steps: VecDeque<Step>,
    /// What a reader has not taken of the chunk at hand.
    begun: Bytes,
    most: usize,
    merges: bool,
    ends_once: bool,
    has_ended: bool,
}

/// Saying what it does.
impl Transport {
    /// Delivers these chunks, one at each read, then the end. A reader whose buffer is smaller gets the rest of a chunk at
    /// the next read.
    ///
    /// ```
    /// use std::io::Read;
    /// use unchunk_testing::{Chunked, Transport};
    ///
    /// let chunked = Chunked::new(b"abcde").cut_at([2]);
    /// let mut transport = Transport::new(chunked.chunks());
    /// let mut buffer = [0; 8];
    /// assert_eq!(transport.read(&mut buffer).unwrap(), 2);
    /// assert_eq!(transport.read(&mut buffer).unwrap(), 3);
    /// ```
    pub fn new(chunks: impl IntoIterator<Item: AsRef<[u8]>>) -> Self {
        let chunk = |chunk: _| Step::Chunk(Bytes::copy_from_slice(AsRef::as_ref(&chunk)));
        Self::from_steps(chunks.into_iter().map(chunk))
    }

    /// Takes these steps, one whenever it is asked, then ends.
    ///
    /// ```
    /// use std::io::{ErrorKind, Read};
    /// use unchunk_testing::{Step, Transport};
    ///
    /// let mut transport = Transport::from_steps([Step::NotReady, Step::Fail(ErrorKind::TimedOut)]);
    /// let mut kinds = || transport.read(&mut [0; 8]).map_err(|error| error.kind());
    /// assert_eq!(kinds(), Err(ErrorKind::WouldBlock));
    /// assert_eq!(kinds(), Err(ErrorKind::TimedOut));
    /// assert_eq!(kinds(), Ok(0));
    /// ```
    pub fn from_steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            begun: Bytes::new(),
            most: usize::MAX,
            merges: false,
            ends_once: false,
            has_ended: false,
        }
    }

    /// Takes these steps before each chunk, and before the end. To delay by several polls, give `NotReady` several times.
    ///
    /// ```
    /// use std::io::Read;
    /// use unchunk_testing::{Step, Transport};
    ///
    /// let transport = Transport::new(["a", "b"]).before_each([Step::Interrupted, Step::Interrupted]);
    /// // This goes on when interrupted.
    /// assert_eq!(std::io::read_to_string(transport).unwrap(), "ab");
    /// ```
    #[must_use]
    pub fn before_each(self, steps: impl IntoIterator<Item = Step>) -> Self {
        let steps: Vec<Step> = steps.into_iter().collect();
        self.insert(|before| before.extend(steps.iter().cloned()))
    }

    /// Takes none to three of these steps before each chunk, and before the end, drawn from `seed`.
    ///
    /// ```
    /// use std::io::Read;
    /// use unchunk_testing::{Step, Transport};
    ///
    /// let chunks = ["data: ", "a\n\n"];
    /// for seed in 0..100 {
    ///     let transport = Transport::new(chunks).before_each_drawn(seed, [Step::Interrupted]);
    ///     assert_eq!(std::io::read_to_string(transport).unwrap(), "data: a\n\n");
    /// }
    /// ```
    #[must_use]
    pub fn before_each_drawn(self, seed: u64, steps: impl IntoIterator<Item = Step>) -> Self {
        let steps: Vec<Step> = steps.into_iter().collect();
        let mut random = SplitMix64(seed);
        self.insert(|before| {
            for _ in 0..random.below(4) {
                before.extend(steps.get(random.below(steps.len())).cloned());
            }
        })
    }

    /// Fails once when so many bytes were delivered, and goes on when asked again. A chunk is cut there.
    ///
    /// ```
    /// use std::io::{ErrorKind, Read};
    /// use unchunk_testing::Transport;
    ///
    /// let mut transport = Transport::new(["abc"]).fail_at(1, ErrorKind::TimedOut);
    /// let mut text = String::new();
    /// assert_eq!(transport.read_to_string(&mut text).unwrap_err().kind(), ErrorKind::TimedOut);
    /// assert_eq!(transport.read_to_string(&mut text).unwrap(), 2);
    /// ```
    #[must_use]
    pub fn fail_at(mut self, offset: usize, kind: ErrorKind) -> Self {
        let at = self.cut_at(offset);
        self.steps.insert(at, Step::Fail(kind));
        self
    }

    /// Fails when so many bytes were delivered, and has nothing more then: a connection that is reset.
    ///
    /// ```
    /// use std::io::{ErrorKind, Read};
    /// use unchunk_testing::Transport;
    ///
    /// let mut transport = Transport::new(["abc"]).break_at(1, ErrorKind::ConnectionReset);
    /// let mut bytes = Vec::new();
    /// assert!(transport.read_to_end(&mut bytes).is_err());
    /// assert_eq!(bytes, b"a");
    /// assert_eq!(transport.read_to_end(&mut bytes).unwrap(), 0);
    /// ```
    #[must_use]
    pub fn break_at(mut self, offset: usize, kind: ErrorKind) -> Self {
        let at = self.cut_at(offset);
        self.steps.truncate(at);
        self.steps.push_back(Step::Fail(kind));
        self
    }

    /// Delivers no more than so many bytes at once: at least one.
    ///
    /// ```
    /// use std::io::Read;
    /// use unchunk_testing::Transport;
    ///
    /// let mut transport = Transport::new(["abc"]).read_at_most(2);
    /// assert_eq!(transport.read(&mut [0; 8]).unwrap(), 2);
    /// assert_eq!(transport.read(&mut [0; 8]).unwrap(), 1);
    /// ```
    #[must_use]
    pub fn read_at_most(mut self, bytes: usize) -> Self {
        self.most = bytes.max(1);
        self
    }

    /// Delivers chunks with no other step between them as one, as a socket does that was not read for a while.
    ///
    /// ```
    /// use std::io::Read;
    /// use unchunk_testing::Transport;
    ///
    /// let mut transport = Transport::new(["ab", "c"]).merge();
    /// assert_eq!(transport.read(&mut [0; 8]).unwrap(), 3);
    /// ```
    #[must_use]
    pub fn merge(mut self) -> Self {
        self.merges = true;
        self
    }

    /// Panics if it is asked again after it has told its end. Without this it tells the end again.
    ///
    /// ```should_panic
    /// use std::io::Read;
    /// use unchunk_testing::Transport;
    ///
    /// let mut transport = Transport::new(["a"]).end_once();
    /// while transport.read(&mut [0; 8]).unwrap() > 0 {}
    /// transport.read(&mut [0; 8]);
    /// ```
    #[must_use]
    pub fn end_once(mut self) -> Self {
        self.ends_once = true;
        self
    }

    /// Puts steps before each chunk, and before the end.
    fn insert(mut self, mut insert: impl FnMut(&mut VecDeque<Step>)) -> Self {
        let mut steps = VecDeque::new();
        for step in self.steps {
            if matches!(step, Step::Chunk(_)) {
                insert(&mut steps);
            }
            steps.push_back(step);
        }
        insert(&mut steps);
        self.steps = steps;
        self
    }

    /// The index of the first step after so many bytes; a chunk that goes on there is cut.
    fn cut_at(&mut self, offset: usize) -> usize {
        let mut left = offset;
        for (index, step) in self.steps.iter_mut().enumerate() {
            let Step::Chunk(chunk) = step else { continue };
            if left < chunk.len() {
                let head = chunk.split_to(left);
                if head.is_empty() {
                    return index;
                }
                self.steps.insert(index, Step::Chunk(head));
                return index + 1;
            }
            left -= chunk.len();
        }
        self.steps.len()
    }
}

/// What a reader meets next.
enum Next {
    Chunk(Bytes),
    Interrupted,
    NotReady,
    Fail(ErrorKind),
    End,
}

impl Transport {
    /// Takes the next step. Never a chunk of more bytes than may be delivered at once.
    fn step(&mut self) -> Next {
        let Some(step) = self.steps.pop_front() else {
            assert!(
                !(self.ends_once && self.has_ended),
                "read again after its end"
            );
            self.has_ended = true;
            return Next::End;
        };
        match step {
            Step::Chunk(chunk) => {
                let mut chunk = self.merged(chunk);
                if chunk.len() > self.most {
                    let rest = chunk.split_off(self.most);
                    self.steps.push_front(Step::Chunk(rest));
                }
                Next::Chunk(chunk)
            }
            Step::Interrupted => Next::Interrupted,
            Step::NotReady => Next::NotReady,
            Step::Fail(kind) => Next::Fail(kind),
        }
    }

    fn merged(&mut self, chunk: Bytes) -> Bytes {
        if !self.merges || !matches!(self.steps.front(), Some(Step::Chunk(_))) {
            return chunk;
        }
        let mut merged = BytesMut::from(chunk);
        while let Some(Step::Chunk(chunk)) = self.steps.front() {
            merged.extend_from_slice(chunk);
            self.steps.pop_front();
        }
        merged.freeze()
    }
}

impl BufRead for Transport {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.begun.is_empty() {
            match self.step() {
                Next::Chunk(chunk) => self.begun = chunk,
                Next::Interrupted => return Err(ErrorKind::Interrupted.into()),
                Next::NotReady => return Err(ErrorKind::WouldBlock.into()),
                Next::Fail(kind) => return Err(kind.into()),
                Next::End => break,
            }
        }
        Ok(&self.begun)
    }

    fn consume(&mut self, bytes: usize) {
        let _ = self.begun.split_to(bytes);
    }
}

impl Read for Transport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let read = available.len().min(buffer.len());
        buffer[..read].copy_from_slice(&available[..read]);
        self.consume(read);
        Ok(read)
    }
}

#[cfg(any(feature = "stream", feature = "tokio"))]
impl Transport {
    /// The next chunk, as a poll has it.
    fn poll_chunk(&mut self, context: &Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            return match self.step() {
                Next::Chunk(chunk) => Poll::Ready(Some(Ok(chunk))),
                Next::Interrupted => continue,
                Next::NotReady => {
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
                Next::Fail(kind) => Poll::Ready(Some(Err(kind.into()))),
                Next::End => Poll::Ready(None),
            };
        }
    }
}

#[cfg(feature = "tokio")]
impl tokio::io::AsyncRead for Transport {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.begun.is_empty() {
            match std::task::ready!(self.poll_chunk(context)) {
                Some(chunk) => self.begun = chunk?,
                None => return Poll::Ready(Ok(())),
            }
        }
        let read = self.begun.len().min(buffer.remaining());
        buffer.put_slice(&self.begun.split_to(read));
        Poll::Ready(Ok(()))
    }
}

#[cfg(feature = "stream")]
impl futures_core::Stream for Transport {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        if !self.begun.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.begun))));
        }
        self.poll_chunk(context)
    }
}
