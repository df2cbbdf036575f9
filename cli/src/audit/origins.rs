//! Origins that a careless comparison takes for an allowed one. They are only ever sent as text: nothing is asked of
//! the hosts that they name.

use corsac::fetch::{Host, Origin};

use super::class::Class;

/// An origin that no server can know, under a name that is reserved.
/// <https://www.rfc-editor.org/rfc/rfc2606#section-2>
pub(super) const FOREIGN: &str = "https://corsac-audit.example";

/// The label by which others can see what these requests are.
const LABEL: &str = "corsac-audit";

/// The most dots that are tried, one request each.
const MOST_DOTS: usize = 3;

/// An origin that should be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trick {
    /// What is wrong if it is allowed.
    pub(super) class: Class,
    pub(super) origin: String,
    /// Is it in the same registrable domain as the known origin? Then whoever controls the one controls the other, or
    /// has given it away.
    pub(super) is_same_site: bool,
    /// Is it the same host, with another scheme or port?
    pub(super) is_same_host: bool,
}

/// The tricks for an origin that is allowed, in the order in which to try them. All are origins that a browser can
/// send, and none equals `known`.
pub(super) fn tricks(known: &str) -> Vec<Trick> {
    let Ok(Origin::Tuple(origin)) = Origin::parse(known.as_bytes()) else { return Vec::new() };
    let scheme = origin.scheme();
    if !matches!(scheme, "http" | "https") {
        return Vec::new();
    }
    let port = origin.port().map_or(String::new(), |port| format!(":{port}"));
    let host = origin.host().as_str();
    let mut found = Vec::new();
    let mut add = |class, origin: String| {
        let Ok(Origin::Tuple(tuple)) = Origin::parse(origin.as_bytes()) else { return };
        if origin == known {
            return;
        }
        let is_same_host = tuple.host().as_str() == host;
        let is_same_site = registrable_domain(&origin).is_some_and(|domain| Some(domain) == registrable_domain(known));
        found.push(Trick { class, origin, is_same_site, is_same_host });
    };
    let domain = registrable_domain(known);
    if let Some(domain) = &domain
        && let Some((_, suffix)) = domain.split_once('.')
    {
        add(Class::NearWildcard, format!("{scheme}://{LABEL}.{suffix}{port}"));
    }
    // A comparison that ends early does not reach the port.
    add(Class::OriginPrefix, format!("{scheme}://{host}.{LABEL}.example"));
    add(Class::OriginPrefix, format!("{scheme}://{host}{LABEL}.example"));
    add(Class::OriginPrefix, format!("{known}0"));
    if let Some(domain) = &domain {
        add(Class::OriginSuffix, format!("{scheme}://{LABEL}{domain}{port}"));
        if domain != host {
            add(Class::OriginSuffix, format!("{scheme}://{LABEL}{host}{port}"));
        }
        add(Class::OriginPart, format!("{scheme}://{}{port}", domain.get(1..).unwrap_or_default()));
    } else {
        add(Class::OriginSuffix, format!("{scheme}://{LABEL}{host}{port}"));
    }
    add(Class::OriginPart, known.get(..known.len().saturating_sub(1)).unwrap_or_default().into());
    if matches!(origin.host(), Host::Domain(_)) {
        for (place, _) in host.match_indices('.').take(MOST_DOTS) {
            let (before, after) = host.split_at(place);
            add(Class::UnescapedDot, format!("{scheme}://{before}x{}{port}", after.trim_start_matches('.')));
        }
    }
    for character in ['_', '`'] {
        add(Class::SpecialCharacter, format!("{scheme}://{host}{character}.{LABEL}.example"));
    }
    if scheme == "https" && !origin.host().is_loopback() {
        add(Class::InsecureOrigin, format!("http://{host}"));
    }
    if matches!(origin.host(), Host::Domain(_)) {
        add(Class::AnySubdomain, format!("{scheme}://{LABEL}.{host}{port}"));
    }
    add(Class::AnyPort, format!("{scheme}://{host}:49151"));
    found
}

/// Other origins that a server is likely to allow, if it does not allow its own.
pub(super) fn likely(own: &str) -> Vec<String> {
    let Some(domain) = registrable_domain(own) else { return Vec::new() };
    let origins = [format!("https://{domain}"), format!("https://www.{domain}"), format!("https://app.{domain}")];
    origins.into_iter().filter(|origin| origin != own).collect()
}

/// The domain that somebody has registered, by the Public Suffix List. `None` for addresses and for single labels.
fn registrable_domain(origin: &str) -> Option<String> {
    let Ok(Origin::Tuple(tuple)) = Origin::parse(origin.as_bytes()) else { return None };
    let Host::Domain(host) = tuple.host() else { return None };
    psl::domain_str(host).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(known: &str) -> Vec<String> {
        let same_site = |trick: &Trick| if trick.is_same_site { " (same site)" } else { "" };
        tricks(known)
            .iter()
            .map(|trick| format!("{} {}{}", trick.class.code(), trick.origin, same_site(trick)))
            .collect()
    }

    #[test]
    fn tricks_surround_the_known_origin() {
        assert_eq!(
            texts("https://app.example.com"),
            [
                "near-wildcard https://corsac-audit.com",
                "origin-prefix https://app.example.com.corsac-audit.example",
                "origin-prefix https://app.example.comcorsac-audit.example",
                "origin-prefix https://app.example.com0",
                "origin-suffix https://corsac-auditexample.com",
                "origin-suffix https://corsac-auditapp.example.com (same site)",
                "origin-part https://xample.com",
                "origin-part https://app.example.co",
                "unescaped-dot https://appxexample.com",
                "unescaped-dot https://app.examplexcom",
                "special-character https://app.example.com_.corsac-audit.example",
                "special-character https://app.example.com`.corsac-audit.example",
                "insecure-origin http://app.example.com (same site)",
                "any-subdomain https://corsac-audit.app.example.com (same site)",
                "any-port https://app.example.com:49151 (same site)",
            ]
        );
    }

    #[test]
    fn what_no_browser_sends_is_left_out() {
        assert_eq!(
            texts("http://127.0.0.1:3000"),
            [
                "origin-prefix http://127.0.0.1.corsac-audit.example",
                "origin-prefix http://127.0.0.1corsac-audit.example",
                "origin-prefix http://127.0.0.1:30000",
                "origin-part http://127.0.0.1:300",
                "special-character http://127.0.0.1_.corsac-audit.example",
                "special-character http://127.0.0.1`.corsac-audit.example",
                "any-port http://127.0.0.1:49151",
            ]
        );
        assert_eq!(texts("tauri://localhost"), [""; 0]);
        assert_eq!(texts("null"), [""; 0]);
        for known in ["https://example.com", "http://localhost:8080", "https://[::1]", "https://a.github.io:8443"] {
            for trick in tricks(known) {
                assert!(Origin::parse(trick.origin.as_bytes()).is_ok(), "{trick:?}");
                assert_ne!(trick.origin, known);
            }
        }
    }

    #[test]
    fn a_public_suffix_is_nobodys() {
        assert!(texts("https://shop.github.io").contains(&"near-wildcard https://corsac-audit.github.io".into()));
        assert!(texts("https://shop.github.io").contains(&"origin-suffix https://corsac-auditshop.github.io".into()));
        assert_eq!(
            likely("https://api.example.com"),
            ["https://example.com", "https://www.example.com", "https://app.example.com"]
        );
        assert_eq!(likely("http://127.0.0.1:8080"), [""; 0]);
    }
}
