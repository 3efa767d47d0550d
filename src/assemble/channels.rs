//! Several texts that grow side by side.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;

use super::assembler::{Assembler, Bound, PushError};
use super::payload::Payload;
use super::update::{Change, Update};
use crate::limits::DEFAULT_MAX_TEXT_BYTES;

/// How many channels there may be by default.
const DEFAULT_MAX_CHANNELS: usize = 256;

/// Bytes that channels take beside their texts on top of the limit.
const FREE_BYTES: usize = 2 * 1024;

/// Texts that grow side by side in one stream, told apart by a key: the index of a choice, of a content block, of a
/// tool call.
///
/// ```
/// use unchunk::assemble::{Assembler, Channels};
///
/// let mut choices = Channels::new(Assembler::append());
/// for (index, delta) in [(0, "Yes"), (1, "No"), (0, ", and"), (1, ", but")] {
///     let update = choices.push(index, delta)?;
///     assert_eq!(update.suffix(), delta);
/// }
/// let texts: Vec<(u32, &str)> = choices.iter().map(|(index, text)| (*index, text.text())).collect();
/// assert_eq!(texts, [(0, "Yes, and"), (1, "No, but")]);
/// # Ok::<(), unchunk::assemble::PushError>(())
/// ```
///
/// A key costs a lookup that is logarithmic in their number. There are at most
/// [`max_channels`](ChannelsBuilder::max_channels) of them, and together they hold at most
/// [`max_bytes`](ChannelsBuilder::max_bytes) and 2 KiB: texts, memory set aside, and what a channel takes beside its
/// text.
#[derive(Debug, Clone)]
#[doc(alias = "delta")]
pub struct Channels<K> {
    // Boxed, so that the tree's nodes, which are half empty at times, are small.
    texts: BTreeMap<K, Box<Assembler>>,
    template: Assembler,
    total: Total,
    max_channels: usize,
    max_bytes: usize,
}

/// What all texts, or some, take together.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    /// Bytes held: these are limited.
    held: usize,
    /// Bytes of memory: these follow, since texts give back what they set aside before others go without.
    capacity: usize,
}

impl Total {
    fn with(self, text: &Assembler) -> Self {
        Self {
            held: self.held.saturating_add(text.held()),
            capacity: self.capacity.saturating_add(text.capacity()),
        }
    }

    fn without(self, text: &Assembler) -> Self {
        Self {
            held: self.held.saturating_sub(text.held()),
            capacity: self.capacity.saturating_sub(text.capacity()),
        }
    }
}

impl<K> Channels<K> {
    /// What a channel takes in the tree's nodes, of which each has room for 11 and at least 5, but for the root.
    const ENTRY: usize = size_of::<K>() + size_of::<Box<Assembler>>();

    /// Bytes that a channel takes beside its text.
    const OWN: usize = size_of::<Assembler>() + Self::ENTRY * 9 / 4 + 8;

    /// Bytes that the root takes at most.
    const ROOT: usize = 11 * Self::ENTRY + 128;

    /// Bytes that the texts of so many channels may hold: what those take beside them is taken off, but for the first
    /// 2 KiB, so that small limits are limits of text. None if there is no room for so many.
    const fn limit(&self, channels: usize) -> Option<usize> {
        let own = channels
            .saturating_mul(Self::OWN)
            .saturating_add(Self::ROOT)
            .saturating_sub(FREE_BYTES);
        self.max_bytes.checked_sub(own)
    }
}

impl<K: Ord> Channels<K> {
    /// Creates channels, none at first, with the default limits. When a key first comes, its channel is a copy of
    /// `template`.
    #[must_use]
    pub fn new(template: Assembler) -> Self {
        Self::builder(template).build()
    }

    /// Returns the options, to be changed and built.
    #[must_use]
    pub fn builder(mut template: Assembler) -> ChannelsBuilder<K> {
        template.reset();
        ChannelsBuilder {
            channels: Self {
                texts: BTreeMap::new(),
                template,
                total: Total::default(),
                max_channels: DEFAULT_MAX_CHANNELS,
                max_bytes: DEFAULT_MAX_TEXT_BYTES,
            },
        }
    }

