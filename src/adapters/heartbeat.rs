//! When a silent connection needs a sign of life.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use pin_project_lite::pin_project;

/// An idle timer: [`NoHeartbeats`] or [`Heartbeats`].
///
/// Sealed, since no other is needed.
#[doc(alias("keepalive", "heartbeat", "timeout"))]
pub trait IdleTimer {
    /// Something was sent: the time of idleness begins from the start.
    #[doc(hidden)]
    fn restart(self: Pin<&mut Self>);

    /// Ready when nothing has been sent for long enough. After that, it runs from the start.
    #[doc(hidden)]
    fn poll_idle(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()>;
}

/// No heartbeats at all.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct NoHeartbeats {}

impl IdleTimer for NoHeartbeats {
    fn restart(self: Pin<&mut Self>) {}

    fn poll_idle(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

pin_project! {
    /// A heartbeat after each time of idleness, measured by a closure that sleeps.
    ///
    /// The time is measured from when there is nothing to send: never right at the start or after something was sent. A
    /// receiver that takes nothing for a while is sent one heartbeat after that, not those it has missed.
    #[doc(alias = "keepalive")]
    pub struct Heartbeats<Z, T> {
        every: Duration,
        sleep: Z,
        #[pin]
        timer: Option<T>,
    }
}

impl<Z: FnMut(Duration) -> T, T: Future> Heartbeats<Z, T> {
    pub(super) const fn new(every: Duration, sleep: Z) -> Self {
        Self {
            every,
            sleep,
            timer: None,
        }
    }
}

impl<Z: FnMut(Duration) -> T, T: Future> IdleTimer for Heartbeats<Z, T> {
    fn restart(self: Pin<&mut Self>) {
        self.project().timer.set(None);
    }

    fn poll_idle(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if this.timer.is_none() {
            this.timer.set(Some((this.sleep)(*this.every)));
        }
        if let Some(timer) = this.timer.as_mut().as_pin_mut() {
            ready!(timer.poll(context));
        }
        this.timer.set(None);
        Poll::Ready(())
    }
}

impl<Z, T> fmt::Debug for Heartbeats<Z, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heartbeats")
            .field("every", &self.every)
            .finish_non_exhaustive()
    }
}
