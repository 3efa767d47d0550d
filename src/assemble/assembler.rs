//! One growing text.

use alloc::string::String;
use core::fmt;

use super::evidence::{Evidence, Says};
use super::front::{self, Front, Rewrite};
#[cfg(feature = "percent-encoding")]
use super::payload::Cut;
use super::payload::{Encoding, Payload, PayloadReader};
use super::update::{Change, Update};
use crate::buffer::growth;
use crate::limits::DEFAULT_MAX_TEXT_BYTES;
use crate::meter;

/// What a payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// A delta: it is appended to the text.
    Append,
    /// The whole text so far: it replaces the text, and usually begins with it.
    Replace,
    /// One of the two, found out from the payloads: see [`Assembler::auto`].
    Auto,
}

/// Why a payload was refused, or a text not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// The text would have more bytes than this limit. A text of deltas cannot go on after one that is missing: every
    /// later push returns the same error. A later replacement within the limit is taken.
    #[error("text larger than the limit of {0} bytes")]
    TooLarge(usize),
    /// The texts of all channels together would have more bytes than this limit; otherwise like
    /// [`TooLarge`](Self::TooLarge).
    #[error("texts larger than the limit of {0} bytes together")]
    AllTooLarge(usize),
    /// There are as many channels as this limit allows, and the key is a new one.
    #[error("more than {0} channels")]
    TooManyChannels(usize),
    /// A text was to be finished while it is not known whether payloads are deltas or replacements ([`Mode::Auto`]).
    /// Nothing is lost: [`Assembler::resolve`] decides.
    #[error("deltas or replacements: the payloads do not tell")]
    Ambiguous,
}

/// Makes one text out of payloads, and returns what each changes.
///
/// The caller declares the mode: [`append`](Self::append), [`replace`](Self::replace), or [`auto`](Self::auto).
///
/// ```
/// use unchunk::assemble::Assembler;
///
/// let mut answer = Assembler::append();
/// for delta in ["你", "好", ", world"] {
///     let update = answer.push(delta)?;
///     assert_eq!(update.suffix(), delta);
/// }
/// assert_eq!(answer.text(), "你好, world");
///
/// let mut answer = Assembler::replace();
/// answer.push("The anwser")?;
/// let update = answer.push("The answer is")?;
/// assert_eq!((update.removed_chars(), update.suffix()), (4, "swer is"));
/// # Ok::<(), unchunk::assemble::PushError>(())
/// ```
///
/// # What it costs
///
/// Appending is linear in the text: earlier text is not looked at again. A replacement is compared with the text up to
/// the first difference, at the speed of memory, which is linear in the bytes received. Nothing less is sure to see
/// that a server has rewritten something. If a server never does, [`trust_front`](AssemblerBuilder::trust_front) makes
/// replacing linear in the text as well. Only new text is copied.
///
/// It holds at most [`max_bytes`](AssemblerBuilder::max_bytes), reserved memory included, and no heap before the first
/// payload.
#[derive(Debug, Clone)]
#[doc(alias = "delta")]
pub struct Assembler {
    mode: Mode,
    state: State,
    text: String,
    reader: PayloadReader,
    failure: Option<PushError>,
    front: Front,
    max_bytes: usize,
}

/// How payloads are read.
#[derive(Debug, Clone)]
enum State {
    Append,
    Replace,
    Undecided(Evidence),
}

impl State {
    const fn new(mode: Mode) -> Self {
        match mode {
            Mode::Append => Self::Append,
            Mode::Replace => Self::Replace,
            Mode::Auto => Self::Undecided(Evidence::new()),
        }
    }
}

/// How many bytes may be held, and the error for more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub(super) bytes: usize,
    /// How much memory may be reserved.
    pub(super) capacity: usize,
    pub(super) error: PushError,
}

impl Assembler {
    /// Creates an assembler of deltas, with the default limit.
    #[must_use]
    pub const fn append() -> Self {
        Self::builder(Mode::Append).build()
    }

    /// Creates an assembler of payloads that are each the whole text so far, with the default limit.
    #[must_use]
    pub const fn replace() -> Self {
        Self::builder(Mode::Replace).build()
    }

