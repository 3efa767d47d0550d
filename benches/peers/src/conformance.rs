//! Which decoder gets which edge case of WHATWG HTML § 9.2 wrong: what it says is compared with what it must say.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use bytes::Bytes;

use unchunk_peers::attempt::attempt;
use unchunk_peers::candidate::{Candidate, Reading, Record};
use unchunk_peers::feed::{Cuts, Ending, Feed, Format, Handing};
use unchunk_peers::table::Table;

struct Case {
    name: &'static str,
    chunks: &'static [&'static [u8]],
    /// Where events must have left before the stream ends.
    ending: Ending,
    /// Type, data and last event ID.
    expected: &'static [(&'static str, &'static str, &'static str)],
}

const fn case(
    name: &'static str,
    chunks: &'static [&'static [u8]],
    expected: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case {
        name,
        chunks,
        ending: Ending::Closed,
        expected,
    }
}

const fn prompt(
    name: &'static str,
    chunks: &'static [&'static [u8]],
    expected: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case {
        ending: Ending::Open,
        ..case(name, chunks, expected)
    }
}

const CASES: &[Case] = &[
    case(
        "byte order mark",
        &[b"\xEF\xBB\xBFdata: a\n\n"],
        &[("message", "a", "")],
    ),
    case(
        "byte order mark, cut",
        &[b"\xEF", b"\xBB", b"\xBFdata: a\n\n"],
        &[("message", "a", "")],
    ),
    case(
        "only one byte order mark dropped",
        &[b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\ndata: b\n\n"],
        &[("message", "b", "")],
    ),
    case(
        "CRLF",
        &[b"data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n"],
        &[("message", "a\nb", ""), ("message", "c", "")],
    ),
    case(
        "CRLF, cut",
        &[
            b"data: a\r",
            b"\ndata: b\r",
            b"\n\r",
            b"\ndata: c\r",
            b"\n\r\n",
        ],
        &[("message", "a\nb", ""), ("message", "c", "")],
    ),
    case(
        "lone CR",
        &[b"data: a\rdata: b\r\rdata: c\r\r"],
        &[("message", "a\nb", ""), ("message", "c", "")],
    ),
    prompt(
        "event leaves at its last CR",
        &[b"data: a\r\r"],
        &[("message", "a", "")],
    ),
    prompt(
        "event leaves at the CR of its last CRLF",
        &[b"data: a\r\n\r"],
        &[("message", "a", "")],
    ),
    prompt(
        "event leaves at its last LF",
        &[b"data: a\n", b"\n"],
        &[("message", "a", "")],
    ),
    case(
        "characters, cut",
        &[b"data: \xE4", b"\xBD", b"\xA0\xF0\x9F", b"\x98\x80\n\n"],
        &[("message", "你😀", "")],
    ),
    case(
        "invalid UTF-8 becomes U+FFFD",
        &[b"data: a\xFFb\n\ndata: c\n\n"],
        &[("message", "a\u{FFFD}b", ""), ("message", "c", "")],
    ),
    case(
        "`id` with NUL ignored",
        &[b"id: 1\nid: 2\0\ndata: a\n\n"],
        &[("message", "a", "1")],
    ),
    case(
        "`id` without data counts",
        &[b"id: 7\n\ndata: a\n\n"],
        &[("message", "a", "7")],
    ),
    case(
        "`id` stays",
        &[b"id: 1\ndata: a\n\ndata: b\n\n"],
        &[("message", "a", "1"), ("message", "b", "1")],
    ),
    case(
        "empty `id` resets",
        &[b"id: 1\ndata: a\n\nid\ndata: b\n\n"],
        &[("message", "a", "1"), ("message", "b", "")],
    ),
    case(
        "unfinished event discarded",
        &[b"data: a\n\ndata: b\n"],
        &[("message", "a", "")],
    ),
    case(
        "unfinished line discarded",
        &[b"data: a\n\ndata: b"],
        &[("message", "a", "")],
    ),
    case(
        "empty data is data",
        &[b"data\n\ndata:\n\ndata\ndata\n\n"],
        &[
            ("message", "", ""),
            ("message", "", ""),
            ("message", "\n", ""),
        ],
    ),
    case(
        "one space dropped, not two",
        &[b"data:  a\n\ndata:b\n\n"],
        &[("message", " a", ""), ("message", "b", "")],
    ),
    case(
        "type gone with a block without data",
        &[b"event: x\n\ndata: a\n\n"],
        &[("message", "a", "")],
    ),
    case(
        "empty `event` is `message`",
        &[b"event: x\nevent\ndata: a\n\n"],
        &[("message", "a", "")],
    ),
    case(
        "`retry` past 64 bits",
        &[b"retry: 18446744073709551616\ndata: a\n\n"],
        &[("message", "a", "")],
    ),
    case(
        "largest `retry` of 64 bits",
        &[b"retry: 18446744073709551615\ndata: a\n\n"],
        &[("message", "a", "")],
    ),
];

impl Case {
    fn feed(&self, ending: Ending) -> Feed {
        let mut end = 0;
        let ends: Vec<usize> = self
            .chunks
            .iter()
            .map(|chunk| {
                end += chunk.len();
                end
            })
            .collect();
        let mut feed = Feed::new(
            Format::Sse,
            Bytes::from(self.chunks.concat()),
            Cuts::At(ends.into()),
        );
        feed.ending = ending;
        feed.handing = Handing::Buffers;
        feed
    }

    fn is_met_by(&self, reading: &Reading) -> bool {
        let expected = self.expected.iter().map(|(event_type, data, id)| Record {
            event_type: (*event_type).into(),
            data: (*data).into(),
            last_event_id: (*id).into(),
        });
        reading.errors.is_empty() && expected.eq(reading.records.iter().cloned())
    }
}

enum Verdict {
    Right,
    /// Right, but only once the stream has ended.
    Late,
    Wrong(Reading),
    Error(Reading),
    Panics,
    Hangs,
}

/// How long a decoder may think about some bytes.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads in a thread of its own, which is left behind if it never ends.
fn read(candidate: Candidate, feed: Feed) -> Result<Reading, Verdict> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(attempt(|| (candidate.read)(&feed))));
    match receiver.recv_timeout(PATIENCE) {
        Ok(Some(reading)) => Ok(reading),
        Ok(None) => Err(Verdict::Panics),
        Err(_) => Err(Verdict::Hangs),
    }
}

