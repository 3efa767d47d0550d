//! Processor time, taken in rounds in which the candidates take turns, so that what else the machine does hits all of
//! them. Each candidate has a process of its own, so that none profits or suffers from what another left in the allocator.

use std::io;
use std::path::Path;
use std::time::Duration;

use unchunk_peers::candidate::{Candidate, Side};
use unchunk_peers::feed::Format;
use unchunk_peers::inputs::{Chunking, EventSize, Input};

use crate::child::{Child, First};
use crate::job::Stored;
use crate::profile::Profile;

/// How much time to spend.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub rounds: u32,
    /// What one candidate should take in one round.
    pub turn: Duration,
    /// When to stop one that takes too long for one pass.
    pub cap: Duration,
}

impl Plan {
    pub const FULL: Self = Self {
        rounds: 13,
        turn: Duration::from_millis(6),
        cap: Duration::from_millis(500),
    };
    pub const QUICK: Self = Self {
        rounds: 7,
        turn: Duration::from_millis(3),
        cap: Duration::from_millis(200),
    };

    /// Rounds for a candidate whose pass takes this long: the slow ones get fewer, so that the whole stays in bounds.
    fn rounds(self, pass: Duration) -> u32 {
        let budget = self.turn * self.rounds * 3;
        let rounds = budget.as_nanos() / pass.max(self.turn).as_nanos();
        u32::try_from(rounds)
            .unwrap_or(self.rounds)
            .clamp(3, self.rounds)
    }

    fn passes(self, pass: Duration) -> u32 {
        let passes = self.turn.as_nanos() / pass.as_nanos().max(1);
        u32::try_from(passes).unwrap_or(u32::MAX).max(1)
    }
}

/// Nanoseconds per event.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    pub median: f64,
    pub quietest: f64,
}

#[derive(Debug, Clone)]
pub enum Outcome {
    Timed(Timing),
    /// Not the same work: not timed.
    Wrong,
    Panicked,
    /// Nanoseconds per event, at least: it was stopped.
    Slow(f64),
}

impl Outcome {
    pub fn timing(&self) -> Option<Timing> {
        match self {
            Self::Timed(timing) => Some(*timing),
            Self::Wrong | Self::Panicked | Self::Slow(_) => None,
        }
    }

    pub fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong | Self::Panicked)
    }
}

pub struct Cell {
    pub candidate: Candidate,
    pub outcome: Outcome,
}

/// All candidates on one input, cut in one way, compiled in one way.
pub struct Row {
    pub input: &'static str,
    pub format: Format,
    pub event: EventSize,
    pub chunking: Chunking,
    pub profile: Profile,
    pub bytes_per_event: f64,
    pub cells: Vec<Cell>,
}

impl Row {
    pub fn is_sse(&self) -> bool {
        self.format == Format::Sse
    }

    /// The correct one of the side whose quietest round was the quickest.
    pub fn best(&self, side: Side) -> Option<(Candidate, Timing)> {
        self.cells
            .iter()
            .filter(|cell| cell.candidate.side == side)
            .filter_map(|cell| Some((cell.candidate, cell.outcome.timing()?)))
            .min_by(|a, b| a.1.quietest.total_cmp(&b.1.quietest))
    }

    pub fn of_name(&self, name: &str) -> Option<Timing> {
        let cell = self.cells.iter().find(|cell| cell.candidate.name == name)?;
        cell.outcome.timing()
    }
}

struct Running {
    child: Child,
    passes: u32,
    rounds: u32,
    /// Nanoseconds per event, one for each round.
    samples: Vec<f64>,
}

enum Entry {
    Out(Outcome),
    In(Running),
}

/// Times all candidates that take the input; none if there are none.
pub fn row(
    plan: Plan,
    stored: &Stored<'_>,
    chunking: Chunking,
    candidates: &[Candidate],
    (profile, executable): (Profile, &Path),
) -> io::Result<Row> {
    let input = stored.input;
    let events = input.truth.events as f64;
    let mut entries = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.takes(input)) {
        let job = stored.job(*candidate, chunking, plan.cap);
        let started = Child::start(executable, &job)?;
        entries.push((*candidate, enter(plan, input, *candidate, started)));
    }
    for round in 0..plan.rounds {
        for (_, entry) in &mut entries {
            let Entry::In(running) = entry else { continue };
            if round >= running.rounds {
                continue;
            }
            let passed = running.child.time(running.passes)?.as_nanos() as f64;
            running
                .samples
                .push(passed / f64::from(running.passes) / events);
        }
    }
    Ok(Row {
        input: input.name,
        format: input.format,
        event: input.event,
        chunking,
        profile,
        bytes_per_event: input.bytes.len() as f64 / events,
        cells: entries
            .into_iter()
            .map(|(candidate, entry)| Cell {
                candidate,
                outcome: entry.close(),
            })
            .collect(),
    })
}

/// Compares the first pass with the truth.
fn enter(plan: Plan, input: &Input, candidate: Candidate, (child, first): (Child, First)) -> Entry {
    match first {
        First::Panicked => Entry::Out(Outcome::Panicked),
        First::Slow(after) => Entry::Out(Outcome::Slow(
            after.as_nanos() as f64 / input.truth.events as f64,
        )),
        First::Read { .. } if !first.is_right(candidate, input) => Entry::Out(Outcome::Wrong),
        First::Read { pass, .. } => Entry::In(Running {
            child,
            passes: plan.passes(pass),
            rounds: plan.rounds(pass),
            samples: Vec::new(),
        }),
    }
}

impl Entry {
    fn close(self) -> Outcome {
        match self {
            Self::Out(outcome) => outcome,
            Self::In(mut running) => {
                running.samples.sort_by(f64::total_cmp);
                Outcome::Timed(Timing {
                    median: running.samples[running.samples.len() / 2],
                    quietest: running.samples[0],
                })
            }
        }
    }
}
