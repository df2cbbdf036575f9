//! `corsac check`: all that is to be said about policies.

use std::path::PathBuf;

use corsac::Severity;

use crate::context::{Context, Failure};
use crate::policy::{self, Input};
use crate::text::line;

/// Report every error, warning and note about policies.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Policies.
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
}

/// Checks every file, also after one that cannot be read.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    for path in &arguments.policies {
        let input = match policy::load(path) {
            Ok(input) => input,
            Err(Failure::Message(message)) => {
                context.fail(message);
                continue;
            }
            Err(other) => return Err(other),
        };
        let (text, errors) = diagnostics(&input);
        let mut report = String::new();
        line(&mut report, &format!("{}:", input.name));
        line(&mut report, if text.is_empty() { "  nothing to say" } else { text.trim_end() });
        context.print(&report)?;
        if errors {
            context.found();
        }
    }
    Ok(())
}

/// One line for each diagnostic, and whether one is an error.
pub(crate) fn diagnostics(input: &Input) -> (String, bool) {
    let (mut text, mut errors) = (String::new(), false);
    input.check(&mut |diagnostic| {
        errors |= diagnostic.severity() == Severity::Error;
        text.push_str(&format!("  {diagnostic}\n"));
    });
    (text, errors)
}
