//! Places at which cuts hurt.

/// A rule that says at which offsets to cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Places {
    /// Before and after each of these bytes.
    Around(Vec<u8>),
    InsideCharacters,
    NearBlocks,
}

impl Places {
    /// All such offsets inside `bytes`, sorted.
    pub(super) fn of(&self, bytes: &[u8]) -> Vec<usize> {
        let inside = 1..bytes.len();
        match self {
            Self::Around(around) => inside
                .filter(|at| around.contains(&bytes[at - 1]) || around.contains(&bytes[*at]))
                .collect(),
            Self::InsideCharacters => inside.filter(|at| is_continuation(bytes[*at])).collect(),
            Self::NearBlocks => near_blocks(bytes.len()).collect(),
        }
    }
}

const fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Offsets below `len` that are at most one from 16, 32, or a multiple of 64.
fn near_blocks(len: usize) -> impl Iterator<Item = usize> {
    let blocks = [16, 32].into_iter().chain((64..=len.max(64)).step_by(64));
    blocks
        .flat_map(|block| block - 1..=block + 1)
        .filter(move |at| *at < len)
}

/// Offsets at which a cut may hurt: around marks, and inside characters.
pub(super) fn of_interest(bytes: &[u8]) -> Vec<usize> {
    let is_mark = |byte: u8| MARKS.contains(&byte);
    let inside = 1..bytes.len();
    let is_of_interest =
        |at: &usize| is_mark(bytes[at - 1]) || is_mark(bytes[*at]) || is_continuation(bytes[*at]);
    inside.filter(is_of_interest).collect()
}

/// What ends lines, and what JSON and fields are made of.
pub(super) const MARKS: &[u8] = b"\r\n\"\\{}[]:,";
