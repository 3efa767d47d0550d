//! Each rule of a session on its own: the standard's, the policy's, and what a caller may not report.

use std::time::Duration;

use unchunk::session::{
    Action, Closed, Delivery, EventSource, Loss, OrderError, Reason, Request, Session,
    SessionBuilder, SourceError,
};
use unchunk::sse::{self, Event};
use unchunk::{Error, ErrorKind};

const TYPE: Option<&str> = Some("text/event-stream");

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A caller with a clock that does as it is told.
struct Caller {
    session: Session,
    now: Duration,
}

impl Caller {
    fn new(builder: SessionBuilder) -> Self {
        Self {
            session: builder.build(),
            now: seconds(1_000),
        }
    }

    /// Polls, and expects to open a request: its attempt and last event ID.
    fn request(&mut self) -> (u32, Option<String>) {
        match self.session.poll(self.now) {
            Action::Open(request) => (request.attempt(), request.last_event_id().map(String::from)),
            action => panic!("{action:?}"),
        }
    }

    fn open(&mut self) {
        self.request();
        self.session.opened(self.now, 200, TYPE).unwrap();
    }

    fn event(&mut self, id: &str, data: &str) -> Delivery {
        with_event(id, data, |event| self.session.event(self.now, event)).unwrap()
    }

    fn close(&mut self) {
        self.session.closed(self.now, Closed::Failed).unwrap();
    }

    /// Polls, expects to wait, sleeps that long, and tells how long.
    fn sleep(&mut self) -> Duration {
        match self.session.poll(self.now) {
            Action::Wait { until } => {
                let slept = until - self.now;
                self.now = until;
                slept
            }
            action => panic!("{action:?}"),
        }
    }

    fn end(&mut self) -> Reason {
        match self.session.poll(self.now) {
            Action::End(reason) => reason,
            action => panic!("{action:?}"),
        }
    }

    fn assert_told(&mut self, action: Action<'_>) {
        assert_eq!(self.session.poll(self.now), action);
    }
}

fn with_event<T>(id: &str, data: &str, check: impl FnOnce(&Event<'_>) -> T) -> T {
    let mut decoder = sse::Decoder::new();
    let stream = format!("id:{id}\ndata:{data}\n\n");
    check(&decoder.decode(&mut stream.as_bytes()).unwrap().unwrap())
}

fn lost(caller: &mut Caller) -> Option<Reason> {
    match caller.session.poll(caller.now) {
        Action::End(reason) => Some(reason),
        Action::Wait { .. } => None,
        action => panic!("{action:?}"),
    }
}

#[test]
fn answers_are_asked_for_again_only_where_the_server_cannot_have_begun() {
    for sentinel in [false, true] {
        let answer = || {
            let builder = Session::answers().last_event_id("41");
            // Which it does not anyway.
            let builder = builder.replay_without_id(false);
            Caller::new(if sentinel {
                builder.done_when(|event| event.data_bytes() == b"[DONE]")
            } else {
                builder
            })
        };
        // Before a response: the connection failed, three times over; so with the statuses that say it did not begin.
        for status in [None, Some(429), Some(503)] {
            let mut caller = answer();
            for _ in 0..3 {
                caller.request();
                match status {
                    None => caller.close(),
                    Some(status) => {
                        caller.session.opened(caller.now, status, None).unwrap();
                        caller.assert_told(Action::Close);
                    }
                }
                assert_eq!(lost(&mut caller), None);
                caller.sleep();
            }
        }
        for status in [408, 425, 500, 502, 504] {
            let mut caller = answer();
            caller.request();
            caller.session.opened(caller.now, status, None).unwrap();
            caller.assert_told(Action::Close);
            assert_eq!(lost(&mut caller), Some(Reason::Status(status)));
        }
        // After silence, before a response and after it.
        for opens in [false, true] {
            let mut caller = answer();
            caller.request();
            if opens {
                caller.session.opened(caller.now, 200, TYPE).unwrap();
            }
            caller.now += seconds(60);
            caller.assert_told(Action::Close);
            let reason = Reason::ReplayRefused(Loss::TransportIdle);
            assert_eq!(lost(&mut caller), Some(reason));
        }
        // After a response, with events or without.
        for event in [false, true] {
            for closed in [
                Closed::Failed,
                Closed::Truncated,
                Closed::Foreign,
                Closed::Complete,
            ] {
                let mut caller = answer();
                caller.open();
                if event {
                    assert_eq!(caller.event("7", "x"), Delivery::Deliver);
                }
                caller.now += seconds(30);
                caller.session.closed(caller.now, closed).unwrap();
                let reason = if closed == Closed::Complete && !sentinel {
                    Reason::Complete
                } else {
                    Reason::ReplayRefused(Loss::Closed(closed))
                };
                assert_eq!(lost(&mut caller), Some(reason));
                assert_eq!(reason.is_intended(), reason == Reason::Complete);
            }
        }
    }
}

#[test]
fn feeds_go_on_whatever_happens_to_a_connection() {
    let mut caller = Caller::new(Session::feeds());
    for round in 0..50 {
        // Without an ID and with one.
        let id = if round < 25 { "" } else { "7" };
        for closed in [Closed::Complete, Closed::Failed, Closed::Foreign] {
            caller.open();
            assert_eq!(caller.event(id, "x"), Delivery::Deliver);
            caller.session.closed(caller.now, closed).unwrap();
            caller.sleep();
        }
        for status in [408, 425, 429, 500, 502, 503, 504] {
            caller.request();
            caller.session.opened(caller.now, status, None).unwrap();
            caller.assert_told(Action::Close);
            assert_eq!(caller.session.last_loss(), Some(Loss::Status(status)));
            caller.sleep();
        }
        caller.request();
        caller.now += seconds(60);
        caller.assert_told(Action::Close);
        caller.sleep();
    }
    assert_eq!(caller.request(), (50 * 11, Some("7".into())));
    caller.session.opened(caller.now, 404, None).unwrap();
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::Status(404));
}

/// So that clients that were cut at once do not return at once.
#[cfg(feature = "std")]
#[test]
fn each_session_has_a_jitter_of_its_own() {
    for builder in [Session::feeds(), Session::answers()] {
        let wait = || {
            let mut caller = Caller::new(builder.clone());
            caller.request();
            caller.close();
            caller.sleep()
        };
        let waits: std::collections::BTreeSet<Duration> =
            std::iter::repeat_with(wait).take(20).collect();
        assert!(waits.len() > 10, "{waits:?}");
        assert!(
            waits
                .iter()
                .all(|wait| (seconds(2)..seconds(3)).contains(wait))
        );
    }
}

