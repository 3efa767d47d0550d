//! Ways to cut a stream into chunks.

mod places;
mod walk;

use std::fmt::Debug;

use places::Places;
#[cfg(feature = "proptest")]
use places::of_interest;
use walk::Walk;

use crate::chunked::push_chunks;
use crate::{Chunked, Difference, invariant};
#[cfg(feature = "proptest")]
use crate::{chunked::push_cuts_by_size, random::SplitMix64};

/// Ways to cut bytes into chunks, and how much work they may be.
///
/// [`Cuts::default`] is what [`assert_cut_invariant`](crate::assert_cut_invariant) goes through: whole; at every two-way
/// cut; at every three-way cut of up to 24 bytes; at the places where cuts hurt; byte by byte, and in some other sizes;
/// and at drawn cuts; each also with empty chunks between. [`max_work`](Self::max_work) is 4 MiB, so that an input of up
/// to 1000 bytes is really cut everywhere; of a longer one each way has some of its cuts, spread over all of them.
///
/// The constructors are one way each, with neither empty chunks nor a bound; [`and`](Self::and) puts ways together.
///
/// ```
/// use unchunk_testing::Cuts;
///
/// let cuts = Cuts::two_way().and(Cuts::by_size([1]));
/// let ways: Vec<String> = cuts.of(b"a\r\n").map(|chunked| format!("{chunked:?}")).collect();
/// assert_eq!(ways, [r#""a" | "\r\n""#, r#""a\r" | "\n""#, r#""a" | "\r" | "\n""#]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cuts {
    ways: Vec<Way>,
    empty_chunks: bool,
    max_work: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Whole,
    InTwo,
    InThree { up_to: usize },
    BySize(Vec<usize>),
    At(Places),
    Drawn { seed: u64, count: usize },
}

impl Default for Cuts {
    fn default() -> Self {
        Self::whole()
            .and(Self::two_way())
            .and(Self::three_way(24))
            .and(Self::of_interest())
            .and(Self::by_size([1]))
            .and(Self::by_size([16, 17]))
            .and(Self::by_size([64]))
            .and(Self::drawn(0, 64))
            .with_empty_chunks()
            .max_work(4 << 20)
    }
}

/// Cuts drawn once: none, some, each byte by itself, or chunks of one size; a few of them give empty chunks.
#[cfg(feature = "proptest")]
pub(crate) fn draw(random: &mut SplitMix64, bytes: &[u8]) -> Vec<usize> {
    let len = bytes.len();
    let mut cuts = Vec::new();
    match random.below(8) {
        0 => {}
        1 => push_cuts_by_size(&mut cuts, len, &[1 + random.below(20)]),
        _ if len < 2 => {}
        _ => {
            let is_dense = random.one_in(4);
            walk::draw(random, is_dense, len, &of_interest(bytes), &mut cuts);
        }
    }
    for _ in 0..random.below(3) {
        let again = cuts.get(random.below(cuts.len())).copied();
        cuts.push(again.unwrap_or_else(|| random.below(len + 1)));
    }
    cuts.sort_unstable();
    cuts
}

/// One way each.
impl Cuts {
    const fn one(way: Vec<Way>) -> Self {
        Self {
            ways: way,
            empty_chunks: false,
            max_work: u64::MAX,
        }
    }

    /// In one chunk.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// assert_eq!(Cuts::whole().with_empty_chunks().of(b"ab").count(), 2);
    /// ```
    pub fn whole() -> Self {
        Self::one(vec![Way::Whole])
    }

    /// All that a short input needs: whole, at every two-way cut, and byte by byte, each also with empty chunks between.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// assert_eq!(Cuts::every_split().of(b"abc").count(), 8);
    /// ```
    pub fn every_split() -> Self {
        Self::whole()
            .and(Self::two_way())
            .and(Self::by_size([1]))
            .with_empty_chunks()
    }

    /// In two chunks, at every place inside.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// assert_eq!(Cuts::two_way().of(b"abcde").count(), 4);
    /// ```
    pub fn two_way() -> Self {
        Self::one(vec![Way::InTwo])
    }

    /// In three chunks, at every two places inside, if there are at most `up_to` bytes.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// assert_eq!(Cuts::three_way(5).of(b"abcde").count(), 6);
    /// assert_eq!(Cuts::three_way(5).of(b"abcdef").count(), 0);
    /// ```
    pub fn three_way(up_to: usize) -> Self {
        Self::one(vec![Way::InThree { up_to }])
    }

