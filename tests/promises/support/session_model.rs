//! A slow, obvious session: a log of what happened, read through anew for each question. It keeps no state but the
//! log and shares no code with the crate.

use std::time::Duration;

use unchunk::session::{
    Action, Closed, Delivery, Loss, OrderError, Reason, Session, SessionBuilder,
};
use unchunk::sse::{Event, OwnedEvent};

/// What ends the stream, where the rules have a sentinel.
pub const SENTINEL: &[u8] = b"[DONE]";

/// The options of a session.
#[derive(Debug, Clone)]
pub struct Rules {
    pub attempts: u32,
    pub holds_after: Duration,
    pub reconnection_time: Duration,
    pub min_delay: Duration,
    pub max_delay: Duration,
    pub caps_retry: bool,
    pub jitter_seed: Option<u64>,
    pub first_byte: Option<Duration>,
    pub transport_idle: Option<Duration>,
    pub content_idle: Option<Duration>,
    pub sentinel: bool,
    pub repeat: Repeat,
    pub retried_statuses: Vec<u16>,
    pub last_event_id: String,
}

/// When a request is sent again: as for answers, by default, as for feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    Unbegun,
    Resumed,
    Always,
}

/// The documented defaults.
impl Default for Rules {
    fn default() -> Self {
        Self {
            attempts: 3,
            holds_after: Duration::from_secs(5),
            reconnection_time: Duration::from_secs(2),
            min_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            caps_retry: false,
            jitter_seed: None,
            first_byte: None,
            transport_idle: Some(Duration::from_secs(60)),
            content_idle: None,
            sentinel: false,
            repeat: Repeat::Resumed,
            retried_statuses: Vec::new(),
            last_event_id: String::new(),
        }
    }
}

impl Rules {
    pub fn session(&self) -> Session {
        let builder = match self.repeat {
            Repeat::Unbegun => SessionBuilder::answers(),
            Repeat::Resumed => SessionBuilder::default(),
            Repeat::Always => SessionBuilder::feeds(),
        };
        let mut builder = builder
            .without_jitter()
            .attempts(self.attempts)
            .holds_after(self.holds_after)
            .reconnection_time(self.reconnection_time)
            .min_delay(self.min_delay)
            .max_delay(self.max_delay)
            .caps_retry(self.caps_retry)
            .transport_idle(self.transport_idle)
            .content_idle(self.content_idle)
            .retried_statuses(self.retried_statuses.iter().copied())
            .last_event_id(&self.last_event_id);
        if let Some(time) = self.first_byte {
            builder = builder.first_byte(time);
        }
        if let Some(seed) = self.jitter_seed {
            builder = builder.jitter_seed(seed);
        }
        if self.sentinel {
            builder = builder.done_when(|event| event.data_bytes() == SENTINEL);
        }
        builder.build()
    }
}

/// One call.
#[derive(Debug, Clone)]
pub enum Step {
    Poll,
    Opened(u16, Option<&'static str>),
    Bytes,
    Event(OwnedEvent),
    Closed(Closed),
    Unfinished(OwnedEvent),
    Abort,
    Postpone(Duration),
    RetryAfter(&'static str),
    Id(&'static str),
    ReconnectionTime(Duration),
}

/// What a call returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Told(Told),
    Delivery(Delivery),
    Nothing,
    Refused(OrderError),
}

/// An action that owns what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Open {
        attempt: u32,
        id: Option<String>,
        unsendable: Option<String>,
        until: Option<Duration>,
    },
    Receive {
        until: Option<Duration>,
    },
    Wait {
        until: Duration,
    },
    Close,
    End(Reason),
}

impl From<Action<'_>> for Told {
    fn from(action: Action<'_>) -> Self {
        match action {
            Action::Open(request) => Self::Open {
                attempt: request.attempt(),
                id: request.last_event_id().map(String::from),
                unsendable: request.unsendable_id().map(String::from),
                until: request.until(),
            },
            Action::Receive { until } => Self::Receive { until },
            Action::Wait { until } => Self::Wait { until },
            Action::Close => Self::Close,
            Action::End(reason) => Self::End(reason),
        }
    }
}