    /// Takes the next payload of a channel and returns what it changes there.
    ///
    /// # Errors
    ///
    /// Returns an error if [`Assembler::push`] would, [`PushError::AllTooLarge`] if the texts would be too large
    /// together, and [`PushError::TooManyChannels`] if the key would be one too many. Other channels go on.
    pub fn push(&mut self, key: K, payload: &str) -> Result<Update<'_>, PushError> {
        self.take(key, Payload::Text(payload))
    }

    /// Like [`push`](Self::push), for payloads that may cut a character: see [`Assembler::push_bytes`].
    ///
    /// # Errors
    ///
    /// Returns an error if [`push`](Self::push) would.
    pub fn push_bytes(&mut self, key: K, payload: &[u8]) -> Result<Update<'_>, PushError> {
        self.take(key, Payload::Bytes(payload))
    }

    fn take(&mut self, key: K, payload: Payload<'_>) -> Result<Update<'_>, PushError> {
        if self.texts.len() >= self.max_channels && !self.texts.contains_key(&key) {
            return Err(PushError::TooManyChannels(self.max_channels));
        }
        // In auto mode a first payload is held as it came and as text, of up to three bytes for one.
        let bound = self.bound(&key, payload.as_bytes().len().saturating_mul(4));
        let limit = self.limit(self.texts.len().saturating_add(1));
        if !self.texts.contains_key(&key) && limit.is_none_or(|limit| self.total.held > limit) {
            return Err(PushError::AllTooLarge(self.max_bytes));
        }
        let text = self
            .texts
            .entry(key)
            .or_insert_with(|| Box::new(self.template.clone()));
        note(&mut self.total, text, |text| text.take(payload, bound))
    }

    /// What this channel may come to hold: its own limit, or what the others leave of the limit for all.
    ///
    /// `more` is the most it may come to need beyond what it holds. Where memory that others set aside stands in the
    /// way of that, they give it back.
    fn bound(&mut self, key: &K, more: usize) -> Bound {
        let found = self.texts.get(key);
        let channels = self.texts.len() + usize::from(found.is_none());
        let limit = self.limit(channels).unwrap_or_default();
        let text = found.map_or(&self.template, |text| text);
        let (own, held, capacity) = (text.bound(), text.held(), text.capacity());
        let mut others = self.total.without(text);
        let left = limit.saturating_sub(others.held);
        let need = held.saturating_add(more).min(left).max(capacity);
        if need.saturating_add(others.capacity) > limit && others.capacity > others.held {
            for text in self.texts.values_mut() {
                text.compact();
            }
            let all = self
                .texts
                .values()
                .fold(Total::default(), |all, text| all.with(text));
            self.total = all;
            others = self.texts.get(key).map_or(all, |text| all.without(text));
        }
        // For what comes later it may set aside as much again while all is small, and ever less as the limit comes
        // near: then giving back is rare enough for the work to stay linear.
        let free = limit.saturating_sub(others.capacity.saturating_add(need));
        let total = others.held.saturating_add(need);
        let aside = match free / 4 {
            0 => 0,
            part => need / (total / part).max(1),
        };
        let (bytes, error) = if left < own.bytes {
            (left, PushError::AllTooLarge(self.max_bytes))
        } else {
            (own.bytes, own.error)
        };
        Bound {
            bytes,
            capacity: need.saturating_add(aside).min(own.capacity),
            error,
        }
    }

    /// Ends the text of this channel, like [`Assembler::finish`]. One whose key never came has an empty text.
    ///
    /// # Errors
    ///
    /// Returns an error if [`Assembler::finish`] would.
    pub fn finish(&mut self, key: &K) -> Result<Update<'_>, PushError> {
        let bound = self.bound(key, 0);
        let Some(text) = self.texts.get_mut(key) else {
            return Ok(Update::new("", Change::default()));
        };
        note(&mut self.total, text, |text| text.end(bound))
    }

    /// Decides what the payloads of this channel are, like [`Assembler::resolve`]. One whose key never came stays away.
    ///
    /// # Errors
    ///
    /// Returns an error if [`Assembler::resolve`] would.
    pub fn resolve(&mut self, key: &K, mode: super::Mode) -> Result<Update<'_>, PushError> {
        let bound = self.bound(key, usize::MAX);
        let Some(text) = self.texts.get_mut(key) else {
            return Ok(Update::new("", Change::default()));
        };
        note(&mut self.total, text, |text| text.decide(mode, bound))
    }

    /// The text of a channel.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&Assembler> {
        self.texts.get(key).map(|text| &**text)
    }

    /// Removes a channel and returns it. A later payload for its key begins a new one.
    pub fn remove(&mut self, key: &K) -> Option<Assembler> {
        let text = self.texts.remove(key)?;
        self.total = self.total.without(&text);
        Some(*text)
    }

    /// All channels, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &Assembler)> {
        self.texts.iter().map(|(key, text)| (key, &**text))
    }

    /// Returns how many channels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Returns whether there is no channel.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Forgets all channels, for the next stream.
    pub fn reset(&mut self) {
        self.texts = BTreeMap::new();
        self.total = Total::default();
    }
}

