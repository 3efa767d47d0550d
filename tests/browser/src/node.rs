//! Runs the package's scripts in Node: JSON in, JSON out.

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub fn run<T: DeserializeOwned>(
    script: &str,
    args: &[&OsStr],
    input: &impl Serialize,
) -> Result<T, Box<dyn Error>> {
    let mut node = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("node: {error}"))?;
    let to_node = node.stdin.take().expect("it is piped");
    serde_json::to_writer(to_node, input)?;
    let output = node.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{script} failed").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
