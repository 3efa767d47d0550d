//! The search for a cut that makes a difference.

use std::any::Any;
use std::fmt::Debug;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::chunked::push_chunks;
use crate::{Cuts, Difference};

/// Asserts that what `consume` makes of the bytes does not depend on how they are cut.
///
/// `consume` is called with all chunks of a stream, for as many ways to cut it as [`Cuts::default`] has, and must begin
/// from the start each time. What it returns is compared with what it returns for all bytes in one chunk. A panic of the
/// consumer at some cut is a difference, too.
///
/// # Panics
///
/// Panics if a result differs, with a message that names the smallest cut found to do so, shows the bytes on both sides of
/// it, and a diff of the two results. See [`Difference`].
///
/// ```
/// use unchunk_testing::assert_cut_invariant;
///
/// assert_cut_invariant("data: 你好\r\n\r\n", |chunks| {
///     let mut decoder = unchunk::sse::Decoder::new();
///     let mut events = Vec::new();
///     for chunk in chunks {
///         let mut input = *chunk;
///         while let Some(event) = decoder.decode(&mut input).unwrap() {
///             events.push(event.data().into_owned());
///         }
///     }
///     events
/// });
/// ```
///
/// A consumer that decodes each chunk by itself is caught where a cut is inside a character:
///
/// ```should_panic
/// # use unchunk_testing::assert_cut_invariant;
/// assert_cut_invariant("data: 你好\r\n\r\n", |chunks| {
///     chunks.iter().map(|chunk| String::from_utf8_lossy(chunk)).collect::<String>()
/// });
/// ```
#[track_caller]
pub fn assert_cut_invariant<R: PartialEq + Debug>(
    bytes: impl AsRef<[u8]>,
    consume: impl FnMut(&[&[u8]]) -> R,
) {
    Cuts::default().assert(bytes, consume);
}

/// As [`assert_cut_invariant`], for a consumer that is awaited. Needs no runtime of its own: await it in any.
///
/// # Panics
///
/// Panics if a result differs.
///
/// ```
/// use unchunk_testing::{Transport, assert_cut_invariant_async};
/// # async fn read_all(_: Transport) -> Vec<u8> { Vec::new() }
///
/// # let _ = async {
/// assert_cut_invariant_async(b"data: a\n\n", async |chunks| {
///     // The client under test, on a connection that delivers these chunks.
///     read_all(Transport::new(chunks)).await
/// })
/// .await;
/// # };
/// ```
pub async fn assert_cut_invariant_async<R: PartialEq + Debug>(
    bytes: impl AsRef<[u8]>,
    consume: impl AsyncFnMut(&[&[u8]]) -> R,
) {
    if let Err(difference) = Cuts::default().check_async(bytes, consume).await {
        panic!("{difference}");
    }
}

/// What a consumer came to: its result, or what it panicked with.
type Outcome<R> = Result<R, Box<dyn Any + Send>>;

/// Looks for cuts with another result than all bytes in one chunk.
pub(crate) async fn search<R: PartialEq + Debug>(
    cuts: &Cuts,
    bytes: &[u8],
    consume: impl AsyncFnMut(&[&[u8]]) -> R,
) -> Result<(), Difference> {
    let mut runs = Runs { bytes, consume };
    let whole = match runs.run(&[]).await {
        Ok(whole) => whole,
        Err(panic) => resume_unwind(panic),
    };
    let mut work: u64 = 0;
    for chunked in cuts.of(bytes) {
        work += (bytes.len() + chunked.cuts().len() + 1) as u64;
        let outcome = runs.run(chunked.cuts()).await;
        if differs(&outcome, &whole) {
            let (cuts, outcome) = runs.shrink(chunked.cuts(), outcome, &whole, work).await;
            let cut = match outcome {
                Ok(result) => format!("{result:#?}"),
                Err(panic) => format!("panicked: {}", panic_message(&*panic)),
            };
            return Err(Difference::new(bytes, cuts, format!("{whole:#?}"), cut));
        }
    }
    Ok(())
}

fn differs<R: PartialEq>(outcome: &Outcome<R>, whole: &R) -> bool {
    outcome.as_ref().ok() != Some(whole)
}

struct Runs<'b, C> {
    bytes: &'b [u8],
    consume: C,
}

impl<C> Runs<'_, C> {
    async fn run<R>(&mut self, cuts: &[usize]) -> Outcome<R>
    where
        C: AsyncFnMut(&[&[u8]]) -> R,
    {
        let mut chunks = Vec::with_capacity(cuts.len() + 1);
        push_chunks(&mut chunks, self.bytes, cuts);
        let mut run = pin!(async { (self.consume)(&chunks).await });
        poll_fn(|context| {
            let poll = catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(context)));
            match poll {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(result)) => Poll::Ready(Ok(result)),
                Err(panic) => Poll::Ready(Err(panic)),
            }
        })
        .await
    }

    /// Takes cuts away, first halves of them, in the end single ones, for as long as the result still differs. Spends about
    /// `work` at most, but tries each cut by itself in any case where they are few.
    async fn shrink<R: PartialEq>(
        &mut self,
        cuts: &[usize],
        outcome: Outcome<R>,
        whole: &R,
        work: u64,
    ) -> (Vec<usize>, Outcome<R>)
    where
        C: AsyncFnMut(&[&[u8]]) -> R,
    {
        let mut smallest = (cuts.to_vec(), outcome);
        let mut runs_left = (work / (self.bytes.len() + cuts.len() + 1) as u64).max(64);
        let mut size = cuts.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            let mut removed = false;
            while at < smallest.0.len() && smallest.0.len() > 1 && runs_left > 0 {
                runs_left -= 1;
                let mut fewer = smallest.0.clone();
                fewer.drain(at..fewer.len().min(at + size));
                let outcome = self.run(&fewer).await;
                if differs(&outcome, whole) {
                    smallest = (fewer, outcome);
                    removed = true;
                } else {
                    at += size;
                }
            }
            // What could not be spared before may be now.
            if size > 1 || !removed {
                size /= 2;
            }
        }
        smallest
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with something that is no text")
}

/// The output of a future that never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("it awaits nothing that waits"),
    }
}
