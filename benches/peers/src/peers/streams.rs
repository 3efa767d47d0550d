//! Crates whose face is a stream over one of chunks: fed slices, and fed [`Bytes`](bytes::Bytes).

use std::marker::PhantomData;

use bytes::Buf;
use futures_core::Stream;

use crate::candidate::Side;
use crate::driver::{Driver, Sink};
use crate::feed::{Feed, Format, Never};

pub trait EventStreams: 'static {
    /// Where it is fed slices, and where it is fed `Bytes`.
    const NAMES: [&'static str; 2];

    fn drive<C: Buf + AsRef<[u8]>>(
        chunks: impl Stream<Item = Result<C, Never>>,
        sink: &mut impl Sink,
    );
}

pub struct Slices<P>(PhantomData<P>);

impl<P: EventStreams> Driver for Slices<P> {
    const NAME: &'static str = P::NAMES[0];
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        P::drive(feed.slice_stream(), sink);
    }
}

pub struct Shared<P>(PhantomData<P>);

impl<P: EventStreams> Driver for Shared<P> {
    const NAME: &'static str = P::NAMES[1];
    const SIDE: Side = Side::PeerStream;
    const READS: &'static [Format] = &[Format::Sse];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        P::drive(feed.bytes_stream(), sink);
    }
}
