//! Items from any reader of the standard library.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::iter::FusedIterator;

use super::end_rule::{EndAt, EndRule, Ends, NoEndRule};
use super::error::Error;
use super::feed::{Feed, Left};
use crate::Decode;

/// Reads a [`BufRead`] and decodes it: an iterator of owned items, or a loop that lends them.
///
/// Items are decoded in the reader's own buffer. [`from_read`](Self::from_read) adds a buffer to anything that is only
/// a [`Read`].
///
/// ```
/// use unchunk::{adapters::Reader, sse};
///
/// let body = &b"data: Hel\n\ndata: lo\n\n"[..]; // a TcpStream, a child's stdout, stdin().lock()
/// let mut answer = String::new();
/// for event in Reader::new(body, sse::Decoder::new()) {
///     answer += &event?.data();
/// }
/// assert_eq!(answer, "Hello");
/// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
/// ```
///
/// The lending loop allocates nothing for an item: [`fill`](Self::fill) reads a chunk, [`decode`](Self::decode) lends
/// the items in it one by one. The two may be mixed with the iterator at will.
///
/// ```
/// # use unchunk::{adapters::Reader, sse};
/// # let body = &b"data: Hel\n\ndata: lo\n\n"[..];
/// # let mut answer = String::new();
/// let mut reader = Reader::new(body, sse::Decoder::new());
/// while reader.fill()? {
///     while let Some(event) = reader.decode()? {
///         answer += &event.data();
///     }
/// }
/// # assert_eq!(answer, "Hello");
/// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
/// ```
///
/// # Errors
///
/// Errors come in their place between the items, and reading goes on after them. [`ErrorKind::Interrupted`] is retried.
/// Any other error of the reader is returned, and nothing is lost: after [`ErrorKind::WouldBlock`], call again when
/// there may be more. (A reader that fails for ever makes an iterator of errors without end.)
///
/// When the reader has ended, so do the items, with [`Error::Truncated`] or [`Error::Foreign`] as the last one unless
/// the stream is complete, or with [`Error::MissingEnd`] where [`end_after`](Self::end_after) or
/// [`end_before`](Self::end_before) asks for more. Where the reader has failed just before it ended, the event it cut
/// is no second error. After a [`Decode`](Error::Decode) error of a format in which nothing tells how to go on, the
/// rest is read for that verdict alone.
#[derive(Debug)]
pub struct Reader<R, D, E = NoEndRule> {
    source: R,
    feed: Feed<D, E>,
    /// How many bytes the source's buffer had when it was filled, and how many of them have been decoded.
    filled: usize,
    used: usize,
}

impl<R: BufRead, D: Decode> Reader<R, D> {
    /// Joins a buffered reader and a decoder.
    pub const fn new(source: R, decoder: D) -> Self {
        Self {
            source,
            feed: Feed::new(decoder),
            filled: 0,
            used: 0,
        }
    }

    /// Follows a source that may still grow, such as a log file: its end is not the end of the stream.
    #[must_use]
    pub const fn follow(self) -> Follower<R, D> {
        Follower { reader: self }
    }
}

