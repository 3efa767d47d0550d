//! Decodes a stream from chunks cut anywhere.
//!
//! A filter: it prints one JSON object per line; `--help` says how. Without arguments and without anything to read it
//! shows an embedded sample: chunks going in, events coming out.

#[path = "decode/arguments.rs"]
mod arguments;
#[path = "decode/chunks.rs"]
mod chunks;
#[path = "decode/filter.rs"]
mod filter;
#[path = "decode/output.rs"]
mod output;
#[path = "decode/paint.rs"]
mod paint;
#[path = "decode/sample.rs"]
mod sample;

use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::Invocation;

fn main() -> ExitCode {
    let result = match arguments::parse() {
        Ok(Invocation::Sample) => sample::show().map(|()| ExitCode::SUCCESS),
        Ok(Invocation::Print(text)) => io::stdout()
            .write_all(text.as_bytes())
            .map(|()| ExitCode::SUCCESS),
        Ok(Invocation::Filter(options)) => filter::run(options),
        Err(error) => {
            eprintln!("decode: {error}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(code) => code,
        // Whoever read the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("decode: {error}");
            ExitCode::FAILURE
        }
    }
}
