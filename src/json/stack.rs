//! Which brackets are open.

use alloc::vec::Vec;

/// Which brackets are open: a bit each, set for an object.
///
/// The first [`Stack::INLINE`] levels need no heap. Deeper ones take a bit each, and the allocation grows by an eighth.
#[derive(Debug, Clone)]
pub(super) struct Stack {
    depth: usize,
    first: [u64; Self::INLINE / 64],
    deeper: Vec<u64>,
}

impl Stack {
    const INLINE: usize = 512;

    pub(super) const fn new() -> Self {
        Self {
            depth: 0,
            first: [0; Self::INLINE / 64],
            deeper: Vec::new(),
        }
    }

    /// How many are open.
    #[inline(always)]
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    /// Opens an object or an array.
    #[inline(always)]
    pub(super) fn push(&mut self, is_object: bool) {
        let (word, bit) = (self.depth / 64, self.depth % 64);
        let word = match self.first.get_mut(word) {
            Some(word) => word,
            None => self.deeper_word(word - Self::INLINE / 64),
        };
        *word = *word & !(1 << bit) | u64::from(is_object) << bit;
        self.depth += 1;
    }

    #[cold]
    fn deeper_word(&mut self, index: usize) -> &mut u64 {
        if index == self.deeper.len() {
            if index == self.deeper.capacity() {
                self.deeper.reserve_exact((index / 8).max(8));
            }
            self.deeper.push(0);
        }
        &mut self.deeper[index]
    }

    /// Puts away a full word of brackets, which counts as 64. Nothing but such words was put into this stack before.
    #[cold]
    pub(super) fn push_word(&mut self, word: u64) {
        let index = self.depth / 64;
        match self.first.get_mut(index) {
            Some(first) => *first = word,
            None => *self.deeper_word(index - Self::INLINE / 64) = word,
        }
        self.depth += 64;
    }

    /// Takes back what the last [`push_word`](Self::push_word) put away.
    #[cold]
    pub(super) fn pop_word(&mut self) -> u64 {
        self.depth -= 64;
        let index = self.depth / 64;
        match self.first.get(index) {
            Some(word) => *word,
            None => self.deeper[index - Self::INLINE / 64],
        }
    }

    /// Closes the innermost.
    #[inline(always)]
    pub(super) fn pop(&mut self) {
        self.depth -= 1;
    }

    /// Whether the innermost is an object; `None` if none is open.
    #[inline(always)]
    pub(super) fn top_is_object(&self) -> Option<bool> {
        Some(self.is_object(self.depth.checked_sub(1)?))
    }

    /// Whether the bracket at this level, counted from 0, is an object's.
    #[inline(always)]
    pub(super) fn is_object(&self, level: usize) -> bool {
        let (word, bit) = (level / 64, level % 64);
        let word = match self.first.get(word) {
            Some(word) => *word,
            None => self.deeper[word - Self::INLINE / 64],
        };
        word >> bit & 1 == 1
    }

    /// Closes all, and gives back all memory.
    pub(super) fn clear(&mut self) {
        self.depth = 0;
        self.deeper = Vec::new();
    }

    /// Bytes of heap owned.
    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.deeper.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Up and down, ever higher, past the levels that need no heap and twice that.
    #[test]
    fn it_says_what_a_list_of_brackets_says() {
        let (mut stack, mut list) = (Stack::new(), Vec::new());
        assert_eq!(stack.top_is_object(), None);
        let mut random = 1_u64;
        while list.len() < 2 * Stack::INLINE {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            if random >> 62 == 0 && !list.is_empty() {
                stack.pop();
                list.pop();
            } else {
                let is_object = random >> 61 & 1 == 1;
                stack.push(is_object);
                list.push(is_object);
            }
            assert_eq!(stack.depth(), list.len());
            assert_eq!(stack.top_is_object(), list.last().copied());
        }
        for (level, is_object) in list.iter().enumerate() {
            assert_eq!(stack.is_object(level), *is_object, "{level}");
        }
        while let Some(is_object) = list.pop() {
            assert_eq!(stack.top_is_object(), Some(is_object));
            stack.pop();
        }
        assert_eq!(stack.top_is_object(), None);
    }

    /// Growing by an eighth moves each word a bounded number of times.
    #[test]
    fn it_grows_seldom() {
        let mut stack = Stack::new();
        let (mut growths, mut heap_bytes) = (0, 0);
        for _ in 0..1 << 18 {
            stack.push(true);
            growths += u32::from(stack.heap_bytes() != heap_bytes);
            heap_bytes = stack.heap_bytes();
        }
        assert!(growths < 64, "{growths}");
    }
}