#[test]
fn silence_without_an_id_is_no_reason_to_ask_again() {
    for (id, again) in [("", false), ("7", true), ("\x01", false)] {
        for opens in [false, true] {
            let mut caller = Caller::new(Session::builder().last_event_id(id));
            caller.request();
            if opens {
                caller.session.opened(caller.now, 200, TYPE).unwrap();
            }
            caller.now += seconds(60);
            caller.assert_told(Action::Close);
            assert_eq!(lost(&mut caller).is_none(), again);
        }
    }
}

#[test]
fn the_response_may_have_a_deadline_of_its_own() {
    let builder = Session::builder().first_byte(seconds(5));
    for (transport, content, until) in [(60, None, 5), (1, None, 5), (60, Some(3), 3)] {
        let builder = builder.clone().content_idle(content.map(seconds));
        let mut caller = Caller::new(builder.transport_idle(seconds(transport)));
        let expected = Some(caller.now + seconds(until));
        match caller.session.poll(caller.now) {
            Action::Open(request) => assert_eq!(request.until(), expected),
            action => panic!("{action:?}"),
        }
        caller.assert_told(Action::Receive { until: expected });
        caller.now += seconds(1);
        caller.session.opened(caller.now, 200, TYPE).unwrap();
        let until = caller.now + seconds(transport);
        let until = content.map_or(until, |time| until.min(caller.now + seconds(time - 1)));
        caller.assert_told(Action::Receive { until: Some(until) });
    }
}

#[test]
fn time_that_has_passed_is_none_left() {
    let receive = |until| Action::Receive { until };
    for (action, left) in [
        (Action::Wait { until: seconds(9) }, Some(2)),
        (Action::Wait { until: seconds(1) }, Some(0)),
        (receive(Some(seconds(8))), Some(1)),
        (receive(Some(Duration::ZERO)), Some(0)),
        (receive(None), None),
        (Action::Close, None),
        (Action::End(Reason::Done), None),
    ] {
        assert_eq!(
            action.time_left(seconds(7)),
            left.map(seconds),
            "{action:?}"
        );
    }
    let mut session = Session::new();
    let action = session.poll(seconds(7));
    assert_eq!(action.time_left(seconds(27)), Some(seconds(40)));
    assert_eq!(action.time_left(seconds(1_000)), Some(Duration::ZERO));
}

#[test]
fn a_wait_has_a_loss_and_an_attempt_behind_it() {
    let mut caller = Caller::new(Session::builder().retried_statuses([503]));
    assert_eq!(
        (caller.session.last_loss(), caller.session.attempt()),
        (None, 0)
    );
    caller.request();
    caller.session.opened(caller.now, 503, None).unwrap();
    caller.assert_told(Action::Close);
    caller.sleep();
    let why = |caller: &Caller| (caller.session.last_loss(), caller.session.attempt());
    assert_eq!(why(&caller), (Some(Loss::Status(503)), 1));
    caller.open();
    caller.close();
    caller.sleep();
    assert_eq!(why(&caller), (Some(Loss::Closed(Closed::Failed)), 2));
}

#[test]
fn an_id_is_sent_if_a_header_can_have_it() {
    for (id, sent) in [
        ("41", true),
        ("a\tb c", true),
        ("八", true),
        ("\u{80}\u{A0}", true),
        ("\u{1}", false),
        ("a\u{7F}", false),
        ("\u{1F}b", false),
    ] {
        let mut caller = Caller::new(Session::feeds());
        caller.open();
        assert_eq!(caller.event(id, "x"), Delivery::Deliver);
        assert_eq!(caller.session.last_event_id(), id);
        caller.close();
        caller.sleep();
        match caller.session.poll(caller.now) {
            Action::Open(request) => {
                let (sendable, unsendable) = if sent {
                    (Some(id), None)
                } else {
                    (None, Some(id))
                };
                assert_eq!(request.last_event_id(), sendable);
                assert_eq!(request.unsendable_id(), unsendable);
                let mut headers = request.headers().map(|(name, _)| name);
                assert_eq!(headers.any(|name| name == "last-event-id"), sent);
            }
            action => panic!("{action:?}"),
        }
    }
    // Where it cannot be sent, the server cannot know where to go on.
    let mut caller = Caller::new(Session::builder());
    caller.open();
    assert_eq!(caller.event("\u{1}", "x"), Delivery::Deliver);
    caller.close();
    assert!(matches!(caller.end(), Reason::ReplayRefused(_)));
}

#[test]
fn retry_after_is_read_as_seconds() {
    for (value, wait) in [("0", 2), ("1", 2), ("120", 120), (" 7\t", 7)] {
        let mut caller = Caller::new(Session::builder().retried_statuses([503]));
        caller.request();
        caller.session.opened(caller.now, 503, None).unwrap();
        assert!(caller.session.retry_after(caller.now, value));
        caller.assert_told(Action::Close);
        assert_eq!(caller.sleep(), seconds(wait));
    }
    for value in [
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1 2",
        "Fri, 31 Dec 1999 23:59:59 GMT",
    ] {
        let mut session = Session::new();
        assert!(!session.retry_after(seconds(1), value), "{value}");
        assert!(matches!(session.poll(seconds(1)), Action::Open(_)));
    }
    let mut session = Session::new();
    assert!(session.retry_after(seconds(1), "99999999999999999999999"));
    assert!(matches!(session.poll(seconds(2)), Action::Wait { .. }));
}

