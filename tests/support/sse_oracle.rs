//! A slow, obvious reading of WHATWG HTML § 9.2.5 and § 9.2.6: the whole stream is decoded to characters first, then
//! cut into lines, then into blocks, each step as the standard's text has it. It shares no code with the crate.

use unchunk::ErrorKind;

use super::sse::{Ending, Options, Reading, Seen};

/// A character of the decoded stream and the bytes it came from.
#[derive(Clone, Copy)]
struct Char {
    char: char,
    offset: usize,
    valid: bool,
}

struct Line {
    start: usize,
    chars: Vec<Char>,
    /// The offset just behind the byte that ended the line (of a CRLF: the CR); none if the stream ended first.
    ended: Option<usize>,
}

/// "Streams must be decoded using the UTF-8 decode algorithm": each maximal subpart of what is ill-formed becomes one
/// U+FFFD, and one leading byte order mark is dropped.
fn decode(stream: &[u8]) -> Vec<Char> {
    let mut chars = Vec::new();
    let mut offset = 0;
    for chunk in stream.utf8_chunks() {
        for char in chunk.valid().chars() {
            chars.push(Char {
                char,
                offset,
                valid: true,
            });
            offset += char.len_utf8();
        }
        if !chunk.invalid().is_empty() {
            chars.push(Char {
                char: char::REPLACEMENT_CHARACTER,
                offset,
                valid: false,
            });
            offset += chunk.invalid().len();
        }
    }
    if chars.first().is_some_and(|first| first.char == '\u{FEFF}') {
        chars.remove(0);
    }
    chars
}

/// Lines end at CRLF, LF or CR. The last one is what no line end follows; it may be empty.
fn lines(chars: &[Char], stream_start: usize, stream_end: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line {
        start: stream_start,
        chars: Vec::new(),
        ended: None,
    };
    let mut i = 0;
    while i < chars.len() {
        match chars[i].char {
            '\r' | '\n' => {
                line.ended = Some(chars[i].offset + 1);
                if chars[i].char == '\r' && chars.get(i + 1).is_some_and(|next| next.char == '\n') {
                    i += 1;
                }
                let next = chars.get(i + 1).map_or(stream_end, |next| next.offset);
                lines.push(std::mem::replace(
                    &mut line,
                    Line {
                        start: next,
                        chars: Vec::new(),
                        ended: None,
                    },
                ));
            }
            _ => line.chars.push(chars[i]),
        }
        i += 1;
    }
    lines.push(line);
    lines
}

/// A field's name, its value, and the offset of the value's first byte.
fn split(line: &Line, line_end: usize) -> (String, String, usize) {
    let text = |chars: &[Char]| chars.iter().map(|c| c.char).collect::<String>();
    match line.chars.iter().position(|c| c.char == ':') {
        None => (text(&line.chars), String::new(), line_end),
        Some(colon) => {
            let mut value = colon + 1;
            if line.chars.get(value).is_some_and(|c| c.char == ' ') {
                value += 1;
            }
            let value_start = line.chars.get(value).map_or(line_end, |c| c.offset);
            (
                text(&line.chars[..colon]),
                text(&line.chars[value..]),
                value_start,
            )
        }
    }
}

/// Whether a line is a comment or a field the standard knows; one that the stream's end cut, whether it may become one.
fn may_be_known(line: &Line) -> bool {
    let text: String = line.chars.iter().map(|c| c.char).collect();
    let names = ["data", "event", "id", "retry"];
    match text.split_once(':') {
        Some((name, _)) => name.is_empty() || names.contains(&name),
        None if line.ended.is_some() => names.contains(&&*text),
        None => !text.is_empty() && names.iter().any(|name| name.starts_with(&text)),
    }
}

