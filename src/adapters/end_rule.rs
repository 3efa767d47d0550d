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

/// Which items end a stream: [`NoEndRule`], [`EndAfter`] or [`EndBefore`].
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

/// An item for which a closure returns `true` is returned and ends the stream. All others are judged by the rule
/// before.
#[derive(Clone, Copy)]
pub struct EndAfter<P, R = NoEndRule> {
    is_end: P,
    others: R,
}

/// An item for which a closure returns `true` ends the stream and is not returned. All others are judged by the rule
/// before.
#[derive(Clone, Copy)]
pub struct EndBefore<P, R = NoEndRule> {
    is_end: P,
    others: R,
}

impl<P, R> EndAfter<P, R> {
    pub(super) const fn new(is_end: P, others: R) -> Self {
        Self { is_end, others }
    }
}

impl<P, R> EndBefore<P, R> {
    pub(super) const fn new(is_end: P, others: R) -> Self {
        Self { is_end, others }
    }
}

impl<D, P, R> EndRule<D> for EndAfter<P, R>
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
            Ends::After
        } else {
            self.others.judge(item)
        }
    }
}

impl<D, P, R> EndRule<D> for EndBefore<P, R>
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
            Ends::Before
        } else {
            self.others.judge(item)
        }
    }
}

impl<P, R: fmt::Debug> fmt::Debug for EndAfter<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndAfter")
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}

impl<P, R: fmt::Debug> fmt::Debug for EndBefore<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndBefore")
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}
