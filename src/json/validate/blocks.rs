//! Checks a text by masks of its blocks: the second stage of Langdale and Lemire's "Parsing Gigabytes of JSON per
//! Second" (2019), on a bit stack instead of a tape.
//!
//! The grammar is a question of neighbours: which token may follow which. Adding carries a token's kind over what is
//! between to the token after it, all of a block at once; brackets alone go one by one. Numbers are checked by masks
//! likewise, literals and escapes of code units where they start. A block ends before a number or literal that it would
//! cut, so that nothing of these is carried to the next block.

use super::super::scalar::{Run, Scalar};
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
/// invalid, or cut, it may return `None`.
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
        let mut check = Check::<V, FIRST>::after_first(vectors, text, self.max_depth)?;
        let mut at = 1;
        while let Some(block) = text[at..].first_chunk() {
            at += check.step(block, at, 0)?;
            if FIRST && check.depth == 0 {
                break;
            }
        }
        let rest = text.len() - at;
        if rest != 0 && !(FIRST && check.depth == 0) {
            let mut few = [b' '; BLOCK];
            let block = match text.last_chunk() {
                Some(block) => block,
                None => {
                    few[BLOCK - rest..].copy_from_slice(&text[at..]);
                    &few
                }
            };
            // What comes before in the block is shifted out of the masks.
            check.step(block, at, (BLOCK - rest) as u32)?;
        }
        let end = if FIRST { check.end } else { text.len() };
        let is_good = check.depth == 0
            && (FIRST || check.in_string == 0)
            && check.low_surrogate_at.is_none()
            && (check.ascii || simdutf8::basic::from_utf8(&text[..end]).is_ok());
        is_good.then_some(end)
    }
}

