//! Instructions counted by callgrind: what does not depend on what else the machine does.

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use unchunk_peers::candidate::Candidate;
use unchunk_peers::feed::Feed;
use unchunk_peers::feed::Format;
use unchunk_peers::inputs::{self, Chunking, EventSize};

use crate::child::Child;
use crate::job::{Job, PASSES, Stored};
use crate::profile::Profile;
use crate::timing::{Cell, Row};

/// What is counted: always these, and with lengths drawn from always this seed.
const ROWS: [(&str, Chunking); 11] = [
    ("openai", Chunking::Bytes(16 * 1024)),
    ("openai", Chunking::Event),
    ("openai", Chunking::Bytes(64)),
    ("openai", Chunking::Bytes(7)),
    ("openai", Chunking::Bytes(1)),
    ("anthropic", Chunking::Bytes(16 * 1024)),
    ("tiny", Chunking::Bytes(16 * 1024)),
    ("fifty-lines", Chunking::Bytes(16 * 1024)),
    ("ndjson", Chunking::Bytes(16 * 1024)),
    ("concatenated", Chunking::Bytes(16 * 1024)),
    ("concatenated validated", Chunking::Bytes(16 * 1024)),
];
const SEED: u64 = 0;
/// For the pass by which the candidate is checked; what is counted is not stopped.
const CAP: Duration = Duration::from_secs(10);

/// Instructions per event.
pub struct Count {
    pub candidate: Candidate,
    pub input: &'static str,
    pub is_sse: bool,
    pub event: EventSize,
    pub chunking: Chunking,
    pub profile: Profile,
    pub instructions: f64,
}

impl Count {
    /// Whether this was counted of what the cell was timed of.
    pub fn is_of(&self, row: &Row, cell: &Cell) -> bool {
        self.candidate.name == cell.candidate.name
            && self.input == row.input
            && self.event == row.event
            && self.chunking == row.chunking
            && self.profile == row.profile
    }
}

/// Counts the rows that are `wanted`, but not candidates that get them wrong.
pub fn count(
    candidates: &[Candidate],
    wanted: impl Fn(&str, Chunking) -> bool,
    (profile, executable): (Profile, &Path),
) -> Result<Vec<Count>, Box<dyn Error>> {
    let mut counts = Vec::new();
    let inputs = inputs::all(SEED);
    for (name, chunking) in ROWS
        .into_iter()
        .filter(|(name, chunking)| wanted(name, *chunking))
    {
        let input = inputs
            .iter()
            .find(|input| input.name == name)
            .ok_or("a row of an unknown input")?;
        let stored = Stored::new(input)?;
        for candidate in candidates.iter().filter(|candidate| candidate.takes(input)) {
            let job = stored.job(*candidate, chunking, CAP);
            let (_, first) = Child::start(executable, &job)?;
            if !first.is_right(*candidate, input) {
                continue;
            }
            // What the process does besides is in both.
            let (one, two) = (passes(executable, &job, 1)?, passes(executable, &job, 2)?);
            counts.push(Count {
                candidate: *candidate,
                input: input.name,
                is_sse: input.format == Format::Sse,
                event: input.event,
                chunking,
                profile,
                instructions: (two - one) as f64 / input.truth.events as f64,
            });
        }
    }
    Ok(counts)
}

/// All instructions of a process that does so many passes.
fn passes(executable: &Path, job: &Job, passes: u32) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(executable)
        .args([OsStr::new(PASSES), OsStr::new(&passes.to_string())])
        .args(job.arguments())
        .output()
        .map_err(|error| format!("valgrind can't be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("the child that is counted failed: {said}").into());
    }
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .ok_or_else(|| format!("callgrind counted nothing: {said}"))?;
    Ok(collected.1.trim().parse()?)
}

/// Runs as the child whose instructions are counted.
pub fn run(passes: u32, job: &Job) -> std::io::Result<()> {
    let feed: Feed = job.feed()?;
    for _ in 0..passes {
        (job.candidate.count)(&feed);
    }
    Ok(())
}