    /// Creates an assembler that finds out what payloads are, with the default limit. It decides on evidence, and never
    /// guesses.
    ///
    /// The first payload is the text either way. Empty payloads are ignored, before the decision and after it: for a
    /// server that clears its text, declare the mode. Of the others,
    ///
    /// - one that begins with another character than the first payload shows **append**: the whole text so far would
    ///   begin with the same character;
    /// - two in a row that each begin with the whole of the payload before them, and are longer, show **replace**, if
    ///   the repeated payload has at least 16 characters, 8 of them different: shorter or more monotonous ones may be
    ///   repeated by chance (one that is sent again unchanged may come between the two);
    /// - anything else shows nothing: `ha` and `ha` may be `ha` or `haha`.
    ///
    /// The decision is final. It is wrong in two cases, so declare the mode if they occur: a server that replaces even
    /// the first character (`Thinking…`, then an answer) looks like one that appends; and deltas that count up from the
    /// start of the text, each with all of the one before, look like replacements.
    ///
    /// # Before the decision
    ///
    /// Payloads that show nothing are put off: [`push`](Self::push) returns an update that changes nothing, and
    /// [`is_ambiguous`](Self::is_ambiguous) returns `true`. The update of the payload that decides is relative to the
    /// text last shown. If the payloads end before that, as short answers may, [`finish`](Self::finish) returns
    /// [`PushError::Ambiguous`], and [`resolve`](Self::resolve) decides:
    ///
    /// ```
    /// use unchunk::assemble::{Assembler, Mode, PushError};
    ///
    /// let mut laughter = Assembler::auto();
    /// assert_eq!(laughter.push("ha")?.text(), "ha");
    /// assert!(laughter.push("ha")?.is_empty() && laughter.is_ambiguous());
    ///
    /// let mut ended = laughter.clone();
    /// if ended.finish() == Err(PushError::Ambiguous) {
    ///     ended.resolve(Mode::Append)?; // most servers send deltas
    ///     assert_eq!(ended.finish()?.text(), "haha");
    /// }
    ///
    /// // This one decides.
    /// let update = laughter.push("!")?;
    /// assert_eq!((update.suffix(), update.text()), ("ha!", "haha!"));
    /// assert_eq!(laughter.mode(), Mode::Append);
    /// # Ok::<(), PushError>(())
    /// ```
    #[must_use]
    pub const fn auto() -> Self {
        Self::builder(Mode::Auto).build()
    }

    /// Returns the options, to be changed and built.
    #[must_use]
    pub const fn builder(mode: Mode) -> AssemblerBuilder {
        AssemblerBuilder {
            mode,
            encoding: Encoding::Plain,
            front: Front::Compared,
            max_bytes: DEFAULT_MAX_TEXT_BYTES,
        }
    }