/// Reads a whole stream.
pub fn read(stream: &[u8], options: &Options) -> Reading {
    let chars = decode(stream);
    let start = if stream.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let lines = lines(&chars, start, stream.len());
    let foreign = !stream.is_empty() && !lines.iter().any(may_be_known);
    let mut lines = lines.into_iter();

    let mut reading = Reading::default();
    if matches!(stream, [0xEF] | [0xEF, 0xBB]) {
        // What may still become a byte order mark belongs to no block yet.
        reading.ending = Ending::Truncated {
            tail: stream.to_vec(),
            offset: 0,
        };
        return reading;
    }
    let mut last_event_id_buffer = String::new();
    let mut ending = Ending::Complete;

    'blocks: loop {
        // A block: the lines up to a blank one, or to the end of the stream.
        let mut block = Vec::new();
        let mut blank_ended = None;
        for line in lines.by_ref() {
            if line.chars.is_empty() && line.ended.is_some() {
                blank_ended = line.ended;
                block.push(line);
                break;
            }
            block.push(line);
        }
        let Some(first) = block.first() else { break };
        let block_start = first.start;
        let finished = blank_ended.is_some();
        let block_end = blank_ended.unwrap_or(stream.len());
        if block_start == stream.len() {
            break;
        }
        let limit = block_start.saturating_add(options.max_event_bytes);
        if !finished {
            ending = Ending::Truncated {
                tail: Vec::new(),
                offset: block_start as u64,
            };
        }

        let mut data_buffer: Option<String> = None;
        let mut event_type_buffer = String::new();
        let mut id_buffer = last_event_id_buffer.clone();
        for line in &block {
            let Some(ended) = line.ended else { break };
            if ended > limit || line.chars.is_empty() {
                break;
            }
            let mut line_end = ended - 1;
            if let Some(last) = line.chars.last() {
                assert!(last.offset < line_end);
                line_end = line_end.max(last.offset);
            }
            let (name, value, value_start) = split(line, line_end);
            let span = line.start as u64..ended as u64;
            let is_comment = line.chars[0].char == ':';

            let mut fault = None;
            let invalid = line.chars.iter().find(|c| !c.valid);
            let retry = value
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| value.parse::<u64>().ok())
                .flatten();
            if let Some(invalid) = invalid.filter(|_| options.strict) {
                fault = Some((ErrorKind::InvalidUtf8, invalid.offset));
            } else if is_comment {
                if options.comments {
                    reading.items.push(Seen::Comment { text: value, span });
                }
            } else {
                match name.as_str() {
                    "data" => match &mut data_buffer {
                        None => data_buffer = Some(value),
                        Some(buffer) => {
                            buffer.push('\n');
                            buffer.push_str(&value);
                        }
                    },
                    "event" => event_type_buffer = value,
                    "id" => {
                        let nul = line.chars.iter().find(|c| c.char == '\0');
                        if let Some(nul) = nul {
                            if options.strict {
                                fault = Some((ErrorKind::NulInId, nul.offset));
                            }
                        } else if line_end - value_start > options.max_id_bytes {
                            fault =
                                Some((ErrorKind::IdTooLarge, value_start + options.max_id_bytes));
                        } else {
                            id_buffer = value;
                        }
                    }
                    "retry" => match retry {
                        Some(millis) => reading.reconnection_time = Some(millis),
                        None if options.strict => {
                            fault = Some((ErrorKind::InvalidRetry, value_start))
                        }
                        None => {}
                    },
                    _ if options.strict => fault = Some((ErrorKind::UnknownField, line.start)),
                    _ => {}
                }
            }
            if let Some((kind, offset)) = fault {
                reading.items.push(Seen::Error {
                    kind,
                    offset: offset as u64,
                });
                continue 'blocks;
            }
        }
        if block_end > limit {
            reading.items.push(Seen::Error {
                kind: ErrorKind::EventTooLarge,
                offset: limit as u64,
            });
            continue;
        }

        let event = |data: String, end: usize| Seen::Event {
            event_type: if event_type_buffer.is_empty() {
                "message".into()
            } else {
                event_type_buffer.clone()
            },
            data,
            last_event_id: id_buffer.clone(),
            span: block_start as u64..end as u64,
        };
        if finished {
            if let Some(data) = data_buffer {
                reading.items.push(event(data, block_end));
            }
            last_event_id_buffer = id_buffer;
        } else {
            ending = Ending::Truncated {
                tail: stream[block_start..].to_vec(),
                offset: block_start as u64,
            };
            let cut = &block[block.len() - 1];
            let begun: String = cut.chars.iter().map(|c| c.char).collect();
            if begun.starts_with("data:") {
                let (_, value, _) = split(cut, stream.len());
                data_buffer =
                    Some(data_buffer.map_or(value.clone(), |buffer| buffer + "\n" + &value));
            }
            reading.salvaged = data_buffer.map(|data| event(data, stream.len()));
        }
    }

    reading.ending = if foreign {
        Ending::Foreign {
            head: stream[..stream.len().min(1024)].to_vec(),
        }
    } else {
        ending
    };
    reading.last_event_id = last_event_id_buffer;
    reading
}
