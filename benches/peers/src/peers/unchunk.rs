//! How our decoders of every format are driven: through the trait they share.

use std::ops::ControlFlow;

use unchunk::Decode;

use crate::driver::Sink;
use crate::feed::Feed;

/// Lends each item of the stream.
#[inline(always)]
pub fn each_lent<D: Decode, S: Sink>(
    decoder: &mut D,
    feed: &Feed,
    sink: &mut S,
    mut take: impl FnMut(D::Item<'_>, &mut S),
) -> ControlFlow<()> {
    for chunk in feed.chunks() {
        let mut input = chunk;
        loop {
            match decoder.decode(&mut input) {
                Ok(Some(item)) => take(item, sink),
                Ok(None) => break,
                Err(error) => sink.error(&error)?,
            }
        }
    }
    ControlFlow::Continue(())
}

/// Gives each item of the stream as an owned one.
#[inline(always)]
pub fn each_owned<D: Decode, S: Sink>(
    decoder: &mut D,
    feed: &Feed,
    sink: &mut S,
    mut take: impl FnMut(D::Owned, &mut S),
) -> ControlFlow<()> {
    feed.chunks().try_for_each(|chunk| {
        let mut input = chunk;
        take_all(|| decoder.decode_owned(&mut input), sink, &mut take)
    })
}

/// The same from chunks that are [`Bytes`](bytes::Bytes).
#[inline(always)]
pub fn each_owned_from_bytes<D: Decode, S: Sink>(
    decoder: &mut D,
    feed: &Feed,
    sink: &mut S,
    mut take: impl FnMut(D::Owned, &mut S),
) -> ControlFlow<()> {
    feed.each_shared(|chunk| {
        let mut input = chunk.clone();
        take_all(|| decoder.decode_bytes(&mut input), sink, &mut take)
    })
}

#[inline(always)]
fn take_all<T, S: Sink>(
    mut next: impl FnMut() -> Result<Option<T>, unchunk::Error>,
    sink: &mut S,
    take: &mut impl FnMut(T, &mut S),
) -> ControlFlow<()> {
    loop {
        match next() {
            Ok(Some(item)) => take(item, sink),
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => sink.error(&error)?,
        }
    }
}
