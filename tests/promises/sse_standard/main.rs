//! WHATWG HTML § 9.2.5 "Parsing an event stream" and § 9.2.6 "Interpreting an event stream", clause by clause: what each
//! stream gives is written down beside its bytes (in `unchunk-testing`, where the oracle reads it too), and must be seen at
//! every split and on every face.

use std::collections::{BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use crate::support::sse::{Ending, Options, Reading, Seen, assert_half, assert_reads};
use unchunk_testing::sse::{Case, Event, cases};
use unchunk_testing::{Chunked, Cuts};

/// To be raised with every case added, so that none gets lost.
const CASES: usize = 545;

static ALL: LazyLock<Vec<Case>> = LazyLock::new(cases);

/// A test for each chapter, and one that counts their cases.
macro_rules! chapters {
    ($($chapter:ident),+ $(,)?) => {
        $(#[test]
        fn $chapter() {
            check_all(stringify!($chapter));
        })+

        #[test]
        fn no_case_is_lost() {
            let names: HashSet<&str> = ALL.iter().map(|case| case.name).collect();
            assert_eq!(names.len(), ALL.len(), "two cases have the same name");
            let chapters: BTreeSet<&str> = ALL.iter().map(|case| case.chapter).collect();
            assert_eq!(chapters, BTreeSet::from([$(stringify!($chapter)),+]));
            println!("{} cases", ALL.len());
            assert_eq!(ALL.len(), CASES);
        }
    };
}

chapters!(
    start,
    line_ends,
    comments,
    fields,
    data,
    event_types,
    ids,
    ignored,
    retry,
    utf8,
    spans,
    tails,
    foreign,
    limits,
    web_platform,
    peers,
);

/// Checks all cases of a chapter and names every one that fails.
fn check_all(chapter: &str) {
    let cases = ALL.iter().filter(|case| case.chapter == chapter);
    let failed: Vec<String> = cases
        .filter(|case| {
            let checked = catch_unwind(AssertUnwindSafe(|| check_case(case)));
            if checked.is_err() {
                eprintln!("^ case {:?}, {}\n", case.name, case.clause);
            }
            checked.is_err()
        })
        .map(|case| format!("{:?}, {}", case.name, case.clause))
        .collect();
    assert!(failed.is_empty(), "failed:\n{}", failed.join("\n"));
}

fn check_case(case: &Case) {
    let options = Options::under(case.limits);
    check(&case.bytes, &options, &case.means);

    // Once more where the stream has already begun: what is read there by a shorter path must give the same.
    let is_start_of_stream =
        case.bytes.starts_with(b"\xEF") || matches!(case.means.ending, Ending::Foreign { .. });
    if !is_start_of_stream {
        let stream = [BEGUN, &case.bytes].concat();
        let expected = options.expected(&stream);
        assert_eq!(
            essence(&expected),
            essence(&after_begun(case.means.clone()))
        );
        check(&stream, &options, &expected);
    }
}

/// A comment and a blank line.
const BEGUN: &[u8] = b":\n\n";

fn after_begun(mut reading: Reading) -> Reading {
    let shift = |seen: &mut Seen| match seen {
        Seen::Event(Event { span, .. })
        | Seen::Comment { span, .. }
        | Seen::Ignored { span, .. } => {
            *span = span.start + BEGUN.len() as u64..span.end + BEGUN.len() as u64;
        }
        Seen::Error { offset, .. } => *offset += BEGUN.len() as u64,
    };
    reading.items.iter_mut().for_each(shift);
    reading.salvaged.iter_mut().for_each(shift);
    if let Ending::Truncated { offset, .. } = &mut reading.ending {
        *offset += BEGUN.len() as u64;
    }
    let comment = Seen::Comment {
        text: Vec::new(),
        span: 0..2,
    };
    reading.items.insert(0, comment);
    reading
}

/// What a comment before it does not change: that a body may still be none of the format, and where it ends.
fn essence(reading: &Reading) -> (&[Seen], &Ending, &Option<Seen>, &str, Option<u64>) {
    (
        &reading.items,
        &reading.ending,
        &reading.salvaged,
        &reading.last_event_id,
        reading.reconnection_time,
    )
}

/// Streams that are longer are read in fewer ways.
const LONG: usize = 100;

/// Asserts that every face sees at every split what is expected.
fn check(stream: &[u8], options: &Options, expected: &Reading) {
    if stream.len() <= LONG {
        let every_split = Cuts::every_split();
        every_split.each(stream, |chunks| assert_reads(chunks, options, expected));
    } else {
        let mut nth = 0;
        let events = expected.events_only();
        Cuts::two_way().each(stream, |chunks| {
            assert_half(chunks, options, expected, &events, nth);
            nth += 1;
        });
        for sizes in [&[0][..], &[1], &[97, 0, 61]] {
            assert_reads(&by_size(stream, sizes).chunks(), options, expected);
        }
    }
    #[cfg(all(feature = "std", feature = "codec", feature = "http-body"))]
    tell(stream, options, expected);
}

fn by_size<'s>(stream: &'s [u8], sizes: &[usize]) -> Chunked<'s> {
    Chunked::new(stream).cut_by_size(sizes.iter().copied())
}

/// Reads the stream through every adapter: short ones at every split, long ones, of which there are some of 1 KiB, in
/// fewer ways, since adapters do not look at the bytes.
#[cfg(all(feature = "std", feature = "codec", feature = "http-body"))]
fn tell(stream: &[u8], options: &Options, expected: &Reading) {
    let check = |chunks: &[&[u8]]| {
        crate::adapters::assert_tells_events(chunks, options, expected);
    };
    if stream.len() <= LONG {
        Cuts::every_split().each(stream, check);
    } else {
        check(&[stream]);
        check(&by_size(stream, &[97, 0, 61]).chunks());
        check(&by_size(stream, &[1]).chunks());
    }
}
