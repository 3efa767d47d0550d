//! The guides and the README show what is compiled here, and what is compiled here works.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

const READMES: [&str; 2] = [
    include_str!("../../../README.md"),
    include_str!("../../../README.zh-CN.md"),
];
const GUIDES: [&str; 4] = [
    include_str!("../../../src/guide/llm_client.md"),
    include_str!("../../../src/guide/gateway.md"),
    include_str!("../../../src/guide/server.md"),
    include_str!("../../../src/guide/logs_and_language_servers.md"),
];
const PATH: &str = "examples/recipes/src/bin/";
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin");

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

/// The functions of a snippet, as paragraphs: without what it imports, and without what rustdoc hides.
fn functions(snippet: &str) -> Vec<String> {
    let shown = snippet.lines().filter(|line| !line.starts_with("# "));
    let shown = shown.collect::<Vec<_>>().join("\n");
    let paragraphs = shown.split("\n\n").filter(|part| !part.starts_with("use "));
    paragraphs.map(str::to_owned).collect()
}

#[test]
fn the_guides_show_every_recipe() {
    let files = fs::read_dir(SOURCES).unwrap();
    let files: BTreeSet<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut named = BTreeSet::new();
    for mention in GUIDES.iter().flat_map(|guide| guide.split(PATH).skip(1)) {
        let (file, rest) = mention.split_once('`').unwrap();
        named.insert(file.to_owned());
        // Two programs are smaller than the snippet before them, which is a doctest like all others.
        if ["with_reqwest.rs", "typed_json.rs"].contains(&file) {
            continue;
        }
        let (_, rest) = rest.split_once("\n```rust\n").expect("code after the name");
        let (snippet, _) = rest.split_once("\n```\n").unwrap();
        let source = fs::read_to_string(format!("{SOURCES}/{file}")).unwrap();
        for code in functions(snippet) {
            assert!(shows(&source, &code), "{file} has no lines like\n{code}");
        }
    }
    assert_eq!(named, files);
}

/// The code without comments at the ends of lines, which each README has in its language.
fn without_comments(code: &str) -> String {
    let lines = code
        .lines()
        .map(|line| line.split(" // ").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_readme_shows_a_part_of_a_recipe() {
    let source = without_comments(include_str!("../src/bin/typed_json.rs"));
    for readme in READMES {
        let (_, rest) = readme.split_once("\n```rs\n").unwrap();
        let (code, rest) = rest.split_once("\n```\n").unwrap();
        assert!(
            shows(&source, &without_comments(code)),
            "no lines like\n{code}"
        );
        assert!(!rest.contains("```rs"));
    }
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
        "{\"id\":1}\n\"unexpected byte at byte 9, line 2\"\n{\"id\":2}\n"
    );
}

/// A part of an answer is none, however cleanly the server ends it.
#[test]
fn an_answer_without_its_end_is_an_error() {
    let url = format!("http://{}/early", unchunk_recipes::serve().unwrap());
    let output = Command::new(env!("CARGO_BIN_EXE_typed_json"))
        .arg(url)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && errors.contains("MissingEnd"),
        "{errors}"
    );
    assert!(output.stdout.is_empty());
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
