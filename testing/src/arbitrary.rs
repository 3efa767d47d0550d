//! Inputs for fuzzers.

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::Chunked;
use crate::sse::EventStream;
use crate::sse::parts::{FRAGMENTS, LINE_ENDS, MARKS, NAMES, SEPARATORS};

/// As the whole of an input (`fuzz_target!(|chunked: Chunked| …)`) it is the bytes as they come, then two bytes for each cut,
/// and last a byte that says how many cuts there are, counted from the digit zero. So what a fuzzer finds is readable,
/// dictionaries work, a minimizer takes away bytes and cuts, and a seed is a stream with `0` after it.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use unchunk_testing::Chunked;
///
/// let whole = Chunked::arbitrary_take_rest(Unstructured::new(b"data: a\n\n0")).unwrap();
/// assert_eq!(whole.chunks(), [b"data: a\n\n"]);
/// let cut = Chunked::arbitrary_take_rest(Unstructured::new(b"data: a\n\n\x00\x081")).unwrap();
/// assert_eq!(cut.chunks(), [&b"data: a\n"[..], b"\n"]);
/// ```
impl<'a> Arbitrary<'a> for Chunked<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let cuts: [u16; MOST_CUTS] = u.arbitrary()?;
        let count = u.int_in_range(0..=MOST_CUTS)?;
        Ok(cut(u.arbitrary()?, cuts[..count].iter().copied()))
    }

    fn arbitrary_take_rest(u: Unstructured<'a>) -> Result<Self> {
        let Some((count, rest)) = u.take_rest().split_last() else {
            return Ok(Self::default());
        };
        let count = usize::from(count.wrapping_sub(b'0')) % (MOST_CUTS + 1);
        let (bytes, cuts) = rest.split_at(rest.len().saturating_sub(2 * count));
        let cuts = cuts.chunks_exact(2);
        Ok(cut(
            bytes,
            cuts.map(|pair| u16::from_be_bytes([pair[0], pair[1]])),
        ))
    }

    fn size_hint(depth: usize) -> (usize, Option<usize>) {
        arbitrary::size_hint::and(<[u16; MOST_CUTS]>::size_hint(depth), (1, None))
    }
}

/// So many cuts come from an input at most.
const MOST_CUTS: usize = 8;

/// The bytes, cut at these places, each taken as if the bytes came over and over.
fn cut(bytes: &[u8], cuts: impl Iterator<Item = u16>) -> Chunked<'_> {
    let places = bytes.len() + 1;
    Chunked::new(bytes).cut_at(cuts.map(|cut| usize::from(cut) % places))
}

/// A stream of lines that are fields, comments or junk, with any line ends, perhaps after a byte order mark, perhaps cut
/// short; and what it means, by the [oracle](crate::sse::events).
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use unchunk_testing::sse::{self, EventStream};
///
/// let stream = EventStream::arbitrary(&mut Unstructured::new(&[7; 64])).unwrap();
/// assert_eq!(stream.events, sse::events(&stream.bytes));
/// ```
impl<'a> Arbitrary<'a> for EventStream {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut bytes = u.choose(&MARKS)?.to_vec();
        u.arbitrary_loop(None, Some(64), |u| {
            // Every fourth line is blank.
            if !u.ratio(1, 4)? {
                bytes.extend_from_slice(u.choose(&NAMES)?);
                bytes.extend_from_slice(u.choose(&SEPARATORS)?);
                u.arbitrary_loop(None, Some(6), |u| {
                    bytes.extend_from_slice(u.choose(&FRAGMENTS)?);
                    Ok(std::ops::ControlFlow::Continue(()))
                })?;
            }
            bytes.extend_from_slice(u.choose(&LINE_ENDS)?);
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
        if u.ratio(1, 4)? {
            let cut = u.int_in_range(0..=12)?;
            bytes.truncate(bytes.len().saturating_sub(cut));
        }
        Ok(Self::new(bytes))
    }
}