    /// Takes the next payload and returns what it changes.
    ///
    /// # Errors
    ///
    /// Returns [`PushError::TooLarge`] if the text would be too large: the payload is refused before any of it is
    /// copied, and the text stays as it is.
    pub fn push(&mut self, payload: &str) -> Result<Update<'_>, PushError> {
        let change = self.take(Payload::Text(payload), self.bound())?;
        Ok(Update::new(&self.text, change))
    }

    /// Like [`push`](Self::push), for payloads that may cut a UTF-8 character.
    ///
    /// A character that is not yet whole is held back: the next delta completes it, the next replacement has all of it.
    /// Each maximal subpart of a sequence that is not UTF-8 becomes one U+FFFD.
    ///
    /// ```
    /// use unchunk::assemble::Assembler;
    ///
    /// let mut answer = Assembler::append();
    /// assert_eq!(answer.push_bytes(b"hi \xE4\xBD")?.suffix(), "hi ");
    /// assert_eq!(answer.push_bytes(b"\xA0!")?.suffix(), "你!");
    /// # Ok::<(), unchunk::assemble::PushError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if [`push`](Self::push) would.
    pub fn push_bytes(&mut self, payload: &[u8]) -> Result<Update<'_>, PushError> {
        let change = self.take(Payload::Bytes(payload), self.bound())?;
        Ok(Update::new(&self.text, change))
    }

    /// Decides what the payloads are, if [`Mode::Auto`] has not; it takes no payload. After a decision or a declaration
    /// it changes nothing.
    ///
    /// # Errors
    ///
    /// Returns [`PushError::Ambiguous`] if `mode` is [`Mode::Auto`] and payloads were put off, and
    /// [`PushError::TooLarge`] if the text would be too large, read in this mode. Neither changes anything.
    pub fn resolve(&mut self, mode: Mode) -> Result<Update<'_>, PushError> {
        let change = self.decide(mode, self.bound())?;
        Ok(Update::new(&self.text, change))
    }

    /// Ends the text, since no payload follows: the bytes of a cut character become U+FFFD, a cut escape stays as it
    /// is.
    ///
    /// # Errors
    ///
    /// Returns [`PushError::Ambiguous`] if it is not known what the payloads are: [`resolve`](Self::resolve) it, and
    /// finish again. Returns an error if [`push`](Self::push) would.
    pub fn finish(&mut self) -> Result<Update<'_>, PushError> {
        let change = self.end(self.bound())?;
        Ok(Update::new(&self.text, change))
    }

    /// The text, as the last update showed it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, as the last update showed it, by value.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Returns whether payloads were put off because it is not known what they are. The text is then the first one.
    ///
    /// Only with [`Mode::Auto`]. A later payload may decide, or [`resolve`](Self::resolve).
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.evidence().is_ambiguous()
    }

    /// How payloads are read; [`Mode::Auto`] before the decision.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        match self.state {
            State::Append => Mode::Append,
            State::Replace => Mode::Replace,
            State::Undecided(_) => Mode::Auto,
        }
    }

    /// Forgets everything but the options, for the next text.
    pub fn reset(&mut self) {
        growth::clear(&mut self.text);
        self.reader = self.reader.restarted();
        self.state = State::new(self.mode);
        self.failure = None;
    }

    /// Bytes held: the text, and the payloads that were put off. The limits apply to these.
    pub(super) fn held(&self) -> usize {
        self.text.len() + self.evidence().len()
    }

    /// Bytes of memory taken for what is held.
    pub(super) fn capacity(&self) -> usize {
        self.text.capacity() + self.evidence().capacity()
    }

    /// Gives back unused memory.
    pub(super) fn compact(&mut self) {
        meter::moved(self.held());
        self.text.shrink_to_fit();
        if let State::Undecided(evidence) = &mut self.state {
            evidence.compact();
        }
    }

    fn evidence(&self) -> &Evidence {
        static NONE: Evidence = Evidence::new();
        match &self.state {
            State::Append | State::Replace => &NONE,
            State::Undecided(evidence) => evidence,
        }
    }

    pub(super) const fn bound(&self) -> Bound {
        Bound {
            bytes: self.max_bytes,
            capacity: self.max_bytes,
            error: PushError::TooLarge(self.max_bytes),
        }
    }

    pub(super) fn take(&mut self, payload: Payload<'_>, bound: Bound) -> Result<Change, PushError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        if payload.as_bytes().is_empty() && self.mode == Mode::Auto {
            return Ok(Change::after(self.text.len()));
        }
        match &self.state {
            State::Append => self.append_payload(payload, bound),
            State::Replace => self.replace_text(payload, bound),
            State::Undecided(evidence) => match evidence.weigh(payload, &self.reader) {
                Says::Append => self.append_evidence_and(payload, bound),
                Says::Replace => {
                    self.state = State::Replace;
                    self.replace_text(payload, bound)
                }
                Says::Nothing { growths } if !evidence.is_empty() => {
                    self.put_off(payload, growths, bound)
                }
                Says::Nothing { .. } if self.text.is_empty() => self.take_first(payload, bound),
                // The text was finished, and yet it goes on.
                Says::Nothing { .. } => {
                    self.state = State::Append;
                    self.append_payload(payload, bound)
                }
            },
        }
    }

    pub(super) fn decide(&mut self, mode: Mode, bound: Bound) -> Result<Change, PushError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let unchanged = Change::after(self.text.len());
        let is_ambiguous = self.is_ambiguous();
        let State::Undecided(evidence) = &mut self.state else {
            return Ok(unchanged);
        };
        let (state, reading) = match mode {
            Mode::Auto if is_ambiguous => return Err(PushError::Ambiguous),
            Mode::Auto => return Ok(unchanged),
            Mode::Append => (State::Append, evidence.all()),
            Mode::Replace => (State::Replace, evidence.last()),
        };
        if !is_ambiguous {
            self.state = state;
            return Ok(unchanged);
        }
        let mut reader = self.reader.restarted();
        if !reader.fits(&[reading], bound.bytes) {
            return Err(bound.error);
        }
        let payloads = match state {
            State::Replace => evidence.take_last(),
            State::Append | State::Undecided(_) => evidence.take_all(),
        };
        let text = reader.read_owned(payloads);
        let kept = front::common(&self.text, &text, Front::Compared);
        let change = Change::cut(&self.text, kept);
        (self.state, self.reader, self.text) = (state, reader, text);
        Ok(change)
    }

    pub(super) fn end(&mut self, bound: Bound) -> Result<Change, PushError> {
        self.decide(self.mode(), bound)?;
        let (kept, rest) = (self.text.len(), self.reader.rest());
        if rest.len() > bound.bytes.saturating_sub(kept) {
            return Err(self.fail(bound.error));
        }
        if let State::Undecided(evidence) = &mut self.state {
            // The only payload is the text either way.
            *evidence = Evidence::new();
        }
        self.reader = self.reader.restarted();
        growth::append(&mut self.text, &rest, bound.capacity);
        Ok(Change::after(kept))
    }

    fn append_payload(&mut self, payload: Payload<'_>, bound: Bound) -> Result<Change, PushError> {
        let kept = self.text.len();
        let room = bound.bytes.saturating_sub(kept);
        if !self.reader.fits(&[payload], room) {
            return Err(self.fail(bound.error));
        }
        self.reader.read_all(payload, |piece| {
            growth::append(&mut self.text, piece, bound.capacity);
        });
        Ok(Change::after(kept))
    }

    /// Replaces the text with this payload.
    fn replace_text(&mut self, payload: Payload<'_>, bound: Bound) -> Result<Change, PushError> {
        let mut reader = self.reader.restarted();
        if !reader.fits(&[payload], bound.bytes) {
            return Err(bound.error);
        }
        let mut rewrite = Rewrite::new(&mut self.text, self.front, bound.capacity);
        reader.read_all(payload, |piece| rewrite.take(piece));
        self.reader = reader;
        Ok(rewrite.end())
    }

    /// Appends what was put off, then this payload; or nothing.
    fn append_evidence_and(
        &mut self,
        payload: Payload<'_>,
        bound: Bound,
    ) -> Result<Change, PushError> {
        let kept = self.text.len();
        let all = [self.evidence().all(), payload];
        if !self.reader.restarted().fits(&all, bound.bytes) {
            return Err(self.fail(bound.error));
        }
        self.decide(Mode::Append, bound)?;
        self.append_payload(payload, bound)?;
        Ok(Change::after(kept))
    }

    /// Keeps this payload until it is known what it means.
    fn put_off(
        &mut self,
        payload: Payload<'_>,
        growths: u32,
        bound: Bound,
    ) -> Result<Change, PushError> {
        let unchanged = Change::after(self.text.len());
        let room = bound.bytes.saturating_sub(self.held());
        let State::Undecided(evidence) = &mut self.state else {
            return Ok(unchanged);
        };
        if payload.as_bytes().len() > room {
            return Err(self.fail(bound.error));
        }
        let capacity = bound.capacity.saturating_sub(self.text.capacity());
        evidence.note(payload, growths, capacity);
        Ok(unchanged)
    }

    /// Takes the first payload: it is the text in both modes, and is also held as it came.
    fn take_first(&mut self, payload: Payload<'_>, bound: Bound) -> Result<Change, PushError> {
        let room = bound.bytes.checked_sub(payload.as_bytes().len());
        let Some(len) = room.and_then(|room| self.reader.measure(&[payload], room)) else {
            return Err(self.fail(bound.error));
        };
        growth::reserve(&mut self.text, len);
        self.reader
            .read_all(payload, |piece| growth::append(&mut self.text, piece, len));
        self.put_off(payload, 0, bound)?;
        Ok(Change::after(0))
    }

    /// Gives up for good if no later payload can be understood without this one.
    fn fail(&mut self, error: PushError) -> PushError {
        match &mut self.state {
            State::Append => self.failure = Some(error),
            State::Replace => {}
            State::Undecided(evidence) => {
                *evidence = Evidence::new();
                self.failure = Some(error);
            }
        }
        error
    }
}