/// Dates in all three forms count from the server's own time, which may be far from ours.
#[cfg(feature = "httpdate")]
#[test]
fn retry_after_may_be_a_date() {
    use std::time::{Duration, SystemTime};

    use unchunk::session::parse_date;

    let date = parse_date("Fri, 31 Dec 1999 23:58:00 GMT").unwrap();
    for (value, wait) in [
        ("Fri, 31 Dec 1999 23:59:59 GMT", 119),
        ("Friday, 31-Dec-99 23:59:59 GMT", 119),
        ("Fri Dec 31 23:59:59 1999", 119),
        (" Sat, 01 Jan 2000 00:58:00 GMT\t", 3600),
        // Over: the wait is the session's own.
        ("Fri, 31 Dec 1999 23:57:00 GMT", 2),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 2),
        ("120", 120),
        ("0", 2),
    ] {
        let mut caller = Caller::new(Session::builder().retried_statuses([503]));
        caller.request();
        caller.session.opened(caller.now, 503, None).unwrap();
        let session = &mut caller.session;
        assert!(session.retry_after_from(caller.now, value, date), "{value}");
        caller.assert_told(Action::Close);
        assert_eq!(caller.sleep(), seconds(wait), "{value}");
    }
    for value in [
        "",
        "soon",
        "1.5",
        "Fri, 31 Dec 1999",
        "31 Dec 1999 23:59:59 GMT",
        "-1",
    ] {
        let mut session = Session::new();
        assert!(
            !session.retry_after_from(seconds(1), value, date),
            "{value}"
        );
        assert!(matches!(session.poll(seconds(1)), Action::Open(_)));
    }
    // Far beyond any clock.
    let far = "Fri, 31 Dec 9999 23:59:59 GMT";
    let mut session = Session::new();
    assert!(session.retry_after_from(Duration::MAX, far, SystemTime::UNIX_EPOCH));
}

/// Reads over one connection, in chunks of this size, then ends it in some way.
fn read_to_an_end(
    builder: SessionBuilder,
    body: &[u8],
    size: usize,
    end: impl Fn(&mut EventSource, Duration),
) -> (Vec<String>, EventSource) {
    let mut source = EventSource::from(builder);
    let now = seconds(1);
    assert!(matches!(source.poll(now), Action::Open(_)));
    source.opened(now, 200, TYPE).unwrap();
    let mut delivered = Vec::new();
    for chunk in body.chunks(size) {
        let mut input = chunk;
        while let Some(event) = source.decode(now, &mut input).unwrap() {
            delivered.push(event.data().into_owned());
        }
    }
    end(&mut source, now);
    (delivered, source)
}

#[test]
fn a_sentinel_is_one_without_its_blank_line_too() {
    type End = fn(&mut EventSource, Duration);
    let ends: [End; 3] = [
        |source, now| source.ended(now).unwrap(),
        |source, now| source.failed(now).unwrap(),
        |source, now| assert_eq!(source.poll(now + seconds(60)), Action::Close),
    ];
    for builder in [Session::builder(), Session::answers(), Session::feeds()] {
        let builder = builder.done_when(|event| event.data_bytes() == b"[DONE]");
        for body in [
            "data: a\n\ndata: [DONE]",
            "data: a\n\ndata: [DONE]\n",
            "data: a\n\nid: 7\ndata:[DONE]\r",
        ] {
            for size in [1, 7, 100] {
                for end in ends {
                    let (delivered, mut source) =
                        read_to_an_end(builder.clone(), body.as_bytes(), size, end);
                    assert_eq!(delivered, ["a"]);
                    let reason = source.poll(seconds(70));
                    assert_eq!(reason, Action::End(Reason::Done), "{body:?}");
                    assert!(source.unfinished().is_none());
                    assert_eq!(source.session().last_event_id(), "");
                }
            }
        }
    }
}

#[test]
fn an_unfinished_event_is_delivered_only_where_nothing_reconnects_and_never_moves_the_id() {
    let body = b"id: 1\ndata: a\n\nid: 2\ndata: b";
    let ended = |source: &mut EventSource, now| source.ended(now).unwrap();
    // Something does: the rest is asked for.
    for builder in [Session::builder(), Session::feeds()] {
        let (_, mut source) = read_to_an_end(builder, body, 3, ended);
        let until = match source.poll(seconds(1)) {
            Action::Wait { until } => until,
            action => panic!("{action:?}"),
        };
        assert!(source.unfinished().is_none());
        match source.poll(until) {
            Action::Open(request) => assert_eq!(request.last_event_id(), Some("1")),
            action => panic!("{action:?}"),
        }
        // What comes now is not mixed with it.
        source.opened(until, 200, TYPE).unwrap();
        let mut input = &b"id: 2\ndata: bc\n\n"[..];
        assert_eq!(
            source.decode(until, &mut input).unwrap().unwrap().data(),
            "bc"
        );
    }
    // Nothing does.
    for builder in [Session::builder().attempts(0), Session::answers()] {
        let (_, mut source) = read_to_an_end(builder, body, 3, ended);
        assert!(matches!(source.poll(seconds(1)), Action::End(_)));
        assert_eq!(source.unfinished().unwrap().data(), "b");
        assert_eq!(source.session().last_event_id(), "1");
    }
    // It was the caller who ended it.
    let (_, mut source) = read_to_an_end(Session::answers(), body, 3, |source, _| source.abort());
    assert_eq!(source.poll(seconds(1)), Action::Close);
    source.ended(seconds(1)).unwrap_err();
    assert_eq!(source.poll(seconds(1)), Action::End(Reason::Aborted));
    assert!(source.unfinished().is_none());
}

#[test]
fn an_unfinished_event_is_reported_after_the_close() {
    let mut caller = Caller::new(done());
    let unfinished =
        |caller: &mut Caller, data| with_event("", data, |event| caller.session.unfinished(event));
    assert_eq!(unfinished(&mut caller, "[DONE]"), Ok(Delivery::Discard));
    caller.request();
    assert_eq!(unfinished(&mut caller, "x"), Err(OrderError::NotClosed));
    caller.session.opened(caller.now, 200, TYPE).unwrap();
    assert_eq!(unfinished(&mut caller, "x"), Err(OrderError::NotClosed));
    caller.close();
    assert_eq!(unfinished(&mut caller, "x"), Ok(Delivery::Discard));
    assert_eq!(unfinished(&mut caller, "[DONE]"), Ok(Delivery::Done));
    assert_eq!(caller.end(), Reason::Done);
    assert_eq!(unfinished(&mut caller, "x"), Ok(Delivery::Discard));
}

#[test]
fn an_id_that_either_brings_is_kept() {
    for (session, decoder, id) in [
        ("", "5", "5"),
        ("4", "", "4"),
        ("4", "5", "4"),
        ("", "", ""),
    ] {
        let session = Session::builder().last_event_id(session).build();
        let decoder = sse::Decoder::builder().last_event_id(decoder);
        let mut source = EventSource::new(session, decoder);
        assert_eq!(source.session().last_event_id(), id);
        assert_eq!(source.decoder().last_event_id(), id);
        match source.poll(seconds(1)) {
            Action::Open(request) => {
                assert_eq!(
                    request.last_event_id(),
                    Some(id).filter(|id| !id.is_empty())
                );
            }
            action => panic!("{action:?}"),
        }
        source.opened(seconds(1), 200, TYPE).unwrap();
        let mut input = &b": heartbeat\n\n"[..];
        assert!(source.decode(seconds(1), &mut input).unwrap().is_none());
        source.poll(seconds(1));
        assert_eq!(source.session().last_event_id(), id);
        // The server may take it back.
        let mut input = &b"id\ndata: x\n\n"[..];
        assert!(source.decode(seconds(1), &mut input).unwrap().is_some());
        assert_eq!(source.session().last_event_id(), "");
    }
}