/// Does some work on `text` and notes what all take after it.
fn note<'a>(
    total: &mut Total,
    text: &'a mut Assembler,
    work: impl FnOnce(&mut Assembler) -> Result<Change, PushError>,
) -> Result<Update<'a>, PushError> {
    let others = total.without(text);
    let change = work(text);
    *total = others.with(text);
    Ok(Update::new(text.text(), change?))
}

/// Options of [`Channels`].
///
/// ```
/// use unchunk::assemble::{Assembler, Channels, PushError};
///
/// let mut blocks = Channels::builder(Assembler::append()).max_channels(2).max_bytes(8).build();
/// blocks.push("a", "12345")?;
/// blocks.push("b", "123")?;
/// assert_eq!(blocks.push("c", ""), Err(PushError::TooManyChannels(2)));
/// assert_eq!(blocks.push("b", "4"), Err(PushError::AllTooLarge(8)));
/// # Ok::<(), PushError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ChannelsBuilder<K> {
    channels: Channels<K>,
}

impl<K> ChannelsBuilder<K> {
    /// Sets how many channels there may be; 256 by default.
    #[must_use]
    pub fn max_channels(mut self, channels: usize) -> Self {
        self.channels.max_channels = channels;
        self
    }

    /// Sets how many bytes all may hold: their texts, the payloads that were put off, and what a channel takes beside
    /// its text, some 170 bytes and its key, but for the first 2 KiB of that; 8 MiB by default. Each text also has the
    /// template's own limit.
    ///
    /// The memory taken stays within the limit too: texts give back what they set aside before one that needs it is
    /// refused, or a new channel. What a key itself has on the heap is not counted.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.channels.max_bytes = bytes;
        self
    }

    /// Builds the channels, none at first.
    #[must_use]
    pub fn build(self) -> Channels<K> {
        self.channels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter;

    /// However many they are and however they take turns, up to a limit that leaves nothing set aside.
    #[test]
    fn filling_up_to_the_limit_is_linear() {
        const LIMIT: usize = 128 * 1024;
        for channels in [1, 2, 20, 200] {
            for piece in ["x", "some words"] {
                let mut texts = Channels::builder(Assembler::append())
                    .max_bytes(LIMIT)
                    .build();
                let (_, moved) = meter::measure(|| {
                    let mut turn = 0;
                    while texts.push(turn % channels, piece).is_ok() {
                        turn += 1;
                        assert!(texts.total.capacity <= texts.limit(texts.len()).unwrap());
                    }
                });
                assert!(texts.total.held > texts.limit(texts.len()).unwrap() - piece.len());
                assert_eq!(texts.len(), channels);
                assert!(
                    (texts.total.held as u64..=64 * LIMIT as u64).contains(&moved),
                    "{moved} for {channels} channels"
                );
            }
        }
    }
}