/// Takes a step with the session itself.
pub fn take(session: &mut Session, now: Duration, step: &Step) -> Answer {
    let done = match step {
        Step::Poll => return Answer::Told(session.poll(now).into()),
        Step::Event(event) => {
            return match session.event(now, &event.as_event()) {
                Ok(delivery) => Answer::Delivery(delivery),
                Err(error) => Answer::Refused(error),
            };
        }
        Step::Unfinished(event) => {
            return match session.unfinished(&event.as_event()) {
                Ok(delivery) => Answer::Delivery(delivery),
                Err(error) => Answer::Refused(error),
            };
        }
        Step::RetryAfter(value) => {
            session.retry_after(now, value);
            Ok(())
        }
        Step::Opened(status, content_type) => session.opened(now, *status, *content_type),
        Step::Bytes => session.bytes(now),
        Step::Closed(closed) => session.closed(now, *closed),
        Step::Abort => {
            session.abort();
            Ok(())
        }
        Step::Postpone(until) => {
            session.postpone(*until);
            Ok(())
        }
        Step::Id(id) => {
            session.set_last_event_id(id);
            Ok(())
        }
        Step::ReconnectionTime(time) => {
            session.set_reconnection_time(*time);
            Ok(())
        }
    };
    match done {
        Ok(()) => Answer::Nothing,
        Err(error) => Answer::Refused(error),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fact {
    /// Something was asked or reported; nothing more.
    Time,
    Requested,
    Announced,
    Bytes,
    Delivered,
    /// A connection of some duration was lost that had brought an event.
    Held,
    LostTo(Loss),
    /// Lost, to be reestablished.
    Lost,
    Over(Reason),
    /// The caller knows that nothing is out any more.
    Dropped,
    Id(String),
    ReconnectionTime(Duration),
    Postponed(Duration),
}

type Log = [(Duration, Fact)];

#[derive(Debug, Clone)]
pub struct Model {
    rules: Rules,
    log: Vec<(Duration, Fact)>,
}

/// The part of the log behind the last fact of this kind; all of it if there is none.
fn behind_last<'l>(log: &'l Log, fact: &Fact) -> &'l Log {
    let start = log.iter().rposition(|(_, other)| other == fact);
    &log[start.map_or(0, |at| at + 1)..]
}

fn count(log: &Log, fact: &Fact) -> usize {
    log.iter().filter(|(_, other)| other == fact).count()
}

/// When one of these was last.
fn last_time(log: &Log, facts: &[Fact]) -> Option<Duration> {
    let last = log.iter().rev().find(|(_, fact)| facts.contains(fact));
    last.map(|(time, _)| *time)
}

fn is_doomed(connection: &Log) -> bool {
    connection
        .iter()
        .any(|(_, fact)| matches!(fact, Fact::Lost | Fact::Over(_)))
}

impl Model {
    pub fn new(rules: &Rules) -> Self {
        Self {
            rules: rules.clone(),
            log: Vec::new(),
        }
    }

    pub fn take(&mut self, now: Duration, step: &Step) -> Answer {
        match step {
            Step::Poll => Answer::Told(self.poll(now)),
            Step::Opened(status, content_type) => self.opened(now, *status, *content_type),
            Step::Bytes => self.bytes(now),
            Step::Event(event) => self.event(now, &event.as_event()),
            Step::Closed(closed) => self.closed(now, *closed),
            Step::Unfinished(event) => self.unfinished(&event.as_event()),
            Step::RetryAfter(value) => {
                self.push(now, Fact::Time);
                if let Ok(seconds) = value.parse() {
                    let now = self.log.last().expect("just pushed").0;
                    let until = now + Duration::from_secs(seconds);
                    self.push(now, Fact::Postponed(until));
                }
                Answer::Nothing
            }
            Step::Abort => {
                if self.over().is_none() {
                    self.push(Duration::ZERO, Fact::Over(Reason::Aborted));
                }
                Answer::Nothing
            }
            Step::Postpone(until) => {
                self.push(Duration::ZERO, Fact::Postponed(*until));
                Answer::Nothing
            }
            Step::Id(id) => {
                self.push(Duration::ZERO, Fact::Id((*id).to_owned()));
                Answer::Nothing
            }
            Step::ReconnectionTime(time) => {
                self.push(Duration::ZERO, Fact::ReconnectionTime(*time));
                Answer::Nothing
            }
        }
    }

    pub fn last_event_id(&self) -> String {
        let ids = self.log.iter().filter_map(|(_, fact)| match fact {
            Fact::Id(id) => Some(id),
            _ => None,
        });
        // That there is none is no news before there was one.
        let last = ids.skip_while(|id| id.is_empty()).last();
        last.unwrap_or(&self.rules.last_event_id).clone()
    }

    /// The last event ID, where a header can have it.
    fn sendable_id(&self) -> Option<String> {
        Some(self.last_event_id())
            .filter(|id| !id.is_empty() && !id.contains(|c| c < ' ' && c != '\t' || c == '\x7F'))
    }

    pub fn last_loss(&self) -> Option<Loss> {
        self.log.iter().rev().find_map(|(_, fact)| match fact {
            Fact::LostTo(loss) => Some(*loss),
            _ => None,
        })
    }

    pub fn attempt(&self) -> u32 {
        Self::losses(&self.log) as u32
    }

    pub fn reconnection_time(&self) -> Duration {
        self.reconnection_time_at(&self.log)
    }

