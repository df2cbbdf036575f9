//! Layout of the report.

use std::fmt::Write;

use corsac::{Decision, Policy, Request, RequestField};

use crate::request::Received;
use crate::response::Answer;
use crate::steps;

/// Adds one request and the answer to it.
pub(crate) fn exchange(report: &mut String, title: &str, policy: Policy<'_>, request: &Received, decision: &Decision) {
    let answer = Answer::new(decision, policy, request);
    line(report, &format!("{title}: {}", request.method.escape_debug()));
    for field in RequestField::ALL {
        for value in request.field_lines(field) {
            line(report, &format!("    {}: {}", field.as_str(), value.escape_ascii()));
        }
    }
    line(report, &format!("  class {}", decision.class().as_str()));
    for step in steps::of(decision, policy, request) {
        line(report, &format!("  {:>2}  {}", step.mark, step.text));
        line(report, &format!("      [{}] {}", step.section.0, step.section.1));
    }
    let reason = decision.reason().map_or(String::new(), |reason| format!(", {reason}"));
    line(report, &format!("  verdict {}{reason}", decision.verdict().as_str()));
    match decision.status() {
        Some(status) => {
            line(report, &format!("  answered with status {status}, without the application, and these headers"))
        }
        None => line(report, "  the application's response gets these headers"),
    }
    for (name, value) in &answer.lines {
        line(report, &format!("    {name}: {value}"));
    }
    if answer.lines.is_empty() {
        line(report, "    (none)");
    }
    if !answer.removed.is_empty() && decision.status().is_none() {
        line(report, "  and loses these, if it has them");
        for name in &answer.removed {
            line(report, &format!("    {name}"));
        }
    }
    line(report, "");
}

/// Adds a line.
pub(crate) fn line(report: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(report, "{text}");
}