/// By hand, with a decoder that knows nothing of it.
#[test]
fn an_id_outlives_heartbeats_and_events_without_one() {
    let mut caller = Caller::new(Session::builder().last_event_id("41"));
    let decoder = sse::Decoder::new();
    caller.open();
    caller.session.bytes(caller.now).unwrap();
    caller.session.set_last_event_id(decoder.last_event_id());
    assert_eq!(caller.session.last_event_id(), "41");
    assert_eq!(caller.event("", "x"), Delivery::Deliver);
    assert_eq!(caller.session.last_event_id(), "41");
    assert_eq!(caller.event("42", "x"), Delivery::Deliver);
    assert_eq!(caller.session.last_event_id(), "42");
    assert_eq!(caller.event("", "x"), Delivery::Deliver);
    assert_eq!(caller.session.last_event_id(), "");
}

fn done() -> SessionBuilder {
    Session::builder().done_when(|event| event.data_bytes() == b"[DONE]")
}

#[test]
fn public_types_may_cross_threads_and_be_shown() {
    const fn check<T: std::fmt::Debug + Send + Sync + 'static>() {}
    const {
        check::<Session>();
        check::<SessionBuilder>();
        check::<EventSource>();
        check::<Action<'static>>();
        check::<Request<'static>>();
        check::<Delivery>();
        check::<Closed>();
        check::<Loss>();
        check::<Reason>();
        check::<OrderError>();
        check::<SourceError>();
    }
    let shown = format!("{:?}", done().build());
    assert!(
        shown.contains("Sentinel") && shown.contains("Waiting"),
        "{shown}"
    );
}

#[test]
fn the_first_poll_opens_at_once_and_only_once() {
    let mut caller = Caller::new(Session::builder());
    assert_eq!(caller.request(), (0, None));
    let until = Some(caller.now + seconds(60));
    caller.assert_told(Action::Receive { until });
    caller.assert_told(Action::Receive { until });
}

#[test]
fn any_close_is_reestablished_after_2_s_then_4_then_8_and_no_more() {
    for closed in [
        Closed::Complete,
        Closed::Truncated,
        Closed::Foreign,
        Closed::Failed,
    ] {
        let mut caller = Caller::new(Session::builder());
        for (attempt, wait) in [(0, 2), (1, 4), (2, 8)] {
            assert_eq!(caller.request().0, attempt);
            caller.session.closed(caller.now, closed).unwrap();
            assert_eq!(caller.sleep(), seconds(wait));
        }
        assert_eq!(caller.request().0, 3);
        caller.session.closed(caller.now, closed).unwrap();
        assert_eq!(
            caller.end(),
            Reason::AttemptsExhausted(Loss::Closed(closed))
        );
        assert_eq!(
            caller.end(),
            Reason::AttemptsExhausted(Loss::Closed(closed))
        );
    }
}

#[test]
fn the_wait_grows_no_further_than_30_s() {
    let mut caller = Caller::new(Session::builder().attempts(6));
    for wait in [2, 4, 8, 16, 30, 30] {
        caller.request();
        caller.close();
        assert_eq!(caller.sleep(), seconds(wait));
    }
}

#[test]
fn a_connection_announced_but_without_an_event_still_counts_as_an_attempt() {
    let mut caller = Caller::new(Session::builder().attempts(1));
    caller.open();
    caller.session.bytes(caller.now).unwrap();
    caller.close();
    caller.sleep();
    caller.open();
    caller.close();
    assert!(matches!(caller.end(), Reason::AttemptsExhausted(_)));
}

#[test]
fn a_connection_that_held_begins_the_count_and_the_backoff_from_the_start() {
    for (builder, lasts) in [
        (Session::builder(), seconds(5)),
        (Session::builder().holds_after(seconds(9)), seconds(9)),
        (
            Session::builder().holds_after(Duration::ZERO),
            Duration::ZERO,
        ),
    ] {
        let mut caller = Caller::new(builder.attempts(2));
        for _ in 0..10 {
            caller.open();
            assert_eq!(caller.event("7", "x"), Delivery::Deliver);
            caller.now += lasts;
            caller.close();
            assert_eq!(caller.sleep(), seconds(2));
            assert_eq!(caller.session.attempt(), 1);
            assert_eq!(caller.request(), (1, Some("7".into())));
            caller.close();
            assert_eq!(caller.sleep(), seconds(4));
        }
    }
}

/// A server that takes every connection and closes it after an event is no reason to hurry.
#[test]
fn a_connection_that_did_not_hold_counts_whatever_it_brought() {
    let mut caller = Caller::new(Session::feeds().jitter_seed(0).max_delay(seconds(60)));
    caller.session.set_reconnection_time(Duration::ZERO);
    let start = caller.now;
    for attempt in 0..100 {
        assert_eq!(caller.request().0, attempt);
        caller.session.opened(caller.now, 200, TYPE).unwrap();
        assert_eq!(caller.event("7", "x"), Delivery::Deliver);
        caller.now += seconds(5) - Duration::from_nanos(1);
        caller.close();
        caller.sleep();
    }
    assert!(caller.now - start > seconds(90 * 60));
    // An old connection without an event has not held either.
    caller.open();
    caller.now += seconds(59);
    caller.close();
    caller.sleep();
    assert_eq!(caller.request().0, 101);
}

#[test]
fn no_attempts_means_none() {
    let mut caller = Caller::new(Session::builder().attempts(0));
    caller.open();
    assert_eq!(caller.event("7", "x"), Delivery::Deliver);
    caller.close();
    assert_eq!(
        caller.end(),
        Reason::AttemptsExhausted(Loss::Closed(Closed::Failed))
    );
}

#[test]
fn the_wait_is_the_callers_to_set() {
    let builder = Session::builder()
        .attempts(6)
        .reconnection_time(Duration::from_millis(500))
        .max_delay(seconds(3));
    let mut caller = Caller::new(builder);
    for wait in [500, 1_000, 2_000, 3_000, 3_000, 3_000] {
        caller.request();
        caller.close();
        assert_eq!(caller.sleep(), Duration::from_millis(wait));
    }
}

