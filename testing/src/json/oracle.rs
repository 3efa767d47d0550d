//! A slow, whole-input reading of RFC 8259, RFC 7464, NDJSON and the LSP base protocol, written from their texts.
//!
//! Nothing here is incremental: every question is asked of all the bytes at once, and the grammar is followed by plain
//! recursion.

use unchunk::ErrorKind;
use unchunk::json::Framing;

use super::{Options, Place, Reading, Seen};
use crate::Ending;

const RS: u8 = 0x1E;

/// Reads a whole stream, slowly: its frames, what is wrong, and how it ends.
///
/// # Panics
///
/// Panics if the framing is one that it does not know. Validating, it follows the grammar by recursion: with a greater
/// [`max_depth`](Options::max_depth) the stack may overflow.
///
/// ```
/// use unchunk::json::Framing;
/// use unchunk_testing::json::{self, Options};
///
/// let reading = json::read(b"\x1E{}\n\x1E[1]\n", &Options::new(Framing::TextSequence));
/// assert_eq!(reading.frames(), [&b"{}"[..], b"[1]"]);
/// ```
pub fn read(stream: &[u8], options: &Options) -> Reading {
    let mut oracle = Oracle {
        stream,
        options,
        reading: Reading::default(),
        index: 0,
        proven: false,
        faulty: false,
    };
    let ending = match options.framing {
        Framing::Concatenated => oracle.concatenated(),
        Framing::Lines => oracle.lines(),
        Framing::Array => oracle.array(),
        Framing::TextSequence => oracle.text_sequence(),
        Framing::ContentLength => oracle.content_length(),
        _ => panic!("a framing without an oracle"),
    };
    oracle.reading.ending = if !oracle.proven && (oracle.faulty || ending == RawEnd::Foreign) {
        Ending::Foreign {
            head: stream[..stream.len().min(1024)].to_vec(),
        }
    } else {
        match ending {
            RawEnd::Complete => Ending::Complete,
            RawEnd::Inside(start) => Ending::Truncated {
                tail: stream[start..].to_vec(),
                offset: start as u64,
            },
            RawEnd::Missing(at) => Ending::Truncated {
                tail: Vec::new(),
                offset: at as u64,
            },
            RawEnd::Foreign => panic!("proven, yet foreign"),
        }
    };
    oracle.reading
}

/// Whether all of `text` is one JSON text, RFC 8259 § 2, nested `max_depth` deep at most.
///
/// # Errors
///
/// Returns what is wrong first.
///
/// ```
/// use unchunk::ErrorKind;
/// use unchunk_testing::json::judge;
///
/// assert_eq!(judge(b" [1, 2] ", 8), Ok(()));
/// assert_eq!(judge(b"[1, 02]", 8), Err(ErrorKind::InvalidNumber));
/// assert_eq!(judge(b"[[]]", 1), Err(ErrorKind::TooDeep));
/// ```
pub fn judge(text: &[u8], max_depth: usize) -> Result<(), ErrorKind> {
    let options = Options {
        max_depth,
        validate: true,
        ..Options::new(Framing::Concatenated)
    };
    check_text(text, &options).map_err(|fault| fault.kind)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RawEnd {
    Complete,
    /// Inside the frame that starts there.
    Inside(usize),
    /// Something more must come; nothing of it is kept.
    Missing(usize),
    Foreign,
}

/// What is wrong, the offset to report, and the offset of the byte that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fault {
    kind: ErrorKind,
    offset: usize,
    shown: usize,
}

impl Fault {
    fn at(kind: ErrorKind, offset: usize) -> Self {
        Self {
            kind,
            offset,
            shown: offset,
        }
    }
}

struct Oracle<'s> {
    stream: &'s [u8],
    options: &'s Options,
    reading: Reading,
    index: u64,
    proven: bool,
    faulty: bool,
}

