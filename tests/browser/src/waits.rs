//! What a line does to the reconnection time. A page cannot ask for it, but it can let streams that end at once race:
//! one that waits short connects again before the mark does, one that waits long does not.

use crate::deviations;
use crate::streams::Stream;

/// In milliseconds, and below Chromium's default of 3 s.
const MARK: u64 = 2000;

/// The reconnection times before the line: one below the mark, one above.
const BEFORE: [u64; 2] = [10, 5000];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// As before the line.
    Kept,
    Short,
    Long,
    /// Short where it was long, and the other way round.
    Odd,
}

impl Wait {
    /// From whether the wait is short, where it was short before and where it was long.
    fn of(short: [bool; 2]) -> Self {
        match short {
            [true, false] => Self::Kept,
            [true, true] => Self::Short,
            [false, false] => Self::Long,
            [false, true] => Self::Odd,
        }
    }
}

/// Lines of which Chromium, the standard and the decoder tell the same.
const AGREED: [(&str, Wait); 18] = [
    ("data: a", Wait::Kept),
    ("retry: 0", Wait::Short),
    ("retry:0010", Wait::Short),
    ("retry:5000", Wait::Long),
    ("retry: 0000000000000000000000005000", Wait::Long),
    ("retry: 4294967296", Wait::Long),
    ("retry: 9223372036854775808", Wait::Long),
    ("retry: 18446744073709551615", Wait::Long),
    ("retry: 5000\nretry: 0", Wait::Short),
    ("retry:  5000", Wait::Kept),
    ("retry: 5 ", Wait::Kept),
    ("retry: +5000", Wait::Kept),
    ("retry: -5", Wait::Kept),
    ("retry: 5e3", Wait::Kept),
    ("retry: 0x1388", Wait::Kept),
    ("retry: 5\0", Wait::Kept),
    ("retry: ５０００", Wait::Kept),
    ("Retry: 5000", Wait::Kept),
];

/// What Chromium and the decoder are known to do at a line.
struct Case {
    line: &'static str,
    chromium: Wait,
    decoder: Wait,
}

fn cases() -> impl Iterator<Item = Case> {
    let agreed = AGREED.into_iter().map(|(line, wait)| Case {
        line,
        chromium: wait,
        decoder: wait,
    });
    let deviating = deviations::WAITS.iter().flat_map(|case| {
        case.lines.iter().map(|line| Case {
            line,
            chromium: case.chromium,
            decoder: case.decoder,
        })
    });
    agreed.chain(deviating)
}

impl Case {
    fn streams(&self) -> [Stream; 2] {
        let line = self.line;
        BEFORE.map(|before| Stream::bytewise(format!("retry: {before}\n\n{line}\n\n").as_bytes()))
    }
}

/// Two for each line.
pub fn runners() -> impl Iterator<Item = Stream> {
    cases().flat_map(|case| case.streams())
}

pub fn mark() -> Stream {
    Stream::bytewise(format!("retry: {MARK}\n\n").as_bytes())
}

/// How many lines Chromium or the decoder takes otherwise than it is known to.
pub fn judge(before_mark: &[bool]) -> usize {
    let mut wrong = 0;
    for (case, before_mark) in cases().zip(before_mark.as_chunks::<2>().0) {
        let chromium = Wait::of(*before_mark);
        let decoder = Wait::of(case.streams().map(|stream| is_short(&stream)));
        if (chromium, decoder) != (case.chromium, case.decoder) {
            println!(
                "{:?}\n  Chromium {chromium:?}, expected {:?}\n  decoder  {decoder:?}, expected {:?}\n",
                case.line, case.chromium, case.decoder
            );
            wrong += 1;
        }
    }
    println!(
        "  {} lines for the reconnection time: {wrong} taken otherwise than known",
        cases().count()
    );
    wrong
}

/// Whether the decoder tells to wait shorter than the mark does.
fn is_short(stream: &Stream) -> bool {
    let mut decoder = unchunk::sse::Decoder::new();
    for mut chunk in stream.chunks() {
        while decoder
            .decode(&mut chunk)
            .expect("within the limits")
            .is_some()
        {}
    }
    let time = decoder.reconnection_time();
    time.is_some_and(|time| time.as_millis() < u128::from(MARK))
}
