//! `corsac`: what a CORS policy answers, and why.
//!
//! Exit codes: 0 fine, 1 findings (a request is refused, a policy has errors), 2 usage or I/O.

#![forbid(unsafe_code)]

mod check;
mod document;
mod explain;
mod request;
mod response;
mod steps;
mod text;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Explains CORS policies.
#[derive(Parser)]
#[command(name = "corsac", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show what a browser sends for a page's request, what the policy answers, step by step, and what the page sees.
    Explain(Explain),
    /// Report every error, warning and note about policies.
    Check {
        /// Policy documents: TOML, or JSON if the name ends in .json.
        #[arg(required = true)]
        policies: Vec<PathBuf>,
    },
}

/// The request of a page.
#[derive(Args)]
struct Explain {
    /// A policy document: TOML, or JSON if the name ends in .json.
    policy: PathBuf,
    /// The origin of the page, such as https://app.example.
    #[arg(long)]
    origin: String,
    /// The method, as a script gives it.
    #[arg(long, default_value = "GET")]
    method: String,
    /// A header that the script sets: NAME, or NAME:VALUE where the value matters. May be repeated.
    #[arg(long = "header", value_name = "NAME[:VALUE]")]
    headers: Vec<String>,
    /// The script asks for cookies to be sent: credentials mode "include".
    #[arg(long)]
    credentials: bool,
    /// Have a preflight sent even if the request needs none, as an XMLHttpRequest does whose upload is listened to.
    #[arg(long)]
    preflight: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Command::Explain(arguments) => explain::run(arguments),
        Command::Check { policies } => check::run(policies),
    };
    match result {
        Ok(report) => print(&report),
        Err(error) => {
            // If standard error is closed, there is nobody to tell.
            let _ = writeln!(io::stderr(), "corsac: {error}");
            ExitCode::from(2)
        }
    }
}

/// What a command has to say, and whether it found something.
struct Report {
    text: String,
    findings: bool,
    /// What could not be done.
    failures: Vec<String>,
}

fn print(report: &Report) -> ExitCode {
    let mut output = io::stdout().lock();
    match output.write_all(report.text.as_bytes()).and_then(|()| output.flush()) {
        // A closed pipe means that the reader has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "corsac: cannot write: {error}");
            ExitCode::from(2)
        }
        _ if !report.failures.is_empty() => {
            for failure in &report.failures {
                // If standard error is closed, there is nobody to tell.
                let _ = writeln!(io::stderr(), "corsac: {failure}");
            }
            ExitCode::from(2)
        }
        _ => ExitCode::from(u8::from(report.findings)),
    }
}
