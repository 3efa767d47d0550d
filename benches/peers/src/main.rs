//! unchunk beside its peers: time, memory, growth and conformance, on the same bytes. See README.md.

mod attempt;
mod candidate;
mod chart;
mod clock;
mod conformance;
mod feed;
mod floors;
mod growth;
mod inputs;
mod memory;
mod peers;
mod report;
mod timing;

use std::error::Error;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use candidate::Candidate;
use feed::Format;
use inputs::{Chunking, Input};
use timing::{Plan, Row};

const USAGE: &str = "\
Measures unchunk beside its peers.

Usage: unchunk-peers [--quick] [--rows FILTER] [--out DIR]

  --quick        fewer and shorter rounds: less than two minutes
  --rows FILTER  only timings, and only those whose `input, chunks` contains FILTER
  --out DIR      also writes peers.md, sse.svg and json.svg there";

struct Options {
    quick: bool,
    rows: Option<String>,
    out: Option<PathBuf>,
}

fn options() -> Result<Option<Options>, lexopt::Error> {
    use lexopt::prelude::*;

    let mut options = Options {
        quick: false,
        rows: None,
        out: None,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("quick") => options.quick = true,
            Long("rows") => options.rows = Some(parser.value()?.string()?),
            Long("out") => options.out = Some(parser.value()?.into()),
            Short('h') | Long("help") => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(options))
}

/// Prints as it goes, and keeps what was printed.
#[derive(Default)]
struct Document(String);

impl Document {
    fn section(&mut self, title: &str, about: &str) {
        self.add(&format_args!("## {title}\n\n{about}\n"));
    }

    fn add(&mut self, part: &dyn fmt::Display) {
        println!("{part}");
        let _ = writeln!(self.0, "{part}");
    }
}

const TIME: &str = "Processor time per event or value: the median of the rounds, in brackets the quietest. *wrong*: other events or \
bytes than the generator put in, hence not timed. `>`: stopped while it still ran.";
const RATIOS: &str = "How many times as long as unchunk the best correct peer of the row takes, by medians and, in brackets, by \
quietest runs.";
const ALLOCATIONS: &str = "Allocations and bytes allocated, per event or value.";
const KEPT: &str = "Memory that stays in use for each kept event when decoder and stream are gone, the chunks being buffers \
of their own as from a socket. An event of the first column has 300 bytes, one of the second 230.";
const PEAKS: &str = "The most memory in use at once, beside the input itself.";
const GIANT_EVENTS: &str =
    "Time per byte for one event in chunks of 16 bytes. It must not grow with the event.";
const GIANT_VALUES: &str = "Time per byte for one JSON value in chunks of 16 bytes.";
const MANY_EVENTS: &str =
    "Time per event for many events in one chunk. It must not grow with their number.";
const CONFORMANCE: &str =
    "Edge cases of WHATWG HTML § 9.2. *late*: right, but not before the stream ends.";

fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = options()? else {
        println!("{USAGE}");
        return Ok(());
    };
    let plan = if options.quick {
        Plan::QUICK
    } else {
        Plan::FULL
    };
    let candidates = candidate::all();
    let mut document = Document::default();
    document.add(&format_args!(
        "# unchunk beside its peers\n\n{}.\n",
        report::versions(candidates.iter().map(|candidate| candidate.name))
    ));

    let measured = time_all(&options, plan, &candidates, &mut document);
    document.section("Ratios", RATIOS);
    document.add(&report::ratios(&measured));

    if options.rows.is_none() {
        document.section("Allocations", ALLOCATIONS);
        for table in memory::allocations(&candidates) {
            document.add(&table);
        }
        document.section("Kept events", KEPT);
        document.add(&memory::kept(&candidates));
        document.section("Peak memory", PEAKS);
        document.add(&memory::peaks(&candidates));
        // A pass over the largest takes as long as many of the others.
        let cap = plan.cap * 4;
        document.section("Growth: one giant event", GIANT_EVENTS);
        document.add(&growth::giant_events(&candidates, cap));
        document.section("Growth: one giant value", GIANT_VALUES);
        document.add(&growth::giant_values(&candidates, cap));
        document.section("Growth: many events", MANY_EVENTS);
        document.add(&growth::many_events(&candidates, cap));
        // Last, as a decoder that hangs goes on in the background.
        document.section("Conformance", CONFORMANCE);
        let (table, notes) = conformance::table(&candidates);
        document.add(&table);
        for note in notes {
            document.add(&format_args!("- {note}"));
        }
    }

    if let Some(directory) = options.out {
        fs::create_dir_all(&directory)?;
        fs::write(directory.join("peers.md"), &document.0)?;
        draw(&directory, "sse.svg", &measured, |format| {
            format == Format::Sse
        })?;
        draw(&directory, "json.svg", &measured, |format| {
            format != Format::Sse
        })?;
    }
    Ok(())
}

/// Draws those of the inputs that were measured in chunks of 16 KiB.
fn draw(
    directory: &Path,
    name: &str,
    measured: &[(Input, Vec<Row>)],
    wanted: fn(Format) -> bool,
) -> Result<(), Box<dyn Error>> {
    let bars: Vec<(&Input, &Row)> = measured
        .iter()
        .filter(|(input, _)| wanted(input.format))
        .filter_map(|(input, rows)| {
            let row = rows
                .iter()
                .find(|row| row.chunking == Chunking::Bytes(16 * 1024))?;
            Some((input, row))
        })
        .collect();
    if bars.is_empty() {
        return Ok(());
    }
    chart::draw(&directory.join(name), &bars)
}

fn time_all(
    options: &Options,
    plan: Plan,
    candidates: &[Candidate],
    document: &mut Document,
) -> Vec<(Input, Vec<Row>)> {
    document.section("Time", TIME);
    let mut measured = Vec::new();
    let mut inputs = inputs::sse();
    inputs.extend(inputs::json());
    for input in inputs {
        let chunkings = Chunking::ALL;
        time(
            options,
            plan,
            candidates,
            document,
            &mut measured,
            input,
            &chunkings,
        );
    }
    let chunkings: &[Chunking] = if options.quick {
        &[Chunking::Bytes(16 * 1024)]
    } else {
        &[
            Chunking::Whole,
            Chunking::Bytes(16 * 1024),
            Chunking::Bytes(1400),
        ]
    };
    let giant = inputs::giant_value(64 << 20);
    // One pass takes as long as many of the others.
    let plan = Plan {
        cap: plan.cap * 8,
        ..plan
    };
    time(
        options,
        plan,
        candidates,
        document,
        &mut measured,
        giant,
        chunkings,
    );
    measured
}

fn time(
    options: &Options,
    plan: Plan,
    candidates: &[Candidate],
    document: &mut Document,
    measured: &mut Vec<(Input, Vec<Row>)>,
    input: Input,
    chunkings: &[Chunking],
) {
    let rows: Vec<Row> = chunkings
        .iter()
        .filter(|chunking| {
            let name = format!("{}, {}", input.name, chunking.name());
            options
                .rows
                .as_ref()
                .is_none_or(|filter| name.contains(filter))
        })
        .map(|chunking| match input.name {
            // A drip of several MiB would tell no more than one of 1 MiB.
            "one-mebibyte" if Input::is_drip(*chunking) => {
                timing::row(plan, &input.first(), *chunking, candidates)
            }
            _ => timing::row(plan, &input, *chunking, candidates),
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    document.add(&format_args!("### {} ({})\n", input.what, input.name));
    document.add(&report::candidates(&rows));
    measured.push((input, rows));
}
