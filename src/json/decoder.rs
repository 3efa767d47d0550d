//! The engine: chunks in, frames out.

use core::mem;

use bytes::Bytes;

use super::array::Array;
use super::content_length::ContentLength;
use super::frame::{Frame, OwnedFrame};
use super::lines::{self, Lines};
use super::rules::{Check, DepthOfLines, Framing, Rules};
use super::scan::few::Drip;
use super::scan::{Nesting, Scanner};
use super::sequence::{RS, Sequence};
use super::stream::{Ending, Place, Ready, Stop, Storing, Stream};
use super::values::Values;
use crate::limits::KEPT_CAPACITY;
use crate::{Decode, End, Error, ErrorKind, Verdict};
use crate::{owned, search::few};

/// Decodes a stream of JSON texts, framed in one of five ways, from chunks cut anywhere.
///
/// Frames, spans, errors and the verdict depend on the concatenated bytes alone. A frame leaves on the call that delivers
/// its last needed byte. A frame that lies inside one chunk is lent from that chunk; what a cut splits is copied once.
///
/// # What is checked
///
/// Finding where a frame ends shows some faults on the way: a byte that cannot begin a value, a closing bracket with
/// nothing open, numbers and literals at the top level by their grammar, nesting deeper than
/// [`max_depth`](DecoderBuilder::max_depth), more bytes than [`max_frame_bytes`](DecoderBuilder::max_frame_bytes).
///
/// Everything else inside arrays, objects and strings is the parser's to judge: brackets that do not match (`[}` ends as
/// `[]` does), commas, colons, escapes, raw control characters, UTF-8. Such a frame is handed out whole, and the stream
/// stays in step. A backslash outside a string escapes nothing.
///
/// [`validate`](DecoderBuilder::validate) makes it a check of all of RFC 8259. It finds the same boundaries; frames that
/// are not JSON become errors.
///
/// # Framings
///
/// - [`Values`](Framing::Values): whitespace between texts is optional, anything else between them is
///   [`UnexpectedByte`](ErrorKind::UnexpectedByte), which ends the decoding: nothing tells where to go on. A bad value
///   is skipped to its own end: its closing bracket or quotation mark; for a number or literal the next whitespace,
///   structural character or quotation mark.
/// - [`Lines`](Framing::Lines): the frame is the line without its LF or CRLF; whitespace around the text stays. Lines of
///   whitespace alone are passed over, they are no frames. A bad line is skipped to its LF. U+2028 is no line end. A line
///   that begins and ends as an array, object or string does is taken for one; more is looked at only if
///   [`max_depth`](DecoderBuilder::max_depth) is set or lines are validated.
/// - [`Array`](Framing::Array): elements as under Values, commas between them are checked. Bad punctuation, or anything
///   but whitespace after the closing bracket, ends the decoding. A body that is not an array gives neither frames nor
///   errors but the verdict [`Foreign`](Verdict::Foreign).
/// - [`Sequence`](Framing::Sequence): RFC 7464. An array, object or string leaves with its last byte, a number or literal
///   with the whitespace after it, which § 2.4 requires. A text cut short by the next RS is
///   [`IncompleteText`](ErrorKind::IncompleteText). Anything bad is skipped to the next RS. An RS inside a text always
///   begins the next one.
/// - [`ContentLength`](Framing::ContentLength): the frame is the body. Header fields end with CRLF, names are taken in
///   any case, fields other than `Content-Length` are passed over. A body that is not one JSON text is reported, and the
///   next message read. A bad header section ends the decoding.
///
/// A byte order mark at the very start is passed over under Values, Lines and Array, where RFC 8259 § 8.1 lets a parser
/// ignore it; anywhere else it is an unexpected byte.
///
/// # Memory
///
/// At most [`max_frame_bytes`](DecoderBuilder::max_frame_bytes) for an unfinished frame (under Lines one byte more, a CR;
/// under ContentLength the header section before it), plus the first 1024 bytes of a body that has not yet shown a frame,
/// plus, where [`validate`](DecoderBuilder::validate) is on and [`max_depth`](DecoderBuilder::max_depth) above 512, a bit
/// for each open bracket beyond that. Between frames, with its input used up, a decoder owns no heap.
///
/// # Example
///
/// ```
/// use unchunk::{ErrorKind, Verdict, json};
///
/// let mut decoder = json::Decoder::lines();
/// let mut input = &b"{\"a\":1}\r\n\noops\n{\"a\":2}"[..];
/// assert_eq!(decoder.decode(&mut input)?.unwrap().bytes(), b"{\"a\":1}");
/// let error = decoder.decode(&mut input).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::UnexpectedByte, 10));
/// assert!(decoder.decode(&mut input)?.is_none());
/// let end = decoder.finish()?;
/// assert_eq!(end.last().unwrap().bytes(), b"{\"a\":2}");
/// assert_eq!(end.verdict(), Verdict::Complete);
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    engine: Engine,
    stream: Stream,
    delivery: Delivery,
    /// What the carry buffer holds.
    carried: Carried,
    shortcut: Shortcut,
    /// Set where the stream is bad from there on.
    failure: Option<Error>,
    /// A frame was bad.
    has_faults: bool,
}

