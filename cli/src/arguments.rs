//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const EXIT_CODES: &str = "Exit codes: 0 allowed, or no errors; 1 refused, or errors in a policy; \
                          2 wrong usage, or a file that cannot be read";

/// Looks at CORS policies, and explains what they answer and why.
#[derive(Debug, Parser)]
#[command(name = "corsac", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(CheckArguments),
    Explain(ExplainArguments),
}

/// Report everything worth saying about policies: errors, warnings, notes
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CheckArguments {
    /// Policy documents: JSON if the name ends in `.json`, else TOML
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

/// Explain what a policy answers to a page's request, step by step, and what the browser makes of it
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ExplainArguments {
    /// The policy document: JSON if the name ends in `.json`, else TOML
    #[arg(value_name = "POLICY")]
    pub(crate) policy: PathBuf,

    /// The page's origin, such as https://app.example
    #[arg(long)]
    pub(crate) origin: String,

    /// The request's method
    #[arg(long, default_value = "GET")]
    pub(crate) method: String,

    /// A header that the page sets: `NAME` or `NAME: VALUE`; may be repeated
    #[arg(long = "header", value_name = "NAME")]
    pub(crate) headers: Vec<String>,

    /// The page asks for credentials to go along: `credentials: "include"`, `withCredentials`
    #[arg(long)]
    pub(crate) credentials: bool,

    /// Have a preflight sent even where the request itself would need none, as a listener on the `upload` of an
    /// XMLHttpRequest does
    #[arg(long)]
    pub(crate) preflight: bool,
}
