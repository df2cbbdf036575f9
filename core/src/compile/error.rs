//! Why a policy was not compiled.

use core::fmt;

use crate::diagnostic::Diagnostic;

/// The policy was not compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError<'c> {
    /// The policy has errors; this is the first one. [`Config::check`](crate::Config::check) reports all.
    Rejected(Diagnostic<'c>),
    /// The memory for the image does not suffice.
    /// [`Config::image_length`](crate::Config::image_length) tells how much does.
    BufferTooSmall,
}

impl fmt::Display for CompileError<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::Rejected(diagnostic) => diagnostic.fmt(formatter),
            CompileError::BufferTooSmall => formatter.write_str("the buffer is too small for the image"),
        }
    }
}

impl core::error::Error for CompileError<'_> {}
