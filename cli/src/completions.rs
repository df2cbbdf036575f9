//! `corsac completions`: scripts that let shells complete the command line.

use clap::CommandFactory;

use crate::context::{Context, Failure};

/// Write the script that lets a shell complete this command's arguments.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Writes the script.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::Cli::command(), "corsac", &mut script);
    Ok(context.out().write_all(&script)?)
}
