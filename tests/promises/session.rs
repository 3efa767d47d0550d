//! A session against the model: every short course of calls, random long ones, in any order, legal or not; and a
//! stream cut at every byte, resumed without loss or doubles.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::session_model::{Answer, Model, Repeat, Rules, SENTINEL, Step, Told, take};
use proptest::prelude::*;
use unchunk::session::{Action, Closed, EventSource, Reason, Session};
use unchunk::sse::{Decoder, Encoder, EventBuilder, OwnedEvent};

const TYPE: Option<&str> = Some("text/event-stream; charset=utf-8");
const NANO: Duration = Duration::from_nanos(1);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// When a step is taken.
#[derive(Debug, Clone, Copy)]
enum When {
    After(Duration),
    /// A caller's clock that runs backwards.
    Before(Duration),
    /// At the time the last answer to a poll named.
    Due,
    JustBeforeDue,
}

/// A session and its model, led through the same steps.
#[derive(Clone)]
struct Pair {
    rules: Rules,
    session: Session,
    model: Model,
    now: Duration,
    /// The time the last answer to a poll named.
    due: Duration,
    /// The last answer to a poll, if nothing was called since.
    told: Option<Told>,
}

impl Pair {
    fn new(rules: &Rules) -> Self {
        Self {
            rules: rules.clone(),
            session: rules.session(),
            model: Model::new(rules),
            now: Duration::ZERO,
            due: Duration::ZERO,
            told: None,
        }
    }

    fn step(&mut self, when: When, step: &Step) -> Answer {
        let time = match when {
            When::After(time) => self.now + time,
            When::Before(time) => self.now.saturating_sub(time),
            When::Due => self.due.max(self.now),
            When::JustBeforeDue => self.due.saturating_sub(NANO).max(self.now),
        };
        let before = self.session.clone();
        let answer = take(&mut self.session, time, step);
        assert_eq!(answer, self.model.take(time, step), "{step:?} at {time:?}");
        assert_eq!(self.session.last_event_id(), self.model.last_event_id());
        assert_eq!(self.session.last_loss(), self.model.last_loss());
        assert_eq!(self.session.attempt(), self.model.attempt());
        assert_eq!(
            self.session.reconnection_time(),
            self.model.reconnection_time()
        );
        match &answer {
            Answer::Refused(_) => {
                assert_eq!(
                    format!("{:?}", self.session),
                    format!("{before:?}"),
                    "changed by an error"
                );
                return answer;
            }
            Answer::Told(_) | Answer::Delivery(_) | Answer::Nothing => {}
        }
        match step {
            Step::Poll
            | Step::Opened(..)
            | Step::Bytes
            | Step::Event(_)
            | Step::Closed(_)
            | Step::RetryAfter(_) => {
                self.now = self.now.max(time);
            }
            // These take no time.
            Step::Unfinished(_)
            | Step::Abort
            | Step::Postpone(_)
            | Step::Id(_)
            | Step::ReconnectionTime(_) => {}
        }
        let before = self.told.take();
        if let Answer::Told(told) = &answer {
            self.check_told(told, before.as_ref());
            self.told = Some(told.clone());
        }
        answer
    }

    fn poll(&mut self) -> Told {
        match self.step(When::After(Duration::ZERO), &Step::Poll) {
            Answer::Told(told) => told,
            answer => panic!("{answer:?}"),
        }
    }

    /// Every answer is a deadline to come, something to do that is said once, or the end.
    fn check_told(&mut self, told: &Told, before: Option<&Told>) {
        match told {
            Told::Wait { until } => {
                assert!(*until > self.now);
                self.due = *until;
            }
            Told::Receive { until: Some(until) } => {
                assert!(*until > self.now);
                self.due = *until;
            }
            Told::Receive { until: None } => {
                let timers = (self.rules.transport_idle, self.rules.content_idle);
                assert_eq!(timers, (None, None), "no deadline");
            }
            Told::Open { until, .. } => {
                assert!(!matches!(before, Some(Told::Open { .. })));
                self.due = until.unwrap_or(self.due);
            }
            Told::Close => assert!(!matches!(before, Some(Told::Close | Told::End(_)))),
            Told::End(_) => {}
        }
        if let Some(Told::End(_)) = before {
            assert_eq!(before, Some(told), "no end");
        }
    }

