//! What tests, property tests and fuzz targets share: ways to cut a stream, and oracles.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test target uses its own part"
)]

pub mod assemble;
pub mod fuzz_bodies;
pub mod json;
pub mod json_fuzz;
pub mod json_oracle;
pub mod partial;
pub mod session_model;
pub mod splits;
pub mod sse;
pub mod sse_oracle;
pub mod text;
pub mod written;
