//! Counts work, so that tests can show that it is linear. Compiles to nothing outside the crate's own tests.

#[cfg(test)]
std::thread_local! {
    static SCANNED: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
    static MOVED: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
    static ENTERED: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
}

/// Notes that a search looked at `bytes` bytes.
#[inline]
pub(crate) fn scanned(bytes: usize) {
    #[cfg(test)]
    SCANNED.set(SCANNED.get() + bytes as u64);
    let _ = bytes;
}

/// Notes that `bytes` bytes were copied or moved.
#[inline]
pub(crate) fn moved(bytes: usize) {
    #[cfg(test)]
    MOVED.set(MOVED.get() + bytes as u64);
    let _ = bytes;
}

/// Notes that a state machine was entered, which costs more than to pass it.
#[inline]
pub(crate) fn entered() {
    #[cfg(test)]
    ENTERED.set(ENTERED.get() + 1);
}

/// How often `work` entered a machine on this thread.
#[cfg(test)]
pub(crate) fn entries(work: impl FnOnce()) -> u64 {
    let before = ENTERED.get();
    work();
    ENTERED.get() - before
}

/// What `work` scanned and moved on this thread, in bytes.
#[cfg(test)]
pub(crate) fn measure(work: impl FnOnce()) -> (u64, u64) {
    let before = (SCANNED.get(), MOVED.get());
    work();
    (SCANNED.get() - before.0, MOVED.get() - before.1)
}

/// Else no bound on work would be broken by any.
#[test]
fn what_is_noted_is_measured() {
    scanned(1);
    let measured = measure(|| {
        scanned(2);
        moved(3);
        scanned(5);
    });
    assert_eq!(measured, (7, 3));
    entered();
    let entries = entries(|| {
        entered();
        entered();
    });
    assert_eq!(entries, 2);
}