/// Options of an [`Assembler`].
///
/// ```
/// use unchunk::assemble::{Assembler, Mode, PushError};
///
/// let mut answer = Assembler::builder(Mode::Append).max_bytes(4).build();
/// answer.push("four")?;
/// assert_eq!(answer.push("!"), Err(PushError::TooLarge(4)));
/// # Ok::<(), PushError>(())
/// ```
#[derive(Debug, Clone)]
pub struct AssemblerBuilder {
    mode: Mode,
    encoding: Encoding,
    front: Front,
    max_bytes: usize,
}

impl AssemblerBuilder {
    /// Sets how many bytes may be held; 8 MiB by default. That is the text, and with [`Mode::Auto`], before the
    /// decision, the payloads so far as well.
    ///
    /// The memory taken for them stays within the limit too, except while an allocator moves a buffer that grows.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets whether the server is trusted to change only the end of its text; off by default. Only of use if payloads
    /// replace.
    ///
    /// A payload that is no shorter than the text, and equal to it in the 64 bytes before the text's end, is then taken
    /// to begin with all of the text, and only the bytes after it are looked at. If those 64 bytes differ, or the
    /// payload is shorter, everything is compared as usual. A change further to the front that leaves those 64 bytes in
    /// their place may not be seen: the text keeps the old front.
    ///
    /// This saves the comparison, not the decoding: payloads given as bytes, or percent-encoded, are still read whole.
    #[must_use]
    pub const fn trust_front(mut self, trust: bool) -> Self {
        self.front = if trust {
            Front::Trusted
        } else {
            Front::Compared
        };
        self
    }

