//! How long it is until the next connection. A page cannot ask for the reconnection time, but it can let streams that
//! end at once race: one that waits short is back before the mark, one that waits long is not.

use crate::deviations;
use crate::streams::Stream;

/// In milliseconds, and below Chromium's default of 3 s.
const MARK: u64 = 2000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    Short,
    Long,
}

/// What comes in the place of a reconnection time of 10 ms, where Chromium, the decoder and the standard agree.
pub const AGREED: [(&str, Wait); 18] = [
    ("data: a", Wait::Short),
    ("retry:5000", Wait::Long),
    ("retry: 0000000000000000000000005000", Wait::Long),
    ("retry: 4294967296", Wait::Long),
    ("retry: 9223372036854775808", Wait::Long),
    ("retry: 18446744073709551615", Wait::Long),
    ("retry: 5000\nretry: 0", Wait::Short),
    ("retry:  5000", Wait::Short),
    ("retry: 5000 ", Wait::Short),
    ("retry: +5000", Wait::Short),
    ("retry: -5000", Wait::Short),
    ("retry: 5000.0", Wait::Short),
    ("retry: 5e3", Wait::Short),
    ("retry: 0x1388", Wait::Short),
    ("retry: 5000\0", Wait::Short),
    ("retry: ５０００", Wait::Short),
    ("Retry: 5000", Wait::Short),
    (" retry: 5000", Wait::Short),
];

/// Chromium, the standard and the decoder, of one line.
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

pub fn runners() -> impl Iterator<Item = Stream> {
    cases().map(|case| stream(case.line))
}

pub fn mark() -> Stream {
    Stream::bytewise(format!("retry: {MARK}\n\n").as_bytes())
}

fn stream(line: &str) -> Stream {
    Stream::bytewise(format!("retry: 10\n\n{line}\n\n").as_bytes())
}

/// The lines after which Chromium or the decoder does not wait as it is known to.
pub fn judge(before_mark: &[bool]) -> usize {
    let mut wrong = 0;
    for (case, before_mark) in cases().zip(before_mark) {
        let chromium = if *before_mark {
            Wait::Short
        } else {
            Wait::Long
        };
        let decoder = decoded(&stream(case.line));
        if (chromium, decoder) != (case.chromium, case.decoder) {
            println!(
                "{:?}\n  Chromium {chromium:?}, expected {:?}\n  decoder  {decoder:?}, expected {:?}\n",
                case.line, case.chromium, case.decoder
            );
            wrong += 1;
        }
    }
    println!(
        "  {} reconnection times: {wrong} other than known",
        before_mark.len()
    );
    wrong
}

/// How long the decoder tells to wait.
fn decoded(stream: &Stream) -> Wait {
    let mut decoder = unchunk::sse::Decoder::new();
    for mut chunk in stream.chunks() {
        while decoder
            .decode(&mut chunk)
            .expect("within the limits")
            .is_some()
        {}
    }
    let time = decoder.reconnection_time().expect("it begins with one");
    if time.as_millis() < u128::from(MARK) {
        Wait::Short
    } else {
        Wait::Long
    }
}
