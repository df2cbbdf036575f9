//! Origin patterns: the entries of `allow_origins`.
//!
//! ```text
//! pattern    = "*" / "null" / "file://" / scheme "://" host [ ":" port ]
//! host       = ipv4 / "[" ipv6 "]" / [ "*." ] domain / glob-label "." domain
//! glob-label = one label with exactly one "*" and at least one other byte
//! port       = "*" / 1..65535, not the scheme's default, no port that browsers block
//! ```
//!
//! `*.` stands for one or more whole labels, the `*` of a glob label for one or more of `a-z 0-9 - _`, and `:*` for
//! any port, an absent one too. All else is compared byte for byte with what browsers send.

mod canonical;
mod common;
#[cfg(feature = "compile")]
mod explain;
#[cfg(feature = "compile")]
mod lint;

use core::fmt;

pub(crate) use canonical::{Canonical, CanonicalHosts};
#[cfg(feature = "compile")]
pub(crate) use explain::explain;
#[cfg(feature = "compile")]
pub(crate) use lint::{is_under_public_suffix, lint};

#[cfg(feature = "compile")]
use crate::diagnostic::{Code, Span};
use crate::fetch::{Host, Origin, TupleOrigin};
use crate::syntax::GLOB;

/// The most bytes around the `*` of a glob label: DNS allows a label 63, and `*` stands for at least one.
pub(crate) const LONGEST_GLOB: usize = 62;

/// One allowed origin, or a set of them.
///
/// ```
/// use corsac::fetch::Origin;
/// use corsac::pattern::OriginPattern;
///
/// let pattern = OriginPattern::parse("https://*.example.com").unwrap();
/// assert!(pattern.matches(&Origin::parse(b"https://a.b.example.com").unwrap()));
/// assert!(!pattern.matches(&Origin::parse(b"https://example.com").unwrap()));
/// assert_eq!(pattern.to_string(), "https://*.example.com");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OriginPattern<'p> {
    /// `*`: every origin, opaque ones too.
    Any,
    /// `null`: every [opaque origin](https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque).
    Null,
    /// Tuple origins.
    Tuple(TuplePattern<'p>),
}

/// A pattern of tuple origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TuplePattern<'p> {
    // Invariant: the canonical text that the other fields were read from.
    text: &'p str,
    scheme: &'p str,
    host: HostPattern<'p>,
    port: PortPattern,
}

/// The hosts that a pattern allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostPattern<'p> {
    /// This host.
    Exact(Host<'p>),
    /// `*.base`: every host with one or more labels before `.base`.
    Subdomains {
        /// What follows `*.`.
        base: &'p str,
    },
    /// `prefix*suffix.base`: one label, with one or more of `a-z 0-9 - _` between `prefix` and `suffix`.
    Glob {
        /// What precedes `*` in the label; may be empty if `suffix` is not.
        prefix: &'p str,
        /// What follows `*` in the label.
        suffix: &'p str,
        /// What follows the label and its dot.
        base: &'p str,
    },
}

/// The ports that a pattern allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortPattern {
    /// No port is written: the scheme's default.
    Default,
    /// This port.
    Number(u16),
    /// `:*`, any port or none.
    Any,
}

