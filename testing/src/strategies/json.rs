//! JSON: documents, and streams of them in every framing.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use unchunk::json::Framing;

use crate::json::JsonStream;

/// A JSON document: RFC 8259 with all it allows, in strings that look like JSON, of characters of one to four bytes,
/// escaped and not, longer than a block of vectored code; in numbers of every form; with white space and without.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::{json, strategies};
///
/// proptest!(|(document in strategies::json::document())| {
///     prop_assert_eq!(json::judge(document.as_bytes(), 16), Ok(()));
/// });
/// ```
#[inline]
pub fn document() -> impl Strategy<Value = String> {
    (tree(), any::<bool>()).prop_map(|(tree, spaced)| tree.written(spaced))
}

/// Documents in a framing, with what its frames are.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk::json::Framing;
/// use unchunk_testing::json::{self, Options};
/// use unchunk_testing::strategies;
///
/// proptest!(|(stream in strategies::json::streams(Framing::Lines))| {
///     let reading = json::read(&stream.bytes, &Options::new(Framing::Lines));
///     let frames: Vec<&[u8]> = stream.documents.iter().map(|document| document.as_bytes()).collect();
///     prop_assert_eq!(reading.frames(), frames);
/// });
/// ```
#[inline]
pub fn streams(framing: Framing) -> impl Strategy<Value = JsonStream> {
    // Where a frame is a line it has none inside.
    let may_space = framing != Framing::Lines;
    vec((tree(), any::<bool>()), 0..6).prop_map(move |documents| {
        let documents = documents.iter();
        let written = documents.map(|(tree, spaced)| tree.written(*spaced && may_space));
        JsonStream::new(framing, written.collect::<Vec<_>>())
    })
}

/// Such streams in any framing.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(stream in strategies::json::any_streams())| {
///     prop_assert!(stream.documents.len() < 6);
/// });
/// ```
#[inline]
pub fn any_streams() -> impl Strategy<Value = JsonStream> {
    framings().prop_flat_map(streams)
}

/// One of all framings.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk_testing::strategies;
///
/// proptest!(|(framing in strategies::json::framings())| {
///     unchunk::json::Decoder::builder().framing(framing).build();
/// });
/// ```
#[inline]
pub fn framings() -> impl Strategy<Value = Framing> {
    select(&crate::json::FRAMINGS[..])
}

/// A stream that is cut short, or has some bytes that are wrong, or both. What it means, the [oracle](crate::json::read)
/// says.
///
/// ```
/// use proptest::prelude::*;
/// use unchunk::json::Framing;
/// use unchunk_testing::json::{self, Options};
/// use unchunk_testing::strategies;
///
/// let damaged = strategies::json::damaged(strategies::json::streams(Framing::Lines));
/// proptest!(|(bytes in damaged)| {
///     let reading = json::read(&bytes, &Options::new(Framing::Lines));
///     prop_assert!(reading.frames().len() <= bytes.len());
/// });
/// ```
#[inline]
pub fn damaged<S>(streams: S) -> impl Strategy<Value = Vec<u8>>
where
    S: Strategy<Value: AsRef<[u8]>>,
{
    let damage = vec((any::<Index>(), select(DAMAGE)), 0..4);
    (streams, 0_usize..2000, damage).prop_map(|(stream, length, damage)| {
        let mut bytes = stream.as_ref().to_vec();
        bytes.truncate(length);
        if !bytes.is_empty() {
            for (place, byte) in damage {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
        }
        bytes
    })
}

const DAMAGE: &[u8] = b"{}[]\",:\\1-.et \n\r\x1E\x00\xFF\xE2";

/// A document before it is written.
#[derive(Debug, Clone)]
enum Tree {
    /// As it is written.
    Scalar(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

#[inline]
fn tree() -> impl Strategy<Value = Tree> {
    let literal = select(&["null", "true", "false"][..]).prop_map(str::to_owned);
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        select(NUMBERS).prop_map(str::to_owned),
    ];
    let scalar = prop_oneof![literal, number, string()].prop_map(Tree::Scalar);
    scalar.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Tree::Array),
            vec((string(), inner), 0..6).prop_map(Tree::Object),
        ]
    })
}

/// In the range of a `f64`, so that every parser takes them.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "10",
    "-1.5",
    "0.0",
    "1E5",
    "1e+05",
    "2.5e-7",
    "123456789012345678901234567890",
];

#[inline]
fn string() -> impl Strategy<Value = String> {
    let any = any::<char>().prop_filter("must be escaped", |character| {
        !matches!(character, '"' | '\\' | '\0'..='\u{1F}')
    });
    let part =
        prop_oneof![8 => select(PARTS).prop_map(str::to_owned), 1 => any.prop_map(String::from)];
    let parts = prop_oneof![
        4 => vec(part, 0..12).prop_map(|parts| parts.concat()),
        // Longer than a block of vectored code.
        1 => vec(select(&["\\\\", "\\\"", "a", "b"][..]), 60..140).prop_map(|parts| parts.concat()),
    ];
    parts.prop_map(|text| format!("\"{text}\""))
}

/// What is between quotation marks, as it is written.
const PARTS: &[&str] = &[
    "a",
    " ",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\\"",
    "\\\\",
    "\\n",
    "\\/",
    "\\u0000",
    "\\u00e9",
    "\\uD83D\\uDE00",
    "é",
    "你",
    "😀",
    "\u{2028}",
    "\u{7F}",
];

impl Tree {
    fn written(&self, spaced: bool) -> String {
        let mut text = String::new();
        self.write(if spaced { "\n\t " } else { "" }, &mut text);
        text
    }

    fn write(&self, space: &str, text: &mut String) {
        let put = |text: &mut String, token: &str| {
            *text += token;
            *text += space;
        };
        match self {
            Self::Scalar(scalar) => *text += scalar,
            Self::Array(elements) => {
                put(text, "[");
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        put(text, ",");
                    }
                    element.write(space, text);
                    *text += space;
                }
                *text += "]";
            }
            Self::Object(members) => {
                put(text, "{");
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        put(text, ",");
                    }
                    put(text, name);
                    put(text, ":");
                    value.write(space, text);
                    *text += space;
                }
                *text += "}";
            }
        }
    }
}