#[test]
fn without_growth_every_wait_is_the_reconnection_time() {
    let mut caller = Caller::new(Session::builder().max_delay(Duration::ZERO));
    for _ in 0..3 {
        caller.request();
        caller.close();
        assert_eq!(caller.sleep(), seconds(2));
    }
}

#[test]
fn the_server_sets_the_reconnection_time_and_the_cap_does_not_shorten_it() {
    let mut caller = Caller::new(Session::builder());
    caller.open();
    caller.session.set_reconnection_time(seconds(100));
    assert_eq!(caller.session.reconnection_time(), seconds(100));
    for _ in 0..3 {
        caller.close();
        assert_eq!(caller.sleep(), seconds(100));
        caller.open();
    }
    // It outlives attempts and events; one of zero has a floor, and still backs off.
    caller.session.set_reconnection_time(Duration::ZERO);
    assert_eq!(caller.event("1", "x"), Delivery::Deliver);
    caller.now += seconds(5);
    for wait in [500, 2_500, 6_500] {
        caller.close();
        assert_eq!(caller.sleep(), Duration::from_millis(wait));
        caller.open();
    }
}

#[test]
fn what_the_server_sets_has_a_floor_and_on_request_a_cap() {
    let set = |builder: SessionBuilder, retry| {
        let mut session = builder.build();
        session.set_reconnection_time(retry);
        session.reconnection_time()
    };
    let (hour, milli) = (seconds(3_600), Duration::from_millis(1));
    for builder in [Session::builder(), Session::answers(), Session::feeds()] {
        assert_eq!(set(builder.clone(), milli), 500 * milli);
        assert_eq!(set(builder.clone(), 501 * milli), 501 * milli);
        assert_eq!(set(builder.clone(), hour), hour);
        assert_eq!(set(builder.clone().min_delay(Duration::ZERO), milli), milli);
        let capped = builder.clone().max_delay(seconds(10));
        assert_eq!(set(capped.clone(), hour), hour);
        assert_eq!(set(capped.caps_retry(true), hour), seconds(10));
        // It caps no more than the server: these are the caller's own.
        let own = builder
            .clone()
            .reconnection_time(seconds(20))
            .max_delay(seconds(10))
            .caps_retry(true);
        assert_eq!(set(own, hour), seconds(20));
        let own = builder.reconnection_time(milli);
        assert_eq!(own.build().reconnection_time(), milli);
    }
    let builder = Session::builder().max_delay(seconds(10));
    let mut caller = Caller::new(builder.caps_retry(true));
    caller.open();
    caller.session.set_reconnection_time(hour);
    for _ in 0..3 {
        caller.close();
        assert_eq!(caller.sleep(), seconds(10));
        caller.open();
    }
}

#[test]
fn the_longest_reconnection_time_a_field_can_name_overflows_nothing() {
    let mut caller = Caller::new(Session::feeds().jitter_seed(1));
    caller.open();
    caller
        .session
        .set_reconnection_time(Duration::from_millis(u64::MAX));
    caller.close();
    assert!(caller.sleep() >= Duration::from_millis(u64::MAX));
    caller.request();
    caller.session.set_reconnection_time(Duration::MAX);
    caller.close();
    caller.sleep();
    assert_eq!(caller.now, Duration::MAX);
    assert_eq!(caller.request().0, 2);
    caller.assert_told(Action::Close);
    assert_eq!(caller.request().0, 3);
}

#[test]
fn jitter_lengthens_by_up_to_half_and_depends_on_the_seed_alone() {
    let waits = |seed| -> Vec<Duration> {
        let builder = Session::builder().attempts(1_000).max_delay(Duration::ZERO);
        let mut caller = Caller::new(builder.jitter_seed(seed));
        let wait = || {
            caller.request();
            caller.close();
            caller.sleep()
        };
        std::iter::repeat_with(wait).take(1_000).collect()
    };
    let first = waits(1);
    assert!(
        first
            .iter()
            .all(|wait| (seconds(2)..seconds(3)).contains(wait))
    );
    for tenth in 0..10 {
        let from = seconds(2) + Duration::from_millis(100) * tenth;
        let among = first
            .iter()
            .filter(|wait| (from..from + Duration::from_millis(100)).contains(wait))
            .count();
        assert!((50..150).contains(&among), "{among} from {from:?} on");
    }
    assert_eq!(first, waits(1));
    assert_ne!(first, waits(2));
}

#[test]
fn a_failing_response_ends_it() {
    for (status, content_type, reason) in [
        (204, TYPE, Reason::NoContent),
        (204, None, Reason::NoContent),
        (200, None, Reason::ContentType),
        (200, Some("application/json"), Reason::ContentType),
        (301, TYPE, Reason::Status(301)),
        (404, TYPE, Reason::Status(404)),
        (503, TYPE, Reason::Status(503)),
    ] {
        let mut caller = Caller::new(Session::builder());
        caller.request();
        caller
            .session
            .opened(caller.now, status, content_type)
            .unwrap();
        // Its body, if the caller reads on all the same, counts for nothing.
        caller.session.bytes(caller.now).unwrap();
        assert_eq!(caller.event("1", "x"), Delivery::Discard);
        caller.assert_told(Action::Close);
        assert_eq!(caller.end(), reason);
    }
}

#[test]
fn a_close_reported_in_place_of_being_told_to_close_is_as_good() {
    let mut caller = Caller::new(Session::builder());
    caller.request();
    caller.session.opened(caller.now, 500, None).unwrap();
    caller.close();
    assert_eq!(caller.end(), Reason::Status(500));
}

#[test]
fn statuses_of_the_callers_choice_are_retried() {
    let mut caller = Caller::new(Session::builder().retried_statuses([429, 503]).attempts(2));
    for (status, wait) in [(503, 2), (429, 4)] {
        caller.request();
        caller.session.opened(caller.now, status, None).unwrap();
        caller.assert_told(Action::Close);
        assert_eq!(caller.sleep(), seconds(wait));
    }
    caller.request();
    caller.session.opened(caller.now, 503, None).unwrap();
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::AttemptsExhausted(Loss::Status(503)));
}

