//! Events and lines as data of `serde`: what they say, without their spans.

use alloc::borrow::Cow;
use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::event::Event;
use super::owned_event::OwnedEvent;
use super::text_line::{OwnedTextLine, TextLine};
use crate::serialized::Data;

/// The fields of an event, as they are serialized.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Event", default)]
struct Fields<'d> {
    event_type: Cow<'d, str>,
    data: Data<'d>,
    /// What the event's own `id` field said.
    id: Option<Cow<'d, str>>,
    last_event_id: Cow<'d, str>,
    /// In milliseconds.
    retry: Option<u64>,
}

impl Default for Fields<'_> {
    fn default() -> Self {
        Self::from(&Event::of_data(&[]))
    }
}

impl<'d> From<&Event<'d>> for Fields<'d> {
    fn from(event: &Event<'d>) -> Self {
        Self {
            event_type: event.event_type().into(),
            data: Data::from(event.data_bytes()),
            id: event.id().map(Cow::Borrowed),
            last_event_id: event.last_event_id().into(),
            retry: event.retry,
        }
    }
}

impl From<Fields<'_>> for OwnedEvent {
    fn from(fields: Fields<'_>) -> Self {
        let mut event = Self::new(&fields.data)
            .with_event_type(fields.event_type)
            .with_last_event_id(fields.last_event_id);
        if let Some(id) = fields.id {
            event = event.with_id(id);
        }
        match fields.retry.map(Duration::from_millis) {
            Some(time) => event.with_retry(time),
            None => event,
        }
    }
}

/// As `event_type`, `data`, `id` (its own, or none), `last_event_id` and `retry` (in milliseconds, or none). Data that
/// are UTF-8 are a string, others bytes; in a format that is not for people they are always bytes.
impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Fields::from(self).serialize(serializer)
    }
}

/// Like [`Event`].
impl Serialize for OwnedEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_event().serialize(serializer)
    }
}

/// As [`Event`] is serialized; what is missing is empty or none. `id` wins over another `last_event_id`. The span is
/// empty.
///
/// ```
/// use unchunk::sse::OwnedEvent;
///
/// let event: OwnedEvent = serde_json::from_str(r#"{"data": "a", "id": "7"}"#)?;
/// assert!(event.same_content(&OwnedEvent::new("a").with_id("7")));
/// assert_eq!(
///     serde_json::to_string(&event)?,
///     r#"{"event_type":"message","data":"a","id":"7","last_event_id":"7","retry":null}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for OwnedEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(Self::from)
    }
}

/// As its text: a string, or bytes where that is not UTF-8.
impl Serialize for TextLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Data::from(self.text_bytes()).serialize(serializer)
    }
}

/// Like [`TextLine`].
impl Serialize for OwnedTextLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_line().serialize(serializer)
    }
}

/// As [`TextLine`] is serialized; the span is empty.
impl<'de> Deserialize<'de> for OwnedTextLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Data::deserialize(deserializer).map(Self::new)
    }
}
