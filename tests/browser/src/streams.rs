//! Adversarial event streams: what they say, and where they are cut.

use std::collections::BTreeSet;

use fastrand::Rng;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// More would only be slow: each chunk is a write of its own.
const MAX_CUTS: usize = 400;

/// A stream and the offsets at which it is cut into chunks.
pub struct Stream {
    pub bytes: Vec<u8>,
    cuts: Vec<usize>,
}

impl Stream {
    /// The stream of this seed.
    pub fn generate(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let bytes = say(&mut rng);
        let mut cuts = cut(&mut rng, &bytes);
        cuts.retain(|cut| (1..bytes.len()).contains(cut));
        cuts.sort_unstable();
        cuts.dedup();
        Self { bytes, cuts }
    }

    /// The stream cut after every byte.
    pub fn bytewise(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            cuts: (1..bytes.len()).collect(),
        }
    }

    /// None of them is empty: chunked transfer coding has no empty chunk but the last.
    pub fn chunks(&self) -> Vec<&[u8]> {
        let starts = [0].into_iter().chain(self.cuts.iter().copied());
        let ends = self.cuts.iter().copied().chain([self.bytes.len()]);
        starts
            .zip(ends)
            .filter(|(start, end)| start < end)
            .map(|(start, end)| &self.bytes[start..end])
            .collect()
    }

    /// Every event type that the stream could name, wherever `event` stands in it: a page has to listen to each.
    pub fn event_types(&self) -> BTreeSet<String> {
        const FIELD: &[u8] = b"event";
        let behind = |start: usize| {
            let line = &self.bytes[start + FIELD.len()..];
            line.split(|byte| matches!(byte, b'\r' | b'\n'))
                .next()
                .unwrap_or_default()
        };
        (0..self.bytes.len())
            .filter(|start| self.bytes[*start..].starts_with(FIELD))
            .filter_map(|start| behind(start).strip_prefix(b":"))
            .map(|value| value.strip_prefix(b" ").unwrap_or(value))
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .filter(|event_type| !event_type.is_empty())
            .collect()
    }
}

/// What lines of a stream end with.
#[derive(Clone, Copy)]
enum LineEnds {
    Lf,
    Cr,
    CrLf,
    Mixed,
}

impl LineEnds {
    fn one(self, rng: &mut Rng) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::Cr => b"\r",
            Self::CrLf => b"\r\n",
            Self::Mixed => [&b"\n"[..], b"\r", b"\r\n"][rng.usize(..3)],
        }
    }
}

fn say(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    let start: &[u8] = match rng.u8(..10) {
        0..=4 => b"",
        5..=6 => BYTE_ORDER_MARK,
        7 => b"\xEF\xBB\xBF\xEF\xBB\xBF",
        8 => &BYTE_ORDER_MARK[..rng.usize(1..3)],
        _ => b"\xFE\xFF",
    };
    bytes.extend_from_slice(start);
    let line_ends = [
        LineEnds::Lf,
        LineEnds::Cr,
        LineEnds::CrLf,
        LineEnds::Mixed,
        LineEnds::Mixed,
    ][rng.usize(..5)];
    for _ in 0..rng.usize(..40) {
        if rng.u8(..3) > 0 {
            line(rng, &mut bytes);
        }
        bytes.extend_from_slice(line_ends.one(rng));
    }
    match rng.u8(..3) {
        0 => line(rng, &mut bytes),
        _ => {
            bytes.extend_from_slice(line_ends.one(rng));
            bytes.extend_from_slice(line_ends.one(rng));
        }
    }
    if rng.u8(..4) == 0 {
        damage(rng, &mut bytes);
    }
    spare_known_deviation(&mut bytes);
    bytes
}

/// A line without its end: a field, a comment, or what is neither.
fn line(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let name: &[u8] = match rng.u8(..20) {
        0..=8 => b"data",
        9..=11 => b"event",
        12..=13 => b"id",
        14..=15 => b"retry",
        16 => b"",
        17 => b"\xEF\xBB\xBFdata",
        _ => [
            &b"Data"[..],
            b" data",
            b"data ",
            b"dat",
            b"datas",
            b"ID",
            b"eve\0nt",
            b"da\xFFta",
            b"\0",
            "ｄａｔａ".as_bytes(),
        ][rng.usize(..10)],
    };
    bytes.extend_from_slice(name);
    match rng.u8(..8) {
        0 => return, // a field without a colon
        1..=4 => bytes.extend_from_slice(b": "),
        5 => bytes.extend_from_slice(b":  "),
        _ => bytes.push(b':'),
    }
    match name {
        b"event" => event_type(rng, bytes),
        b"retry" => retry(rng, bytes),
        _ => text(rng, bytes),
    }
}

fn event_type(rng: &mut Rng, bytes: &mut Vec<u8>) {
    match rng.u8(..10) {
        0 => {}
        1..=6 => {
            let names = ["message", "open", "error", "ping", "constructor", "更新"];
            bytes.extend_from_slice(names[rng.usize(..names.len())].as_bytes());
        }
        _ => text(rng, bytes),
    }
}

fn retry(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let values = [
        "",
        "0",
        "1",
        "0007",
        "3000",
        "4294967296",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "+5",
        "-1",
        " 5",
        "5 ",
        "5\t",
        "5\0",
        "1.5",
        "1e3",
        "0x10",
        "１０",
        "٣",
        "abc",
    ];
    bytes.extend_from_slice(values[rng.usize(..values.len())].as_bytes());
}

