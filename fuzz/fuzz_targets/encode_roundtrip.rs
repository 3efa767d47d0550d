#![no_main]

#[path = "../../tests/promises/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|input: &[u8]| support::fuzz_bodies::encode_roundtrip(input));
