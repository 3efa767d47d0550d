//! Reads generated streams with Chromium's `EventSource` and with the decoder, in the same chunks, and compares.

mod altered;
mod chromium;
mod deviations;
mod node;
mod reading;
mod server;
mod streams;
mod waits;
mod wasm;
#[path = "../../promises/support"]
mod support {
    #![allow(dead_code, reason = "the crate's tests use the rest")]
    pub mod sse;
}

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chromium::{Plan, Race};
use reading::Reading;
use streams::Stream;

const HELP: &str = "\
Compares the decoder with Chromium's EventSource.

  --streams N   how many generated streams [1000]
  --seed N      of the first of them; the others have the seeds that follow [0]
  --wasm FILE   compare the crate as WebAssembly too: the module, with unchunk.js beside it";

/// Differences beyond these are only counted.
const MAX_SHOWN: usize = 5;

struct Args {
    streams: u64,
    seed: u64,
    wasm: Option<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Some(args) = args()? else {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let failures = compare(&args)?;
    println!("{failures} failures");
    Ok(ExitCode::from(u8::from(failures > 0)))
}

fn args() -> Result<Option<Args>, lexopt::Error> {
    use lexopt::prelude::*;
    let mut args = Args {
        streams: 1000,
        seed: 0,
        wasm: None,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("streams") => args.streams = parser.value()?.parse()?,
            Long("seed") => args.seed = parser.value()?.parse()?,
            Long("wasm") => args.wasm = Some(parser.value()?.into()),
            Long("help") => return Ok(None),
            _ => return Err(arg.unexpected()),
        }
    }
    Ok(Some(args))
}

fn compare(args: &Args) -> Result<usize, Box<dyn Error>> {
    // To be read: the generated ones, the deviations, one that is altered. To be reconnected to: runners and the mark.
    let mut streams: Vec<Stream> = (0..args.streams)
        .map(|i| Stream::generate(args.seed.wrapping_add(i)))
        .collect();
    let generated = streams.len();
    streams.extend(deviations::EVENTS.map(|case| Stream::bytewise(case.stream)));
    streams.push(altered::served());
    let read = streams.len();
    streams.extend(waits::runners());
    let mark = streams.len();
    streams.push(waits::mark());

    let streams = Arc::new(streams);
    let told = chromium::read(&Plan {
        origins: server::serve(Arc::clone(&streams))?,
        streams: streams[..read].iter().map(Stream::event_types).collect(),
        race: Race {
            runners: (read..mark).collect(),
            mark,
        },
    })?;

    let (of_generated, others) = told.readings.split_at(generated);
    let (of_deviations, of_altered) = others.split_at(deviations::EVENTS.len());
    let generated = &streams[..generated];
    let chunks: usize = generated.iter().map(|stream| stream.chunks().len()).sum();
    println!(
        "{} streams from seed {}, in {chunks} chunks",
        generated.len(),
        args.seed
    );
    let chromium = format!("Chromium {}", told.version);
    let mut failures = differing(&chromium, generated, of_generated, args.seed);
    if let Some(path) = &args.wasm {
        let readings = wasm::read(path, generated)?;
        failures += differing("WebAssembly", generated, &readings, args.seed);
    }
    failures += waits::judge(&told.before_mark);
    failures += deviations::judge(of_deviations);
    failures += altered::judge(&of_altered[0]);
    Ok(failures)
}

/// How many streams another reader tells otherwise than the decoder.
fn differing(reader: &str, streams: &[Stream], readings: &[Reading], seed: u64) -> usize {
    assert_eq!(streams.len(), readings.len());
    let mut differing = 0;
    for (i, (stream, reading)) in streams.iter().zip(readings).enumerate() {
        let Some(difference) = reading::difference(stream, reading) else {
            continue;
        };
        differing += 1;
        if differing <= MAX_SHOWN {
            let seed = seed.wrapping_add(i as u64);
            println!("{reader}, seed {seed}\n{difference}  again: --streams 1 --seed {seed}\n");
        }
    }
    let events: usize = readings.iter().map(|reading| reading.events.len()).sum();
    println!("  {reader} beside the decoder: {events} events, {differing} streams differ");
    differing
}
