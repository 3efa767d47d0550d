//! Cases: streams, clause by clause of the standard, with what they mean.

mod case;
mod clause;

mod comments;
mod data;
mod event_types;
mod fields;
mod foreign;
mod ids;
mod ignored;
mod limits;
mod line_ends;
mod peers;
mod retry;
mod spans;
mod start;
mod tails;
mod utf8;
mod web_platform;

use super::{Limits, Reading};

/// A stream that shows one clause, with what it means.
///
/// ```
/// use unchunk_testing::sse;
///
/// let cases = sse::cases();
/// let case = cases.iter().find(|case| case.name == "an ID with NUL is ignored").unwrap();
/// assert!(case.clause.starts_with("§ 9.2.6"));
/// assert_eq!(case.bytes, b"id: 1\ndata: a\n\nid: 2\x003\ndata: b\n\n");
/// assert!(case.means.events().all(|event| event.last_event_id == "1"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case {
    /// What it shows; no two cases have the same.
    pub name: &'static str,
    /// With which others it belongs: `line_ends`, `ids`, `limits`, …
    pub chapter: &'static str,
    /// The sentence that it shows: of WHATWG HTML § 9.2, or of the contract of [`unchunk`], which says what the standard
    /// leaves open.
    pub clause: &'static str,
    /// The stream.
    pub bytes: Vec<u8>,
    /// Under which limits.
    pub limits: Limits,
    /// What it means.
    pub means: Reading,
}

impl Case {
    /// Whether it is about limits that are smaller or greater than usual. A parser that has others should pass it over.
    ///
    /// ```
    /// use unchunk_testing::sse;
    ///
    /// assert!(sse::cases().iter().any(|case| case.has_limits()));
    /// ```
    pub fn has_limits(&self) -> bool {
        self.limits != Limits::default()
    }
}

/// All cases: what each means was written by hand, and then read once more by the oracle.
///
/// The events of every case without [limits of its own](Case::has_limits) are what any parser of event streams has to come
/// to, at every cut:
///
/// ```
/// use unchunk_testing::{Cuts, sse};
///
/// // The parser under test: event types and data.
/// fn parse(chunks: &[&[u8]]) -> Vec<(String, String)> {
///     let mut decoder = unchunk::sse::Decoder::new();
///     let mut events = Vec::new();
///     for chunk in chunks {
///         let mut input = *chunk;
///         while let Ok(Some(event)) = decoder.decode(&mut input) {
///             events.push((event.event_type().to_owned(), event.data().into_owned()));
///         }
///     }
///     events
/// }
///
/// for case in sse::cases().iter().filter(|case| !case.has_limits()) {
///     let expected: Vec<_> = case.means.events().map(|event| (event.event_type.clone(), event.text())).collect();
///     Cuts::by_size([1]).each(&case.bytes, |chunks| {
///         assert_eq!(parse(chunks), expected, "{}: {}", case.name, case.clause);
///     });
/// }
/// ```
pub fn cases() -> Vec<Case> {
    let chapters = [
        ("start", start::cases()),
        ("line_ends", line_ends::cases()),
        ("comments", comments::cases()),
        ("fields", fields::cases()),
        ("data", data::cases()),
        ("event_types", event_types::cases()),
        ("ids", ids::cases()),
        ("ignored", ignored::cases()),
        ("retry", retry::cases()),
        ("utf8", utf8::cases()),
        ("spans", spans::cases()),
        ("tails", tails::cases()),
        ("foreign", foreign::cases()),
        ("limits", limits::cases()),
        ("web_platform", web_platform::cases()),
        ("peers", peers::cases()),
    ];
    let finish = |(chapter, cases): (&'static str, Vec<case::Written>)| {
        cases.into_iter().map(move |case| case.finish(chapter))
    };
    chapters.into_iter().flat_map(finish).collect()
}
