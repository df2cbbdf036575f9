//! Shows what is to be said about a policy.

use std::io::{self, Write};

use corsac::{Config, Diagnostic, Field, Severity};

use crate::text::{count, escaped, write_wrapped};

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) notes: usize,
}

/// Writes the name of a policy, the number of its diagnostics, and each of them.
pub(crate) fn write_diagnostics(output: &mut impl Write, name: &str, config: &Config<'_>) -> io::Result<Tally> {
    let mut diagnostics = Vec::new();
    config.check(|diagnostic| diagnostics.push(diagnostic));
    let number = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
    let tally = Tally {
        errors: number(Severity::Error),
        warnings: number(Severity::Warning),
        notes: number(Severity::Note),
    };
    let Tally { errors, warnings, notes } = tally;
    let numbers = [count(errors, "error"), count(warnings, "warning"), count(notes, "note")];
    writeln!(output, "Policy {name}: {}", numbers.join(", "))?;
    // Within a severity in the order of the document; that is the order in which they are reported.
    diagnostics.sort_by_key(|diagnostic| core::cmp::Reverse(diagnostic.severity()));
    for diagnostic in &diagnostics {
        write_diagnostic(output, diagnostic)?;
    }
    Ok(tally)
}

fn write_diagnostic(output: &mut impl Write, diagnostic: &Diagnostic<'_>) -> io::Result<()> {
    let Diagnostic { code, field, index, .. } = *diagnostic;
    write!(output, "\n  {}[{}]: {}", diagnostic.severity().as_str(), code.as_str(), field.as_str())?;
    if let Some(index) = index {
        write!(output, "[{index}] ")?;
        write_entry(output, diagnostic)?;
    }
    writeln!(output)?;
    let mut message = code.summary().to_owned();
    if let Some(other) = diagnostic.other {
        message.push_str(&format!(": {}[{other}]", field.as_str()));
    }
    write_wrapped(output, "    ", &message)?;
    match diagnostic.suggestion() {
        None => Ok(()),
        Some(suggestion) if suggestion.is_removal() => writeln!(output, "    help: remove it"),
        Some(suggestion) if index.is_some() => {
            writeln!(output, "    help: write \"{}\"", escaped(&suggestion.to_string()))
        }
        Some(suggestion) => writeln!(output, "    help: write {} = {suggestion}", field.as_str()),
    }
}

/// Writes the text of an entry and, where only a part of it is at fault, marks that below.
fn write_entry(output: &mut impl Write, diagnostic: &Diagnostic<'_>) -> io::Result<()> {
    let Diagnostic { entry, span, .. } = *diagnostic;
    let part = |range: Option<&str>| escaped(range.unwrap_or_default()).to_string();
    if span.start == 0 && span.end >= entry.len() {
        return write!(output, "\"{}\"", escaped(entry));
    }
    let (before, fault, after) =
        (part(entry.get(..span.start)), part(entry.get(span.start..span.end)), part(entry.get(span.end..)));
    // An empty span points between two bytes.
    let (skipped, marked) = (before.chars().count(), fault.chars().count().max(1));
    write!(output, "\n    \"{before}{fault}{after}\"\n     {:skipped$}{:^<marked$}", "", "")
}

/// Names an entry of a document as diagnostics do: `allow_origins[0] "*"`.
pub(crate) fn entry_name(field: Field, index: usize, entry: &str) -> String {
    format!("{}[{index}] \"{}\"", field.as_str(), escaped(entry))
}