/// Returns whether all of `text` is one number or literal, with whitespace after it or not.
fn is_scalar(text: &[u8]) -> bool {
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
#[derive(Clone, Copy)]
struct Last {
    /// It was an opening bracket or a comma: in an object a name comes.
    begins: u64,
    /// It was a colon or a comma: a value must come, or a name.
    demands: u64,
    /// It was a name: a colon must come.
    name: u64,
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
    /// Follows brackets, each of which leads from one word of open brackets to another, to the last of them or to the
    /// value's end.
    #[inline(always)]
    fn follow(
        brackets: u64,
        open: &mut u64,
        mut lead: impl FnMut(u32, u64) -> Option<u64>,
    ) -> Option<Self> {
        let was_in_object = *open & 1;
        // The brackets after which the innermost is an object.
        let mut in_object = 0;
        let mut after_end = 0;
        let mut rest = brackets;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            *open = lead(bit, *open)?;
            in_object |= (*open & 1) << bit;
            if *open == NONE_OPEN {
                after_end = u64::MAX << bit << 1;
                break;
            }
        }
        // Adding carries from there to the next bracket.
        let starts = in_object << 1 | was_in_object;
        Some(Self {
            object: starts.wrapping_add(!brackets) ^ !brackets,
            after_end,
        })
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

impl Tokens {
    /// A number or literal alone.
    const SCALAR: Self = Self {
        openers: 0,
        closers: 0,
        commas: 0,
        colons: 0,
        strings: 0,
        scalars: 1,
    };
}

const WHITESPACE: Set<4> = Set::new(b" \t\n\r");
/// What may come after a backslash, but `b` and `r`.
const ESCAPABLE: Set<7> = Set::new(b"\"\\/fntu");

/// The bytes that end runs of `digits` which begin with one of `starts`.
#[inline(always)]
fn ends(starts: u64, digits: u64) -> u64 {
    // Adding carries through a run of digits to the byte after it.
    (starts & digits).wrapping_add(digits) & !digits
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
    /// Where in the text the value ends, if it is the first of others and has ended.
    end: usize,
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escaped: u64,
    /// All bytes so far are ASCII.
    ascii: bool,
    /// Where the `u` of a low surrogate's escape must be.
    low_surrogate_at: Option<usize>,
}

impl<'t, V: Vectors, const FIRST: bool> Check<'t, V, FIRST> {
    /// After the first byte of `text`, which is an opening bracket or a quotation mark.
    #[inline(always)]
    fn after_first(vectors: V, text: &'t [u8], max_depth: usize) -> Option<Self> {
        let is_string = text[0] == b'"';
        let depth = usize::from(!is_string);
        let is_object = u64::from(text[0] == b'{');
        (depth <= max_depth).then_some(Self {
            vectors,
            text,
            max_depth,
            last: Last {
                begins: u64::from(!is_string),
                demands: 0,
                name: 0,
            },
            depth,
            open: NONE_OPEN << depth | is_object,
            outer: Stack::new(),
            end: 0,
            in_string: u64::from(is_string).wrapping_neg(),
            escaped: 0,
            ascii: true,
            low_surrogate_at: None,
        })
    }

    /// Reads a block, but for its first `before` bytes, which are shifted out of every mask; the next one is at `at`
    /// in the text. Returns how many bytes it has read if all is good: a number or literal that the block may cut is
    /// left to the next one.
    #[inline(always)]
    fn step(&mut self, bytes: &[u8; BLOCK], at: usize, before: u32) -> Option<usize> {
        let vectors = self.vectors;
        let block = vectors.load_whole(bytes);
        let len = BLOCK - before as usize;
        meter::scanned(len);
        self.ascii &= vectors.is_ascii(block);
        if self.in_string != 0 && self.escaped == 0 && vectors.is_plain(block) {
            return Some(len);
        }
        let (quotes, in_string) = self.strings(block, at, before)?;
        let outside = !(in_string | quotes) & u64::MAX >> before;
        if outside | quotes == 0 {
            return Some(len);
        }
        let folded = vectors.with_bits(block, 0x20);
        let openers = vectors.equal(folded, b'{') >> before & outside;
        let closers = vectors.equal(folded, b'}') >> before & outside;
        let commas = vectors.equal(block, b',') >> before & outside;
        let colons = vectors.equal(block, b':') >> before & outside;
        let whitespace = vectors.one_of(block, &WHITESPACE) >> before;
        let mut scalars = outside & !(openers | closers | commas | colons | whitespace);
        let mut left = 0;
        // Never so in the last block: its masks are shifted, and end with zeros.
        if scalars >> TOP != 0 {
            left = scalars.leading_ones();
            if left as usize == BLOCK {
                return self.long_scalar(at);
            }
            scalars &= u64::MAX >> left;
        }
        let starts = scalars & !(scalars << 1);
        let braces = vectors.bit::<5>(block) >> before;
        let tokens = Tokens {
            openers,
            closers,
            commas,
            colons,
            strings: quotes & in_string,
            scalars: starts,
        };
        let is_good = (scalars == 0 || self.scalars(block, scalars, starts, at, before))
            && self.tokens(tokens, braces, at);
        is_good.then_some(len - left as usize)
    }

    /// Finds the quotation marks of strings, and what is in strings, an opening mark with it. `None` if that may not be
    /// there.
    #[inline(always)]
    fn strings(&mut self, block: V::Loaded, at: usize, before: u32) -> Option<(u64, u64)> {
        let vectors = self.vectors;
        let valid = u64::MAX >> before;
        let all_quotes = vectors.equal(block, b'"') >> before;
        let backslashes = vectors.equal(block, b'\\') >> before;
        let controls = vectors.in_range(block, 0, 0x1F) >> before;
        let (escaped, next_escaped) = match backslashes {
            0 => (self.escaped, 0),
            _ => nesting::escaped(backslashes, self.escaped),
        };
        self.escaped = next_escaped;
        // Most that is escaped is known already.
        let others = escaped & valid & !(all_quotes | backslashes);
        if others != 0 && !self.escapes(block, others, at, before) {
            return None;
        }
        let quotes = all_quotes & !escaped;
        if self.in_string != 0 && quotes == 0 {
            return (controls & valid == 0).then_some((0, valid));
        }
        let in_string = (vectors.prefix_xor(quotes) ^ self.in_string) & valid;
        // All ones if the last byte is in a string.
        self.in_string = (in_string >> (TOP - before) & 1).wrapping_neg();
        let bad = controls & in_string | backslashes & !in_string;
        (bad == 0).then_some((quotes, in_string))
    }

    /// Reads a number that no block can hold, or something bad; returns how long it is.
    #[cold]
    fn long_scalar(&mut self, at: usize) -> Option<usize> {
        let text = &self.text[at..];
        let is_good = self.tokens(Tokens::SCALAR, 0, at);
        match Scalar::begin(text[0])?.run(text, is_delimiter) {
            Run::End(len) if is_good => Some(len),
            _ => None,
        }
    }

    /// Checks that each token may follow the one before it. `braces` says of brackets which are braces.
    #[inline(always)]
    fn tokens(&mut self, tokens: Tokens, braces: u64, at: usize) -> bool {
        let Tokens {
            openers,
            closers,
            commas,
            colons,
            strings,
            scalars,
        } = tokens;
        let values = strings | scalars | openers;
        let all = values | closers | commas | colons;
        if self.depth == 0 {
            return all == 0;
        }
        let inside = match openers | closers {
            0 => Some(Inside {
                object: (self.open & 1).wrapping_neg(),
                after_end: 0,
            }),
            _ => self.brackets(openers, closers, braces),
        };
        let Some(Inside { object, after_end }) = inside else {
            return false;
        };
        if FIRST && self.depth == 0 {
            self.end = at + (!after_end).trailing_ones() as usize;
        }
        let begins = next(openers | commas, &mut self.last.begins, !all);
        let names = strings & object & begins;
        let after_name = next(names, &mut self.last.name, !all);
        let demands = next(colons | commas, &mut self.last.demands, !all);
        let after_value = all & !(begins | demands | after_name);
        let bad = colons ^ after_name
            | after_value & values
            | begins & object & (scalars | openers)
            | (begins | demands) & commas
            | demands & closers;
        bad & !after_end == 0 && (FIRST || all & after_end == 0)
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
        let lead = |bit: u32, open: u64| {
            let is_closer = closers >> bit & 1 == 1;
            Some(core::hint::select_unpredictable(
                is_closer,
                open >> 1,
                open << 1 | braces >> bit & 1,
            ))
        };
        let inside = Inside::follow(openers | closers, &mut self.open, lead)?;
        self.depth = match self.open {
            NONE_OPEN => 0,
            _ => depth - closed as usize,
        };
        inside.fit(closers, braces).then_some(inside)
    }

    /// The same where a word of brackets may end, or the depth that is allowed.
    #[cold]
    #[inline(never)]
    fn brackets_at_an_edge(&mut self, openers: u64, closers: u64, braces: u64) -> Option<Inside> {
        let mut open = self.open;
        let lead = |bit: u32, mut open: u64| {
            if closers >> bit & 1 == 1 {
                self.depth -= 1;
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

    /// Checks numbers and literals, all of which are in the block.
    #[inline(always)]
    fn scalars(&self, block: V::Loaded, scalars: u64, starts: u64, at: usize, before: u32) -> bool {
        let vectors = self.vectors;
        let digits = vectors.in_range(block, b'0', b'9') >> before & scalars;
        let zeros = vectors.equal(block, b'0') >> before;
        if digits == scalars {
            return (zeros & starts) << 1 & digits == 0;
        }
        let minuses = vectors.equal(block, b'-') >> before & scalars;
        let literals = starts & !(digits | minuses);
        let mut numbers = scalars;
        if literals != 0 {
            if !self.literals(literals, scalars, at) {
                return false;
            }
            // Adding carries through each literal from its start.
            numbers &= scalars.wrapping_add(literals);
        }
        let points = vectors.equal(block, b'.') >> before & numbers;
        let minus = minuses & starts;
        let begins = starts | minus << 1;
        let integer_ends = ends(begins, digits);
        let others = numbers & !(digits | minus | points);
        let mut bad = (zeros & begins) << 1 & digits
            | points & !integer_ends
            | (minus | points) << 1 & !digits;
        if others != 0 {
            let folded = vectors.with_bits(block, 0x20);
            let es = vectors.equal(folded, b'e') >> before & others;
            let signs = (minuses | vectors.equal(block, b'+') >> before) & others;
            let fraction_ends = ends(points << 1, digits);
            bad |= others & !(es | signs)
                | es & !(integer_ends | fraction_ends)
                | es << 1 & !(digits | signs)
                | signs & !(es << 1)
                | signs << 1 & !digits;
        }
        bad & (u64::MAX >> before) == 0
    }

    /// Checks literals where they start.
    #[inline(always)]
    fn literals(&self, mut starts: u64, scalars: u64, at: usize) -> bool {
        const TRUE: u32 = u32::from_le_bytes(*b"true");
        const NULL: u32 = u32::from_le_bytes(*b"null");
        const FALS: u32 = u32::from_le_bytes(*b"fals");
        while starts != 0 {
            let bit = starts.trailing_zeros();
            starts &= starts - 1;
            let len = (scalars >> bit).trailing_ones();
            let text = &self.text[at + bit as usize..];
            let Some((word, rest)) = text.split_first_chunk() else {
                return false;
            };
            let is_good = match u32::from_le_bytes(*word) {
                TRUE | NULL => len == 4,
                FALS => len == 5 && rest.first() == Some(&b'e'),
                _ => false,
            };
            if !is_good {
                return false;
            }
        }
        true
    }
}

// With the feature `small` nothing goes by blocks.
#[cfg(all(test, not(feature = "small")))]
mod tests;
