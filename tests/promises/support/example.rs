//! The examples as programs.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The program of an example, which `cargo test` has built already, unless it was for this package alone.
pub fn program(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--examples",
                "--profile",
                "test",
                "--manifest-path",
            ])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
            .status()
            .unwrap();
        assert!(built.success());
        // This test lies in <target>/<profile>/deps.
        let test = std::env::current_exe().unwrap();
        test.ancestors().nth(3).unwrap().join("debug/examples")
    });
    folder.join(name)
}
