//! After a cut a session goes on where it was: nothing is lost, nothing comes twice.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::timeout;
use unchunk::session::{Action, Closed, Loss, Reason, Session, SessionBuilder};
use unchunk_live::feed::{self, Asked, Connection, EVENTS, session};
use unchunk_live::readers::DEADLINE;
use unchunk_live::servers::Url;

/// The data delivered, why the session ended, and what the server was asked for: the same of each server.
async fn follow(
    connections: &[Connection],
    session: SessionBuilder,
) -> (Vec<String>, Reason, Vec<Option<String>>) {
    let by = async |(server, asked): (SocketAddr, Asked)| {
        let url = Url::new(server, "/feed");
        let following = feed::follow(&url, session.clone());
        let (delivered, reason) = timeout(DEADLINE, following).await.expect("an end");
        let asked = asked.lock().unwrap().clone();
        (delivered, reason, asked)
    };
    let told = by(feed::axum(connections).await).await;
    assert_eq!(by(feed::hyper(connections).await).await, told);
    told
}

fn data(numbers: impl Iterator<Item = usize>) -> Vec<String> {
    numbers.map(feed::data).collect()
}

fn ids<const N: usize>(ids: [Option<&str>; N]) -> Vec<Option<String>> {
    ids.map(|id| id.map(str::to_owned)).into()
}

#[tokio::test]
async fn every_event_is_delivered_once_whatever_happens_to_connections() {
    let connections = [
        Connection::Refused,
        Connection::Cut(0),
        Connection::Cut(3),
        Connection::Refused,
        Connection::Refused,
        Connection::Silent(4),
        Connection::Ended(2),
        Connection::Cut(5),
    ];
    let (delivered, reason, asked) = follow(&connections, session()).await;
    assert_eq!(delivered, data(1..=EVENTS));
    assert_eq!(reason, Reason::Done);
    let expected = [
        None,
        None,
        None,
        Some("3"),
        Some("3"),
        Some("3"),
        Some("7"),
        Some("9"),
        Some("14"),
    ];
    assert_eq!(asked, ids(expected));
}

#[tokio::test]
async fn a_server_that_stays_broken_is_given_up() {
    let broken = Connection::Cut(0);
    let connections = [Connection::Cut(2), broken, broken, broken];
    let (delivered, reason, asked) = follow(&connections, session()).await;
    // Nothing asks for the rest of the last one.
    let mut expected = data(1..=2);
    expected.push("第 3 \u{FFFD}".to_owned());
    assert_eq!(delivered, expected);
    let loss = Loss::Closed(Closed::Failed);
    assert_eq!(reason, Reason::AttemptsExhausted(loss));
    assert_eq!(asked, ids([None, Some("2"), Some("2"), Some("2")]));
}

#[tokio::test]
async fn another_session_goes_on_from_an_id_that_was_kept() {
    let (delivered, reason, asked) = follow(&[], session().last_event_id("17")).await;
    assert_eq!(delivered, data(18..=EVENTS));
    assert_eq!((reason, asked), (Reason::Done, ids([Some("17")])));
}

/// An answer is paid for once.
#[tokio::test]
async fn an_answer_is_not_asked_for_again_once_it_may_have_begun() {
    let quick = || {
        let session = Session::answers().reconnection_time(Duration::from_millis(5));
        let session = session.transport_idle(Duration::from_millis(500));
        session.done_when(|event| event.data_bytes() == b"[DONE]")
    };
    for (connection, loss) in [
        (Connection::Silent(0), Loss::TransportIdle),
        (Connection::Cut(0), Loss::Closed(Closed::Failed)),
        (Connection::Ended(0), Loss::Closed(Closed::Complete)),
    ] {
        // The server is busy at first.
        let connections = [Connection::Refused, connection];
        let (_, reason, asked) = follow(&connections, quick()).await;
        assert_eq!(reason, Reason::ReplayRefused(loss));
        assert_eq!(asked, ids([None, None]));
    }
    let (delivered, reason, asked) = follow(&[], quick()).await;
    assert_eq!(delivered, data(1..=EVENTS));
    assert_eq!((reason, asked), (Reason::Done, ids([None])));
}

#[test]
fn an_id_in_utf_8_is_a_header_to_reqwest() {
    let mut session = Session::feeds().last_event_id("八\t8").build();
    let Action::Open(request) = session.poll(Duration::ZERO) else {
        panic!("no request");
    };
    let mut get = reqwest::Client::new().get("http://localhost/");
    for (name, value) in request.headers() {
        get = get.header(name, value);
    }
    let sent = get.build().unwrap().headers()["last-event-id"].clone();
    assert_eq!(sent.as_bytes(), "八\t8".as_bytes());
}
