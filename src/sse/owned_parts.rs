//! What an owned event holds, and where in it the parts are.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use bytes::Bytes;

use super::event::Event;
use super::last_event_id::LentId;
use crate::owned;
use crate::search::ascii;
use crate::text::Padded;

/// What an owned event holds. Two words, as each event is moved several times on its way: what is larger goes through
/// memory, written by words and read by pairs of words, and the processor waits for that each time.
#[derive(Clone)]
pub(super) enum Parts {
    /// Data, event type, last event ID and [`Shape`], one after the other; no reconnection time.
    Together(Box<[u8]>),
    Apart(Box<Apart>),
}

/// The parts of an event in which one is not copied, or is rare.
#[derive(Clone)]
pub(super) struct Apart {
    data: Bytes,
    /// Event type and last event ID.
    names: Box<[u8]>,
    /// In place of a last event ID among the names.
    shared_id: Option<Arc<str>>,
    /// In milliseconds.
    retry: Option<u64>,
    shape: Shape,
}

impl Apart {
    /// Copies an event, but for its data, which are owned already.
    // A box is returned in a register, what holds it would not be.
    #[cold]
    #[inline(never)]
    pub(super) fn of(event: &Event<'_>, data: Bytes) -> Box<Self> {
        let (id, shared_id) = match event.last_event_id {
            LentId::Copied(id) => (id, None),
            LentId::Shared(id) => ("", Some(Arc::clone(id))),
        };
        Box::new(Self {
            data,
            names: join(&[], event.event_type, id, &[]),
            shared_id,
            retry: event.retry,
            shape: Shape::of(event),
        })
    }
}

impl Parts {
    /// Copies an event, but for what may be shared.
    #[inline(always)]
    pub(super) fn of(event: &Event<'_>, chunk: Option<&Bytes>) -> Self {
        let data = event.data_bytes();
        match (owned::slice(data, chunk), event.last_event_id, event.retry) {
            (None, LentId::Copied(id), None) => {
                let words = Shape::of(event).to_words(data.len());
                Self::Together(join(data, event.event_type, id, words.as_flattened()))
            }
            (Some(data), ..) => Self::Apart(Apart::of(event, data)),
            (None, ..) => Self::Apart(Apart::of(event, Bytes::copy_from_slice(data))),
        }
    }

    #[inline(always)]
    pub(super) fn lend(&self) -> Event<'_> {
        let (data, names, shape, shared_id, retry) = match self {
            Self::Together(bytes) => {
                let (data, names, shape) = Shape::split_off(bytes);
                (data, names, shape, None, None)
            }
            Self::Apart(apart) => (
                &*apart.data,
                &*apart.names,
                apart.shape,
                apart.shared_id.as_ref(),
                apart.retry,
            ),
        };
        let (event_type, id) = names.split_at(shape.type_len);
        Event {
            event_type: as_text(event_type),
            data: Padded::from(data),
            last_event_id: match shared_id {
                Some(id) => LentId::Shared(id),
                None => LentId::Copied(as_text(id)),
            },
            has_id: shape.has_id,
            retry,
            start: shape.start,
            end: shape.end,
        }
    }

    #[inline(always)]
    pub(super) fn data(&self) -> &[u8] {
        match self {
            Self::Together(bytes) => Shape::split_off(bytes).0,
            Self::Apart(apart) => &apart.data,
        }
    }

    /// The data in their own allocation.
    pub(super) fn into_data(self) -> Bytes {
        let data_len = self.data().len();
        match self {
            Self::Together(bytes) => {
                let mut bytes = Bytes::from(bytes);
                bytes.truncate(data_len);
                bytes
            }
            Self::Apart(apart) => apart.data,
        }
    }
}

/// Where the event type ends, and where the event was in its stream.
#[derive(Clone, Copy)]
struct Shape {
    type_len: usize,
    /// Whether it has an ID of its own.
    has_id: bool,
    start: u64,
    end: u64,
}

/// The length of the data and a [`Shape`], as bytes.
type Words = [[u8; 8]; 4];

impl Shape {
    #[inline(always)]
    fn of(event: &Event<'_>) -> Self {
        Self {
            type_len: event.event_type.len(),
            has_id: event.has_id,
            start: event.start,
            end: event.end,
        }
    }

    #[inline(always)]
    fn to_words(self, data_len: usize) -> Words {
        // No overflow: a slice has at most half the address space.
        let names = (self.type_len as u64) << 1 | u64::from(self.has_id);
        [data_len as u64, names, self.start, self.end].map(u64::to_ne_bytes)
    }

    /// Reads it behind the data and the names.
    #[inline(always)]
    fn split_off(bytes: &[u8]) -> (&[u8], &[u8], Self) {
        let (parts, words) = bytes.split_at(bytes.len() - size_of::<Words>());
        let word = |index: usize| {
            let word = words.as_chunks().0.get(index);
            u64::from_ne_bytes(*word.unwrap_or(&[0; 8]))
        };
        let names = word(1);
        let shape = Self {
            type_len: (names >> 1) as usize,
            has_id: names & 1 != 0,
            start: word(2),
            end: word(3),
        };
        let (data, names) = parts.split_at(word(0) as usize);
        (data, names, shape)
    }
}

/// One allocation of just the size of all parts; none if they are empty.
#[inline(always)]
fn join(data: &[u8], event_type: &str, id: &str, words: &[u8]) -> Box<[u8]> {
    let names_len = event_type.len() + id.len();
    let mut bytes = Vec::with_capacity(data.len() + names_len + words.len());
    bytes.extend_from_slice(data);
    // Most have neither type nor ID.
    if names_len > 0 {
        bytes.extend_from_slice(event_type.as_bytes());
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.extend_from_slice(words);
    bytes.into_boxed_slice()
}

/// Bytes that were text when they were copied, as text.
#[inline(always)]
fn as_text(bytes: &[u8]) -> &str {
    ascii::text(bytes).unwrap_or_default()
}
