//! Policy documents from files.

use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use corsac::PolicyDocument;

use crate::text::visible;

/// Why a document was not read.
#[derive(Debug)]
pub(crate) struct DocumentError {
    path: PathBuf,
    problem: String,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", visible(&self.path.display().to_string()), visible(&self.problem))
    }
}

/// Reads a policy document: JSON if the name ends in `.json`, else TOML.
pub(crate) fn read(path: &Path) -> Result<PolicyDocument, DocumentError> {
    let error = |problem: String| DocumentError { path: path.into(), problem };
    let bytes = fs::read(path).map_err(|problem| error(problem.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|problem| error(format!("not UTF-8 at byte {}", problem.utf8_error().valid_up_to())))?;
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        serde_json::from_str(&text).map_err(|problem| error(problem.to_string()))
    } else {
        toml::from_str(&text).map_err(|problem| error(problem.to_string().trim_end().to_string()))
    }
}
