//! Bytes to positions: few bytes as words, blocks of 64 as masks, line ends.

pub(crate) mod ascii;
mod block;
pub(crate) mod few;
pub(crate) mod line_end;
mod line_feed;
pub(crate) mod nesting;
pub(crate) mod vector;
