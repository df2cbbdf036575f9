//! `corsac check`: all that is to be said about policies.

use std::path::PathBuf;

use corsac::{Config, Severity};

use crate::Report;
use crate::document;
use crate::text::line;

/// Checks every file.
pub(crate) fn run(policies: &[PathBuf]) -> Result<Report, String> {
    let mut report = Report { text: String::new(), findings: false };
    for path in policies {
        let document = document::read(path).map_err(|error| error.to_string())?;
        let (text, errors) = diagnostics(&document.config());
        let name = path.display();
        line(&mut report.text, &format!("{name}:"));
        line(&mut report.text, if text.is_empty() { "  nothing to say" } else { text.trim_end() });
        report.findings |= errors;
    }
    Ok(report)
}

/// One line for each diagnostic, and whether one is an error.
pub(crate) fn diagnostics(config: &Config<'_>) -> (String, bool) {
    let (mut text, mut errors) = (String::new(), false);
    config.check(|diagnostic| {
        errors |= diagnostic.severity() == Severity::Error;
        text.push_str(&format!("  {diagnostic}\n"));
    });
    (text, errors)
}
