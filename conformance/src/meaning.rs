//! What a policy means, read off its text: no image, no index, no deciding.
//!
//! This is the yardstick of the [agreement law](crate::agreement). It is written to be checked by reading it.

use crate::PolicyText;

/// What a page asks a server for, once the browser has worked out which part of it needs leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The page's origin as serialized; after a redirect from another origin, `null`.
    pub origin: String,
    /// Whether cookies and the like go along.
    pub credentials: bool,
    /// The method, normalized.
    pub method: String,
    /// The [CORS-unsafe request-header names](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names).
    pub header_names: Vec<String>,
}

/// Does the policy mean to let a script read the response?
///
/// ```
/// use corsac_conformance::meaning::{Asks, means_to_allow};
/// use corsac_conformance::PolicyText;
///
/// let policy = PolicyText { allow_origins: vec!["https://*.example.com".to_owned()], ..PolicyText::default() };
/// let asks = |origin: &str| Asks {
///     origin: origin.to_owned(),
///     credentials: false,
///     method: "GET".to_owned(),
///     header_names: vec![],
/// };
/// assert!(means_to_allow(&policy, &asks("https://app.example.com")));
/// assert!(!means_to_allow(&policy, &asks("https://example.com")));
/// ```
#[must_use]
pub fn means_to_allow(policy: &PolicyText, asks: &Asks) -> bool {
    let origin = policy.allow_origins.iter().any(|pattern| pattern_means(pattern, &asks.origin));
    let credentials = policy.allow_credentials || !asks.credentials;
    let method = ["GET", "HEAD", "POST"].contains(&&*asks.method)
        || holds(&policy.allow_methods, &asks.method)
        || (holds(&policy.allow_methods, "*") && can_be_reflected(policy, &[&asks.method], 64));
    let names: Vec<&str> = asks.header_names.iter().map(String::as_str).collect();
    let any_header = holds(&policy.allow_headers, "*") && can_be_reflected(policy, &names, 255);
    let header = |name: &&str| {
        policy.allow_headers.iter().any(|listed| listed.eq_ignore_ascii_case(name))
            || (any_header && !name.eq_ignore_ascii_case("authorization"))
    };
    // Where credentials meet `*`, the whole list is reflected or nothing is.
    let whole = any_header || !(policy.allow_credentials && holds(&policy.allow_headers, "*"));
    origin && credentials && method && names.iter().all(header) && (whole || names.is_empty())
}

/// Does the policy mean to let a script see a response header that a handler has set?
#[must_use]
pub fn means_to_expose(policy: &PolicyText, name: &str) -> bool {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    let listed = policy.expose_headers.iter().any(|entry| entry == "*" || is(entry));
    ALWAYS_EXPOSED.iter().any(|always| is(always)) || (listed && !is("set-cookie") && !is("set-cookie2"))
}

/// <https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name>
pub(crate) const ALWAYS_EXPOSED: [&str; 7] =
    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"];

fn holds(list: &[String], entry: &str) -> bool {
    list.iter().any(|listed| listed == entry)
}

/// The one inherent exception: with credentials, browsers take `*` for an ordinary name, so what was asked for must
/// be reflected, and nobody reflects without bound. Each text has at most `longest` bytes; all have at most 1024,
/// and there are fewer than 160.
fn can_be_reflected(policy: &PolicyText, texts: &[&str], longest: usize) -> bool {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    !policy.allow_credentials || (texts.iter().all(|text| text.len() <= longest) && bytes <= 1024 && texts.len() < 160)
}

/// Does an origin pattern mean this origin, given as a browser serializes it?
#[must_use]
pub fn pattern_means(pattern: &str, origin: &str) -> bool {
    if pattern == "*" || pattern == origin {
        return true;
    }
    let (Some((scheme, pattern)), Some((own_scheme, origin))) = (pattern.split_once("://"), origin.split_once("://"))
    else {
        return false;
    };
    let ((host, port), (own_host, own_port)) = (host_and_port(pattern), host_and_port(origin));
    scheme == own_scheme && (port == "*" || port == own_port) && host_means(host, own_host)
}

fn host_means(pattern: &str, host: &str) -> bool {
    if let Some(base) = pattern.strip_prefix("*.") {
        // One or more labels before the base.
        return host.strip_suffix(base).is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'));
    }
    let Some((prefix, rest)) = pattern.split_once('*') else { return pattern == host };
    let (Some((suffix, base)), Some((label, own_base))) = (rest.split_once('.'), host.split_once('.')) else {
        return false;
    };
    let middle = label.strip_prefix(prefix).and_then(|label| label.strip_suffix(suffix));
    let is_glob_byte = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    base == own_base && middle.is_some_and(|middle| !middle.is_empty() && middle.bytes().all(is_glob_byte))
}

/// Cuts at the colon before the port, which is not one of those inside brackets. No port is an empty one.
fn host_and_port(authority: &str) -> (&str, &str) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_say() {
        for (pattern, origin, means) in [
            ("https://example.com", "https://example.com", true),
            ("https://example.com", "http://example.com", false),
            ("https://example.com", "https://example.com:8443", false),
            ("https://example.com:*", "https://example.com:8443", true),
            ("https://example.com:*", "https://example.com", true),
            ("https://*.example.com", "https://a.b.example.com", true),
            ("https://*.example.com", "https://example.com", false),
            ("https://*.example.com", "https://evilexample.com", false),
            ("https://pr-*.example.com", "https://pr-7.example.com", true),
            ("https://pr-*.example.com", "https://pr-.example.com", false),
            ("https://pr-*.example.com", "https://pr-7.a.example.com", false),
            ("https://*--shop.example.com", "https://x--shop.example.com", true),
            ("http://[::1]:*", "http://[::1]", true),
            ("http://[::1]", "http://[::1]:80", false),
            ("null", "null", true),
            ("null", "https://null", false),
            ("*", "null", true),
        ] {
            assert_eq!(pattern_means(pattern, origin), means, "{pattern} and {origin}");
        }
    }
}
