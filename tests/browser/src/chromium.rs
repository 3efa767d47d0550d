//! What Chromium tells: `drive.mjs` starts it and lets it read.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::reading::Reading;

/// What to read. A stream is an index, with the event types that it may name.
#[derive(Serialize)]
pub struct Plan {
    pub origins: Vec<String>,
    pub streams: Vec<BTreeSet<String>>,
    pub race: Race,
}

/// Streams to reconnect to after each end, until the mark's second connection.
#[derive(Serialize)]
pub struct Race {
    pub runners: Vec<usize>,
    pub mark: usize,
}

#[derive(Deserialize)]
pub struct Told {
    pub version: String,
    pub readings: Vec<Reading>,
    /// For each runner, whether its second connection came before the mark's.
    #[serde(rename = "beforeMark")]
    pub before_mark: Vec<bool>,
}

/// Starts Chromium and lets it read.
pub fn read(plan: &Plan) -> Result<Told, Box<dyn Error>> {
    let mut driver = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/drive.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("node: {error}"))?;
    let mut to_driver = driver.stdin.take().expect("it is piped");
    to_driver.write_all(&serde_json::to_vec(plan)?)?;
    drop(to_driver);
    let output = driver.wait_with_output()?;
    if !output.status.success() {
        return Err("the driver failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
