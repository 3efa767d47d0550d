//! What Chromium tells: `chromium.mjs` starts it and lets it read.

use std::collections::BTreeSet;
use std::error::Error;

use serde::{Deserialize, Serialize};

use crate::node;
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
    node::run("chromium.mjs", &[], plan)
}