impl<R: BufRead, D: Decode, E: EndRule<D>> Reader<R, D, E> {
    /// Ends the stream well after the first item for which `is_end` returns `true`, which is returned: how
    /// Anthropic's `message_stop` and Ollama's `"done":true` end an answer.
    ///
    /// From then on, an end of the bytes without such an item is an error, [`Error::MissingEnd`], even where they end
    /// cleanly. What follows the item stays in the reader. Several rules may be set; the last one is asked first.
    ///
    /// ```
    /// use unchunk::{adapters::Reader, json};
    ///
    /// let body = &b"{\"response\":\"Hi\"}\n{\"done\":true}\n"[..];
    /// let is_end = |frame: &json::Frame<'_>| frame.text_bytes().ends_with(b"\"done\":true}");
    /// let frames = Reader::new(body, json::Decoder::lines()).end_after(is_end);
    /// assert_eq!(frames.collect::<Result<Vec<_>, _>>()?.len(), 2);
    ///
    /// let mut frames = Reader::new(&body[..18], json::Decoder::lines()).end_after(is_end);
    /// assert!(frames.next().unwrap().is_ok());
    /// assert_eq!(
    ///     frames.next().unwrap().unwrap_err().to_string(),
    ///     "the stream ends without the item that was to end it"
    /// );
    /// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
    /// ```
    pub fn end_after<P>(self, is_end: P) -> Reader<R, D, EndAt<P, E>>
    where
        D: 'static,
        P: FnMut(&D::Item<'_>) -> bool,
    {
        self.with_feed(|feed| feed.end_at(is_end, Ends::After))
    }

    /// Ends the stream well before the first item for which `is_end` returns `true`, which is not returned: how
    /// OpenAI's `[DONE]` ends an answer. Otherwise like [`end_after`](Self::end_after).
    pub fn end_before<P>(self, is_end: P) -> Reader<R, D, EndAt<P, E>>
    where
        D: 'static,
        P: FnMut(&D::Item<'_>) -> bool,
    {
        self.with_feed(|feed| feed.end_at(is_end, Ends::Before))
    }

    fn with_feed<F>(self, feed: impl FnOnce(Feed<D, E>) -> Feed<D, F>) -> Reader<R, D, F> {
        Reader {
            source: self.source,
            feed: feed(self.feed),
            filled: self.filled,
            used: self.used,
        }
    }

    /// Reads the next chunk, if the one before has been decoded; returns whether there is anything to lend.
    ///
    /// `Ok(false)` means that the stream has ended, and is complete.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`]: nothing is lost, call again. [`Error::Truncated`] and [`Error::Foreign`]: the stream has
    /// ended; from then on `Ok(false)`.
    pub fn fill(&mut self) -> Result<bool, Error<io::Error>> {
        match self.feed.left()? {
            Left::Nothing => return Ok(false),
            Left::Items => return Ok(true),
            Left::Input if self.used < self.filled => return Ok(true),
            Left::Input => {}
        }
        if !self.read()? {
            self.feed.end();
        }
        Ok(true)
    }

    /// Reads the next chunk; returns whether there is one.
    fn read(&mut self) -> Result<bool, Error<io::Error>> {
        self.release();
        self.filled = loop {
            match self.source.fill_buf() {
                Ok(buffer) => {
                    self.feed.received(buffer);
                    break buffer.len();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    // Nothing to read yet is no failure.
                    if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) {
                        self.feed.failed();
                    }
                    return Err(Error::Transport(error));
                }
            }
        };
        Ok(self.filled > 0)
    }

    /// Lends the next item of the chunk, until the next call; `Ok(None)` when there is no more in it: fill again.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if a frame is bad: call again.
    pub fn decode(&mut self) -> Result<Option<D::Item<'_>>, Error<io::Error>> {
        let mut input = unused(&mut self.source, self.used, self.filled)?;
        let result = self.feed.lend(&mut input);
        self.used = self.filled - input.len().min(self.filled);
        Ok(result?)
    }

    /// The same, owned.
    fn own(&mut self) -> Result<Option<D::Owned>, Error<io::Error>> {
        let mut input = unused(&mut self.source, self.used, self.filled)?;
        let result = self.feed.own(&mut input);
        self.used = self.filled - input.len().min(self.filled);
        Ok(result?)
    }

    /// The decoder.
    #[must_use]
    pub const fn decoder(&self) -> &D {
        self.feed.decoder()
    }

    /// The reader, just after the last byte decoded, and the decoder.
    #[must_use]
    pub fn into_parts(mut self) -> (R, D) {
        self.release();
        (self.source, self.feed.into_decoder())
    }

    fn release(&mut self) {
        self.source.consume(self.used);
        self.used = 0;
        self.filled = 0;
    }
}

