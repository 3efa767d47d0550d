//! The engine: chunks in, events out.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;

use super::block::{Block, Data, Effect, Fault, Place, Rules, Strictness};
use super::builder::DecoderBuilder;
use super::common::Miss;
use super::event::{Comment, Event, Item, OwnedEvent};
use super::field::{self, Line};
use super::line::{self, CR, LF};
use crate::buffer::Carry;
use crate::buffer::Head;
use crate::limits::KEPT_CAPACITY;
use crate::{Decode, End, Error, ErrorKind, Verdict};
use crate::{owned, text};

mod lines;
mod shortcuts;

use shortcuts::Taken;

/// U+FEFF in UTF-8; one at the very start of the stream is ignored.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Decodes an event stream as WHATWG HTML § 9.2.5 and § 9.2.6 have it, from chunks cut anywhere.
///
/// Items, spans, errors and the verdict depend on the concatenated bytes alone. An event leaves on the call that
/// delivers the byte that ends its blank line: a CR is not made to wait for an LF. An event that lies inside one chunk
/// is lent from that chunk (several `data` lines are joined in the decoder's buffer); what a cut splits is copied once.
///
/// Invalid UTF-8 is no error but U+FFFD when text is asked for, unknown fields and bad `retry` values are ignored, as
/// the standard says; [`DecoderBuilder::strict`] makes them errors.
///
/// # Memory
///
/// At most [`max_event_bytes`](DecoderBuilder::max_event_bytes) for an unfinished event, plus the last event ID
/// ([`max_id_bytes`](DecoderBuilder::max_id_bytes)), plus the first 1024 bytes of a body in which no field or comment
/// has come yet. While the buffer grows, an allocator that cannot do so in place holds the old one beside the new.
/// Between events, with its input used up, a decoder owns no heap but the last event ID.
///
/// # Example
///
/// ```
/// use unchunk::{Verdict, sse};
///
/// let mut decoder = sse::Decoder::new();
/// let mut answer = String::new();
/// // 你好, with cuts inside a character, inside a field name and inside CRLF.
/// for chunk in [&b"data: \xE4\xBD"[..], b"\xA0\r", b"\n\r\nda", b"ta: \xE5\xA5\xBD\r\n\r", b"\n"] {
///     let mut input = chunk;
///     while let Some(event) = decoder.decode(&mut input)? {
///         answer += &event.data();
///     }
/// }
/// assert_eq!(answer, "你好");
/// assert_eq!(decoder.finish(), Verdict::Complete);
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    state: State,
    /// The last line, not a blank one, ended with CR, and nothing came after it yet: an LF would belong to it.
    lf_may_follow: bool,
    strictness: Strictness,
    /// Inside a line: how many bytes of it the carry buffer can take before anything else has to be looked at. Else 0.
    line_room: usize,
    /// What has been read of the block that `state` says is being read, or that has just been lent.
    block: Block,
    max_event_bytes: usize,
    max_id_bytes: usize,
    /// Bytes taken in so far.
    position: u64,
    /// The bytes of the block being read that came in earlier chunks; between blocks, those of the event just lent.
    carry: Carry,
    last_event_id: Vec<u8>,
    reconnection_time: Option<Duration>,
    /// Once the stream is proven: what has been joined of the block being read, if it was cut in its `data` lines.
    head: Head<Carry>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// At the start of the stream, with the first `seen` bytes of a byte order mark taken in.
    ByteOrderMark { seen: usize },
    /// Before the first byte of a block.
    Boundary,
    /// Inside a block; all its bytes so far are in the carry buffer.
    Block,
    /// Inside a block that broke a rule, looking for its blank line.
    Skipping { start: u64, line: SkippedLine },
}

/// A line that is being skipped: of its bytes only the first few, by which all fields the standard knows can be told.
#[derive(Debug, Clone, Copy)]
struct SkippedLine {
    first: [u8; Self::KEPT],
    len: u8,
}

/// A complete item, before it is lent: nothing here borrows the decoder.
enum Found<'i> {
    /// Its fields are in the decoder's `block`.
    Event { bytes: BlockBytes<'i>, start: u64 },
    /// The text's place is in the carry buffer.
    Comment { text: Place, start: u64 },
}

