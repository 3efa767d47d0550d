//! Runs the cases against the parser of another crate, and prints what that gets wrong.
//!
//! `cargo run --manifest-path tests/outsider/Cargo.toml --example eventsource_stream`

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use eventsource_stream::Eventsource;
use futures_util::Stream;
use unchunk_testing::sse::{self, Case};
use unchunk_testing::{Cuts, Transport};

/// Type, data and last event ID.
type Event = (String, String, String);

/// What the parser under test came to: events, or its error, or that it panicked.
type Parsed = Result<Vec<Event>, String>;

fn parse(chunks: &[&[u8]]) -> Parsed {
    let parsed = catch_unwind(|| {
        let events = drain(pin!(Transport::new(chunks).eventsource())).into_iter();
        let event = |event: eventsource_stream::Event| (event.event, event.data, event.id);
        let events = events.map(|item| item.map(event).map_err(|error| error.to_string()));
        events.collect()
    });
    parsed.unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// All items of a stream that never waits.
fn drain<S: Stream>(mut stream: Pin<&mut S>) -> Vec<S::Item> {
    let mut context = Context::from_waker(Waker::noop());
    let mut items = Vec::new();
    while let Poll::Ready(Some(item)) = stream.as_mut().poll_next(&mut context) {
        items.push(item);
    }
    items
}

fn expected(case: &Case) -> Vec<Event> {
    let events = case.means.events();
    let event = |e: &sse::Event| (e.event_type.clone(), e.text(), e.last_event_id.clone());
    events.map(event).collect()
}

/// What is wrong with the parser, if the case shows something.
fn judge(case: &Case) -> Option<String> {
    let expected = Ok(expected(case));
    let whole = parse(&[&case.bytes]);
    if whole != expected {
        return Some(format!("    is {expected:?}\n    not {whole:?}"));
    }
    // Of the longest cases not every cut.
    let cuts = Cuts::every_split().max_work(1 << 14);
    let difference = cuts.check(&case.bytes, parse).err()?;
    Some(format!(
        "    right, unless it is cut: {:?}",
        difference.chunked()
    ))
}

/// What the parser gets wrong, chapter by chapter, and how much that is.
pub fn report() -> String {
    let cases = sse::cases();
    let cases: Vec<&Case> = cases.iter().filter(|case| !case.has_limits()).collect();
    let mut chapters: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &cases {
        if let Some(what) = judge(case) {
            let wrong = format!("  {}\n    {}\n{what}\n", case.name, case.clause);
            chapters.entry(case.chapter).or_default().push(wrong);
        }
    }
    let count: usize = chapters.values().map(Vec::len).sum();
    let chapters = chapters
        .iter()
        .map(|(chapter, wrong)| format!("{chapter}:\n{}\n", wrong.concat()));
    let all = cases.len();
    format!(
        "{}{count} of {all} cases are wrong\n",
        chapters.collect::<String>()
    )
}

fn main() {
    // What it panics with would be printed for every cut.
    std::panic::set_hook(Box::new(|_| {}));
    print!("{}", report());
}