    /// Sleeps from deadline to deadline over a transport that reports nothing, until the end. Only where there is no
    /// deadline does the transport have to report its close.
    fn sleep_to_the_end(mut self) -> Reason {
        // Each attempt: open, receive, close, wait. What is out before the first may have to go.
        for _ in 0..4 * (self.rules.attempts + 2) {
            match self.poll() {
                Told::Wait { until } => self.now = until,
                Told::Receive { until: Some(until) } => self.now = until,
                Told::Receive { until: None } => {
                    self.step(When::After(Duration::ZERO), &Step::Closed(Closed::Failed));
                }
                Told::Open { .. } | Told::Close => {}
                Told::End(reason) => return reason,
            }
        }
        panic!("no end in sight");
    }
}

fn event(id: &str, data: &[u8]) -> Step {
    let mut stream = Vec::new();
    let fields = EventBuilder::new().id(id).data(data);
    Encoder::new().event(&fields, &mut stream).unwrap();
    let owned = |event: unchunk::sse::Event<'_>| -> OwnedEvent { event.into_owned() };
    Step::Event(
        Decoder::new()
            .decode(&mut &stream[..])
            .unwrap()
            .map(owned)
            .unwrap(),
    )
}

fn unfinished(data: &[u8]) -> Step {
    match event("", data) {
        Step::Event(event) => Step::Unfinished(event),
        step => step,
    }
}

