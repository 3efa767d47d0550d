//! The second contract, as its oracle reads it, beside the first engine.

use std::collections::BTreeMap;

use unchunk_twin::case;
use unchunk_twin::case::Case;
use unchunk_twin::compare;
use unchunk_twin::difference::{Clause, Clauses};
use unchunk_twin::oracle::Limits;
use unchunk_twin::streams::{Draw, WORLDS};

const DEFAULT: Limits = Limits {
    max_event_bytes: 8 << 20,
    max_id_bytes: 8 << 10,
};

#[path = "../../sse_standard"]
mod chapters {
    pub mod comments;
    pub mod data;
    pub mod event_types;
    pub mod fields;
    pub mod foreign;
    pub mod ids;
    pub mod ignored;
    pub mod limits;
    pub mod line_ends;
    pub mod peers;
    pub mod retry;
    pub mod spans;
    pub mod start;
    pub mod tails;
    pub mod utf8;
    pub mod web_platform;

    pub fn all() -> Vec<super::Case> {
        let chapters = [
            comments::cases,
            data::cases,
            event_types::cases,
            fields::cases,
            foreign::cases,
            ids::cases,
            ignored::cases,
            limits::cases,
            line_ends::cases,
            peers::cases,
            retry::cases,
            spans::cases,
            start::cases,
            tails::cases,
            utf8::cases,
            web_platform::cases,
        ];
        chapters.iter().flat_map(|cases| cases()).collect()
    }
}

/// Counts what was compared, by the clauses that were named.
fn count(counts: &mut BTreeMap<Clause, u64>, clauses: Result<Clauses, String>) {
    let clauses = clauses.unwrap_or_else(|why| panic!("{why}"));
    for clause in clauses {
        *counts.entry(clause).or_default() += 1;
    }
}

#[test]
fn written_cases_differ_where_the_contract_changed() {
    let mut differing = Vec::new();
    for case in chapters::all() {
        let clauses = compare(&case.stream, case.limits)
            .unwrap_or_else(|why| panic!("{:?}: {why}", case.name));
        if !clauses.is_empty() {
            differing.push(format!("{}: {clauses:?}", case.name));
        }
    }
    differing.sort();
    let listed: Vec<&str> = include_str!("differing_cases.txt").lines().collect();
    assert_eq!(differing, listed, "{}", differing.join("\n"));
}

#[test]
fn small_worlds_differ_where_the_contract_changed() {
    let mut counts = BTreeMap::new();
    let mut compared = 0;
    for world in &WORLDS {
        world.for_each(|stream| {
            for max_event_bytes in [8 << 20, 8, 9, 11] {
                let limits = Limits {
                    max_event_bytes,
                    max_id_bytes: if max_event_bytes > 11 {
                        8 << 10
                    } else {
                        max_event_bytes % 3
                    },
                };
                count(&mut counts, compare(stream, limits));
                compared += 1;
            }
        });
    }
    println!("{compared} compared, {counts:?}");
    assert_eq!(counts.len(), 10, "each clause is met");
}

#[test]
fn drawn_streams_differ_where_the_contract_changed() {
    let mut counts = BTreeMap::new();
    let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
    for _ in 0..1_000_000 {
        let stream = draw.stream(10);
        let limits = match draw.below(2) {
            0 => DEFAULT,
            _ => Limits {
                max_event_bytes: 8 + draw.below(40),
                max_id_bytes: draw.below(12),
            },
        };
        count(&mut counts, compare(&stream, limits));
    }
    println!("{counts:?}");
    assert_eq!(counts.len(), 10, "each clause is met");
}
