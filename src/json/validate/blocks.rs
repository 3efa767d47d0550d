//! Whether a text is good, by masks of its blocks: the second stage of Langdale and Lemire's "Parsing Gigabytes of JSON
//! per Second" (2019), on a bit stack instead of a tape.
//!
//! The grammar is stepped at the starts of tokens only: a row for each byte value says where it leads from each state.
//! Numbers are checked by masks where they are, all of a block at once; literals and escapes of code units where they start.

use super::super::scalar::Scalar;
use super::super::space::{self, is_delimiter};
use super::super::stack::Stack;
use crate::meter;
use crate::search::nesting::{self, Scanner};
#[cfg(target_arch = "x86_64")]
use crate::search::vector::Sse2;
use crate::search::vector::{BLOCK, Set, Task, Vectors, Words};

/// Whether `text` is one JSON text that nests no deeper than allowed.
#[inline]
pub(super) fn is_valid(text: &[u8], max_depth: usize, scanner: Scanner) -> bool {
    // Byte by byte is for the caller to find out.
    if scanner.is_bytewise() {
        return false;
    }
    let task = IsValid { text, max_depth };
    match scanner {
        Scanner::Bytewise | Scanner::Portable => task.run(Words),
        #[cfg(target_arch = "x86_64")]
        Scanner::Sse2 => task.run(Sse2),
        #[cfg(target_arch = "x86_64")]
        Scanner::Avx2(avx2) => avx2.run(task),
    }
}

struct IsValid<'t> {
    text: &'t [u8],
    max_depth: usize,
}

impl Task for IsValid<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> bool {
        let text = self.text;
        let start = space::leading(text);
        match text.get(start) {
            Some(b'{' | b'[' | b'"') => {}
            Some(_) => return is_scalar(&text[start..]),
            None => return false,
        }
        meter::scanned(text.len());
        let mut check = Check {
            vectors,
            text,
            max_depth: self.max_depth,
            state: state::START,
            depth: 0,
            open: 0,
            outer: Stack::new(),
            in_string: 0,
            escaped: 0,
            scalar: 0,
            ascii: true,
            low_surrogate_at: None,
        };
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        for (index, block) in blocks.iter().enumerate() {
            if !check.step(block, index * BLOCK, 0) {
                return false;
            }
        }
        if !rest.is_empty() {
            let missing = BLOCK - rest.len();
            let is_good = match text.last_chunk::<BLOCK>() {
                // The block before overlaps: its bytes are shifted out of the masks.
                Some(block) => check.step(block, text.len() - rest.len(), missing as u32),
                None => {
                    let mut block = [b' '; BLOCK];
                    block[missing..].copy_from_slice(rest);
                    check.step(&block, 0, missing as u32)
                }
            };
            if !is_good {
                return false;
            }
        }
        check.state == state::DONE
            && check.in_string == 0
            && check.low_surrogate_at.is_none()
            && (check.ascii || simdutf8::basic::from_utf8(text).is_ok())
    }
}

/// Whether all of `text` is one number or literal, with whitespace after it or not.
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

/// What may come next, as how far a row is shifted to find where a byte leads: six bits each.
mod state {
    /// Something is wrong, and stays so.
    pub(super) const BAD: u64 = 0;
    pub(super) const ELEMENT: u64 = 6;
    pub(super) const ELEMENT_OR_END: u64 = 12;
    pub(super) const AFTER_ELEMENT: u64 = 18;
    pub(super) const NAME: u64 = 24;
    pub(super) const NAME_OR_END: u64 = 30;
    pub(super) const COLON: u64 = 36;
    pub(super) const MEMBER: u64 = 42;
    pub(super) const AFTER_MEMBER: u64 = 48;
    pub(super) const START: u64 = 54;
    /// The value is complete: only four bits are left here, but nothing leads anywhere.
    pub(super) const DONE: u64 = 60;
}

const STATE_BITS: u64 = 0x3F;

/// Where each byte that begins a token leads from each state. Where a closing bracket leads the stack knows.
static ROWS: [u64; 256] = rows();

const fn rows() -> [u64; 256] {
    use state::*;
    let mut rows = [0; 256];
    let mut byte = 0;
    while byte < rows.len() {
        rows[byte] = match byte as u8 {
            b'"' => ROW_OF_VALUES | COLON << NAME | COLON << NAME_OR_END,
            b'0'..=b'9' | b'-' | b't' | b'f' | b'n' => ROW_OF_VALUES & !(STATE_BITS << START),
            b'{' => row_of_openers(NAME_OR_END),
            b'[' => row_of_openers(ELEMENT_OR_END),
            // Good is all but BAD.
            b']' => DONE << ELEMENT_OR_END | DONE << AFTER_ELEMENT,
            b'}' => DONE << NAME_OR_END | DONE << AFTER_MEMBER,
            b',' => ELEMENT << AFTER_ELEMENT | NAME << AFTER_MEMBER,
            b':' => MEMBER << COLON,
            _ => BAD,
        };
        byte += 1;
    }
    rows
}

