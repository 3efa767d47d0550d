//! Checks a text by masks of its blocks: the second stage of Langdale and Lemire's "Parsing Gigabytes of JSON per
//! Second" (2019), on a bit stack instead of a tape.
//!
//! The grammar is a question of neighbours: which token may follow which. Adding carries a token's kind over what is
//! between to the token after it, all of a block at once; brackets alone go one by one. Numbers are checked by masks
//! likewise, literals and escapes of code units where they start.

use super::super::scalar::Scalar;
use super::super::space::{self, is_delimiter};
use super::super::stack::Stack;
use crate::meter;
use crate::search::nesting::{self, Scanner};
#[cfg(target_feature = "sse2")]
use crate::search::vector::Sse2;
use crate::search::vector::{BLOCK, Set, Task, Vectors, Words};

/// Returns whether `text` is one JSON text that nests no deeper than allowed.
#[inline]
pub(super) fn is_valid(text: &[u8], max_depth: usize, scanner: Scanner) -> bool {
    let text = &text[space::leading(text)..];
    match text.first() {
        // The caller checks it byte by byte.
        _ if scanner.is_bytewise() => false,
        Some(b'{' | b'[' | b'"') => run::<false>(text, max_depth, scanner).is_some(),
        Some(_) => is_scalar(text),
        None => false,
    }
}

/// Returns the length of the array or object at the start of `bytes`, if it is complete and valid. If what follows it is
/// invalid, it may return `None`.
#[inline]
pub(super) fn first_value(bytes: &[u8], max_depth: usize, scanner: Scanner) -> Option<usize> {
    match scanner.is_bytewise() {
        true => None,
        false => run::<true>(bytes, max_depth, scanner),
    }
}

#[inline(always)]
fn run<const FIRST: bool>(text: &[u8], max_depth: usize, scanner: Scanner) -> Option<usize> {
    let task = FindEnd::<FIRST> { text, max_depth };
    match scanner {
        Scanner::Bytewise | Scanner::Portable => task.run(Words),
        #[cfg(target_feature = "sse2")]
        Scanner::Sse2 => task.run(Sse2),
        #[cfg(target_arch = "x86_64")]
        Scanner::Avx2(avx2) => avx2.run(task),
    }
}

/// Checks the value that a text begins with, and finds its end, if there is one and all is good. If the value is the
/// first of others, they may follow; else only whitespace may.
struct FindEnd<'t, const FIRST: bool> {
    text: &'t [u8],
    max_depth: usize,
}

impl<const FIRST: bool> Task for FindEnd<'_, FIRST> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> Option<usize> {
        let text = self.text;
        let mut check = Check::<V, FIRST> {
            vectors,
            text,
            max_depth: self.max_depth,
            last: Last::START,
            depth: 0,
            open: NONE_OPEN,
            outer: Stack::new(),
            // Nothing may come after its first token.
            ended: u64::from(text[0] == b'"').wrapping_neg() << 1,
            end: text.len(),
            in_string: 0,
            escaped: 0,
            scalars: Scalars::default(),
            ascii: true,
            low_surrogate_at: None,
        };
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        let mut used = 0;
        for block in blocks {
            meter::scanned(BLOCK);
            if !check.step(block, used, 0) {
                return None;
            }
            used += BLOCK;
            if FIRST && check.ended != 0 {
                break;
            }
        }
        let is_found = FIRST && check.ended != 0;
        if !is_found && !rest.is_empty() {
            meter::scanned(rest.len());
            let missing = BLOCK - rest.len();
            let is_good = match text.last_chunk::<BLOCK>() {
                // The block before overlaps: its bytes are shifted out of the masks.
                Some(block) => check.step(block, used, missing as u32),
                None => {
                    let mut block = [b' '; BLOCK];
                    block[missing..].copy_from_slice(rest);
                    check.step(&block, 0, missing as u32)
                }
            };
            if !is_good {
                return None;
            }
        }
        let is_good = check.ended != 0
            && (FIRST || check.last == Last::END && check.in_string == 0)
            && check.low_surrogate_at.is_none()
            && (check.ascii || simdutf8::basic::from_utf8(&text[..check.end]).is_ok());
        is_good.then_some(check.end)
    }
}

