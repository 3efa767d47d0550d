//! The one function that takes what the first engine read and what the second contract reads of the same stream, and
//! names each difference by the clause of the contract that brings it. What no clause brings is an error.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::first;
use crate::oracle::{Ending, Limits, Reading, Seen, TooLarge};

/// Where the second contract differs from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clause {
    /// "`build_items()` hands out events, comments, and ignored lines."
    IgnoredLinesAreItems,
    /// "Each under the event limit of its own; a longer one is `LineTooLarge`, once, and its event goes on."
    LineTooLarge,
    /// "For an event its data (with the LFs that join it), type and ID, raw lengths. Comments, unknown fields and blank
    /// lines do not count." The first engine counted every byte of the block.
    LimitsCountFields,
    /// "An event limit under 8 counts as 8."
    LeastLimitIs8,
    /// "The offset of the error is that of the first byte that does not fit." The first engine judged an ID at the end
    /// of its line: one with a NUL later on was ignored, and one that the stream's end cut was no error.
    IdsAreJudgedByteByByte,
    /// "A frame that breaks a limit is skipped": its ID and its later `retry` are not there, where the first engine
    /// skipped other blocks, or from another byte on.
    WhatIsSkippedLeavesNothing,
    /// "The first line that is not blank was neither a comment nor a known field." To the first engine any known line
    /// anywhere was proof, to the second only the first line or a dispatched event.
    ForeignByTheFirstLine,
    /// "Foreign outranks Truncated and salvages nothing."
    ForeignSalvagesNothing,
    /// "Blank lines and a byte order mark alone leave nothing unfinished." They were Foreign.
    BlankLinesAloneAreComplete,
    /// "Whole comments, whole `retry` lines … leave nothing unfinished." They were Truncated.
    CommentsAndRetryAreComplete,
    /// "For an event its data so far, where it has any `data` line, even an empty one; else the lines ignored in its
    /// block." The tail was raw.
    TailIsDataOrIgnoredLines,
}

pub type Clauses = BTreeSet<Clause>;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// `unlimited` is what the first engine reads where no limit is met, `limited` what it reads under `limits`.
pub fn clauses(
    stream: &[u8],
    limits: Limits,
    unlimited: &first::Reading,
    limited: &first::Reading,
    new: &Reading,
) -> Result<Clauses, String> {
    let mut found = Clauses::new();
    let is_error = |item: &Seen| matches!(item, Seen::Error { .. });
    let has_errors = new.items.iter().any(is_error) || limited.items.iter().any(is_error);
    let blocks = if has_errors {
        blocks(stream)
    } else {
        Vec::new()
    };
    if has_errors {
        errors(stream, limits, &blocks, limited, new, &mut found)?;
    }
    let skipped = skipped(&blocks, new)?;
    let first = First { unlimited, limited };
    items(stream, &skipped, &first, new, &mut found)?;
    if !first.has_state_of(new) {
        if skipped.is_empty() {
            return Err("another ID or reconnection time at the end".into());
        }
        found.insert(Clause::WhatIsSkippedLeavesNothing);
    }
    ending(stream, &skipped, &first, new, &mut found)?;
    Ok(found)
}

/// Both readings of the first engine. What is in either needs no clause.
struct First<'r> {
    unlimited: &'r first::Reading,
    limited: &'r first::Reading,
}

impl First<'_> {
    fn has_state_of(&self, new: &Reading) -> bool {
        let is = |r: &first::Reading| {
            r.last_event_id == new.last_event_id && r.reconnection_time == new.reconnection_time
        };
        is(self.unlimited) || is(self.limited)
    }

    fn has_limited(&self, item: &Seen) -> bool {
        let mut items = self.limited.items.iter().chain(&self.limited.salvaged);
        items.any(|one| matches!(same(one, item), Same::Yes))
    }
}

/// A stream's blocks, each with its blank line if it has one.
fn blocks(stream: &[u8]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut at = if stream.starts_with(BYTE_ORDER_MARK) {
        3
    } else {
        0
    };
    let mut begun = None;
    while at < stream.len() {
        let len = line_len(&stream[at..]);
        let end = at + len + end_len(&stream[at + len..]);
        match begun {
            None if len > 0 => begun = Some(at),
            Some(start) if len == 0 => {
                blocks.push(start..end);
                begun = None;
            }
            _ => {}
        }
        at = end;
    }
    blocks.extend(begun.map(|start| start..stream.len()));
    blocks
}

fn line_len(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|byte| b"\r\n".contains(byte));
    end.unwrap_or(bytes.len())
}

fn end_len(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [] => 0,
        _ => 1,
    }
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let len = line_len(rest);
        lines.push(&rest[..len]);
        rest = &rest[len + end_len(&rest[len..])..];
    }
    lines
}

/// Whether it is a comment or a field that the standard has.
fn is_known(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let names: [&[u8]; 4] = [b"data", b"event", b"id", b"retry"];
    line.starts_with(b":") || names.contains(&name)
}

