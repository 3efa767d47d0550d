//! What takes part.

use std::any::Any;

use crate::driver::Driver;
use crate::feed::{Feed, Format};
use crate::inputs::Input;
use crate::{floors, peers, sinks};

/// Who is measured, and through which face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Items lent, raw bytes asked for.
    OursLent,
    /// Items lent, text asked for.
    OursText,
    /// Items that own their bytes.
    OursOwned,
    /// A stream of owned items over one of `Bytes`.
    OursStream,
    /// Fed slices.
    Peer,
    /// A stream over one of `Bytes`.
    PeerStream,
    /// No decoder: the least that work on these bytes can cost.
    Floor,
}

impl Side {
    pub const fn name(self) -> &'static str {
        match self {
            Self::OursLent => "ours-lent",
            Self::OursText => "ours-text",
            Self::OursOwned => "ours-owned",
            Self::OursStream => "ours-stream",
            Self::Peer => "peer",
            Self::PeerStream => "peer-stream",
            Self::Floor => "floor",
        }
    }

    pub const fn is_ours(self) -> bool {
        matches!(
            self,
            Self::OursLent | Self::OursText | Self::OursOwned | Self::OursStream
        )
    }

    /// The side of the peers that do the same for their users.
    pub const fn rivals(self) -> Self {
        match self {
            Self::OursStream | Self::PeerStream => Self::PeerStream,
            _ => Self::Peer,
        }
    }
}

/// Work done, to be compared with the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    pub events: u64,
    /// None for a decoder that only counts.
    pub data_bytes: Option<u64>,
    /// A hash of types and data; none for a decoder that only counts.
    pub digest: Option<u64>,
}

impl Work {
    pub fn agrees(&self, truth: &Self) -> bool {
        self.events == truth.events
            && (self.data_bytes.is_none()
                || self.data_bytes == truth.data_bytes && self.digest == truth.digest)
    }
}

/// An event as text, for the conformance table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub event_type: String,
    pub data: String,
    pub last_event_id: String,
}

#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub records: Vec<Record>,
    pub errors: Vec<String>,
}

/// Which events to keep: by index and by length of data.
pub type Choice = fn(u64, usize) -> bool;

/// A [`Driver`] as a value.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub name: &'static str,
    pub side: Side,
    validates: bool,
    reads: &'static [Format],
    pub count: fn(&Feed) -> u64,
    pub check: fn(&Feed) -> Work,
    pub read: fn(&Feed) -> Reading,
    pub keep: fn(&Feed, Choice) -> Vec<Box<dyn Any>>,
}

impl Candidate {
    pub const fn of<D: Driver>() -> Self {
        Self {
            name: D::NAME,
            side: D::SIDE,
            validates: D::VALIDATES,
            reads: D::READS,
            count: sinks::count::<D>,
            check: sinks::check::<D>,
            read: sinks::read::<D>,
            keep: sinks::keep::<D>,
        }
    }

    pub fn reads(&self, format: Format) -> bool {
        self.reads.contains(&format)
    }

    pub fn is_floor(&self) -> bool {
        self.side == Side::Floor
    }

    /// Whether what the decoder returns cannot be kept as it is.
    pub fn lends(&self) -> bool {
        matches!(self.side, Side::OursLent | Side::OursText | Side::Floor)
    }

    /// Whether it does what the input asks for.
    pub fn takes(&self, input: &Input) -> bool {
        self.reads(input.format) && (self.validates || !input.validated)
    }
}

/// All that take part, ours first.
pub fn all() -> Vec<Candidate> {
    let mut all = peers::ours();
    all.extend(peers::sse());
    all.extend(peers::json());
    all.extend(floors::all());
    all
}
