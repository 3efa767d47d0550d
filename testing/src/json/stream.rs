//! JSON documents written in a framing.

use unchunk::json::Framing;

/// All framings.
///
/// ```
/// for framing in unchunk_testing::json::FRAMINGS {
///     unchunk::json::Decoder::builder().framing(framing).build();
/// }
/// ```
pub const FRAMINGS: [Framing; 5] = [
    Framing::Concatenated,
    Framing::Lines,
    Framing::Array,
    Framing::TextSequence,
    Framing::ContentLength,
];

/// Documents in a framing.
///
/// ```
/// use unchunk::json::Framing;
/// use unchunk_testing::json::JsonStream;
///
/// let stream = JsonStream::new(Framing::TextSequence, ["1", "{}"]);
/// assert_eq!(stream.bytes, b"\x1E1\n\x1E{}\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonStream {
    /// How they follow each other.
    pub framing: Framing,
    /// The stream.
    pub bytes: Vec<u8>,
    /// The documents in order.
    pub documents: Vec<String>,
}

impl JsonStream {
    /// Writes these documents in a framing.
    ///
    /// # Panics
    ///
    /// Panics if the framing is one that it does not know.
    ///
    /// ```
    /// use unchunk::json::Framing;
    /// use unchunk_testing::json::JsonStream;
    ///
    /// assert_eq!(JsonStream::new(Framing::ContentLength, ["{}"]).bytes, b"Content-Length: 2\r\n\r\n{}");
    /// ```
    pub fn new(framing: Framing, documents: impl IntoIterator<Item: Into<String>>) -> Self {
        let documents: Vec<String> = documents.into_iter().map(Into::into).collect();
        let text = match framing {
            // After a number only white space says that it is whole.
            Framing::Concatenated => documents.join(" ") + "\n",
            Framing::Lines => documents.join("\r\n"),
            Framing::Array => format!(" [{}]\n", documents.join(" ,\n")),
            Framing::TextSequence => {
                let record = |document: &String| format!("\x1E{document}\n");
                documents.iter().map(record).collect()
            }
            Framing::ContentLength => {
                let message =
                    |text: &String| format!("Content-Length: {}\r\n\r\n{text}", text.len());
                documents.iter().map(message).collect()
            }
            framing => unimplemented!("a newer framing: {framing:?}"),
        };
        Self {
            framing,
            bytes: text.into_bytes(),
            documents,
        }
    }
}

impl AsRef<[u8]> for JsonStream {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}
