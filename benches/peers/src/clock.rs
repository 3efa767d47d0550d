//! The processor time of this thread: what other programs do in between is not counted.

use std::time::Duration;

use cpu_time::ThreadTime;

/// Processor time since the thread began.
pub fn now() -> Duration {
    ThreadTime::now().as_duration()
}
