//! A filter that takes keys out of a stream while it passes: `sk-` and the letters and digits after it.
//!
//! There are two of it. [`HastyFilter`] looks at each chunk by itself, as such filters mostly do when they are new.
//! [`Filter`] is the mended one.

const PREFIX: &[u8] = b"sk-";
const REDACTED: &[u8] = b"[redacted]";

/// How long the key is that begins there, if one does.
fn key_len(bytes: &[u8]) -> Option<usize> {
    let key = bytes.strip_prefix(PREFIX)?;
    let len = key.iter().take_while(|byte| byte.is_ascii_alphanumeric());
    Some(PREFIX.len() + len.count())
}

/// Appends the bytes without their keys, and returns those at the end that may become a key, or a longer one, if more comes.
fn redact<'b>(mut bytes: &'b [u8], more_may_come: bool, out: &mut Vec<u8>) -> &'b [u8] {
    while let Some(first) = bytes.first() {
        let key_len = key_len(bytes);
        let is_open = PREFIX.starts_with(bytes) || key_len == Some(bytes.len());
        if more_may_come && is_open {
            break;
        }
        match key_len {
            Some(_) => out.extend_from_slice(REDACTED),
            None => out.push(*first),
        }
        bytes = &bytes[key_len.unwrap_or(1)..];
    }
    bytes
}

/// Looks at each chunk by itself.
#[derive(Debug, Default)]
pub struct HastyFilter;

impl HastyFilter {
    /// Takes a chunk in, and appends what passes.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        redact(chunk, false, out);
    }
}

/// Keeps back what may be the beginning of a key until it is known.
#[derive(Debug, Default)]
pub struct Filter {
    held: Vec<u8>,
}

impl Filter {
    /// Takes a chunk in, and appends what passes.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        self.held.extend_from_slice(chunk);
        let rest = redact(&self.held, true, out).len();
        self.held.drain(..self.held.len() - rest);
    }

    /// Appends what was kept back: nothing comes after it.
    pub fn finish(self, out: &mut Vec<u8>) {
        redact(&self.held, false, out);
    }
}