    fn reconnection_time_at(&self, log: &Log) -> Duration {
        let own = self.rules.reconnection_time;
        let set = log.iter().rev().find_map(|(_, fact)| match fact {
            Fact::ReconnectionTime(time) => Some(*time),
            _ => None,
        });
        match set {
            None => own,
            Some(time) if self.rules.caps_retry => time
                .max(self.rules.min_delay)
                .min(self.rules.max_delay.max(own)),
            Some(time) => time.max(self.rules.min_delay),
        }
    }

    fn push(&mut self, now: Duration, fact: Fact) {
        let latest = self.log.last().map_or(Duration::ZERO, |(time, _)| *time);
        self.log.push((now.max(latest), fact));
    }

    /// What happened since the request that is out as far as the caller knows, that one included.
    fn connection(&self) -> Option<&Log> {
        let start = self
            .log
            .iter()
            .rposition(|(_, fact)| *fact == Fact::Requested)?;
        let connection = &self.log[start..];
        (count(connection, &Fact::Dropped) == 0).then_some(connection)
    }

    fn is_announced(&self) -> bool {
        self.connection()
            .is_some_and(|connection| count(connection, &Fact::Announced) > 0)
    }

    fn over(&self) -> Option<Reason> {
        self.log.iter().rev().find_map(|(_, fact)| match fact {
            Fact::Over(reason) => Some(*reason),
            _ => None,
        })
    }

    /// Losses in a row.
    fn losses(log: &Log) -> usize {
        count(behind_last(log, &Fact::Held), &Fact::Lost)
    }

    fn lose(&mut self, now: Duration, loss: Loss) {
        self.push(now, Fact::LostTo(loss));
        let now = self.log.last().expect("just pushed").0;
        let connection = self.connection().expect("to be lost");
        let announced = last_time(connection, &[Fact::Announced]);
        if announced.is_some_and(|since| now - since >= self.rules.holds_after)
            && count(connection, &Fact::Delivered) > 0
        {
            self.push(now, Fact::Held);
        }
        let silent = matches!(loss, Loss::TransportIdle | Loss::ContentIdle);
        let delivered = count(&self.log, &Fact::Delivered) > 0;
        let refused = match self.rules.repeat {
            Repeat::Unbegun => announced.is_some() || silent,
            Repeat::Resumed => (delivered || silent) && self.sendable_id().is_none(),
            Repeat::Always => false,
        };
        let ends_well = self.rules.repeat == Repeat::Unbegun
            && announced.is_some()
            && loss == Loss::Closed(Closed::Complete)
            && !self.rules.sentinel;
        let fact = if ends_well {
            Fact::Over(Reason::Complete)
        } else if refused {
            Fact::Over(Reason::ReplayRefused(loss))
        } else if Self::losses(&self.log) == self.rules.attempts as usize {
            Fact::Over(Reason::AttemptsExhausted(loss))
        } else {
            Fact::Lost
        };
        self.push(now, fact);
    }

    fn unfinished(&mut self, event: &Event<'_>) -> Answer {
        if self.connection().is_some() {
            return Answer::Refused(OrderError::NotClosed);
        }
        let goes_on = match self.over() {
            None => true,
            Some(Reason::ReplayRefused(_) | Reason::AttemptsExhausted(_)) => false,
            Some(_) => return Answer::Delivery(Delivery::Discard),
        };
        let lost = self.last_loss().is_some();
        if lost && self.rules.sentinel && event.data_bytes() == SENTINEL {
            self.push(Duration::ZERO, Fact::Over(Reason::Done));
            return Answer::Delivery(Delivery::Done);
        }
        Answer::Delivery(if goes_on {
            Delivery::Discard
        } else {
            Delivery::Deliver
        })
    }

    /// The wait after the loss that ends this part of the log.
    fn wait(&self, log: &Log) -> Duration {
        let reconnection_time = self.reconnection_time_at(log);
        let max_delay = self.rules.max_delay;
        let mut more = Duration::ZERO;
        for _ in 1..Self::losses(log) {
            more = more * 2 + self.rules.reconnection_time;
        }
        let wait = if reconnection_time > max_delay {
            reconnection_time
        } else {
            (reconnection_time + more).min(max_delay)
        };
        let Some(seed) = self.rules.jitter_seed else {
            return wait;
        };
        let random = split_mix_64(seed, count(log, &Fact::Lost));
        let jitter = (wait / 2).as_nanos() * u128::from(random) / (1 << 64);
        wait + Duration::from_nanos(u64::try_from(jitter).expect("short waits"))
    }

    fn next_request(&self) -> Duration {
        let lost = self.log.iter().rposition(|(_, fact)| *fact == Fact::Lost);
        let due = lost.map_or(Duration::ZERO, |at| {
            self.log[at].0 + self.wait(&self.log[..=at])
        });
        let postponed = self.log.iter().filter_map(|(_, fact)| match fact {
            Fact::Postponed(until) => Some(*until),
            _ => None,
        });
        postponed.fold(due, Duration::max)
    }

