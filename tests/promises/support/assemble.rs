//! What holds of a text that is put together out of payloads, judged by the standard library's reading of the whole.

use unchunk::assemble::{Assembler, Channels, Mode, PushError, Update};

use super::fuzz_bodies::{Header, in_chunks};

/// With more payloads than this, it is not looked at each of them what both readings would be: that takes copies.
const FEW: usize = 32;

/// A display that does what updates tell it to, and nothing else.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Display(pub String);

impl Display {
    pub fn apply(&mut self, update: &Update<'_>) {
        let kept = self.0.len() - update.removed_bytes();
        assert_eq!(kept, update.kept());
        assert_eq!(self.0[kept..].chars().count(), update.removed_chars());
        self.0.truncate(kept);
        self.0 += update.suffix();
        assert_eq!(self.0, update.text());
        let changes = update.removed_bytes() > 0 || !update.suffix().is_empty();
        assert_eq!(update.is_empty(), !changes);
    }
}

/// Lossy text without a character at the end that more bytes might complete.
fn settled(bytes: &[u8]) -> String {
    let cut = (0..=bytes.len().min(3)).find(|cut| {
        let tail = &bytes[bytes.len() - cut..];
        *cut > 0
            && std::str::from_utf8(tail)
                .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
    });
    let end = bytes.len() - cut.unwrap_or(0);
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// What the fuzz target asserts. The first byte says, counted from the digit zero: under no limit (`0`) or a small one
/// (`1`), which is the next byte. Then the lengths of the payloads, as for the other targets, and their bytes.
pub fn fuzz_body(input: &[u8]) {
    let mut header = Header(input);
    let max_bytes = match header.byte().wrapping_sub(b'0') % 2 {
        0 => usize::MAX,
        _ => usize::from(header.byte() % 64),
    };
    let lengths = header.bytes();
    let payloads = in_chunks(header.0, lengths);
    let payloads = payloads.chunks();
    assert_append(&payloads, max_bytes);
    assert_replace(&payloads, max_bytes, false);
    let stream = header.0;
    let mut end = 0;
    let growing: Vec<&[u8]> = payloads
        .iter()
        .map(|payload| {
            end += payload.len();
            &stream[..end]
        })
        .collect();
    assert_replace(&growing, max_bytes, true);
    for payloads in [&payloads, &growing] {
        assert_auto(payloads);
        assert_channels(payloads);
    }
}

/// Deltas come to their concatenation, as far as the limit lets them.
fn assert_append(deltas: &[&[u8]], max_bytes: usize) {
    let mut answer = Assembler::builder(Mode::Append)
        .max_bytes(max_bytes)
        .build();
    let mut display = Display::default();
    let mut whole = Vec::new();
    let too_large = Err(PushError::TooLarge(max_bytes));
    for delta in deltas {
        whole.extend_from_slice(delta);
        let expected = settled(&whole);
        if expected.len() > max_bytes {
            assert_eq!(answer.push_bytes(delta).map(|_| ()), too_large);
            assert_eq!(answer.push("").map(|_| ()), too_large);
            assert_eq!(answer.finish().map(|_| ()), too_large);
            assert_eq!(answer.text(), display.0);
            return;
        }
        display.apply(&answer.push_bytes(delta).unwrap());
        assert_eq!(display.0, expected);
    }
    let expected = String::from_utf8_lossy(&whole);
    if expected.len() > max_bytes {
        assert_eq!(answer.finish().map(|_| ()), too_large);
        return;
    }
    display.apply(&answer.finish().unwrap());
    assert_eq!(answer.into_text(), expected);
}

/// The text is what the last bearable replacement says. Where each begins with the one before, a trusted front changes
/// nothing.
fn assert_replace(replacements: &[&[u8]], max_bytes: usize, trust: bool) {
    let builder = Assembler::builder(Mode::Replace).max_bytes(max_bytes);
    let mut answer = builder.trust_front(trust).build();
    let mut display = Display::default();
    let mut last: &[u8] = b"";
    for replacement in replacements {
        match answer.push_bytes(replacement) {
            Ok(update) => {
                display.apply(&update);
                last = replacement;
            }
            Err(error) => {
                assert_eq!(error, PushError::TooLarge(max_bytes));
                assert!(settled(replacement).len() > max_bytes);
            }
        }
        assert_eq!(answer.text(), settled(last));
        assert!(answer.text().len() <= max_bytes);
    }
    let expected = String::from_utf8_lossy(last);
    match answer.finish() {
        Ok(update) => assert_eq!(update.text(), expected),
        Err(error) => {
            assert_eq!(error, PushError::TooLarge(max_bytes));
            assert!(expected.len() > max_bytes);
        }
    }
}

/// Whatever it says and whenever, the text is that of one of the two readings, and both can be had while it is open.
fn assert_auto(payloads: &[&[u8]]) {
    let mut answer = Assembler::auto();
    let mut display = Display::default();
    let mut appended = Vec::new();
    let mut first = None;
    let mut last: &[u8] = b"";
    let mut decided = Mode::Auto;
    for payload in payloads {
        appended.extend_from_slice(payload);
        // One without a byte says nothing.
        if !payload.is_empty() {
            last = payload;
            first.get_or_insert(*payload);
        }
        display.apply(&answer.push_bytes(payload).unwrap());
        assert_eq!(answer.text(), display.0);
        assert!(
            decided == Mode::Auto || decided == answer.mode(),
            "it changed its mind"
        );
        decided = answer.mode();
        let readings = [(Mode::Append, &appended[..]), (Mode::Replace, last)];
        for (mode, reading) in readings {
            if decided == Mode::Auto && payloads.len() <= FEW {
                let (mut answer, mut display) = (answer.clone(), display.clone());
                display.apply(&answer.resolve(mode).unwrap());
                assert_eq!(display.0, settled(reading), "{mode:?}");
            } else if decided == mode {
                assert_eq!(display.0, settled(reading), "{mode:?}");
            }
        }
        if decided == Mode::Auto {
            assert_eq!(display.0, settled(first.unwrap_or_default()));
        }
    }
}

/// Texts that grow side by side know nothing of each other.
fn assert_channels(payloads: &[&[u8]]) {
    let mut channels = Channels::new(Assembler::append());
    let mut wholes = [Vec::new(), Vec::new(), Vec::new()];
    for (payload, key) in payloads.iter().zip((0..wholes.len()).cycle()) {
        wholes[key].extend_from_slice(payload);
        let update = channels.push_bytes(key, payload).unwrap();
        assert_eq!(update.text(), settled(&wholes[key]));
    }
    for (key, whole) in wholes.iter().enumerate() {
        let update = channels.finish(&key).unwrap();
        assert_eq!(update.text(), String::from_utf8_lossy(whole));
    }
}
