//! The filter with a bug at the cut is caught, and told in a way that is worth reading; the mended one passes.

use std::fs;
use std::io::{ErrorKind, Read};
use std::panic::catch_unwind;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use tokio::io::{AsyncRead, AsyncReadExt};
use unchunk_outsider::{Filter, HastyFilter};
use unchunk_testing::strategies::{self, chunked};
use unchunk_testing::{
    Chunked, Cuts, Step, Transport, assert_cut_invariant, assert_cut_invariant_async, sse,
};

const STREAM: &[u8] = b"event: delta\r\ndata: use sk-12ab34cd, not\r\ndata: sk-99 or sk\r\n\r\nid: 7\r\ndata: done\r\n\r\n";

/// The events of what passes, as a client shows them.
fn events(filtered: &[u8]) -> Vec<String> {
    let line = |event: sse::Event| format!("{}: {}", event.event_type, event.text());
    sse::events(filtered).into_iter().map(line).collect()
}

fn hasty(chunks: &[&[u8]]) -> Vec<String> {
    let mut filter = HastyFilter;
    let mut out = Vec::new();
    for chunk in chunks {
        filter.push(chunk, &mut out);
    }
    events(&out)
}

fn filtered<'c>(chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<u8> {
    let mut filter = Filter::default();
    let mut out = Vec::new();
    for chunk in chunks {
        filter.push(chunk, &mut out);
    }
    filter.finish(&mut out);
    out
}

fn mended(chunks: &[&[u8]]) -> Vec<String> {
    events(&filtered(chunks.iter().copied()))
}

/// Compares with a file. `UPDATE_SNAPSHOTS=1` writes it.
fn assert_snapshot(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, text).unwrap();
    }
    assert_eq!(
        text,
        fs::read_to_string(&file).unwrap(),
        "{}",
        file.display()
    );
}

#[test]
fn the_hasty_filter_is_caught() {
    let panic = catch_unwind(|| assert_cut_invariant(STREAM, hasty)).unwrap_err();
    assert_snapshot("hasty.txt", panic.downcast_ref::<String>().unwrap());
}

#[test]
fn it_is_right_as_long_as_nobody_cuts() {
    assert!(Cuts::whole().check(STREAM, hasty).is_ok());
    assert_eq!(hasty(&[STREAM]), mended(&[STREAM]));
    assert_eq!(
        mended(&[STREAM]),
        [
            "delta: use [redacted], not\n[redacted] or sk",
            "message: done"
        ]
    );
}

#[test]
fn the_mended_filter_passes() {
    assert_cut_invariant(STREAM, mended);
    // What ends in the middle of something is no other.
    for end in 0..STREAM.len() {
        Cuts::every_split().assert(&STREAM[..end], |chunks| filtered(chunks.iter().copied()));
    }
}

/// Text with keys in it, and with what is nearly one.
fn with_keys() -> impl Strategy<Value = Vec<u8>> {
    let keys = prop::sample::select(&["sk-", "sk-1", "sk-12ab34cd", "s", "sk", "ssk-9", "-"][..]);
    let part = prop_oneof![
        keys.prop_map(|key| key.as_bytes().to_vec()),
        strategies::broken_text()
    ];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_cut_changes_what_passes(chunked in chunked(with_keys())) {
        prop_assert_eq!(filtered(&chunked), filtered([chunked.bytes()]));
    }

    #[test]
    fn a_stream_without_keys_passes_unchanged(chunked in chunked(strategies::sse::valid())) {
        prop_assert_eq!(filtered(&chunked), chunked.bytes());
    }
}

/// What fails is shrunk to the key's first bytes and the one cut.
#[test]
fn a_failing_input_is_small() {
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    // How small it gets depends on what is drawn first.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(&chunked(with_keys()), |chunked| {
        prop_assert_eq!(hasty_bytes(&chunked), filtered(&chunked));
        Ok(())
    });
    let Err(TestError::Fail(_, smallest)) = result else {
        panic!("not caught");
    };
    assert_eq!(smallest.cuts().len(), 1, "{smallest:?}");
    assert!(smallest.bytes().len() <= 4, "{smallest:?}");
}

fn hasty_bytes(chunked: &Chunked<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    chunked
        .chunks()
        .iter()
        .for_each(|chunk| HastyFilter.push(chunk, &mut out));
    out
}

/// A whole client: reads a connection to its end through the filter.
fn read_all(mut connection: impl Read) -> std::io::Result<Vec<u8>> {
    let mut filter = Filter::default();
    let (mut out, mut buffer) = (Vec::new(), [0; 16]);
    loop {
        match connection.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => filter.push(&buffer[..read], &mut out),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    filter.finish(&mut out);
    Ok(out)
}

#[test]
fn a_client_reads_the_same_from_every_connection() {
    let expected = filtered([STREAM]);
    Cuts::default().assert(STREAM, |chunks| {
        let transport = Transport::new(chunks).before_each([Step::Interrupted]);
        read_all(transport).unwrap()
    });
    for seed in 0..200 {
        let transport = Transport::new(STREAM.chunks(5)).merge();
        let transport = transport
            .before_each_drawn(seed, [Step::Interrupted])
            .read_at_most(7);
        assert_eq!(read_all(transport.end_once()).unwrap(), expected);
    }
    for offset in 0..STREAM.len() {
        let broken = Transport::new([STREAM]).break_at(offset, ErrorKind::ConnectionReset);
        let error = read_all(broken).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
}

async fn read_all_async(mut connection: impl AsyncRead + Unpin) -> std::io::Result<Vec<u8>> {
    let mut filter = Filter::default();
    let (mut out, mut buffer) = (Vec::new(), [0; 16]);
    while let read @ 1.. = connection.read(&mut buffer).await? {
        filter.push(&buffer[..read], &mut out);
    }
    filter.finish(&mut out);
    Ok(out)
}

#[tokio::test]
async fn so_does_an_async_client() {
    assert_cut_invariant_async(STREAM, async |chunks| {
        let transport = Transport::new(chunks).before_each([Step::NotReady, Step::NotReady]);
        read_all_async(transport).await.unwrap()
    })
    .await;
}
