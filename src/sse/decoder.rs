//! The decoder: chunks in, events out.

use alloc::boxed::Box;
use core::mem;
use core::time::Duration;

use bytes::Bytes;

use super::builder::{DecoderBuilder, Options};
use super::event::Event;
use super::held::{Held, Slot};
use super::ignored::IgnoredLines;
use super::last_event_id::{LastEventId, LentId};
use super::line::{Line, State};
use super::machine::Next;
use super::owned_event::OwnedEvent;
use super::owned_parts::Apart;
use super::whole::WholeEvent;
use crate::limits::HANDED_OUT_FROM;
use crate::text::Padded;
use crate::{Decode, End, Error, Verdict};

/// Decodes an event stream, WHATWG HTML § 9.2.5 and § 9.2.6, from chunks cut anywhere.
///
/// Items, spans, errors and the verdict depend on the concatenated bytes alone. An event is returned by the call that
/// delivers the byte that ends its blank line: a CR does not wait for an LF. An event that is whole in a chunk is lent
/// from that chunk (several `data` lines are joined in the decoder's buffer); what a cut splits is copied once.
///
/// As the standard says, invalid UTF-8 is no error but becomes U+FFFD where text is asked for, and unknown fields and
/// bad `retry` values are ignored. [`ignored`](Self::ignored) returns what was ignored; [`DecoderBuilder::build_items`]
/// makes items of it.
///
/// # Limits and memory
///
/// The data of an event (with the LFs that join it), its type, its ID and the value that is being read may have
/// [`max_event_bytes`](DecoderBuilder::max_event_bytes) together, in bytes as they came. Comments, unknown fields and
/// blank lines do not count, however long. An ID also has a limit of its own
/// ([`max_id_bytes`](DecoderBuilder::max_id_bytes)). All memory together stays within the two limits and 2 KiB, with
/// two exceptions: an allocator that cannot grow a buffer in place has the old one and the new one at the same time;
/// and where U+FFFD replaces bytes, a type and an ID take three times their bytes. Between events, with its input used
/// up, a decoder owns no heap but the last event ID and at most 1 KiB of ignored lines.
///
/// # Example
///
/// ```
/// use unchunk::{Verdict, sse};
///
/// let mut decoder = sse::Decoder::new();
/// let mut answer = String::new();
/// // 你好, with cuts inside a character, inside a field name and inside CRLF.
/// let chunks = [&b"data: \xE4\xBD"[..], b"\xA0\r", b"\n\r\nda", b"ta: \xE5\xA5\xBD\r\n\r", b"\n"];
/// for mut chunk in chunks {
///     while let Some(event) = decoder.decode(&mut chunk)? {
///         answer += &event.data();
///     }
/// }
/// assert_eq!(answer, "你好");
/// assert_eq!(decoder.finish()?.verdict(), Verdict::Complete);
/// # Ok::<(), unchunk::Error>(())
/// ```
#[derive(Debug, Clone)]
#[doc(alias = "eventsource")]
pub struct Decoder {
    pub(super) state: State,
    /// In `Block(Data)` and `Block(Type)`: how many bytes the value being read may have before its capacity or the
    /// event's limit must be looked at again; 0 where each byte has to be looked at. Set whenever a chunk ends in one
    /// of these two states; without meaning in all others.
    pub(super) drip_limit: usize,
    pub(super) options: Options,
    /// Bytes read before the present chunk; between calls, all bytes read.
    pub(super) position: u64,
    pub(super) held: Held,
    pub(super) ignored: IgnoredLines,
    pub(super) last_event_id: LastEventId,
    /// In milliseconds.
    pub(super) reconnection_time: Option<u64>,
}

impl Decoder {
    /// Creates a decoder with default options. Allocates nothing.
    #[must_use]
    pub fn new() -> Self {
        DecoderBuilder::default().build()
    }

