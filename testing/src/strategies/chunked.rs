//! Cuts what another strategy makes.

use std::fmt::Debug;

use proptest::prelude::any;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::Chunked;
use crate::cuts::draw;
use crate::random::SplitMix64;

/// What another strategy makes, cut anywhere; empty chunks are among the chunks.
///
/// Shrinks both: first it takes cuts away, then it lets the other strategy shrink the bytes, while each cut stays between
/// the same bytes, then it takes cuts away again. So what a failing test shows has few bytes and just the cuts that matter.
///
/// ```
/// use proptest::prelude::*;
/// use proptest::collection::vec;
/// use unchunk_testing::strategies::chunked;
///
/// proptest!(|(chunked in chunked(vec(any::<u8>(), 0..100)))| {
///     prop_assert_eq!(chunked.chunks().concat(), chunked.bytes());
/// });
/// ```
pub fn chunked<S>(bytes: S) -> impl Strategy<Value = Chunked<'static>>
where
    S: Strategy<Value: AsRef<[u8]>>,
{
    Cut(bytes)
}

#[derive(Debug)]
struct Cut<S>(S);

impl<S: Strategy<Value: AsRef<[u8]>>> Strategy for Cut<S> {
    type Tree = Tree<S::Tree>;
    type Value = Chunked<'static>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let bytes = self.0.new_tree(runner)?;
        let seed = any::<u64>().new_tree(runner)?.current();
        let cuts = draw(&mut SplitMix64(seed), bytes.current().as_ref());
        Ok(Tree {
            bytes,
            phase: Phase::remove_cuts(&cuts),
            cuts,
            bytes_are_shrunk: false,
            before: None,
        })
    }
}

#[derive(Debug)]
struct Tree<T> {
    bytes: T,
    /// Sorted, of the current bytes.
    cuts: Vec<usize>,
    phase: Phase,
    bytes_are_shrunk: bool,
    /// What was there before the last step.
    before: Option<Before>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// Take away so many cuts at once, next from this one on.
    RemoveCuts {
        size: usize,
        at: usize,
    },
    ShrinkBytes,
}

impl Phase {
    const fn remove_cuts(cuts: &[usize]) -> Self {
        let size = cuts.len();
        Self::RemoveCuts { size, at: 0 }
    }
}

#[derive(Debug)]
struct Before {
    /// If the last step was one of bytes.
    bytes: Option<Vec<u8>>,
    cuts: Vec<usize>,
}

impl<T: ValueTree<Value: AsRef<[u8]>>> Tree<T> {
    fn current_bytes(&self) -> Vec<u8> {
        self.bytes.current().as_ref().to_vec()
    }
}

impl<T: ValueTree<Value: AsRef<[u8]>>> ValueTree for Tree<T> {
    type Value = Chunked<'static>;

    fn current(&self) -> Self::Value {
        Chunked::new(self.current_bytes()).cut_at(self.cuts.iter().copied())
    }

    fn simplify(&mut self) -> bool {
        loop {
            match self.phase {
                Phase::RemoveCuts { size: 0, .. } if self.bytes_are_shrunk => return false,
                Phase::RemoveCuts { size: 0, .. } => self.phase = Phase::ShrinkBytes,
                Phase::RemoveCuts { size, at } if at >= self.cuts.len() => {
                    let size = size / 2;
                    self.phase = Phase::RemoveCuts { size, at: 0 };
                }
                Phase::RemoveCuts { size, at } => {
                    self.before = Some(Before {
                        bytes: None,
                        cuts: self.cuts.clone(),
                    });
                    self.cuts.drain(at..self.cuts.len().min(at + size));
                    return true;
                }
                Phase::ShrinkBytes => {
                    let bytes = self.current_bytes();
                    if self.bytes.simplify() {
                        let after = self.current_bytes();
                        let cuts = moved(&self.cuts, &bytes, &after);
                        self.before = Some(Before {
                            bytes: Some(bytes),
                            cuts: std::mem::replace(&mut self.cuts, cuts),
                        });
                        return true;
                    }
                    self.bytes_are_shrunk = true;
                    self.phase = Phase::remove_cuts(&self.cuts);
                }
            }
        }
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = &self.before else {
            return false;
        };
        let Some(bytes) = &before.bytes else {
            self.cuts.clone_from(&before.cuts);
            self.before = None;
            if let Phase::RemoveCuts { size, at } = &mut self.phase {
                *at += *size;
            }
            return true;
        };
        let is_changed = self.bytes.complicate();
        self.cuts = moved(&before.cuts, bytes, &self.current_bytes());
        is_changed
    }
}

/// Where the cuts are after an edit of the bytes: each after the same byte as before, or before the same byte, if one of
/// them is still there.
fn moved(cuts: &[usize], before: &[u8], after: &[u8]) -> Vec<usize> {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b);
    let start = same.count();
    let most = before.len().min(after.len()) - start;
    let backwards = before.iter().rev().zip(after.iter().rev()).take(most);
    let end = backwards.take_while(|(a, b)| a == b).count();
    let moved = cuts.iter().map(|cut| {
        if *cut <= start {
            *cut
        } else if before.len() - cut <= end {
            after.len() - (before.len() - cut)
        } else {
            (*cut).min(after.len() - end)
        }
    });
    moved.collect()
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn cuts_stay_between_the_same_bytes() {
        assert_eq!(moved(&[1, 3, 5], b"abcdef", b"abcdef"), [1, 3, 5]);
        assert_eq!(moved(&[1, 3, 5], b"abcdef", b"bcdef"), [0, 2, 4]);
        assert_eq!(moved(&[1, 3, 5], b"abcdef", b"abef"), [1, 2, 3]);
        assert_eq!(moved(&[1, 3, 5], b"abcdef", b"abcd"), [1, 3, 4]);
        assert_eq!(moved(&[1, 3, 5], b"abcdef", b"abXdef"), [1, 3, 5]);
        assert_eq!(moved(&[0, 2], b"aa", b"a"), [0, 1]);
        assert_eq!(moved(&[1], b"ab", b""), [0]);
        assert_eq!(moved(&[2, 2], b"aXb", b"aXYb"), [2, 2]);
    }
}
