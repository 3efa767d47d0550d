//! What one child does: one candidate on one input, cut in one way. As arguments of its command line.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use unchunk_peers::candidate::{self, Candidate};
use unchunk_peers::feed::{Feed, Format};
use unchunk_peers::inputs::{Chunking, Input};

/// The first argument of a child that is commanded, and of one that only does a number of passes.
pub const COMMANDED: &str = "--child";
pub const PASSES: &str = "--passes";

/// An input in files, so that a child's allocator has seen nothing but its candidate's work.
pub struct Stored<'i> {
    pub input: &'i Input,
    directory: tempfile::TempDir,
}

const BYTES: &str = "bytes";
const ENDS: &str = "ends";

impl<'i> Stored<'i> {
    pub fn new(input: &'i Input) -> std::io::Result<Self> {
        let directory = tempfile::tempdir()?;
        fs::write(directory.path().join(BYTES), &input.bytes)?;
        let ends: Vec<u8> = input
            .ends
            .iter()
            .flat_map(|end| end.to_le_bytes())
            .collect();
        fs::write(directory.path().join(ENDS), ends)?;
        Ok(Self { input, directory })
    }

    pub fn job(&self, candidate: Candidate, chunking: Chunking, cap: Duration) -> Job {
        Job {
            candidate,
            format: self.input.format,
            validated: self.input.validated,
            chunking,
            cap,
            directory: self.directory.path().to_owned(),
        }
    }
}

pub struct Job {
    pub candidate: Candidate,
    format: Format,
    validated: bool,
    chunking: Chunking,
    /// When to stop a pass.
    pub cap: Duration,
    directory: PathBuf,
}

impl Job {
    pub fn arguments(&self) -> [OsString; 6] {
        [
            self.candidate.name.into(),
            self.format.name().into(),
            self.validated.to_string().into(),
            self.chunking.to_string().into(),
            self.cap.as_nanos().to_string().into(),
            self.directory.clone().into(),
        ]
    }

    /// Reads what [`arguments`](Self::arguments) wrote.
    pub fn of_arguments(arguments: &[String]) -> Result<Self, Box<dyn Error>> {
        let [name, format, validated, chunking, cap, directory] = arguments else {
            return Err("a child takes six arguments".into());
        };
        let format = Format::of_name(format).ok_or("unknown format")?;
        let candidate = candidate::all()
            .into_iter()
            .find(|candidate| candidate.name == name && candidate.reads(format))
            .ok_or("unknown candidate")?;
        Ok(Self {
            candidate,
            format,
            validated: validated.parse()?,
            chunking: chunking.parse()?,
            cap: Duration::from_nanos(cap.parse()?),
            directory: directory.into(),
        })
    }

    pub fn feed(&self) -> std::io::Result<Feed> {
        let bytes = Bytes::from(fs::read(self.directory.join(BYTES))?);
        let ends = match self.chunking {
            Chunking::Event => read_ends(&self.directory)?,
            _ => Vec::new(),
        };
        let cuts = self.chunking.cuts(bytes.len(), ends);
        Ok(Feed::new(self.format, bytes, cuts).validated(self.validated))
    }
}

fn read_ends(directory: &Path) -> std::io::Result<Vec<usize>> {
    let bytes = fs::read(directory.join(ENDS))?;
    let (ends, _) = bytes.as_chunks();
    Ok(ends.iter().map(|end| usize::from_le_bytes(*end)).collect())
}