#[test]
fn retry_after_puts_the_next_request_off() {
    let mut caller = Caller::new(Session::builder().retried_statuses([503]));
    caller.request();
    caller.session.opened(caller.now, 503, None).unwrap();
    caller.session.postpone(caller.now + seconds(1));
    caller.session.postpone(caller.now + seconds(120));
    caller.session.postpone(caller.now + seconds(60));
    caller.assert_told(Action::Close);
    assert_eq!(caller.sleep(), seconds(120));
    caller.open();
    caller.close();
    assert_eq!(caller.sleep(), seconds(4));
    caller.session.postpone(caller.now + seconds(5));
    assert_eq!(caller.sleep(), seconds(5));
    caller.request();
}

#[test]
fn a_postponed_session_does_not_even_begin() {
    let mut caller = Caller::new(Session::builder());
    caller.session.postpone(caller.now + seconds(9));
    assert_eq!(caller.sleep(), seconds(9));
    caller.request();
}

#[test]
fn the_transport_clock_runs_from_the_request_and_any_byte_winds_it_up() {
    let mut caller = Caller::new(Session::builder());
    caller.request();
    caller.now += seconds(50);
    caller.session.opened(caller.now, 200, TYPE).unwrap();
    for _ in 0..5 {
        let until = Some(caller.now + seconds(60));
        caller.assert_told(Action::Receive { until });
        caller.now += seconds(60) - Duration::from_nanos(1);
        caller.assert_told(Action::Receive { until });
        caller.session.bytes(caller.now).unwrap();
    }
    assert_eq!(caller.event("1", "x"), Delivery::Deliver);
    caller.now += seconds(60);
    caller.assert_told(Action::Close);
    assert_eq!(caller.sleep(), seconds(2));
    assert_eq!(caller.request(), (1, Some("1".into())));
    // A request without a response is idle as well.
    caller.now += seconds(60);
    caller.assert_told(Action::Close);
    assert_eq!(caller.sleep(), seconds(4));
}

#[test]
fn the_content_clock_takes_events_alone() {
    let builder = Session::builder().content_idle(seconds(90)).attempts(0);
    let mut caller = Caller::new(builder.replay_without_id(true));
    let start = caller.now;
    caller.open();
    for _ in 0..2 {
        caller.now += seconds(40);
        caller.session.bytes(caller.now).unwrap();
    }
    caller.assert_told(Action::Receive {
        until: Some(start + seconds(90)),
    });
    assert_eq!(caller.event("", "x"), Delivery::Deliver);
    for _ in 0..2 {
        caller.now += seconds(40);
        caller.session.bytes(caller.now).unwrap();
    }
    caller.assert_told(Action::Receive {
        until: Some(start + seconds(80 + 90)),
    });
    caller.now = start + seconds(80 + 90);
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::AttemptsExhausted(Loss::ContentIdle));
}

#[test]
fn the_earlier_deadline_is_the_one() {
    for (transport, content, loss) in [
        (30, 31, Loss::TransportIdle),
        (30, 30, Loss::TransportIdle),
        (31, 30, Loss::ContentIdle),
    ] {
        let builder = Session::builder()
            .transport_idle(seconds(transport))
            .content_idle(seconds(content));
        let mut caller = Caller::new(builder.attempts(0).replay_without_id(true));
        caller.request();
        let until = Some(caller.now + seconds(30));
        caller.assert_told(Action::Receive { until });
        caller.now += seconds(1_000);
        caller.assert_told(Action::Close);
        assert_eq!(caller.end(), Reason::AttemptsExhausted(loss));
    }
}

#[test]
fn with_both_clocks_off_a_connection_has_no_deadline() {
    let mut caller = Caller::new(Session::builder().transport_idle(None));
    caller.open();
    caller.now = Duration::MAX;
    caller.assert_told(Action::Receive { until: None });
}

#[test]
fn bytes_reported_late_but_before_the_poll_keep_the_connection() {
    let mut caller = Caller::new(Session::builder());
    caller.open();
    caller.now += seconds(3_600);
    caller.session.bytes(caller.now).unwrap();
    let until = Some(caller.now + seconds(60));
    caller.assert_told(Action::Receive { until });
}

#[test]
fn time_does_not_run_backwards() {
    let mut caller = Caller::new(Session::builder());
    caller.open();
    let until = Some(caller.now + seconds(60));
    caller.session.bytes(seconds(1)).unwrap();
    assert_eq!(caller.session.poll(seconds(2)), Action::Receive { until });
    caller.session.closed(seconds(3), Closed::Complete).unwrap();
    assert_eq!(caller.sleep(), seconds(2));
}

#[test]
fn after_the_sentinel_nothing_reconnects() {
    let mut caller = Caller::new(done());
    caller.open();
    assert_eq!(caller.event("1", "x"), Delivery::Deliver);
    assert_eq!(caller.event("2", "[DONE]"), Delivery::Done);
    assert_eq!(caller.event("3", "x"), Delivery::Discard);
    assert_eq!(caller.event("3", "[DONE]"), Delivery::Discard);
    assert_eq!(caller.session.last_event_id(), "2");
    caller.session.bytes(caller.now).unwrap();
    caller.session.abort();
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::Done);

    assert_eq!(
        caller.session.closed(caller.now, Closed::Failed),
        Err(OrderError::NothingToClose)
    );
    caller.session.abort();
    caller.session.set_last_event_id("9");
    caller.session.set_reconnection_time(Duration::ZERO);
    caller.now = Duration::MAX;
    assert_eq!(caller.end(), Reason::Done);
}

#[test]
fn the_sentinel_may_be_the_last_that_comes() {
    let mut caller = Caller::new(done());
    caller.open();
    assert_eq!(caller.event("", "[DONE]"), Delivery::Done);
    caller.close();
    assert_eq!(caller.end(), Reason::Done);
}

#[test]
fn no_event_is_a_sentinel_unless_the_caller_says_so() {
    let mut caller = Caller::new(Session::builder());
    caller.open();
    assert_eq!(caller.event("1", "[DONE]"), Delivery::Deliver);
    caller.close();
    caller.sleep();
    caller.open();
}

