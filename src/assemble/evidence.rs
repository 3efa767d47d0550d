//! What payloads show about their mode, if it is not declared.

use alloc::vec::Vec;
use core::mem;
use core::ops::ControlFlow;

use super::payload::{Payload, PayloadReader};
use crate::buffer::growth;
use crate::meter;

/// The payloads that came before it is known whether they are deltas or each the whole text so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// All of them, one after the other, as they came.
    payloads: Vec<u8>,
    first_len: usize,
    last_start: usize,
    growths: u32,
}

/// What the evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Append,
    Replace,
    /// Nothing that decides. So many payloads in a row have grown, this one included.
    Nothing {
        growths: u32,
    },
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
            growths: 0,
        }
    }

    /// Bytes held.
    pub(super) const fn len(&self) -> usize {
        self.payloads.len()
    }

    /// Bytes of memory taken.
    pub(super) const fn capacity(&self) -> usize {
        self.payloads.capacity()
    }

    /// Gives back unused memory.
    pub(super) fn compact(&mut self) {
        self.payloads.shrink_to_fit();
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.payloads.is_empty()
    }

    /// Returns whether there is more than one payload, so that the mode matters.
    pub(super) const fn is_ambiguous(&self) -> bool {
        self.payloads.len() > self.first_len
    }

    /// All payloads.
    pub(super) fn all(&self) -> Payload<'_> {
        Payload::Bytes(&self.payloads)
    }

    /// The last payload.
    pub(super) fn last(&self) -> Payload<'_> {
        Payload::Bytes(&self.payloads[self.last_start..])
    }

    /// Takes all payloads out.
    pub(super) fn take_all(&mut self) -> Vec<u8> {
        mem::take(self).payloads
    }

    /// Takes the last payload out, in the memory of all.
    pub(super) fn take_last(&mut self) -> Vec<u8> {
        let Self {
            mut payloads,
            last_start,
            ..
        } = mem::take(self);
        meter::moved(payloads.len() - last_start);
        payloads.drain(..last_start);
        payloads
    }

    /// Returns what a payload that is not empty shows, coming after these.
    pub(super) fn weigh(&self, payload: Payload<'_>, reader: &PayloadReader) -> Says {
        if self.is_empty() {
            return Says::Nothing { growths: 0 };
        }
        let (bytes, last) = (payload.as_bytes(), self.last().as_bytes());
        meter::scanned(last.len().min(bytes.len()));
        match bytes.strip_prefix(last) {
            Some([]) => Says::Nothing {
                growths: self.growths,
            },
            Some(_) => {
                let growths = self.growths.saturating_add(1);
                if growths >= GROWTHS && is_telling(self.last(), reader) {
                    Says::Replace
                } else {
                    Says::Nothing { growths }
                }
            }
            None if reader.begin_differently(&self.payloads[..self.first_len], bytes) => {
                Says::Append
            }
            None => Says::Nothing { growths: 0 },
        }
    }

    /// Keeps a payload that shows nothing. It takes memory up to `capacity`, or as much as it needs.
    pub(super) fn note(&mut self, payload: Payload<'_>, growths: u32, capacity: usize) {
        let bytes = payload.as_bytes();
        if self.is_empty() {
            self.first_len = bytes.len();
        }
        self.growths = growths;
        self.last_start = self.payloads.len();
        let needed = self.payloads.len() + bytes.len();
        if let Some(roomy) = growth::capacity(self.payloads.capacity(), needed, capacity) {
            meter::moved(self.payloads.len());
            self.payloads.reserve_exact(roomy - self.payloads.len());
        }
        meter::moved(bytes.len());
        self.payloads.extend_from_slice(bytes);
    }
}

/// Returns whether a text is long and varied enough not to be repeated by chance.
fn is_telling(payload: Payload<'_>, reader: &PayloadReader) -> bool {
    let mut kinds = ['\0'; KINDS];
    let (mut different, mut characters) = (0, 0);
    let read = reader.restarted().read(payload, &mut |piece| {
        for character in piece.chars() {
            characters += 1;
            if different < KINDS && !kinds[..different].contains(&character) {
                kinds[different] = character;
                different += 1;
            }
            if characters >= CHARACTERS && different == KINDS {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    read.is_break()
}