/// Returns whether all of `text` is one number or literal, with whitespace after it or not.
fn is_scalar(text: &[u8]) -> bool {
    use super::super::scalar::Run;

    let Some(mut scalar) = Scalar::begin(text[0]) else {
        return false;
    };
    match scalar.run(text, space::is_whitespace) {
        Run::End(end) => space::leading(&text[end..]) == text.len() - end,
        Run::More(_) => scalar.is_whole(),
        Run::Fault(_) => false,
    }
}

/// What the last token requires of the next, a bit each; no bit if it ended a value.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Last {
    /// It was an opening bracket or a comma: in an object a name comes.
    begins: u64,
    /// It was a colon or a comma: a value must come, or a name.
    demands: u64,
    /// It was a name: a colon must come.
    name: u64,
}

impl Last {
    /// At the start.
    const START: Self = Self {
        demands: 1,
        ..Self::END
    };
    const END: Self = Self {
        begins: 0,
        demands: 0,
        name: 0,
    };
}

/// The tokens that come next after `tokens`, if all but the bits of `gaps` are tokens. `carried` says whether the last
/// token of the block before is one of those, and then whether that of this one is.
#[inline(always)]
fn next(tokens: u64, carried: &mut u64, gaps: u64) -> u64 {
    // Adding carries through a gap to the token after it.
    let (sum, carry) = (tokens << 1 | *carried).overflowing_add(gaps);
    *carried = u64::from(carry) | tokens >> 63;
    sum & !gaps
}

/// Where the brackets of a block have led.
struct Inside {
    /// What is directly in an object; a bracket counts for where it stands, a closing one inside.
    object: u64,
    /// The bytes after the value's end, if it is in this block.
    after_end: u64,
}

/// A word of brackets without any: the one, and below it no object.
const NONE_OPEN: u64 = 0b10;

impl Inside {
    /// Follows brackets, each of which leads from one word of open brackets to another.
    #[inline(always)]
    fn follow(
        mut brackets: u64,
        open: &mut u64,
        mut lead: impl FnMut(u32, u64) -> Option<u64>,
    ) -> Option<Self> {
        let mut object = (*open & 1).wrapping_neg();
        let mut after_end = 0;
        while brackets != 0 {
            let bit = brackets.trailing_zeros();
            brackets &= brackets - 1;
            let next = lead(bit, *open)?;
            object ^= ((*open ^ next) & 1).wrapping_neg() << bit << 1;
            after_end |= u64::from(next == NONE_OPEN).wrapping_neg() << bit << 1;
            *open = next;
        }
        Some(Self { object, after_end })
    }

    /// Returns whether closing brackets match what they close.
    #[inline(always)]
    fn fit(&self, closers: u64, braces: u64) -> bool {
        closers & (self.object ^ braces) & !self.after_end == 0
    }
}

/// The tokens of a block, a bit each.
#[derive(Clone, Copy)]
struct Tokens {
    openers: u64,
    closers: u64,
    commas: u64,
    colons: u64,
    /// The opening quotation marks.
    strings: u64,
    /// The first bytes of numbers and literals.
    scalars: u64,
}

const WHITESPACE: Set<4> = Set::new(b" \t\n\r");
/// What may come after a backslash, but `b` and `r`.
const ESCAPABLE: Set<7> = Set::new(b"\"\\/fntu");

/// What numbers and literals carry from a block to the next, one or zero each; most say whether the block's last byte
/// was of that kind.
#[derive(Default)]
struct Scalars {
    /// Part of any number or literal.
    any: u64,
    literal: u64,
    /// The minus before a number.
    minus: u64,
    /// A zero that no digit may follow.
    leading_zero: u64,
    /// What a digit must follow.
    needs_digit: u64,
    point: u64,
    e: u64,
    /// Digits of an integer part came last.
    integer: u64,
    /// Digits of a fraction came last.
    fraction: u64,
}

impl Scalars {
    /// Returns whether nothing but an integer part may be open.
    #[inline(always)]
    const fn is_integer(&self) -> bool {
        self.literal | self.needs_digit | self.e | self.fraction == 0
    }
}