/// Where the bytes of a complete block are.
#[derive(Clone, Copy)]
enum BlockBytes<'i> {
    Chunk(&'i [u8]),
    Carry,
}

impl<'i> BlockBytes<'i> {
    fn get<'d>(self, carry: &'d Carry) -> &'d [u8]
    where
        'i: 'd,
    {
        match self {
            Self::Chunk(chunk) => chunk,
            Self::Carry => carry,
        }
    }
}

/// Whether comments are items or passed over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comments {
    Lend,
    Pass,
}

impl Decoder {
    /// Memory of a longer ID that is not given back at once, so that IDs of changing length do not allocate each time.
    const SPARE_ID_BYTES: usize = 64;

    /// A decoder with default options. Allocates nothing.
    #[must_use]
    pub fn new() -> Self {
        DecoderBuilder::default().build()
    }

    pub(super) fn with_options(
        strictness: Strictness,
        max_event_bytes: usize,
        max_id_bytes: usize,
        last_event_id: Vec<u8>,
    ) -> Self {
        Self {
            state: State::ByteOrderMark { seen: 0 },
            lf_may_follow: false,
            strictness,
            line_room: 0,
            block: Block::default(),
            max_event_bytes,
            max_id_bytes,
            position: 0,
            carry: Carry::new(),
            last_event_id,
            reconnection_time: None,
            head: Head::new(),
        }
    }

    /// Options.
    #[must_use]
    pub fn builder() -> DecoderBuilder {
        DecoderBuilder::default()
    }

