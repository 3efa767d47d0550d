//! The written cases of `tests/sse_standard`, of which only the streams and the limits are taken.

use crate::oracle::Limits;

#[path = "../../sse_standard/case/clause.rs"]
pub mod clause;

#[derive(Clone)]
pub struct Case {
    pub name: &'static str,
    pub stream: Vec<u8>,
    pub limits: Limits,
}

pub fn case(name: &'static str, _clause: &'static str) -> Case {
    Case {
        name,
        stream: Vec::new(),
        limits: Limits {
            max_event_bytes: 8 << 20,
            max_id_bytes: 8 << 10,
        },
    }
}

impl Case {
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stream.extend_from_slice(bytes.as_ref());
        self
    }

    pub fn gap(self, bytes: impl AsRef<[u8]>) -> Self {
        self.part(bytes)
    }

    pub fn comment(self, line: impl AsRef<[u8]>, _text: &str) -> Self {
        self.part(line)
    }

    pub fn line(self, line: impl AsRef<[u8]>) -> Self {
        self.part(line)
    }

    pub fn ignored(self, _lines: impl AsRef<[u8]>) -> Self {
        self
    }

    pub fn tail(self, _shown: impl AsRef<[u8]>) -> Self {
        self
    }

    pub fn message(self, bytes: impl AsRef<[u8]>, _data: &str) -> Self {
        self.part(bytes)
    }

    pub fn event(self, bytes: impl AsRef<[u8]>, _event_type: &str, _data: &str) -> Self {
        self.part(bytes)
    }

    pub fn id(self, _id: &str) -> Self {
        self
    }

    pub fn retry(self, _millis: u64) -> Self {
        self
    }

    pub fn error(self, _kind: unchunk::ErrorKind, _offset: u64) -> Self {
        self
    }

    pub fn cut(self, bytes: impl AsRef<[u8]>) -> Self {
        self.part(bytes)
    }

    pub fn salvages(self, _data: &str) -> Self {
        self
    }

    pub fn salvages_as(self, _event_type: &str, _data: &str, _id: &str) -> Self {
        self
    }

    pub fn foreign(self, bytes: impl AsRef<[u8]>) -> Self {
        self.part(bytes)
    }

    pub fn foreign_head(self, bytes: impl AsRef<[u8]>, _head: usize) -> Self {
        self.part(bytes)
    }

    pub fn limit(mut self, max_event_bytes: usize) -> Self {
        self.limits.max_event_bytes = max_event_bytes;
        self
    }

    pub fn id_limit(mut self, max_id_bytes: usize) -> Self {
        self.limits.max_id_bytes = max_id_bytes;
        self
    }
}