#[derive(Debug, Clone)]
enum Engine {
    Values(Values),
    Lines(Lines),
    Array(Array),
    Sequence(Sequence),
    ContentLength(ContentLength),
}

/// Which frames are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Every,
    Latest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carried {
    /// The open frame, or nothing.
    Open,
    /// The frame just lent.
    Lent,
}

/// What the next call may begin with, without the state machine's set-up. It does just what the machine would do, or
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shortcut {
    None,
    /// Between lines: [`Decoder::take_plain_line`], [`Decoder::begin_line`].
    Lines,
    /// In a line of which something is held: [`Decoder::decode_in_line`].
    Line,
    /// In an array or object of which something is held. Where in it is known here; [`Decoder::end_shortcut`] tells the
    /// engine.
    Nested(Drip),
    /// In another frame of which something is held: [`Decoder::take_inside`].
    Inside,
}

impl Engine {
    fn new(framing: Framing) -> Self {
        match framing {
            Framing::Values => Self::Values(Values::Start),
            Framing::Lines => Self::Lines(Lines::Start),
            Framing::Array => Self::Array(Array::Start),
            Framing::Sequence => Self::Sequence(Sequence::Start),
            Framing::ContentLength => Self::ContentLength(ContentLength::new()),
        }
    }

    #[inline]
    fn advance<'i>(
        &mut self,
        stream: &mut Stream,
        input: &mut &'i [u8],
    ) -> Result<Option<Ready<'i>>, Stop> {
        match self {
            Self::Values(values) => values.advance(stream, input),
            Self::Lines(lines) => lines.advance(stream, input),
            Self::Array(array) => array.advance(stream, input),
            Self::Sequence(sequence) => sequence.advance(stream, input),
            Self::ContentLength(content_length) => content_length.advance(stream, input),
        }
    }

    /// Takes in a few bytes of a frame of which so many are held, if they are surely inside it. Tells whether they are.
    #[inline(always)]
    fn stays_inside(&mut self, bytes: &[u8], held: usize, max_depth: usize) -> bool {
        let open = match self {
            Self::Values(Values::Value(open)) | Self::Array(Array::Element(open)) => open,
            Self::Sequence(Sequence::Text(open)) if !few::has_any(bytes, [RS]) => open,
            Self::ContentLength(ContentLength::Body { len }) => return held + bytes.len() < *len,
            _ => return false,
        };
        open.stays_inside(bytes, max_depth)
    }

    /// The brackets of the open frame, if they alone tell where it ends.
    fn nesting(&mut self) -> Option<&mut Nesting> {
        match self {
            Self::Values(Values::Value(open)) | Self::Array(Array::Element(open)) => open.nesting(),
            _ => None,
        }
    }

    fn finish(&mut self, stream: &mut Stream) -> Result<Ending, Stop> {
        match self {
            Self::Values(values) => values.finish(stream),
            Self::Lines(lines) => lines.finish(stream),
            Self::Array(array) => Ok(array.finish(stream)),
            Self::Sequence(sequence) => Ok(sequence.finish()),
            Self::ContentLength(content_length) => Ok(content_length.finish(stream)),
        }
    }
}