    /// Decodes the next event, advancing `input` past the bytes used; comments are passed over.
    ///
    /// `Ok(None)` means that the input is used up and whatever matters of it is kept: feed the next chunk. An empty
    /// chunk is legal and changes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EventTooLarge`] and [`ErrorKind::IdTooLarge`], and in strict mode whatever the standard forgives.
    /// The error is reported once; the event in which it lies is skipped and leaves neither an ID nor data. Call again
    /// with the rest of `input`: decoding goes on after the event's blank line.
    // A call would pass each event through memory: written word by word, read back in pairs, which takes as long again.
    #[inline(always)]
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Event<'d>>, Error> {
        if self.take_inside_of_line(input) {
            return Ok(None);
        }
        let (bytes, start) = loop {
            match self.take_common_event(input) {
                Ok((event, start)) => {
                    return Ok(Some(Event {
                        event_type: event.event_type,
                        data: event.data,
                        last_event_id: &self.last_event_id,
                        start,
                        end: self.position,
                    }));
                }
                Err(Miss::InsideData) if self.begin_line(input) => return Ok(None),
                Err(_) => {}
            }
            if self.take_comment(input) {
                continue;
            }
            match self.take_more(input) {
                Taken::Event { bytes, start } => break (bytes, start),
                Taken::Block => {}
                Taken::AllInput => return Ok(None),
                Taken::Nothing => match self.find(input, Comments::Pass)? {
                    Some(Found::Event { bytes, start }) => break (bytes, start),
                    Some(Found::Comment { .. }) | None => return Ok(None),
                },
            }
        };
        Ok(Some(self.lend_event(bytes, start)))
    }

    /// Decodes the next event or comment; otherwise as [`decode`](Self::decode).
    ///
    /// The two may be mixed freely.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode).
    ///
    /// ```
    /// use unchunk::sse::{Decoder, Item};
    ///
    /// let mut decoder = Decoder::new();
    /// let mut input = &b": still here\n\ndata: x\n\n"[..];
    /// let Some(Item::Comment(comment)) = decoder.decode_item(&mut input)? else { unreachable!() };
    /// assert_eq!(comment.text(), "still here");
    /// let Some(Item::Event(event)) = decoder.decode_item(&mut input)? else { unreachable!() };
    /// assert_eq!(event.data(), "x");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub fn decode_item<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Item<'d>>, Error> {
        Ok(match self.find(input, Comments::Lend)? {
            Some(Found::Event { bytes, start }) => Some(Item::Event(self.lend_event(bytes, start))),
            Some(Found::Comment { text, start }) => Some(Item::Comment(Comment {
                text: text.of(&self.carry),
                start,
                end: self.position,
            })),
            None => None,
        })
    }

    /// The verdict, were the stream to end here.
    ///
    /// [`Verdict::Complete`]: it ends after a blank line, or is empty. [`Verdict::Truncated`]: it ends inside a block;
    /// the standard discards what is unfinished, [`salvage`](Self::salvage) recovers it. [`Verdict::Foreign`]: bytes
    /// came, but never a field the standard knows nor a comment.
    ///
    /// Asking changes nothing.
    ///
    /// ```
    /// use unchunk::{Verdict, sse};
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &br#"{"error":"rate limited"}"#[..];
    /// assert!(decoder.decode(&mut input)?.is_none());
    /// let Verdict::Foreign { head, .. } = decoder.finish() else { unreachable!() };
    /// assert_eq!(head, br#"{"error":"rate limited"}"#);
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn finish(&self) -> Verdict<'_> {
        let begun = match &self.state {
            State::Boundary | State::ByteOrderMark { seen: 0 } => None,
            State::ByteOrderMark { seen } => Some((&BYTE_ORDER_MARK[..*seen], 0)),
            State::Block => Some((&*self.carry, self.position - self.carry.len() as u64)),
            State::Skipping { start, .. } => Some((&[][..], *start)),
        };
        if let Head::Unproven(head) = &self.head {
            let may_yet_be_known = match &self.state {
                State::ByteOrderMark { .. } => true,
                State::Boundary => self.position == 0,
                State::Block => field::may_become_known(&self.carry[self.block.line_start()..]),
                State::Skipping { line, .. } => field::may_become_known(line.begun()),
            };
            if !may_yet_be_known {
                return Verdict::Foreign { head };
            }
        }
        match begun {
            None => Verdict::Complete,
            Some((tail, offset)) => Verdict::Truncated { tail, offset },
        }
    }

    /// After the end of the stream: makes an event of the unfinished block, which the standard would discard.
    ///
    /// `None` if no data came in it. Of a last line that was cut only data counts: half an ID, event type or
    /// reconnection time would be a wrong one. The event carries the ID its block named, but
    /// [`last_event_id`](Self::last_event_id) stays that of the last complete event, so that reconnecting asks for the
    /// cut one again. Its span ends where the stream does.
    ///
    /// Uses the tail up: ask [`finish`](Self::finish) for it before.
    ///
    /// ```
    /// use unchunk::sse;
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &b"data: [DONE]"[..];
    /// assert!(decoder.decode(&mut input)?.is_none());
    /// assert_eq!(decoder.salvage().unwrap().data(), "[DONE]");
    /// assert!(decoder.salvage().is_none());
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub fn salvage(&mut self) -> Option<Event<'_>> {
        let State::Block = self.state else {
            return None;
        };
        self.line_room = 0;
        drop(self.take_joined());
        let start = self.position - self.carry.len() as u64;
        let line_start = self.block.line_start();
        let last_line = &self.carry[line_start..];
        let mut line = SkippedLine::EMPTY;
        line.extend(last_line);
        self.state = State::Skipping { start, line };
        if last_line.starts_with(b"data:") {
            // A `data` line breaks none of the lenient rules.
            let lenient = Rules {
                strictness: Strictness::Lenient,
                max_id_bytes: self.max_id_bytes,
            };
            self.block.take_line(last_line, lenient).ok()?;
        } else {
            self.carry.truncate(line_start);
        }
        match self.block.data {
            Data::None => None,
            Data::Line(_) | Data::Lines(_) => Some(self.lend_event(BlockBytes::Carry, start)),
        }
    }

    /// Makes the decoder ready for a new connection: only last event ID, reconnection time and options stay.
    pub fn reset(&mut self) {
        self.state = State::ByteOrderMark { seen: 0 };
        self.lf_may_follow = false;
        self.line_room = 0;
        self.position = 0;
        self.carry.release();
        self.head = Head::new();
    }

    /// The last event ID as lossy text, to be sent as `Last-Event-ID` when reconnecting; empty if there is none.
    ///
    /// An `id` counts from its block's blank line on, also where no event was dispatched.
    #[must_use]
    pub fn last_event_id(&self) -> Cow<'_, str> {
        text::lossy(&self.last_event_id)
    }

    /// The reconnection time, if a `retry` field has set it. It counts from the end of its line on.
    #[must_use]
    pub fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// Bytes consumed since the start of the stream.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Bytes held of the block being read.
    #[must_use]
    pub fn held(&self) -> usize {
        match self.state {
            State::Block => self.carry.len(),
            State::ByteOrderMark { seen } => seen,
            State::Boundary | State::Skipping { .. } => 0,
        }
    }

    /// Whether the last byte consumed ended a block, so that a proxy may insert blocks of its own here.
    ///
    /// Not so before the first byte: a byte order mark may come, which must stay in front.
    #[must_use]
    pub fn is_at_event_boundary(&self) -> bool {
        matches!(self.state, State::Boundary)
    }

    /// The chunk is used up: what is not needed until the next one is given back.
    fn end_chunk(&mut self) {
        if let State::Boundary | State::Skipping { .. } = self.state {
            self.carry.release();
        }
    }

    /// Finds the next item without lending it yet.
    fn find<'i>(
        &mut self,
        input: &mut &'i [u8],
        comments: Comments,
    ) -> Result<Option<Found<'i>>, Error> {
        self.line_room = 0;
        // What the machine reads is not joined.
        drop(self.take_joined());
        let before = *input;
        let found = self.advance(input, comments);
        if !self.head.is_proven() {
            self.head.keep(&before[..before.len() - input.len()]);
            self.prove_by_line_begun();
        }
        if let (true, State::Block, false) = (self.head.is_proven(), self.state, self.lf_may_follow)
        {
            self.line_room = self.carry.room(self.max_event_bytes);
        }
        found
    }

    /// What a line is may be clear long before it ends.
    fn prove_by_line_begun(&mut self) {
        if let State::Block = self.state
            && field::is_known(&self.carry[self.block.line_start()..])
        {
            self.head.prove();
        }
    }

    fn advance<'i>(
        &mut self,
        input: &mut &'i [u8],
        comments: Comments,
    ) -> Result<Option<Found<'i>>, Error> {
        while let Some(&next) = input.first() {
            match self.state {
                State::ByteOrderMark { seen } => self.byte_order_mark(seen, next, input),
                State::Boundary => {
                    self.carry.clear();
                    if next == LF {
                        // A blank line, or the end of the one before.
                        self.consume(input, 1);
                    } else {
                        self.begin_block();
                    }
                }
                State::Block => {
                    if let Some(found) = self.block(input, comments)? {
                        return Ok(Some(found));
                    }
                }
                State::Skipping { start, line } => self.skip(start, line, next, input),
            }
        }
        self.end_chunk();
        Ok(None)
    }

    fn byte_order_mark(&mut self, seen: usize, next: u8, input: &mut &[u8]) {
        if next == BYTE_ORDER_MARK[seen] {
            self.consume(input, 1);
            let seen = seen + 1;
            self.state = if seen == BYTE_ORDER_MARK.len() {
                State::Boundary
            } else {
                State::ByteOrderMark { seen }
            };
        } else {
            // No mark after all: what looked like one begins the first line.
            self.carry
                .extend(&BYTE_ORDER_MARK[..seen], self.max_event_bytes);
            self.begin_block();
        }
    }

    fn begin_block(&mut self) {
        self.block = Block::default();
        self.state = State::Block;
    }

    fn rules(&self) -> Rules {
        Rules {
            strictness: self.strictness,
            max_id_bytes: self.max_id_bytes,
        }
    }

    /// Reads lines of a block until it is complete or the input used up.
    fn block<'i>(
        &mut self,
        input: &mut &'i [u8],
        comments: Comments,
    ) -> Result<Option<Found<'i>>, Error> {
        let chunk = *input;
        let rules = self.rules();
        // Places in the block are places in the window plus `held`.
        let held = self.carry.len();
        let start = self.position - held as u64;
        // No byte over the limit is looked at, so that every chunking meets the limit in the same state.
        let window = &chunk[..chunk.len().min(self.max_event_bytes.saturating_sub(held))];
        // How much of the window is in the carry buffer too.
        let mut stored = 0;
        let mut at = 0;
        if let Some(&next) = window.first()
            && self.lf_follows(next)
        {
            at = 1;
            self.block.begin_line(held + at);
        }
        while let Some(len) = line::find_end(&window[at..]) {
            let end = at + len;
            let line_start = self.block.line_start();
            let line = if line_start < held {
                // The line began in an earlier chunk.
                self.carry
                    .extend(&window[stored..end], self.max_event_bytes);
                stored = end;
                &self.carry[line_start..]
            } else {
                &window[at..end]
            };
            let ended_by_cr = window[end] == CR;
            at = end + 1;
            if line.is_empty() {
                self.state = State::Boundary;
                self.consume(input, at);
                let bytes = if held == 0 {
                    BlockBytes::Chunk(&chunk[..at])
                } else {
                    self.carry.extend(&window[stored..at], self.max_event_bytes);
                    BlockBytes::Carry
                };
                return Ok(self.dispatch(bytes, start));
            }
            if !self.head.is_proven() && field::parse(line) != Line::Unknown {
                self.head.prove();
            }
            match self.block.take_line(line, rules) {
                Ok(Effect::None) => {}
                Ok(Effect::ReconnectionTime(time)) => self.reconnection_time = Some(time),
                Ok(Effect::Comment(text)) => {
                    if comments == Comments::Lend {
                        self.lf_may_follow = ended_by_cr;
                        self.carry.extend(&window[stored..at], self.max_event_bytes);
                        self.consume(input, at);
                        self.block.begin_line(held + at);
                        return Ok(Some(Found::Comment {
                            text,
                            start: start + line_start as u64,
                        }));
                    }
                }
                Err(Fault { kind, offset }) => {
                    self.lf_may_follow = ended_by_cr;
                    self.consume(input, at);
                    self.carry.release();
                    let line = SkippedLine::EMPTY;
                    self.state = State::Skipping { start, line };
                    return Err(Error::new(kind, start + offset as u64));
                }
            }
            if ended_by_cr {
                match window.get(at) {
                    Some(&LF) => at += 1,
                    Some(_) => {}
                    None => self.lf_may_follow = true,
                }
            }
            self.block.begin_line(held + at);
        }
        self.consume(input, window.len());
        if window.len() < chunk.len() {
            let line_start = self.block.line_start();
            let mut line = SkippedLine::EMPTY;
            line.extend(self.carry.get(line_start..).unwrap_or_default());
            line.extend(&window[stored.max(line_start.saturating_sub(held))..]);
            self.carry.release();
            self.state = State::Skipping { start, line };
            return Err(Error::new(
                ErrorKind::EventTooLarge,
                start + self.max_event_bytes as u64,
            ));
        }
        self.carry.extend(&window[stored..], self.max_event_bytes);
        Ok(None)
    }

    /// The blank line: commits the ID; a block without data is no event.
    fn dispatch<'i>(&mut self, bytes: BlockBytes<'i>, start: u64) -> Option<Found<'i>> {
        self.commit_id(bytes);
        match self.block.data {
            Data::None => None,
            Data::Line(_) | Data::Lines(_) => Some(Found::Event { bytes, start }),
        }
    }

    fn commit_id(&mut self, bytes: BlockBytes<'_>) {
        if let Some(id) = self.block.id {
            let id = id.of(bytes.get(&self.carry));
            let fits = id.len()..=2 * id.len() + Self::SPARE_ID_BYTES;
            if !fits.contains(&self.last_event_id.capacity()) {
                self.last_event_id = id.to_vec();
            } else if self.last_event_id != id {
                self.last_event_id.clear();
                self.last_event_id.extend_from_slice(id);
            }
        }
    }

    /// Put together where it is used: an event that is returned through memory is slow to read.
    #[inline(always)]
    fn lend_event<'d, 'i: 'd>(&'d mut self, bytes: BlockBytes<'i>, start: u64) -> Event<'d> {
        let bytes = if let Data::Lines(_) = self.block.data {
            self.join_data(bytes);
            BlockBytes::Carry
        } else {
            bytes
        };
        let bytes = bytes.get(&self.carry);
        Event {
            event_type: self.block.event_type.of(bytes),
            data: self.block.data.place().of(bytes).into(),
            last_event_id: self.block.id.map_or(&self.last_event_id, |id| id.of(bytes)),
            start,
            end: self.position,
        }
    }

    /// Joins the block's `data` lines in the carry buffer.
    fn join_data(&mut self, bytes: BlockBytes<'_>) {
        if let BlockBytes::Chunk(chunk) = bytes {
            self.carry.extend(chunk, self.max_event_bytes);
        }
        self.block.join_data(&mut self.carry);
    }

    /// Looks for the blank line of a block that is not to be read.
    fn skip(&mut self, start: u64, mut line: SkippedLine, next: u8, input: &mut &[u8]) {
        self.carry.release();
        if self.lf_follows(next) {
            self.consume(input, 1);
            return;
        }
        let end = line::find_end(input);
        line.extend(&input[..end.unwrap_or(input.len())]);
        match end {
            None => {
                self.state = State::Skipping { start, line };
                self.consume(input, input.len());
            }
            Some(end) if line.begun().is_empty() => {
                self.state = State::Boundary;
                self.consume(input, end + 1);
            }
            Some(end) => {
                if field::parse(line.begun()) != Line::Unknown {
                    self.head.prove();
                }
                self.lf_may_follow = input[end] == CR;
                let line = SkippedLine::EMPTY;
                self.state = State::Skipping { start, line };
                self.consume(input, end + 1);
            }
        }
    }

    /// Whether `next` is the LF of a CRLF whose CR came before. It can be only the very next byte.
    #[inline]
    fn lf_follows(&mut self, next: u8) -> bool {
        core::mem::take(&mut self.lf_may_follow) && next == LF
    }

    #[inline]
    fn consume(&mut self, input: &mut &[u8], bytes: usize) {
        *input = &input[bytes..];
        self.position += bytes as u64;
    }
}

