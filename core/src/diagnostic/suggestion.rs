//! The text to write instead, worked out only when somebody asks for it.

use core::fmt;

use super::{Code, Diagnostic, Span};

/// What to write instead of an entry, or that the entry should go.
///
/// `Display` writes the whole new text of the entry with this one fault mended; the text is empty where
/// [`is_removal`](Suggestion::is_removal) is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion<'c> {
    entry: &'c str,
    span: Span,
    fix: Fix,
}

impl Suggestion<'_> {
    /// Should the entry be removed altogether?
    pub fn is_removal(&self) -> bool {
        self.fix == Fix::RemoveEntry
    }

    /// The bytes of the entry that are replaced.
    pub fn span(&self) -> Span {
        self.span
    }
}

/// What happens to the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fix {
    RemoveEntry,
    Text(&'static str),
    LowerCase,
    UpperCase,
    Bracketed,
    WithoutLeadingZeros,
    #[cfg(feature = "compile")]
    Ipv4,
    #[cfg(feature = "compile")]
    Ipv6,
    #[cfg(feature = "idna")]
    Punycode,
}

/// The fix that a code has in general, if this entry can be mended by it.
pub(super) fn of<'c>(diagnostic: &Diagnostic<'c>) -> Option<Suggestion<'c>> {
    let Diagnostic { code, entry, span, .. } = *diagnostic;
    let fault = entry.get(span.start..span.end).unwrap_or("");
    let fix = match code {
        Code::MissingScheme if only_the_scheme_is_missing(entry.get(span.end..).unwrap_or("")) => Fix::Text("https://"),
        Code::ImpossibleScheme if fault.eq_ignore_ascii_case("ws") => Fix::Text("http"),
        Code::ImpossibleScheme if fault.eq_ignore_ascii_case("wss") => Fix::Text("https"),
        Code::UpperCase => Fix::LowerCase,
        #[cfg(feature = "idna")]
        Code::NonAscii if entry.starts_with("http") && idna::domain_to_ascii(fault).is_ok() => Fix::Punycode,
        Code::WhiteSpace if fault.trim().is_empty() => Fix::Text(""),
        Code::UserInfo
        | Code::TrailingSlash
        | Code::Path
        | Code::Query
        | Code::Fragment
        | Code::EmptyPort
        | Code::DefaultPort
        | Code::FileHost
        | Code::Ipv6ZoneId => Fix::Text(""),
        #[cfg(feature = "compile")]
        Code::NonCanonicalIpv4 => Fix::Ipv4,
        #[cfg(feature = "compile")]
        Code::NonCanonicalIpv6 => Fix::Ipv6,
        Code::UnbracketedIpv6 => Fix::Bracketed,
        Code::PortLeadingZero => Fix::WithoutLeadingZeros,
        Code::UnnormalizedMethod | Code::LowerCaseMethod => Fix::UpperCase,
        Code::MaxAgeTooLarge | Code::MissingMaxAge | Code::LongMaxAge => Fix::Text("7200"),
        Code::RedundantOrigin
        | Code::ForbiddenMethod
        | Code::RedundantMethod
        | Code::ForbiddenRequestHeader
        | Code::RedundantHeader
        | Code::ForbiddenResponseHeader
        | Code::RequestHeaderName
        | Code::PreflightHeaderName
        | Code::RedundantExposedHeader
        | Code::SafelistedMethod
        | Code::SafelistedResponseHeader
        | Code::LegacyPrivateNetwork
        | Code::UnusedDangerKey => Fix::RemoveEntry,
        _ => return None,
    };
    Some(Suggestion { entry, span, fix })
}

/// Would the text be an origin with `https://` before it? Not if it seems to have another scheme, misspelt.
fn only_the_scheme_is_missing(rest: &str) -> bool {
    let port_or_none = rest
        .split_once(':')
        .is_none_or(|(host, port)| !host.is_empty() && port.starts_with(|c: char| c.is_ascii_digit() || c == '*'));
    let is_host = rest.starts_with("*.") || !rest.starts_with(['*', '/']);
    port_or_none && is_host && !rest.contains("//")
}

impl fmt::Display for Suggestion<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_removal() {
            return Ok(());
        }
        let Span { start, end } = self.span;
        let fault = self.entry.get(start..end).unwrap_or("");
        formatter.write_str(self.entry.get(..start).unwrap_or(""))?;
        match self.fix {
            Fix::RemoveEntry => {}
            Fix::Text(text) => formatter.write_str(text)?,
            Fix::LowerCase => fault.chars().try_for_each(|c| write!(formatter, "{}", c.to_ascii_lowercase()))?,
            Fix::UpperCase => fault.chars().try_for_each(|c| write!(formatter, "{}", c.to_ascii_uppercase()))?,
            Fix::Bracketed => write!(formatter, "[{fault}]")?,
            Fix::WithoutLeadingZeros => formatter.write_str(fault.trim_start_matches('0'))?,
            #[cfg(feature = "compile")]
            Fix::Ipv4 => match crate::fetch::parse_ipv4_loosely(fault.as_bytes()) {
                Some(address) => write!(formatter, "{}", core::net::Ipv4Addr::from(address))?,
                None => formatter.write_str(fault)?,
            },
            #[cfg(feature = "compile")]
            Fix::Ipv6 => write_ipv6(formatter, fault)?,
            #[cfg(feature = "idna")]
            Fix::Punycode => formatter.write_str(&idna::domain_to_ascii(fault).unwrap_or_default())?,
        }
        formatter.write_str(self.entry.get(end..).unwrap_or(""))
    }
}

/// The address without brackets, as the [IPv6 serializer](https://url.spec.whatwg.org/#concept-ipv6-serializer)
/// writes it: a mapped address has no dotted tail there, as it would have in the standard library.
#[cfg(feature = "compile")]
fn write_ipv6(formatter: &mut fmt::Formatter<'_>, fault: &str) -> fmt::Result {
    match crate::fetch::parse_ipv6_loosely(fault.as_bytes()) {
        Some([0, 0, 0, 0, 0, 0xffff, high, low]) => write!(formatter, "::ffff:{high:x}:{low:x}"),
        Some(pieces) => write!(formatter, "{}", core::net::Ipv6Addr::from(pieces)),
        None => formatter.write_str(fault),
    }
}
