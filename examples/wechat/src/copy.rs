//! Copies, in words that need not be aligned. `compiler_builtins` has its own for machines where they must be: 1.4 KiB more.
#![allow(unsafe_code)]

const WORD: usize = size_of::<u64>();

/// Copies to a place that may overlap only what comes after it.
///
/// # Safety
///
/// As for [`core::ptr::copy`].
pub unsafe fn forward(to: *mut u8, from: *const u8, len: usize) {
    let mut at = 0;
    while len - at >= WORD {
        unsafe { copy_word(to.add(at), from.add(at)) };
        at += WORD;
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
        unsafe { copy_word(to.add(left), from.add(left)) };
    }
    while left > 0 {
        left -= 1;
        unsafe { *to.add(left) = *from.add(left) };
    }
}

unsafe fn copy_word(to: *mut u8, from: *const u8) {
    unsafe {
        to.cast::<u64>()
            .write_unaligned(from.cast::<u64>().read_unaligned())
    };
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