impl SkippedLine {
    /// The longest name and a colon.
    const KEPT: usize = b"event:".len();

    const EMPTY: Self = Self {
        first: [0; Self::KEPT],
        len: 0,
    };

    /// The next bytes of the line.
    fn extend(&mut self, bytes: &[u8]) {
        let room = &mut self.first[usize::from(self.len)..];
        let kept = bytes.len().min(room.len());
        room[..kept].copy_from_slice(&bytes[..kept]);
        self.len += kept as u8;
    }

    fn begun(&self) -> &[u8] {
        &self.first[..usize::from(self.len)]
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decode for Decoder {
    type Item<'d> = Event<'d>;
    type Owned = OwnedEvent;

    #[inline(always)]
    fn decode<'d, 'i: 'd>(&'d mut self, input: &mut &'i [u8]) -> Result<Option<Event<'d>>, Error> {
        Self::decode(self, input)
    }

    #[inline(always)]
    fn decode_owned(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<OwnedEvent>, Error> {
        let before = *input;
        let Some(event) = Self::decode(self, input)? else {
            return Ok(None);
        };
        let data = event.data_bytes();
        if data.len() < KEPT_CAPACITY || owned::lies_in(before, data) {
            return Ok(Some(OwnedEvent::new(&event, chunk)));
        }
        // It is in the carry buffer, which has grown too large to be kept.
        let place = data.as_ptr_range();
        let event = OwnedEvent::without_data(&event);
        Ok(Some(event.with_data(self.carry.take(&place))))
    }

    fn finish(&mut self) -> Result<End<'_, Event<'_>>, Error> {
        Ok(End::new(None, Self::finish(self)))
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn own(event: Event<'_>, chunk: Option<&Bytes>) -> OwnedEvent {
        OwnedEvent::new(&event, chunk)
    }

    fn salvage(&mut self) -> Option<Event<'_>> {
        Self::salvage(self)
    }
}