#[test]
fn once_events_were_delivered_only_an_id_allows_another_request() {
    // None: refused, at whatever the connection was lost to.
    let mut caller = Caller::new(Session::builder());
    caller.open();
    assert_eq!(caller.event("", "x"), Delivery::Deliver);
    caller.session.closed(caller.now, Closed::Complete).unwrap();
    assert_eq!(
        caller.end(),
        Reason::ReplayRefused(Loss::Closed(Closed::Complete))
    );

    let mut caller = Caller::new(Session::builder());
    caller.open();
    assert_eq!(caller.event("", "x"), Delivery::Deliver);
    caller.now += seconds(60);
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::ReplayRefused(Loss::TransportIdle));

    // One that was reset is none, also where the events came over an earlier connection.
    let mut caller = Caller::new(Session::builder());
    caller.open();
    assert_eq!(caller.event("1", "x"), Delivery::Deliver);
    caller.close();
    caller.sleep();
    caller.open();
    caller.session.set_last_event_id("");
    caller.close();
    assert_eq!(
        caller.end(),
        Reason::ReplayRefused(Loss::Closed(Closed::Failed))
    );

    // The policy may allow it.
    let mut caller = Caller::new(Session::builder().replay_without_id(true));
    caller.open();
    assert_eq!(caller.event("", "x"), Delivery::Deliver);
    caller.close();
    caller.sleep();
    assert_eq!(caller.request(), (1, None));
}

#[test]
fn before_any_event_a_request_may_be_sent_again_without_an_id() {
    let mut caller = Caller::new(Session::builder());
    caller.open();
    caller.session.bytes(caller.now).unwrap();
    caller.close();
    caller.sleep();
    assert_eq!(caller.request(), (1, None));
}

#[test]
fn an_id_from_an_earlier_session_is_sent_with_the_first_request() {
    let mut caller = Caller::new(Session::builder().last_event_id("41"));
    assert_eq!(caller.request(), (0, Some("41".into())));
}

#[test]
fn an_id_that_is_not_utf_8_is_sent_as_the_standard_decodes_it() {
    let mut caller = Caller::new(Session::builder());
    caller.open();
    let mut decoder = sse::Decoder::new();
    let event = decoder
        .decode(&mut &b"id:\xFFa\ndata\n\n"[..])
        .unwrap()
        .unwrap();
    for _ in 0..2 {
        assert_eq!(
            caller.session.event(caller.now, &event),
            Ok(Delivery::Deliver)
        );
        assert_eq!(caller.session.last_event_id(), "\u{FFFD}a");
    }
}

#[test]
fn abort_ends_it_wherever_it_is() {
    let mut caller = Caller::new(Session::builder());
    caller.session.abort();
    assert_eq!(caller.end(), Reason::Aborted);

    let mut caller = Caller::new(Session::builder());
    caller.request();
    caller.session.abort();
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::Aborted);

    let mut caller = Caller::new(Session::builder());
    caller.open();
    caller.session.abort();
    caller.close();
    assert_eq!(caller.end(), Reason::Aborted);

    let mut caller = Caller::new(Session::builder());
    caller.request();
    caller.close();
    caller.session.abort();
    assert_eq!(caller.end(), Reason::Aborted);

    let mut caller = Caller::new(Session::builder().retried_statuses([503]));
    caller.request();
    caller.session.opened(caller.now, 503, None).unwrap();
    caller.session.abort();
    caller.assert_told(Action::Close);
    assert_eq!(caller.end(), Reason::Aborted);
}

#[test]
fn what_cannot_be_is_an_error_and_changes_nothing() {
    #[track_caller]
    fn check(caller: &mut Caller, opened: bool, open: bool, close: bool) {
        let before = format!("{:?}", caller.session);
        let later = caller.now + seconds(1);
        if !opened {
            assert_eq!(
                caller.session.opened(later, 200, TYPE),
                Err(OrderError::NoResponseAwaited)
            );
        }
        if !open {
            assert_eq!(caller.session.bytes(later), Err(OrderError::NotOpen));
            assert_eq!(
                with_event("1", "x", |event| caller.session.event(later, event)),
                Err(OrderError::NotOpen)
            );
        }
        if !close {
            assert_eq!(
                caller.session.closed(later, Closed::Complete),
                Err(OrderError::NothingToClose)
            );
        }
        assert_eq!(format!("{:?}", caller.session), before);
    }
    let mut caller = Caller::new(done());
    check(&mut caller, false, false, false);
    caller.request();
    check(&mut caller, true, false, true);
    caller.session.opened(caller.now, 200, TYPE).unwrap();
    check(&mut caller, false, true, true);
    caller.close();
    check(&mut caller, false, false, false);
    caller.sleep();
    caller.open();
    assert_eq!(caller.event("", "[DONE]"), Delivery::Done);
    check(&mut caller, false, true, true);
    caller.assert_told(Action::Close);
    check(&mut caller, false, false, false);
    caller.end();
    check(&mut caller, false, false, false);
}

#[test]
fn reasons_read_as_sentences() {
    assert_eq!(
        Reason::AttemptsExhausted(Loss::Closed(Closed::Truncated)).to_string(),
        "attempts exhausted (ended inside an event)"
    );
    assert_eq!(
        Reason::ReplayRefused(Loss::Status(503)).to_string(),
        "the server may have begun and nothing tells it where to go on (status 503)"
    );
    assert_eq!(OrderError::NotOpen.to_string(), "no connection is open");
}

/// An event source whose connection has just been announced.
fn announced(session: SessionBuilder, decoder: sse::DecoderBuilder) -> EventSource {
    let mut source = EventSource::new(session.build(), decoder);
    assert!(matches!(source.poll(Duration::ZERO), Action::Open(_)));
    source.opened(Duration::ZERO, 200, TYPE).unwrap();
    source
}

#[test]
fn an_event_source_takes_note_of_what_comes_without_an_event() {
    let mut source = announced(
        Session::builder().last_event_id("1"),
        sse::Decoder::builder(),
    );
    let mut chunk = &b"retry: 700\n\nid: 2\n\nid: 3\nda"[..];
    assert_eq!(source.decode(Duration::ZERO, &mut chunk), Ok(None));
    assert!(chunk.is_empty());
    source.failed(Duration::ZERO).unwrap();
    let until = Duration::from_millis(700);
    assert_eq!(source.poll(Duration::ZERO), Action::Wait { until });
    assert!(
        matches!(source.poll(until), Action::Open(request) if request.last_event_id() == Some("2"))
    );
    source.opened(until, 200, TYPE).unwrap();
    // The cut block is gone, and the ID it named with it; a reset ID is none.
    let mut chunk = &b"data: x\n\nid\n\n"[..];
    let event = source.decode(until, &mut chunk).unwrap().unwrap();
    assert_eq!((&*event.data(), event.last_event_id()), ("x", "2"));
    assert_eq!(source.decode(until, &mut chunk), Ok(None));
    source.ended(until).unwrap();
    assert_eq!(
        source.poll(until),
        Action::End(Reason::ReplayRefused(Loss::Closed(Closed::Complete)))
    );
}

