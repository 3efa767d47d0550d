//! The recipe that runs the cases against the parser of another crate finds what is known to be wrong with that.

#[allow(dead_code, reason = "its main function")]
#[path = "../examples/eventsource_stream.rs"]
mod recipe;

#[test]
fn what_is_wrong_is_found() {
    std::panic::set_hook(Box::new(|_| {}));
    let report = recipe::report();
    let _ = std::panic::take_hook();
    // Of the version in Cargo.lock.
    assert!(
        report.ends_with("\n84 of 454 cases are wrong\n"),
        "{report}"
    );
    // For one, a byte order mark makes it panic.
    assert!(report.contains("not Err(\"it panics\")"), "{report}");
}
