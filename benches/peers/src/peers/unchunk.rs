//! How our decoders of every format are driven: through the trait they share.

use std::ops::ControlFlow;

use bytes::Bytes;
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
    feed.chunks()
        .try_for_each(|chunk| own_all(decoder, chunk, None, sink, &mut take))
}

/// The same from chunks that are [`Bytes`].
#[inline(always)]
pub fn each_owned_from_bytes<D: Decode, S: Sink>(
    decoder: &mut D,
    feed: &Feed,
    sink: &mut S,
    mut take: impl FnMut(D::Owned, &mut S),
) -> ControlFlow<()> {
    feed.each_shared(|chunk| own_all(decoder, chunk, Some(chunk), sink, &mut take))
}

#[inline(always)]
fn own_all<D: Decode, S: Sink>(
    decoder: &mut D,
    mut input: &[u8],
    chunk: Option<&Bytes>,
    sink: &mut S,
    take: &mut impl FnMut(D::Owned, &mut S),
) -> ControlFlow<()> {
    loop {
        match decoder.decode_owned(&mut input, chunk) {
            Ok(Some(item)) => take(item, sink),
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => sink.error(&error)?,
        }
    }
}
