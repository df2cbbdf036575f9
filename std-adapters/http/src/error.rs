//! Why a policy was not taken, with everything that is wrong with it.

use core::fmt;
use std::path::PathBuf;

use corsac::{Code, Diagnostic, Field, ImageError, Severity};

/// One error, warning or note about a policy, with texts of its own. See [`Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// The key.
    pub field: Field,
    /// Which entry of the list, where the field is one.
    pub index: Option<usize>,
    /// One line that says it all.
    pub message: String,
    /// What to write in place of the entry, where that is known; empty to remove it.
    pub suggestion: Option<String>,
}

impl Finding {
    /// How much it weighs.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl From<Diagnostic<'_>> for Finding {
    fn from(diagnostic: Diagnostic<'_>) -> Finding {
        Finding {
            code: diagnostic.code,
            field: diagnostic.field,
            index: diagnostic.index,
            message: diagnostic.to_string(),
            suggestion: diagnostic.suggestion().map(|suggestion| suggestion.to_string()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Why there is no policy. Its `Display` says everything, in several lines if need be.
#[derive(Debug)]
#[non_exhaustive]
pub enum PolicyError {
    /// The policy has errors. All findings, the warnings too.
    Rejected(Vec<Finding>),
    /// The policy is too large for an image.
    TooLarge,
    /// The document is not one of a policy: its syntax, a key, or the type of a value.
    Document(String),
    /// The bytes are not the image of a policy.
    Image(ImageError),
    /// The file was not read.
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// What is wrong with a file that was read.
    In {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        error: Box<PolicyError>,
    },
}

impl PolicyError {
    /// All that was found wrong with the policy; nothing if it was not understood at all.
    pub fn findings(&self) -> &[Finding] {
        match self {
            PolicyError::Rejected(findings) => findings,
            PolicyError::In { error, .. } => error.findings(),
            _ => &[],
        }
    }

    pub(crate) fn in_file(self, path: PathBuf) -> PolicyError {
        PolicyError::In { path, error: Box::new(self) }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PolicyError::Rejected(findings) => {
                formatter.write_str("the policy has errors")?;
                findings.iter().try_for_each(|finding| write!(formatter, "\n  {finding}"))
            }
            PolicyError::TooLarge => formatter.write_str("the policy is too large: its image would exceed 4 GiB"),
            PolicyError::Document(message) => write!(formatter, "not a policy document: {message}"),
            PolicyError::Image(error) => write!(formatter, "not the image of a policy: {error}"),
            PolicyError::File { path, error } => write!(formatter, "cannot read {}: {error}", path.display()),
            PolicyError::In { path, error } => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl core::error::Error for PolicyError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            PolicyError::Image(error) => Some(error),
            PolicyError::File { error, .. } => Some(error),
            PolicyError::In { error, .. } => Some(&**error),
            _ => None,
        }
    }
}
