//! The command line.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};

use lexopt::prelude::*;
use unchunk::json::Framing;

pub const USAGE: &str = "\
usage: decode [--format F] [--chunk N | --cuts a,b,c] [--comments] [--items]
              [--salvage] [--max-event BYTES] [--validate] [--max-depth N]
              [--max-frame BYTES] [FILE|-]

Without arguments: shows an embedded sample.
With any: decodes FILE, or standard input, and prints one JSON object per line.

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

An option that the format has no use for changes nothing.

exit status: 0 complete, 3 truncated, 4 foreign (never this format),
             5 if an error was printed, 2 bad usage, 1 reading failed
";

pub enum Invocation {
    Sample,
    Help,
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
                options.format = match parser.value()?.string()?.as_str() {
                    "sse" => Format::Sse,
                    "text" => Format::Text,
                    "json" => Format::Json(Framing::Concatenated),
                    "ndjson" => Format::Json(Framing::Lines),
                    "json-array" => Format::Json(Framing::Array),
                    "json-seq" => Format::Json(Framing::TextSequence),
                    "content-length" => Format::Json(Framing::ContentLength),
                    other => return Err(format!("unknown format '{other}'").into()),
                }
            }
            Long("chunk") => set_cutting(&mut options, Cutting::Every(positive(&mut parser)?))?,
            Long("cuts") => {
                let cuts = parser
                    .value()?
                    .parse_with(|cuts| cuts.split(',').map(str::parse).collect())?;
                set_cutting(&mut options, Cutting::At(cuts))?;
            }
            Long("comments") => options.comments = true,
            Long("items") => options.items = true,
            Long("salvage") => options.salvage = true,
            Long("max-event") => options.max_event = Some(limit(&mut parser)?),
            Long("validate") => options.validate = true,
            Long("max-depth") => options.max_depth = Some(limit(&mut parser)?),
            Long("max-frame") => options.max_frame = Some(limit(&mut parser)?),
            Short('h') | Long("help") => return Ok(Invocation::Help),
            Value(path) if file.is_none() => file = Some(path),
            _ => return Err(argument.unexpected()),
        }
    }
    if !any {
        return Ok(Invocation::Sample);
    }
    if let Some(path) = file.filter(|path| path != "-") {
        let opened =
            File::open(&path).map_err(|error| format!("{}: {error}", path.to_string_lossy()))?;
        options.input = Box::new(opened);
    }
    Ok(Invocation::Filter(options))
}

fn positive(parser: &mut lexopt::Parser) -> Result<u64, lexopt::Error> {
    match parser.value()?.parse()? {
        0 => Err("the number must be at least 1".into()),
        number => Ok(number),
    }
}

fn limit(parser: &mut lexopt::Parser) -> Result<usize, lexopt::Error> {
    Ok(usize::try_from(positive(parser)?).unwrap_or(usize::MAX))
}

fn set_cutting(options: &mut Options, cutting: Cutting) -> Result<(), lexopt::Error> {
    let Cutting::AsRead = options.cutting else {
        return Err("--chunk and --cuts can be given once, and not together".into());
    };
    options.cutting = cutting;
    Ok(())
}