/// What data, IDs and names may hold: all but line ends.
fn text(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let pieces: &[&[u8]] = &[
        b"a",
        b"{\"delta\":\"x\"}",
        b"data: b",
        b"id: 9",
        b":",
        b" ",
        b"\t",
        b"\0",
        b"\x0B\x0C\x1A\x7F",
        "\u{85}\u{A0}".as_bytes(),
        "\u{2028}\u{2029}".as_bytes(),
        "\u{FEFF}".as_bytes(),
        "é".as_bytes(),
        "你好".as_bytes(),
        "\u{1F600}\u{1F469}\u{200D}\u{1F4BB}".as_bytes(),
        "\u{FFFD}\u{FFFF}\u{10FFFF}".as_bytes(),
        b"\xFF",                     // no byte of UTF-8
        b"\x80\xBF",                 // continuation without a start
        b"\xC3",                     // two bytes, cut
        b"\xE4\xBD",                 // three bytes, cut
        b"\xF0\x9F\x98",             // four bytes, cut
        b"\xF0\x9F",                 // and cut earlier
        b"\xC0\x80",                 // overlong
        b"\xE0\x80\x80",             // overlong
        b"\xF0\x8F\xBF\xBF",         // overlong
        b"\xED\xA0\xBD\xED\xB8\x80", // surrogates
        b"\xF4\x90\x80\x80",         // above U+10FFFF
        b"\xF8\x88\x80\x80\x80",     // five bytes
    ];
    for _ in 0..rng.usize(..6) {
        bytes.extend_from_slice(pieces[rng.usize(..pieces.len())]);
    }
    if rng.u8(..60) == 0 {
        // Long, but even twice within the decoder's default limit for an ID.
        let piece = pieces[rng.usize(..pieces.len())];
        bytes.extend(piece.repeat(rng.usize(..200)));
    }
    if rng.u16(..300) == 0 {
        // An unknown field that is longer than a socket's buffer, in the midst of the line.
        bytes.extend_from_slice(b"\nlong: ");
        bytes.extend("\u{4F60}".repeat(rng.usize(..60_000)).into_bytes());
        bytes.extend_from_slice(b"\ndata: ");
    }
}

/// Removes, inserts and replaces bytes that matter.
fn damage(rng: &mut Rng, bytes: &mut Vec<u8>) {
    const BYTES: &[u8] = b"\r\n: \0datevniry\xEF\xBB\xBF\xE4\xFF";
    for _ in 0..rng.usize(1..5) {
        let at = rng.usize(..=bytes.len());
        let byte = BYTES[rng.usize(..BYTES.len())];
        match rng.u8(..3) {
            0 if at < bytes.len() => drop(bytes.remove(at)),
            1 if at < bytes.len() => bytes[at] = byte,
            _ => bytes.insert(at, byte),
        }
    }
}

/// A byte order mark followed at once by a lone line end is what Chromium is known to read otherwise: see
/// `deviations.rs`.
fn spare_known_deviation(bytes: &mut Vec<u8>) {
    while let Some([end @ (b'\r' | b'\n'), behind @ ..]) = bytes.strip_prefix(BYTE_ORDER_MARK) {
        if *end == b'\r' && behind.first() == Some(&b'\n') {
            break;
        }
        bytes.remove(BYTE_ORDER_MARK.len());
    }
}

fn cut(rng: &mut Rng, bytes: &[u8]) -> Vec<usize> {
    let len = bytes.len();
    let anywhere = |rng: &mut Rng, cuts: usize| (0..cuts).map(|_| rng.usize(..=len)).collect();
    match rng.u8(..6) {
        0 => Vec::new(),
        1 if len <= MAX_CUTS => (1..len).collect(),
        1 => anywhere(rng, MAX_CUTS),
        2 => anywhere(rng, 5),
        3 => {
            let step = rng.usize(2..64).max(len / MAX_CUTS);
            (0..len).step_by(step).collect()
        }
        // Where it hurts: around line ends and colons, inside characters.
        _ => {
            let hurts = |byte: &u8| matches!(byte, b'\r' | b'\n' | b':' | 0x80..);
            let places: Vec<usize> = (1..len)
                .filter(|at| hurts(&bytes[*at]) || hurts(&bytes[*at - 1]))
                .collect();
            let one_in = (places.len() / MAX_CUTS + 1) as u64 * 2;
            places
                .into_iter()
                .filter(|_| rng.u64(..one_in) == 0)
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_the_stream() {
        for seed in 0..1000 {
            let stream = Stream::generate(seed);
            let chunks = stream.chunks();
            assert_eq!(chunks.concat(), stream.bytes, "seed {seed}");
            assert!(chunks.iter().all(|chunk| !chunk.is_empty()), "seed {seed}");
        }
    }

    #[test]
    fn event_types_are_found_anywhere() {
        let stream =
            Stream::bytewise(b"\xEF\xBB\xBFevent: a b\r\xFFevent:event:  c\xFF\nevent\nevent: \n");
        let found: Vec<String> = stream.event_types().into_iter().collect();
        assert_eq!(found, [" c\u{FFFD}", "a b", "event:  c\u{FFFD}"]);
    }
}
