//! The report as one JSON document, described in docs/cli.md.

use corsac::{Diagnostic, Severity};
use serde::Serialize;

use super::explanation;
use super::file::{Checked, Finding};
use super::fix::{Fixed, is_safe};
use crate::policy::{Content, Form, Source};

#[derive(Default, Serialize)]
pub(super) struct Report {
    files: Vec<File>,
    failures: Vec<String>,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct File {
    file: String,
    form: Option<&'static str>,
    fixed: Vec<Fixed>,
    diagnostics: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    severity: &'static str,
    code: &'static str,
    field: Option<&'static str>,
    index: Option<usize>,
    entry: Option<String>,
    message: String,
    explanation: Option<String>,
    start: Option<Position>,
    end: Option<Position>,
    suggestion: Option<Suggestion>,
    other: Option<usize>,
}

/// Lines and columns count from 1, columns in characters; offsets from 0, in bytes.
#[derive(Serialize)]
pub(super) struct Position {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct Suggestion {
    /// What to write instead; nothing where the entry is to be removed.
    text: Option<String>,
    /// Does `--fix` apply it?
    safe: bool,
}

impl Report {
    pub(super) fn add(&mut self, file: &Checked, findings: Vec<Finding<'_>>) {
        let form = file.content.as_ref().ok().map(|input| match &input.content {
            Content::Image(_) => "image",
            Content::Document(document) => match document.form {
                Form::Toml => "toml",
                Form::Json => "json",
                Form::Yaml => "yaml",
            },
        });
        for finding in &findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => self.notes += 1,
            }
        }
        let diagnostics = findings.into_iter().map(|finding| item(finding, file.source())).collect();
        let name = file.path.display().to_string();
        self.files.push(File { file: name, form, fixed: file.fixed.clone(), diagnostics });
    }

    pub(super) fn end(self, failures: Vec<String>) -> Report {
        Report { failures, ..self }
    }
}

fn item(finding: Finding<'_>, source: Option<&Source>) -> Item {
    let place = source.zip(finding.span);
    let position =
        |at: fn(&core::ops::Range<usize>) -> usize| place.as_ref().map(|(source, span)| position(source, at(span)));
    let diagnostic = finding.diagnostic.as_ref();
    Item {
        severity: finding.severity.as_str(),
        code: finding.code,
        field: diagnostic.map(|diagnostic| diagnostic.field.as_str()),
        index: diagnostic.and_then(|diagnostic| diagnostic.index),
        entry: diagnostic.filter(|diagnostic| diagnostic.index.is_some()).map(|diagnostic| diagnostic.entry.into()),
        start: position(|span| span.start),
        end: position(|span| span.end),
        suggestion: diagnostic.and_then(suggestion),
        other: diagnostic.and_then(|diagnostic| diagnostic.other),
        explanation: explanation::of(finding.code),
        message: finding.message,
    }
}

fn suggestion(diagnostic: &Diagnostic<'_>) -> Option<Suggestion> {
    let suggestion = diagnostic.suggestion()?;
    let text = (!suggestion.is_removal()).then(|| suggestion.to_string());
    Some(Suggestion { text, safe: is_safe(diagnostic) })
}

/// A byte of a document.
pub(super) fn position(source: &Source, offset: usize) -> Position {
    let place = source.place(offset);
    Position { line: place.line, column: place.column, offset }
}