    /// In chunks of these sizes, over and over; byte by byte for `[1]`.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let chunked = Cuts::by_size([2, 1]).of(b"abcdef").next().unwrap();
    /// assert_eq!(chunked.chunks(), [&b"ab"[..], b"c", b"de", b"f"]);
    /// ```
    pub fn by_size(sizes: impl IntoIterator<Item = usize>) -> Self {
        Self::one(vec![Way::BySize(sizes.into_iter().collect())])
    }

    /// Before and after each of the bytes that are listed: at one such place, at each two neighbouring ones, and at
    /// all at once.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let ways: Vec<String> = Cuts::around(b"=").of(b"k=v").map(|chunked| format!("{chunked:?}")).collect();
    /// assert_eq!(ways, [r#""k" | "=v""#, r#""k=" | "v""#, r#""k" | "=" | "v""#]);
    /// ```
    pub fn around(bytes: &[u8]) -> Self {
        Self::one(vec![Way::At(Places::Around(bytes.to_vec()))])
    }

    /// Inside characters of UTF-8 that are longer than a byte: as [`around`](Self::around) has it.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let first = Cuts::inside_characters().of("aé".as_bytes()).next().unwrap();
    /// assert_eq!(first.cuts(), [2]);
    /// ```
    pub fn inside_characters() -> Self {
        Self::one(vec![Way::At(Places::InsideCharacters)])
    }

    /// At offsets around 16, 32 and 64 and each multiple of 64, where vectored code changes from one loop to the next: as
    /// [`around`](Self::around) has it.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let mut cuts = Cuts::near_blocks().of(&[b'x'; 40]).map(|chunked| chunked.cuts()[0]);
    /// assert_eq!(cuts.next(), Some(15));
    /// ```
    pub fn near_blocks() -> Self {
        Self::one(vec![Way::At(Places::NearBlocks)])
    }

    /// Where cuts hurt: around CR, LF, quotation marks, backslashes, braces, brackets, colons and commas,
    /// [inside characters](Self::inside_characters), and [near blocks](Self::near_blocks).
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let mut cuts = Cuts::of_interest().of(b"data: a\r\n").map(|chunked| chunked.cuts()[0]);
    /// assert_eq!(cuts.next(), Some(4), "before the colon");
    /// ```
    pub fn of_interest() -> Self {
        Self::around(places::MARKS)
            .and(Self::inside_characters())
            .and(Self::near_blocks())
    }

    /// At up to eight places each, `count` times, drawn from `seed`: every second place is [one of
    /// interest](Self::of_interest). Every fourth time a third of all places of interest is cut, too. The same seed draws the
    /// same cuts on every machine.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let drawn = |seed| Cuts::drawn(seed, 10).of(b"data: a\n\n").collect::<Vec<_>>();
    /// assert_eq!(drawn(1), drawn(1));
    /// assert_ne!(drawn(1), drawn(2));
    /// ```
    pub fn drawn(seed: u64, count: usize) -> Self {
        Self::one(vec![Way::Drawn { seed, count }])
    }
}

/// Putting ways together.
impl Cuts {
    /// These ways, then those of `other`. No chunking comes twice. The smaller of two bounds holds, and if one of them has
    /// empty chunks, both have.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// assert_eq!(Cuts::two_way().and(Cuts::by_size([1])).of(b"ab").count(), 1);
    /// ```
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.ways.extend(other.ways);
        self.empty_chunks |= other.empty_chunks;
        self.max_work = self.max_work.min(other.max_work);
        self
    }

    /// Each way once more with empty chunks: one before the first chunk, one after the last, two at every cut.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let mut cuts = Cuts::two_way().with_empty_chunks().of(b"ab").map(|chunked| chunked.chunks().len());
    /// assert_eq!((cuts.next(), cuts.next(), cuts.next()), (Some(2), Some(6), None));
    /// ```
    #[must_use]
    pub fn with_empty_chunks(mut self) -> Self {
        self.empty_chunks = true;
        self
    }

    /// How much may be fed to a consumer: bytes and chunks, counted together over all runs. Each way may take half of
    /// what those before it have left, and the last one all; a way with more cuts than that is thinned evenly, but has at
    /// least one.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// assert_eq!(Cuts::two_way().of(&[0; 1000]).count(), 999);
    /// assert_eq!(Cuts::two_way().max_work(10_020).of(&[0; 1000]).count(), 10);
    /// ```
    #[must_use]
    pub fn max_work(mut self, bytes: u64) -> Self {
        self.max_work = bytes;
        self
    }
}

