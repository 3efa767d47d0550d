//! Idle timers: when a silent connection needs a heartbeat.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use pin_project_lite::pin_project;

/// An idle timer: [`NoHeartbeats`] or [`Heartbeats`].
///
/// This trait is sealed.
#[doc(alias("keepalive", "heartbeat", "timeout"))]
pub trait IdleTimer {
    /// Notes that something was sent, and restarts the timer.
    #[doc(hidden)]
    fn restart(self: Pin<&mut Self>);

    /// Is ready when nothing has been sent for long enough, and then starts from zero.
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
    /// A heartbeat each time nothing has been sent for a while, measured by a closure that sleeps.
    ///
    /// The time runs from the moment at which there is nothing to send. A receiver that reads nothing for a while gets
    /// one heartbeat after that, not all that it has missed.
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
