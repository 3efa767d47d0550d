//! Which item ends a stream.

use core::fmt;

use crate::Decode;

/// What an item is to the end of its stream.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The stream goes on.
    No,
    /// The item is returned, and the stream ends.
    After,
    /// The stream ends without it.
    Before,
}

/// Which items end a stream: [`NoEndRule`] or [`EndAt`].
///
/// This trait is sealed.
pub trait EndRule<D: Decode> {
    /// Whether an end without such an item is an error.
    #[doc(hidden)]
    const IS_SET: bool;

    #[doc(hidden)]
    fn judge<'d>(&mut self, item: &D::Item<'d>) -> Ends
    where
        D: 'd;
}

/// Only the end of the bytes ends the stream.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct NoEndRule {}

impl<D: Decode> EndRule<D> for NoEndRule {
    const IS_SET: bool = false;

    #[inline(always)]
    fn judge<'d>(&mut self, _item: &D::Item<'d>) -> Ends
    where
        D: 'd,
    {
        Ends::No
    }
}

/// An item for which a closure returns `true` ends the stream, and is returned or not. All others are judged by the
/// rule before. Made by `end_after` and `end_before`.
#[derive(Clone, Copy)]
pub struct EndAt<P, R = NoEndRule> {
    is_end: P,
    ends: Ends,
    others: R,
}

impl<P, R> EndAt<P, R> {
    pub(super) const fn new(is_end: P, ends: Ends, others: R) -> Self {
        Self {
            is_end,
            ends,
            others,
        }
    }
}

impl<D, P, R> EndRule<D> for EndAt<P, R>
where
    D: Decode + 'static,
    P: FnMut(&D::Item<'_>) -> bool,
    R: EndRule<D>,
{
    const IS_SET: bool = true;

    fn judge<'d>(&mut self, item: &D::Item<'d>) -> Ends
    where
        D: 'd,
    {
        if (self.is_end)(item) {
            self.ends
        } else {
            self.others.judge(item)
        }
    }
}

impl<P, R: fmt::Debug> fmt::Debug for EndAt<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndAt")
            .field("ends", &self.ends)
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}
