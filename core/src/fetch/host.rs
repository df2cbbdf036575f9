//! [Hosts](https://url.spec.whatwg.org/#concept-host) as an origin shows them.

use super::ip;
use crate::syntax::{ByteSet, bytes};

/// What the [opaque-host parser](https://url.spec.whatwg.org/#concept-opaque-host-parser) leaves as it is, less `*`,
/// which only patterns give a meaning, and `,`, which no server can tell from a list.
const OPAQUE_HOST: ByteSet = ByteSet::EMPTY.range(0x21, 0x7e).without(b"#/:<>?@[\\]^|*,");

/// What is left of that in a domain: it is
/// [lower-cased](https://url.spec.whatwg.org/#concept-domain-to-ascii) and may hold no
/// [forbidden domain code point](https://url.spec.whatwg.org/#forbidden-domain-code-point).
const DOMAIN: ByteSet = OPAQUE_HOST.without(b"%ABCDEFGHIJKLMNOPQRSTUVWXYZ");

/// A host in serialized form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host<'o> {
    /// A [domain](https://url.spec.whatwg.org/#concept-domain) in lower-case ASCII; one trailing dot is significant.
    Domain(&'o str),
    /// An IPv4 address as four decimal numbers.
    Ipv4(&'o str),
    /// An IPv6 address in its shortest form, in brackets.
    Ipv6(&'o str),
    /// An [opaque host](https://url.spec.whatwg.org/#opaque-host): any host of a scheme other than http and https.
    /// Only `file://` has an empty one.
    Opaque(&'o str),
}

impl<'o> Host<'o> {
    /// Reads a host of the given kind of scheme.
    pub(crate) const fn parse(text: &'o str, is_http: bool) -> Option<Host<'o>> {
        let host = text.as_bytes();
        if let [b'[', address @ .., b']'] = host {
            return if ip::is_ipv6(address) { Some(Host::Ipv6(text)) } else { None };
        }
        if !is_http {
            return if is_opaque_host(host) { Some(Host::Opaque(text)) } else { None };
        }
        if is_domain(host) {
            Some(Host::Domain(text))
        } else if ip::is_ipv4(host) {
            Some(Host::Ipv4(text))
        } else {
            None
        }
    }

    /// The text of the host, brackets included.
    pub const fn as_str(&self) -> &'o str {
        match self {
            Host::Domain(text) | Host::Ipv4(text) | Host::Ipv6(text) | Host::Opaque(text) => text,
        }
    }

    /// Does this host name the machine itself: `127.0.0.0/8`, `[::1]`, `localhost` or `*.localhost`?
    ///
    /// The same hosts are [potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy)
    /// without https.
    pub const fn is_loopback(&self) -> bool {
        is_loopback(self.as_str().as_bytes())
    }
}

/// Is this a domain, not empty, without empty labels, that does not end in a number?
///
/// The URL Standard lets an empty label through; no name of that form can be resolved, so it is refused here.
pub(crate) const fn is_domain(host: &[u8]) -> bool {
    DOMAIN.contains_all(host) && labels_are_not_empty(host) && !last_label_is_numeric(host)
}

/// Is this an opaque host, not empty and without empty labels?
pub(crate) const fn is_opaque_host(host: &[u8]) -> bool {
    OPAQUE_HOST.contains_all(host) && labels_are_not_empty(host)
}

/// The bytes of a host that is a name, its dots included.
pub(crate) const fn host_bytes(is_http: bool) -> ByteSet {
    if is_http { DOMAIN } else { OPAQUE_HOST }
}

/// Does the domain [end in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker)? Then browsers take it
/// for an IPv4 address or refuse it.
pub(crate) const fn last_label_is_numeric(host: &[u8]) -> bool {
    let mut label = match host {
        [head @ .., b'.'] => head,
        _ => host,
    };
    while let Some((_, rest)) = bytes::split_once(label, b'.') {
        label = rest;
    }
    const DIGITS: ByteSet = ByteSet::EMPTY.range(b'0', b'9');
    const HEXADECIMAL: ByteSet = DIGITS.range(b'a', b'f').range(b'A', b'F');
    match label {
        [] => false,
        [b'0', b'x' | b'X', digits @ ..] => HEXADECIMAL.contains_all(digits),
        _ => DIGITS.contains_all(label),
    }
}

/// Is this host, brackets included, a loopback address, `localhost` or below it? One trailing dot is ignored.
pub(crate) const fn is_loopback(host: &[u8]) -> bool {
    let name = match host {
        [head @ .., b'.'] => head,
        _ => host,
    };
    bytes::equal(name, b"localhost")
        || bytes::strip_suffix(name, b".localhost").is_some()
        || bytes::equal(name, b"[::1]")
        || (ip::is_ipv4(host) && bytes::strip_prefix(host, b"127.").is_some())
}

/// Is this a host byte that engines treat differently, although the URL Standard allows it?
#[cfg(feature = "compile")]
pub(crate) const fn unusual_host_byte(byte: u8) -> bool {
    OPAQUE_HOST.contains(byte) && !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.')
}

/// Is there at least one label, and none without a byte? One trailing dot is allowed.
const fn labels_are_not_empty(host: &[u8]) -> bool {
    let mut after_dot = true;
    let mut rest = host;
    while let [byte, tail @ ..] = rest {
        if *byte == b'.' && after_dot {
            return false;
        }
        after_dot = *byte == b'.';
        rest = tail;
    }
    !host.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_what_browsers_serialize() {
        for host in [
            "example.com",
            "localhost",
            "a_b.example",
            "-a-.example",
            "r3---sn-a.example",
            "xn--fa-hia.de",
            "example.com.",
            "1a",
            "1.a",
            "a+$!~.b",
        ] {
            assert!(is_domain(host.as_bytes()), "{host}");
        }
        for host in [
            "",
            ".",
            "..",
            ".a",
            "a..b",
            "a..",
            "Example",
            "a b",
            "a%2Ab",
            "a/b",
            "a*b",
            "a,b",
            "é",
            "example.1",
            "a.09",
            "x.0x",
            "x.0xfF.",
            "1",
        ] {
            assert!(!is_domain(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn hosts_fall_into_their_kinds() {
        assert_eq!(Host::parse("127.0.0.1", true), Some(Host::Ipv4("127.0.0.1")));
        assert_eq!(Host::parse("[::1]", true), Some(Host::Ipv6("[::1]")));
        assert_eq!(Host::parse("[::1]", false), Some(Host::Ipv6("[::1]")));
        assert_eq!(Host::parse("Local.1", false), Some(Host::Opaque("Local.1")));
        assert_eq!(Host::parse("[example.com]", true), None);
        assert_eq!(Host::parse("127.1", true), None);
    }

    #[test]
    fn loopback_is_a_name_or_an_address() {
        for host in ["localhost", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
            assert!(is_loopback(host.as_bytes()), "{host}");
        }
        for host in ["127.example", "notlocalhost", "localhost.example", "128.0.0.1", "[::2]"] {
            assert!(!is_loopback(host.as_bytes()), "{host}");
        }
    }
}
