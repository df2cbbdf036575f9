//! Policies from files: documents in TOML, JSON and YAML, and images.
//!
//! A document becomes a tree whose parts know where they stand ([`node`]), the tree a [`PolicyDocument`], by the rules
//! of the core; what a diagnostic is about is then found again by its key and index ([`places`]).

mod json;
mod node;
mod places;
mod read;
mod source;
mod toml;
mod yaml;

use core::ops::Range;
use std::path::Path;

use corsac::{Config, Diagnostic, PolicyBox, PolicyDocument, Severity};

use crate::context::Failure;
use crate::{render, text};

pub(crate) use places::{KeyPlace, Places, text_start};
pub(crate) use read::read;
pub(crate) use source::{Excerpt, Place, Source};

/// The most origins of which every two are compared. Beyond that the compiler finds redundant ones in good time, though
/// only where there is no error.
const MOST_COMPARED: usize = 2_000;

/// How many errors are named where `check` is the place for all.
const MOST_NAMED: usize = 20;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Toml,
    Json,
    Yaml,
}

/// What keeps a document from being a policy, whatever the policy might have said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// `invalid-encoding`, `invalid-syntax` or `invalid-document`.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// In bytes of the text.
    pub(crate) span: Range<usize>,
}

/// A policy from a file, not yet checked.
#[derive(Debug)]
pub(crate) struct Input {
    /// The name of the file, fit for a terminal.
    pub(crate) name: String,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Document(Document),
    Image(PolicyBox),
}

/// A document that is a policy.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) form: Form,
    pub(crate) source: Source,
    pub(crate) policy: PolicyDocument,
    pub(crate) places: Places,
}

/// A file that was read, and is no policy.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) name: String,
    /// Empty where the file is no text.
    pub(crate) source: Source,
    pub(crate) problems: Vec<Problem>,
}

/// Reads a policy: an image, if it begins as one; else a document, whose form follows from the name (.toml, .json,
/// .yaml, .yml) or, where that says nothing, from the text. `-` is standard input.
pub(crate) fn load(path: &Path) -> Result<Input, Failure> {
    parse(path, read(path)?).map_err(|unreadable| Failure::Message(render::unreadable(&unreadable)))
}

/// Reads a policy and compiles it; fails with its errors if it has some. Warnings are the business of `check`.
pub(crate) fn load_compiled(path: &Path) -> Result<PolicyBox, Failure> {
    load(path)?.compile()
}

/// Takes the bytes of a file for a policy.
pub(crate) fn parse(path: &Path, bytes: Vec<u8>) -> Result<Input, Unreadable> {
    let name = text::path(path);
    if bytes.starts_with(b"CORS") {
        return match PolicyBox::new(bytes.into_boxed_slice()) {
            Ok(policy) => Ok(Input { name, content: Content::Image(policy) }),
            Err(error) => {
                let problem = Problem { code: "invalid-image", message: error.to_string(), span: 0..0 };
                Err(Unreadable { name, source: Source::default(), problems: vec![problem] })
            }
        };
    }
    let (source, problem) = read::decode(bytes);
    if let Some(problem) = problem {
        return Err(Unreadable { name, source, problems: vec![problem] });
    }
    match document(Form::of(path), source.text()) {
        Ok((form, policy, places)) => {
            Ok(Input { name, content: Content::Document(Document { form, source, policy, places }) })
        }
        Err(problems) => Err(Unreadable { name, source, problems }),
    }
}

/// Reads a document; where its form is not known, by what it looks like.
pub(crate) fn document(form: Option<Form>, text: &str) -> Result<(Form, PolicyDocument, Places), Vec<Problem>> {
    let (form, root) = match form {
        Some(form) => (form, form.parse(text)?),
        None if text.trim_start().starts_with('{') => (Form::Json, Form::Json.parse(text)?),
        None => match (Form::Toml.parse(text), Form::Yaml.parse(text)) {
            (Ok(root), _) => (Form::Toml, root),
            (Err(_), Ok(root)) if matches!(root.value, node::Value::Map(_)) => (Form::Yaml, root),
            (Err(problems), _) => return Err(problems),
        },
    };
    let policy = node::document(&root)?;
    Ok((form, policy, Places::of(&root)))
}

impl Form {
    fn of(path: &Path) -> Option<Form> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match &*extension {
            "toml" => Some(Form::Toml),
            "json" => Some(Form::Json),
            "yaml" | "yml" => Some(Form::Yaml),
            _ => None,
        }
    }

    fn parse(self, text: &str) -> Result<node::Node<'_>, Vec<Problem>> {
        match self {
            Form::Toml => toml::parse(text),
            Form::Json => json::parse(text),
            Form::Yaml => yaml::parse(text),
        }
    }
}

impl Input {
    /// The policy as it was written; that of an image as it could have been written.
    pub(crate) fn config(&self) -> Config<'_> {
        match &self.content {
            Content::Document(document) => document.policy.config(),
            Content::Image(policy) => policy.as_policy().config(),
        }
    }

    /// The document, if it is one.
    pub(crate) fn document(&self) -> Option<&Document> {
        match &self.content {
            Content::Document(document) => Some(document),
            Content::Image(_) => None,
        }
    }

    /// Every error, warning and note, in the order of the document.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic<'_>> {
        let mut diagnostics = diagnostics(&self.config());
        self.sort(&mut diagnostics);
        diagnostics
    }

    /// Puts diagnostics into the order of the document; those about a missing key come last.
    pub(crate) fn sort(&self, diagnostics: &mut [Diagnostic<'_>]) {
        if let Some(document) = self.document() {
            let start = |found: &Diagnostic<'_>| document.place_of(found).map_or(usize::MAX, |span| span.start);
            diagnostics.sort_by_cached_key(start);
        }
    }

    /// The policy, compiled. Fails with its errors if it has some.
    pub(crate) fn compile(&self) -> Result<PolicyBox, Failure> {
        if let Content::Image(policy) = &self.content {
            return Ok(policy.clone());
        }
        let (mut errors, mut count) = (String::new(), 0);
        let compiled = self.config().compile_boxed(|diagnostic| {
            if diagnostic.severity() == Severity::Error {
                count += 1;
                if count <= MOST_NAMED {
                    errors.push_str(&format!("\n  {}", text::diagnostic(&diagnostic)));
                }
            }
        });
        if count > MOST_NAMED {
            errors.push_str(&format!("\n  and {} more: see corsac check {}", count - MOST_NAMED, self.name));
        }
        compiled.map_err(|error| match errors.is_empty() {
            true => Failure::new(format_args!("{}: {error}", self.name)),
            false => Failure::Rejected(format!("{}: the policy has errors{errors}", self.name)),
        })
    }
}

impl Document {
    /// What a diagnostic is about, in bytes of the text; nothing where a key is missing.
    pub(crate) fn place_of(&self, diagnostic: &Diagnostic<'_>) -> Option<Range<usize>> {
        self.places.of_diagnostic(diagnostic, self.source.text())
    }
}

/// Every error, warning and note.
pub(crate) fn diagnostics<'c>(config: &Config<'c>) -> Vec<Diagnostic<'c>> {
    let mut diagnostics = Vec::new();
    if config.allow_origins.iter().nth(MOST_COMPARED).is_none() {
        config.check(|diagnostic| diagnostics.push(diagnostic));
    } else {
        // Whether it compiles is in what it reports.
        let _ = config.compile_boxed(|diagnostic| diagnostics.push(diagnostic));
    }
    diagnostics
}