impl Decoder {
    /// Options.
    pub fn builder() -> DecoderBuilder {
        DecoderBuilder::default()
    }

    /// A decoder of concatenated JSON texts with default options. Allocates nothing.
    #[must_use]
    pub fn values() -> Self {
        Self::builder().framing(Framing::Values).build()
    }

    /// A decoder of NDJSON, also called JSON Lines, with default options. Allocates nothing.
    #[must_use]
    pub fn lines() -> Self {
        Self::builder().framing(Framing::Lines).build()
    }

    /// A decoder of the elements of one top-level array with default options. Allocates nothing.
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

    /// A decoder of JSON text sequences (RFC 7464) with default options. Allocates nothing.
    ///
    /// ```
    /// use unchunk::{ErrorKind, json};
    ///
    /// let mut decoder = json::Decoder::sequence();
    /// let mut input = &b"\x1E{\"cut\":\n\x1E{}\n"[..];
    /// let error = decoder.decode(&mut input).unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (ErrorKind::IncompleteText, 9));
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().bytes(), b"{}");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn sequence() -> Self {
        Self::builder().framing(Framing::Sequence).build()
    }

    /// A decoder of messages with a `Content-Length` header with default options. Allocates nothing.
    ///
    /// ```
    /// use unchunk::json;
    ///
    /// let mut decoder = json::Decoder::content_length();
    /// let mut input = &b"Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\ntrue"[..];
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().bytes(), b"{}");
    /// assert_eq!(decoder.decode(&mut input)?.unwrap().bytes(), b"true");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
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
    /// What is wrong with a frame, once. The frame is skipped; call again with the rest of `input` and decoding goes on
    /// after it. Where nothing tells how to go on, the rest of `input` is used up, and the same error comes back for
    /// ever: [`failure`](Self::failure) tells.
    // A call would save registers that drips have no use for, and pass each frame through memory.
    // In WebAssembly size counts for more.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Frame<'d>>, Error> {
        let ready = match &mut self.shortcut {
            Shortcut::None => self.decode_at_length(input)?,
            Shortcut::Lines => match lines::split_first(input) {
                Some((line, rest)) => match self.take_plain_line(line, rest, input) {
                    Some(frame) => return Ok(Some(frame)),
                    None => self.decode_at_length(input)?,
                },
                None => self.begin_line(input)?,
            },
            Shortcut::Line => match self.stream.hold_drip(input, lines::stays_inside) {
                true => return Ok(None),
                false => self.decode_in_line(input)?,
            },
            Shortcut::Nested(drip) => {
                let max_depth = self.stream.rules.max_depth;
                let stays_inside = |bytes: &[u8]| drip.stays_inside(bytes, max_depth);
                match self.stream.hold_drip(input, stays_inside) {
                    true => return Ok(None),
                    false => self.decode_at_length(input)?,
                }
            }
            Shortcut::Inside => match self.take_inside(input) {
                true => return Ok(None),
                false => self.decode_at_length(input)?,
            },
        };
        // Lent here and not where it was found: what a function writes a result to, each `None` would be written to as well.
        Ok(ready.map(|ready| self.lend(ready)))
    }

    /// Decodes the next frame with all there is to look at.
    #[inline(never)]
    fn decode_at_length<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Ready<'i>>, Error> {
        self.take_back();
        self.end_shortcut();
        let ready = match self.delivery {
            Delivery::Every => self.advance(input)?,
            Delivery::Latest => self.advance_to_latest(input)?,
        };
        self.shortcut = self.find_shortcut(&ready);
        if ready.is_none() && self.stream.carry.is_empty() {
            self.stream.carry.release();
        }
        Ok(ready)
    }

    /// Leaves the rest to the machine, which goes on from where the shortcut has come to.
    #[inline]
    fn end_shortcut(&mut self) {
        if let Shortcut::Nested(drip) = self.shortcut
            && let Some(nesting) = self.engine.nesting()
        {
            *nesting = drip.into();
        }
        self.shortcut = Shortcut::None;
    }

    /// Which shortcut the next call may take, this one having come to `ready`.
    fn find_shortcut(&mut self, ready: &Option<Ready<'_>>) -> Shortcut {
        let stream = &self.stream;
        if !stream.head.is_settled() {
            return Shortcut::None;
        }
        let is_inside = ready.is_none() && !stream.carry.is_empty();
        match (&mut self.engine, self.delivery) {
            (Engine::Lines(Lines::Line), Delivery::Every) if lines::may_be_plain(&stream.rules) => {
                match is_inside {
                    true => Shortcut::Line,
                    false if stream.head.is_proven() => Shortcut::Lines,
                    false => Shortcut::None,
                }
            }
            (engine, _) if is_inside && stream.validator.is_none() => match engine.nesting() {
                Some(nesting) => Shortcut::Nested((*nesting).into()),
                None => Shortcut::Inside,
            },
            _ => Shortcut::None,
        }
    }

    /// Takes a short chunk that lies in the open frame as a whole. Tells whether it does.
    #[inline(never)]
    fn take_inside(&mut self, input: &mut &[u8]) -> bool {
        let (held, max_depth) = (self.stream.carry.len(), self.stream.rules.max_depth);
        let stays_inside = |bytes: &[u8]| self.engine.stays_inside(bytes, held, max_depth);
        self.stream.hold_drip(input, stays_inside)
    }

    /// Takes the next line, with its end, if it needs no look inside.
    #[inline]
    fn take_plain_line<'i>(
        &mut self,
        line: &'i [u8],
        rest: &'i [u8],
        input: &mut &'i [u8],
    ) -> Option<Frame<'i>> {
        let text = lines::plain_text(&line[..line.len() - 1])?;
        if text.len() > self.stream.rules.max_frame_bytes {
            return None;
        }
        let start = self.stream.position;
        let index = self.stream.index;
        self.stream.position += line.len() as u64;
        self.stream.index += 1;
        *input = rest;
        Some(Frame::new(text, start, index))
    }

    /// Takes what is left of a chunk in which no more lines end.
    #[inline(never)]
    fn begin_line<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Ready<'i>>, Error> {
        let limit = self.stream.rules.max_frame_bytes;
        if input.len() > limit {
            return self.decode_at_length(input);
        }
        self.take_back();
        if input.is_empty() {
            self.stream.carry.release();
        } else {
            self.shortcut = Shortcut::Line;
            self.stream.start = self.stream.position;
            self.stream.hold(input, input.len(), limit);
        }
        Ok(None)
    }

    /// Goes on with a line of which something is held: up to its end if that comes and the line is plain.
    #[inline(never)]
    fn decode_in_line<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Ready<'i>>, Error> {
        let bytes = *input;
        let limit = self.stream.rules.max_frame_bytes;
        let held = self.stream.carry.len();
        let end = lines::find_end(bytes);
        let len = end.unwrap_or(bytes.len());
        if len > limit.saturating_sub(held) {
            return self.decode_at_length(input);
        }
        self.stream.carry.extend(&bytes[..len], limit);
        let Some(end) = end else {
            self.stream.consume(input, len);
            return Ok(None);
        };
        let Some(text) = lines::plain_text(&self.stream.carry) else {
            self.stream.carry.truncate(held);
            return self.decode_at_length(input);
        };
        let len = text.len();
        self.stream.carry.truncate(len);
        self.stream.consume(input, end + 1);
        self.stream.head.prove();
        self.shortcut = Shortcut::Lines;
        Ok(Some(self.stream.ready(Place::Carry)))
    }

    /// Tells the decoder that the stream has ended: the frame that only the end completes, and the verdict.
    ///
    /// [`last`](End::last) is a number or literal under Values, and a line without LF under Lines. (Whether such a number
    /// was cut nothing can tell.)
    ///
    /// [`Verdict::Complete`]: the stream ends where a frame ends; under Array, after the closing bracket.
    /// [`Verdict::Truncated`]: it ends inside a frame, or, with an empty tail, where more must come, or inside a frame
    /// that was reported as bad; after an error that ended the decoding, its offset is that error's.
    /// [`Verdict::Foreign`]: something was wrong, and no frame ever came, nor an opening bracket under Array, an RS under
    /// Sequence, a header section under ContentLength.
    ///
    /// # Errors
    ///
    /// What is wrong with the last line, under Lines, or with a stream that is half a byte order mark. It is reported
    /// once; calling again gives the verdict.
    pub fn finish(&mut self) -> Result<End<'_, Frame<'_>>, Error> {
        self.take_back();
        self.end_shortcut();
        let ending = match self.failure {
            Some(error) => {
                self.stream.start = error.offset();
                Ending::Truncated
            }
            None => match self.engine.finish(&mut self.stream) {
                Ok(ending) => ending,
                Err(stop) => return Err(self.note(stop)),
            },
        };
        if let Ending::Last(ready) = ending {
            self.stream.head.prove();
            return Ok(End::new(Some(self.lend(ready)), Verdict::Complete));
        }
        let verdict = match (ending, self.stream.head.unproven()) {
            (Ending::Foreign, Some(head)) => Verdict::Foreign { head },
            (_, Some(head)) if self.has_faults => Verdict::Foreign { head },
            (Ending::Truncated | Ending::Foreign, _) => Verdict::Truncated {
                tail: &self.stream.carry,
                offset: self.stream.start,
            },
            (Ending::Complete | Ending::Last(_), _) => Verdict::Complete,
        };
        Ok(End::new(None, verdict))
    }

    /// Makes the decoder ready for a new stream with the same options.
    pub fn reset(&mut self) {
        self.engine = Engine::new(self.stream.rules.framing);
        self.stream.reset();
        self.carried = Carried::Open;
        self.shortcut = Shortcut::None;
        self.failure = None;
        self.has_faults = false;
    }

    /// The error that ended the decoding, if one did: every further call returns it.
    #[must_use]
    pub const fn failure(&self) -> Option<Error> {
        self.failure
    }

    /// Bytes consumed since the start of the stream.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.stream.position
    }

    /// Bytes held of the unfinished frame.
    #[must_use]
    pub fn held(&self) -> usize {
        match self.carried {
            Carried::Open => self.stream.carry.len(),
            Carried::Lent => 0,
        }
    }

    /// Bytes of heap owned.
    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        let validator = self.stream.validator.as_ref();
        let head = self.stream.head.unproven();
        self.stream.carry.capacity()
            + validator.map_or(0, super::validate::Validator::heap_bytes)
            + head.map_or(0, <[u8]>::len)
    }

    /// Forgets the frame that was lent from the carry buffer.
    #[inline]
    fn take_back(&mut self) {
        if self.carried == Carried::Lent {
            self.stream.carry.clear();
            self.carried = Carried::Open;
        }
    }

    #[inline]
    fn lend<'d, 'i: 'd>(&'d mut self, ready: Ready<'i>) -> Frame<'d> {
        let bytes = match ready.place {
            Place::Chunk(bytes) => bytes,
            Place::Carry => {
                self.carried = Carried::Lent;
                &self.stream.carry
            }
        };
        Frame::new(bytes, ready.start, ready.index)
    }

    /// Finds the next frame without lending it yet.
    #[inline]
    fn advance<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Ready<'i>>, Error> {
        if self.failure.is_none() && self.stream.head.is_proven() {
            let found = self.engine.advance(&mut self.stream, input);
            return found.map_err(|stop| self.fail(stop, input));
        }
        self.advance_unproven(input)
    }

    /// Likewise, for a stream that has not yet shown to be of the format, or is known to be bad.
    #[cold]
    fn advance_unproven<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Ready<'i>>, Error> {
        let before = *input;
        let found = match self.failure {
            None => self.engine.advance(&mut self.stream, input),
            Some(error) => Err(Stop::Stream(error)),
        };
        if let Ok(Some(_)) = found {
            self.stream.head.prove();
        }
        let found = found.map_err(|stop| self.fail(stop, input));
        self.stream.head.keep(&before[..before.len() - input.len()]);
        found
    }

    #[cold]
    fn fail(&mut self, stop: Stop, input: &mut &[u8]) -> Error {
        if let Stop::Stream(_) = stop {
            self.stream.consume(input, input.len());
        }
        self.note(stop)
    }

    fn note(&mut self, stop: Stop) -> Error {
        self.stream.carry.clear();
        if let Some(validator) = &mut self.stream.validator {
            validator.reset();
        }
        let (Stop::Frame(error) | Stop::Stream(error)) = stop;
        if let Stop::Stream(_) = stop {
            self.failure = Some(error);
        }
        match error.kind() {
            // A giant, but one of the format.
            ErrorKind::FrameTooLarge | ErrorKind::TooDeep => self.stream.head.prove(),
            _ => self.has_faults = true,
        }
        error
    }

    /// Finds the last frame of what has arrived, or the first error after which there may be more.
    ///
    /// What comes after the frame returned is left in `input`: it holds no frame, or an error, and is scanned again by
    /// the next call.
    fn advance_to_latest<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Ready<'i>>, Error> {
        let Some(mut latest) = self.advance(input)? else {
            return Ok(None);
        };
        // The frame's own bytes may be in the buffer, which looking ahead must find empty.
        let mut carry = mem::take(&mut self.stream.carry);
        self.stream.storing = Storing::LookAhead;
        loop {
            let engine = self.engine.clone();
            let (position, start, index) =
                (self.stream.position, self.stream.start, self.stream.index);
            let rest = *input;
            if let Ok(Some(later)) = self.engine.advance(&mut self.stream, input) {
                latest = later;
                carry.release();
                continue;
            }
            self.engine = engine;
            self.stream.position = position;
            self.stream.start = start;
            self.stream.index = index;
            *input = rest;
            break;
        }
        self.stream.storing = Storing::Keep;
        self.stream.carry = carry;
        Ok(Some(latest))
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
    fn decode_owned(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<OwnedFrame>, Error> {
        let before = *input;
        let Some(frame) = Self::decode(self, input)? else {
            return Ok(None);
        };
        let bytes = frame.bytes();
        if bytes.len() < KEPT_CAPACITY || owned::lies_in(before, bytes) {
            return Ok(Some(OwnedFrame::new(&frame, chunk)));
        }
        // It is in the carry buffer, which has grown too large to be kept.
        let (place, start, index) = (bytes.as_ptr_range(), frame.span().start, frame.index());
        let bytes = self.stream.carry.take(&place);
        Ok(Some(OwnedFrame::of_buffer(bytes, start, index)))
    }

    fn finish(&mut self) -> Result<End<'_, Frame<'_>>, Error> {
        Self::finish(self)
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn own(frame: Frame<'_>, chunk: Option<&Bytes>) -> OwnedFrame {
        OwnedFrame::new(&frame, chunk)
    }
}

/// Options for a [`Decoder`].
///
/// ```
/// use unchunk::json::{Decoder, Framing};
///
/// let decoder = Decoder::builder()
///     .framing(Framing::Sequence)
///     .max_frame_bytes(1024 * 1024)
///     .max_depth(64)
///     .validate(true)
///     .build();
/// # let _ = decoder;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct DecoderBuilder {
    rules: Rules,
    delivery: Delivery,
}

