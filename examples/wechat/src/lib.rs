//! The crate behind a plain C ABI: [`abi`] is what the module exports, the other modules are safe code behind it.
//!
//! Only numbers cross the border. Bytes are written into a buffer that [`abi::unchunk_alloc`] gives; what a call tells
//! beside its return value is read from the handle's [`record::Record`].
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod abi;
pub mod decoder;
pub mod record;
#[cfg(target_arch = "wasm32")]
mod runtime;
pub mod source;
