//! Short names as text: nearly all are ASCII, which their high bits show.

use super::few;
use crate::text;

/// The bytes as text, if they are UTF-8.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    text_if_ascii(bytes).or_else(|| text::strict(bytes).ok())
}

/// The bytes as text, if they are ASCII.
#[inline(always)]
pub(crate) fn text_if_ascii(bytes: &[u8]) -> Option<&str> {
    few::is_ascii(bytes).then(|| unchecked(bytes))
}

#[expect(
    unsafe_code,
    reason = "the standard library's check takes as long as all else that is done with a short event"
)]
#[inline(always)]
fn unchecked(ascii: &[u8]) -> &str {
    debug_assert!(ascii.is_ascii());
    // SAFETY: each byte is ASCII, which `text_if_ascii` has checked.
    unsafe { core::str::from_utf8_unchecked(ascii) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_the_standard_library_says() {
        for len in 0..70 {
            for pattern in ["a", "\u{7F}", "é", "你", "😀"] {
                let mut bytes: std::vec::Vec<u8> = pattern.bytes().cycle().take(len).collect();
                assert_eq!(text(&bytes), core::str::from_utf8(&bytes).ok());
                for at in 0..len {
                    let kept = core::mem::replace(&mut bytes[at], 0xFF);
                    assert_eq!(text(&bytes), None, "{len} {at}");
                    bytes[at] = kept;
                }
            }
        }
    }
}
