//! From files to a corpus.

use core::fmt;
use std::collections::BTreeSet;
use std::path::Path;

use super::form::{CaseForm, FileForm, ValueForm};
use super::{Case, Corpus, Diagnosis, Expectation, Request};
use crate::reference::{HeaderLines, Response};

/// A corpus cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    file: String,
    message: String,
}

/// Reads every `.toml` file of a directory, in the order of their names.
///
/// # Errors
///
/// The first file that cannot be read, or is not of the form.
pub fn read_directory(directory: &Path) -> Result<Corpus, LoadError> {
    let fail = |path: &Path, message: String| LoadError { file: path.display().to_string(), message };
    let entries = std::fs::read_dir(directory).map_err(|error| fail(directory, error.to_string()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| fail(directory, error.to_string()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).map_err(|error| fail(path, error.to_string()))?;
        files.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), text));
    }
    if files.is_empty() {
        return Err(fail(directory, "no `.toml` file".to_owned()));
    }
    read_files(&files)
}

/// Reads files, given as names without ending, and texts.
///
/// # Errors
///
/// The first file that is not of the form.
pub fn read_files(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Corpus, LoadError> {
    let mut corpus = Corpus::default();
    let mut forms = Vec::new();
    for (group, text) in files {
        let group = group.as_ref();
        let fail = |message: String| LoadError { file: group.to_owned(), message };
        let mut form: FileForm = toml::from_str(text.as_ref()).map_err(|error| fail(error.to_string()))?;
        for (name, policy) in core::mem::take(&mut form.policies) {
            policy.compile().map_err(|error| fail(format!("policy `{name}`: {error}")))?;
            if !is_policy_name(&name) {
                return Err(fail(format!("policy `{name}`: a name is made of a-z, 0-9 and -")));
            }
            if corpus.policies.insert(name.clone(), policy).is_some() {
                return Err(fail(format!("policy `{name}` is there twice")));
            }
        }
        for diagnosis in core::mem::take(&mut form.diagnoses) {
            let (code, is_error) = match (diagnosis.error, diagnosis.warning) {
                (Some(error), None) => (error, true),
                (None, Some(warning)) => (warning, false),
                _ => return Err(fail("a diagnosis is an error or a warning".to_owned())),
            };
            corpus.diagnoses.push(Diagnosis { policy: diagnosis.policy, code, is_error });
        }
        forms.push((group, form));
    }
    let mut names = BTreeSet::new();
    for (group, form) in forms {
        for case in &form.cases {
            let case = read_case(group, &form, case, &corpus).map_err(|message| LoadError {
                file: group.to_owned(),
                message: format!("`{}`: {message}", case.name),
            })?;
            if !names.insert(case.name.clone()) {
                let message = format!("`{}`: the name is there twice", case.name);
                return Err(LoadError { file: group.to_owned(), message });
            }
            corpus.cases.push(case);
        }
    }
    Ok(corpus)
}

/// A policy's name can stand in a URL.
fn is_policy_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn read_case(group: &str, file: &FileForm, case: &CaseForm, corpus: &Corpus) -> Result<Case, String> {
    let policy = case.policy.as_ref().or(file.policy.as_ref()).ok_or("no policy")?;
    if !corpus.policies.contains_key(policy) {
        return Err(format!("no policy is called `{policy}`"));
    }
    let expect = &case.expect;
    let one_of = |value: &str, names: &[&str]| {
        if names.contains(&value) { Ok(()) } else { Err(format!("`{value}` is none of {names:?}")) }
    };
    one_of(&expect.class, &["not-cors", "actual", "preflight"])?;
    one_of(&expect.verdict, &["none", "allowed", "refused"])?;
    if let Some(reason) = &expect.reason {
        one_of(reason, &corsac::Reason::ALL.map(corsac::Reason::as_str))?;
    }
    if expect.reason.is_some() != (expect.verdict == "refused") {
        return Err("a reason goes with the verdict `refused`, and only with it".to_owned());
    }
    let mut headers = lines(&expect.headers)?;
    if let Some((name, _)) = headers.iter().find(|(name, _)| !name.starts_with("access-control-")) {
        return Err(format!("`{name}` is not checked"));
    }
    headers.sort();
    let mut vary = expect.vary.clone();
    vary.sort();
    Ok(Case {
        group: group.to_owned(),
        name: case.name.clone(),
        section: case.section.as_ref().or(file.section.as_ref()).ok_or("no section")?.clone(),
        policy: policy.clone(),
        request: Request { method: case.request.method.clone(), headers: lines(&case.request.headers)? },
        handler: Response {
            status: case.handler.status.unwrap_or(200),
            headers: HeaderLines(lines(&case.handler.headers)?),
        },
        expect: Expectation {
            class: expect.class.clone(),
            verdict: expect.verdict.clone(),
            reason: expect.reason.clone(),
            status: expect.status,
            headers,
            vary,
        },
    })
}

fn lines(lines: &[(String, ValueForm)]) -> Result<Vec<(String, Vec<u8>)>, String> {
    lines.iter().map(|(name, value)| Ok((name.clone(), value.bytes()?))).collect()
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl core::error::Error for LoadError {}