impl<'p> OriginPattern<'p> {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// The first fault of a text that is not a pattern. A policy reports all of them:
    /// see [`Config::check`](crate::Config::check).
    ///
    /// ```
    /// use corsac::pattern::OriginPattern;
    ///
    /// let error = OriginPattern::parse("https://example.com/").unwrap_err();
    /// assert_eq!(error.code.as_str(), "trailing-slash");
    /// assert_eq!((error.span.start, error.span.end), (19, 20));
    /// ```
    #[cfg(feature = "compile")]
    pub fn parse(text: &'p str) -> Result<OriginPattern<'p>, PatternError> {
        if let Some(pattern) = OriginPattern::from_canonical(text) {
            return Ok(pattern);
        }
        let mut first = None;
        explain(text, &mut |code, span| {
            first.get_or_insert(PatternError { code, span });
        });
        Err(first.unwrap_or(PatternError { code: Code::ForbiddenHostCharacter, span: Span::whole(text) }))
    }

    /// The definition of the language of patterns: `None` for any other text.
    pub(crate) const fn from_canonical(text: &'p str) -> Option<OriginPattern<'p>> {
        match text.as_bytes() {
            b"*" => Some(OriginPattern::Any),
            b"null" => Some(OriginPattern::Null),
            _ => match TuplePattern::from_canonical(text) {
                Some(pattern) => Some(OriginPattern::Tuple(pattern)),
                None => None,
            },
        }
    }

    /// Does this pattern allow `origin`? This is the definition; a compiled policy gives the same answer faster.
    pub fn matches(&self, origin: &Origin<'_>) -> bool {
        match (self, origin) {
            (OriginPattern::Any, _) | (OriginPattern::Null, Origin::Opaque) => true,
            (OriginPattern::Tuple(pattern), Origin::Tuple(origin)) => pattern.matches(origin),
            (OriginPattern::Null, Origin::Tuple(_)) | (OriginPattern::Tuple(_), Origin::Opaque) => false,
        }
    }

    /// Does this pattern allow everything that `other` allows?
    ///
    /// ```
    /// use corsac::pattern::OriginPattern;
    ///
    /// let wide = OriginPattern::parse("https://*.example.com:*").unwrap();
    /// assert!(wide.covers(&OriginPattern::parse("https://pr-*.example.com").unwrap()));
    /// assert!(!wide.covers(&OriginPattern::parse("https://example.com").unwrap()));
    /// ```
    pub fn covers(&self, other: &OriginPattern<'_>) -> bool {
        match (self, other) {
            (OriginPattern::Any, _) | (OriginPattern::Null, OriginPattern::Null) => true,
            (OriginPattern::Tuple(pattern), OriginPattern::Tuple(other)) => pattern.covers(other),
            _ => false,
        }
    }

    /// The text of the pattern, which is its canonical form.
    pub const fn as_str(&self) -> &'p str {
        match self {
            OriginPattern::Any => "*",
            OriginPattern::Null => "null",
            OriginPattern::Tuple(pattern) => pattern.text,
        }
    }
}

impl<'p> TuplePattern<'p> {
    const fn from_canonical(text: &'p str) -> Option<TuplePattern<'p>> {
        let Some(canonical) = Canonical::read(text.as_bytes()) else { return None };
        let parts = canonical.parts;
        let Some((scheme, _)) = text.split_at_checked(parts.scheme().len()) else { return None };
        let Some((_, authority)) = text.split_at_checked(parts.head.len()) else { return None };
        let Some((host, _)) = authority.split_at_checked(parts.host.len()) else { return None };
        let host = match canonical.hosts {
            CanonicalHosts::Exact(kind) => HostPattern::Exact(Host::new(kind, host)),
            CanonicalHosts::Subdomains { base } => match host.split_at_checked(host.len().saturating_sub(base.len())) {
                Some((_, base)) => HostPattern::Subdomains { base },
                None => return None,
            },
            CanonicalHosts::Glob { prefix_length, suffix_length, base } => {
                let dot = host.len().saturating_sub(base.len()).saturating_sub(1);
                let Some((label, base)) = host.split_at_checked(dot) else { return None };
                let Some((_, base)) = base.split_at_checked(1) else { return None };
                let Some((_, suffix)) = label.split_at_checked(dot.saturating_sub(suffix_length)) else { return None };
                let Some((prefix, _)) = label.split_at_checked(prefix_length) else { return None };
                HostPattern::Glob { prefix, suffix, base }
            }
        };
        Some(TuplePattern { text, scheme, host, port: canonical.port })
    }

    /// The pattern again, in bytes.
    const fn canonical(&self) -> Option<Canonical<'p>> {
        Canonical::read(self.text.as_bytes())
    }

