//! The decoder: chunks in, frames out.

use alloc::boxed::Box;

use bytes::Bytes;

use super::array::Array;
use super::concatenated::Concatenated;
use super::content_length::ContentLength;
use super::frame::{Frame, OwnedFrame};
use super::last_error::{LastError, Noted};
use super::lines::{Lines, OpenLine};
use super::rules::{
    DEFAULT_MAX_DEPTH, DEFAULT_MAX_FRAME_BYTES, DEFAULT_MAX_HEADER_BYTES, Framing, Rules,
};
use super::stream::{Ending, Place, Stream, with_copy};
use super::text_sequence::TextSequence;
use super::value::Value;
use crate::decode::ErrorPlace;
use crate::limits::KEPT_CAPACITY;
use crate::search::nesting::Scanner;
use crate::{Decode, End, Error, ErrorKind, Verdict, meter};

/// Decodes a stream of JSON texts, framed in one of five ways, from chunks cut anywhere.
///
/// Frames, spans, errors and the verdict depend on the concatenated bytes alone. A frame is returned by the call that
/// delivers its last byte. A frame that is whole in a chunk is lent from that chunk; what a cut splits is copied once.
///
/// # What is checked
///
/// Finding where a frame ends shows some faults on the way: a byte that cannot begin a value, a closing bracket with
/// nothing open, numbers and literals at the top level by their grammar, nesting deeper than
/// [`max_depth`](DecoderBuilder::max_depth), more bytes than [`max_frame_bytes`](DecoderBuilder::max_frame_bytes).
///
/// Everything else inside arrays, objects and strings is left to the parser: brackets that do not match (`[}` ends like
/// `[]`), commas, colons, escapes, raw control characters, UTF-8. Such a frame is returned whole, and the next frame is
/// found where it begins. A backslash outside a string escapes nothing.
///
/// [`validate`](DecoderBuilder::validate) checks frames against all of RFC 8259. Boundaries stay the same; frames that
/// are not JSON become errors.
///
/// # Framings
///
/// - [`Concatenated`](Framing::Concatenated): whitespace between texts is optional, anything else between them is
///   [`UnexpectedByte`](ErrorKind::UnexpectedByte), which ends the decoding: nothing tells where to go on. A bad value
///   is skipped to its own end: its closing bracket or quotation mark; for a number or literal the next whitespace,
///   structural character or quotation mark.
/// - [`Lines`](Framing::Lines): the frame is the line without its LF or CRLF; whitespace around the text stays. Lines
///   of whitespace alone are skipped, unless they are over the limit. A bad line is skipped to its LF. U+2028 is no
///   line end. A text that begins and ends like an array, object or string is taken for one. What is between is looked
///   at only if a limit on the depth is set, to count brackets, or if lines are validated.
/// - [`Array`](Framing::Array): elements as under Concatenated, commas between them are checked. Bad punctuation, or
///   anything but whitespace after the closing bracket, ends the decoding. A body that is not an array has neither
///   frames nor errors but the verdict [`Foreign`](Verdict::Foreign).
/// - [`TextSequence`](Framing::TextSequence): RFC 7464. An array, object or string is returned with its last byte, a
///   number or literal with the whitespace after it, which § 2.4 requires. A text cut short by the next RS is
///   [`IncompleteText`](ErrorKind::IncompleteText). Anything bad is skipped to the next RS. An RS inside a text always
///   begins the next one.
/// - [`ContentLength`](Framing::ContentLength): the frame is the body. Header fields end with CRLF, names may be in any
///   case, fields other than `Content-Length` are ignored. Blank lines between messages are passed over. A body that is
///   not one JSON text is an error, and the next message is read. A body that is too large is reported as soon as its
///   header has come. After a bad header section, or anything else between messages, decoding goes on at the next line
///   that begins with `Content-Length:`; until then a line may end with LF alone.
///
/// A byte order mark at the very start is skipped under Concatenated, Lines and Array, where RFC 8259 § 8.1 lets a
/// parser ignore it; anywhere else it is an unexpected byte.
///
/// # Memory
///
/// At most [`max_frame_bytes`](DecoderBuilder::max_frame_bytes) for an unfinished frame (under Lines one byte more, a
/// CR; under ContentLength also the header section before it), plus the first 1024 bytes of a body that has not had a
/// frame yet, plus the [excerpt](LastError::excerpt) of an error until the next call. If frames are
/// [validated](DecoderBuilder::validate) and [`max_depth`](DecoderBuilder::max_depth) is above 512, also what
/// [`validate`](super::validate()) takes for the brackets open beyond that, during a call. Between frames, with its
/// input used up, a decoder owns no heap.
///
/// # Example
///
/// ```
/// use unchunk::{ErrorKind, Verdict, json};
///
/// let mut decoder = json::Decoder::lines();
/// let mut input = &b"{\"a\":1}\r\n\noops\n{\"a\":2}"[..];
/// assert_eq!(decoder.decode(&mut input)?.unwrap().text_bytes(), b"{\"a\":1}");
/// let error = decoder.decode(&mut input).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::UnexpectedByte, 10));
/// assert!(decoder.decode(&mut input)?.is_none());
/// let end = decoder.finish()?;
/// assert_eq!(end.last().unwrap().text_bytes(), b"{\"a\":2}");
/// assert_eq!(end.verdict(), Verdict::Complete);
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    machine: Machine,
    framing: Framing,
    stream: Stream,
    left: Left,
    /// A frame was bad.
    has_faults: bool,
    last_error: Option<Noted>,
}

