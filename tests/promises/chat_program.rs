//! The chat in `examples/chat.rs`, run as a program.

use crate::example;
use std::process::Command;

#[test]
fn the_answer_is_whole_although_its_connections_break() {
    let output = Command::new(example::program("chat")).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    let answer = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answer, include_str!("../../examples/chat/answer.txt"));
    // Cut off inside event 24, refused, and silent before event 75.
    let connections: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("[connecting"))
        .collect();
    let expected = [
        "[connecting]",
        "[connecting, from event 23 on]",
        "[connecting, from event 23 on]",
        "[connecting, from event 74 on]",
    ];
    assert_eq!(connections, expected);
}
