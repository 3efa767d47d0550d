//! What decoding allocates, what a kept event pins, and what a decoder holds at most: counted, hence a program of its own,
//! as counting would cost time. See README.md.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

use unchunk_peers::attempt::attempt;
use unchunk_peers::candidate::{self, Candidate};
use unchunk_peers::feed::{Feed, Format, Handing};
use unchunk_peers::inputs::{self, Chunking, Input};
use unchunk_peers::table::{Table, bytes, count};

/// Lengths are drawn from this, so that the figures are the same on every run.
const SEED: u64 = 0;

/// The system's allocator; it counts only while told to, so that what the program itself does is left out.
struct Counting;

static COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static ALLOCATED: AtomicU64 = AtomicU64::new(0);
static HELD: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);

fn grown(from: usize, to: usize) {
    if COUNTING.load(Relaxed) {
        if to > 0 {
            ALLOCATIONS.fetch_add(1, Relaxed);
            ALLOCATED.fetch_add(to as u64, Relaxed);
        }
        let change = to as i64 - from as i64;
        let held = HELD.fetch_add(change, Relaxed) + change;
        PEAK.fetch_max(held, Relaxed);
    }
}

#[expect(unsafe_code, reason = "there is no safe way to be an allocator")]
// SAFETY: everything is the system's allocator; counting touches no memory of its own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(0, layout.size());
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grown(0, layout.size());
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        grown(layout.size(), 0);
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        grown(layout.size(), size);
        // SAFETY: the caller's promise, passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Usage {
    allocations: u64,
    allocated: u64,
    held: i64,
    peak: i64,
}

/// Counts while `run` runs; `held` is what it holds on to in its result.
fn measure<T>(run: impl FnOnce() -> T) -> Option<(T, Usage)> {
    ALLOCATIONS.store(0, Relaxed);
    ALLOCATED.store(0, Relaxed);
    HELD.store(0, Relaxed);
    PEAK.store(0, Relaxed);
    let result = attempt(|| {
        COUNTING.store(true, Relaxed);
        run()
    });
    COUNTING.store(false, Relaxed);
    let usage = Usage {
        allocations: ALLOCATIONS.load(Relaxed),
        allocated: ALLOCATED.load(Relaxed),
        held: HELD.load(Relaxed),
        peak: PEAK.load(Relaxed),
    };
    Some((result?, usage))
}

const WRONG: &str = "wrong";
const PANICS: &str = "panics";

fn decoders(candidates: &[Candidate], format: Format) -> impl Iterator<Item = &Candidate> {
    candidates
        .iter()
        .filter(move |candidate| !candidate.is_floor() && candidate.reads(format))
}

fn named(names: &[&str]) -> Vec<Input> {
    inputs::all(SEED)
        .into_iter()
        .filter(|input| names.contains(&input.name))
        .collect()
}

fn openai() -> Input {
    inputs::all(SEED).swap_remove(0)
}

/// One table for the event streams, one for each framing of JSON values.
fn allocations(candidates: &[Candidate]) -> Vec<Table> {
    let sse: &[&str] = &["openai", "anthropic", "fifty-lines"];
    [sse, &["ndjson"], &["concatenated"], &["array"]]
        .map(|names| allocations_of(candidates, &named(names)))
        .into()
}

fn allocations_of(candidates: &[Candidate], inputs: &[Input]) -> Table {
    let chunkings = [Chunking::Bytes(16 * 1024), Chunking::Bytes(7)];
    let mut table = Table::new("decoder");
    for input in inputs {
        for chunking in chunkings {
            table.column(format!("{}, {}", input.name, chunking.name()));
        }
    }
    for candidate in decoders(candidates, inputs[0].format) {
        let cells = inputs.iter().flat_map(|input| {
            chunkings.map(|chunking| {
                let feed = input.feed(chunking);
                feed.prepare();
                match measure(|| (candidate.check)(&feed)) {
                    None => PANICS.into(),
                    Some((work, _)) if !work.agrees(&input.truth) => WRONG.into(),
                    Some((_, usage)) => {
                        let events = input.truth.events as f64;
                        format!(
                            "{}, {}",
                            count(usage.allocations as f64 / events),
                            bytes(usage.allocated as f64 / events)
                        )
                    }
                }
            })
        });
        table.row(candidate.name, cells);
    }
    table
}

/// Memory held by what is kept when decoder and stream are gone, for each kept event.
fn kept(candidates: &[Candidate]) -> Table {
    const SMALL: usize = 2000;
    let openai = openai();
    let giant = inputs::small_after_giant(SMALL, 400 * 1024);
    let one_in_a_hundred = openai.truth.events.div_ceil(100);
    let mut table = Table::new("decoder");
    table.column("one event in a hundred");
    table.column("2,000 small events after one of 400 KiB");
    for candidate in decoders(candidates, Format::Sse).filter(|candidate| !candidate.lends()) {
        let held =
            |feed: &Feed, choice, expected: u64| match measure(|| (candidate.keep)(feed, choice)) {
                None => PANICS.into(),
                Some((kept, _)) if kept.len() as u64 != expected => WRONG.into(),
                Some((_, usage)) => bytes(usage.held as f64 / expected as f64),
            };
        let from_socket = |input: &Input| {
            let mut feed = input.feed(Chunking::Bytes(16 * 1024));
            feed.handing = Handing::Buffers;
            feed
        };
        table.row(
            candidate.name,
            [
                held(
                    &from_socket(&openai),
                    |index, _| index % 100 == 0,
                    one_in_a_hundred,
                ),
                held(&from_socket(&giant), |_, len| len < 1024, SMALL as u64),
            ],
        );
    }
    table
}

/// The most that is held at once, beside the input.
fn peaks(candidates: &[Candidate]) -> Table {
    let openai = openai();
    let giant = inputs::sized(Format::Sse, 1 << 20);
    let many = inputs::many_events(20_000);
    let feeds = [
        ("openai, 16 KiB", &openai, Chunking::Bytes(16 * 1024)),
        ("1 MiB events, 16 KiB", &giant, Chunking::Bytes(16 * 1024)),
        ("20,000 events in one chunk", &many, Chunking::Whole),
    ];
    let mut table = Table::new("decoder");
    for (name, ..) in &feeds {
        table.column(*name);
    }
    for candidate in decoders(candidates, Format::Sse) {
        let cells = feeds.iter().map(|(_, input, chunking)| {
            let feed = input.feed(*chunking);
            feed.prepare();
            match measure(|| (candidate.check)(&feed)) {
                None => PANICS.into(),
                Some((work, _)) if !work.agrees(&input.truth) => WRONG.into(),
                Some((_, usage)) => bytes(usage.peak as f64),
            }
        });
        table.row(candidate.name, cells);
    }
    table
}

const ABOUT_ALLOCATIONS: &str = "Allocations and bytes allocated, per event or value.";
const KEPT: &str = "Memory that stays in use for each kept event when decoder and stream are gone, the chunks being buffers \
of their own as from a socket. An event of the first column has 50 to 600 bytes, one of the second 230.";
const PEAKS: &str = "The most memory in use at once, beside the input itself.";

fn main() {
    let candidates = candidate::all();
    println!("## Allocations\n\n{ABOUT_ALLOCATIONS}\n");
    for table in allocations(&candidates) {
        println!("{table}");
    }
    println!("## Kept events\n\n{KEPT}\n\n{}", kept(&candidates));
    println!("## Peak memory\n\n{PEAKS}\n\n{}", peaks(&candidates));
}
