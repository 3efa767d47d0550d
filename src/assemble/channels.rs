//! Several texts that grow side by side.

use alloc::collections::BTreeMap;

use super::assembler::{Assembler, Bound, PushError};
use super::payload::Payload;
use super::update::{Change, Update};
use crate::limits::DEFAULT_MAX_TEXT_BYTES;

/// Channels unless the builder says otherwise.
const DEFAULT_MAX_CHANNELS: usize = 256;

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
/// [`max_bytes`](ChannelsBuilder::max_bytes).
#[derive(Debug, Clone)]
pub struct Channels<K> {
    texts: BTreeMap<K, Assembler>,
    template: Assembler,
    held: usize,
    max_channels: usize,
    max_bytes: usize,
}

impl<K: Ord> Channels<K> {
    /// No channels yet; each is to be a copy of `template` when its key first comes. The limits are the default ones.
    #[must_use]
    pub fn new(template: Assembler) -> Self {
        Self::builder(template).build()
    }

    /// Channels with other limits.
    #[must_use]
    pub fn builder(mut template: Assembler) -> ChannelsBuilder<K> {
        template.reset();
        ChannelsBuilder {
            channels: Self {
                texts: BTreeMap::new(),
                template,
                held: 0,
                max_channels: DEFAULT_MAX_CHANNELS,
                max_bytes: DEFAULT_MAX_TEXT_BYTES,
            },
        }
    }

    /// Takes the next payload of a channel and tells what it changes there.
    ///
    /// # Errors
    ///
    /// As [`Assembler::push`]; [`PushError::AllTooLarge`] if the texts would be too large together, and
    /// [`PushError::TooManyChannels`] if the key would be one too many. Other channels go on.
    pub fn push(&mut self, key: K, payload: &str) -> Result<Update<'_>, PushError> {
        self.take(key, Payload::Text(payload))
    }

    /// As [`push`](Self::push), for payloads that may cut a character: see [`Assembler::push_bytes`].
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_bytes(&mut self, key: K, payload: &[u8]) -> Result<Update<'_>, PushError> {
        self.take(key, Payload::Bytes(payload))
    }

    fn take(&mut self, key: K, payload: Payload<'_>) -> Result<Update<'_>, PushError> {
        if self.texts.len() >= self.max_channels && !self.texts.contains_key(&key) {
            return Err(PushError::TooManyChannels(self.max_channels));
        }
        let text = self
            .texts
            .entry(key)
            .or_insert_with(|| self.template.clone());
        let bound = bound(text, self.held, self.max_bytes);
        note(&mut self.held, text, |text| text.take(payload, bound))
    }

    /// Tells that no payload follows in this channel; one whose key never came has an empty text. See
    /// [`Assembler::finish`].
    ///
    /// # Errors
    ///
    /// As [`Assembler::finish`].
    pub fn finish(&mut self, key: &K) -> Result<Update<'_>, PushError> {
        let Some(text) = self.texts.get_mut(key) else {
            return Ok(Update::new("", Change::default()));
        };
        let bound = bound(text, self.held, self.max_bytes);
        note(&mut self.held, text, |text| text.end(bound))
    }

    /// Decides what the payloads of this channel are; one whose key never came is left alone. See
    /// [`Assembler::resolve`].
    ///
    /// # Errors
    ///
    /// As [`Assembler::resolve`].
    pub fn resolve(&mut self, key: &K, mode: super::Mode) -> Result<Update<'_>, PushError> {
        let Some(text) = self.texts.get_mut(key) else {
            return Ok(Update::new("", Change::default()));
        };
        let bound = bound(text, self.held, self.max_bytes);
        note(&mut self.held, text, |text| text.decide(mode, bound))
    }

    /// The text of a channel.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&Assembler> {
        self.texts.get(key)
    }

    /// Takes a channel out, its text and all; a payload for its key would begin a new one.
    pub fn remove(&mut self, key: &K) -> Option<Assembler> {
        let text = self.texts.remove(key)?;
        self.held -= text.held();
        Some(text)
    }

    /// All channels, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &Assembler)> {
        self.texts.iter()
    }

    /// How many channels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no channel.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Forgets all channels, for the next stream.
    pub fn reset(&mut self) {
        self.texts = BTreeMap::new();
        self.held = 0;
    }
}

/// What `text` may come to hold: its own limit, or what the others leave of the limit for all.
fn bound(text: &Assembler, held: usize, max_bytes: usize) -> Bound {
    let own = text.bound();
    let left = max_bytes - (held - text.held());
    if left < own.bytes {
        Bound {
            bytes: left,
            error: PushError::AllTooLarge(max_bytes),
        }
    } else {
        own
    }
}

/// Does some work on `text` and notes what all hold after it.
fn note<'a>(
    held: &mut usize,
    text: &'a mut Assembler,
    work: impl FnOnce(&mut Assembler) -> Result<Change, PushError>,
) -> Result<Update<'a>, PushError> {
    *held -= text.held();
    let change = work(text);
    *held += text.held();
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
    /// How many channels there may be; 256 by default.
    #[must_use]
    pub fn max_channels(mut self, channels: usize) -> Self {
        self.channels.max_channels = channels;
        self
    }

    /// Bytes that all texts together may hold; 8 MiB by default. The template's own limit holds for each of them.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.channels.max_bytes = bytes;
        self
    }

    /// No channels yet, with these limits.
    #[must_use]
    pub fn build(self) -> Channels<K> {
        self.channels
    }
}
