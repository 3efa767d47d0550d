//! What a reader makes of an answer.

use std::fmt;

use unchunk::Verdict;
use unchunk::adapters::Error;
use unchunk::sse::{Items, OwnedItem};

/// An answer as a reader tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<String>,
    pub items: Vec<Item>,
    pub ending: Ending,
}

/// An event or a comment.
#[derive(Clone, PartialEq)]
pub enum Item {
    Event {
        event_type: String,
        last_event_id: String,
        data: String,
    },
    Comment(String),
}

/// How the body ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    Complete,
    /// Inside an event, of whose data these bytes came. Whether the transport has told as well depends on the transport:
    /// where only the closed socket ends a body, it cannot.
    Cut(Vec<u8>),
    /// It was no event stream, but a body that begins with this.
    Foreign(String),
}

impl Item {
    pub fn event(event_type: &str, last_event_id: &str, data: &str) -> Self {
        Self::Event {
            event_type: event_type.to_owned(),
            last_event_id: last_event_id.to_owned(),
            data: data.to_owned(),
        }
    }

    pub fn comment(text: &str) -> Self {
        Self::Comment(text.to_owned())
    }
}

impl From<OwnedItem> for Item {
    fn from(item: OwnedItem) -> Self {
        match item {
            OwnedItem::Event(event) => Self::event(
                event.event_type(),
                event.last_event_id(),
                event.data_str().expect("all that is served is UTF-8"),
            ),
            OwnedItem::Comment(comment) => Self::comment(&comment.text()),
            item => panic!("nothing else is served: {item:?}"),
        }
    }
}

/// Short even where the data are not: failing assertions print it.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event {
                event_type,
                last_event_id,
                data,
            } => {
                let shown: String = data.chars().take(60).collect();
                write!(
                    f,
                    "{event_type}#{last_event_id} {shown:?}, {} bytes",
                    data.len()
                )
            }
            Self::Comment(text) => write!(f, ": {text}"),
        }
    }
}

/// Takes down what an adapter tells, item by item.
#[derive(Debug, Default)]
pub struct Record {
    items: Vec<Item>,
    verdict: Option<Ending>,
    transport_failed: bool,
}

impl Record {
    pub fn take<E: fmt::Display>(&mut self, told: Result<OwnedItem, Error<E>>) {
        assert!(self.verdict.is_none(), "the verdict comes last");
        match told {
            Ok(item) => self.items.push(item.into()),
            Err(Error::Transport(_)) => self.transport_failed = true,
            Err(Error::Truncated { tail, .. }) => self.verdict = Some(Ending::Cut(tail.into())),
            Err(Error::Foreign { head, .. }) => {
                let head = String::from_utf8_lossy(&head).into_owned();
                self.verdict = Some(Ending::Foreign(head));
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// The answer, when the adapter has no more to tell. Where the transport has failed, that is all it tells of the end,
    /// and the decoder is asked.
    pub fn into_answer(
        self,
        status: u16,
        content_type: Option<String>,
        decoder: &mut Items,
    ) -> Answer {
        let end = decoder.finish().expect("the end of events is no error");
        let ending = match self.verdict {
            Some(ending) => ending,
            None if self.transport_failed => match end.verdict() {
                Verdict::Truncated { tail, .. } => Ending::Cut(tail.to_vec()),
                verdict => panic!("the transport failed, but {verdict:?}"),
            },
            None => Ending::Complete,
        };
        Answer {
            status,
            content_type,
            items: self.items,
            ending,
        }
    }
}
