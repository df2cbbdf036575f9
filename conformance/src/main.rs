//! The command `corsac-conformance`.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use corsac_conformance::browser::Engine;
use corsac_conformance::corpus::{self, Corpus};
use corsac_conformance::runner::{self, Comparison, Options, Target};
use corsac_conformance::vectors;

/// Says what is right in CORS, independently of any server library.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compare the browser model with a file of recorded cases, and list those that differ.
    ///
    /// Exits with 0 if none differs, 1 if any does, 2 if the file cannot be read.
    Vectors {
        /// A JSON file of cases.
        file: PathBuf,
        /// The engine the model plays: spec, chromium, firefox or webkit.
        #[arg(long, default_value_t = Engine::Spec)]
        engine: Engine,
    },
    /// Replay the corpus against a server, over HTTP/1.1.
    ///
    /// The server offers what the documentation of the module `runner` says. Exits with 0 if everything passes, 1 if
    /// anything fails, 2 if there is nothing to run.
    Run {
        /// Where the server is. `{policy}` stands for the name of a policy of the corpus.
        #[arg(long)]
        url: String,
        /// The one policy that the server has, if the URL does not name it.
        #[arg(long)]
        policy: Vec<String>,
        /// Policies that the server cannot express.
        #[arg(long)]
        skip: Vec<String>,
        /// A directory of other cases.
        #[arg(long)]
        corpus: Option<PathBuf>,
        /// Compare status, headers and Vary as written, not only what browsers and caches can tell apart.
        #[arg(long)]
        exact: bool,
        /// The form of the report.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Print the policies of the corpus as JSON, for a server to read.
    Policies {
        /// A directory of other cases.
        #[arg(long)]
        corpus: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Junit,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Vectors { file, engine } => check_vectors(&file, engine),
        Command::Run { url, policy, skip, corpus, exact, format } => {
            read_corpus(corpus.as_deref()).and_then(|corpus| {
                let comparison = if exact { Comparison::Exact } else { Comparison::Observable };
                run_corpus(&corpus, &url, (&policy, &skip), comparison, format)
            })
        }
        Command::Policies { corpus } => read_corpus(corpus.as_deref()).and_then(|corpus| {
            print(&serde_json::to_string_pretty(&corpus.policies).map_err(|error| error.to_string())?);
            Ok(ExitCode::SUCCESS)
        }),
    };
    result.unwrap_or_else(|message| {
        eprintln!("error: {message}");
        ExitCode::from(2)
    })
}

fn check_vectors(file: &Path, engine: Engine) -> Result<ExitCode, String> {
    let at_file = |error: &dyn core::fmt::Display| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| at_file(&error))?;
    let cases = vectors::read(&text).map_err(|error| at_file(&error))?;
    for case in &cases {
        for field in case.unknown_fields() {
            eprintln!("note: case {}: `{field}` is not known and not checked", case.id());
        }
    }
    let report = vectors::check(&cases, engine);
    print(&report);
    Ok(ExitCode::from(u8::from(!report.differing.is_empty())))
}

fn read_corpus(directory: Option<&Path>) -> Result<Corpus, String> {
    directory.map_or_else(Corpus::built_in, corpus::read_directory).map_err(|error| error.to_string())
}

fn run_corpus(
    corpus: &Corpus,
    url: &str,
    (only, skip): (&[String], &[String]),
    comparison: Comparison,
    format: Format,
) -> Result<ExitCode, String> {
    if let Some(name) = only.iter().chain(skip).find(|name| !corpus.policies.contains_key(*name)) {
        return Err(format!("no policy of the corpus is called `{name}`"));
    }
    if !url.contains("{policy}") && only.len() != 1 {
        return Err("the URL names no `{policy}`, so say with --policy which one the server has".to_owned());
    }
    if Target::parse(&url.replace("{policy}", "p")).is_none() {
        return Err(format!("`{url}` is not of the form http://host:port/path"));
    }
    let options = Options { comparison, ..Options::default() };
    let report = runner::run(corpus, &options, |name, _| {
        let wanted = (only.is_empty() || only.iter().any(|one| one == name)) && !skip.iter().any(|one| one == name);
        if wanted { Target::parse(&url.replace("{policy}", name)) } else { None }
    });
    match format {
        Format::Table => print(&report.to_string().trim_end()),
        Format::Json => print(&report.to_json().map_err(|error| error.to_string())?),
        Format::Junit => print(&report.to_junit().trim_end()),
    }
    if report.passed() + report.failed() == 0 {
        return Err("nothing was run".to_owned());
    }
    Ok(ExitCode::from(u8::from(report.failed() > 0)))
}

/// Prints a line. A reader that has gone away does not change the verdict.
fn print(text: &dyn core::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
