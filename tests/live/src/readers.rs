//! Every adapter over its kind of transport.

use std::fmt;
use std::io::{self, BufRead, BufReader, Write as _};
use std::net::TcpStream;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http_body_util::Empty;
use hyper::HeaderMap;
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
use tokio_util::codec::FramedRead;
use unchunk::Decode;
use unchunk::adapters::{Codec, Error, ItemStream, Reader};
use unchunk::sse::{self, OwnedItem};

use crate::answer::{Answer, Record};
use crate::servers::Url;

/// Against a hang only.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// Asserts what each reader tells.
pub async fn assert_all(url: &Url, expected: &Answer) {
    let by_thread = async |read: fn(&Url) -> Answer| {
        let url = url.clone();
        tokio::task::spawn_blocking(move || read(&url))
            .await
            .unwrap()
    };
    let reading = async {
        assert_eq!(&reqwest(url).await, expected, "reqwest, {url}");
        assert_eq!(&hyper(url).await, expected, "hyper, {url}");
        assert_eq!(&codec(url).await, expected, "codec, {url}");
        assert_eq!(&by_thread(blocking).await, expected, "blocking, {url}");
        assert_eq!(&by_thread(lending).await, expected, "lending, {url}");
    };
    tokio::time::timeout(DEADLINE, reading)
        .await
        .expect("an end");
}

/// Asserts that a client which takes gzip is sent it.
pub async fn assert_gzip(url: &Url) {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = client.get(url.to_string()).header(ACCEPT_ENCODING, "gzip");
    let response = request.send().await.unwrap();
    let encoding = response.headers().get(CONTENT_ENCODING);
    assert!(encoding.is_some_and(|value| value == "gzip"), "{url}");
}

/// Through reqwest's `bytes_stream()`, which inflates gzip.
pub async fn reqwest(url: &Url) -> Answer {
    let client = reqwest::Client::new();
    let mut decoder = sse::Items::default();
    let opened = open_reqwest(&client, url, &mut decoder).await;
    let (record, status, content_type) = collect(opened).await;
    record.into_answer(status, content_type, &mut decoder)
}

/// Through the body of hyper's client.
pub async fn hyper(url: &Url) -> Answer {
    let mut decoder = sse::Items::default();
    let opened = open_hyper(url, &mut decoder).await;
    let (record, status, content_type) = collect(opened).await;
    record.into_answer(status, content_type, &mut decoder)
}

/// Through tokio's codec over a socket.
pub async fn codec(url: &Url) -> Answer {
    let mut decoder = sse::Items::default();
    let opened = open_codec(url, &mut decoder).await;
    let (record, status, content_type) = collect(opened).await;
    record.into_answer(status, content_type, &mut decoder)
}

/// The head of an answer, and its items still to be read.
pub struct Opened<S> {
    pub status: u16,
    pub content_type: Option<String>,
    pub items: S,
}

async fn collect<E: fmt::Display>(
    opened: Opened<impl Stream<Item = Result<OwnedItem, Error<E>>>>,
) -> (Record, u16, Option<String>) {
    let mut items = pin!(opened.items);
    let mut record = Record::default();
    while let Some(item) = items.next().await {
        record.take(item);
    }
    (record, opened.status, opened.content_type)
}

pub async fn open_reqwest<D: Decode>(
    client: &reqwest::Client,
    url: &Url,
    decoder: D,
) -> Opened<impl Stream<Item = Result<D::Owned, Error<reqwest::Error>>> + use<D>> {
    let response = client.get(url.to_string()).send().await.unwrap();
    Opened {
        status: response.status().as_u16(),
        content_type: content_type(response.headers()),
        items: ItemStream::new(response.bytes_stream(), decoder),
    }
}

pub async fn open_hyper<D: Decode>(
    url: &Url,
    decoder: D,
) -> Opened<impl Stream<Item = Result<D::Owned, Error<hyper::Error>>> + use<D>> {
    let socket = tokio::net::TcpStream::connect(url.server).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        // The least there is; else it grows with what a stream brings.
        .max_buf_size(8192)
        .handshake(TokioIo::new(socket))
        .await
        .unwrap();
    // An error of the connection is one of the body too.
    tokio::spawn(connection);
    let request = hyper::Request::get(&url.path)
        .header(HOST, "localhost")
        .body(Empty::<Bytes>::new())
        .unwrap();
    let response = sender.send_request(request).await.unwrap();
    Opened {
        status: response.status().as_u16(),
        content_type: content_type(response.headers()),
        items: ItemStream::from_body(response.into_body(), decoder),
    }
}

pub async fn open_codec<D: Decode>(
    url: &Url,
    decoder: D,
) -> Opened<impl Stream<Item = Result<D::Owned, Error<io::Error>>> + use<D>> {
    let socket = tokio::net::TcpStream::connect(url.server).await.unwrap();
    let mut socket = tokio::io::BufReader::new(socket);
    socket.write_all(request(url).as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(socket.read_until(b'\n', &mut head).await.unwrap(), 0);
    }
    let (status, content_type) = parse_head(&head);
    let items = FramedRead::new(socket, Codec::new(decoder));
    Opened {
        status,
        content_type,
        items: items.map(|item| item.and_then(|item| item.map_err(Error::Decode))),
    }
}

/// Through the iterator over a socket of the standard library.
pub fn blocking(url: &Url) -> Answer {
    let (status, content_type, body) = get(url);
    let mut decoder = sse::Items::default();
    let mut record = Record::default();
    for item in Reader::new(body, &mut decoder) {
        record.take(item);
    }
    record.into_answer(status, content_type, &mut decoder)
}

/// Through the lending loop over the same.
pub fn lending(url: &Url) -> Answer {
    let (status, content_type, body) = get(url);
    let mut decoder = sse::Items::default();
    let mut reader = Reader::new(body, &mut decoder);
    let mut record = Record::default();
    loop {
        match reader.fill() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => record.take(Err(error)),
        }
        loop {
            match reader.decode() {
                Ok(Some(item)) => record.take::<io::Error>(Ok(item.into_owned())),
                Ok(None) => break,
                Err(error) => record.take(Err(error)),
            }
        }
    }
    record.into_answer(status, content_type, &mut decoder)
}

/// The head of an answer, and its body still to be read.
fn get(url: &Url) -> (u16, Option<String>, impl BufRead) {
    let mut socket = TcpStream::connect(url.server).unwrap();
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    socket.write_all(request(url).as_bytes()).unwrap();
    let mut socket = BufReader::new(socket);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(socket.read_until(b'\n', &mut head).unwrap(), 0);
    }
    let (status, content_type) = parse_head(&head);
    (status, content_type, socket)
}

/// HTTP/1.0, so that the body is what follows the head until the socket is closed.
fn request(url: &Url) -> String {
    format!("GET {} HTTP/1.0\r\nHost: localhost\r\n\r\n", url.path)
}

fn parse_head(head: &[u8]) -> (u16, Option<String>) {
    let head = str::from_utf8(head).expect("a head in ASCII");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let content_type = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.trim().to_owned());
    (status.expect("a status"), content_type)
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?;
    Some(value.to_str().expect("a type in ASCII").to_owned())
}
