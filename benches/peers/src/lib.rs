//! Decoders of event streams and JSON, all driven in the same way, on the same bytes. See README.md.

pub mod attempt;
pub mod candidate;
pub mod clock;
pub mod driver;
pub mod feed;
mod floors;
pub mod inputs;
mod peers;
mod sinks;
pub mod table;