/// A [`Reader`] of what may still grow, such as a log file: made by [`Reader::follow`].
///
/// It never judges the end, so it is no iterator: [`fill`](Self::fill) returns `false` if there is nothing now, and the
/// caller waits and calls it again. A part of a frame is kept until then.
///
/// ```
/// use std::io::Write;
/// use unchunk::{adapters::Reader, json};
///
/// # let path = std::env::temp_dir().join(format!("unchunk-follow-{}", std::process::id()));
/// # let mut log = std::fs::File::create(&path).unwrap();
/// # let file = std::fs::File::open(&path).unwrap();
/// let mut reader = Reader::from_read(file, json::Decoder::lines()).follow();
/// log.write_all(b"{\"level\":\"info\"}\n{\"level\":\"wa").unwrap();
/// let mut frames = 0;
/// while reader.fill()? {
///     while reader.decode()?.is_some() {
///         frames += 1;
///     }
/// }
/// assert_eq!(frames, 1);
/// log.write_all(b"rn\"}\n").unwrap(); // a while later
/// assert!(reader.fill()?);
/// assert_eq!(reader.decode()?.unwrap().text_bytes(), b"{\"level\":\"warn\"}");
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
/// ```
#[derive(Debug)]
pub struct Follower<R, D> {
    reader: Reader<R, D>,
}

impl<R: BufRead, D: Decode> Follower<R, D> {
    /// Reads the next chunk, if the one before has been decoded; returns whether there is anything to lend.
    /// `Ok(false)`: there is nothing now.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Transport`] if reading fails: nothing is lost, call again.
    pub fn fill(&mut self) -> Result<bool, Error<io::Error>> {
        let reader = &mut self.reader;
        Ok(reader.used < reader.filled || reader.read()?)
    }

    /// Lends the next item of the chunk, until the next call; `Ok(None)` when there is no more in it: fill again.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if a frame is bad: call again.
    pub fn decode(&mut self) -> Result<Option<D::Item<'_>>, Error<io::Error>> {
        self.reader.decode()
    }

    /// The decoder.
    #[must_use]
    pub const fn decoder(&self) -> &D {
        self.reader.decoder()
    }

    /// Stops following: the reader then reads to the end, and judges it.
    #[must_use]
    pub fn into_reader(self) -> Reader<R, D> {
        self.reader
    }
}

/// The bytes of the source's buffer after the first `used` of `filled`.
fn unused<R: BufRead>(
    source: &mut R,
    used: usize,
    filled: usize,
) -> Result<&[u8], Error<io::Error>> {
    if used == filled {
        return Ok(&[]);
    }
    // The buffer is not empty, so this reads nothing.
    let buffer = source.fill_buf().map_err(Error::Transport)?;
    let buffer = buffer.get(..filled).unwrap_or(buffer);
    Ok(buffer.get(used..).unwrap_or_default())
}

impl<R: Read, D: Decode> Reader<BufReader<R>, D> {
    /// Joins a reader without a buffer and a decoder, and adds a buffer of 8 KiB.
    ///
    /// ```
    /// use std::io::Read;
    /// use unchunk::{adapters::Reader, sse};
    ///
    /// let body = b"data: a\n\n".chain(&b"data: b\n\n"[..]);
    /// let events: Result<Vec<_>, _> = Reader::from_read(body, sse::Decoder::new()).collect();
    /// assert_eq!(events?.len(), 2);
    /// # Ok::<(), unchunk::adapters::Error<std::io::Error>>(())
    /// ```
    pub fn from_read(source: R, decoder: D) -> Self {
        Self::new(BufReader::new(source), decoder)
    }
}

impl<R: BufRead, D: Decode, E: EndRule<D>> Iterator for Reader<R, D, E> {
    type Item = Result<D::Owned, Error<io::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.own() {
                Ok(Some(item)) => return Some(Ok(item)),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<R: BufRead, D: Decode, E: EndRule<D>> FusedIterator for Reader<R, D, E> {}