/// Where in the stream nothing is read: from the byte of an error to the end of its block.
fn skipped(blocks: &[Range<usize>], new: &Reading) -> Result<Vec<Range<u64>>, String> {
    let mut skipped = Vec::new();
    for item in &new.items {
        if let Seen::Error { kind, offset } = item
            && *kind != TooLarge::Line
        {
            let block = blocks.iter().find(|b| b.contains(&(*offset as usize)));
            let block = block.ok_or("an error in no block")?;
            skipped.push(*offset..block.end as u64);
        }
    }
    Ok(skipped)
}

fn errors(
    stream: &[u8],
    limits: Limits,
    blocks: &[Range<usize>],
    limited: &first::Reading,
    new: &Reading,
    found: &mut Clauses,
) -> Result<(), String> {
    let counted = if limits.max_event_bytes < 8 {
        Clause::LeastLimitIs8
    } else {
        Clause::LimitsCountFields
    };
    for block in blocks {
        let of = |items: &[Seen]| {
            let mut errors = Vec::new();
            for item in items {
                if let Seen::Error { kind, offset } = item
                    && *kind != TooLarge::Line
                    && block.contains(&(*offset as usize))
                {
                    errors.push((*kind, *offset as usize));
                }
            }
            errors
        };
        let id_is_void_or_cut = |offset: usize| {
            let len = line_len(&stream[offset..]);
            let line = &stream[offset..offset + len];
            line.contains(&0) || offset + len == stream.len()
        };
        let clause = match (&of(&limited.items)[..], &of(&new.items)[..]) {
            ([], []) => continue,
            ([before], [now]) if before == now => continue,
            ([(TooLarge::Event, offset)], [])
                if *offset == block.start + limits.max_event_bytes.max(1) =>
            {
                counted
            }
            ([(TooLarge::Event, before)], [(TooLarge::Event, now)]) if now > before => counted,
            // Beyond the raw limit, or in an ID that the first engine had not judged or ignored.
            ([(TooLarge::Event, before)], [(TooLarge::Id, now)]) if now >= before => {
                Clause::LimitsCountFields
            }
            (before, [(TooLarge::Id, now)])
                if id_is_void_or_cut(*now)
                    || matches!(before, [(TooLarge::Event, before)] if stream[*now..*before].iter().all(|b| !b"\r\n".contains(b))) =>
            {
                Clause::IdsAreJudgedByteByByte
            }
            (before, now) => return Err(format!("errors {before:?}, now {now:?}")),
        };
        found.insert(clause);
    }
    Ok(())
}

fn items(
    stream: &[u8],
    skipped: &[Range<u64>],
    first: &First<'_>,
    new: &Reading,
    found: &mut Clauses,
) -> Result<(), String> {
    let mut too_large = Vec::new();
    let mut before = first.unlimited.items.iter();
    for item in &new.items {
        match item {
            Seen::Ignored { line, span } => {
                let bytes = &stream[span.start as usize..span.end as usize];
                if is_known(line) || bytes[..bytes.len() - 1] != **line {
                    return Err("an ignored line that is none".into());
                }
                found.insert(Clause::IgnoredLinesAreItems);
            }
            Seen::Error {
                kind: TooLarge::Line,
                offset,
            } => {
                too_large.push(*offset);
                found.insert(Clause::LineTooLarge);
            }
            Seen::Error { .. } => {}
            Seen::Event { .. } | Seen::Comment { .. } => loop {
                let expected = before.next().ok_or("an item too many")?;
                match same(expected, item) {
                    Same::Yes => break,
                    Same::ButForTheId if !skipped.is_empty() => {
                        if !first.has_limited(item) {
                            found.insert(Clause::WhatIsSkippedLeavesNothing);
                        }
                        break;
                    }
                    _ if is_left_out(expected, skipped, &too_large) => {}
                    _ => return Err(format!("{expected:?}, now {item:?}")),
                }
            },
        }
    }
    match before.find(|item| !is_left_out(item, skipped, &too_large)) {
        Some(missing) => Err(format!("{missing:?} is missing")),
        None => Ok(()),
    }
}

fn is_left_out(item: &Seen, skipped: &[Range<u64>], too_large: &[u64]) -> bool {
    match item {
        Seen::Event { span, .. } => skipped.iter().any(|s| span.contains(&s.start)),
        Seen::Comment { span, .. } => {
            skipped
                .iter()
                .any(|s| span.end > s.start && span.start < s.end)
                || too_large.iter().any(|offset| span.contains(offset))
        }
        _ => false,
    }
}

enum Same {
    Yes,
    ButForTheId,
    No,
}

