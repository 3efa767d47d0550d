//! What is held between chunks: growing, giving back, handing out; the first bytes of an unproven body.

mod carry;
pub(crate) mod growth;
mod head;

pub(crate) use carry::Carry;
pub(crate) use head::{Head, keep};
