//! One JSON object per line.

use std::io::{self, BufWriter, Stdout, Write};
use std::time::Duration;

use unchunk::{Error, Verdict, json, sse};

use crate::paint::{Colour, Paint};

/// Standard output, where what is printed at last is seen at the next `flush`.
pub struct Output {
    out: BufWriter<Stdout>,
    paint: Paint,
}

impl Output {
    pub fn new() -> Self {
        Self {
            out: BufWriter::new(io::stdout()),
            paint: Paint::for_stdout(),
        }
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Begins an object with its first name, which says what it is.
    fn begin(&mut self, colour: Colour, name: &str) -> io::Result<()> {
        write!(self.out, "{{{}:", self.paint.text(colour, &quoted(name)))
    }
}

/// How the stream ended.
pub struct Ending {
    pub kind: EndKind,
    at: u64,
    tail: String,
    stream: Option<StreamEnding>,
}

/// What an event stream leaves: what a client would reconnect with, and what the standard ignores.
#[derive(Default)]
struct StreamEnding {
    last_event_id: String,
    reconnection_time: Option<Duration>,
    ignored: String,
}

pub enum EndKind {
    Complete,
    Truncated,
    Foreign,
}

impl Ending {
    /// `position` is where the stream ended.
    pub fn new(verdict: Verdict<'_>, position: u64) -> Self {
        let (kind, at, tail) = match verdict {
            Verdict::Truncated { tail, offset, .. } => (EndKind::Truncated, offset, tail),
            Verdict::Foreign { head, .. } => (EndKind::Foreign, 0, head),
            _ => (EndKind::Complete, position, &[][..]),
        };
        let tail = String::from_utf8_lossy(tail).into_owned();
        Self {
            kind,
            at,
            tail,
            stream: None,
        }
    }

    /// The same, of an event stream.
    pub fn of_stream(self, decoder: &sse::Decoder) -> Self {
        let stream = StreamEnding {
            last_event_id: decoder.last_event_id().to_owned(),
            reconnection_time: decoder.reconnection_time(),
            ignored: String::from_utf8_lossy(decoder.ignored()).into_owned(),
        };
        Self {
            stream: Some(stream),
            ..self
        }
    }
}

pub fn event(event: &sse::Event<'_>, output: &mut Output) -> io::Result<()> {
    let span = event.span();
    output.begin(Colour::Cyan, "event")?;
    writeln!(
        output.out,
        r#"{},"data":{},"id":{},"span":[{},{}]}}"#,
        quoted(event.event_type()),
        quoted(&event.data()),
        quoted(event.last_event_id()),
        span.start,
        span.end,
    )
}

/// A comment or an ignored line.
pub fn line(name: &str, line: &sse::TextLine<'_>, output: &mut Output) -> io::Result<()> {
    let span = line.span();
    output.begin(Colour::Grey, name)?;
    writeln!(
        output.out,
        r#"{},"span":[{},{}]}}"#,
        quoted(&line.text()),
        span.start,
        span.end
    )
}

pub fn text(piece: &str, output: &mut Output) -> io::Result<()> {
    output.begin(Colour::Cyan, "text")?;
    writeln!(output.out, "{}}}", quoted(piece))
}

/// The text as it is, but for line ends in its whitespace: what is printed is one line. A text that is no JSON is quoted.
pub fn frame(frame: &json::Frame<'_>, output: &mut Output) -> io::Result<()> {
    let span = frame.span();
    if json::validate(frame.text_bytes()).is_ok() {
        output.begin(Colour::Cyan, "frame")?;
        // Inside strings they would have to be escaped.
        let mut lines = frame.text_bytes().split(|byte| b"\r\n".contains(byte));
        output.out.write_all(lines.next().unwrap_or_default())?;
        for line in lines {
            output.out.write_all(b" ")?;
            output.out.write_all(line)?;
        }
    } else {
        output.begin(Colour::Yellow, "raw")?;
        write!(output.out, "{}", quoted(&frame.text()))?;
    }
    write!(output.out, r#","span":[{},{}]"#, span.start, span.end)?;
    end_with_line(frame.line(), output)
}

pub fn error(error: &Error, line: Option<u64>, output: &mut Output) -> io::Result<()> {
    let (kind, offset) = (error.kind().as_str(), error.offset());
    output.begin(Colour::Red, "error")?;
    write!(output.out, r#""{kind}","offset":{offset}"#)?;
    end_with_line(line, output)
}

/// Ends an object, with the line that a frame or an error has if the format has lines.
fn end_with_line(line: Option<u64>, output: &mut Output) -> io::Result<()> {
    match line {
        Some(line) => writeln!(output.out, r#","line":{line}}}"#),
        None => writeln!(output.out, "}}"),
    }
}

pub fn end(ending: &Ending, output: &mut Output) -> io::Result<()> {
    let (kind, colour) = match ending.kind {
        EndKind::Complete => ("complete", Colour::Green),
        EndKind::Truncated => ("truncated", Colour::Yellow),
        EndKind::Foreign => ("foreign", Colour::Red),
    };
    let none = StreamEnding::default();
    let stream = ending.stream.as_ref().unwrap_or(&none);
    let retry = stream
        .reconnection_time
        .map_or("null".to_owned(), |time| time.as_millis().to_string());
    output.begin(colour, "end")?;
    write!(
        output.out,
        r#""{kind}","at":{},"tail":{},"last_event_id":{},"retry":{retry}"#,
        ending.at,
        quoted(&ending.tail),
        quoted(&stream.last_event_id),
    )?;
    if ending.stream.is_some() {
        write!(output.out, r#","ignored":{}"#, quoted(&stream.ignored))?;
    }
    writeln!(output.out, "}}")
}

/// A JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