    /// Sets whether payloads are percent-encoded UTF-8; off by default. Some servers send that for clients that cannot
    /// decode cut characters.
    ///
    /// They are decoded by the URL standard's percent-decode: what only looks like an escape stays as it is, and `+` is
    /// no space. Deltas may cut an escape, like a character.
    ///
    /// ```
    /// use unchunk::assemble::{Assembler, Mode};
    ///
    /// let mut answer = Assembler::builder(Mode::Append).percent_encoded(true).build();
    /// let mut typed = Vec::new();
    /// for delta in ["%E4%BD", "%A0%E", "5%A5%BD", "%2C 100%"] {
    ///     typed.push(answer.push(delta)?.suffix().to_owned());
    /// }
    /// assert_eq!(typed, ["", "你", "好", ", 100"]);
    /// assert_eq!(answer.finish()?.text(), "你好, 100%");
    /// # Ok::<(), unchunk::assemble::PushError>(())
    /// ```
    #[cfg(feature = "percent-encoding")]
    #[must_use]
    pub const fn percent_encoded(mut self, encoded: bool) -> Self {
        self.encoding = if encoded {
            Encoding::Percent(Cut::Nothing)
        } else {
            Encoding::Plain
        };
        self
    }

    /// Builds the assembler.
    #[must_use]
    pub const fn build(self) -> Assembler {
        Assembler {
            mode: self.mode,
            state: State::new(self.mode),
            text: String::new(),
            reader: PayloadReader::new(self.encoding),
            failure: None,
            front: self.front,
            max_bytes: self.max_bytes,
        }
    }
}

