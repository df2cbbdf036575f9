//! What is legal in a pattern, but should be looked at.

use super::{HostPattern, OriginPattern, TuplePattern};
use crate::diagnostic::{Code, Span};
use crate::fetch::{self, Host, scheme};
use crate::syntax::bytes;

/// Hosts on which anyone can publish pages under the same origin.
const SHARED_HOSTS: &[u8] = b"codepen.io,cdpn.io,s.codepen.io,fiddle.jshell.net,jsfiddle.net,jsbin.com,\
    output.jsbin.com,plnkr.co,storage.googleapis.com,s3.amazonaws.com";

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
    let Some(canonical) = pattern.canonical() else { return };
    let host = canonical.parts.host;
    let start = canonical.parts.head.len();
    let host_span = Span { start, end: start.saturating_add(host.len()) };
    if pattern.scheme == "https" && matches!(pattern.host, HostPattern::Exact(Host::Ipv4(_) | Host::Ipv6(_))) {
        report(Code::HttpsIpAddress, host_span);
    }
    if !matches!(pattern.host, HostPattern::Exact(Host::Ipv6(_))) {
        lint_name(host, host_span, report);
    }
    if bytes::is_listed(host, SHARED_HOSTS) {
        report(Code::SharedHost, host_span);
    }
}

fn lint_name(host: &[u8], span: Span, report: &mut dyn FnMut(Code, Span)) {
    let at = |position: usize| {
        let start = span.start.saturating_add(position);
        Span { start, end: start.saturating_add(1) }
    };
    if let Some(position) = host.iter().position(|byte| *byte != b'*' && fetch::unusual_host_byte(*byte)) {
        report(Code::UnusualHostCharacter, at(position));
    }
    if let Some(position) = bytes::position(host, b'_') {
        report(Code::UnderscoreHost, at(position));
    }
    let name = host.strip_suffix(b".").unwrap_or(host);
    if name.len() < host.len() {
        report(Code::TrailingDot, at(name.len()));
    }
    let mut labels = name.split(|byte| *byte == b'.');
    if name.len() > 253 || labels.any(|label| label.len() > 63) {
        report(Code::LongHost, span);
    }
    #[cfg(feature = "idna")]
    if name.split(|byte| *byte == b'.').any(|label| label.starts_with(b"xn--"))
        && idna::domain_to_unicode(bytes::ascii(name)).1.is_err()
    {
        report(Code::InvalidPunycode, span);
    }
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
