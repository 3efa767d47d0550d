//! Consumers that are wrong at some cut, and which cut is named.

use std::cell::Cell;
use std::future::poll_fn;
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use unchunk_testing::{Cuts, Difference, assert_cut_invariant, assert_cut_invariant_async};

/// Counts line ends, but takes a CRLF that is cut for two.
fn count_line_ends(chunks: &[&[u8]]) -> usize {
    let in_chunk = |chunk: &&[u8]| {
        let text = String::from_utf8_lossy(chunk).replace("\r\n", "\n");
        text.matches(['\r', '\n']).count()
    };
    chunks.iter().map(in_chunk).sum()
}

fn difference(cuts: &Cuts, bytes: &[u8], consume: impl FnMut(&[&[u8]]) -> usize) -> Difference {
    cuts.check(bytes, consume).expect_err("it differs")
}

#[test]
fn the_smallest_cut_is_named() {
    let bytes = b"a\r\nb\r\nc\r\n";
    let found = difference(&Cuts::default(), bytes, count_line_ends);
    assert_eq!(found.cuts(), [2]);
    assert_eq!((found.whole(), found.cut()), ("3", "4"));

    // From many cuts at once down to one.
    let long = [&b"x".repeat(50_000)[..], b"\r\n", &b"y".repeat(50_000)].concat();
    for sizes in [[1], [3]] {
        let found = difference(&Cuts::by_size(sizes), &long, count_line_ends);
        assert_eq!(found.cuts(), [50_001]);
    }
}

#[test]
fn what_takes_two_cuts_is_shrunk_to_two() {
    let has_a_chunk_of_b = |chunks: &[&[u8]]| usize::from(chunks.contains(&&b"b"[..]));
    for cuts in [Cuts::default(), Cuts::by_size([1])] {
        let found = difference(&cuts, b"aaaabcccc", has_a_chunk_of_b);
        assert_eq!(found.cuts(), [4, 5]);
    }
}

#[test]
fn an_empty_chunk_taken_for_the_end_is_a_difference() {
    let until_empty = |chunks: &[&[u8]]| {
        let read = chunks.iter().take_while(|chunk| !chunk.is_empty());
        read.map(|chunk| chunk.len()).sum()
    };
    let found = difference(&Cuts::default(), b"ab", until_empty);
    assert_eq!(found.cuts(), [0]);
    assert_eq!(found.chunked().chunks(), [&b""[..], b"ab"]);
}

#[test]
fn a_panic_at_a_cut_is_a_difference() {
    let found = difference(&Cuts::two_way(), b"abc", |chunks| {
        assert!(chunks.len() < 2 || chunks[0].len() != 2, "bad at {}", 2);
        chunks.concat().len()
    });
    assert_eq!(found.cuts(), [2]);
    assert_eq!(found.cut(), "panicked: bad at 2");
}

#[test]
fn a_panic_of_the_whole_is_passed_on() {
    let panic = catch_unwind(|| assert_cut_invariant(b"abc", |_| -> usize { panic!("always") }));
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"always"));
}

#[test]
fn what_is_never_twice_the_same_is_said_to_be_so() {
    let runs = Cell::new(0);
    let found = difference(&Cuts::default(), b"abc", |_| {
        runs.set(runs.get() + 1);
        runs.get()
    });
    assert_eq!(
        found.to_string(),
        "the result is another at every run, even in one chunk\n\n  in one chunk (-) and cut (+):\n    - 1\n    + 2\n\n  \
         again: Chunked::new(b\"abc\").cut_at([])"
    );
}

#[test]
fn a_difference_that_debug_does_not_show_is_said_to_be_one() {
    #[derive(PartialEq)]
    struct Silent(usize);

    impl std::fmt::Debug for Silent {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Silent")
        }
    }

    let found = Cuts::two_way().check(b"ab", |chunks| Silent(chunks.len()));
    let message = found.unwrap_err().to_string();
    assert!(
        message.contains("of which `Debug` shows no difference"),
        "{message}"
    );
}

#[test]
fn what_does_not_depend_on_cuts_passes() {
    let runs = Cell::new(0);
    assert_cut_invariant("data: \u{1F600}\r\n\r\n", |chunks| {
        runs.set(runs.get() + 1);
        chunks.concat()
    });
    assert!(runs.get() > 100);
    // Not even of nothing.
    assert_cut_invariant("", |chunks| chunks.concat());
}

#[test]
fn long_chunks_are_shown_near_the_cut() {
    let bytes = [&b"x".repeat(300)[..], b"\r\n", &b"y".repeat(300)].concat();
    let found = difference(&Cuts::two_way(), &bytes, count_line_ends).to_string();
    let (left, right) = ("x".repeat(23), "y".repeat(23));
    let shown = format!(
        "the result depends on how the input is cut

  1 cut in 602 bytes, at 301:
    …\"{left}\\r\" | \"\\n{right}\"…

  in one chunk (-) and cut (+):
    - 1
    + 2
"
    );
    assert_eq!(found, shown);
}

/// The messages that the README and the guide show are those that there are.
#[test]
fn shown_messages_are_true() {
    let readme = include_str!("../README.md");
    let lossy = |chunks: &[&[u8]]| -> String {
        let text = chunks.iter().map(|chunk| String::from_utf8_lossy(chunk));
        text.collect()
    };
    let message = Cuts::default()
        .check("data: 你好\r\n\r\n", lossy)
        .unwrap_err();
    assert!(readme.contains(&message.to_string()), "{message}");

    let guide = include_str!("../src/lib.rs")
        .replace("\n//!", "\n")
        .replace("\n ", "\n");
    let ends = |chunk: &&[u8]| {
        let mut after_cr = false;
        let is_end = |byte: &&u8| {
            let is_end = **byte == b'\r' || (**byte == b'\n' && !after_cr);
            after_cr = **byte == b'\r';
            is_end
        };
        chunk.iter().filter(is_end).count()
    };
    let found = difference(&Cuts::default(), b"one\r\ntwo\rthree\n\r\n", |chunks| {
        chunks.iter().map(ends).sum()
    });
    assert!(guide.contains(&found.to_string()), "{found}");
}

/// A future that is pending once.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            return output;
        }
    }
}

#[test]
fn a_consumer_may_be_awaited() {
    block_on(assert_cut_invariant_async(b"a\r\nb", async |chunks| {
        yield_once().await;
        chunks.concat()
    }));
    let found = block_on(Cuts::default().check_async(b"a\r\nb", async |chunks| {
        yield_once().await;
        count_line_ends(chunks)
    }));
    assert_eq!(found.unwrap_err().cuts(), [2]);
    let panicked = block_on(Cuts::two_way().check_async(b"ab", async |chunks| {
        yield_once().await;
        assert!(chunks.len() == 1, "cut");
    }));
    assert_eq!(panicked.unwrap_err().cut(), "panicked: cut");
}
