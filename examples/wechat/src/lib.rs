//! The crate behind a plain C ABI: [`abi`] is what the module exports, the other modules are safe code behind it.
//!
//! Only numbers cross the border. Chunks are written to [`abi::unchunk_chunk`], other bytes into a buffer that
//! [`abi::unchunk_alloc`] gives; what a call returns beside a number is read from the [`batch::Batch`].
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod abi;
pub mod batch;
pub mod copy;
pub mod decoder;
#[cfg(target_arch = "wasm32")]
mod runtime;
