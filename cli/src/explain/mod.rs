//! `corsac explain`: a page's request, the policy's answers, and what the page sees.

mod change;
mod console;
mod human;
mod page;
mod report;
mod steps;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use corsac_conformance::browser::Engine;

use crate::context::{Context, Failure};
use crate::policy;
use report::Report;

/// Where the page sends its request if nothing is said; only whether that is another origin matters.
const TARGET: &str = "https://api.corsac.example/";

/// Show what a browser sends for a page's request, what the policy answers, step by step, and what the page sees.
#[derive(clap::Args)]
#[command(after_help = "\
Exit codes:
  0  the page can read the response
  1  it cannot, or the policy has errors
  2  wrong usage, or the policy could not be read")]
pub(crate) struct Args {
    /// A policy; `-` is standard input.
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
    /// Chromium does so only for methods that can upload something, so not for GET.
    #[arg(long)]
    preflight: bool,
    /// Whose browser it is: where it is known to depart from the Fetch standard, so does the answer.
    #[arg(long, default_value = "spec", value_parser = engines())]
    engine: Engine,
    /// What the page asks for.
    #[arg(long, default_value = TARGET)]
    url: String,
}

fn engines() -> impl TypedValueParser<Value = Engine> {
    PossibleValuesParser::new(Engine::ALL.map(Engine::name)).try_map(|name| name.parse::<Engine>())
}

/// Explains one request.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let is_human = context.is_human()?;
    let input = policy::load(&arguments.policy)?;
    let report = Report::new(arguments, &input)?;
    if report.is_finding() {
        context.found();
    }
    if is_human { context.print(&human::text(&report)) } else { context.json(&report) }
}
