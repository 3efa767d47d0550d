//! The least that work on the same chunks can cost: none of these decodes anything.

use std::hint::black_box;

use memchr::memchr;

use crate::candidate::{Candidate, Side};
use crate::driver::{Driver, Sink};
use crate::feed::{Feed, Format};

pub fn all() -> Vec<Candidate> {
    vec![
        Candidate::of::<Memcpy>(),
        Candidate::of::<LineStepping>(),
        Candidate::of::<Validation>(),
    ]
}

/// Every chunk copied once.
struct Memcpy;

impl Driver for Memcpy {
    const NAME: &'static str = "floor: memcpy";
    const SIDE: Side = Side::Floor;
    const READS: &'static [Format] = Format::ALL;

    fn drive(feed: &Feed, _: &mut impl Sink) {
        let mut copy = Vec::new();
        for chunk in feed.chunks() {
            copy.clear();
            copy.extend_from_slice(chunk);
            black_box(&copy);
        }
    }
}

/// From line feed to line feed, forgetting all else.
struct LineStepping;

impl Driver for LineStepping {
    const NAME: &'static str = "floor: memchr, line by line";
    const SIDE: Side = Side::Floor;
    const READS: &'static [Format] = &[Format::Sse, Format::JsonLines];

    fn drive(feed: &Feed, _: &mut impl Sink) {
        for chunk in feed.chunks() {
            let mut rest = chunk;
            while let Some(end) = memchr(b'\n', rest) {
                rest = &rest[end + 1..];
            }
            black_box(rest);
        }
    }
}

/// Every chunk looked at as UTF-8; a character that a cut splits is an answer like any other.
struct Validation;

impl Driver for Validation {
    const NAME: &'static str = "floor: simdutf8";
    const SIDE: Side = Side::Floor;
    const READS: &'static [Format] = Format::ALL;

    fn drive(feed: &Feed, _: &mut impl Sink) {
        for chunk in feed.chunks() {
            black_box(simdutf8::basic::from_utf8(chunk).is_ok());
        }
    }
}
