//! Answers questions to the crate's `Session`, line by line: what sim/session.test.js compares session.js with.
//!
//! `new …` begins a session with the options that follow; every other line is a report or a poll, at a time in
//! milliseconds. A poll is answered by a line.

use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::time::Duration;

use unchunk::session::{Action, Closed, Delivery, Loss, Reason, Session};
use unchunk::sse::{Decoder, Event};

fn main() -> std::io::Result<()> {
    let mut session = Session::new();
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        if let ["new", preset, options @ ..] = &words[..] {
            session = build(preset, options);
            continue;
        }
        let now = Duration::from_millis(number(words[1]));
        let answer = match (words[0], &words[2..]) {
            ("poll", []) => action(session.poll(now)),
            ("opened", [status, accepted]) => {
                let content_type = (*accepted == "true").then_some("text/event-stream");
                let _ = session.opened(now, number(status) as u16, content_type);
                continue;
            }
            ("bytes", []) => {
                let _ = session.bytes(now);
                continue;
            }
            ("event", [id, data]) => {
                let given = event(id, data, |event| session.event(now, event));
                given.map_or("discard", delivery).to_owned()
            }
            ("unfinished", [id, data]) => {
                let _ = event(id, data, |event| session.unfinished(event));
                continue;
            }
            ("closed", [loss]) => {
                let _ = session.closed(now, closed(loss));
                continue;
            }
            ("retry", [time]) => {
                session.set_reconnection_time(Duration::from_millis(number(time)));
                continue;
            }
            ("id", [id]) => {
                session.set_last_event_id(id.trim_matches('"'));
                continue;
            }
            ("postpone", [until]) => {
                session.postpone(Duration::from_millis(number(until)));
                continue;
            }
            ("abort", []) => {
                session.abort();
                continue;
            }
            _ => panic!("no such report: {line}"),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

fn build(preset: &str, options: &[&str]) -> Session {
    let mut builder = match preset {
        "answers" => Session::answers(),
        "feeds" => Session::feeds(),
        _ => Session::builder(),
    }
    .without_jitter();
    for option in options {
        let (name, value) = option.split_once('=').expect("name=value");
        let time = || Duration::from_millis(number(value));
        let idle = || (value != "null").then(time);
        builder = match name {
            "attempts" => builder.attempts(number(value) as u32),
            "holdsAfter" => builder.holds_after(time()),
            "reconnectionTime" => builder.reconnection_time(time()),
            "minDelay" => builder.min_delay(time()),
            "maxDelay" => builder.max_delay(time()),
            "capsRetry" => builder.caps_retry(value == "true"),
            "firstByte" => match idle() {
                Some(time) => builder.first_byte(time),
                None => builder,
            },
            "transportIdle" => builder.transport_idle(idle()),
            "contentIdle" => builder.content_idle(idle()),
            "replayWithoutId" => builder.replay_without_id(value == "true"),
            "retriedStatuses" => {
                builder.retried_statuses(value.split(',').map(|s| number(s) as u16))
            }
            "lastEventId" => builder.last_event_id(value),
            "hasSentinel" if value == "true" => {
                builder.done_when(|event| event.data_bytes() == b"[DONE]")
            }
            "hasSentinel" => builder,
            _ => panic!("no such option: {name}"),
        };
    }
    builder.build()
}

/// Gives an event with an ID, in quotation marks, and data.
fn event<T>(id: &str, data: &str, give: impl FnOnce(&Event<'_>) -> T) -> T {
    let id = id.trim_matches('"');
    let block = format!("id: {id}\ndata: {data}\n\n");
    let mut decoder = Decoder::new();
    let event = decoder.decode(&mut block.as_bytes()).expect("an event");
    give(&event.expect("an event"))
}

fn action(action: Action<'_>) -> String {
    match action {
        Action::Open(request) => {
            let id = request.last_event_id().unwrap_or_default();
            format!("open {} \"{id}\"", request.attempt())
        }
        Action::Receive { until } => format!("receive {}", milliseconds(until)),
        Action::Wait { until } => format!("wait {}", milliseconds(Some(until))),
        Action::Close => "close".to_owned(),
        Action::End(reason) => format!("end {}", name(reason)),
    }
}

fn milliseconds(time: Option<Duration>) -> String {
    time.map_or("Infinity".to_owned(), |time| time.as_millis().to_string())
}

fn delivery(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Deliver => "deliver",
        Delivery::Done => "done",
        _ => "discard",
    }
}

fn name(reason: Reason) -> String {
    match reason {
        Reason::Done => "done null".to_owned(),
        Reason::Complete => "complete null".to_owned(),
        Reason::Aborted => "aborted null".to_owned(),
        Reason::NoContent => "no-content null".to_owned(),
        Reason::Status(_) => "status null".to_owned(),
        Reason::ContentType => "content-type null".to_owned(),
        Reason::ReplayRefused(loss) => format!("replay-refused {}", loss_name(loss)),
        Reason::AttemptsExhausted(loss) => format!("attempts-exhausted {}", loss_name(loss)),
        other => panic!("session.js has no such reason: {other}"),
    }
}

fn loss_name(loss: Loss) -> &'static str {
    match loss {
        Loss::Closed(Closed::Complete) => "complete",
        Loss::Closed(Closed::Truncated) => "truncated",
        Loss::Closed(Closed::Foreign) => "foreign",
        Loss::Closed(_) => "failed",
        Loss::TransportIdle => "transport-idle",
        Loss::ContentIdle => "content-idle",
        Loss::Status(_) => "status",
        other => panic!("session.js has no such loss: {other}"),
    }
}

fn closed(loss: &str) -> Closed {
    match loss {
        "complete" => Closed::Complete,
        "truncated" => Closed::Truncated,
        "foreign" => Closed::Foreign,
        _ => Closed::Failed,
    }
}
