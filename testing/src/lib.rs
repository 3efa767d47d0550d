//! Tests any consumer of chunks at every split.

mod chunked;
mod cuts;
mod difference;
mod invariant;
mod random;
mod transport;

pub use chunked::Chunked;
pub use cuts::Cuts;
pub use difference::Difference;
pub use invariant::{assert_cut_invariant, assert_cut_invariant_async};
pub use transport::{Step, Transport};
