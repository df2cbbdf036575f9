//! What every subcommand is given: where its output goes, and what it found.

use core::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use serde::Serialize;

/// How to say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON document, or one on each line for what streams. Described in docs/cli.md.
    Json,
    /// For code-scanning services: only `check`.
    Sarif,
}

/// Why a subcommand ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something could not be done: exit code 2. The text is escaped already: see [`crate::text::visible`].
    Message(String),
    /// The policy has errors, so there is nothing to do with it: exit code 1.
    Rejected(String),
    /// Standard output cannot be written.
    Output(io::Error),
}

/// For `?` on whatever writes to [`Context::out`]. Errors of other files need a message that names the file.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

impl Failure {
    /// A failure with a text, in which all that others wrote is escaped.
    pub(crate) fn new(message: impl fmt::Display) -> Failure {
        Failure::Message(message.to_string())
    }
}

/// Where output goes, in which format, and what was found so far.
pub(crate) struct Context {
    format: Format,
    color: anstream::ColorChoice,
    out: Box<dyn Write>,
    findings: bool,
    failed: bool,
}

impl Context {
    /// Writes to standard output. Colours are for people only.
    pub(crate) fn new(format: Format, color: clap::ColorChoice) -> Context {
        let color = match color {
            _ if format != Format::Human => anstream::ColorChoice::Never,
            clap::ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            clap::ColorChoice::Always => anstream::ColorChoice::Always,
            clap::ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Context { format, color, out: Box::new(BufWriter::new(io::stdout())), findings: false, failed: false }
    }

    /// The format that was asked for. Each subcommand knows the first two.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Is the output for people? [`Format::Sarif`] is refused.
    pub(crate) fn is_human(&self) -> Result<bool, Failure> {
        match self.format {
            Format::Human => Ok(true),
            Format::Json => Ok(false),
            Format::Sarif => Err(Failure::new("`--format sarif` is for `corsac check`")),
        }
    }

    /// Standard output, buffered, raw bytes. [`Context::flush`] where somebody waits.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Writes text for people, which may hold the escape sequences of `anstyle`; they go out only where colours are
    /// wanted. Everything that others wrote has been through [`crate::text::visible`].
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Failure> {
        AutoStream::new(&mut self.out as &mut dyn Write, self.color).write_all(text.as_bytes())?;
        Ok(())
    }

    /// Writes one JSON document over several lines.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut self.out, value).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// Hands over what was written.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }

    /// May progress be shown? Only to people who look at standard error.
    pub(crate) fn shows_progress(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Something was found: exit code 1, unless something fails, too.
    pub(crate) fn found(&mut self) {
        self.findings = true;
    }

    /// Says on standard error what could not be done, and goes on; exit code 2. The text is escaped already.
    pub(crate) fn fail(&mut self, message: impl fmt::Display) {
        self.failed = true;
        self.complain(message);
    }

    /// Says something on standard error beside what standard output holds, such as a summary.
    pub(crate) fn remark(&mut self, text: &str) {
        // If standard error is closed, there is nobody to tell.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Says something on standard error that changes no exit code. The text is escaped already.
    pub(crate) fn complain(&mut self, message: impl fmt::Display) {
        // What was said before stands before it; that this fails shows again at the end.
        let _ = self.out.flush();
        // If standard error is closed, there is nobody to tell.
        let _ = writeln!(io::stderr(), "corsac: {message}");
    }

    /// Writes what is left, and gives the exit code.
    pub(crate) fn end(mut self, result: Result<(), Failure>) -> ExitCode {
        let result = result.and_then(|()| self.flush());
        match result {
            Ok(()) => {}
            // The reader has seen enough.
            Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(Failure::Output(error)) => self.fail(format_args!("cannot write: {error}")),
            Err(Failure::Message(message)) => self.fail(message),
            Err(Failure::Rejected(message)) => {
                self.found();
                self.complain(message);
            }
        }
        // Dropping it would write again.
        let code = if self.failed { 2 } else { u8::from(self.findings) };
        ExitCode::from(code)
    }
}