    fn matches(&self, origin: &TupleOrigin<'_>) -> bool {
        let port = match self.port {
            PortPattern::Default => origin.port().is_none(),
            PortPattern::Number(port) => origin.port() == Some(port),
            PortPattern::Any => true,
        };
        self.scheme == origin.scheme() && port && self.host.matches(origin.host().as_str())
    }

    fn covers(&self, other: &TuplePattern<'_>) -> bool {
        let port = self.port == PortPattern::Any || self.port == other.port;
        let host = match (self.host, other.host) {
            (_, HostPattern::Exact(host)) => self.host.matches(host.as_str()),
            (HostPattern::Exact(_), _) | (HostPattern::Glob { .. }, HostPattern::Subdomains { .. }) => false,
            (HostPattern::Subdomains { base }, HostPattern::Subdomains { base: other }) => {
                base == other || ends_with_labels(other, base)
            }
            (HostPattern::Subdomains { base }, HostPattern::Glob { base: other, .. }) => {
                base == other || ends_with_labels(other, base)
            }
            (
                HostPattern::Glob { prefix, suffix, base },
                HostPattern::Glob { prefix: other_prefix, suffix: other_suffix, base: other_base },
            ) => base == other_base && globs_cover((prefix, suffix), (other_prefix, other_suffix)),
        };
        self.scheme == other.scheme && port && host
    }

    /// The scheme.
    pub const fn scheme(&self) -> &'p str {
        self.scheme
    }

    /// The hosts.
    pub const fn host(&self) -> HostPattern<'p> {
        self.host
    }

    /// The ports.
    pub const fn port(&self) -> PortPattern {
        self.port
    }

    /// Does this pattern allow more than one origin?
    pub const fn is_wildcard(&self) -> bool {
        !matches!((self.host, self.port), (HostPattern::Exact(_), PortPattern::Default | PortPattern::Number(_)))
    }

    /// Could someone on the network speak for this origin? True of http and `file`, unless the host is the machine
    /// itself. The schemes of apps and extensions count as secure.
    pub const fn is_insecure(&self) -> bool {
        match self.canonical() {
            Some(canonical) => canonical.is_insecure(),
            None => false,
        }
    }
}

impl<'p> HostPattern<'p> {
    fn matches(&self, host: &str) -> bool {
        match *self {
            HostPattern::Exact(exact) => exact.as_str() == host,
            HostPattern::Subdomains { base } => ends_with_labels(host, base),
            HostPattern::Glob { prefix, suffix, base } => {
                let Some((label, rest)) = host.split_once('.') else { return false };
                let middle = label.strip_prefix(prefix).and_then(|label| label.strip_suffix(suffix));
                rest == base && middle.is_some_and(|middle| !middle.is_empty() && GLOB.contains_all(middle.as_bytes()))
            }
        }
    }
}

/// Does `host` consist of one or more labels, a dot, and `base`?
fn ends_with_labels(host: &str, base: &str) -> bool {
    host.strip_suffix(base).and_then(|labels| labels.strip_suffix('.')).is_some_and(|labels| !labels.is_empty())
}

/// Does `prefix*suffix` match every label that the other glob matches?
fn globs_cover((prefix, suffix): (&str, &str), (other_prefix, other_suffix): (&str, &str)) -> bool {
    // What the other glob says beyond this one becomes part of what this `*` has to match.
    match (other_prefix.strip_prefix(prefix), other_suffix.strip_suffix(suffix)) {
        (Some(more), Some(also)) => GLOB.contains_all(more.as_bytes()) && GLOB.contains_all(also.as_bytes()),
        _ => false,
    }
}

impl fmt::Display for OriginPattern<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Why a text is not a pattern.
#[cfg(feature = "compile")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatternError {
    /// What is wrong.
    pub code: Code,
    /// Where.
    pub span: Span,
}

#[cfg(feature = "compile")]
impl fmt::Display for PatternError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (bytes {} to {})", self.code.summary(), self.span.start, self.span.end)
    }
}

#[cfg(feature = "compile")]
impl core::error::Error for PatternError {}
