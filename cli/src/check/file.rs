//! One file and everything that is to be said about it.

use core::ops::Range;
use std::path::{Path, PathBuf};

use corsac::{Diagnostic, Severity};

use super::fix::{self, Fixed};
use crate::context::Failure;
use crate::policy::{self, Input, Unreadable};
use crate::text;

/// A file that was read.
pub(super) struct Checked {
    pub(super) path: PathBuf,
    /// Fit for a terminal.
    pub(super) name: String,
    pub(super) content: Result<Input, Unreadable>,
    /// What was changed in the file before all else was said.
    pub(super) fixed: Vec<Fixed>,
    /// Why the file was not changed although it was asked for.
    pub(super) not_fixed: Option<String>,
}

/// One thing to say, whatever it is about.
pub(super) struct Finding<'f> {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    /// One phrase.
    pub(super) message: String,
    /// In bytes of the document.
    pub(super) span: Option<Range<usize>>,
    /// That of the core, unless the file is no policy.
    pub(super) diagnostic: Option<Diagnostic<'f>>,
}

impl Checked {
    /// Reads a file, mends it if that is asked for, and checks what it is then.
    pub(super) fn new(path: &Path, fix: bool) -> Result<Checked, Failure> {
        let bytes = policy::read(path)?;
        let mut content = policy::parse(path, bytes);
        let (mut fixed, mut not_fixed) = (Vec::new(), None);
        if let (true, Ok(input)) = (fix, &content) {
            match fix::fix(path, input) {
                Ok(None) => {}
                Ok(Some((input, changes))) => {
                    content = Ok(input);
                    fixed = changes;
                }
                Err(problem) => not_fixed = Some(problem),
            }
        }
        Ok(Checked { path: path.into(), name: text::path(path), content, fixed, not_fixed })
    }

    /// Everything there is to say, in the order of the document.
    pub(super) fn findings(&self) -> Vec<Finding<'_>> {
        match &self.content {
            Ok(input) => {
                let diagnostics = input.diagnostics().into_iter();
                diagnostics.map(|diagnostic| Finding::of_diagnostic(diagnostic, input)).collect()
            }
            Err(unreadable) => {
                let of_problem = |problem: &policy::Problem| Finding {
                    severity: Severity::Error,
                    code: problem.code,
                    message: problem.message.clone(),
                    span: (!unreadable.source.text().is_empty()).then(|| problem.span.clone()),
                    diagnostic: None,
                };
                unreadable.problems.iter().map(of_problem).collect()
            }
        }
    }

    /// The text of the document, if it is one.
    pub(super) fn source(&self) -> Option<&policy::Source> {
        match &self.content {
            Ok(input) => input.document().map(|document| &document.source),
            Err(unreadable) => Some(&unreadable.source),
        }
    }
}

impl<'f> Finding<'f> {
    fn of_diagnostic(diagnostic: Diagnostic<'f>, input: &Input) -> Finding<'f> {
        Finding {
            severity: diagnostic.severity(),
            code: diagnostic.code.as_str(),
            message: diagnostic.code.summary().into(),
            span: input.document().and_then(|document| document.place_of(&diagnostic)),
            diagnostic: Some(diagnostic),
        }
    }
}
