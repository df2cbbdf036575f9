//! `corsac audit`: what is wrong with a live server.

use crate::context::{Context, Failure};

/// Probe a live server and report its misconfigurations.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to probe.
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
}

/// Probes every URL.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let _ = (&arguments.urls, context);
    Err(Failure::new("audit: to be merged"))
}
