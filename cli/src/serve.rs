//! `corsac serve`: a demo, or a server that has no CORS, behind a policy.

use std::path::PathBuf;

use crate::context::{Context, Failure};

/// Serve a demo API, or put a policy in front of a server that has none.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy.
    policy: PathBuf,
}

/// Serves until it is stopped.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let _ = (&arguments.policy, context);
    Err(Failure::new("serve: to be merged"))
}
