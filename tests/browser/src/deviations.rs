//! What Chromium reads otherwise than the standard has it. Each is shown, none is passed over: should one go away, the
//! run fails, and the case moves to where the two agree.

use crate::reading::{Event, Reading, decoded};
use crate::streams::Stream;
use crate::waits::Wait;

/// A stream of which Chromium tells other events.
pub struct Events {
    pub name: &'static str,
    pub stream: &'static [u8],
    /// Data of the messages.
    pub standard: &'static [&'static str],
    pub chromium: &'static [&'static str],
}

pub const EVENTS: [Events; 2] = [
    Events {
        name: "an LF right behind a BOM is taken for a character of the next line, which is lost",
        stream: b"\xEF\xBB\xBF\ndata: a\n\ndata: b\n\n",
        standard: &["a", "b"],
        chromium: &["b"],
    },
    Events {
        name: "so is a CR right behind a BOM, if no LF follows",
        stream: b"\xEF\xBB\xBF\rdata: a\r\rdata: b\r\r",
        standard: &["a", "b"],
        chromium: &["b"],
    },
];

/// Lines by which Chromium sets another reconnection time.
pub struct Waits {
    pub name: &'static str,
    pub lines: &'static [&'static str],
    #[cfg_attr(not(test), expect(dead_code, reason = "for the reader, and the test"))]
    pub standard: Wait,
    pub chromium: Wait,
    pub decoder: Wait,
}

pub const WAITS: [Waits; 2] = [
    Waits {
        name: "an empty `retry` sets the reconnection time back to its default, 3 s, instead of being ignored",
        lines: &["retry", "retry:", "retry: "],
        standard: Wait::Kept,
        chromium: Wait::Long,
        decoder: Wait::Kept,
    },
    Waits {
        name: "a `retry` above 64 bits is ignored, though digits have no bound; the decoder does the same",
        lines: &[
            "retry: 18446744073709551616",
            "retry: 99999999999999999999999999999999",
        ],
        standard: Wait::Long,
        chromium: Wait::Kept,
        decoder: Wait::Kept,
    },
];

/// The deviations of which Chromium or the decoder tells other events than it is known to.
pub fn judge(readings: &[Reading]) -> usize {
    let mut wrong = 0;
    for (case, reading) in EVENTS.iter().zip(readings) {
        let decoder = decoded(&Stream::bytewise(case.stream));
        let chromium_as_known =
            reading.outcome == "ended" && reading.events == messages(case.chromium);
        if !chromium_as_known || decoder != messages(case.standard) {
            println!(
                "{}\n  Chromium {:?}, expected {:?}\n  decoder  {decoder:?}, expected {:?}\n",
                case.name, reading, case.chromium, case.standard
            );
            wrong += 1;
        }
    }
    println!("  known deviations of Chromium: {wrong} other than known");
    let names = EVENTS.iter().map(|case| case.name);
    for name in names.chain(WAITS.iter().map(|case| case.name)) {
        println!("    - {name}");
    }
    wrong
}

fn messages(data: &[&str]) -> Vec<Event> {
    let message = |data: &&str| Event {
        event_type: "message".into(),
        data: data.to_string(),
        last_event_id: String::new(),
    };
    data.iter().map(message).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::standard;

    #[test]
    fn each_deviates_from_the_standard() {
        for case in &EVENTS {
            let told = standard(&Stream::bytewise(case.stream));
            assert_eq!(told, messages(case.standard), "{}", case.name);
            assert_ne!(case.standard, case.chromium, "{}", case.name);
        }
        for case in &WAITS {
            assert_ne!(case.standard, case.chromium, "{}", case.name);
        }
    }
}
