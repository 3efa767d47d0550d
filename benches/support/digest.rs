//! A hash of the items of a stream, by which two readings of it are compared.

use std::hash::{DefaultHasher, Hasher as _};

#[derive(Debug, Clone, Default)]
pub struct Digest(DefaultHasher);

impl Digest {
    /// Takes in an event; the types `message` and none are the same.
    pub fn event(&mut self, event_type: &[u8], data: &[u8]) {
        if event_type != b"message" {
            self.0.write(event_type);
        }
        self.0.write_usize(data.len());
        self.0.write(data);
    }

    pub fn finish(&self) -> u64 {
        self.0.finish()
    }
}