const ROW_OF_VALUES: u64 = {
    use state::*;
    AFTER_ELEMENT << ELEMENT
        | AFTER_ELEMENT << ELEMENT_OR_END
        | AFTER_MEMBER << MEMBER
        | DONE << START
};

const fn row_of_openers(to: u64) -> u64 {
    use state::*;
    to << ELEMENT | to << ELEMENT_OR_END | to << MEMBER | to << START
}

/// Structural characters, with the bit set in which brackets differ. Form feed and 0x1A look like a comma and a colon
/// then: their rows lead nowhere.
const STRUCTURAL: Set<4> = Set::new(b"{},:");
const WHITESPACE: Set<4> = Set::new(b" \t\n\r");
/// What may come after a backslash, but `b` and `r`.
const ESCAPABLE: Set<7> = Set::new(b"\"\\/fntu");

/// In `Check::scalar`: what the block's last byte was, for the next block's first.
mod last {
    pub(super) const MINUS: u32 = 0;
    pub(super) const LEADING_ZERO: u32 = 1;
    pub(super) const DIGIT: u32 = 2;
    pub(super) const POINT: u32 = 3;
    pub(super) const E: u32 = 4;
    pub(super) const SIGN: u32 = 5;
    /// Of a fraction.
    pub(super) const FRACTION: u32 = 6;
    /// Of an exponent.
    pub(super) const EXPONENT: u32 = 7;
    pub(super) const LITERAL: u32 = 8;
    /// Part of any number or literal.
    pub(super) const ANY: u32 = 9;
}

/// The state between two blocks.
struct Check<'t, V> {
    vectors: V,
    text: &'t [u8],
    max_depth: usize,
    state: u64,
    depth: usize,
    /// The innermost brackets that are open: a bit each, set for an object, the innermost lowest. Of a multiple of 64 and
    /// more all but those beyond it.
    open: u64,
    /// The other brackets, by 64.
    outer: Stack,
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escaped: u64,
    /// The bits of [`last`].
    scalar: u64,
    /// No byte so far was anything but ASCII.
    ascii: bool,
    /// Where the `u` of a low surrogate's escape must be.
    low_surrogate_at: Option<usize>,
}

