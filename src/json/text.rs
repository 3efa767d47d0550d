//! A JSON text whose bounds the framing shows: a line, a counted body. It is checked when it is complete.

use super::grammar::Fault;
use super::rules::Rules;
use super::scalar::Run;
use super::space::{self, is_delimiter};
use super::validate::{self, find_too_deep};
use super::value::Value;
use crate::ErrorKind;
use crate::search::nesting::{Found, Scanner};

/// Checks that `text` is one value with whitespace around it. Too deep wins over all other faults.
pub(super) fn check(text: &[u8], rules: &Rules) -> Result<(), Fault> {
    if rules.validate {
        return validate::check(text, rules.max_depth, rules.scanner);
    }
    check_depth(text, rules)?;
    check_boundaries(text, rules.scanner)
}

/// Checks that no bracket outside strings nests too deep.
pub(super) fn check_depth(text: &[u8], rules: &Rules) -> Result<(), Fault> {
    match find_too_deep(text, rules.max_depth, rules.scanner) {
        Some(at) => Err(Fault::new(ErrorKind::TooDeep, at)),
        None => Ok(()),
    }
}

/// Checks, as far as boundaries show, that `text` is one value with whitespace around it.
pub(super) fn check_boundaries(text: &[u8], scanner: Scanner) -> Result<(), Fault> {
    let fault = |kind, at| Err(Fault::new(kind, at));
    let start = space::leading(text);
    let value = &text[start..];
    let Some(&first) = value.first() else {
        return fault(ErrorKind::IncompleteText, start);
    };
    let len = match Value::begin(first) {
        None => return fault(ErrorKind::UnexpectedByte, start),
        Some(Value::Nested(mut nesting)) => match nesting.find_end(value, usize::MAX, scanner) {
            Found::End(len) => Some(len),
            Found::TooDeep(_) | Found::More => None,
        },
        Some(Value::String(mut string)) => string.find_end(value),
        Some(Value::Scalar(mut scalar)) => match scalar.run(value, is_delimiter) {
            Run::End(len) => Some(len),
            Run::Fault(at) => return fault(scalar.fault(), start + at),
            Run::More(len) => scalar.is_whole().then_some(len),
        },
    };
    let Some(len) = len else {
        return fault(ErrorKind::IncompleteText, text.len());
    };
    let end = start + len + space::leading(&value[len..]);
    match end < text.len() {
        true => fault(ErrorKind::UnexpectedByte, end),
        false => Ok(()),
    }
}
