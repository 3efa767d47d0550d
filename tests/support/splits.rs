//! Ways to cut a stream into chunks.

/// Calls `check` with every chunking a test case owes: whole, every two-way cut, byte by byte, and each of these
/// with empty chunks between.
pub fn every_split(stream: &[u8], mut check: impl FnMut(&[&[u8]])) {
    check(&[stream]);
    check(&[b"", stream, b""]);
    every_two_way_cut(stream, |chunks| {
        check(chunks);
        check(&[b"", chunks[0], b"", b"", chunks[1], b""]);
    });
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    check(&bytes);
    let spaced: Vec<&[u8]> = stream.chunks(1).flat_map(|byte| [b"", byte]).collect();
    check(&spaced);
}

/// Calls `check` with the stream cut in two at every place inside it.
pub fn every_two_way_cut(stream: &[u8], mut check: impl FnMut(&[&[u8]])) {
    for cut in 1..stream.len() {
        check(&[&stream[..cut], &stream[cut..]]);
    }
}

/// The stream cut at `cuts`: absolute offsets in any order; those past the end count as the end.
pub fn cut_at<'s>(stream: &'s [u8], cuts: &[usize]) -> Vec<&'s [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| (*cut).min(stream.len())).collect();
    cuts.sort_unstable();
    let mut chunks = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for cut in cuts {
        chunks.push(&stream[start..cut]);
        start = cut;
    }
    chunks.push(&stream[start..]);
    chunks
}

/// The stream in chunks of the given lengths, over and over; in one, if there are none but zeros.
pub fn in_chunks<'s>(stream: &'s [u8], lengths: &[u8]) -> Vec<&'s [u8]> {
    let mut chunks = Vec::new();
    let mut rest = stream;
    if lengths.iter().any(|length| *length > 0) {
        for length in lengths.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, behind) = rest.split_at((*length as usize).min(rest.len()));
            chunks.push(chunk);
            rest = behind;
        }
    } else {
        chunks.push(rest);
    }
    chunks
}

/// Cut before and behind the bytes that end lines, every third time, and seldom elsewhere, as `noise` has it.
pub fn at_line_ends<'s>(stream: &'s [u8], noise: &[u8]) -> Vec<&'s [u8]> {
    let is_end = |byte: u8| b"\r\n".contains(&byte);
    let mut noise = noise.iter().cycle();
    let mut chunks = Vec::new();
    let mut start = 0;
    for at in 1..stream.len() {
        let often = is_end(stream[at - 1]) || is_end(stream[at]);
        let limit = if often { 85 } else { 5 };
        if noise.next().is_some_and(|noise| *noise < limit) {
            chunks.push(&stream[start..at]);
            start = at;
        }
    }
    chunks.push(&stream[start..]);
    chunks
}
