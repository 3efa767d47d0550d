//! Bytes to positions.

pub(crate) mod few;
