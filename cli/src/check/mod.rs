//! `corsac check`: all that is to be said about policies.

mod explanation;
mod file;
mod fix;
mod human;
mod json;
mod sarif;

use std::path::PathBuf;

use corsac::Severity;

use crate::context::{Context, Failure, Format};
use file::{Checked, Finding};

/// Report every error, warning and note about policies, at their place in the file.
#[derive(clap::Args)]
#[command(after_help = "\
Exit codes:
  0  no policy has an error (with `--deny warnings`: nor a warning)
  1  one has, or is no policy at all
  2  wrong usage, or a file could not be read or written

Safe suggestions, which `--fix` applies, remove what has no effect, or write an origin as browsers do. They never
change what a policy that compiles answers. Comments and layout stay.")]
pub(crate) struct Args {
    /// Policies: documents or images; `-` is standard input.
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// Apply the safe suggestions to the files.
    #[arg(long)]
    fix: bool,
    /// Exit with 1 for these, too.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Also warnings.
    Warnings,
}

/// Checks every file, also after one that cannot be read.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let denied = arguments.deny.map_or(Severity::Error, |Deny::Warnings| Severity::Warning);
    let mut report = Report::new(context.format());
    for path in &arguments.policies {
        match Checked::new(path, arguments.fix) {
            Ok(file) => {
                let findings = file.findings();
                let worst = findings.iter().map(|finding| finding.severity).max();
                if worst >= Some(denied) {
                    context.found();
                }
                if let Some(problem) = &file.not_fixed {
                    context.fail(problem);
                }
                report.add(&file, findings, context)?;
            }
            Err(Failure::Message(message)) => {
                report.failures.push(message.clone());
                context.fail(message);
            }
            Err(other) => return Err(other),
        }
    }
    report.end(context)
}

/// What is said in one piece, or after all files.
struct Report {
    format: Format,
    human: human::Summary,
    json: json::Report,
    sarif: sarif::Run,
    failures: Vec<String>,
}

impl Report {
    fn new(format: Format) -> Report {
        Report {
            format,
            human: human::Summary::default(),
            json: json::Report::default(),
            sarif: sarif::Run::default(),
            failures: Vec::new(),
        }
    }

    fn add(&mut self, file: &Checked, findings: Vec<Finding<'_>>, context: &mut Context) -> Result<(), Failure> {
        match self.format {
            Format::Human => self.human.add(file, &findings, context)?,
            Format::Json => self.json.add(file, findings),
            Format::Sarif => self.sarif.add(file, &findings),
        }
        Ok(())
    }

    fn end(self, context: &mut Context) -> Result<(), Failure> {
        match self.format {
            Format::Human => self.human.end(context),
            Format::Json => context.json(&self.json.end(self.failures)),
            Format::Sarif => context.json(&self.sarif.end(&self.failures)),
        }
    }
}