/// Where in the stream we are.
#[derive(Debug, Clone, Copy)]
enum Machine {
    TextSequence(TextSequence),
    ContentLength(ContentLength),
    Array(Array),
    Lines(Lines),
    Concatenated(Concatenated),
    /// After a fatal error at this offset.
    Failed(u64),
}

/// How much of a chunk is used up, and the next frame.
type Decoded<'i> = (usize, Result<Option<Place<'i>>, Error>);

/// What the last call has left, and the next one clears first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    /// The frame that was lent from the carry buffer.
    Frame,
    /// The last error.
    Error,
}

impl Machine {
    const fn new(framing: Framing) -> Self {
        match framing {
            Framing::Concatenated => Self::Concatenated(Concatenated::Start),
            Framing::Lines => Self::Lines(Lines::Start),
            Framing::Array => Self::Array(Array::Start),
            Framing::TextSequence => Self::TextSequence(TextSequence::Start),
            Framing::ContentLength => Self::ContentLength(ContentLength::new()),
        }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Place<'i>>, Error> {
        match self {
            Self::Concatenated(machine) => machine.advance(stream, input),
            Self::Lines(lines) => lines.advance(stream, input),
            Self::Array(array) => array.advance(stream, input),
            Self::TextSequence(machine) => with_copy(input, |input| machine.advance(stream, input)),
            Self::ContentLength(content_length) => {
                with_copy(input, |input| content_length.advance(stream, input))
            }
            Self::Failed(_) => {
                stream.consume(input, input.len());
                Ok(None)
            }
        }
    }

    fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Error> {
        match self {
            Self::Concatenated(machine) => machine.finish(stream),
            Self::Lines(lines) => lines.finish(stream),
            Self::Array(array) => Ok(array.finish(stream)),
            Self::TextSequence(machine) => Ok(machine.finish()),
            Self::ContentLength(content_length) => Ok(content_length.finish()),
            Self::Failed(offset) => {
                stream.start = *offset;
                Ok(Ending::Missing)
            }
        }
    }
}

impl Decoder {
    /// Returns the options, to be changed and [built](DecoderBuilder::build).
    pub fn builder() -> DecoderBuilder {
        DecoderBuilder::default()
    }

    /// Creates a decoder of concatenated JSON texts with default options. Allocates nothing.
    #[must_use]
    pub fn concatenated() -> Self {
        Self::builder().framing(Framing::Concatenated).build()
    }

    /// Creates a decoder of NDJSON, also called JSON Lines, with default options. Allocates nothing.
    #[must_use]
    #[doc(alias("ndjson", "jsonl"))]
    pub fn lines() -> Self {
        Self::builder().framing(Framing::Lines).build()
    }

    /// Creates a decoder of the elements of one top-level array with default options. Allocates nothing.
    ///
    /// ```
    /// use unchunk::{Verdict, json};
    ///
    /// let mut decoder = json::Decoder::array();
    /// let mut input = &b"[{\"text\":\"a\"},\n{\"text\":\"b\"}"[..];
    /// let mut elements = 0;
    /// while decoder.decode(&mut input)?.is_some() {
    ///     elements += 1;
    /// }
    /// assert_eq!(elements, 2);
    /// // The closing bracket never came.
    /// assert!(matches!(decoder.finish()?.verdict(), Verdict::Truncated { offset: 27, .. }));
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn array() -> Self {
        Self::builder().framing(Framing::Array).build()
    }

