//! What a million open streams cost a gateway: resident memory per decoder, and the time to feed each one event.
//!
//! ```text
//! cargo run --release --manifest-path benches/scale/Cargo.toml
//! ```

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use memory_stats::memory_stats;
use unchunk::sse::Decoder;

const IDLE: usize = 1_000_000;
const OPEN: usize = 100_000;

/// One delta as language models send it.
const EVENT: &[u8] = br#"data: {"id":"chatcmpl-C7wXqLr2ZbN4tVdYh0GmPf1sKeJuA","object":"chat.completion.chunk","created":1758500000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","choices":[{"index":0,"delta":{"content":" frames"},"logprobs":null,"finish_reason":null}]}

"#;

/// The same with an ID, which a decoder keeps for the next connection.
const EVENT_WITH_ID: &[u8] = b"id: 1758500000-42\ndata: {\"n\":1}\n\n";

fn main() -> Result<(), Box<dyn Error>> {
    match env::args().nth(1).as_deref() {
        None => {
            println!("A decoder is {} bytes.\n", size_of::<Decoder>());
            println!("| decoders | state | resident bytes each | time to feed each |");
            println!("| ---: | --- | ---: | --- |");
            // A process for each part: memory that an allocator keeps from one would be missing in the other.
            for part in ["idle", "open"] {
                let status = Command::new(env::current_exe()?).arg(part).status()?;
                if !status.success() {
                    return Err(format!("the part `{part}` ended with {status}").into());
                }
            }
            Ok(())
        }
        Some("idle") => idle(),
        Some("open") => open(),
        Some(part) => Err(format!("there is no part `{part}`").into()),
    }
}

fn idle() -> Result<(), Box<dyn Error>> {
    let before = resident()?;
    let mut decoders = many(IDLE);
    report(IDLE, "new", before, None)?;
    let took = feed(&mut decoders, EVENT, 1)?;
    report(
        IDLE,
        "idle after an event",
        before,
        Some((took, "the event")),
    )?;
    let took = feed(&mut decoders, EVENT_WITH_ID, 1)?;
    report(
        IDLE,
        "idle after an event with an ID",
        before,
        Some((took, "the event")),
    )
}

fn open() -> Result<(), Box<dyn Error>> {
    let (first, second) = EVENT.split_at(EVENT.len() / 2);
    let before = resident()?;
    let mut decoders = many(OPEN);
    feed(&mut decoders, EVENT, 1)?;
    let took = feed(&mut decoders, first, 0)?;
    report(
        OPEN,
        "in the middle of their second event",
        before,
        Some((took, "its first half")),
    )?;
    let took = feed(&mut decoders, second, 1)?;
    report(
        OPEN,
        "idle after that event; the allocator keeps its memory",
        before,
        Some((took, "its second half")),
    )
}

fn many(count: usize) -> Vec<Decoder> {
    (0..count).map(|_| Decoder::new()).collect()
}

/// Feeds the bytes to each decoder in turn, and checks how many events leave each.
fn feed(
    decoders: &mut [Decoder],
    bytes: &[u8],
    expected: usize,
) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let mut events = 0;
    for decoder in &mut *decoders {
        let mut input = black_box(bytes);
        while let Some(event) = decoder.decode(&mut input)? {
            black_box(event.data_bytes());
            events += 1;
        }
    }
    let took = start.elapsed();
    assert_eq!(
        events,
        expected * decoders.len(),
        "every decoder saw the event"
    );
    Ok(took)
}

fn resident() -> Result<usize, Box<dyn Error>> {
    let stats = memory_stats().ok_or("this system does not tell how much memory is in use")?;
    Ok(stats.physical_mem)
}

fn report(
    count: usize,
    state: &str,
    before: usize,
    fed: Option<(Duration, &str)>,
) -> Result<(), Box<dyn Error>> {
    let held = resident()?.saturating_sub(before) as f64 / count as f64;
    let took = fed.map_or(String::new(), |(took, what)| {
        format!("{:.0} ns, {what}", took.as_nanos() as f64 / count as f64)
    });
    println!("| {count} | {state} | {held:.0} | {took} |");
    Ok(())
}
