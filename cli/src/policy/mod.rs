//! Policies from files: documents in TOML, JSON and YAML, and images.

use core::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use corsac::{Config, Diagnostic, ImageError, PolicyBox, PolicyDocument, Severity};

use crate::context::Failure;
use crate::text::visible;

/// The most origins of which every two are compared. Beyond that the compiler finds redundant ones in good time, though
/// only where there is no error.
const MOST_COMPARED: usize = 2_000;

/// A policy from a file, not yet checked.
#[derive(Debug)]
pub(crate) struct Input {
    /// The name of the file, fit for a terminal.
    pub(crate) name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Document(PolicyDocument),
    Image(PolicyBox),
}

/// Reads a policy. What it is follows from the first bytes (an image) or the name (.json, .yaml, .yml; else TOML).
/// `-` is standard input.
pub(crate) fn load(path: &Path) -> Result<Input, Failure> {
    let name = visible(&path.display().to_string());
    let bytes = read(path).map_err(|error| Failure::new(format_args!("{name}: {error}")))?;
    let error = |problem: &dyn fmt::Display| Failure::new(format_args!("{name}: {}", visible(&problem.to_string())));
    if bytes.starts_with(b"CORS") {
        let policy = PolicyBox::new(bytes.into_boxed_slice()).map_err(|problem: ImageError| error(&problem))?;
        return Ok(Input { name, content: Content::Image(policy) });
    }
    let text = String::from_utf8(bytes)
        .map_err(|problem| error(&format_args!("not UTF-8 at byte {}", problem.utf8_error().valid_up_to())))?;
    let document = if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        serde_json::from_str(&text).map_err(|problem| error(&problem))?
    } else {
        toml::from_str(&text).map_err(|problem| error(&problem.to_string().trim_end()))?
    };
    Ok(Input { name, content: Content::Document(document) })
}

/// Reads a policy and compiles it; fails with its errors if it has some. Warnings are the business of `check`.
pub(crate) fn load_compiled(path: &Path) -> Result<PolicyBox, Failure> {
    load(path)?.compile()
}

impl Input {
    /// The policy as it was written; that of an image as it could have been written.
    pub(crate) fn config(&self) -> Config<'_> {
        match &self.content {
            Content::Document(document) => document.config(),
            Content::Image(policy) => policy.as_policy().config(),
        }
    }

    /// Every error, warning and note.
    pub(crate) fn check<'c>(&'c self, sink: &mut dyn FnMut(Diagnostic<'c>)) {
        let config = self.config();
        if config.allow_origins.iter().nth(MOST_COMPARED).is_none() {
            config.check(sink);
        } else {
            // Whether it compiles is in what it reports.
            let _ = config.compile_boxed(sink);
        }
    }

    /// The policy, compiled. Fails with all its errors if it has some.
    pub(crate) fn compile(&self) -> Result<PolicyBox, Failure> {
        if let Content::Image(policy) = &self.content {
            return Ok(policy.clone());
        }
        let mut errors = String::new();
        let compiled = self.config().compile_boxed(|diagnostic| {
            if diagnostic.severity() == Severity::Error {
                errors.push_str(&format!("\n  {diagnostic}"));
            }
        });
        compiled.map_err(|error| match errors.is_empty() {
            true => Failure::new(format_args!("{}: {error}", self.name)),
            false => Failure::Rejected(format!("{}: the policy has errors{errors}", self.name)),
        })
    }
}

/// All bytes of a file, or of standard input.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