    /// Creates a decoder of JSON text sequences (RFC 7464) with default options. Allocates nothing.
    ///
    /// ```
    /// use unchunk::{ErrorKind, json};
    ///
    /// let mut decoder = json::Decoder::text_sequence();
    /// let mut input = &b"\x1E{\"cut\":\n\x1E{}\n"[..];
    /// let error = decoder.decode(&mut input).unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (ErrorKind::IncompleteText, 9));
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().text_bytes(), b"{}");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn text_sequence() -> Self {
        Self::builder().framing(Framing::TextSequence).build()
    }

    /// Creates a decoder of messages with a `Content-Length` header with default options. Allocates nothing.
    ///
    /// ```
    /// use unchunk::json;
    ///
    /// let mut decoder = json::Decoder::content_length();
    /// let mut input = &b"Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\ntrue"[..];
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().text_bytes(), b"{}");
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().text_bytes(), b"true");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    #[doc(alias = "lsp")]
    pub fn content_length() -> Self {
        Self::builder().framing(Framing::ContentLength).build()
    }

    /// Decodes the next frame, advancing `input` past the bytes used.
    ///
    /// `Ok(None)` means that the input is used up and whatever matters of it is kept: feed the next chunk. An empty
    /// chunk is legal and changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if a frame is bad, once; [`last_error`](Self::last_error) has more about it. The frame is
    /// skipped: call again with the rest of `input`, and decoding goes on after it. If nothing tells where to go on,
    /// the error is [fatal](Error::is_fatal), and the rest of the stream is used up in silence.
    // Always inlined: a call saves registers that drips do not use, and returns each frame through memory.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Frame<'d>>, Error> {
        match self.next(input) {
            Ok(None) => Ok(None),
            // Not lent where it is found: there each `None` would be written to memory as well.
            Ok(Some(place)) => Ok(Some(self.lend(place))),
            Err(error) => Err(error),
        }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Place<'i>>, Error> {
        let stream = &mut self.stream;
        // Most calls find the machine in one of these states.
        let is_drip = match &mut self.machine {
            _ if cfg!(feature = "small") => false,
            Machine::Lines(Lines::Inside) => stream.hold_drip(input, &mut OpenLine),
            Machine::Concatenated(Concatenated::Inside(Value::Nested(nesting)))
            | Machine::Array(Array::Element(Value::Nested(nesting))) => {
                stream.hold_drip(input, nesting)
            }
            // A frame that was lent from the carry buffer stays there until the buffer is needed.
            Machine::Lines(Lines::Between) => {
                match stream.rules.scanner.after_line_feed(input, stream.last_len) {
                    Some(rest) => match stream.take_line(input, rest) {
                        Some(place) => return Ok(Some(place)),
                        None => false,
                    },
                    None if self.begin_line(input) => {
                        *input = &[];
                        return Ok(None);
                    }
                    None => false,
                }
            }
            _ => false,
        };
        if is_drip {
            return Ok(None);
        }
        let (used, found) = self.decode_at_length(input);
        *input = &input[used..];
        found
    }

    /// Reads a chunk in which no line ends: the next line's beginning. Returns whether there is room for it.
    #[inline(never)]
    fn begin_line(&mut self, chunk: &[u8]) -> bool {
        let max = self.stream.rules.max_frame_bytes;
        if chunk.is_empty() || chunk.len() > max {
            return false;
        }
        meter::entered();
        self.put_away();
        self.machine = Machine::Lines(Lines::Inside);
        self.stream.begin_line();
        self.stream
            .hold(&mut &*chunk, chunk.len(), max.saturating_add(1));
        true
    }

    /// Decodes the next frame, in any state: the general path.
    // The chunk comes and goes in registers: its two words, written one by one, would be read as a pair, for which the
    // processor waits.
    #[inline(never)]
    fn decode_at_length<'i>(&mut self, chunk: &'i [u8]) -> Decoded<'i> {
        meter::entered();
        self.put_away();
        let was_proven = self.stream.head.is_proven();
        let mut input = chunk;
        let found = self.machine.advance(&mut self.stream, &mut input);
        let used = chunk.len() - input.len();
        // Made anew: moved as it is, it would be written by words and read by pairs of words.
        let decoded = match found {
            Ok(None) => {
                if self.stream.held().is_empty() {
                    self.stream.release();
                }
                (used, Ok(None))
            }
            Ok(Some(Place::Chunk(bytes))) => (used, Ok(Some(Place::Chunk(bytes)))),
            Ok(Some(Place::Carry)) => (used, Ok(Some(Place::Carry))),
            Err(error) => self.fail(error, chunk, used),
        };
        if !was_proven {
            self.keep_head(chunk, &decoded);
        }
        decoded
    }

    /// Keeps the first bytes of a stream that was not known to be of the format when they came.
    #[cold]
    fn keep_head(&mut self, chunk: &[u8], (used, found): &Decoded<'_>) {
        let head = &mut self.stream.head;
        if let Ok(Some(_)) = found {
            head.prove();
        }
        head.keep(&chunk[..*used]);
        if head.is_settled() {
            self.stream.drip_limit = self.stream.rules.max_frame_bytes;
        }
    }

    /// Ends the stream: returns the verdict, and the frame that only the end completes.
    ///
    /// [`last`](End::last) is a number or literal under Concatenated, and a line without LF under Lines. (Nothing shows
    /// whether such a number was cut.)
    ///
    /// [`Verdict::Complete`]: the stream ends where a frame ends; under Array, after the closing bracket.
    /// [`Verdict::Truncated`]: it ends inside a frame, or, with an empty tail, where more must come, or inside a frame
    /// that was reported as bad; after an error that ended the decoding, its offset is that error's.
    /// [`Verdict::Foreign`]: something was wrong, and no frame ever came, not even one over a limit, nor an opening
    /// bracket under Array, an RS under TextSequence, a header section under ContentLength.
    ///
    /// # Errors
    ///
    /// Returns an error if the last line is bad, under Lines, or if the stream is half a byte order mark, once; the
    /// next call returns the verdict.
    pub fn finish(&mut self) -> Result<End<'_, Frame<'_>>, Error> {
        let ending = self.ending()?;
        Ok(self.end(ending))
    }

    fn ending(&mut self) -> Result<Ending, Error> {
        self.put_away();
        let ending = self.machine.finish(&mut self.stream);
        ending.map_err(|error| self.note(error, &[], 0))
    }

    fn end(&mut self, ending: Ending) -> End<'_, Frame<'_>> {
        if let Ending::Last = ending {
            self.stream.head.prove();
            return End::new(Some(self.lend(Place::Carry)), Verdict::Complete);
        }
        let offset = self.stream.start;
        let verdict = match (ending, self.stream.head.unproven()) {
            (Ending::Foreign, Some(head)) => Verdict::Foreign { head },
            (_, Some(head)) if self.has_faults => Verdict::Foreign { head },
            (Ending::Truncated, _) => Verdict::Truncated {
                tail: self.stream.held(),
                offset,
            },
            (Ending::Missing | Ending::Foreign, _) => Verdict::Truncated { tail: &[], offset },
            (Ending::Complete | Ending::Last, _) => Verdict::Complete,
        };
        End::new(None, verdict)
    }

    /// Makes the decoder ready for a new stream with the same options.
    pub fn reset(&mut self) {
        *self = Self::new(self.framing, self.stream.rules);
    }

    fn new(framing: Framing, rules: Rules) -> Self {
        Self {
            machine: Machine::new(framing),
            framing,
            stream: Stream::new(rules),
            left: Left::Nothing,
            has_faults: false,
            last_error: None,
        }
    }

    /// Returns more about the error that the last call returned; `None` if it returned none.
    ///
    /// ```
    /// use unchunk::json::{Decoder, Framing};
    ///
    /// let mut decoder = Decoder::builder().framing(Framing::Lines).excerpt_bytes(80).build();
    /// let mut input = &b"{}\nERROR disk full\n{}\n"[..];
    /// assert!(decoder.decode(&mut input)?.is_some());
    /// assert!(decoder.decode(&mut input).is_err());
    /// let last = decoder.last_error().unwrap();
    /// assert_eq!((last.line(), last.index(), last.start()), (Some(2), 1, 3));
    /// assert_eq!(last.excerpt(), b"ERROR disk full");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn last_error(&self) -> Option<LastError<'_>> {
        self.last_error.as_ref().map(LastError::new)
    }

    /// Bytes consumed since the start of the stream.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.stream.position()
    }

    /// Bytes held of the unfinished frame.
    #[must_use]
    pub fn held(&self) -> usize {
        match self.left {
            Left::Frame => 0,
            Left::Nothing | Left::Error => self.stream.held().len(),
        }
    }

    /// Bytes of heap owned.
    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        let head = self.stream.head.unproven();
        let excerpt = self.last_error.as_ref().map_or(0, Noted::heap_bytes);
        self.stream.capacity() + head.map_or(0, <[u8]>::len) + excerpt
    }

    /// Forgets what the last call left.
    #[inline]
    fn put_away(&mut self) {
        match self.left {
            Left::Nothing => return,
            Left::Frame => self.stream.forget(),
            Left::Error => self.last_error = None,
        }
        self.left = Left::Nothing;
    }

    /// Counts a complete frame and lends it.
    #[inline(always)]
    fn lend<'d, 'i: 'd>(&'d mut self, place: Place<'i>) -> Frame<'d> {
        let stream = &mut self.stream;
        let index = stream.index;
        stream.index += 1;
        let bytes = match place {
            Place::Chunk(bytes) => bytes,
            Place::Carry => {
                self.left = Left::Frame;
                stream.held()
            }
        };
        Frame::new(bytes, stream.start, index, stream.line)
    }

    /// Fails at an error that was found after `used` bytes of the chunk.
    #[cold]
    fn fail<'i>(&mut self, error: Error, chunk: &'i [u8], used: usize) -> Decoded<'i> {
        let error = self.note(error, chunk, used);
        let used = match error.is_fatal() {
            true => {
                self.stream.pass(chunk.len() - used);
                chunk.len()
            }
            false => used,
        };
        (used, Err(error))
    }

    /// Notes more about an error, which was found after `used` bytes of the chunk that came after the bytes held.
    #[cold]
    fn note(&mut self, error: Error, chunk: &[u8], used: usize) -> Error {
        let stream = &mut self.stream;
        let chunk_start = stream.position() - used as u64;
        self.last_error = Some(Noted::new(error, stream, chunk, chunk_start));
        self.left = Left::Error;
        stream.forget();
        match error.is_fatal() {
            true => self.machine = Machine::Failed(error.offset()),
            false => stream.index += 1,
        }
        match error.kind() {
            // Too large, but of the format.
            ErrorKind::FrameTooLarge | ErrorKind::TooDeep => stream.head.prove(),
            _ => self.has_faults = true,
        }
        error
    }
}

