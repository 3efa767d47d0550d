#![no_main]

#[path = "../../tests/promises/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::json_fuzz::splits(data));
