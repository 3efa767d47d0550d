//! The first bytes of a body that is not yet known to be of the expected format.

use alloc::vec::Vec;

use crate::limits::MAX_HEAD_BYTES;

/// Appends as much as the bound leaves room for.
pub(crate) fn keep(kept: &mut Vec<u8>, bytes: &[u8]) {
    let room = MAX_HEAD_BYTES - kept.len();
    let bytes = &bytes[..bytes.len().min(room)];
    let needed = kept.len() + bytes.len();
    if needed > kept.capacity() {
        let roomy = needed.max(2 * kept.capacity()).clamp(64, MAX_HEAD_BYTES);
        kept.reserve_exact(roomy - kept.len());
    }
    kept.extend_from_slice(bytes);
}

/// Kept so that an error page can be shown. Dropped at the first sign of the format.
#[derive(Debug, Clone)]
pub(crate) enum Head {
    Unproven(Vec<u8>),
    Proven,
}

impl Head {
    pub(crate) const fn new() -> Self {
        Self::Unproven(Vec::new())
    }

    /// Keeps the next bytes of the body, up to the bound.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        if let Self::Unproven(head) = self {
            keep(head, bytes);
        }
    }

    /// Returns whether no more of the body is kept.
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::Unproven(head) => head.len() == MAX_HEAD_BYTES,
            Self::Proven => true,
        }
    }

    /// Notes that the body is of the expected format.
    pub(crate) fn prove(&mut self) {
        *self = Self::Proven;
    }

    /// The bytes that are kept, unless the body is of the format.
    pub(crate) fn unproven(&self) -> Option<&[u8]> {
        match self {
            Self::Unproven(head) => Some(head),
            Self::Proven => None,
        }
    }

    #[inline]
    pub(crate) const fn is_proven(&self) -> bool {
        matches!(self, Self::Proven)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_one_of_capacity_too() {
        for step in [1, 7, 600, 5000] {
            let mut kept = Vec::new();
            for _ in 0..5000 / step + 2 {
                keep(&mut kept, &[b'x'; 5000][..step]);
                assert!(kept.capacity() <= MAX_HEAD_BYTES, "{step}");
            }
            assert_eq!(kept.len(), MAX_HEAD_BYTES);
        }
    }
}
