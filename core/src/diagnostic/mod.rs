//! Errors and warnings about a policy: small, `Copy`, with the place they are about.

mod code;
mod suggestion;

use core::fmt;

pub use code::{Code, Severity};
pub use suggestion::Suggestion;

/// A key of a policy. Most carry the name of the response header they govern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// `allow_origins`.
    AllowOrigins,
    /// `allow_methods`.
    AllowMethods,
    /// `allow_headers`.
    AllowHeaders,
    /// `expose_headers`.
    ExposeHeaders,
    /// `allow_credentials`.
    AllowCredentials,
    /// `max_age`.
    MaxAge,
    /// `allow_private_network`.
    AllowPrivateNetwork,
    /// `danger_allow_null_origin`.
    DangerAllowNullOrigin,
    /// `danger_allow_insecure_origins`.
    DangerAllowInsecureOrigins,
    /// `danger_allow_public_suffix_wildcards`.
    DangerAllowPublicSuffixWildcards,
}

impl Field {
    /// Every key, in the order they are documented.
    pub const ALL: [Field; 10] = [
        Field::AllowOrigins,
        Field::AllowMethods,
        Field::AllowHeaders,
        Field::ExposeHeaders,
        Field::AllowCredentials,
        Field::MaxAge,
        Field::AllowPrivateNetwork,
        Field::DangerAllowNullOrigin,
        Field::DangerAllowInsecureOrigins,
        Field::DangerAllowPublicSuffixWildcards,
    ];

    /// The key as it is written in a policy.
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::AllowOrigins => "allow_origins",
            Field::AllowMethods => "allow_methods",
            Field::AllowHeaders => "allow_headers",
            Field::ExposeHeaders => "expose_headers",
            Field::AllowCredentials => "allow_credentials",
            Field::MaxAge => "max_age",
            Field::AllowPrivateNetwork => "allow_private_network",
            Field::DangerAllowNullOrigin => "danger_allow_null_origin",
            Field::DangerAllowInsecureOrigins => "danger_allow_insecure_origins",
            Field::DangerAllowPublicSuffixWildcards => "danger_allow_public_suffix_wildcards",
        }
    }
}

/// A range of bytes in the text of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// All of `text`.
    pub const fn whole(text: &str) -> Span {
        Span { start: 0, end: text.len() }
    }
}

/// One error, warning or note about a policy.
///
/// Its `Display` is one line:
///
/// ```
/// use corsac::Config;
///
/// let config = Config::new().allow_origins(&["https://example.com:443"]).max_age(7200);
/// config.check(|diagnostic| {
///     assert_eq!(
///         diagnostic.to_string(),
///         "error[default-port]: allow_origins[0] \"https://example.com:443\": \
///          browsers leave out the default port of a scheme; write \"https://example.com\"",
///     );
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic<'c> {
    /// What it is about.
    pub code: Code,
    /// The key.
    pub field: Field,
    /// Which entry of the list, where the field is one.
    pub index: Option<usize>,
    /// The text of the entry; empty where the diagnostic is about the whole field.
    pub entry: &'c str,
    /// The bytes of `entry` that are at fault.
    pub span: Span,
    /// Another entry of the same field: the one that makes this one redundant.
    pub other: Option<usize>,
}

impl<'c> Diagnostic<'c> {
    /// How much it weighs.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What to write instead, where that is known.
    pub fn suggestion(&self) -> Option<Suggestion<'c>> {
        suggestion::of(self)
    }

    /// About a field as a whole.
    #[cfg(feature = "compile")]
    pub(crate) const fn field(code: Code, field: Field) -> Diagnostic<'static> {
        Diagnostic { code, field, index: None, entry: "", span: Span { start: 0, end: 0 }, other: None }
    }

    /// About an entry of a list.
    #[cfg(feature = "compile")]
    pub(crate) const fn entry(code: Code, field: Field, index: usize, entry: &'c str, span: Span) -> Diagnostic<'c> {
        Diagnostic { code, field, index: Some(index), entry, span, other: None }
    }
}

impl fmt::Display for Diagnostic<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}[{}]: {}", self.severity().as_str(), self.code.as_str(), self.field.as_str())?;
        if let Some(index) = self.index {
            // Debug escapes: an entry may come from a file that someone else wrote.
            write!(formatter, "[{index}] {:?}", self.entry)?;
        }
        write!(formatter, ": {}", self.code.summary())?;
        if let Some(other) = self.other {
            write!(formatter, " ({}[{other}])", self.field.as_str())?;
        }
        match self.suggestion() {
            Some(suggestion) if suggestion.is_removal() => formatter.write_str("; remove it"),
            Some(suggestion) => write!(formatter, "; write \"{suggestion}\""),
            None => Ok(()),
        }
    }
}
