//! Bytes to positions: in few bytes, in blocks of 64, with the machine's vectors.

pub(crate) mod few;
pub(crate) mod nesting;
pub(crate) mod vector;
