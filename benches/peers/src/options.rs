//! The command line.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use unchunk_peers::inputs::Chunking;

use crate::profile::Profile;

pub const USAGE: &str = "\
Measures unchunk beside its peers.

Usage: unchunk-peers [OPTIONS]

  --quick          fewer candidates, inputs and rounds, one profile: less than three minutes
  --curve          also times against sizes of chunks and of events; with --out it is drawn
  --instructions   also counts instructions, by valgrind's callgrind
  --profile NAME   `release` or `lto`, not both; may be given twice, for both in a quick run
  --rows FILTER    only rows whose `input, chunks` contains FILTER, and only timings
  --seed N         from which sizes and lengths are drawn; else one of the clock
  --json FILE      writes every figure there
  --out DIR        writes peers.md there, and with --curve sse.svg and json.svg";

pub struct Options {
    pub quick: bool,
    pub curve: bool,
    pub instructions: bool,
    pub profiles: Vec<Profile>,
    pub rows: Option<String>,
    pub seed: u64,
    pub json: Option<PathBuf>,
    pub out: Option<PathBuf>,
}

impl Options {
    /// None where only the usage is asked for.
    pub fn of_command_line() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;

        let mut seed = None;
        let mut options = Self {
            quick: false,
            curve: false,
            instructions: false,
            profiles: Vec::new(),
            rows: None,
            seed: 0,
            json: None,
            out: None,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("quick") => options.quick = true,
                Long("curve") => options.curve = true,
                Long("instructions") => options.instructions = true,
                Long("profile") => {
                    let name = parser.value()?.string()?;
                    let profile = Profile::of_name(&name).ok_or("no such profile")?;
                    options.profiles.push(profile);
                }
                Long("rows") => options.rows = Some(parser.value()?.string()?),
                Long("seed") => seed = Some(parser.value()?.parse()?),
                Long("json") => options.json = Some(parser.value()?.into()),
                Long("out") => options.out = Some(parser.value()?.into()),
                Short('h') | Long("help") => return Ok(None),
                _ => return Err(argument.unexpected()),
            }
        }
        if options.profiles.is_empty() {
            options.profiles = match options.quick {
                true => vec![Profile::Lto],
                false => Profile::ALL.to_vec(),
            };
        }
        options.seed = seed.unwrap_or_else(seed_of_the_clock);
        Ok(Some(options))
    }

    pub fn wants(&self, input: &str, chunking: Chunking) -> bool {
        let name = format!("{input}, {}", chunking.name());
        self.rows
            .as_ref()
            .is_none_or(|filter| name.contains(filter))
    }
}

fn seed_of_the_clock() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