impl<V: Vectors> Check<'_, V> {
    /// Takes in a block, but for its first `before` bytes, which are shifted out of every mask; the next one is at `at` in
    /// the text. Returns whether all is good so far.
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
        let structural = vectors.one_of(folded, &STRUCTURAL) >> before & outside;
        let whitespace = vectors.one_of(block, &WHITESPACE) >> before;
        let scalars = outside & !(structural | whitespace);
        let starts = scalars & !(scalars << 1 | self.scalar >> last::ANY);
        // Of the structural characters the brackets alone have this bit.
        let brackets = vectors.bit::<6>(block) >> before & structural;
        let tokens = structural | quotes & in_string | starts;
        self.tokens(tokens, brackets, bytes, before)
            && (scalars | self.scalar == 0 || self.scalars(block, scalars, starts, at, before))
    }

    /// Steps the grammar at each token.
    #[inline(always)]
    fn tokens(&mut self, mut tokens: u64, brackets: u64, bytes: &[u8; BLOCK], before: u32) -> bool {
        let byte = |bit: u32| bytes[((bit + before) % BLOCK as u32) as usize];
        // A shift looks at the low six bits of the state only: above them there may be anything.
        let lead = |byte: u8, state: u64| ROWS[usize::from(byte)].wrapping_shr(state as u32);
        let is_bad = |state: u64| state & STATE_BITS == state::BAD;
        let (mut state, mut depth, mut open) = (self.state, self.depth, self.open);
        loop {
            // Up to the next bracket.
            let rest = tokens & brackets;
            let bracket = rest & rest.wrapping_neg();
            let mut run = tokens & bracket.wrapping_sub(1);
            tokens ^= run;
            while run != 0 {
                state = lead(byte(run.trailing_zeros()), state);
                run &= run - 1;
            }
            if bracket == 0 {
                break;
            }
            tokens ^= bracket;
            let byte = byte(bracket.trailing_zeros());
            state = lead(byte, state);
            if is_bad(state) {
                return false;
            }
            // Closing brackets have this bit, opening ones have not; and braces the other, brackets not.
            if byte & 4 != 0 {
                depth -= 1;
                open >>= 1;
                if depth % 64 == 0 {
                    if depth == 0 {
                        state = state::DONE;
                        continue;
                    }
                    open = self.outer.pop_word();
                }
                state = match open & 1 {
                    1 => state::AFTER_MEMBER,
                    _ => state::AFTER_ELEMENT,
                };
            } else {
                if depth >= self.max_depth {
                    return false;
                }
                if depth % 64 == 0 && depth > 0 {
                    self.outer.push_word(open);
                }
                open = open << 1 | u64::from(byte >> 5 & 1);
                depth += 1;
            }
        }
        (self.state, self.depth, self.open) = (state & STATE_BITS, depth, open);
        !is_bad(state)
    }

    /// Checks what is escaped.
    #[inline(always)]
    fn escapes(&mut self, block: V::Block, escaped: u64, at: usize, before: u32) -> bool {
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
        block: V::Block,
        scalars: u64,
        starts: u64,
        at: usize,
        before: u32,
    ) -> bool {
        const TOP: u32 = BLOCK as u32 - 1;
        let vectors = self.vectors;
        let carried = self.scalar;
        let was = |what: u32| carried >> what & 1;
        let digits = vectors.in_range(block, b'0', b'9') >> before & scalars;
        let minuses = vectors.equal(block, b'-') >> before & scalars;
        let mut numbers = scalars;
        const INTEGER: u64 = 1 << last::DIGIT | 1 << last::LEADING_ZERO | 1 << last::ANY;
        if digits == scalars && carried & !INTEGER == 0 {
            let zeros = vectors.equal(block, b'0') >> before & starts;
            self.scalar = zeros >> TOP << last::LEADING_ZERO
                | digits >> TOP << last::DIGIT
                | digits >> TOP << last::ANY;
            return (zeros << 1 | was(last::LEADING_ZERO)) & digits == 0;
        }
        let literals = starts & !(digits | minuses);
        if literals | was(last::LITERAL) != 0 {
            if !self.literals(literals, at) {
                return false;
            }
            // Adding carries through each literal from its start; what comes in from the block before starts at once.
            let begun = literals | was(last::LITERAL) & scalars;
            numbers = scalars & scalars.wrapping_add(begun);
        }
        let any = scalars >> TOP << last::ANY;
        let literal = (scalars & !numbers) >> TOP << last::LITERAL;
        // After a literal that came in nothing of a number is carried; and what follows is checked to be no part of one.
        let after = |mask: u64, what: u32| mask << 1 | was(what);
        let zeros = vectors.equal(block, b'0') >> before & numbers;
        let sign = minuses & starts;
        let after_sign = after(sign, last::MINUS);
        let leading_zeros = zeros & (starts | after_sign);
        let digits = digits & numbers;
        let mut bad = after_sign & !digits | after(leading_zeros, last::LEADING_ZERO) & digits;
        let mut next = sign >> TOP << last::MINUS
            | leading_zeros >> TOP << last::LEADING_ZERO
            | digits >> TOP << last::DIGIT;
        let others = numbers & !(digits | sign);
        const REST: u64 = 1 << last::POINT
            | 1 << last::E
            | 1 << last::SIGN
            | 1 << last::FRACTION
            | 1 << last::EXPONENT;
        if others | carried & REST != 0 {
            let points = vectors.equal(block, b'.') >> before & others;
            let folded = vectors.with_bits(block, 0x20);
            let es = vectors.equal(folded, b'e') >> before & others;
            let signs = (minuses | vectors.equal(block, b'+') >> before) & others;
            let after_point = after(points, last::POINT);
            let after_e = after(es, last::E);
            let after_signs = after(signs, last::SIGN);
            let after_digit = after(digits, last::DIGIT);
            bad |= others & !(points | es | signs)
                | after_point & !digits
                | (points | es) & !after_digit
                | after_e & !(digits | signs)
                | signs & !after_e
                | after_signs & !digits;
            // Adding carries through a run of digits to the byte after it.
            let (fractions, fraction) = (after_point | was(last::FRACTION)).overflowing_add(digits);
            let (exponents, exponent) =
                ((after_e | after_signs) & digits | was(last::EXPONENT)).overflowing_add(digits);
            bad |= fractions & !digits & points | exponents & !digits & (points | es);
            next |= points >> TOP << last::POINT
                | es >> TOP << last::E
                | signs >> TOP << last::SIGN
                | u64::from(fraction) << last::FRACTION
                | u64::from(exponent) << last::EXPONENT;
        }
        self.scalar = next | literal | any;
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