    /// Returns the options, to be changed and [built](DecoderBuilder::build).
    #[must_use]
    pub fn builder() -> DecoderBuilder {
        DecoderBuilder::default()
    }

    pub(super) fn with_options(options: Options, last_event_id: LastEventId) -> Self {
        Self {
            state: State::Start { seen: 0 },
            drip_limit: 0,
            options,
            position: 0,
            held: Held::default(),
            ignored: IgnoredLines::default(),
            last_event_id,
            reconnection_time: None,
        }
    }

    /// Decodes the next event, advancing `input` past the bytes used.
    ///
    /// `Ok(None)` means that the input is used up and whatever matters of it is kept: feed the next chunk. An empty
    /// chunk is legal and changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if an event or its ID breaks a limit:
    /// [`ErrorKind::EventTooLarge`](crate::ErrorKind::EventTooLarge),
    /// [`ErrorKind::IdTooLarge`](crate::ErrorKind::IdTooLarge). Its offset is that of the first byte that does not fit
    /// (of an LF that joins: the first byte after that line's field name). The error is reported once. The event is
    /// skipped and leaves neither an ID nor data. Call again with the rest of `input`: decoding goes on after the
    /// event's blank line.
    // Always inlined: returning `Event` from a call goes through memory and doubles the time.
    #[inline(always)]
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Event<'d>>, Error> {
        match self.next(input)? {
            Some(Next::Whole(event, start)) => Ok(Some(self.lend_whole(event, start))),
            Some(Next::Found(_)) => Ok(Some(self.lend_held())),
            None => Ok(None),
        }
    }

    #[inline(always)]
    pub(super) fn lend_whole<'d, 'i: 'd>(&'d self, event: WholeEvent<'i>, start: u64) -> Event<'d> {
        Event {
            event_type: event.fields.event_type.unwrap_or_default(),
            data: event.data,
            last_event_id: self.last_event_id.lend(),
            has_id: event.fields.id.is_some(),
            retry: event.fields.retry,
            start,
            end: self.position,
        }
    }

    #[inline(always)]
    pub(super) fn lend_held(&mut self) -> Event<'_> {
        self.held.make_text(Slot::Type);
        self.held_event(self.last_event_id.lend())
    }

    /// The event that is held; its type has been made text.
    #[inline(always)]
    fn held_event<'d>(&'d self, last_event_id: LentId<'d>) -> Event<'d> {
        Event {
            event_type: self.held.text(Slot::Type),
            data: Padded::from(&*self.held[Slot::Data]),
            last_event_id,
            has_id: self.held.has_id,
            retry: self.reconnection_time.filter(|_| self.held.has_retry),
            start: self.held.start,
            end: self.position,
        }
    }

    /// Returns the verdict on a stream that ends here, and the event that the end cuts, if it is to be salvaged.
    ///
    /// - [`Verdict::Complete`]: after the last event there are only whole comments, whole `retry` lines, blank lines
    ///   and a byte order mark.
    /// - [`Verdict::Truncated`]: the stream ends inside a line, or inside a block that has any other whole line. The
    ///   tail is the unfinished event's data so far, where it has a `data` line; else what the standard ignores of its
    ///   block; nothing while an event is being skipped. The standard discards an unfinished event; with
    ///   [`DecoderBuilder::salvage`] it is the last item.
    /// - [`Verdict::Foreign`]: the first line that is not blank is neither a comment nor a field, and no event has come
    ///   since. The head is [`ignored`](Self::ignored).
    ///
    /// A second call returns the same verdict and no last item.
    ///
    /// # Errors
    ///
    /// Returns none: the end of an event stream breaks no rule.
    ///
    /// ```
    /// use unchunk::{Verdict, sse};
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &br#"{"error":"rate limited"}"#[..];
    /// assert!(decoder.decode(&mut input)?.is_none());
    /// let end = decoder.finish()?;
    /// let Verdict::Foreign { head, .. } = end.verdict() else { unreachable!() };
    /// assert_eq!(head, br#"{"error":"rate limited"}"#);
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    pub fn finish(&mut self) -> Result<End<'_, Event<'_>>, Error> {
        let is_salvaged = self.options.salvage
            && self.held.has_data
            && matches!(self.state, State::Block(_))
            && !self.ignored.is_foreign()
            && !mem::replace(&mut self.held.is_salvaged, true);
        if is_salvaged {
            self.held.make_text(Slot::Type);
            self.held.make_text(Slot::Id);
        }
        let last = is_salvaged.then(|| {
            self.held_event(if self.held.has_id {
                LentId::Copied(self.held.text(Slot::Id))
            } else {
                self.last_event_id.lend()
            })
        });
        Ok(End::new(last, self.verdict()))
    }

    pub(crate) fn verdict(&self) -> Verdict<'_> {
        if self.ignored.is_foreign() {
            let head = self.ignored.bytes();
            return Verdict::Foreign { head };
        }
        let (is_unfinished, offset, tail) = match self.state {
            State::Start { seen } => (seen > 0, 0, &[][..]),
            State::Between => (false, self.position, &[][..]),
            State::Block(line) => {
                let tail = if self.held.has_data {
                    &self.held[Slot::Data]
                } else {
                    self.ignored.of_block()
                };
                (self.is_unfinished(line), self.held.start, tail)
            }
            State::Skipping(line) => (self.is_unfinished(line), self.held.start, &[][..]),
        };
        if is_unfinished {
            Verdict::Truncated { tail, offset }
        } else {
            Verdict::Complete
        }
    }

    /// Whether anything of a block is unfinished when the stream ends at this place of a line.
    fn is_unfinished(&self, line: Line) -> bool {
        self.held.is_unfinished || !matches!(line, Line::Start { .. })
    }

    /// Returns what the standard ignores, since the last event: the lines whose name no field has, each ended by LF, as
    /// far as they have come; at most the first 1024 bytes.
    ///
    /// Comments are not among them, nor fields whose value is void. Until the first line that is not blank is known to
    /// be a comment or a field, or an event is returned, it is the raw body instead. Emptied when an event is returned,
    /// by [`reset`](Self::reset) and by [`reconnect`](Self::reconnect).
    ///
    /// Some servers report an error like this, after good events:
    ///
    /// ```
    /// use unchunk::{Verdict, sse};
    ///
    /// let mut decoder = sse::Decoder::new();
    /// let mut input = &b"data: half\n\n{\"error\":\"overloaded\"}\n\n"[..];
    /// while let Some(event) = decoder.decode(&mut input)? {
    ///     assert_eq!(event.data(), "half");
    /// }
    /// assert_eq!(decoder.finish()?.verdict(), Verdict::Complete);
    /// assert_eq!(decoder.ignored(), b"{\"error\":\"overloaded\"}\n");
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn ignored(&self) -> &[u8] {
        self.ignored.bytes()
    }

    /// Makes the decoder ready for a new stream. Only the options stay; the last event ID is forgotten.
    pub fn reset(&mut self) {
        *self = Self::with_options(self.options, LastEventId::NONE);
    }

    /// Makes the decoder ready for a new connection to the same stream: options, last event ID and reconnection time
    /// stay.
    pub fn reconnect(&mut self) {
        let last_event_id = mem::replace(&mut self.last_event_id, LastEventId::NONE);
        *self = Self {
            reconnection_time: self.reconnection_time,
            ..Self::with_options(self.options, last_event_id)
        };
    }

    /// The last event ID, to be sent as `Last-Event-ID` when reconnecting; empty if there is none.
    ///
    /// An `id` takes effect at its block's blank line, also where no event is dispatched. Where its bytes are not
    /// UTF-8, each maximal subpart of an ill-formed sequence is one U+FFFD.
    #[must_use]
    #[doc(alias = "id")]
    pub fn last_event_id(&self) -> &str {
        self.last_event_id.as_str()
    }

    pub(crate) fn lent_last_event_id(&self) -> LentId<'_> {
        self.last_event_id.lend()
    }

    /// The reconnection time, if a `retry` field has set it. It takes effect at the end of its line.
    #[must_use]
    #[doc(alias = "retry")]
    pub fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time.map(Duration::from_millis)
    }

    /// Bytes consumed since the start of the stream.
    ///
    /// Where in a chunk a call stops may differ with the chunking, so this may too, between the calls for one chunk and
    /// after an error. Once a chunk is used up it does not.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Bytes held of the event being read: its data, type, ID, and the value being read.
    #[must_use]
    pub fn held(&self) -> usize {
        match self.state {
            State::Start { seen } => seen.into(),
            State::Block(_) => self.held.len(),
            State::Between | State::Skipping(_) => 0,
        }
    }

    /// Returns whether the last byte consumed ended a block, so that a proxy may insert blocks of its own here.
    ///
    /// A blank line ended by CR is a boundary at once. An LF that comes next belongs to it, and after it is a boundary
    /// too.
    ///
    /// ```
    /// use unchunk::sse;
    ///
    /// let mut decoder = sse::Decoder::new();
    /// assert!(!decoder.is_at_event_boundary());
    /// let mut input = &b"data: x\n"[..];
    /// assert!(decoder.decode(&mut input)?.is_none() && !decoder.is_at_event_boundary());
    /// let mut input = &b"\r\n"[..];
    /// assert!(decoder.decode(&mut input)?.is_some() && decoder.is_at_event_boundary());
    /// # Ok::<(), unchunk::Error>(())
    /// ```
    #[must_use]
    pub fn is_at_event_boundary(&self) -> bool {
        self.state == State::Between
    }

    /// The event that is held, owned. Large data are handed out with their buffer.
    pub(super) fn own_held(&mut self) -> OwnedEvent {
        if self.hands_out() {
            OwnedEvent::from_apart(self.hand_out())
        } else {
            OwnedEvent::from_lent(&self.lend_held(), None)
        }
    }

    /// Whether the event that is held takes the buffer of its data with it when it is made an owned one.
    #[inline(always)]
    fn hands_out(&self) -> bool {
        self.held[Slot::Data].len() >= HANDED_OUT_FROM
    }

    #[cold]
    #[inline(never)]
    fn hand_out(&mut self) -> Box<Apart> {
        let data = self.held.hand_out_data();
        Apart::of(&self.lend_held(), data)
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

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn decode<'d, 'i: 'd>(&'d mut self, input: &mut &'i [u8]) -> Result<Option<Event<'d>>, Error> {
        Self::decode(self, input)
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn decode_owned_from(
        &mut self,
        input: &mut &[u8],
        chunk: Option<&Bytes>,
    ) -> Result<Option<OwnedEvent>, Error> {
        let (event, chunk) = match self.next(input)? {
            Some(Next::Whole(event, start)) => (self.lend_whole(event, start), chunk),
            Some(Next::Found(_)) if self.hands_out() => {
                return Ok(Some(OwnedEvent::from_apart(self.hand_out())));
            }
            Some(Next::Found(_)) => (self.lend_held(), None),
            None => return Ok(None),
        };
        Ok(Some(OwnedEvent::from_lent(&event, chunk)))
    }

    fn finish(&mut self) -> Result<End<'_, Event<'_>>, Error> {
        Self::finish(self)
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn own<'d>(event: Event<'d>, chunk: Option<&Bytes>) -> OwnedEvent
    where
        Self: 'd,
    {
        OwnedEvent::from_lent(&event, chunk)
    }

    fn lend<'o>(item: &'o OwnedEvent) -> Event<'o>
    where
        Self: 'o,
    {
        item.as_event()
    }
}