#[test]
fn an_event_source_takes_note_also_where_the_connection_is_closed_by_a_deadline() {
    let mut source = announced(Session::builder(), sse::Decoder::builder());
    let mut chunk = &b"retry: 700\nid: 2\n\n"[..];
    assert_eq!(source.decode(Duration::ZERO, &mut chunk), Ok(None));
    assert_eq!(source.poll(seconds(60)), Action::Close);
    let until = seconds(60) + Duration::from_millis(700);
    assert_eq!(source.poll(seconds(60)), Action::Wait { until });
    assert_eq!(source.session().last_event_id(), "2");
}

#[test]
fn an_event_source_can_be_postponed_and_aborted() {
    let mut source = EventSource::new(Session::new(), sse::Decoder::builder());
    let until = seconds(9);
    source.postpone(until);
    assert_eq!(source.poll(Duration::ZERO), Action::Wait { until });
    source.abort();
    assert_eq!(source.poll(until), Action::End(Reason::Aborted));
}

#[test]
fn a_cut_sentinel_counts_if_the_caller_salvages_it() {
    let mut caller = Caller::new(done());
    caller.open();
    let mut decoder = sse::Decoder::builder().salvage(true).build();
    assert_eq!(decoder.decode(&mut &b"data: [DONE]"[..]), Ok(None));
    let end = decoder.finish().unwrap();
    let closed = Closed::from(end.verdict());
    let salvaged = end.last().unwrap();
    assert_eq!(
        caller.session.event(caller.now, salvaged),
        Ok(Delivery::Done)
    );
    caller.session.closed(caller.now, closed).unwrap();
    assert_eq!(caller.end(), Reason::Done);
}

#[test]
fn an_event_source_tells_how_the_stream_ended() {
    for (body, closed) in [
        (&b""[..], Closed::Complete),
        (b"data: x\n\n", Closed::Complete),
        (b"data: x\n", Closed::Truncated),
        (b"<html>\n", Closed::Foreign),
    ] {
        let mut source = announced(
            Session::builder().attempts(0).last_event_id("1"),
            sse::Decoder::builder(),
        );
        let mut chunk = body;
        while source.decode(Duration::ZERO, &mut chunk).unwrap().is_some() {}
        source.ended(Duration::ZERO).unwrap();
        let reason = Reason::AttemptsExhausted(Loss::Closed(closed));
        assert_eq!(source.poll(Duration::ZERO), Action::End(reason));
    }
}

#[test]
fn an_event_source_passes_over_what_is_not_to_be_delivered() {
    let mut source = announced(done(), sse::Decoder::builder().max_event_bytes(8));
    let mut chunk = &b"data: x\n\ndata: [DONE]\n\ndata: y\n\ndata: too large\n\n"[..];
    assert!(source.decode(Duration::ZERO, &mut chunk).unwrap().is_some());
    assert_eq!(source.decode(Duration::ZERO, &mut chunk), Ok(None));
    assert!(chunk.is_empty());
    let mut chunk = &b"data: z\n\ndata: too large\n\n"[..];
    assert_eq!(source.decode(Duration::ZERO, &mut chunk), Ok(None));
    assert!(chunk.is_empty());
    assert_eq!(source.poll(Duration::ZERO), Action::Close);
    assert_eq!(source.poll(Duration::ZERO), Action::End(Reason::Done));

    let mut source = EventSource::new(Session::new(), sse::Decoder::builder().max_event_bytes(8));
    assert!(matches!(source.poll(Duration::ZERO), Action::Open(_)));
    source
        .opened(Duration::ZERO, 500, Some("text/html"))
        .unwrap();
    let mut chunk = &b"<html>\n\ndata: too large\n\n"[..];
    assert_eq!(source.decode(Duration::ZERO, &mut chunk), Ok(None));
    assert!(chunk.is_empty());
}

#[test]
fn an_event_source_reports_what_the_decoder_skips_and_goes_on() {
    let mut source = announced(
        Session::builder(),
        sse::Decoder::builder().max_event_bytes(8),
    );
    let mut chunk = &b"data: too long for it\n\ndata: x\n\n"[..];
    let Err(SourceError::Decode(error)) = source.decode(Duration::ZERO, &mut chunk) else {
        panic!("a limit that is none");
    };
    assert_eq!(
        (error.kind(), error.offset()),
        (ErrorKind::EventTooLarge, 14)
    );
    assert_eq!(
        SourceError::from(error).to_string(),
        Error::to_string(&error)
    );
    let event = source.decode(Duration::ZERO, &mut chunk).unwrap().unwrap();
    assert_eq!(event.data(), "x");
}

#[test]
fn an_event_source_refuses_bytes_of_no_connection_and_leaves_them() {
    let mut source = EventSource::new(Session::new(), sse::Decoder::builder());
    let mut chunk = &b"data: x\n\n"[..];
    assert_eq!(
        source.decode(Duration::ZERO, &mut chunk),
        Err(SourceError::Order(OrderError::NotOpen))
    );
    assert_eq!(chunk, b"data: x\n\n");
    assert_eq!(source.decode(Duration::ZERO, &mut &b""[..]), Ok(None));
}

#[test]
fn empty_chunks_wind_up_no_clock_and_heartbeats_do() {
    let mut source = announced(Session::builder(), sse::Decoder::builder());
    assert_eq!(source.decode(seconds(10), &mut &b""[..]), Ok(None));
    let until = Some(seconds(60));
    assert_eq!(source.poll(seconds(10)), Action::Receive { until });
    assert_eq!(source.decode(seconds(20), &mut &b":\n\n"[..]), Ok(None));
    let until = Some(seconds(80));
    assert_eq!(source.poll(seconds(20)), Action::Receive { until });
}

#[test]
fn a_session_holds_no_more_than_its_last_event_id() {
    let mut session = Session::new();
    let long = "7".repeat(5_000);
    for id in ["1", &long, "12", ""] {
        let held = allocation_counter::measure(|| {
            let mut session = session.clone();
            session.set_last_event_id(&long);
            session.set_last_event_id(id);
            std::mem::forget(session);
        });
        assert!(held.bytes_current <= 2 * id.len() as i64, "{id}: {held:?}");
        session.set_last_event_id(id);
    }
    let idle = allocation_counter::measure(|| {
        let mut session = Session::new();
        assert!(matches!(session.poll(Duration::ZERO), Action::Open(_)));
        session.closed(Duration::ZERO, Closed::Failed).unwrap();
    });
    assert_eq!(idle.count_total, 0);
}