    /// The deadlines of the connection.
    fn deadlines(&self, connection: &Log) -> Vec<(Duration, Loss)> {
        let bytes = [
            Fact::Requested,
            Fact::Announced,
            Fact::Bytes,
            Fact::Delivered,
        ];
        let events = [Fact::Requested, Fact::Delivered];
        let mut deadlines = Vec::new();
        let transport_idle = match last_time(connection, &[Fact::Announced]) {
            None => self.rules.first_byte.or(self.rules.transport_idle),
            Some(_) => self.rules.transport_idle,
        };
        if let Some(idle) = transport_idle {
            let since = last_time(connection, &bytes).expect("requested");
            deadlines.push((since + idle, Loss::TransportIdle));
        }
        if let Some(idle) = self.rules.content_idle {
            let since = last_time(connection, &events).expect("requested");
            deadlines.push((since + idle, Loss::ContentIdle));
        }
        deadlines.sort_by_key(|(deadline, _)| *deadline);
        deadlines
    }

    fn poll(&mut self, now: Duration) -> Told {
        self.push(now, Fact::Time);
        let now = self.log.last().expect("just pushed").0;
        if let Some(connection) = self.connection() {
            if !is_doomed(connection) {
                match self.deadlines(connection).first() {
                    Some((deadline, loss)) if *deadline <= now => self.lose(now, *loss),
                    first => {
                        return Told::Receive {
                            until: first.map(|(deadline, _)| *deadline),
                        };
                    }
                }
            }
            self.push(now, Fact::Dropped);
            return Told::Close;
        }
        if let Some(reason) = self.over() {
            return Told::End(reason);
        }
        let until = self.next_request();
        if now < until {
            return Told::Wait { until };
        }
        self.push(now, Fact::Requested);
        let connection = self.connection().expect("requested");
        let until = self.deadlines(connection).first().map(|(time, _)| *time);
        let sendable = self.sendable_id();
        let unsendable = match sendable {
            None => Some(self.last_event_id()).filter(|id| !id.is_empty()),
            Some(_) => None,
        };
        Told::Open {
            attempt: self.attempt(),
            id: sendable,
            unsendable,
            until,
        }
    }

    fn opened(&mut self, now: Duration, status: u16, content_type: Option<&str>) -> Answer {
        let awaited = self
            .connection()
            .is_some_and(|connection| !is_doomed(connection));
        if !awaited || self.is_announced() {
            return Answer::Refused(OrderError::NoResponseAwaited);
        }
        if status == 200 && content_type.is_some_and(|it| it.starts_with("text/event-stream")) {
            self.push(now, Fact::Announced);
        } else if status == 200 {
            self.push(now, Fact::Over(Reason::ContentType));
        } else if status == 204 {
            self.push(now, Fact::Over(Reason::NoContent));
        } else if self.rules.retried_statuses.contains(&status) {
            self.lose(now, Loss::Status(status));
        } else {
            self.push(now, Fact::Over(Reason::Status(status)));
        }
        Answer::Nothing
    }

    fn bytes(&mut self, now: Duration) -> Answer {
        match self.connection().map(is_doomed) {
            Some(true) => self.push(now, Fact::Time),
            Some(false) if self.is_announced() => self.push(now, Fact::Bytes),
            Some(false) | None => return Answer::Refused(OrderError::NotOpen),
        }
        Answer::Nothing
    }

    fn event(&mut self, now: Duration, event: &Event<'_>) -> Answer {
        match self.connection().map(is_doomed) {
            Some(true) => {
                self.push(now, Fact::Time);
                return Answer::Delivery(Delivery::Discard);
            }
            Some(false) if self.is_announced() => {}
            Some(false) | None => return Answer::Refused(OrderError::NotOpen),
        }
        self.push(now, Fact::Id(event.last_event_id().to_owned()));
        if self.rules.sentinel && event.data_bytes() == SENTINEL {
            self.push(now, Fact::Over(Reason::Done));
            return Answer::Delivery(Delivery::Done);
        }
        self.push(now, Fact::Delivered);
        Answer::Delivery(Delivery::Deliver)
    }

    fn closed(&mut self, now: Duration, closed: Closed) -> Answer {
        let Some(connection) = self.connection() else {
            return Answer::Refused(OrderError::NothingToClose);
        };
        if !is_doomed(connection) {
            self.lose(now, Loss::Closed(closed));
        }
        self.push(now, Fact::Dropped);
        Answer::Nothing
    }
}

/// The nth number of SplitMix64, from 1 on. Its state only ever grows by the same step.
fn split_mix_64(seed: u64, n: usize) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(n as u64));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
