//! What the sources keep to: the oracles know nothing of the decoders, and every public item has an example.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Code without its comments, among them examples.
fn code(file: &str) -> String {
    let text = fs::read_to_string(src().join(file)).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What a file names of this crate and of others: `unchunk::ErrorKind` and the like; lists are taken apart.
fn named(file: &str) -> BTreeSet<String> {
    let code = code(file);
    let mut named = BTreeSet::new();
    for root in [
        "unchunk::",
        "crate::",
        "super::",
        "bytes::",
        "unchunk as",
        "extern ",
    ] {
        for (at, _) in code.match_indices(root) {
            let path = &code[at..];
            let end = path
                .find([';', '(', ')', ' ', ',', '>'])
                .unwrap_or(path.len());
            match path[..end].split_once('{') {
                None => {
                    named.insert(path[..end].to_owned());
                }
                Some((prefix, _)) => {
                    let (list, _) = path[prefix.len() + 1..].split_once('}').unwrap();
                    let items = list
                        .split(',')
                        .map(str::trim)
                        .filter(|item| !item.is_empty());
                    named.extend(items.map(|item| format!("{prefix}{item}")));
                }
            }
        }
    }
    named
}

#[test]
fn oracles_import_nothing_of_the_crate_but_plain_types() {
    // Kinds, with nothing that reads bytes, and the types below.
    let plain = [
        "unchunk::ErrorKind",
        "unchunk::json::Framing",
        "crate::Ending",
        "super::Event",
        "super::Limits",
        "super::Options",
        "super::Place",
        "super::Reading",
        "super::Seen",
    ];
    let oracles = ["sse/oracle.rs", "json/oracle.rs", "text.rs"];
    for oracle in oracles {
        for name in named(oracle) {
            assert!(plain.contains(&&*name), "{oracle} names {name}");
        }
    }
    // The files in which these types are declare no more than they must, and use nothing else of the crate.
    let of_types = [
        "unchunk::ErrorKind",
        "unchunk::json::Framing",
        "crate::Ending",
    ];
    for file in ["sse.rs", "json.rs"] {
        for name in named(file) {
            assert!(of_types.contains(&&*name), "{file} names {name}");
        }
    }
    assert_eq!(
        named("ending.rs"),
        BTreeSet::from(["unchunk::Verdict".to_owned()])
    );
    // The test sees what is imported.
    assert!(named("sse/oracle.rs").contains("super::Limits"));
    assert!(named("transport.rs").contains("bytes::BytesMut"));
}

/// The documentation right above a line, and above its attributes.
fn doc_above(lines: &[&str], at: usize) -> String {
    let above = lines[..at].iter().rev().map(|line| line.trim());
    let doc: Vec<&str> = above
        .take_while(|line| line.starts_with("///") || line.starts_with("#["))
        .collect();
    doc.join("\n")
}

#[test]
fn every_public_item_has_an_example() {
    let mut items = 0;
    for file in sources(&src()) {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let is_item = [
                "fn", "async fn", "const fn", "struct", "enum", "trait", "const",
            ]
            .iter()
            .any(|kind| line.trim_start().starts_with(&format!("pub {kind} ")));
            if is_item && !line.contains("trait Sealed") {
                items += 1;
                let place = format!("{}:{}: {}", file.display(), at + 1, line.trim());
                assert!(doc_above(&lines, at).contains("```"), "no example: {place}");
            }
        }
    }
    assert!(items > 70, "{items}");
}
