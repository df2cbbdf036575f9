//! `corsac diff`: what a change of a policy means.

use std::path::PathBuf;

use crate::context::{Context, Failure};

/// Tell what a change of a policy means: what is newly allowed, and what no longer.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy as it was.
    old: PathBuf,
    /// The policy as it is to be.
    new: PathBuf,
}

/// Compares two policies.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let _ = (&arguments.old, &arguments.new, context);
    Err(Failure::new("diff: to be merged"))
}
