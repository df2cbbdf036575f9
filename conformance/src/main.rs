//! The command `corsac-conformance`.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use corsac_conformance::browser::Engine;
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
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Vectors { file, engine } => check_vectors(&file, engine),
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

/// Prints a line. A reader that has gone away does not change the verdict.
fn print(text: &dyn core::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
