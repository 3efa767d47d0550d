//! unchunk beside its peers: time, growth and conformance, on the same bytes. See README.md.

mod chart;
mod child;
mod conformance;
mod curve;
mod document;
mod figures;
mod growth;
mod instructions;
mod job;
mod options;
mod profile;
mod report;
mod run;
mod selection;
mod timing;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use job::Job;
use options::{Options, USAGE};
use run::Run;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == job::COMMANDED => {
            child::run(&Job::of_arguments(rest)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        Some((first, rest)) if first == job::PASSES => {
            let (passes, rest) = rest.split_first().ok_or("how many passes?")?;
            instructions::run(passes.parse()?, &Job::of_arguments(rest)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let Some(options) = Options::of_command_line()? else {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    let wrong = Run::new(options)?.report()?;
    for decoder in &wrong {
        eprintln!("wrong: {decoder}");
    }
    Ok(match wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