/// The kinds of answer there are, by the names that `Debug` gives them, without the numbers in them.
fn kind(answer: &Answer) -> String {
    format!("{answer:?}")
        .chars()
        .filter(|char| !char.is_ascii_digit())
        .collect::<String>()
        .replace("Told(", "")
        .split(" {")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Takes every course of up to `depth` steps from here, and returns how many it took. Refused calls change nothing, so
/// nothing is taken behind them.
fn every_course(
    pair: &Pair,
    steps: &[(When, Step)],
    depth: usize,
    kinds: &mut BTreeSet<String>,
) -> u64 {
    let mut taken = 0;
    for (when, step) in steps {
        let mut pair = pair.clone();
        let answer = pair.step(*when, step);
        taken += 1;
        kinds.insert(kind(&answer));
        match answer {
            Answer::Refused(_) => {}
            _ if depth > 1 => taken += every_course(&pair, steps, depth - 1, kinds),
            _ => {
                let end = Answer::Told(Told::End(pair.sleep_to_the_end()));
                kinds.insert(kind(&end));
            }
        }
    }
    taken
}

#[test]
fn every_short_course_is_that_of_the_model() {
    let now = When::After(Duration::ZERO);
    let steps = [
        (now, Step::Poll),
        (When::Due, Step::Poll),
        (now, Step::Opened(200, TYPE)),
        (now, Step::Opened(503, None)),
        (now, Step::Opened(204, None)),
        (When::After(seconds(1)), Step::Bytes),
        (now, event("1", b"x")),
        (now, event("", b"x")),
        (now, event("", SENTINEL)),
        (now, Step::Closed(Closed::Truncated)),
        (now, unfinished(SENTINEL)),
        (now, Step::Abort),
    ];
    let mut kinds = BTreeSet::new();
    let mut taken = 0;
    for (repeat, transport_idle, content_idle, sentinel) in [
        (Repeat::Resumed, Some(seconds(60)), None, true),
        (Repeat::Always, None, Some(seconds(20)), true),
        (Repeat::Unbegun, None, None, true),
        (Repeat::Unbegun, Some(seconds(60)), None, false),
    ] {
        let rules = Rules {
            attempts: 1,
            holds_after: seconds(1),
            repeat,
            transport_idle,
            content_idle,
            sentinel,
            retried_statuses: vec![503],
            ..Rules::default()
        };
        taken += every_course(&Pair::new(&rules), &steps, 6, &mut kinds);
    }
    println!(
        "{taken} steps taken, {} kinds of answer: {kinds:#?}",
        kinds.len()
    );
    for kind in [
        "Open",
        "Wait",
        "Receive",
        "Close)",
        "Nothing",
        "Delivery(Deliver)",
        "Delivery(Done)",
        "Delivery(Discard)",
        "Refused(NoResponseAwaited)",
        "Refused(NotOpen)",
        "Refused(NothingToClose)",
        "Refused(NotClosed)",
        "End(Done))",
        "End(Aborted))",
        "End(NoContent))",
        "End(ReplayRefused(Closed(Truncated))))",
        "End(ReplayRefused(TransportIdle)))",
        "End(AttemptsExhausted(Status())))",
        "End(AttemptsExhausted(TransportIdle)))",
    ] {
        assert!(kinds.contains(kind), "{kind} was never the answer");
    }
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let duration = prop_oneof![Just(0), Just(1_000), Just(2_000), 0..40_000_u64]
        .prop_map(Duration::from_millis);
    let idle = proptest::option::weighted(0.7, (1..90_000_u64).prop_map(Duration::from_millis));
    let id = prop_oneof![
        2 => Just(String::new()),
        2 => Just("41".to_owned()),
        1 => Just("4\x7F".to_owned()),
    ];
    let repeat = prop_oneof![
        Just(Repeat::Unbegun),
        Just(Repeat::Resumed),
        Just(Repeat::Always),
    ];
    let some = |duration: BoxedStrategy<Duration>| proptest::option::of(duration);
    let duration = duration.boxed();
    let times = (
        duration.clone(),
        duration.clone(),
        duration.clone(),
        duration.clone(),
        some(duration),
    );
    (
        (0..5_u32, times),
        (proptest::option::of(any::<u64>()), idle.clone(), idle),
        (any::<bool>(), repeat, any::<[bool; 2]>(), id),
    )
        .prop_map(
            |(
                (attempts, (holds_after, reconnection_time, min_delay, max_delay, first_byte)),
                (jitter_seed, transport_idle, content_idle),
                (sentinel, repeat, [retries, caps_retry], last_event_id),
            )| Rules {
                attempts,
                holds_after,
                reconnection_time,
                min_delay,
                max_delay,
                caps_retry,
                jitter_seed,
                // One of zero is over before it begins.
                first_byte: first_byte.map(|time| time + NANO),
                transport_idle,
                content_idle,
                sentinel,
                repeat,
                retried_statuses: if retries { vec![429, 503] } else { Vec::new() },
                last_event_id,
            },
        )
}

fn any_when() -> impl Strategy<Value = When> {
    let time = || (0..100_000_u64).prop_map(Duration::from_millis);
    prop_oneof![
        8 => Just(When::After(Duration::ZERO)),
        2 => Just(When::After(NANO)),
        1 => time().prop_map(When::After),
        1 => time().prop_map(When::Before),
        4 => Just(When::Due),
        2 => Just(When::JustBeforeDue),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let time = || (0..100_000_u64).prop_map(Duration::from_millis);
    let id = || prop_oneof![Just(""), Just("7"), Just("八"), Just("\u{1}")];
    let status = prop_oneof![
        Just(200),
        Just(204),
        Just(404),
        Just(429),
        Just(503),
        100..600_u16
    ];
    let content_type = prop_oneof![Just(TYPE), Just(None), Just(Some("text/html"))];
    let closed = prop_oneof![
        Just(Closed::Complete),
        Just(Closed::Truncated),
        Just(Closed::Foreign),
        Just(Closed::Failed),
    ];
    prop_oneof![
        12 => Just(Step::Poll),
        8 => Just(Step::Opened(200, TYPE)),
        1 => (status, content_type).prop_map(|(status, it)| Step::Opened(status, it)),
        3 => Just(Step::Bytes),
        4 => id().prop_map(|id| event(id, b"x")),
        1 => id().prop_map(|id| event(id, SENTINEL)),
        4 => closed.prop_map(Step::Closed),
        1 => Just(unfinished(b"x")),
        1 => Just(unfinished(SENTINEL)),
        1 => prop_oneof![Just("0"), Just("7"), Just("soon")].prop_map(Step::RetryAfter),
        1 => Just(Step::Abort),
        1 => time().prop_map(Step::Postpone),
        1 => id().prop_map(Step::Id),
        1 => time().prop_map(Step::ReconnectionTime),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_course_is_that_of_the_model_and_comes_to_an_end(
        rules in any_rules(),
        steps in proptest::collection::vec((any_when(), any_step()), 1..80),
    ) {
        let mut pair = Pair::new(&rules);
        for (when, step) in &steps {
            pair.step(*when, step);
        }
        pair.sleep_to_the_end();
    }
}

/// The events a server has, one of each shape, as it sends them to a client that has seen those up to this ID.
fn body_after(last_event_id: Option<&str>) -> Vec<u8> {
    let seen = last_event_id.map_or(0, |id| id.parse().unwrap());
    let mut body = Vec::new();
    let encoder = Encoder::new();
    for (number, data) in (1..).zip(["你好", "two\nlines", "", "retry", "last"]) {
        if number > seen {
            let id = number.to_string();
            encoder.heartbeat(&mut body).unwrap();
            let fields = EventBuilder::new().id(&id).data(data);
            encoder.event(&fields, &mut body).unwrap();
        }
    }
    encoder
        .event(&EventBuilder::new().data(SENTINEL), &mut body)
        .unwrap();
    body
}

/// Reads over connections of which the first ones are cut after so many bytes; returns what was delivered.
fn read(mut cuts: &[usize], chunk: usize) -> (Vec<String>, Reason) {
    let session = Session::builder().done_when(|event| event.data_bytes() == SENTINEL);
    let mut source = EventSource::new(session.build(), Decoder::builder());
    let mut now = Duration::ZERO;
    let mut body = Vec::new();
    let mut sent = 0;
    let mut delivered = Vec::new();
    loop {
        match source.poll(now) {
            Action::Open(request) => {
                body = body_after(request.last_event_id());
                sent = 0;
                if let [cut, rest @ ..] = cuts {
                    body.truncate(*cut);
                    cuts = rest;
                }
                source.opened(now, 200, TYPE).unwrap();
            }
            Action::Receive { .. } if sent < body.len() => {
                let end = body.len().min(sent + chunk);
                let mut input = &body[sent..end];
                sent = end;
                while let Some(event) = source.decode(now, &mut input).unwrap() {
                    delivered.push(event.data().into_owned());
                }
            }
            Action::Receive { .. } => source.ended(now).unwrap(),
            Action::Wait { until } => now = until,
            Action::Close => body.clear(),
            Action::End(reason) => return (delivered, reason),
        }
    }
}

#[test]
fn a_stream_cut_at_any_two_bytes_is_resumed_without_loss_or_doubles() {
    let whole = read(&[], usize::MAX);
    assert_eq!(
        whole,
        (
            ["你好", "two\nlines", "", "retry", "last"]
                .map(String::from)
                .to_vec(),
            Reason::Done
        )
    );
    let length = body_after(None).len();
    for first in 0..length {
        for second in (0..length).step_by(3) {
            for chunk in [7, usize::MAX] {
                assert_eq!(
                    read(&[first, second], chunk),
                    whole,
                    "cut at {first}, {second}"
                );
            }
        }
    }
}
