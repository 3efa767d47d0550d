//! Bytes arrive cut anywhere, whole frames leave.
#![no_std]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod carry;
mod decode;
mod end;
mod error;
mod head;
mod limits;
mod meter;
pub mod sse;
pub mod text;

pub use decode::Decode;
pub use end::{End, Verdict};
pub use error::{Error, ErrorKind};