impl Decode for Decoder {
    type Item<'d> = Frame<'d>;
    type Owned = OwnedFrame;

    #[inline(always)]
    fn decode<'d, 'i: 'd>(&'d mut self, input: &mut &'i [u8]) -> Result<Option<Frame<'d>>, Error> {
        Self::decode(self, input)
    }

    #[inline(always)]
    fn decode_owned_from(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<OwnedFrame>, Error> {
        let place = match self.next(input) {
            Ok(Some(place)) => place,
            Ok(None) => return Ok(None),
            Err(error) => return Err(error),
        };
        let is_held = matches!(place, Place::Carry);
        let frame = self.lend(place);
        if !is_held || frame.text_bytes().len() < KEPT_CAPACITY {
            return Ok(Some(OwnedFrame::from_lent(&frame, chunk)));
        }
        // The carry buffer has grown too large to be kept.
        let (start, index, line) = (frame.span().start, frame.index(), frame.line());
        let bytes = self.stream.take();
        Ok(Some(OwnedFrame::of_buffer(
            bytes,
            start,
            index,
            line.unwrap_or(0),
        )))
    }

    fn finish(&mut self) -> Result<End<'_, Frame<'_>>, Error> {
        Self::finish(self)
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn own<'d>(frame: Frame<'d>, chunk: Option<&Bytes>) -> OwnedFrame
    where
        Self: 'd,
    {
        OwnedFrame::from_lent(&frame, chunk)
    }

    fn lend<'o>(item: &'o OwnedFrame) -> Frame<'o>
    where
        Self: 'o,
    {
        item.as_frame()
    }

