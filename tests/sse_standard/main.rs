//! WHATWG HTML § 9.2.5 "Parsing an event stream" and § 9.2.6 "Interpreting an event stream", clause by clause: what each
//! stream gives is written down beside its bytes, and must be seen at every split, on every face and by the oracle.

#[cfg(all(feature = "std", feature = "codec", feature = "http-body"))]
#[path = "../support/adapters.rs"]
mod adapters;
#[path = "../support/mod.rs"]
mod support;

mod case;

mod comments;
mod data;
mod event_types;
mod fields;
mod foreign;
mod ids;
mod ignored;
mod limits;
mod line_ends;
mod peers;
mod retry;
mod spans;
mod start;
mod tails;
mod utf8;
mod web_platform;

use std::collections::HashSet;

use case::{Case, check_all};

/// To be raised with every case added, so that none gets lost.
const CASES: usize = 545;

/// A test for each chapter, and one that counts their cases.
macro_rules! chapters {
    ($($chapter:ident),+ $(,)?) => {
        $(#[test]
        fn $chapter() {
            check_all(&$chapter::cases());
        })+

        #[test]
        fn no_case_is_lost() {
            let cases: Vec<Case> = [$($chapter::cases()),+].into_iter().flatten().collect();
            let names: HashSet<&str> = cases.iter().map(|case| case.name).collect();
            assert_eq!(names.len(), cases.len(), "two cases have the same name");
            println!("{} cases", cases.len());
            assert_eq!(cases.len(), CASES);
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
