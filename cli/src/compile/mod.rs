//! `corsac compile`: from a policy to its image, as a file or as source.

mod emit;
mod progress;

use std::io::Write;
use std::path::{Path, PathBuf};

use corsac::{Code, Diagnostic, Policy, Severity};
use serde::Serialize;

use crate::context::{Context, Failure};
use crate::policy::{self, Input};
use crate::text::{self, visible};
use crate::{output, summary};
use progress::Progress;

/// How many redundant entries are named to people; all of them in JSON.
const MOST_NAMED: usize = 10;

/// Compile a policy into its image, and say what is in it.
#[derive(clap::Args)]
#[command(after_help = "\
Exit codes:
  0  written
  1  the policy has errors; nothing is written
  2  wrong usage, or something could not be read or written

The summary goes to standard output, or to standard error where the image does.")]
pub(crate) struct Args {
    /// A policy; `-` is standard input.
    policy: PathBuf,
    /// Where to write it; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What to write.
    #[arg(long, value_enum, default_value_t)]
    emit: Emit,
    /// The name of the constant in source; by default that of the file.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Emit {
    /// The image itself.
    #[default]
    Image,
    /// Rust: the image in a `static`, and the policy of it, validated while the program is compiled.
    Rust,
    /// C: the image in a `static const` array, and its length.
    C,
    /// JSON: the policy that the image holds, its facts, and the image in hexadecimal digits.
    Json,
}

/// Compiles the policy and writes it.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let is_human = context.is_human()?;
    let mut progress = Progress::new(context.shows_progress());
    progress.step("reading");
    let input = policy::load(&arguments.policy)?;
    progress.step("compiling");
    let (image, diagnostics) = compiled(&input)?;
    let report = Report::new(&input, image.as_policy(), &diagnostics, arguments);
    progress.step("writing");
    let name = emit::constant_name(arguments.name.as_deref(), &arguments.policy).map_err(Failure::Message)?;
    let is_stdout = arguments.output.as_os_str() == "-";
    if is_stdout {
        emit::write(context.out(), arguments.emit, &name, image.as_policy())?;
        context.flush()?;
    } else {
        let write = |file: &mut dyn Write| emit::write(file, arguments.emit, &name, image.as_policy());
        output::replace(&arguments.output, write)
            .map_err(|error| Failure::new(format_args!("{}: {error}", text::path(&arguments.output))))?;
    }
    progress.end();
    match (is_stdout, is_human) {
        (true, true) => context.remark(&report.text()),
        (true, false) => {}
        (false, true) => context.print(&report.text())?,
        (false, false) => context.json(&report)?,
    }
    Ok(())
}

/// The image, and what is worth saying of a policy that compiles.
fn compiled(input: &Input) -> Result<(corsac::PolicyBox, Vec<Diagnostic<'_>>), Failure> {
    let mut diagnostics = Vec::new();
    match input.config().compile_boxed(|diagnostic| diagnostics.push(diagnostic)) {
        Ok(image) => {
            input.sort(&mut diagnostics);
            Ok((image, diagnostics))
        }
        // With all of its errors.
        Err(_) => input.compile().map(|image| (image, Vec::new())),
    }
}

/// What was made.
#[derive(Serialize)]
struct Report {
    policy: String,
    output: String,
    emit: String,
    #[serde(flatten)]
    facts: summary::Facts,
    redundant: Vec<Entry>,
    warnings: usize,
    notes: usize,
}

/// An entry that the image does not need.
#[derive(Serialize)]
struct Entry {
    code: &'static str,
    field: &'static str,
    index: usize,
    entry: String,
    line: Option<usize>,
}

impl Report {
    fn new(input: &Input, policy: Policy<'_>, diagnostics: &[Diagnostic<'_>], arguments: &Args) -> Report {
        let redundant =
            diagnostics.iter().filter(|diagnostic| is_redundant(diagnostic.code)).filter_map(|diagnostic| {
                let document = input.document();
                let place = document.and_then(|document| Some((document, document.place_of(diagnostic)?)));
                Some(Entry {
                    code: diagnostic.code.as_str(),
                    field: diagnostic.field.as_str(),
                    index: diagnostic.index?,
                    entry: diagnostic.entry.into(),
                    line: place.map(|(document, span)| document.source.place(span.start).line),
                })
            });
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
        Report {
            policy: arguments.policy.display().to_string(),
            output: arguments.output.display().to_string(),
            emit: format!("{:?}", arguments.emit).to_lowercase(),
            facts: summary::Facts::of(policy),
            redundant: redundant.collect(),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    fn text(&self) -> String {
        let mut lines = vec![format!("{} -> {} ({})", visible(&self.policy), visible(&self.output), self.emit)];
        lines.extend(self.facts.lines().into_iter().map(|line| format!("  {line}")));
        if !self.redundant.is_empty() {
            lines.push(format!("  left out, because they change nothing: {}", self.redundant.len()));
        }
        for Entry { code, field, index, entry, line } in self.redundant.iter().take(MOST_NAMED) {
            let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            lines.push(format!("    {line}{field}[{index}] {} [{code}]", visible(&format!("{entry:?}"))));
        }
        if self.redundant.len() > MOST_NAMED {
            lines.push(format!("    and {} more; `--format json` names all", self.redundant.len() - MOST_NAMED));
        }
        if self.warnings + self.notes > 0 {
            let counted = format!("{} and {}", text::count(self.warnings, "warning"), text::count(self.notes, "note"));
            lines.push(format!("  {counted}: see corsac check {}", visible(&self.policy)));
        }
        lines.join("\n") + "\n"
    }
}

/// Is the entry left out of the image?
fn is_redundant(code: Code) -> bool {
    matches!(
        code,
        Code::RedundantOrigin
            | Code::ForbiddenMethod
            | Code::UnnormalizedMethod
            | Code::RedundantMethod
            | Code::SafelistedMethod
            | Code::ForbiddenRequestHeader
            | Code::RedundantHeader
            | Code::ForbiddenResponseHeader
            | Code::RequestHeaderName
            | Code::PreflightHeaderName
            | Code::RedundantExposedHeader
            | Code::SafelistedResponseHeader
    )
}

/// The name of a path without its folders and its extension.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
