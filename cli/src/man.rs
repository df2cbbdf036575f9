//! `corsac man`: the manual page.

use clap::CommandFactory;

use crate::context::{Context, Failure};

/// Write the manual page, or that of a subcommand, in troff.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A subcommand.
    subcommand: Option<String>,
}

/// Writes the page.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let mut command = crate::Cli::command();
    command.build();
    if let Some(name) = &arguments.subcommand {
        let found = command.get_subcommands().find(|subcommand| subcommand.get_name() == name).cloned();
        command = found.ok_or_else(|| Failure::new(format_args!("no subcommand {name:?}")))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(context.out().write_all(&page)?)
}
