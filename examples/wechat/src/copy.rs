//! Copies, in words that need not be aligned. `compiler_builtins` has its own for machines where they must be: 1.4 KiB more.
#![allow(unsafe_code)]

const WORD: usize = size_of::<u64>();

/// Copies to a place that does not begin inside what is copied.
///
/// # Safety
///
/// As for [`core::ptr::copy`].
// Else a copy is two calls.
#[inline(always)]
pub unsafe fn forward(to: *mut u8, from: *const u8, len: usize) {
    let mut at = 0;
    if len >= WORD {
        // It may overlap the one before it, and is read before that is written.
        let last = unsafe { read(from.add(len - WORD)) };
        while at < len - WORD {
            unsafe { write(to.add(at), read(from.add(at))) };
            at += WORD;
        }
        return unsafe { write(to.add(len - WORD), last) };
    }
    while at < len {
        unsafe { *to.add(at) = *from.add(at) };
        at += 1;
    }
}

/// Copies to a place that may overlap.
///
/// # Safety
///
/// As for [`core::ptr::copy`].
pub unsafe fn overlapping(to: *mut u8, from: *const u8, len: usize) {
    // It does not begin inside: one comparison for two.
    if to.addr().wrapping_sub(from.addr()) >= len {
        return unsafe { forward(to, from, len) };
    }
    let mut left = len;
    while left >= WORD {
        left -= WORD;
        unsafe { write(to.add(left), read(from.add(left))) };
    }
    while left > 0 {
        left -= 1;
        unsafe { *to.add(left) = *from.add(left) };
    }
}

unsafe fn read(from: *const u8) -> u64 {
    unsafe { from.cast::<u64>().read_unaligned() }
}

unsafe fn write(to: *mut u8, word: u64) {
    unsafe { to.cast::<u64>().write_unaligned(word) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_as_the_standard_library_does() {
        let bytes: [u8; 96] = core::array::from_fn(|at| at as u8);
        for from in 0..32 {
            for to in 0..32 {
                for len in 0..=64 {
                    let mut expected = bytes;
                    expected.copy_within(from..from + len, to);
                    let mut copied = bytes;
                    let start = copied.as_mut_ptr();
                    // SAFETY: both places are among the 96 bytes.
                    unsafe { overlapping(start.add(to), start.add(from), len) };
                    assert_eq!(copied, expected, "{from} {to} {len}");
                }
            }
        }
    }
}
