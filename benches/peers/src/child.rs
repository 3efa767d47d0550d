//! The process that runs one candidate, commanded over its standard input, and its parent's handle on it.
//!
//! It first says what reading the stream once came to; then, for each line with a number of passes, how long they took.

use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{self, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use unchunk_peers::attempt::attempt;
use unchunk_peers::candidate::{Candidate, Work};
use unchunk_peers::clock;
use unchunk_peers::inputs::Input;

use crate::job::{COMMANDED, Job};

/// What reading the stream once came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    Read {
        work: Work,
        /// The time of a pass like those that are timed.
        pass: Duration,
    },
    Panicked,
    /// Stopped after this long.
    Slow(Duration),
}

/// Runs as a child.
pub fn run(job: &Job) -> Result<(), Box<dyn Error>> {
    pin();
    let mut feed = job.feed()?;
    let count = job.candidate.count;
    let start = clock::now();
    feed.deadline = Some(start + job.cap);
    let work = attempt(|| (job.candidate.check)(&feed));
    let checked = clock::now() - start;
    feed.deadline = None;
    let first = match work {
        None => First::Panicked,
        Some(_) if checked > job.cap => First::Slow(checked),
        Some(work) => {
            let start = clock::now();
            count(&feed);
            let pass = clock::now() - start;
            First::Read { work, pass }
        }
    };
    println!("{}", first.to_line());
    for line in io::stdin().lock().lines() {
        let passes: u32 = line?.parse()?;
        let start = clock::now();
        for _ in 0..passes {
            count(&feed);
        }
        println!("{}", (clock::now() - start).as_nanos());
    }
    Ok(())
}

/// To one core, so that a move to another does not cost the caches; where that cannot be done, nothing is lost.
fn pin() {
    if let Some(core) = core_affinity::get_core_ids().and_then(|mut cores| cores.pop()) {
        core_affinity::set_for_current(core);
    }
}

impl First {
    /// Whether it was read, and rightly; floors read nothing.
    pub fn is_right(&self, candidate: Candidate, input: &Input) -> bool {
        match self {
            Self::Read { work, .. } => candidate.is_floor() || work.agrees(&input.truth),
            Self::Panicked | Self::Slow(_) => false,
        }
    }

    fn to_line(self) -> String {
        let optional = |number: Option<u64>| number.map_or("-".into(), |number| number.to_string());
        match self {
            Self::Read { work, pass } => format!(
                "read {} {} {} {}",
                work.events,
                optional(work.data_bytes),
                optional(work.digest),
                pass.as_nanos()
            ),
            Self::Panicked => "panicked".into(),
            Self::Slow(after) => format!("slow {}", after.as_nanos()),
        }
    }

    fn of_line(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let optional = |word: &str| match word {
            "-" => Some(None),
            number => number.parse().ok().map(Some),
        };
        let time = |word: &str| word.parse().ok().map(Duration::from_nanos);
        Some(match words[..] {
            ["read", events, data_bytes, digest, pass] => Self::Read {
                work: Work {
                    events: events.parse().ok()?,
                    data_bytes: optional(data_bytes)?,
                    digest: optional(digest)?,
                },
                pass: time(pass)?,
            },
            ["panicked"] => Self::Panicked,
            ["slow", after] => Self::Slow(time(after)?),
            _ => return None,
        })
    }
}

/// A child that waits for commands; it ends when this is dropped.
pub struct Child {
    process: process::Child,
    commands: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Child {
    /// Starts it, and waits for its first pass.
    pub fn start(executable: &Path, job: &Job) -> io::Result<(Self, First)> {
        let mut process = Command::new(executable)
            .arg(COMMANDED)
            .args(job.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let commands = process.stdin.take();
        let output = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut child = Self {
            process,
            commands,
            answers: io::BufRead::lines(BufReader::new(output)),
        };
        let first = match child.answer() {
            Ok(answer) => First::of_line(&answer).ok_or(io::ErrorKind::InvalidData)?,
            // It aborted, which is no better than a panic.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => First::Panicked,
            Err(error) => return Err(error),
        };
        Ok((child, first))
    }

    /// Has it do so many passes, and waits for the time that took.
    pub fn time(&mut self, passes: u32) -> io::Result<Duration> {
        let commands = self.commands.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(commands, "{passes}")?;
        let answer = self.answer()?;
        let nanoseconds = answer.parse().map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Duration::from_nanos(nanoseconds))
    }

    fn answer(&mut self) -> io::Result<String> {
        self.answers
            .next()
            .unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Without commands to come it ends by itself.
        self.commands = None;
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_child_says_is_understood() {
        let pass = Duration::from_nanos(12);
        let all = [
            First::Read {
                work: Work {
                    events: 3,
                    data_bytes: Some(4),
                    digest: Some(u64::MAX),
                },
                pass,
            },
            First::Read {
                work: Work {
                    events: 3,
                    data_bytes: None,
                    digest: None,
                },
                pass,
            },
            First::Panicked,
            First::Slow(pass),
        ];
        for first in all {
            assert_eq!(First::of_line(&first.to_line()), Some(first));
        }
        assert_eq!(First::of_line("read 3 4"), None);
    }
}
