//! The tests of the crate's promises, a module a file, in one program: what they share is compiled and linked once.
//!
//! `cargo test sse_contract::` runs one module.

#[cfg(all(feature = "std", feature = "codec", feature = "http-body"))]
#[path = "support/adapters.rs"]
mod adapters;
#[path = "support/example.rs"]
mod example;
// Optimized, unlike this program: long tests spend their time in it.
extern crate unchunk_tests_support as support;

mod adapters_ends;
mod adapters_follow;
mod adapters_fused;
mod adapters_items;
mod adapters_memory;
mod adapters_reconnecting;
mod adapters_serving;
mod assemble;
mod assemble_memory;
mod chat_program;
mod corpus;
mod debug;
mod decode_program;
mod defaults;
mod every_split;
mod json_conformance;
mod json_encoder;
mod json_footprint;
mod json_framings;
mod json_lines;
mod json_parse;
mod json_partial;
mod json_properties;
mod json_small_worlds;
mod owned;
mod owned_items;
mod session;
mod session_rules;
mod sse_bounded;
mod sse_contract;
mod sse_encoder;
mod sse_properties;
mod sse_small_worlds;
#[path = "sse_standard/main.rs"]
mod sse_standard;
mod text;
mod text_bounded;

/// A file that is no module here would be no test.
#[test]
fn every_file_is_a_module() {
    let modules = include_str!("all.rs");
    for entry in std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(
                name == "all" || modules.contains(&format!("\nmod {name};\n")),
                "{name}"
            );
        }
    }
}
