//! What is legal in a pattern, but should be looked at.

use super::{HostPattern, OriginPattern, TuplePattern};
use crate::diagnostic::{Code, Span};
use crate::fetch::{self, Host, scheme};

/// Hosts on which anyone can publish pages under the same origin.
const SHARED_HOSTS: [&str; 10] = [
    "codepen.io",
    "cdpn.io",
    "s.codepen.io",
    "fiddle.jshell.net",
    "jsfiddle.net",
    "jsbin.com",
    "output.jsbin.com",
    "plnkr.co",
    "storage.googleapis.com",
    "s3.amazonaws.com",
];

/// Reports what is unusual about the text of a pattern, whatever the rest of the policy says.
pub(crate) fn lint(pattern: &OriginPattern<'_>, report: &mut dyn FnMut(Code, Span)) {
    let OriginPattern::Tuple(pattern) = pattern else { return };
    let text = pattern.text;
    let scheme_span = Span { start: 0, end: pattern.scheme.len() };
    match pattern.scheme {
        "file" => report(Code::FileOrigin, Span::whole(text)),
        "moz-extension" | "safari-web-extension" => report(Code::UnstableExtensionOrigin, Span::whole(text)),
        name if !scheme::is_known(name.as_bytes()) => report(Code::UnknownScheme, scheme_span),
        _ => {}
    }
    let start = pattern.scheme.len().saturating_add("://".len());
    let length = text.get(start..).map_or(0, host_length);
    let host_span = Span { start, end: start.saturating_add(length) };
    let host = text.get(start..host_span.end).unwrap_or("");
    if pattern.scheme == "https" && matches!(pattern.host, HostPattern::Exact(Host::Ipv4(_) | Host::Ipv6(_))) {
        report(Code::HttpsIpAddress, host_span);
    }
    if !matches!(pattern.host, HostPattern::Exact(Host::Ipv6(_))) {
        lint_name(host, host_span, report);
    }
    if SHARED_HOSTS.contains(&host) {
        report(Code::SharedHost, host_span);
    }
}

fn lint_name(host: &str, span: Span, report: &mut dyn FnMut(Code, Span)) {
    let at = |position: usize| {
        let start = span.start.saturating_add(position);
        Span { start, end: start.saturating_add(1) }
    };
    if let Some(position) = host.bytes().position(|byte| byte != b'*' && fetch::unusual_host_byte(byte)) {
        report(Code::UnusualHostCharacter, at(position));
    }
    if let Some(position) = host.find('_') {
        report(Code::UnderscoreHost, at(position));
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.len() < host.len() {
        report(Code::TrailingDot, at(name.len()));
    }
    if name.len() > 253 || name.split('.').any(|label| label.len() > 63) {
        report(Code::LongHost, span);
    }
    #[cfg(feature = "idna")]
    if name.split('.').any(|label| label.starts_with("xn--")) && idna::domain_to_unicode(name).1.is_err() {
        report(Code::InvalidPunycode, span);
    }
}

/// Where the host of the rest of a pattern ends: at the colon before the port, if there is one.
fn host_length(rest: &str) -> usize {
    let bracketed = rest.find(']').unwrap_or(0);
    rest.get(bracketed..).and_then(|rest| rest.find(':')).map_or(rest.len(), |colon| bracketed.saturating_add(colon))
}

/// Could anyone register a host that this wildcard matches? Its base must be below a
/// [public suffix](https://publicsuffix.org/).
///
/// Without the feature `public-suffix` every base of two labels counts as registered by one owner.
pub(crate) fn is_under_public_suffix(pattern: &TuplePattern<'_>) -> bool {
    pattern.canonical().is_some_and(|pattern| pattern.has_single_label_base()) || is_public_suffix(pattern)
}

#[cfg(feature = "public-suffix")]
fn is_public_suffix(pattern: &TuplePattern<'_>) -> bool {
    let (HostPattern::Subdomains { base } | HostPattern::Glob { base, .. }) = pattern.host else { return false };
    let base = base.strip_suffix('.').unwrap_or(base);
    // The list's default rule makes any single label a suffix; `localhost` is one of those.
    base.contains('.')
        && scheme::is_http(pattern.scheme.as_bytes())
        && psl::suffix(base.as_bytes()).is_some_and(|suffix| suffix.as_bytes() == base.as_bytes())
}

#[cfg(not(feature = "public-suffix"))]
fn is_public_suffix(_: &TuplePattern<'_>) -> bool {
    false
}
