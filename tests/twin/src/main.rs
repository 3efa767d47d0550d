//! Decodes with both engines and names every difference: the decodings are counted.
//!
//! `unchunk-twin worlds` takes every stream of the small worlds at every two-way cut; `unchunk-twin drawn COUNT SEED`
//! so many decodings of drawn streams at drawn cuts, half of them under limits.

use std::collections::BTreeMap;

use unchunk_twin::difference::{self, Clause};
use unchunk_twin::oracle::Limits;
use unchunk_twin::streams::{Draw, WORLDS};
use unchunk_twin::{first, second};

const DEFAULT: Limits = Limits {
    max_event_bytes: 8 << 20,
    max_id_bytes: 8 << 10,
};

#[derive(Default)]
struct Counts {
    decodings: u64,
    clauses: BTreeMap<Clause, u64>,
}

impl Counts {
    /// Decodes these chunks with the second engine four times, and as often as it takes with the first.
    fn compare(&mut self, stream: &[u8], chunks: &[&[u8]], limits: Limits) {
        for with_lines in [false, true] {
            let unlimited = first::read(chunks, first::UNLIMITED, with_lines);
            let limited = (limits.max_event_bytes < stream.len()
                || limits.max_id_bytes < stream.len())
            .then(|| first::read(chunks, limits, with_lines));
            let limited = limited.as_ref().unwrap_or(&unlimited);
            for machine_only in [false, true] {
                let new = second::read(chunks, limits, with_lines, machine_only);
                let clauses = difference::clauses(stream, limits, &unlimited, limited, &new);
                let clauses = clauses.unwrap_or_else(|why| {
                    let chunks: Vec<_> = chunks.iter().map(|c| c.escape_ascii().to_string()).collect();
                    panic!("{why}, in {} with {limits:?}, items: {with_lines}, machine only: {machine_only}", chunks.join(" | "))
                });
                self.decodings += 1;
                for clause in clauses {
                    *self.clauses.entry(clause).or_default() += 1;
                }
            }
        }
    }

    fn worlds(&mut self) {
        for world in &WORLDS {
            world.for_each(|stream| {
                self.compare(stream, &[stream], DEFAULT);
                for cut in 1..stream.len() {
                    self.compare(stream, &[&stream[..cut], &stream[cut..]], DEFAULT);
                }
            });
            println!("{} so far", self.decodings);
        }
    }

    fn drawn(&mut self, decodings: u64, seed: u64) {
        let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        while self.decodings < decodings {
            let most_lines = [3, 10, 10, 40][draw.below(4)];
            let stream = draw.stream(most_lines);
            let limits = match draw.below(2) {
                0 => DEFAULT,
                _ => Limits {
                    max_event_bytes: 8 + draw.below(40),
                    max_id_bytes: draw.below(12),
                },
            };
            self.compare(&stream, &[&stream], limits);
            for _ in 0..4 {
                let chunks = draw.cut(&stream);
                self.compare(&stream, &chunks, limits);
            }
            let size = 1 + draw.below(70);
            self.compare(&stream, &stream.chunks(size).collect::<Vec<_>>(), limits);
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args[at].parse::<u64>().expect("a number");
    let mut counts = Counts::default();
    match args.first().map(String::as_str) {
        Some("worlds") => counts.worlds(),
        Some("drawn") => counts.drawn(number(1), number(2)),
        _ => panic!("worlds, or drawn COUNT SEED"),
    }
    println!("{} decodings agree; {:?}", counts.decodings, counts.clauses);
}
