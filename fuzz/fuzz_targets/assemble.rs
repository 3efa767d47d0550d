#![no_main]

#[path = "../../tests/promises/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|input: &[u8]| support::assemble::fuzz_body(input));