impl Default for DecoderBuilder {
    fn default() -> Self {
        let rules = Rules {
            scanner: Scanner::fastest(),
            ..Rules::default()
        };
        Self {
            rules,
            delivery: Delivery::Every,
        }
    }
}

impl DecoderBuilder {
    /// How frames are told apart; [`Framing::Values`] by default.
    pub const fn framing(mut self, framing: Framing) -> Self {
        self.rules.framing = framing;
        self
    }

    /// How many bytes a frame may have; 8 MiB by default.
    ///
    /// One byte more is [`ErrorKind::FrameTooLarge`]: the frame is skipped without being stored.
    pub const fn max_frame_bytes(mut self, bytes: usize) -> Self {
        self.rules.max_frame_bytes = bytes;
        self
    }

    /// How deep arrays and objects may nest in a frame; 512 by default. The array around the elements of
    /// [`Framing::Array`] does not count.
    ///
    /// One bracket more is [`ErrorKind::TooDeep`]: the frame is skipped. Under [`Framing::Lines`], where finding the end of
    /// a frame shows no brackets, the depth is looked at if it is set here or frames are validated: that takes a second
    /// look at lines of more bytes than the depth allowed.
    pub const fn max_depth(mut self, depth: usize) -> Self {
        self.rules.max_depth = depth;
        self.rules.depth_of_lines = DepthOfLines::Checked;
        self
    }

