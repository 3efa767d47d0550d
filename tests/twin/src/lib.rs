//! What the first engine reads of a stream beside what the second contract reads of it.

pub mod case;
pub mod difference;
pub mod first;
#[path = "../../support/sse_oracle.rs"]
pub mod oracle;
pub mod second;
pub mod streams;

use difference::Clauses;
use oracle::Limits;

/// The clauses by which the oracle and the first engine differ.
pub fn compare(stream: &[u8], limits: Limits) -> Result<Clauses, String> {
    let unlimited = first::read(&[stream], first::UNLIMITED, true);
    let limited = first::read(&[stream], limits, true);
    let new = oracle::read(stream, limits);
    difference::clauses(stream, limits, &unlimited, &limited, &new)
        .map_err(|why| format!("{why}, in {} with {limits:?}", stream.escape_ascii()))
}