/// The bytes after those of `mask`; `carried` as in [`next`].
#[inline(always)]
fn after(mask: u64, carried: &mut u64) -> u64 {
    let after = mask << 1 | *carried;
    *carried = mask >> TOP;
    after
}

/// The bytes that end runs of `digits` which begin with one of `starts`; `carried` says whether one went to the end of
/// the block before, and then whether one goes to the end of this one.
#[inline(always)]
fn ends(starts: u64, digits: u64, carried: &mut u64) -> u64 {
    // Adding carries through a run of digits to the byte after it.
    let (sum, carry) = (starts & digits | *carried).overflowing_add(digits);
    *carried = carry.into();
    sum & !digits
}

/// The number of a block's last bit.
const TOP: u32 = BLOCK as u32 - 1;

/// The state between two blocks.
struct Check<'t, V, const FIRST: bool> {
    vectors: V,
    text: &'t [u8],
    max_depth: usize,
    last: Last,
    depth: usize,
    /// The innermost brackets that are open: a bit each, set for an object, the innermost lowest, and a one above them.
    open: u64,
    /// The other brackets, in words of the same kind that are full.
    outer: Stack,
    /// What of the next block is after the value's end, which has come if this is not zero.
    ended: u64,
    /// Where in the text the value ends, once that has come; for a string the text's end.
    end: usize,
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escaped: u64,
    scalars: Scalars,
    /// All bytes so far are ASCII.
    ascii: bool,
    /// Where the `u` of a low surrogate's escape must be.
    low_surrogate_at: Option<usize>,
}