/// Cutting.
impl Cuts {
    /// The bytes, cut in each of these ways, in order.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// for chunked in Cuts::default().of(b"data: a\n\n") {
    ///     assert_eq!(chunked.chunks().concat(), b"data: a\n\n");
    /// }
    /// ```
    pub fn of<'b>(&self, bytes: &'b [u8]) -> impl Iterator<Item = Chunked<'b>> + use<'b> {
        let mut walk = Walk::new(self, bytes);
        std::iter::from_fn(move || {
            let mut cuts = Vec::new();
            walk.next(&mut cuts)
                .then(|| Chunked::new(bytes).cut_at(cuts))
        })
    }

    /// Calls `feed` with the chunks of each of these ways, in order, without allocating for each.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// Cuts::two_way().each(b"abc", |chunks| {
    ///     let [head, tail] = chunks else { panic!("not in two") };
    ///     assert_eq!([*head, tail].concat(), b"abc");
    /// });
    /// ```
    pub fn each<'b>(&self, bytes: &'b [u8], mut feed: impl FnMut(&[&'b [u8]])) {
        let mut walk = Walk::new(self, bytes);
        let (mut cuts, mut chunks) = (Vec::new(), Vec::new());
        while walk.next(&mut cuts) {
            chunks.clear();
            push_chunks(&mut chunks, bytes, &cuts);
            feed(&chunks);
        }
    }

    /// Runs `consume` with all bytes in one chunk, and then cut in each of these ways, and compares the results.
    ///
    /// The first way that differs is made smaller, by taking cuts away for as long as the result still differs, with as
    /// much work at most as the search had. A consumer that panics at some cut differs there.
    ///
    /// # Errors
    ///
    /// Returns the [`Difference`], which says all of it when displayed. `?` works in a `proptest!` block.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// let lines_per_chunk = |chunks: &[&[u8]]| -> usize { chunks.iter().map(|chunk| chunk.split(|b| *b == b'\n').count()).sum() };
    /// let difference = Cuts::two_way().check(b"a\nb", lines_per_chunk).unwrap_err();
    /// assert_eq!(difference.cuts(), [1]);
    /// assert_eq!((difference.whole(), difference.cut()), ("2", "3"));
    /// ```
    pub fn check<R: PartialEq + Debug>(
        &self,
        bytes: impl AsRef<[u8]>,
        mut consume: impl FnMut(&[&[u8]]) -> R,
    ) -> Result<(), Difference> {
        let consume = async |chunks: &[&[u8]]| consume(chunks);
        invariant::now(invariant::search(self, bytes.as_ref(), consume))
    }

    /// As [`check`](Self::check), for a consumer that is awaited. Needs no runtime of its own: await it in any.
    ///
    /// # Errors
    ///
    /// Returns the [`Difference`].
    ///
    /// ```
    /// use std::future::ready;
    /// use unchunk_testing::Cuts;
    ///
    /// # let check = async {
    /// let bytes_seen = async |chunks: &[&[u8]]| {
    ///     let mut bytes = 0;
    ///     for chunk in chunks {
    ///         bytes += ready(chunk.len()).await;
    ///     }
    ///     bytes
    /// };
    /// assert!(Cuts::default().check_async(b"data: a\n\n", bytes_seen).await.is_ok());
    /// # };
    /// # let mut check = std::pin::pin!(check);
    /// # assert!(check.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_ready());
    /// ```
    pub async fn check_async<R: PartialEq + Debug>(
        &self,
        bytes: impl AsRef<[u8]>,
        consume: impl AsyncFnMut(&[&[u8]]) -> R,
    ) -> Result<(), Difference> {
        invariant::search(self, bytes.as_ref(), consume).await
    }

    /// As [`check`](Self::check), but panics with the difference.
    ///
    /// # Panics
    ///
    /// Panics if a result depends on the cuts.
    ///
    /// ```
    /// use unchunk_testing::Cuts;
    ///
    /// Cuts::three_way(100).assert(b"some bytes", |chunks| chunks.concat());
    /// ```
    #[track_caller]
    pub fn assert<R: PartialEq + Debug>(
        &self,
        bytes: impl AsRef<[u8]>,
        consume: impl FnMut(&[&[u8]]) -> R,
    ) {
        if let Err(difference) = self.check(bytes, consume) {
            panic!("{difference}");
        }
    }
}
