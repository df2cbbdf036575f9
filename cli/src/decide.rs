//! `corsac decide`.

use std::path::PathBuf;

use crate::context::{Context, Failure};

/// To be written.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy.
    policy: PathBuf,
}

/// To be written.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let _ = (&arguments.policy, context);
    Err(Failure::new("decide: to be merged"))
}
