//! The first bytes of a body that has not yet shown itself to be of the expected format.

use alloc::vec::Vec;

use crate::limits::MAX_HEAD_BYTES;

/// Kept so that an error page can be shown; dropped with the first sign of the format. In its place the owner may keep
/// something that matters only from then on.
#[derive(Debug, Clone)]
pub(crate) enum Head<P = ()> {
    Unproven(Vec<u8>),
    Proven(P),
}

impl<P: Default> Head<P> {
    pub(crate) const fn new() -> Self {
        Self::Unproven(Vec::new())
    }

    /// Keeps the next bytes of the body, up to the bound.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        if let Self::Unproven(head) = self {
            let room = MAX_HEAD_BYTES - head.len();
            head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    /// Whether no more of the body is kept.
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::Unproven(head) => head.len() == MAX_HEAD_BYTES,
            Self::Proven(_) => true,
        }
    }

    /// The body is of the expected format.
    pub(crate) fn prove(&mut self) {
        *self = Self::Proven(P::default());
    }

    /// What is kept, as long as it matters.
    pub(crate) fn unproven(&self) -> Option<&[u8]> {
        match self {
            Self::Unproven(head) => Some(head),
            Self::Proven(_) => None,
        }
    }

    #[inline]
    pub(crate) const fn is_proven(&self) -> bool {
        matches!(self, Self::Proven(_))
    }
}
