//! A session joined with a decoder.

use core::time::Duration;

use super::action::{Action, Delivery};
use super::builder::SessionBuilder;
use super::machine::Session;
use super::reason::{Closed, OrderError};
use crate::sse::{Decoder, DecoderBuilder, Event, OwnedEvent};
use crate::{Error, Verdict};

/// A [`Session`] with the [`Decoder`] of its streams: chunks go in, events to be delivered come out.
///
/// It decides nothing on its own. It makes the decoder ready for each connection, reports to the session what the
/// decoder finds, and turns the decoder's verdict into a [`Closed`]. See the [module](super) for an example.
#[derive(Debug, Clone)]
pub struct EventSource {
    session: Session,
    decoder: Decoder,
    /// The event that a cut has left unfinished, if nothing else will come.
    unfinished: Option<OwnedEvent>,
}

/// Why [`EventSource::decode`] has returned no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// Bytes were given, but no connection is open.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// An event was skipped; decoding goes on after it.
    #[error(transparent)]
    Decode(#[from] Error),
}

impl EventSource {
    /// Joins a session with a decoder. Both begin with the session's last event ID, or with the decoder's if it has
    /// none.
    #[must_use]
    pub fn new(mut session: Session, decoder: DecoderBuilder) -> Self {
        // The session knows what becomes of an unfinished event.
        let decoder = decoder.salvage(true);
        let decoder = match session.last_event_id() {
            "" => decoder.build(),
            id => decoder.last_event_id(id).build(),
        };
        session.set_last_event_id(decoder.last_event_id());
        Self {
            session,
            decoder,
            unfinished: None,
        }
    }

    /// Returns what to do now, like [`Session::poll`].
    pub fn poll(&mut self, now: Duration) -> Action<'_> {
        self.take_note();
        if self.session.is_overdue(now) {
            self.session.poll(now);
            self.take_unfinished_in();
            return Action::Close;
        }
        let action = self.session.poll(now);
        if let Action::Open(_) = action {
            self.decoder.reconnect();
        }
        action
    }

    /// Reports the head of the response, like [`Session::opened`].
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NoResponseAwaited`] if no response is awaited.
    pub fn opened(
        &mut self,
        now: Duration,
        status: u16,
        content_type: Option<&str>,
    ) -> Result<(), OrderError> {
        self.session.opened(now, status, content_type)
    }

    /// Reports a chunk of the body and decodes the next event to be delivered, advancing `input`. Call it until it
    /// returns `Ok(None)`, like [`Decoder::decode`].
    ///
    /// The sentinel is not lent, and what comes after it is skipped. So is the body of a response that did not announce
    /// the connection.
    ///
    /// # Errors
    ///
    /// Returns [`SourceError::Order`] if no connection is open; `input` is as it was. Returns [`SourceError::Decode`]
    /// if [`Decoder::decode`] returns an error: an event was skipped, call again.
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        now: Duration,
        input: &mut &'i [u8],
    ) -> Result<Option<Event<'d>>, SourceError> {
        if input.is_empty() {
            // An empty chunk is no sign of life, but what was lent can be given back now.
            self.decoder.decode(input)?;
            return Ok(None);
        }
        self.session.bytes(now)?;
        if self.session.is_closing() {
            *input = &[];
            return Ok(None);
        }
        let Some(event) = self.decoder.decode(input)? else {
            return Ok(None);
        };
        match self.session.event(now, &event)? {
            Delivery::Deliver => Ok(Some(event)),
            Delivery::Done | Delivery::Discard => {
                *input = &[];
                Ok(None)
            }
        }
    }

    /// Reports that the body ended as far as the transport can tell. The decoder's verdict is reported to the session.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NothingToClose`] if nothing is out.
    pub fn ended(&mut self, now: Duration) -> Result<(), OrderError> {
        let closed = self.decoder.verdict().into();
        self.close(now, closed)
    }

    /// Reports that the request or the connection failed: [`Closed::Failed`].
    ///
    /// # Errors
    ///
    /// Returns [`OrderError::NothingToClose`] if nothing is out.
    pub fn failed(&mut self, now: Duration) -> Result<(), OrderError> {
        self.close(now, Closed::Failed)
    }

    fn close(&mut self, now: Duration, closed: Closed) -> Result<(), OrderError> {
        self.take_note();
        self.session.closed(now, closed)?;
        self.take_unfinished_in();
        Ok(())
    }

    /// Reports the event that the end of the connection has left unfinished, like [`Session::unfinished`].
    fn take_unfinished_in(&mut self) {
        if let Ok(end) = self.decoder.finish()
            && let Some(event) = end.into_last()
            && self.session.unfinished(&event) == Ok(Delivery::Deliver)
        {
            self.unfinished = Some(event.into_owned());
        }
    }

    /// The event that a cut has left unfinished, if nothing reconnects: to be delivered last, if at all.
    ///
    /// ```
    /// use std::time::Duration;
    /// use unchunk::session::{Action, EventSource, Session};
    /// use unchunk::sse;
    ///
    /// let mut source = EventSource::new(Session::answers().build(), sse::Decoder::builder());
    /// let now = Duration::ZERO;
    /// assert!(matches!(source.poll(now), Action::Open(_)));
    /// source.opened(now, 200, Some("text/event-stream"))?;
    /// assert!(source.decode(now, &mut &b"data: The ans"[..])?.is_none());
    /// source.ended(now)?;
    /// assert!(matches!(source.poll(now), Action::End(reason) if !reason.is_intended()));
    /// assert_eq!(source.unfinished().unwrap().data(), "The ans");
    /// # Ok::<(), unchunk::session::SourceError>(())
    /// ```
    #[must_use]
    pub const fn unfinished(&self) -> Option<&OwnedEvent> {
        self.unfinished.as_ref()
    }

    #[cfg(feature = "stream")]
    pub(crate) const fn take_unfinished(&mut self) -> Option<OwnedEvent> {
        self.unfinished.take()
    }

    /// Ends it for good, like [`Session::abort`].
    pub fn abort(&mut self) {
        self.session.abort();
    }

    /// Reports a `Retry-After` header, like [`Session::retry_after`].
    pub fn retry_after(&mut self, now: Duration, value: &str) -> bool {
        self.session.retry_after(now, value)
    }

    /// Reports a `Retry-After` header that may be a date, like [`Session::retry_after_from`].
    #[cfg(feature = "httpdate")]
    pub fn retry_after_from(
        &mut self,
        now: Duration,
        value: &str,
        time: std::time::SystemTime,
    ) -> bool {
        self.session.retry_after_from(now, value, time)
    }

    /// Opens no request before this time, like [`Session::postpone`].
    pub fn postpone(&mut self, until: Duration) {
        self.session.postpone(until);
    }

    /// The verdict on the stream of the last connection, if it ended here.
    pub fn verdict(&self) -> Verdict<'_> {
        self.decoder.verdict()
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The decoder, for its verdict and tail, say. Until the next connection is opened it is as the last one left it.
    #[must_use]
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Reports an ID or a time that may have come without an event, but not those of an unfinished one.
    fn take_note(&mut self) {
        self.session
            .take_last_event_id(self.decoder.lent_last_event_id());
        if let Some(time) = self.decoder.reconnection_time() {
            self.session.set_reconnection_time(time);
        }
    }
}

impl From<Session> for EventSource {
    fn from(session: Session) -> Self {
        Self::new(session, Decoder::builder())
    }
}

impl From<SessionBuilder> for EventSource {
    fn from(session: SessionBuilder) -> Self {
        session.build().into()
    }
}