impl Oracle<'_> {
    fn frame(&mut self, start: usize, end: usize, ready_at: usize) {
        self.reading.items.push(Seen::Frame {
            bytes: self.stream[start..end].to_vec(),
            span: start as u64..end as u64,
            place: self.place(start),
        });
        self.reading.ready_at.push(ready_at as u64);
        self.index += 1;
        self.proven = true;
    }

    fn place(&self, start: usize) -> Place {
        let lines = self.stream[..start].iter().filter(|byte| **byte == b'\n');
        let line = (self.options.framing == Framing::Lines).then(|| lines.count() as u64 + 1);
        Place {
            line,
            index: self.index,
            start: start as u64,
        }
    }

    /// Something is wrong with the frame, or what is in the place of one, that starts at `start`.
    fn error(&mut self, kind: ErrorKind, offset: u64, start: usize) {
        self.reading.items.push(Seen::Error {
            kind,
            offset,
            place: self.place(start),
        });
        self.index += 1;
        match kind {
            ErrorKind::FrameTooLarge | ErrorKind::TooDeep => self.proven = true,
            _ => self.faulty = true,
        }
    }

    fn terminal(&mut self, kind: ErrorKind, offset: usize) -> RawEnd {
        self.error(kind, offset as u64, offset);
        self.reading.failed = true;
        RawEnd::Missing(offset)
    }

    /// Where the content starts, or `None` if the stream is less than a byte order mark but begins like one.
    fn after_bom(&self) -> Option<usize> {
        const BOM: &[u8] = b"\xEF\xBB\xBF";
        if self.stream.starts_with(BOM) {
            Some(3)
        } else if !self.stream.is_empty() && BOM.starts_with(self.stream) {
            None
        } else {
            Some(0)
        }
    }

    fn skip_whitespace(&self, mut at: usize) -> usize {
        while at < self.stream.len() && is_whitespace(self.stream[at]) {
            at += 1;
        }
        at
    }

    /// The value that starts at `start`, in a stream that ends at `end`.
    fn value(&mut self, start: usize, end: usize) -> Value {
        let value = &self.stream[start..end];
        let extent = extent(value);
        let len = extent.unwrap_or(value.len());
        let scalar = is_scalar(value[0]);
        let mut fault = if scalar {
            scalar_fault(&value[..len])
        } else {
            too_deep(&value[..len], self.options.max_depth)
                .map(|offset| Fault::at(ErrorKind::TooDeep, offset))
        };
        if fault.is_none() && scalar && extent.is_some() && !is_whole_scalar(&value[..len]) {
            fault = Some(Fault::at(scalar_kind(value[0]), len));
        }
        let limit = self.options.max_frame_bytes;
        if len > limit && fault.is_none_or(|fault| fault.shown >= limit) {
            fault = Some(Fault::at(ErrorKind::FrameTooLarge, limit));
        }
        // Only a complete frame is validated, and only if no limit was broken before.
        if fault.is_none() && self.options.validate && extent.is_some() && !scalar {
            fault = (Grammar {
                text: &value[..len],
            })
            .fault();
        }
        match fault {
            Some(fault) => {
                self.error(fault.kind, (start + fault.offset) as u64, start);
                Value::Bad(extent.map(|len| start + len))
            }
            None => Value::Good(extent.map(|len| start + len)),
        }
    }

    fn concatenated(&mut self) -> RawEnd {
        let len = self.stream.len();
        let Some(mut at) = self.after_bom() else {
            return self.terminal(ErrorKind::UnexpectedByte, 0);
        };
        loop {
            at = self.skip_whitespace(at);
            if at == len {
                return RawEnd::Complete;
            }
            let start = at;
            if !begins_value(self.stream[start]) {
                return self.terminal(ErrorKind::UnexpectedByte, start);
            }
            let scalar = is_scalar(self.stream[start]);
            match self.value(start, len) {
                Value::Good(Some(end)) => {
                    self.frame(start, end, end + usize::from(scalar));
                    at = end;
                }
                Value::Good(None) if scalar && is_whole_scalar(&self.stream[start..]) => {
                    self.frame(start, len, len);
                    return RawEnd::Complete;
                }
                Value::Good(None) => return RawEnd::Inside(start),
                Value::Bad(Some(end)) => at = end,
                Value::Bad(None) if scalar => return RawEnd::Complete,
                Value::Bad(None) => return RawEnd::Missing(start),
            }
        }
    }

    fn array(&mut self) -> RawEnd {
        let len = self.stream.len();
        let Some(at) = self.after_bom() else {
            return RawEnd::Foreign;
        };
        let at = self.skip_whitespace(at);
        if at == len {
            return RawEnd::Missing(len);
        }
        if self.stream[at] != b'[' {
            return RawEnd::Foreign;
        }
        self.proven = true;
        let mut at = self.skip_whitespace(at + 1);
        let mut first = true;
        loop {
            // An element, or at once the end.
            if at == len {
                return RawEnd::Missing(len);
            }
            if first && self.stream[at] == b']' {
                break;
            }
            first = false;
            let start = at;
            if !begins_value(self.stream[start]) {
                return self.terminal(ErrorKind::UnexpectedByte, start);
            }
            let scalar = is_scalar(self.stream[start]);
            match self.value(start, len) {
                Value::Good(Some(end)) => {
                    self.frame(start, end, end + usize::from(scalar));
                    at = end;
                }
                Value::Good(None) => return RawEnd::Inside(start),
                Value::Bad(Some(end)) => at = end,
                Value::Bad(None) => return RawEnd::Missing(start),
            }
            // A comma or the end.
            at = self.skip_whitespace(at);
            match self.stream.get(at) {
                None => return RawEnd::Missing(len),
                Some(b',') => at = self.skip_whitespace(at + 1),
                Some(b']') => break,
                Some(_) => return self.terminal(ErrorKind::UnexpectedByte, at),
            }
        }
        let at = self.skip_whitespace(at + 1);
        if at < len {
            return self.terminal(ErrorKind::UnexpectedByte, at);
        }
        RawEnd::Complete
    }

    fn text_sequence(&mut self) -> RawEnd {
        let len = self.stream.len();
        let next_rs = |at: usize| {
            let found = self.stream[at..].iter().position(|byte| *byte == RS);
            found.map(|found| at + found)
        };
        // The stream in pieces, each after its RS and up to the next.
        let mut pieces = Vec::new();
        let mut at = next_rs(0);
        let garbage_end = at.unwrap_or(len);
        while let Some(rs) = at {
            at = next_rs(rs + 1);
            pieces.push((rs + 1, at));
        }
        let mut ending = RawEnd::Complete;
        if garbage_end > 0 {
            self.error(ErrorKind::UnexpectedByte, 0, 0);
            ending = RawEnd::Missing(0);
        }
        for (start, rs) in pieces {
            self.proven = true;
            ending = self.sequence_piece(start, rs);
        }
        ending
    }

    /// One possible JSON text and what follows it; the ending counts for the last piece only.
    fn sequence_piece(&mut self, piece: usize, rs: Option<usize>) -> RawEnd {
        let end = rs.unwrap_or(self.stream.len());
        let start = self.skip_whitespace(piece).min(end);
        if start == end {
            if let Some(rs) = rs
                && rs > piece
            {
                self.error(ErrorKind::IncompleteText, rs as u64, rs);
            }
            return RawEnd::Missing(piece);
        }
        if !begins_value(self.stream[start]) {
            self.error(ErrorKind::UnexpectedByte, start as u64, start);
            return RawEnd::Missing(start);
        }
        let scalar = is_scalar(self.stream[start]);
        let value_end = match self.value(start, end) {
            Value::Good(Some(value_end)) => value_end,
            Value::Good(None) => {
                if let Some(rs) = rs {
                    self.error(ErrorKind::IncompleteText, rs as u64, start);
                }
                return RawEnd::Inside(start);
            }
            Value::Bad(_) => return RawEnd::Missing(start),
        };
        if scalar && !is_whitespace(self.stream[value_end]) {
            // RFC 7464 § 2.4.
            let kind = scalar_kind(self.stream[start]);
            self.error(kind, value_end as u64, start);
            return RawEnd::Missing(start);
        }
        self.frame(start, value_end, value_end + usize::from(scalar));
        let after = self.skip_whitespace(value_end).min(end);
        if after < end {
            self.error(ErrorKind::UnexpectedByte, after as u64, after);
            return RawEnd::Missing(after);
        }
        RawEnd::Complete
    }

    fn lines(&mut self) -> RawEnd {
        let mut at = self.after_bom().unwrap_or(0);
        let limit = self.options.max_frame_bytes;
        loop {
            let rest = &self.stream[at..];
            let lf = rest.iter().position(|byte| *byte == b'\n');
            let mut line = &rest[..lf.unwrap_or(rest.len())];
            if lf.is_some() {
                line = line.strip_suffix(b"\r").unwrap_or(line);
            }
            let blank = line.iter().all(|byte| is_whitespace(*byte));
            let start = at;
            if line.len() > limit {
                self.error(ErrorKind::FrameTooLarge, (start + limit) as u64, start);
                if lf.is_none() {
                    return RawEnd::Missing(start);
                }
            } else if !blank {
                let deep = too_deep(line, self.options.max_depth);
                let is_cut = |fault: Fault| fault.kind == ErrorKind::IncompleteText;
                if lf.is_none() && deep.is_none() && boundaries(line).is_err_and(is_cut) {
                    return RawEnd::Inside(start);
                }
                match check_line(line, self.options) {
                    Ok(()) => {
                        let ready_at = lf.map_or(self.stream.len(), |lf| start + lf + 1);
                        self.frame(start, start + line.len(), ready_at);
                    }
                    Err(fault) => {
                        self.error(fault.kind, (start + fault.offset) as u64, start);
                    }
                }
            }
            match lf {
                Some(lf) => at = start + lf + 1,
                None => return RawEnd::Complete,
            }
        }
    }

    fn content_length(&mut self) -> RawEnd {
        let mut at = 0;
        // Whether the section at hand was found in noise.
        let mut recovered = false;
        loop {
            // Blank lines.
            loop {
                match &self.stream[at..] {
                    [] => return RawEnd::Complete,
                    [b'\r'] => return RawEnd::Inside(at),
                    [b'\r', b'\n', ..] => at += 2,
                    [b'\n', ..] if self.options.bare_lf => at += 1,
                    _ => break,
                }
            }
            let header = &self.stream[at..];
            let limit = self.options.max_header_bytes;
            let visible = &header[..header.len().min(limit)];
            let known = if recovered { PREFIX.len() } else { 0 };
            let (kind, offset) = match read_header(visible, self.options.bare_lf) {
                Ok((Some(len), header_len)) => {
                    recovered = false;
                    match self.body(len, at + header_len) {
                        Ok(end) => {
                            at = end;
                            continue;
                        }
                        Err(end) => return end,
                    }
                }
                Ok((None, header_len)) => (ErrorKind::MissingContentLength, at + header_len),
                Err(HeaderFault::Invalid(offset)) => (ErrorKind::InvalidHeader, at + offset),
                Err(HeaderFault::Short) if visible.len() < header.len() => {
                    (ErrorKind::HeaderTooLarge, at + limit)
                }
                Err(HeaderFault::Short) => return RawEnd::Inside(at),
            };
            self.error(kind, offset as u64, at);
            match self.after_noise(at, offset.max(at + known)) {
                Some(next) => at = next,
                None => return RawEnd::Missing(at),
            }
            recovered = true;
        }
    }

    /// Where the next line begins with `Content-Length:`, after something bad at `bad` in a section that starts at `at`.
    fn after_noise(&self, at: usize, bad: usize) -> Option<usize> {
        (bad..self.stream.len()).find(|start| {
            let is_line_start = *start > at && self.stream[start - 1] == b'\n';
            let prefix = self.stream.get(*start..start + PREFIX.len());
            is_line_start && prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(PREFIX))
        })
    }

    /// A body of `len` bytes; where the next section may begin.
    fn body(&mut self, len: u64, body: usize) -> Result<usize, RawEnd> {
        self.proven = true;
        let left = self.stream.len() - body;
        let limit = self.options.max_frame_bytes;
        if len > limit as u64 {
            let offset = (body as u64).saturating_add(limit as u64);
            self.error(ErrorKind::FrameTooLarge, offset, body);
            if len > left as u64 {
                return Err(RawEnd::Missing(body));
            }
            return Ok(body + len as usize);
        }
        let len = len as usize;
        if len > left {
            return Err(RawEnd::Inside(body));
        }
        match check_text(&self.stream[body..body + len], self.options) {
            Ok(()) => self.frame(body, body + len, body + len),
            Err(fault) => self.error(fault.kind, (body + fault.offset) as u64, body),
        }
        Ok(body + len)
    }
}