impl<V: Vectors, const FIRST: bool> Check<'_, V, FIRST> {
    /// Reads a block, but for its first `before` bytes, which are shifted out of every mask; the next one is at `at`
    /// in the text. Returns whether all is good so far.
    #[inline(always)]
    fn step(&mut self, bytes: &[u8; BLOCK], at: usize, before: u32) -> bool {
        let vectors = self.vectors;
        let block = vectors.load_whole(bytes);
        let valid = u64::MAX >> before;
        let all_quotes = vectors.equal(block, b'"') >> before;
        let backslashes = vectors.equal(block, b'\\') >> before;
        let controls = vectors.in_range(block, 0, 0x1F) >> before;
        self.ascii &= vectors.bit::<7>(block) >> before == 0;
        let (escaped, next_escaped) = match backslashes {
            0 => (self.escaped, 0),
            _ => nesting::escaped(backslashes, self.escaped),
        };
        self.escaped = next_escaped;
        let quotes = all_quotes & !escaped;
        // Most that is escaped is known already.
        let others = escaped & valid & !(all_quotes | backslashes);
        if others != 0 && !self.escapes(block, others, at, before) {
            return false;
        }
        if self.in_string != 0 && quotes == 0 {
            return controls == 0;
        }
        let in_string = (vectors.prefix_xor(quotes) ^ self.in_string) & valid;
        // All ones if the last byte is in a string.
        self.in_string = (in_string >> (BLOCK as u32 - 1 - before) & 1).wrapping_neg();
        if controls & in_string | backslashes & !in_string != 0 {
            return false;
        }
        let outside = !(in_string | quotes) & valid;
        let folded = vectors.with_bits(block, 0x20);
        let mut tokens = Tokens {
            openers: vectors.equal(folded, b'{') >> before & outside,
            closers: vectors.equal(folded, b'}') >> before & outside,
            commas: vectors.equal(block, b',') >> before & outside,
            colons: vectors.equal(block, b':') >> before & outside,
            strings: quotes & in_string,
            scalars: 0,
        };
        let structural = tokens.openers | tokens.closers | tokens.commas | tokens.colons;
        let whitespace = vectors.one_of(block, &WHITESPACE) >> before;
        let scalars = outside & !(structural | whitespace);
        let open = self.scalars.any;
        tokens.scalars = scalars & !after(scalars, &mut self.scalars.any);
        let starts = tokens.scalars;
        let braces = || vectors.bit::<5>(block) >> before;
        self.tokens(tokens, braces, at)
            && (scalars | open == 0 || self.scalars(block, scalars, starts, at, before))
    }

    /// Checks that each token may follow the one before it. `braces` says of brackets which are braces.
    #[inline(always)]
    fn tokens(&mut self, tokens: Tokens, braces: impl FnOnce() -> u64, at: usize) -> bool {
        let Tokens {
            openers,
            closers,
            commas,
            colons,
            strings,
            scalars,
        } = tokens;
        let inside = match openers | closers {
            0 => Some(Inside {
                object: (self.open & 1).wrapping_neg(),
                after_end: 0,
            }),
            _ => self.brackets(openers, closers, braces()),
        };
        let Some(Inside { object, after_end }) = inside else {
            return false;
        };
        let ended = self.ended | after_end;
        // A string alone has ended, too.
        self.ended = u64::from(ended != 0 || self.open == NONE_OPEN).wrapping_neg();
        if FIRST && self.ended != 0 {
            self.end = at + ended.trailing_zeros() as usize;
        }
        let values = strings | scalars | openers;
        let all = values | closers | commas | colons;
        let begins = next(openers | commas, &mut self.last.begins, !all);
        let demands = next(colons | commas, &mut self.last.demands, !all);
        let names = strings & object & begins;
        let after_name = next(names, &mut self.last.name, !all);
        let after_value = all & !(begins | demands | after_name);
        let bad = colons ^ after_name
            | after_value & values
            | begins & object & (scalars | openers)
            | (begins | demands) & commas
            | demands & closers;
        bad & !ended == 0 && (FIRST || all & ended == 0)
    }

    /// Opens and closes brackets. `None` if they nest too deep or close what is not open.
    #[inline(always)]
    fn brackets(&mut self, openers: u64, closers: u64, braces: u64) -> Option<Inside> {
        let opened = openers.count_ones();
        let closed = closers.count_ones();
        let room = self.open.leading_zeros();
        let depth = self.depth + opened as usize;
        // No full word can come to its first bracket.
        let is_in_word = opened <= room && (self.outer.depth() == 0 || closed + room < 62);
        if !is_in_word || depth > self.max_depth {
            return self.brackets_at_an_edge(openers, closers, braces);
        }
        let lead = |bit: u32, open: u64| match closers >> bit & 1 {
            1 => Some(open >> 1),
            _ => Some(open << 1 | braces >> bit & 1),
        };
        let inside = Inside::follow(openers | closers, &mut self.open, lead)?;
        // Not used after the end.
        self.depth = depth.wrapping_sub(closed as usize);
        inside.fit(closers, braces).then_some(inside)
    }

    /// The same where a word of brackets may end, or the depth that is allowed.
    #[cold]
    #[inline(never)]
    fn brackets_at_an_edge(&mut self, openers: u64, closers: u64, braces: u64) -> Option<Inside> {
        let mut open = self.open;
        let lead = |bit: u32, mut open: u64| {
            if closers >> bit & 1 == 1 {
                self.depth = self.depth.checked_sub(1)?;
                open >>= 1;
                if self.depth > 0 && open == NONE_OPEN {
                    open = self.outer.pop_word();
                }
            } else {
                if self.depth >= self.max_depth {
                    return None;
                }
                self.depth += 1;
                if open.leading_zeros() == 0 {
                    self.outer.push_word(open);
                    open = NONE_OPEN;
                }
                open = open << 1 | braces >> bit & 1;
            }
            Some(open)
        };
        let inside = Inside::follow(openers | closers, &mut open, lead)?;
        self.open = open;
        inside.fit(closers, braces).then_some(inside)
    }

    /// Checks what is escaped.
    #[inline(always)]
    fn escapes(&mut self, block: V::Loaded, escaped: u64, at: usize, before: u32) -> bool {
        let vectors = self.vectors;
        let known = vectors.one_of(block, &ESCAPABLE)
            | vectors.equal(block, b'b')
            | vectors.equal(block, b'r');
        if escaped & !(known >> before) != 0 {
            return false;
        }
        let mut units = escaped & vectors.equal(block, b'u') >> before;
        while units != 0 {
            let u = at + units.trailing_zeros() as usize;
            units &= units - 1;
            if !self.code_unit(u) {
                return false;
            }
        }
        true
    }

    /// Checks the escape of a code unit, whose `u` is there.
    fn code_unit(&mut self, u: usize) -> bool {
        let Some(digits) = self.text[u + 1..].first_chunk::<4>() else {
            return false;
        };
        let mut unit = 0;
        for digit in digits {
            let Some(digit) = char::from(*digit).to_digit(16) else {
                return false;
            };
            unit = unit << 4 | digit;
        }
        match (unit, self.low_surrogate_at.take()) {
            (0xDC00..=0xDFFF, Some(at)) => at == u,
            (0xDC00..=0xDFFF, None) | (_, Some(_)) => false,
            (0xD800..=0xDBFF, None) => {
                self.low_surrogate_at = Some(u + 6);
                true
            }
            (_, None) => true,
        }
    }

    /// Checks numbers and literals.
    #[inline(always)]
    fn scalars(
        &mut self,
        block: V::Loaded,
        scalars: u64,
        starts: u64,
        at: usize,
        before: u32,
    ) -> bool {
        let vectors = self.vectors;
        let carried = &mut self.scalars;
        let digits = vectors.in_range(block, b'0', b'9') >> before & scalars;
        let zeros = vectors.equal(block, b'0') >> before;
        if digits == scalars && carried.is_integer() {
            ends(starts, digits, &mut carried.integer);
            return after(zeros & starts, &mut carried.leading_zero) & digits == 0;
        }
        let minuses = vectors.equal(block, b'-') >> before & scalars;
        let literals = starts & !(digits | minuses);
        let mut numbers = scalars;
        if literals | carried.literal != 0 {
            // Adding carries through each literal from its start; what comes in from the block before starts at once.
            let begun = literals | carried.literal & scalars;
            numbers = scalars & scalars.wrapping_add(begun);
            carried.literal = (scalars & !numbers) >> TOP;
            if !self.literals(literals, at) {
                return false;
            }
        }
        let carried = &mut self.scalars;
        // Of a literal that came in nothing else is carried.
        let minus = minuses & starts;
        let begins = starts | after(minus, &mut carried.minus);
        let leading_zeros = zeros & numbers & begins;
        let digits = digits & numbers;
        let others = numbers & !(digits | minus);
        let integer_ends = ends(begins, digits, &mut carried.integer);
        let mut bad = after(leading_zeros, &mut carried.leading_zero) & digits;
        let mut need_digits = minus;
        if others | carried.point | carried.e | carried.fraction != 0 {
            let points = vectors.equal(block, b'.') >> before & others;
            let folded = vectors.with_bits(block, 0x20);
            let es = vectors.equal(folded, b'e') >> before & others;
            let signs = (minuses | vectors.equal(block, b'+') >> before) & others;
            let after_points = after(points, &mut carried.point);
            let after_es = after(es, &mut carried.e);
            let fraction_ends = ends(after_points, digits, &mut carried.fraction);
            need_digits |= points | signs;
            bad |= others & !(points | es | signs)
                | points & !integer_ends
                | es & !(integer_ends | fraction_ends)
                | after_es & !(digits | signs)
                | signs & !after_es;
        }
        bad |= after(need_digits, &mut carried.needs_digit) & !digits;
        bad & (u64::MAX >> before) == 0
    }

    /// Checks literals where they start.
    #[inline(always)]
    fn literals(&self, mut starts: u64, at: usize) -> bool {
        while starts != 0 {
            let text = &self.text[at + starts.trailing_zeros() as usize..];
            starts &= starts - 1;
            let len = match text.first_chunk::<4>() {
                Some(b"true" | b"null") => 4,
                Some(b"fals") if text.get(4) == Some(&b'e') => 5,
                _ => return false,
            };
            if text.get(len).is_some_and(|byte| !is_delimiter(*byte)) {
                return false;
            }
        }
        true
    }
}

// With the feature `small` nothing goes by blocks.
#[cfg(all(test, not(feature = "small")))]
mod tests;
