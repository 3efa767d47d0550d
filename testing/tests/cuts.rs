//! Which ways to cut there are, and that they are bounded.

use std::collections::HashSet;

use unchunk_testing::{Chunked, Cuts};

fn all(cuts: &Cuts, bytes: &[u8]) -> Vec<Vec<usize>> {
    cuts.of(bytes)
        .map(|chunked| chunked.cuts().to_vec())
        .collect()
}

#[test]
fn every_way_has_all_its_cuts() {
    let bytes = b"0123456";
    let two: Vec<Vec<usize>> = (1..7).map(|cut| vec![cut]).collect();
    assert_eq!(all(&Cuts::two_way(), bytes), two);
    let three: Vec<Vec<usize>> = (1..7)
        .flat_map(|first| (first + 1..7).map(move |second| vec![first, second]))
        .collect();
    assert_eq!(all(&Cuts::three_way(7), bytes), three);
    assert_eq!(all(&Cuts::three_way(6), bytes), [[0; 0]; 0]);
    assert_eq!(all(&Cuts::whole(), bytes), [[0; 0]]);
    assert_eq!(all(&Cuts::by_size([1]), bytes), [[1, 2, 3, 4, 5, 6]]);
    assert_eq!(all(&Cuts::by_size([0, 3]), bytes), [[0, 3, 3, 6, 6]]);
    assert_eq!(all(&Cuts::by_size([0]), bytes), [[0; 0]]);
    assert_eq!(all(&Cuts::by_size([usize::MAX]), bytes), [[0; 0]]);
}

#[test]
fn places_are_cut_one_by_one_by_twos_and_all() {
    let cuts = Cuts::around(b"\r\n");
    let expected: [&[usize]; 6] = [&[1], &[2], &[3], &[1, 2], &[2, 3], &[1, 2, 3]];
    assert_eq!(all(&cuts, b"a\r\nb"), expected);
    assert_eq!(all(&cuts, b"a\r"), [[1]]);
    assert_eq!(all(&cuts, b"a\n\n"), [&[1][..], &[2], &[1, 2]]);
    assert_eq!(all(&cuts, b"abc"), [[0; 0]; 0]);
    let inside = all(&Cuts::inside_characters(), "a你b".as_bytes());
    assert_eq!(inside, [&[2][..], &[3], &[2, 3]]);
    let near = Cuts::near_blocks().of(&[0; 200]).last().unwrap();
    let expected = [
        15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193,
    ];
    assert_eq!(near.cuts(), expected);
}

#[test]
fn little_input_has_few_ways() {
    for len in 0..3 {
        let bytes = &b"\r\n"[..len];
        let ways = all(&Cuts::default(), bytes);
        let different: HashSet<_> = ways.iter().collect();
        assert_eq!(different.len(), ways.len(), "{ways:?}");
        assert_eq!(ways[..2], [vec![], vec![0, len]]);
        assert_eq!(ways.len(), [2, 2, 4 + 2 * DRAWN_TWICE][len], "{ways:?}");
    }
}

/// Of two bytes the same cut is drawn up to eight times: empty chunks between.
const DRAWN_TWICE: usize = 7;

#[test]
fn each_and_of_are_the_same() {
    let bytes = b"data: \"a\"\r\n\r\n";
    let mut each = Vec::new();
    Cuts::default().each(bytes, |chunks| {
        assert_eq!(chunks.concat(), bytes);
        each.push(format!("{chunks:?}"));
    });
    let of = Cuts::default().of(bytes);
    assert_eq!(
        each,
        of.map(|c| format!("{:?}", c.chunks())).collect::<Vec<_>>()
    );
    assert!(each.len() > 200);
}

#[test]
fn work_is_bounded_and_spread() {
    let work = |cuts: &Cuts, bytes: &[u8]| -> u64 {
        let runs = cuts.of(bytes);
        runs.map(|c| (c.bytes().len() + c.cuts().len() + 1) as u64)
            .sum()
    };
    let bytes = b"data: {\"a\": 1}\r\n\r\n".repeat(6000);
    let len = bytes.len() as u64;
    let limit = 60 * len;
    let cuts = Cuts::default().max_work(limit);
    let spent = work(&cuts, &bytes);
    // Every way is gone once, even if its share is less: byte by byte with empty chunks takes four times the length.
    assert!(
        spent > limit / 2 && spent < limit + 30 * len,
        "{}",
        spent / len
    );

    let thinned = Cuts::two_way().max_work(100 * (len + 2));
    let cuts: Vec<usize> = thinned.of(&bytes).map(|c| c.cuts()[0]).collect();
    assert_eq!(cuts.len(), 100);
    for (nth, cut) in cuts.iter().enumerate() {
        let stretch = (len as usize - 1) / 100;
        assert!((nth * stretch..(nth + 1) * stretch + 100).contains(cut));
    }

    // An input that is not long is cut everywhere.
    let bytes = &bytes[..1000];
    let ways: HashSet<Vec<usize>> = all(&Cuts::default(), bytes).into_iter().collect();
    assert!((1..1000).all(|cut| ways.contains(&vec![cut])));
}

/// A seed in a bug report draws the same cuts in every version.
#[test]
fn seeds_draw_the_same_for_ever() {
    let drawn = all(&Cuts::drawn(7, 3), b"data: hello\r\ndata: world\r\n\r\n");
    let expected: [&[usize]; 3] = [
        &[5, 12, 17, 23, 27, 27],
        &[12, 18, 25],
        &[4, 4, 11, 17, 17, 18, 21, 27],
    ];
    assert_eq!(drawn, expected);
}

#[test]
fn chunked_sorts_and_clamps() {
    let chunked = Chunked::new(b"abc").cut_at([2, 2, usize::MAX, 0]);
    assert_eq!(chunked.chunks(), [&b""[..], b"ab", b"", b"c", b""]);
    assert_eq!(Chunked::default().chunks(), [b""]);
}