/// The first engine has no `id` and no `retry` of an event.
fn same(before: &Seen, now: &Seen) -> Same {
    match (before, now) {
        (
            Seen::Event {
                event_type,
                data,
                last_event_id,
                span,
                ..
            },
            Seen::Event {
                event_type: type_now,
                data: data_now,
                last_event_id: id_now,
                span: span_now,
                ..
            },
        ) if event_type == type_now && data == data_now && span == span_now => {
            if last_event_id == id_now {
                Same::Yes
            } else {
                Same::ButForTheId
            }
        }
        (before, now) if before == now => Same::Yes,
        _ => Same::No,
    }
}

fn ending(
    stream: &[u8],
    skipped: &[Range<u64>],
    first: &First<'_>,
    new: &Reading,
    found: &mut Clauses,
) -> Result<(), String> {
    let before = first.unlimited;
    let fail = || Err(format!("{:?}, now {:?}", before.ending, new.ending));
    match (&before.ending, &new.ending) {
        (Ending::Complete, Ending::Complete) => {}
        (Ending::Foreign { head }, Ending::Foreign { head: now }) if head == now => {}
        (Ending::Foreign { .. }, Ending::Complete) => {
            let blank = stream.strip_prefix(BYTE_ORDER_MARK).unwrap_or(stream);
            if !blank.iter().all(|byte| b"\r\n".contains(byte)) {
                return fail();
            }
            found.insert(Clause::BlankLinesAloneAreComplete);
        }
        (_, Ending::Foreign { head }) => {
            let body = stream.strip_prefix(BYTE_ORDER_MARK).unwrap_or(stream);
            let first_line = lines(body).into_iter().find(|line| !line.is_empty());
            let is_event = |item: &Seen| matches!(item, Seen::Event { .. });
            if first_line.is_none_or(is_known)
                || new.items.iter().any(is_event)
                || *head != stream[..stream.len().min(1024)]
            {
                return fail();
            }
            found.insert(Clause::ForeignByTheFirstLine);
        }
        (Ending::Truncated { tail, .. }, Ending::Complete) => {
            let harmless = |line: &&[u8]| line.starts_with(b":") || line.starts_with(b"retry");
            let is_cut = tail.last().is_none_or(|last| !b"\r\n".contains(last));
            if is_cut || !lines(tail).iter().all(harmless) {
                return fail();
            }
            found.insert(Clause::CommentsAndRetryAreComplete);
        }
        (
            Ending::Truncated { tail, offset },
            Ending::Truncated {
                tail: now,
                offset: offset_now,
            },
        ) if offset == offset_now => {
            if skipped.iter().any(|skipped| skipped.start >= *offset) {
                if !now.is_empty() || new.salvaged.is_some() {
                    return fail();
                }
                if first.limited.salvaged.is_some() {
                    found.insert(Clause::WhatIsSkippedLeavesNothing);
                }
                return Ok(());
            }
            let expected = match &before.salvaged {
                Some(Seen::Event { data, .. }) => data.clone(),
                // Half a byte order mark is no line yet.
                _ if matches!(stream, [0xEF] | [0xEF, 0xBB]) => Vec::new(),
                _ => ignored_lines(tail),
            };
            let is_cut_at_its_bound = new.ignored.len() == 1024 && expected.starts_with(now);
            if *now != expected && !is_cut_at_its_bound {
                return fail();
            }
            if now != tail && first.limited.ending != new.ending {
                found.insert(Clause::TailIsDataOrIgnoredLines);
            }
        }
        _ => return fail(),
    }
    salvage(skipped, first, new, found)
}

/// The unknown lines of a block's bytes, the last one as far as it came.
fn ignored_lines(block: &[u8]) -> Vec<u8> {
    let mut ignored = Vec::new();
    let ended = block.last().is_some_and(|last| b"\r\n".contains(last));
    let lines = lines(block);
    for (index, line) in lines.iter().enumerate() {
        let is_cut = index + 1 == lines.len() && !ended;
        let names: [&[u8]; 4] = [b"data", b"event", b"id", b"retry"];
        let may_be_known = is_cut && names.iter().any(|name| name.starts_with(line));
        if is_known(line) || may_be_known {
            continue;
        }
        ignored.extend_from_slice(line);
        if !is_cut {
            ignored.push(b'\n');
        }
    }
    ignored
}

fn salvage(
    skipped: &[Range<u64>],
    first: &First<'_>,
    new: &Reading,
    found: &mut Clauses,
) -> Result<(), String> {
    match (&first.unlimited.salvaged, &new.salvaged) {
        (None, None) => {}
        (Some(before), Some(now)) => match same(before, now) {
            Same::Yes => {}
            Same::ButForTheId if !skipped.is_empty() => {
                if !first.has_limited(now) {
                    found.insert(Clause::WhatIsSkippedLeavesNothing);
                }
            }
            _ => return Err(format!("salvaged {before:?}, now {now:?}")),
        },
        (Some(_), None) if matches!(new.ending, Ending::Foreign { .. }) => {
            found.insert(Clause::ForeignSalvagesNothing);
        }
        (before, now) => return Err(format!("salvaged {before:?}, now {now:?}")),
    }
    Ok(())
}
