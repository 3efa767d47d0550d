//! Time against the sizes of chunks and of events, so that a cliff or a crossing between two sizes shows.

use unchunk_peers::feed::Format;
use unchunk_peers::inputs::{self, Chunking, Draw, Input};

/// Sizes of chunks, and of events in chunks of a fixed size.
const CHUNKS: (u32, u32) = (0, 16);
const EVENTS: (u32, u32) = (4, 20);
const EVENTS_IN: Chunking = Chunking::Bytes(16 * 1024);

/// Powers of two between those of the exponents, and one drawn size between each two.
fn sizes((first, last): (u32, u32), draw: &mut Draw) -> Vec<usize> {
    let mut sizes = vec![1 << first];
    for exponent in first..last {
        let (low, high) = (1 << exponent, 1 << (exponent + 1));
        if low + 1 < high {
            sizes.push(draw.from(low + 1..=high - 1));
        }
        sizes.push(high);
    }
    sizes
}

/// What is timed against sizes, in this order.
pub struct Curves {
    pub chunkings: Vec<Chunking>,
    events: Vec<usize>,
}

impl Curves {
    pub fn new(seed: u64) -> Self {
        let mut draw = Draw::new(seed);
        Self {
            chunkings: sizes(CHUNKS, &mut draw)
                .into_iter()
                .map(Chunking::Bytes)
                .collect(),
            events: sizes(EVENTS, &mut draw),
        }
    }

    /// An input for each size of events, and the chunks they are in.
    pub fn events(&self, format: Format) -> impl Iterator<Item = (Input, Chunking)> {
        self.events
            .iter()
            .map(move |event| (inputs::sized(format, *event), EVENTS_IN))
    }
}
