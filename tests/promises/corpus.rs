//! Replays the seed corpus of every fuzz target through the target's own body, without a fuzzer.

use crate::support;
use std::fs;
use std::path::Path;

use crate::support::{fuzz_bodies, json_fuzz};

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in &files {
        // Printed only where the test fails: the last one named is the culprit.
        println!("{}", file.display());
        body(&fs::read(file).unwrap());
    }
    assert!(
        files.len() >= 20,
        "{target}: only {} files replayed",
        files.len()
    );
}

#[test]
fn sse_splits() {
    replay("sse_splits", fuzz_bodies::sse_splits);
}

#[test]
fn sse_oracle() {
    replay("sse_oracle", fuzz_bodies::sse_oracle);
}

#[test]
fn text() {
    replay("text", fuzz_bodies::text);
}

#[test]
fn encode_roundtrip() {
    replay("encode_roundtrip", fuzz_bodies::encode_roundtrip);
}

#[test]
fn json_splits() {
    replay("json_splits", json_fuzz::splits);
}

#[test]
fn json_oracle() {
    replay("json_oracle", json_fuzz::oracle);
}

#[test]
fn scanner_twins() {
    replay("scanner_twins", json_fuzz::twins);
}

#[test]
fn json_partial() {
    replay("json_partial", support::partial::fuzz_body);
}

#[test]
fn assemble() {
    replay("assemble", support::assemble::fuzz_body);
}