    fn last_error_place(&self) -> Option<Box<ErrorPlace>> {
        let last = self.last_error()?;
        Some(Box::new(ErrorPlace {
            line: last.line(),
            index: last.index(),
            start: last.start(),
            excerpt: Box::from(last.excerpt()),
        }))
    }

    fn decode_noting<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
        place: &mut Option<Box<ErrorPlace>>,
    ) -> Result<Option<Frame<'d>>, Error> {
        let next = self.next(input);
        if next.is_err() {
            *place = self.last_error_place();
        }
        Ok(next?.map(|place| self.lend(place)))
    }

    fn finish_noting(
        &mut self,
        place: &mut Option<Box<ErrorPlace>>,
    ) -> Result<End<'_, Frame<'_>>, Error> {
        let ending = self.ending();
        if ending.is_err() {
            *place = self.last_error_place();
        }
        Ok(self.end(ending?))
    }
}

/// Options for a [`Decoder`].
///
/// ```
/// use unchunk::json::{Decoder, Framing};
///
/// let decoder = Decoder::builder()
///     .framing(Framing::TextSequence)
///     .max_frame_bytes(1024 * 1024)
///     .max_depth(64)
///     .validate(true)
///     .build();
/// # let _ = decoder;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct DecoderBuilder {
    framing: Framing,
    max_depth: Option<usize>,
    rules: Rules,
}

