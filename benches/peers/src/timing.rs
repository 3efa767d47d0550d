//! Processor time, taken in rounds in which the candidates take turns, so that what else the machine does hits all of
//! them.

use std::time::Duration;

use crate::attempt::attempt;
use crate::candidate::{Candidate, Side};
use crate::clock;
use crate::inputs::{Chunking, Input};

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
        rounds: 21,
        turn: Duration::from_millis(15),
        cap: Duration::from_secs(2),
    };
    pub const QUICK: Self = Self {
        rounds: 5,
        turn: Duration::from_millis(2),
        cap: Duration::from_millis(100),
    };

    /// Rounds for a candidate whose pass takes this long: the slow ones get fewer, so that the whole stays in bounds.
    fn rounds(self, pass: Duration) -> u32 {
        let budget = self.turn * self.rounds * 3;
        let rounds = budget.as_nanos() / pass.max(self.turn).as_nanos();
        u32::try_from(rounds)
            .unwrap_or(self.rounds)
            .clamp(3, self.rounds)
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
}

pub struct Cell {
    pub candidate: Candidate,
    pub outcome: Outcome,
}

/// All candidates on one input in one chunking.
pub struct Row {
    pub chunking: Chunking,
    pub bytes_per_event: f64,
    pub cells: Vec<Cell>,
}

impl Row {
    /// The peer with the lowest median.
    pub fn best_peer(&self) -> Option<(&'static str, Timing)> {
        self.cells
            .iter()
            .filter(|cell| cell.candidate.side == Side::Peer)
            .filter_map(|cell| Some((cell.candidate.name, cell.outcome.timing()?)))
            .min_by(|a, b| a.1.median.total_cmp(&b.1.median))
    }

    pub fn of_side(&self, side: Side) -> Option<Timing> {
        let cell = self.cells.iter().find(|cell| cell.candidate.side == side)?;
        cell.outcome.timing()
    }
}

struct Running {
    candidate: Candidate,
    passes: u32,
    rounds: u32,
    /// Nanoseconds per event, one for each round.
    samples: Vec<f64>,
}

enum Entry {
    Out(Cell),
    In(Running),
}

/// Times all candidates that read the input.
pub fn row(plan: Plan, input: &Input, chunking: Chunking, candidates: &[Candidate]) -> Row {
    let feed = input.feed(chunking);
    let events = input.truth.events as f64;
    let mut entries: Vec<Entry> = candidates
        .iter()
        .filter(|candidate| (candidate.reads)(input.format))
        .map(|candidate| enter(plan, input, chunking, *candidate))
        .collect();
    for round in 0..plan.rounds {
        for entry in &mut entries {
            let Entry::In(running) = entry else { continue };
            if round >= running.rounds {
                continue;
            }
            let start = clock::now();
            for _ in 0..running.passes {
                (running.candidate.count)(&feed);
            }
            let passed = (clock::now() - start).as_nanos() as f64;
            running
                .samples
                .push(passed / f64::from(running.passes) / events);
        }
    }
    Row {
        chunking,
        bytes_per_event: input.bytes.len() as f64 / events,
        cells: entries.into_iter().map(Entry::close).collect(),
    }
}

/// Has the candidate do the work once and compares it with the truth.
fn enter(plan: Plan, input: &Input, chunking: Chunking, candidate: Candidate) -> Entry {
    let mut feed = input.feed(chunking);
    let start = clock::now();
    feed.deadline = Some(start + plan.cap);
    let work = attempt(|| (candidate.count)(&feed));
    let pass = clock::now() - start;
    let out = |outcome| Entry::Out(Cell { candidate, outcome });
    match work {
        None => out(Outcome::Panicked),
        Some(_) if pass > plan.cap => out(Outcome::Slow(
            pass.as_nanos() as f64 / input.truth.events as f64,
        )),
        Some(work) if candidate.side != Side::Floor && !work.agrees(&input.truth) => {
            out(Outcome::Wrong)
        }
        Some(_) => Entry::In(Running {
            candidate,
            passes: u32::try_from(plan.turn.as_nanos() / pass.as_nanos().max(1))
                .unwrap_or(1)
                .max(1),
            rounds: plan.rounds(pass),
            samples: Vec::new(),
        }),
    }
}

impl Entry {
    fn close(self) -> Cell {
        match self {
            Self::Out(cell) => cell,
            Self::In(mut running) => {
                running.samples.sort_by(f64::total_cmp);
                Cell {
                    candidate: running.candidate,
                    outcome: Outcome::Timed(Timing {
                        median: running.samples[running.samples.len() / 2],
                        quietest: running.samples[0],
                    }),
                }
            }
        }
    }
}