const _: () = {
    const fn is_thread_safe<T: Send + Sync + fmt::Debug>() {}
    is_thread_safe::<Assembler>();
    is_thread_safe::<Update<'_>>();
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::KEPT_CAPACITY;
    use alloc::vec::Vec;

    const BYTES: usize = 200_000;

    fn long_text() -> String {
        "A line of some length, 你好. "
            .chars()
            .cycle()
            .take(BYTES)
            .collect()
    }

    #[test]
    fn appending_is_linear_and_compares_nothing() {
        let text = long_text();
        for size in [1, 10, 5_000] {
            let deltas: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            let mut answer = Assembler::append();
            let (scanned, moved) = meter::measure(|| {
                for delta in &deltas {
                    assert!(answer.push_bytes(delta).is_ok());
                }
            });
            assert!(answer.text() == text);
            // UTF-8 is checked, twice where a delta ends inside a character.
            let len = text.len() as u64;
            assert!((len / 2..=2 * len).contains(&scanned), "{scanned}");
            // Each byte on arrival, once more if its delta cut a character, and twice on average as the text doubles.
            assert!((len..=4 * len).contains(&moved), "{moved}");
        }
        let mut answer = Assembler::append();
        let (scanned, _) = meter::measure(|| {
            for delta in text.split_inclusive(' ') {
                assert!(answer.push(delta).is_ok());
            }
        });
        assert_eq!(scanned, 0);
    }

    /// Pushes texts that grow by some bytes each; returns bytes received, scanned and moved, which are at least the text.
    fn grow(mut answer: Assembler, text: &str) -> (u64, u64, u64) {
        let ends = text.char_indices().map(|(at, _)| at).step_by(100);
        let mut received = 0;
        let (scanned, moved) = meter::measure(|| {
            for end in ends {
                let update = answer.push(&text[..end]);
                assert!(update.is_ok_and(|update| update.text().len() == end));
                received += end as u64;
            }
        });
        assert!(moved >= answer.text().len() as u64, "{moved}");
        (received, scanned, moved)
    }

    #[test]
    fn replacing_compares_what_it_received_and_moves_what_is_new() {
        let text = long_text();
        let (received, scanned, moved) = grow(Assembler::replace(), &text);
        let expected = received * 9 / 10..=received;
        assert!(expected.contains(&scanned), "{scanned} of {received}");
        assert!(moved <= 3 * text.len() as u64, "{moved}");
    }

    #[test]
    fn with_a_trusted_front_only_what_is_new_is_looked_at() {
        let text = long_text();
        let answer = Assembler::builder(Mode::Replace).trust_front(true).build();
        let pushes = text.chars().count().div_ceil(100);
        let (received, scanned, moved) = grow(answer, &text);
        assert!(received > 1_000 * text.len() as u64 / 2);
        let most = (pushes * front::TRIPWIRE) as u64;
        assert!((most / 2..=most).contains(&scanned), "{scanned}");
        assert!(moved <= 3 * text.len() as u64, "{moved}");
    }

    #[test]
    fn finding_out_is_linear_in_what_is_received() {
        // Too monotonous to tell, so it stays open until the limit.
        let mut answer = Assembler::auto();
        let line = "=".repeat(3_000);
        let mut received = 0;
        let (scanned, moved) = meter::measure(|| {
            for end in 1..=line.len() {
                assert!(answer.push(&line[..end]).is_ok());
                received += end as u64;
            }
        });
        let expected = received / 2..=2 * received;
        assert!(expected.contains(&scanned), "{scanned} of {received}");
        // Once on arrival, and twice on average as what is held doubles.
        let expected = line.len() as u64..=3 * received;
        assert!(expected.contains(&moved), "{moved} of {received}");
    }

    #[test]
    fn it_holds_no_more_than_its_limit_and_gives_back_what_a_giant_took() {
        for mode in [Mode::Append, Mode::Replace, Mode::Auto] {
            let mut answer = Assembler::builder(mode).max_bytes(BYTES).build();
            assert_eq!(answer.text.capacity(), 0);
            let mut size = 1;
            while answer.push(&"x".repeat(size)) != Err(PushError::TooLarge(BYTES)) {
                size += 1_000;
                assert!(answer.held() <= answer.capacity() && answer.capacity() <= BYTES);
            }
        }
        let mut answer = Assembler::replace();
        answer.push(&"x".repeat(BYTES)).unwrap();
        let update = answer.push("xyz").unwrap();
        assert_eq!((update.removed_bytes(), update.suffix()), (BYTES - 1, "yz"));
        assert!(answer.text.capacity() <= KEPT_CAPACITY);
    }
}
