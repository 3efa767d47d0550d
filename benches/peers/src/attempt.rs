//! Runs what may panic.

use std::panic::{self, AssertUnwindSafe};

/// The result, or none if it panicked. Says nothing on standard error.
pub fn attempt<T>(run: impl FnOnce() -> T) -> Option<T> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(run)).ok();
    panic::set_hook(hook);
    result
}
