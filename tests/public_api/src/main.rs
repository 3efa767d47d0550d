//! Compares the public API, with all features, with `public-api.txt`; `--write` renews that file.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use public_api::Builder;

/// Every type has these unless the file says that it has not.
const GRANTED: [&str; 3] = [
    "core::marker::Send ",
    "core::marker::Sync ",
    "core::marker::Unpin ",
];

/// These nobody names.
const INTERNAL: [&str; 5] = [
    "core::marker::Freeze ",
    "core::marker::StructuralPartialEq ",
    "core::marker::UnsafeUnpin ",
    "core::panic::unwind_safe::RefUnwindSafe ",
    "core::panic::unwind_safe::UnwindSafe ",
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = here.join("public-api.txt");
    let api = api(here)?;
    if std::env::args().nth(1).as_deref() == Some("--write") {
        fs::write(&file, api)?;
        return Ok(ExitCode::SUCCESS);
    }
    let known = fs::read_to_string(&file)?;
    let changed = changes(&known, &api);
    if changed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("{changed}");
    eprintln!(
        "The public API is not that of {}. Where that is meant, run:\n\n  \
         cargo run --manifest-path tests/public_api/Cargo.toml -- --write",
        file.display()
    );
    Ok(ExitCode::FAILURE)
}

/// A line per item. Of a trait that is implemented there is no more than that.
fn api(here: &Path) -> Result<String, Box<dyn Error>> {
    let target = here.join("target");
    let built = Command::new(env!("CARGO"))
        .args([
            "rustdoc",
            "--quiet",
            "--package=unchunk",
            "--lib",
            "--all-features",
            "--manifest-path",
        ])
        .arg(here.join("../../Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        // Stable has rustdoc's JSON, but not under a stable name.
        .env("RUSTC_BOOTSTRAP", "1")
        .status()?;
    if !built.success() {
        return Err("rustdoc failed".into());
    }
    let api = Builder::from_rustdoc_json(target.join("doc/unchunk.json"))
        .omit_blanket_impls(true)
        .build()?;
    let items: Vec<_> = api.items().map(|item| (item, item.to_string())).collect();
    let is_impl = |line: &str| line.starts_with("impl") && line.contains(" for ");
    let impls: HashSet<_> = items
        .iter()
        .filter(|(_, line)| is_impl(line))
        .map(|(item, _)| item.id())
        .collect();
    let is_of = |line: &str, traits: &[&str]| traits.iter().any(|name| line.contains(name));
    let is_told = |line: &str| {
        let granted = is_of(line, &GRANTED) && !line.contains(" !");
        !is_impl(line) || !(granted || is_of(line, &INTERNAL))
    };
    let mut lines = String::new();
    for (item, line) in &items {
        let in_impl = item.parent_id().is_some_and(|id| impls.contains(&id));
        // The guides are there for rustdoc alone.
        let is_guide = line.starts_with("pub mod unchunk::guide");
        if is_told(line) && !in_impl && !is_guide {
            lines += line;
            lines.push('\n');
        }
    }
    Ok(lines)
}

/// The lines that went and those that came.
fn changes(known: &str, api: &str) -> String {
    let missing = |from: &str, of: &str, sign: &str| -> Vec<String> {
        let of: Vec<&str> = of.lines().collect();
        from.lines()
            .filter(|line| !of.contains(line))
            .map(|line| format!("{sign} {line}"))
            .collect()
    };
    [missing(known, api, "-"), missing(api, known, "+")]
        .concat()
        .join("\n")
}
