//! The command line.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Read};
use std::num::NonZeroU64;

use lexopt::prelude::*;
use unchunk::json::Framing;

pub const USAGE: &str = "\
usage: decode [--format F] [--chunk N | --cuts a,b,c] [--comments] [--items]
              [--salvage] [--max-event BYTES] [--validate] [--max-depth N]
              [--max-frame BYTES] [FILE|-]

Decodes FILE, or standard input, and prints one JSON object per line. Without
arguments and without anything to read: shows an embedded sample.

  --format F         what the bytes are: sse (default), text (UTF-8), or JSON
                     texts: json (concatenated), ndjson, json-array, json-seq,
                     content-length
  --chunk N          feed N bytes at a time, or as many as are there
  --cuts a,b,c       cut the stream at these absolute offsets
  --comments         print comments too
  --items            print comments, and lines that the standard ignores
  --salvage          print the event that the end of the stream cut
  --max-event BYTES  skip larger events, with an error (default 8 MiB)
  --validate         errors for JSON texts that RFC 8259 does not allow
  --max-depth N      skip JSON texts that nest deeper, with an error
  --max-frame BYTES  skip larger JSON texts, with an error (default 8 MiB)
  -h, --help         print this
  -V, --version      print the version

An option that the format has no use for changes nothing.

exit status: 0 complete, 3 truncated, 4 foreign (never this format),
             5 if an error was printed, 2 bad usage, 1 reading failed
";

const VERSION: &str = concat!("decode (unchunk ", env!("CARGO_PKG_VERSION"), ")\n");

pub enum Invocation {
    Sample,
    Print(&'static str),
    Filter(Options),
}

pub struct Options {
    pub format: Format,
    pub cutting: Cutting,
    pub comments: bool,
    pub items: bool,
    pub salvage: bool,
    pub max_event: Option<usize>,
    pub validate: bool,
    pub max_depth: Option<usize>,
    pub max_frame: Option<usize>,
    pub input: Box<dyn Read>,
}

pub enum Format {
    Sse,
    Text,
    Json(Framing),
}

/// Where the stream is cut.
pub enum Cutting {
    AsRead,
    Every(u64),
    At(BTreeSet<u64>),
}

pub fn parse() -> Result<Invocation, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let mut options = Options {
        format: Format::Sse,
        cutting: Cutting::AsRead,
        comments: false,
        items: false,
        salvage: false,
        max_event: None,
        validate: false,
        max_depth: None,
        max_frame: None,
        input: Box::new(io::stdin()),
    };
    let mut file = None;
    let mut any = false;
    while let Some(argument) = parser.next()? {
        any = true;
        match argument {
            Long("format") => {
                options.format = value(&mut parser, "--format", |name| {
                    Ok(match name {
                        "sse" => Format::Sse,
                        "text" => Format::Text,
                        "json" => Format::Json(Framing::Concatenated),
                        "ndjson" => Format::Json(Framing::Lines),
                        "json-array" => Format::Json(Framing::Array),
                        "json-seq" => Format::Json(Framing::TextSequence),
                        "content-length" => Format::Json(Framing::ContentLength),
                        _ => return Err("no such format; --help lists them"),
                    })
                })?;
            }
            Long("chunk") => {
                let size = positive(&mut parser, "--chunk")?;
                set_cutting(&mut options, Cutting::Every(size))?;
            }
            Long("cuts") => {
                let cuts = value(&mut parser, "--cuts", |cuts| {
                    cuts.split(',').map(str::parse).collect::<Result<_, _>>()
                })?;
                set_cutting(&mut options, Cutting::At(cuts))?;
            }
            Long("comments") => options.comments = true,
            Long("items") => options.items = true,
            Long("salvage") => options.salvage = true,
            Long("max-event") => options.max_event = Some(limit(&mut parser, "--max-event")?),
            Long("validate") => options.validate = true,
            Long("max-depth") => options.max_depth = Some(limit(&mut parser, "--max-depth")?),
            Long("max-frame") => options.max_frame = Some(limit(&mut parser, "--max-frame")?),
            Short('h') | Long("help") => return Ok(Invocation::Print(USAGE)),
            Short('V') | Long("version") => return Ok(Invocation::Print(VERSION)),
            Value(path) if file.is_none() => file = Some(path),
            _ => return Err(format!("{}; see --help", argument.unexpected()).into()),
        }
    }
    if !any && nothing_to_read() {
        return Ok(Invocation::Sample);
    }
    if let Some(path) = file.filter(|path| path != "-") {
        let opened = open(&path).map_err(|error| format!("{}: {error}", path.to_string_lossy()))?;
        options.input = Box::new(opened);
    }
    Ok(Invocation::Filter(options))
}

/// Opens a file to read. A folder can be opened too, and would fail later, without its name.
fn open(path: &OsStr) -> io::Result<File> {
    let file = File::open(path)?;
    match file.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    }
}

/// Whether standard input is a terminal, or ends without a byte. What is looked at here is read again.
fn nothing_to_read() -> bool {
    let stdin = io::stdin();
    // An error is met, and reported, where the stream is read.
    stdin.is_terminal() || stdin.lock().fill_buf().is_ok_and(<[u8]>::is_empty)
}

/// The value of an option; an error names the option.
fn value<T, E: Display>(
    parser: &mut lexopt::Parser,
    option: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, lexopt::Error> {
    let value = parser.value()?;
    let value = value.to_string_lossy();
    parse(&value).map_err(|error| format!("{option} '{value}': {error}").into())
}

fn positive(parser: &mut lexopt::Parser, option: &str) -> Result<u64, lexopt::Error> {
    Ok(value(parser, option, str::parse::<NonZeroU64>)?.get())
}

fn limit(parser: &mut lexopt::Parser, option: &str) -> Result<usize, lexopt::Error> {
    Ok(usize::try_from(positive(parser, option)?).unwrap_or(usize::MAX))
}

fn set_cutting(options: &mut Options, cutting: Cutting) -> Result<(), lexopt::Error> {
    let Cutting::AsRead = options.cutting else {
        return Err("--chunk and --cuts can be given once, and not together".into());
    };
    options.cutting = cutting;
    Ok(())
}
