//! What tests, property tests and fuzz targets share: each decoder through all of its faces.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test target uses its own part"
)]

pub mod assemble;
pub mod fuzz_bodies;
pub mod json;
pub mod json_fuzz;
pub mod partial;
pub mod session_model;
pub mod sse;
pub mod text;
pub mod written;