    /// How many bytes a header section may have under [`Framing::ContentLength`]; 4 KiB by default.
    pub const fn max_header_bytes(mut self, bytes: usize) -> Self {
        self.rules.max_header_bytes = bytes;
        self
    }

    /// Whether frames are checked against all of RFC 8259; off by default.
    ///
    /// Escapes of lone surrogates, which the grammar allows and § 8.2 warns of, are refused. Every frame that is left is
    /// one that `serde_json` parses, but for numbers too large for it (`1e999`): the grammar knows no bounds.
    pub const fn validate(mut self, validate: bool) -> Self {
        self.rules.check = match validate {
            true => Check::Grammar,
            false => Check::Boundaries,
        };
        self
    }

    /// Whether only the last complete frame of what has arrived is handed out, for payloads of which each replaces all
    /// before it; off by default.
    ///
    /// The frames before it are passed over at the cost of scanning; errors are reported nevertheless, and a frame that
    /// comes before one is handed out first. What has arrived is the chunk, so here alone the cuts decide which frames are
    /// seen: any subset that ends with the stream's last one. [`Frame::index`] tells how many were passed over.
    ///
    /// ```
    /// use unchunk::json;
    ///
    /// let mut decoder = json::Decoder::builder().latest(true).build();
    /// let mut input = &br#"{"text":"H"}{"text":"He"}{"text":"Hel"}{"te"#[..];
    /// let frame = decoder.decode(&mut input)?.unwrap();
    /// assert_eq!((frame.bytes(), frame.index()), (&br#"{"text":"Hel"}"#[..], 2));
    /// assert!(decoder.decode(&mut input)?.is_none());
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub const fn latest(mut self, latest: bool) -> Self {
        self.delivery = match latest {
            true => Delivery::Latest,
            false => Delivery::Every,
        };
        self
    }

    /// Which machine looks for the ends of values; the fastest there is by default.
    #[doc(hidden)]
    pub const fn scanner(mut self, scanner: Scanner) -> Self {
        self.rules.scanner = scanner;
        self
    }

    /// The decoder. Allocates nothing.
    #[must_use]
    pub fn build(self) -> Decoder {
        Decoder {
            engine: Engine::new(self.rules.framing),
            stream: Stream::new(self.rules),
            delivery: self.delivery,
            carried: Carried::Open,
            shortcut: Shortcut::None,
            failure: None,
            has_faults: false,
        }
    }
}
