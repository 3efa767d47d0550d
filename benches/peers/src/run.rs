//! A run: what the options ask for, one section of the report after the other.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use unchunk_peers::candidate::{self, Candidate};
use unchunk_peers::feed::Format;
use unchunk_peers::inputs::{self, Chunking, Input};

use crate::chart::Panel;
use crate::curve::{self, Curve, Sizes};
use crate::document::Document;
use crate::instructions::Count;
use crate::job::Stored;
use crate::options::Options;
use crate::profile::Profile;
use crate::timing::{self, Plan, Row};
use crate::{chart, conformance, figures, growth, instructions, report, selection};

const TIME: &str = "Processor time per event or value: the median of the rounds, in brackets the quietest. *wrong*: other events or \
bytes than the generator put in, hence not timed. `>`: stopped while it still ran.";
const RATIOS: &str = "How many times as long as unchunk the best correct peer takes, by quietest rounds: the smaller of the profiles' \
ratios. A stream is compared with streams, all else with peers that are fed slices. Bold: not ahead.";
const INSTRUCTIONS: &str = "Per event or value, counted by callgrind: the same on every run of the same programs, whatever else the \
machine does.";
const CURVES: &str = "Where a face is not ahead of its best correct rival, by quietest rounds, and the steepest step: by how much a \
byte costs more at the next larger size. `--out` draws it all.";
const CONFORMANCE: &str =
    "Edge cases of WHATWG HTML § 9.2. *late*: right, but not before the stream ends.";

pub struct Run {
    options: Options,
    plan: Plan,
    executables: Vec<(Profile, PathBuf)>,
    candidates: Vec<Candidate>,
    document: Document,
    /// Of the tables, and of the curves.
    rows: Vec<Row>,
    curves: Vec<Row>,
    counts: Vec<Count>,
    /// What a decoder of ours got wrong outside the rows.
    faults: Vec<String>,
}

impl Run {
    pub fn new(options: Options) -> Result<Self, Box<dyn Error>> {
        let mut executables = Vec::new();
        for profile in &options.profiles {
            executables.push((*profile, profile.build()?));
        }
        let (plan, candidates) = match options.quick {
            true => (Plan::QUICK, selection::few()),
            false => (Plan::FULL, candidate::all()),
        };
        Ok(Self {
            options,
            plan,
            executables,
            candidates,
            document: Document::default(),
            rows: Vec::new(),
            curves: Vec::new(),
            counts: Vec::new(),
            faults: Vec::new(),
        })
    }

    /// Does it all, and says what decoders of ours got wrong.
    pub fn report(mut self) -> Result<Vec<String>, Box<dyn Error>> {
        self.document.add(&format_args!(
            "# unchunk beside its peers\n\n{}. Seed {}.\n",
            report::versions(),
            self.options.seed
        ));
        self.times()?;
        if self.options.curve {
            self.curves()?;
        }
        if self.options.instructions {
            self.instructions()?;
        }
        if self.options.rows.is_none() {
            self.beside_time()?;
        }
        if let Some(directory) = &self.options.out {
            fs::create_dir_all(directory)?;
            fs::write(directory.join("peers.md"), self.document.text())?;
        }
        let wrong = self.wrong();
        if let Some(path) = self.options.json.take() {
            // A size that is also in a table is there twice.
            let Self { rows, curves, .. } = &mut self;
            curves.retain(|row| rows.iter().all(|other| !row.is_again(other)));
            rows.append(curves);
            figures::write(&path, &self.rows, self.counts)?;
        }
        Ok(wrong)
    }

