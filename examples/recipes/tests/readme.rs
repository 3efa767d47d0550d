//! The README shows what is compiled here, and what is compiled here works.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

const README: &str = include_str!("../../../README.md");
const LINK: &str = "](examples/recipes/src/bin/";

fn dedent(code: &str) -> String {
    let indent = code
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let lines = code.lines().map(|line| line.get(indent..).unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether some lines of the source are this code, but for how far they are indented.
fn shows(source: &str, code: &str) -> bool {
    let source: Vec<&str> = source.lines().collect();
    let code = dedent(code);
    let mut windows = source.windows(code.lines().count());
    windows.any(|lines| dedent(&lines.join("\n")) == code)
}

#[test]
fn the_readme_shows_a_part_of_every_recipe() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin");
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut shown = BTreeSet::new();
    for recipe in README.split(LINK).skip(1) {
        let (file, rest) = recipe.split_once(')').unwrap();
        let (_, rest) = rest.split_once("\n```rs\n").expect("code behind the link");
        let (code, _) = rest.split_once("\n```\n").unwrap();
        let source = fs::read_to_string(format!("{folder}/{file}")).unwrap();
        assert!(shows(&source, code), "{file} has no lines like\n{code}");
        shown.insert(file.to_owned());
    }
    assert_eq!(shown, files.collect());
    assert_eq!(README.matches("\n```rs\n").count(), shown.len());
}

/// What a recipe prints.
fn output(program: &str) -> String {
    let output = Command::new(program).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn recipes_that_read() {
    let events = "message: {\"delta\":\"Hello, \"}\nmessage: {\"delta\":\"世\"}\nmessage: {\"delta\":\"界!\"}\n\
        message: [DONE]\n";
    assert_eq!(output(env!("CARGO_BIN_EXE_with_reqwest")), events);
    assert_eq!(output(env!("CARGO_BIN_EXE_typed_json")), "Hello, 世界!\n");
    assert_eq!(
        output(env!("CARGO_BIN_EXE_blocking")),
        "message: Hel\nmessage: lo\n"
    );
    assert_eq!(
        output(env!("CARGO_BIN_EXE_with_tokio")),
        "{\"id\":1}\n\"unexpected byte at byte 9\"\n{\"id\":2}\n"
    );
}

#[test]
fn recipes_that_serve() {
    assert_eq!(
        output(env!("CARGO_BIN_EXE_with_axum")),
        "data: Hel\n\ndata: lo\n\n"
    );
    assert_eq!(output(env!("CARGO_BIN_EXE_with_hyper")), "Hel\nlo\n");
}

#[test]
fn the_gateway_forwards_what_comes() {
    let expected = [
        "retry: 10\nid: 1\ndata: {\"delta\":\"Hello, \"}\n\n",
        "id: 2\ndata: {\"delta\":\"世\"}\n\n",
        "id: 3\ndata: {\"delta\":\"界!\"}\n\n",
        "data: [DONE]\n\n",
    ];
    assert_eq!(output(env!("CARGO_BIN_EXE_gateway")), expected.concat());
}

#[test]
fn the_client_that_was_cut_off_has_every_event_once() {
    let told = "{\"delta\":\"Hello, \"}\n{\"delta\":\"世\"}\n{\"delta\":\"界!\"}\n";
    assert_eq!(output(env!("CARGO_BIN_EXE_reconnect")), told);
}
