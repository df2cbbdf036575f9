//! `corsac diff`: what a change of a policy means.

mod difference;
mod human;
mod words;

use std::path::PathBuf;

use crate::context::{Context, Failure};
use crate::policy;

use difference::Difference;

/// Tell what a change of a policy means: what is newly allowed, and what no longer.
///
/// The meaning is compared, not the text: another order, or patterns that allow the same, are no change. It is decided
/// exactly, also where several patterns together allow what one did. docs/diff.md says what counts as widening.
#[derive(clap::Args)]
#[command(after_help = "\
Exit codes:
  0  compared, whatever was found
  1  found what --deny names, or one of the policies has errors
  2  wrong usage, or something could not be read or written")]
pub(crate) struct Args {
    /// The policy as it was.
    old: PathBuf,
    /// The policy as it is to be.
    new: PathBuf,
    /// Exit with 1 if the new policy does this. May be repeated.
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Vec<Deny>,
}

/// What can be denied.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Something is allowed that was not.
    Widening,
    /// Something was allowed that no longer is.
    Narrowing,
    /// Anything means something else: one of these two, or another max-age.
    Change,
}

/// Compares two policies.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let human = context.is_human()?;
    let is_standard_input = |path: &PathBuf| path.as_os_str() == "-";
    if is_standard_input(&arguments.old) && is_standard_input(&arguments.new) {
        return Err(Failure::new("only one of OLD and NEW can be standard input"));
    }
    let (old, new) = (policy::load(&arguments.old)?, policy::load(&arguments.new)?);
    let (old_policy, new_policy) = (old.compile()?, new.compile()?);
    let difference = Difference::new((&old.name, &old_policy.as_policy()), (&new.name, &new_policy.as_policy()));
    let denied = arguments.deny.iter().any(|deny| match deny {
        Deny::Widening => difference.widens,
        Deny::Narrowing => difference.narrows,
        Deny::Change => difference.changes,
    });
    if human {
        context.print(&human::report(&difference))?;
    } else {
        context.json(&difference)?;
    }
    if denied {
        context.found();
    }
    Ok(())
}
