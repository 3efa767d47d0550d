//! What the crate tells as WebAssembly: `wasm.mjs` lets it read, in Node.

use std::error::Error;
use std::path::Path;

use crate::node;
use crate::reading::Reading;
use crate::streams::Stream;

/// Lets the module at `path`, with `unchunk.js` beside it, read.
pub fn read(path: &Path, streams: &[Stream]) -> Result<Vec<Reading>, Box<dyn Error>> {
    let chunks: Vec<Vec<String>> = streams
        .iter()
        .map(|stream| stream.chunks().into_iter().map(hex).collect())
        .collect();
    node::run("wasm.mjs", &[path.as_os_str()], &chunks)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
