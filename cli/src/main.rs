//! `corsac`: what a CORS policy answers, and why.
//!
//! One module for each subcommand, each with its arguments and a `run`. What they share stands below them: [`context`]
//! (output, exit codes), [`policy`] (reading policies), [`text`] (what others wrote, fit for a terminal).

#![forbid(unsafe_code)]

mod audit;
mod check;
mod client;
mod compile;
mod completions;
mod context;
mod decide;
mod diff;
mod explain;
mod inspect;
mod man;
mod output;
mod policy;
mod render;
mod request;
mod response;
mod serve;
mod summary;
mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use context::{Context, Failure, Format};

/// What a CORS policy answers, and why.
#[derive(Parser)]
#[command(name = "corsac", version, about, long_about = None, after_help = EXIT_CODES, propagate_version = true)]
struct Cli {
    /// How to say it.
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
    /// When to use colours. `auto` is on a terminal.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: clap::ColorChoice,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  findings: a request is refused, a policy has errors, a line is malformed
  2  wrong usage, or something could not be read or written

A POLICY is a document, TOML unless its name ends in .json, .yaml or .yml, or the image of a compiled policy;
`-` is standard input.";

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Explain(explain::Args),
    Compile(compile::Args),
    Inspect(inspect::Args),
    Decide(decide::Args),
    Diff(diff::Args),
    Audit(audit::Args),
    Serve(serve::Args),
    Completions(completions::Args),
    Man(man::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut context = Context::new(cli.format, cli.color);
    let result = cli.command.run(&mut context);
    context.end(result)
}

impl Command {
    fn run(&self, context: &mut Context) -> Result<(), Failure> {
        match self {
            Command::Check(arguments) => check::run(arguments, context),
            Command::Explain(arguments) => explain::run(arguments, context),
            Command::Compile(arguments) => compile::run(arguments, context),
            Command::Inspect(arguments) => inspect::run(arguments, context),
            Command::Decide(arguments) => decide::run(arguments, context),
            Command::Diff(arguments) => diff::run(arguments, context),
            Command::Audit(arguments) => audit::run(arguments, context),
            Command::Serve(arguments) => serve::run(arguments, context),
            Command::Completions(arguments) => completions::run(arguments, context),
            Command::Man(arguments) => man::run(arguments, context),
        }
    }
}