    /// All of them, unless a quick run is left to choose.
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = inputs::all(self.options.seed);
        if self.options.quick && self.options.rows.is_none() {
            inputs.retain(|input| selection::QUICK_INPUTS.contains(&input.name));
        }
        inputs
    }

    fn times(&mut self) -> Result<(), Box<dyn Error>> {
        self.document.section("Time", TIME);
        for input in self.inputs() {
            let chunkings: Vec<Chunking> = selection::CHUNKINGS
                .into_iter()
                .filter(|chunking| self.options.wants(input.name, *chunking))
                .collect();
            if chunkings.is_empty() {
                continue;
            }
            let stored = Stored::new(&input)?;
            for (profile, executable) in &self.executables {
                let mut rows = Vec::new();
                for chunking in &chunkings {
                    let build = (*profile, executable.as_path());
                    rows.push(timing::row(
                        self.plan,
                        &stored,
                        *chunking,
                        &self.candidates,
                        build,
                    )?);
                }
                self.document.add(&format_args!(
                    "### {} ({}), {}\n",
                    input.what,
                    input.name,
                    profile.name()
                ));
                self.document.add(&report::times(&rows));
                self.rows.append(&mut rows);
            }
        }
        self.document.section("Ratios", RATIOS);
        for rows in self.rows.chunk_by(|a, b| a.is_sse() == b.is_sse()) {
            self.document.add(&report::ratios(rows));
        }
        Ok(())
    }

    fn curves(&mut self) -> Result<(), Box<dyn Error>> {
        let sizes = Sizes::new(self.options.seed);
        let mut inputs = self.inputs();
        inputs.retain(|input| selection::CURVE_INPUTS.contains(&input.name));
        for input in inputs {
            for chunking in &sizes.chunkings {
                self.curve_row(&input, *chunking)?;
            }
        }
        for format in [Format::Sse, Format::JsonLines] {
            for (input, chunking) in sizes.events(format) {
                self.curve_row(&input, chunking)?;
            }
        }
        self.draw()
    }

    /// Draws the curves of the last profile, which is LTO unless it was left out.
    fn draw(&mut self) -> Result<(), Box<dyn Error>> {
        let Some((profile, _)) = self.executables.last() else {
            return Ok(());
        };
        let mut rows: Vec<&Row> = self.curves.iter().collect();
        rows.retain(|row| row.profile == *profile);
        let curves = curve::of_rows(&rows);
        self.document.section("Curves", CURVES);
        self.document.add(&curve::summary(&curves));
        let Some(directory) = &self.options.out else {
            return Ok(());
        };
        fs::create_dir_all(directory)?;
        for (name, is_sse) in [("sse.svg", true), ("json.svg", false)] {
            let panels: Vec<Panel> = curves
                .iter()
                .filter(|curve| curve.is_sse() == is_sse)
                .map(Curve::panel)
                .collect();
            if !panels.is_empty() {
                fs::write(directory.join(name), chart::svg(&panels))?;
            }
        }
        Ok(())
    }

    fn curve_row(&mut self, input: &Input, chunking: Chunking) -> Result<(), Box<dyn Error>> {
        if !self.options.wants(input.name, chunking) {
            return Ok(());
        }
        let stored = Stored::new(input)?;
        for (profile, executable) in &self.executables {
            self.curves.push(timing::row(
                Plan::QUICK,
                &stored,
                chunking,
                &selection::few(),
                (*profile, executable),
            )?);
        }
        Ok(())
    }

    fn instructions(&mut self) -> Result<(), Box<dyn Error>> {
        self.document.section("Instructions", INSTRUCTIONS);
        for (profile, executable) in &self.executables {
            self.counts.extend(instructions::count(
                &selection::few(),
                |input, chunking| self.options.wants(input, chunking),
                (*profile, executable),
            )?);
        }
        for table in report::instructions(&self.counts) {
            self.document.add(&table);
        }
        Ok(())
    }

    fn beside_time(&mut self) -> Result<(), Box<dyn Error>> {
        if !self.options.quick {
            growth::report(&mut self.document, &self.candidates, &self.executables[0])?;
        }
        // Last, as a decoder that hangs goes on in the background.
        self.document.section("Conformance", CONFORMANCE);
        let conformance = conformance::judge_all(&self.candidates);
        self.document.add(&conformance.table);
        for note in &conformance.notes {
            self.document.add(&format_args!("- {note}"));
        }
        self.faults = conformance.faults_of_ours;
        Ok(())
    }

    /// What decoders of ours got wrong.
    fn wrong(&self) -> Vec<String> {
        let rows = self.rows.iter().chain(&self.curves).flat_map(|row| {
            row.cells
                .iter()
                .filter(|cell| cell.candidate.side.is_ours() && cell.outcome.is_wrong())
                .map(|cell| {
                    let chunks = row.chunking.name();
                    format!("{}: {}, {chunks}", cell.candidate.name, row.input)
                })
        });
        rows.chain(self.faults.iter().cloned()).collect()
    }
}
