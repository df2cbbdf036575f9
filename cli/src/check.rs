//! `corsac check`: all that is to be said about policies.

use std::path::PathBuf;

use corsac::{Config, Diagnostic, Severity};

use crate::Report;
use crate::document;
use crate::text::{line, visible};

/// The most origins of which every two are compared. Beyond that the compiler finds redundant ones in good time, though
/// only where there is no error.
const MOST_COMPARED: usize = 2_000;

/// Checks every file, also after one that cannot be read.
pub(crate) fn run(policies: &[PathBuf]) -> Result<Report, String> {
    let mut report = Report { text: String::new(), findings: false, failures: Vec::new() };
    for path in policies {
        let document = match document::read(path) {
            Ok(document) => document,
            // The other files are checked all the same.
            Err(error) => {
                report.failures.push(error.to_string());
                continue;
            }
        };
        let (text, errors) = diagnostics(&document.config());
        let name = visible(&path.display().to_string());
        line(&mut report.text, &format!("{name}:"));
        line(&mut report.text, if text.is_empty() { "  nothing to say" } else { text.trim_end() });
        report.findings |= errors;
    }
    Ok(report)
}

/// One line for each diagnostic, and whether one is an error.
pub(crate) fn diagnostics(config: &Config<'_>) -> (String, bool) {
    let (mut text, mut errors) = (String::new(), false);
    let mut sink = |diagnostic: Diagnostic<'_>| {
        errors |= diagnostic.severity() == Severity::Error;
        text.push_str(&format!("  {diagnostic}\n"));
    };
    if config.allow_origins.iter().nth(MOST_COMPARED).is_none() {
        config.check(sink);
    } else {
        // Whether it compiles is in what it reports.
        let _ = config.compile_boxed(&mut sink);
    }
    (text, errors)
}