impl Default for DecoderBuilder {
    fn default() -> Self {
        Self {
            framing: Framing::Concatenated,
            max_depth: None,
            rules: Rules {
                max_frame_bytes: DEFAULT_MAX_FRAME_BYTES,
                max_depth: DEFAULT_MAX_DEPTH,
                max_header_bytes: DEFAULT_MAX_HEADER_BYTES,
                bare_lf: false,
                validate: false,
                excerpt: 0,
                scanner: Scanner::fastest(),
            },
        }
    }
}

impl DecoderBuilder {
    /// Sets how frames are told apart; [`Framing::Concatenated`] by default.
    pub const fn framing(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// Sets how many bytes a frame may have; 8 MiB by default.
    ///
    /// One byte more is [`ErrorKind::FrameTooLarge`]: the frame is skipped without being stored.
    pub const fn max_frame_bytes(mut self, bytes: usize) -> Self {
        self.rules.max_frame_bytes = bytes;
        self
    }

    /// Sets how deep arrays and objects may nest in a frame; 512 by default, but without a limit under
    /// [`Framing::Lines`] unless frames are validated. The array around the elements of [`Framing::Array`] does not
    /// count.
    ///
    /// One bracket more is [`ErrorKind::TooDeep`]: the frame is skipped. If the framing shows the bounds of a frame, as
    /// [`Framing::Lines`] and [`Framing::ContentLength`] do, every bracket in it counts that is not in a string,
    /// whatever is between them. Under Lines a limit costs a second pass over lines of more bytes than the depth
    /// allowed, since finding their end shows no brackets.
    pub const fn max_depth(mut self, depth: usize) -> Self {
        self.max_depth = Some(depth);
        self
    }

    /// Sets how many bytes a header section may have under [`Framing::ContentLength`]; 4 KiB by default.
    pub const fn max_header_bytes(mut self, bytes: usize) -> Self {
        self.rules.max_header_bytes = bytes;
        self
    }

    /// Sets whether frames are checked against all of RFC 8259; off by default.
    ///
    /// Escapes of lone surrogates, which the grammar allows and § 8.2 warns of, are refused. `serde_json` parses every
    /// frame that passes, but for numbers too large for it (`1e999`): the grammar has no bounds.
    pub const fn validate(mut self, validate: bool) -> Self {
        self.rules.validate = validate;
        self
    }

    /// Sets how many bytes of a bad frame are kept for [`LastError::excerpt`]; none by default.
    pub const fn excerpt_bytes(mut self, bytes: usize) -> Self {
        self.rules.excerpt = bytes;
        self
    }

    /// Sets whether the lines of a header section may end with LF alone under [`Framing::ContentLength`], as RFC 9112 §
    /// 2.2 allows; off by default, since the base protocol wants CRLF.
    ///
    /// ```
    /// use unchunk::json::{Decoder, Framing};
    ///
    /// let mut decoder = Decoder::builder().framing(Framing::ContentLength).bare_lf(true).build();
    /// let frame = decoder.decode(&mut &b"Content-Length: 2\n\n{}"[..])?;
    /// assert_eq!(frame.unwrap().text_bytes(), b"{}");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub const fn bare_lf(mut self, bare_lf: bool) -> Self {
        self.rules.bare_lf = bare_lf;
        self
    }

    /// Sets which scanner looks for the ends of values; the fastest there is by default.
    #[doc(hidden)]
    pub const fn scanner(mut self, scanner: Scanner) -> Self {
        self.rules.scanner = scanner;
        self
    }

    /// Builds the decoder. Allocates nothing.
    #[must_use]
    pub fn build(self) -> Decoder {
        let default = match self.framing {
            Framing::Lines if !self.rules.validate => usize::MAX,
            _ => DEFAULT_MAX_DEPTH,
        };
        let max_depth = match self.max_depth {
            Some(depth) => depth,
            None => default,
        };
        Decoder::new(
            self.framing,
            Rules {
                max_depth,
                ..self.rules
            },
        )
    }
}
