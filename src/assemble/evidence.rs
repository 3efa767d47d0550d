//! What payloads show of the way they are meant, where nobody has declared it.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::payload::{Payload, Reader};
use crate::meter;

/// The payloads that came while it is not known whether they are deltas or each the whole text so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// All of them, one after the other, as they came.
    payloads: Vec<u8>,
    first_len: usize,
    last_start: usize,
    /// The first character of the first payload, or what there is of it.
    beginning: Vec<u8>,
    growths: u32,
}

/// What the evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Append,
    Replace,
    Nothing,
}

/// How many payloads in a row must each begin with the one before and be longer.
const GROWTHS: u32 = 2;

/// Characters that the payload which is repeated in front of the last of them must have, and how many different ones:
/// what repeats by chance is short (`ha`, line breaks) or of few characters (rules, stars).
const CHARACTERS: usize = 16;
const KINDS: usize = 8;

impl Evidence {
    pub(super) const fn new() -> Self {
        Self {
            payloads: Vec::new(),
            first_len: 0,
            last_start: 0,
            beginning: Vec::new(),
            growths: 0,
        }
    }

    /// Bytes held.
    pub(super) const fn len(&self) -> usize {
        self.payloads.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.payloads.is_empty()
    }

    /// Whether there is more than one payload, so that it matters how they are meant.
    pub(super) const fn is_ambiguous(&self) -> bool {
        self.payloads.len() > self.first_len
    }

    /// All payloads but the first.
    pub(super) fn after_first(&self) -> &[u8] {
        &self.payloads[self.first_len..]
    }

    pub(super) fn last(&self) -> &[u8] {
        &self.payloads[self.last_start..]
    }

    /// Looks at a payload, which must not be empty, and then takes note of it unless it decides.
    pub(super) fn weigh(&mut self, payload: Payload<'_>, reader: &Reader) -> Says {
        let bytes = payload.as_bytes();
        let says = if self.is_empty() {
            self.first_len = bytes.len();
            self.beginning = first_character(&reader.bytes_alone(payload)).to_vec();
            Says::Nothing
        } else {
            let last = self.last();
            meter::scanned(last.len().min(bytes.len()));
            match bytes.strip_prefix(last) {
                Some([]) => Says::Nothing,
                Some([_, ..]) => {
                    self.growths += 1;
                    let repeated = reader.bytes_alone(Payload::Bytes(self.last()));
                    if self.growths >= GROWTHS && is_telling(&repeated) {
                        Says::Replace
                    } else {
                        Says::Nothing
                    }
                }
                None => {
                    self.growths = 0;
                    if self.begins_otherwise(&reader.bytes_alone(payload)) {
                        Says::Append
                    } else {
                        Says::Nothing
                    }
                }
            }
        };
        match says {
            Says::Append | Says::Replace => {}
            Says::Nothing => {
                meter::moved(bytes.len());
                self.last_start = self.payloads.len();
                self.payloads.extend_from_slice(bytes);
            }
        }
        says
    }

    /// Whether `bytes` cannot begin with the character the first payload begins with.
    fn begins_otherwise(&self, bytes: &[u8]) -> bool {
        let shared = self.beginning.len().min(bytes.len());
        self.beginning[..shared] != bytes[..shared]
    }
}

/// The bytes of the character that `bytes` begin with, as far as they go.
fn first_character(bytes: &[u8]) -> &[u8] {
    let len = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        Some(_) | None => 1,
    };
    &bytes[..len.min(bytes.len())]
}

/// Whether a text is long and varied enough not to be repeated by chance.
fn is_telling(bytes: &[u8]) -> bool {
    let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
    meter::scanned(bytes.len());
    let mut kinds = Vec::with_capacity(KINDS);
    let mut characters = 0;
    for character in text.chars() {
        characters += 1;
        if kinds.len() < KINDS && !kinds.contains(&character) {
            kinds.push(character);
        }
        if characters >= CHARACTERS && kinds.len() == KINDS {
            return true;
        }
    }
    false
}