const PREFIX: &[u8] = b"Content-Length:";

/// A value as its boundary shows it, with where it ends, if it does.
enum Value {
    Good(Option<usize>),
    /// Reported already.
    Bad(Option<usize>),
}

fn is_whitespace(byte: u8) -> bool {
    b" \t\n\r".contains(&byte)
}

fn is_delimiter(byte: u8) -> bool {
    is_whitespace(byte) || b"[]{}:,\"".contains(&byte)
}

fn begins_value(byte: u8) -> bool {
    b"{[\"".contains(&byte) || is_scalar(byte)
}

fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_digit() || b"-tfn".contains(&byte)
}

fn scalar_kind(first: u8) -> ErrorKind {
    if first.is_ascii_alphabetic() {
        ErrorKind::InvalidLiteral
    } else {
        ErrorKind::InvalidNumber
    }
}

/// How long the value at the start is, if it ends.
fn extent(value: &[u8]) -> Option<usize> {
    if is_scalar(value[0]) {
        return value.iter().position(|byte| is_delimiter(*byte));
    }
    let mut depth = 0;
    let mut at = 0;
    while at < value.len() {
        match value[at] {
            b'"' => {
                at += string_len(&value[at..])?;
                if depth == 0 {
                    return Some(at);
                }
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// How long the string at the start is, both quotation marks included, if it ends.
fn string_len(string: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match string.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The first byte with which the bytes of a number or literal are the beginning of none.
fn scalar_fault(token: &[u8]) -> Option<Fault> {
    let misfit = (1..=token.len()).find(|len| !is_scalar_prefix(&token[..*len]))?;
    Some(Fault::at(scalar_kind(token[0]), misfit - 1))
}

/// Where the first bracket stands that nests deeper than allowed, strings passed over.
fn too_deep(text: &[u8], max_depth: usize) -> Option<usize> {
    let mut depth: usize = 0;
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'"' => {
                at += string_len(&text[at..])?;
                continue;
            }
            b'[' | b'{' => {
                depth += 1;
                if depth > max_depth {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_scalar_prefix(token: &[u8]) -> bool {
    if token[0].is_ascii_alphabetic() {
        return [&b"true"[..], b"false", b"null"]
            .iter()
            .any(|literal| literal.starts_with(token));
    }
    // A number that is not whole lacks at least a digit.
    is_number(token) || is_number(&[token, b"0"].concat())
}

fn is_whole_scalar(token: &[u8]) -> bool {
    [&b"true"[..], b"false", b"null"].contains(&token) || is_number(token)
}

/// RFC 8259 § 6: number = [ minus ] int [ frac ] [ exp ].
fn is_number(token: &[u8]) -> bool {
    let token = token.strip_prefix(b"-").unwrap_or(token);
    let (mantissa, exponent) = match token.iter().position(|byte| b"eE".contains(byte)) {
        Some(e) => (&token[..e], Some(&token[e + 1..])),
        None => (token, None),
    };
    let (int, frac) = match mantissa.iter().position(|byte| *byte == b'.') {
        Some(point) => (&mantissa[..point], Some(&mantissa[point + 1..])),
        None => (mantissa, None),
    };
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let exponent = exponent.map(|exponent| match exponent {
        [b'+' | b'-', digits @ ..] => digits,
        digits => digits,
    });
    digits(int)
        && (int.len() == 1 || int[0] != b'0')
        && frac.is_none_or(digits)
        && exponent.is_none_or(digits)
}

/// A line whose LF has come.
fn check_line(line: &[u8], options: &Options) -> Result<(), Fault> {
    let start = line.iter().position(|byte| !is_whitespace(*byte));
    let end = line.iter().rposition(|byte| !is_whitespace(*byte));
    let text = &line[start.unwrap_or(0)..end.map_or(0, |end| end + 1)];
    let seems_whole = matches!(text, [b'{' | b'[', .., b'}' | b']'] | [b'"', .., b'"']);
    if options.validate || !seems_whole {
        return check_text(line, options);
    }
    match too_deep(line, options.max_depth) {
        Some(offset) => Err(Fault::at(ErrorKind::TooDeep, offset)),
        None => Ok(()),
    }
}

/// All of a text: one value, whitespace around it. Its depth comes first.
fn check_text(text: &[u8], options: &Options) -> Result<(), Fault> {
    if let Some(offset) = too_deep(text, options.max_depth) {
        return Err(Fault::at(ErrorKind::TooDeep, offset));
    }
    if !options.validate {
        return boundaries(text);
    }
    let start = text.iter().take_while(|byte| is_whitespace(**byte)).count();
    let mut grammar = Grammar { text };
    match grammar.value(start) {
        Err(Some(fault)) => Err(fault),
        Err(None) => Err(Fault::at(ErrorKind::IncompleteText, text.len())),
        Ok(end) => match text[end..].iter().position(|byte| !is_whitespace(*byte)) {
            Some(after) => Err(Fault::at(ErrorKind::UnexpectedByte, end + after)),
            None => Ok(()),
        },
    }
}

/// What boundaries show of a text.
fn boundaries(text: &[u8]) -> Result<(), Fault> {
    let Some(start) = text.iter().position(|byte| !is_whitespace(*byte)) else {
        return Err(Fault::at(ErrorKind::IncompleteText, text.len()));
    };
    let value = &text[start..];
    if !begins_value(value[0]) {
        return Err(Fault::at(ErrorKind::UnexpectedByte, start));
    }
    let extent = extent(value);
    let len = extent.unwrap_or(value.len());
    if is_scalar(value[0]) {
        if let Some(mut fault) = scalar_fault(&value[..len]) {
            fault.offset += start;
            return Err(fault);
        }
        if !is_whole_scalar(&value[..len]) {
            return Err(match extent {
                Some(len) => Fault::at(scalar_kind(value[0]), start + len),
                None => Fault::at(ErrorKind::IncompleteText, text.len()),
            });
        }
    } else if extent.is_none() {
        return Err(Fault::at(ErrorKind::IncompleteText, text.len()));
    }
    match value[len..].iter().position(|byte| !is_whitespace(*byte)) {
        Some(after) => Err(Fault::at(ErrorKind::UnexpectedByte, start + len + after)),
        None => Ok(()),
    }
}

/// RFC 8259 by recursive descent. `Err(None)` where the text ends first.
struct Grammar<'t> {
    text: &'t [u8],
}

type Parsed = Result<usize, Option<Fault>>;

impl Grammar<'_> {
    /// What is wrong with a value whose end has come.
    fn fault(&mut self) -> Option<Fault> {
        match self.value(0) {
            Err(None) => Some(Fault::at(ErrorKind::IncompleteText, self.text.len())),
            Err(fault) => fault,
            Ok(end) if end < self.text.len() => Some(Fault::at(ErrorKind::UnexpectedByte, end)),
            Ok(_) => None,
        }
    }

    fn byte(&self, at: usize) -> Result<u8, Option<Fault>> {
        self.text.get(at).copied().ok_or(None)
    }

    /// Where the value at the top begins.
    fn first(&self) -> usize {
        self.whitespace(0)
    }

    fn whitespace(&self, mut at: usize) -> usize {
        while self.text.get(at).is_some_and(|byte| is_whitespace(*byte)) {
            at += 1;
        }
        at
    }

    fn unexpected(at: usize) -> Parsed {
        Err(Some(Fault::at(ErrorKind::UnexpectedByte, at)))
    }

    /// § 3; where the value ends.
    fn value(&mut self, at: usize) -> Parsed {
        match self.byte(at)? {
            b'{' => self.object(at + 1),
            b'[' => self.array(at + 1),
            b'"' => self.string(at + 1),
            first if is_scalar(first) => self.scalar(at),
            _ => Self::unexpected(at),
        }
    }

    /// § 4.
    fn object(&mut self, at: usize) -> Parsed {
        let mut at = self.whitespace(at);
        if self.byte(at)? == b'}' {
            return Ok(at + 1);
        }
        loop {
            if self.byte(at)? != b'"' {
                return Self::unexpected(at);
            }
            at = self.string(at + 1)?;
            at = self.whitespace(at);
            if self.byte(at)? != b':' {
                return Self::unexpected(at);
            }
            at = self.whitespace(at + 1);
            at = self.value(at)?;
            at = self.whitespace(at);
            match self.byte(at)? {
                b',' => at = self.whitespace(at + 1),
                b'}' => return Ok(at + 1),
                _ => return Self::unexpected(at),
            }
        }
    }

    /// § 5.
    fn array(&mut self, at: usize) -> Parsed {
        let mut at = self.whitespace(at);
        if self.byte(at)? == b']' {
            return Ok(at + 1);
        }
        loop {
            at = self.value(at)?;
            at = self.whitespace(at);
            match self.byte(at)? {
                b',' => at = self.whitespace(at + 1),
                b']' => return Ok(at + 1),
                _ => return Self::unexpected(at),
            }
        }
    }

    /// § 3 and § 6.
    fn scalar(&mut self, start: usize) -> Parsed {
        let rest = &self.text[start..];
        let len = rest.iter().position(|byte| is_delimiter(*byte));
        let token = &rest[..len.unwrap_or(rest.len())];
        let kind = scalar_kind(token[0]);
        if let Some(misfit) = (1..=token.len()).find(|len| !is_scalar_prefix(&token[..*len])) {
            return Err(Some(Fault::at(kind, start + misfit - 1)));
        }
        match len {
            // Only at the top can the text's end be a number's.
            None if start == self.first() && is_whole_scalar(token) => Ok(self.text.len()),
            None => Err(None),
            Some(len) if is_whole_scalar(token) => Ok(start + len),
            Some(len) => Err(Some(Fault::at(kind, start + len))),
        }
    }

    /// § 7, after the opening quotation mark.
    fn string(&mut self, mut at: usize) -> Parsed {
        loop {
            match self.byte(at)? {
                b'"' => return Ok(at + 1),
                b'\\' => at = self.escape(at)?,
                0..0x20 => return Err(Some(Fault::at(ErrorKind::ControlCharacter, at))),
                0x20..0x80 => at += 1,
                _ => at = self.character(at)?,
            }
        }
    }

    fn escape(&mut self, start: usize) -> Parsed {
        match self.byte(start + 1)? {
            b'u' => {}
            byte if b"\"\\/bfnrt".contains(&byte) => return Ok(start + 2),
            _ => return Err(Some(Fault::at(ErrorKind::InvalidEscape, start + 1))),
        }
        let lone = |shown| {
            Err(Some(Fault {
                kind: ErrorKind::LoneSurrogate,
                offset: start,
                shown,
            }))
        };
        // The first two digits of a surrogate tell which half it is; what decides first counts.
        let first = self.digits(start + 2, 2)?;
        if (0xDC..=0xDF).contains(&first) {
            return lone(start + 3);
        }
        self.digits(start + 4, 2)?;
        if !(0xD8..=0xDB).contains(&first) {
            return Ok(start + 6);
        }
        if self.byte(start + 6)? != b'\\' {
            return lone(start + 6);
        }
        if self.byte(start + 7)? != b'u' {
            return lone(start + 7);
        }
        if self.digits(start + 8, 1)? != 0xD {
            return lone(start + 8);
        }
        if self.digits(start + 9, 1)? < 0xC {
            return lone(start + 9);
        }
        self.digits(start + 10, 2)?;
        Ok(start + 12)
    }

    fn digits(&mut self, at: usize, count: usize) -> Result<u32, Option<Fault>> {
        let mut unit = 0;
        for at in at..at + count {
            let byte = self.byte(at)?;
            match char::from(byte).to_digit(16) {
                Some(digit) => unit = unit * 16 + digit,
                None => return Err(Some(Fault::at(ErrorKind::InvalidEscape, at))),
            }
        }
        Ok(unit)
    }

    /// A character of several bytes, judged by the standard library.
    fn character(&mut self, start: usize) -> Parsed {
        for len in 1..=4 {
            let Some(bytes) = self.text.get(start..start + len) else {
                return Err(None);
            };
            match std::str::from_utf8(bytes) {
                Ok(_) => return Ok(start + len),
                Err(error) if error.error_len().is_some() => {
                    return Err(Some(Fault {
                        kind: ErrorKind::InvalidUtf8,
                        offset: start,
                        shown: start + len - 1,
                    }));
                }
                Err(_) => {}
            }
        }
        unreachable!("no character has more than four bytes")
    }
}

enum HeaderFault {
    Invalid(usize),
    /// It goes on after the bytes there are.
    Short,
}

/// The `Content-Length`, if there is one, and how long the header section is.
fn read_header(bytes: &[u8], bare_lf: bool) -> Result<(Option<u64>, usize), HeaderFault> {
    let get = |at: usize| bytes.get(at).copied().ok_or(HeaderFault::Short);
    // After the line's end, if that is next.
    let line_end = |at: usize| match get(at)? {
        b'\n' if bare_lf => Ok(Some(at + 1)),
        b'\r' if get(at + 1)? == b'\n' => Ok(Some(at + 2)),
        b'\r' => Err(HeaderFault::Invalid(at + 1)),
        _ => Ok(None),
    };
    let mut content_length = None;
    let mut at = 0;
    loop {
        if (at > 0 || get(at)? == b'\r')
            && let Some(end) = line_end(at)?
        {
            return Ok((content_length, end));
        }
        let name_start = at;
        loop {
            let byte = get(at)?;
            if byte == b':' && at > name_start {
                break;
            }
            if !byte.is_ascii_alphanumeric() && !b"!#$%&'*+-.^_`|~".contains(&byte) {
                return Err(HeaderFault::Invalid(at));
            }
            at += 1;
        }
        let is_length = bytes[name_start..at].eq_ignore_ascii_case(b"Content-Length");
        if is_length && content_length.is_some() {
            return Err(HeaderFault::Invalid(at));
        }
        at += 1;
        if is_length {
            while b" \t".contains(&get(at)?) {
                at += 1;
            }
            let mut length: Option<u64> = None;
            while get(at)?.is_ascii_digit() {
                let digit = u64::from(get(at)? - b'0');
                let next = length.unwrap_or(0).checked_mul(10);
                let Some(next) = next.and_then(|next| next.checked_add(digit)) else {
                    return Err(HeaderFault::Invalid(at));
                };
                length = Some(next);
                at += 1;
            }
            while length.is_some() && b" \t".contains(&get(at)?) {
                at += 1;
            }
            if length.is_none() || line_end(at)?.is_none() {
                return Err(HeaderFault::Invalid(at));
            }
            content_length = length;
        } else {
            while line_end(at)?.is_none() {
                match get(at)? {
                    b'\t' | b' '..=b'~' | 0x80.. => at += 1,
                    _ => return Err(HeaderFault::Invalid(at)),
                }
            }
        }
        at = line_end(at)?.ok_or(HeaderFault::Invalid(at))?;
    }
}