fn judge(candidate: Candidate, case: &Case) -> Verdict {
    let reading = match read(candidate, case.feed(case.ending)) {
        Ok(reading) => reading,
        Err(verdict) => return verdict,
    };
    if case.is_met_by(&reading) {
        return Verdict::Right;
    }
    if case.ending == Ending::Open
        && let Ok(closed) = read(candidate, case.feed(Ending::Closed))
        && case.is_met_by(&closed)
    {
        return Verdict::Late;
    }
    if reading.errors.is_empty() {
        Verdict::Wrong(reading)
    } else {
        Verdict::Error(reading)
    }
}

pub struct Conformance {
    pub table: Table,
    /// What came out where it was not right.
    pub notes: Vec<String>,
    pub faults_of_ours: Vec<String>,
}

pub fn judge_all(candidates: &[Candidate]) -> Conformance {
    let decoders: Vec<Candidate> = candidates
        .iter()
        .copied()
        .filter(|candidate| !candidate.is_floor() && candidate.reads(Format::Sse))
        .collect();
    let mut table = Table::new("case");
    for decoder in &decoders {
        table.column(decoder.name);
    }
    let mut notes = Vec::new();
    let mut faults_of_ours = Vec::new();
    for case in CASES {
        let cells: Vec<&str> = decoders
            .iter()
            .map(|decoder| {
                let verdict = judge(*decoder, case);
                if let Verdict::Wrong(reading) | Verdict::Error(reading) = &verdict {
                    notes.push(note(decoder.name, case, reading));
                }
                if decoder.side.is_ours() && !matches!(verdict, Verdict::Right) {
                    faults_of_ours.push(format!("{}: {}", decoder.name, case.name));
                }
                verdict.word()
            })
            .collect();
        table.row(case.name, cells);
    }
    let right = decoders.iter().enumerate().map(|(at, _)| {
        let right = table
            .cells(at)
            .filter(|cell| *cell == Verdict::Right.word());
        format!("{} of {}", right.count(), CASES.len())
    });
    let right: Vec<String> = right.collect();
    table.row("right", right);
    Conformance {
        table,
        notes,
        faults_of_ours,
    }
}

impl Verdict {
    const fn word(&self) -> &'static str {
        match self {
            Self::Right => "ok",
            Self::Late => "late",
            Self::Wrong(_) => "**wrong**",
            Self::Error(_) => "**error**",
            Self::Panics => "**panics**",
            Self::Hangs => "**hangs**",
        }
    }
}

fn note(decoder: &str, case: &Case, reading: &Reading) -> String {
    let stream = case.chunks.concat().escape_ascii().to_string();
    let mut said: Vec<String> = reading
        .records
        .iter()
        .map(|record| {
            format!(
                "{}: {:?}, ID {:?}",
                record.event_type, record.data, record.last_event_id
            )
        })
        .collect();
    said.extend(
        reading
            .errors
            .first()
            .map(|error| format!("error: {error}")),
    );
    let said = match said.is_empty() {
        true => "nothing".into(),
        false => said.join("; "),
    };
    format!("{decoder}, {}: `{stream}` gave {}", case.name, said)
}
