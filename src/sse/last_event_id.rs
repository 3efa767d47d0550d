//! The last event ID, which outlives its event.

use alloc::string::String;
use alloc::sync::Arc;

use crate::search::ascii;

/// A long ID is shared with the owned events that carry it, a short one copied.
#[derive(Debug, Clone)]
pub(crate) enum LastEventId {
    Copied(String),
    Shared(Arc<str>),
}

/// The last event ID as an event carries it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LentId<'d> {
    Copied(&'d str),
    Shared(&'d Arc<str>),
}

impl LastEventId {
    /// The most bytes that are copied.
    const MAX_COPIED: usize = 64;

    pub(crate) const NONE: Self = Self::Copied(String::new());

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn set(&mut self, id: &str) {
        if self.as_str() != id {
            self.replace(id);
        }
    }

    /// Sets it to bytes, in which each maximal subpart of an ill-formed sequence is replaced with U+FFFD.
    #[inline]
    pub(crate) fn set_lossy(&mut self, id: &[u8]) {
        match ascii::text(id) {
            Some(id) => self.set(id),
            None => self.set(&String::from_utf8_lossy(id)),
        }
    }

    /// Sets it to one that is lent. A shared one stays shared, so that comparing the two is a comparison of pointers.
    #[inline]
    pub(crate) fn set_lent(&mut self, id: LentId<'_>) {
        match (&*self, id) {
            (Self::Shared(own), LentId::Shared(id)) if Arc::ptr_eq(own, id) => {}
            (_, LentId::Shared(id)) => *self = Self::Shared(Arc::clone(id)),
            (_, LentId::Copied(id)) => self.set(id),
        }
    }

    #[inline(never)]
    fn replace(&mut self, id: &str) {
        match self {
            _ if id.len() > Self::MAX_COPIED => *self = Self::Shared(id.into()),
            Self::Copied(copied) => {
                copied.clear();
                copied.push_str(id);
            }
            Self::Shared(_) => *self = Self::Copied(id.into()),
        }
    }

    #[inline(always)]
    pub(crate) fn as_str(&self) -> &str {
        self.lend().as_str()
    }

    #[inline(always)]
    pub(crate) fn lend(&self) -> LentId<'_> {
        match self {
            Self::Copied(id) => LentId::Copied(id),
            Self::Shared(id) => LentId::Shared(id),
        }
    }
}

impl<'d> LentId<'d> {
    #[inline(always)]
    pub(crate) fn as_str(self) -> &'d str {
        match self {
            Self::Copied(id) => id,
            Self::Shared(id) => id,
        }
    }
}

impl From<&str> for LastEventId {
    fn from(id: &str) -> Self {
        let mut last = Self::NONE;
        last.set(id);
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_lent_replaces_any_other() {
        let [longest_copied, shortest_shared] =
            [0, 1].map(|more| "1".repeat(LastEventId::MAX_COPIED + more));
        let ids = ["1", &longest_copied, &shortest_shared, &"3".repeat(100), ""];
        for before in ids {
            for lent in ids {
                let mut id = LastEventId::from(before);
                let another = LastEventId::from(lent);
                id.set_lent(another.lend());
                assert_eq!(id.as_str(), lent);
                // A long one is shared, not copied.
                let is_same = id.as_str().as_ptr() == another.as_str().as_ptr();
                assert!(lent.is_empty() || is_same == (lent.len() > LastEventId::MAX_COPIED));
                id.set_lent(another.lend());
                assert_eq!(id.as_str(), lent);
            }
        }
    }
}
