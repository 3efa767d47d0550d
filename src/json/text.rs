//! A JSON text whose bounds its framing tells: a line, a counted body. Checked when it is there as a whole.

use super::rules::{Check, Rules, is_delimiter};
use super::scalar::Run;
use super::scan::Found;
use super::space;
use super::validate::Validator;
use super::value::Scan;
use crate::{Error, ErrorKind};

/// Checks that `text`, whose first byte lies at `position` in the stream, is one value with whitespace around it.
pub(super) fn check(text: &[u8], position: u64, rules: &Rules) -> Result<(), Error> {
    let fault = |kind, at: usize| Err(Error::new(kind, position + at as u64));
    let start = space::leading(text);
    let value = &text[start..];
    let Some(&first) = value.first() else {
        return fault(ErrorKind::IncompleteText, start);
    };
    let Some(scan) = Scan::begin(first) else {
        return fault(ErrorKind::UnexpectedByte, start);
    };
    let end = match scan {
        Scan::Nested(mut nesting) => {
            let found = nesting.find_end(value, rules.max_depth, rules.scanner);
            let known = match found {
                Found::End(end) => end,
                Found::TooDeep(at) => at,
                Found::More => value.len(),
            };
            grammar(&value[..known], position + start as u64, rules)?;
            match found {
                Found::End(end) => start + end,
                Found::TooDeep(at) => return fault(ErrorKind::TooDeep, start + at),
                Found::More => return fault(ErrorKind::IncompleteText, text.len()),
            }
        }
        Scan::Text(mut string) => {
            let end = string.find_end(value);
            grammar(
                &value[..end.unwrap_or(value.len())],
                position + start as u64,
                rules,
            )?;
            match end {
                Some(end) => start + end,
                None => return fault(ErrorKind::IncompleteText, text.len()),
            }
        }
        Scan::Scalar(mut scalar) => match scalar.run(value, is_delimiter) {
            Run::End(end) => start + end,
            Run::Fault(at) => return fault(scalar.fault(), start + at),
            Run::More if scalar.is_whole() => text.len(),
            Run::More => return fault(ErrorKind::IncompleteText, text.len()),
        },
        Scan::Ended => start,
    };
    let end = end + space::leading(&text[end..]);
    if end < text.len() {
        return fault(ErrorKind::UnexpectedByte, end);
    }
    Ok(())
}

fn grammar(value: &[u8], position: u64, rules: &Rules) -> Result<(), Error> {
    match rules.check {
        Check::Boundaries => Ok(()),
        Check::Grammar => Validator::new().feed(value, position),
    }
}
