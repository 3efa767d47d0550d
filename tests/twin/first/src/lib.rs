//! The first engine, as it was.
#![no_std]
#![allow(dead_code, reason = "what used the rest is not here")]

extern crate alloc;

mod buffer;
mod decode;
mod end;
mod error;
mod limits;
mod meter;
mod owned;
mod search;
pub mod sse;
pub mod text;

pub use decode::Decode;
pub use end::{End, Verdict};
pub use error::{Error, ErrorKind};
