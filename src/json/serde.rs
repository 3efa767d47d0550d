//! Frames as data of `serde`: their text, without where it was.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::frame::{Frame, OwnedFrame};
use crate::serialized::Data;

/// As its text: a string, or bytes where that is not UTF-8. (For the JSON value itself there is `json`.)
impl Serialize for Frame<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Data::from(self.text_bytes()).serialize(serializer)
    }
}

/// As [`Frame`].
impl Serialize for OwnedFrame {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_frame().serialize(serializer)
    }
}

/// As [`Frame`] is serialized; the first of its stream.
///
/// ```
/// use unchunk::json::OwnedFrame;
///
/// let frame = OwnedFrame::new("[1]");
/// let text = serde_json::to_string(&frame)?;
/// assert_eq!(text, "\"[1]\"");
/// assert_eq!(serde_json::from_str::<OwnedFrame>(&text)?, frame);
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for OwnedFrame {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Data::deserialize(deserializer).map(Self::new)
    }
}
