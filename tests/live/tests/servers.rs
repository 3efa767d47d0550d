//! Every reader tells the same of every scenario, whoever serves it.

use std::io::{self, ErrorKind, Write as _};
use std::net::SocketAddr;

use futures_util::StreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::FramedRead;
use unchunk::adapters::{Codec, Error, Reader};
use unchunk::{Verdict, sse};
use unchunk_live::readers;
use unchunk_live::scenarios::{self, CUT_STREAM, CUT_TAIL, WHOLE};
use unchunk_live::servers::{self, Url};

#[tokio::test]
async fn all_readers_tell_the_same_of_all_servers() {
    for server in [servers::axum().await, servers::hyper().await] {
        for scenario in scenarios::all() {
            readers::assert_all(&Url::new(server, scenario.path), &(scenario.expected)()).await;
        }
    }
}

#[tokio::test]
async fn what_tower_http_compresses_is_the_same() {
    let server = servers::axum().await;
    for scenario in WHOLE {
        let url = Url::new(server, format!("/gzip{}", scenario.path));
        let expected = (scenario.expected)();
        if expected.content_type.is_some() {
            readers::assert_gzip(&url).await;
        }
        assert_eq!(readers::reqwest(&url).await, expected, "{url}");
    }
}

/// Sends a stream that is cut, and when a byte comes back, resets the connection.
async fn serve_reset() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await?;
        socket.write_all(CUT_STREAM).await?;
        socket.read_u8().await?;
        socket.set_zero_linger()
    });
    Ok(address)
}

#[tokio::test]
async fn a_reset_is_told_after_all_that_came_before_it_by_the_codec() {
    let socket = TcpStream::connect(serve_reset().await.unwrap())
        .await
        .unwrap();
    let (receiver, mut sender) = socket.into_split();
    let mut events = FramedRead::new(receiver, Codec::new(sse::Decoder::new()));
    for data in ["你", "好"] {
        assert_eq!(events.next().await.unwrap().unwrap().unwrap().data(), data);
    }
    sender.write_u8(0).await.unwrap();
    let told = events.next().await.unwrap();
    assert!(
        matches!(&told, Err(Error::Transport(error)) if error.kind() == ErrorKind::ConnectionReset),
        "{told:?}"
    );
    let decoder = events.decoder().decoder();
    assert_eq!(decoder.position(), CUT_STREAM.len() as u64);
    assert_eq!(decoder.held(), "3".len() + CUT_TAIL.len());
}

#[tokio::test]
async fn a_reset_is_told_after_all_that_came_before_it_by_the_reader() {
    let address = serve_reset().await.unwrap();
    let read = move || {
        let socket = std::net::TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(readers::DEADLINE)).unwrap();
        let mut events = Reader::from_read(&socket, sse::Decoder::new());
        for data in ["你", "好"] {
            assert_eq!(events.next().unwrap().unwrap().data(), data);
        }
        (&socket).write_all(&[0]).unwrap();
        let told = events.next().unwrap();
        assert!(
            matches!(&told, Err(Error::Transport(error)) if error.kind() == ErrorKind::ConnectionReset),
            "{told:?}"
        );
        assert!(events.next().is_none(), "one failure is one error");
        let (_, mut decoder) = events.into_parts();
        let end = decoder.finish().unwrap();
        assert!(
            matches!(end.verdict(), Verdict::Truncated { tail, .. } if tail == CUT_TAIL),
            "{end:?}"
        );
    };
    tokio::task::spawn_blocking(read).await.unwrap();
}
