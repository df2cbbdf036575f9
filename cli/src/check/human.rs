//! For people: each finding with the line underlined.

use std::collections::HashSet;

use corsac::{Diagnostic, Severity};

use super::explanation;
use super::file::{Checked, Finding};
use crate::context::{Context, Failure};
use crate::policy::Input;
use crate::{render, text};

/// What is said in the end.
#[derive(Default)]
pub(super) struct Summary {
    files: usize,
    /// Errors, warnings, notes.
    counts: [usize; 3],
    /// Each code is explained once.
    explained: HashSet<&'static str>,
    safe: usize,
}

impl Summary {
    pub(super) fn add(
        &mut self,
        file: &Checked,
        findings: &[Finding<'_>],
        context: &mut Context,
    ) -> Result<(), Failure> {
        self.files += 1;
        for fixed in &file.fixed {
            context.print(&format!("fixed {}:{fixed}\n", file.name))?;
        }
        if !file.fixed.is_empty() {
            context.print("\n")?;
        }
        for finding in findings {
            self.counts[Severity::Error as usize - finding.severity as usize] += 1;
            context.print(&self.show(file, finding))?;
            context.print("\n")?;
        }
        if findings.is_empty() {
            context.print(&format!("{}: nothing to say\n", file.name))?;
        }
        Ok(())
    }

    fn show(&mut self, file: &Checked, finding: &Finding<'_>) -> String {
        let input = file.content.as_ref().ok();
        let advice = finding.diagnostic.as_ref().and_then(advice).unwrap_or_default();
        let is_safe = finding.diagnostic.as_ref().is_some_and(super::fix::is_safe);
        self.safe += usize::from(is_safe && file.source().is_some());
        let place = file.source().zip(finding.span.clone());
        let help = finding.diagnostic.as_ref().zip(input).and_then(|(diagnostic, input)| other(diagnostic, input));
        let advice_below = (place.is_none() && !advice.is_empty()).then(|| advice.clone());
        let entry = finding.diagnostic.as_ref().filter(|_| place.is_none());
        let message = match entry {
            Some(Diagnostic { field, index: Some(index), entry, .. }) => {
                format!("{}: {}[{index}] {entry:?}", finding.message, field.as_str())
            }
            _ => finding.message.clone(),
        };
        let explanation =
            self.explained.insert(finding.code).then(|| explanation::of(finding.code)).flatten().unwrap_or_default();
        render::finding(&render::Finding {
            severity: finding.severity,
            code: finding.code,
            message: &message,
            label: if place.is_some() { &advice } else { "" },
            file: &file.name,
            place,
            help: advice_below.into_iter().chain(help).collect(),
            notes: explanation.lines().map(render::wrapped).collect(),
        })
    }

    pub(super) fn end(self, context: &mut Context) -> Result<(), Failure> {
        let counted = self.counts.iter().zip(["error", "warning", "note"]).filter(|(number, _)| **number > 0);
        let counted: Vec<String> = counted.map(|(number, noun)| text::count(*number, noun)).collect();
        if counted.is_empty() {
            return Ok(());
        }
        let safe = match self.safe {
            0 => String::new(),
            1 => "; `--fix` mends 1 of them".into(),
            safe => format!("; `--fix` mends {safe} of them"),
        };
        let files = if self.files == 1 { String::new() } else { format!(" in {} files", self.files) };
        context.print(&format!("{}{files}{safe}\n", counted.join(", ")))
    }
}

/// What to write instead.
fn advice(diagnostic: &Diagnostic<'_>) -> Option<String> {
    let suggestion = diagnostic.suggestion()?;
    Some(match (suggestion.is_removal(), diagnostic.index) {
        (true, Some(_)) => "remove it".into(),
        (true, None) => format!("remove `{}`", diagnostic.field.as_str()),
        (false, Some(_)) => format!("write {:?}", suggestion.to_string()),
        (false, None) => format!("set `{}` to {suggestion}", diagnostic.field.as_str()),
    })
}

/// The other entry that makes this one redundant.
fn other(diagnostic: &Diagnostic<'_>, input: &Input) -> Option<String> {
    let (field, other) = (diagnostic.field, diagnostic.other?);
    let config = input.config();
    let list = match field {
        corsac::Field::AllowOrigins => config.allow_origins,
        corsac::Field::AllowMethods => config.allow_methods,
        corsac::Field::AllowHeaders => config.allow_headers,
        _ => config.expose_headers,
    };
    let text = list.iter().nth(other)?;
    let line = input.document().and_then(|document| {
        let span = document.places.entry(field, other)?;
        Some(format!(", line {}", document.source.place(span.start).line))
    });
    Some(format!("the other entry is {}[{other}] {text:?}{}", field.as_str(), line.unwrap_or_default()))
}
