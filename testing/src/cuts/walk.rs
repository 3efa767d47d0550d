//! Goes through all ways to cut some bytes, within the bound on work.

use std::collections::HashSet;

use super::places::of_interest;
use super::{Cuts, Way};
use crate::chunked::{push_cuts_by_size, with_empty_chunks};
use crate::random::SplitMix64;

pub(super) struct Walk {
    bytes_len: usize,
    /// Those to come, the next one last.
    plans: Vec<Plan>,
    empty_chunks: bool,
    work_left: u64,
    /// Of the plan at hand: how many of its cuts are gone through, and how many are to be.
    nth: usize,
    runs: usize,
    /// The cuts just given, to be given again with empty chunks.
    to_space: Option<Vec<usize>>,
    /// What was given, where several ways might give the same.
    given: Option<HashSet<Vec<usize>>>,
}

/// A way to cut, with what it needs to know of the bytes.
struct Plan {
    way: Way,
    places: Vec<usize>,
    /// How many cuts it has.
    count: usize,
}

impl Walk {
    pub(super) fn new(cuts: &Cuts, bytes: &[u8]) -> Self {
        let plans = cuts.ways.iter().cloned().map(|way| Plan::new(way, bytes));
        let mut plans: Vec<Plan> = plans.filter(|plan| plan.count > 0).collect();
        plans.reverse();
        let mut walk = Self {
            bytes_len: bytes.len(),
            plans,
            empty_chunks: cuts.empty_chunks,
            work_left: cuts.max_work,
            nth: 0,
            runs: 0,
            to_space: None,
            given: (cuts.ways.len() > 1).then(HashSet::new),
        };
        walk.begin_plan();
        walk
    }

    /// Fills in the next cuts; false if there are none left.
    pub(super) fn next(&mut self, cuts: &mut Vec<usize>) -> bool {
        cuts.clear();
        if let Some(given) = self.to_space.take() {
            *cuts = with_empty_chunks(&given, self.bytes_len);
            self.spend(cuts.len());
            return true;
        }
        while let Some(plan) = self.plans.last() {
            if self.nth == self.runs {
                self.plans.pop();
                self.begin_plan();
                continue;
            }
            plan.push(
                spread(self.nth, self.runs, plan.count),
                self.bytes_len,
                cuts,
            );
            self.nth += 1;
            if self
                .given
                .as_mut()
                .is_none_or(|given| given.insert(cuts.clone()))
            {
                self.spend(cuts.len());
                self.to_space = self.empty_chunks.then(|| cuts.clone());
                return true;
            }
            cuts.clear();
        }
        false
    }

    /// Gives the next plan its share of the work that is left: half of it, and the last one all.
    fn begin_plan(&mut self) {
        self.nth = 0;
        let Some(plan) = self.plans.last() else {
            return;
        };
        let share = self.work_left / self.plans.len().min(2) as u64;
        let chunks = plan.typical_cuts(self.bytes_len) + 1;
        let mut work = (self.bytes_len + chunks) as u64;
        if self.empty_chunks {
            work += (self.bytes_len + 3 * chunks) as u64;
        }
        let affordable = usize::try_from(share / work).unwrap_or(usize::MAX);
        self.runs = plan.count.min(affordable.max(1));
    }

    fn spend(&mut self, cuts: usize) {
        let work = (self.bytes_len + cuts + 1) as u64;
        self.work_left = self.work_left.saturating_sub(work);
    }
}

/// Which of `count` the `nth` of `runs` is, if they are spread evenly, each drawn from its stretch.
fn spread(nth: usize, runs: usize, count: usize) -> usize {
    if runs == count {
        return nth;
    }
    let start = |nth: usize| (nth as u128 * count as u128 / runs as u128) as usize;
    let stretch = start(nth + 1) - start(nth);
    start(nth) + SplitMix64(nth as u64).below(stretch)
}

impl Plan {
    fn new(way: Way, bytes: &[u8]) -> Self {
        let len = bytes.len();
        let inside = len.saturating_sub(1);
        let places: Vec<usize> = match &way {
            Way::At(places) => places.of(bytes),
            Way::Drawn { .. } => of_interest(bytes),
            _ => Vec::new(),
        };
        let count = match &way {
            Way::Whole => 1,
            Way::InTwo => inside,
            Way::InThree { up_to } if len > *up_to => 0,
            Way::InThree { .. } => inside * inside.saturating_sub(1) / 2,
            Way::BySize(_) => 1,
            // Each, each two neighbours, and all if they are more than two.
            Way::At(_) => match places.len() {
                0 => 0,
                places => 2 * places - 1 + usize::from(places > 2),
            },
            Way::Drawn { .. } if inside == 0 => 0,
            Way::Drawn { count, .. } => *count,
        };
        Self { way, places, count }
    }

    fn typical_cuts(&self, len: usize) -> usize {
        match &self.way {
            Way::Whole => 0,
            Way::InTwo => 1,
            Way::InThree { .. } | Way::At(_) => 2,
            Way::BySize(sizes) => {
                let sum = sizes.iter().sum::<usize>().max(1);
                (len / sum).saturating_mul(sizes.len())
            }
            Way::Drawn { .. } => MOST_DRAWN,
        }
    }

    /// Appends the `nth` cuts, sorted.
    fn push(&self, nth: usize, len: usize, cuts: &mut Vec<usize>) {
        match &self.way {
            Way::Whole => {}
            Way::InTwo => cuts.push(nth + 1),
            Way::InThree { .. } => {
                let (mut first, mut rest) = (1, nth);
                while rest >= len - 1 - first {
                    rest -= len - 1 - first;
                    first += 1;
                }
                cuts.extend([first, first + 1 + rest]);
            }
            Way::BySize(sizes) => push_cuts_by_size(cuts, len, sizes),
            Way::At(_) => {
                let places = &self.places;
                let pair = nth.wrapping_sub(places.len());
                match places.get(nth) {
                    Some(place) => cuts.push(*place),
                    None => cuts.extend(places.get(pair..pair + 2).unwrap_or(places)),
                }
            }
            Way::Drawn { seed, .. } => {
                let mut random = SplitMix64(seed.wrapping_add(nth as u64));
                // One draw leads to the next seed's draws, too: begin elsewhere.
                let mut random = SplitMix64(random.next());
                let is_dense = nth % 4 == 3;
                draw(&mut random, is_dense, len, &self.places, cuts);
            }
        }
    }
}

/// Appends drawn cuts, sorted: some, every second one of them at one of `places`; or, dense, a third of `places`.
pub(super) fn draw(
    random: &mut SplitMix64,
    is_dense: bool,
    len: usize,
    places: &[usize],
    cuts: &mut Vec<usize>,
) {
    if is_dense {
        cuts.extend(places.iter().filter(|_| random.one_in(3)));
    }
    for _ in 0..=random.below(MOST_DRAWN) {
        let place = places.get(random.below(places.len()));
        let place = place.filter(|_| random.one_in(2));
        cuts.push(*place.unwrap_or(&(1 + random.below(len - 1))));
    }
    cuts.sort_unstable();
}

/// How many cuts are drawn at most, beside dense ones.
const MOST_DRAWN: usize = 8;
