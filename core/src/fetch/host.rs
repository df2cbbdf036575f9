//! [Hosts](https://url.spec.whatwg.org/#concept-host) as an origin shows them.

use super::ip;
use crate::syntax::{ByteSet, DOMAIN, OPAQUE_HOST, bytes};

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

/// The kinds of hosts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostKind {
    Domain,
    Ipv4,
    Ipv6,
    Opaque,
}

impl HostKind {
    /// The kind of a host of this kind of scheme; `None` if it is not as browsers serialize one.
    pub(crate) const fn of(host: &[u8], is_http: bool) -> Option<HostKind> {
        if let [b'[', address @ .., b']'] = host {
            return if ip::is_ipv6(address) { Some(HostKind::Ipv6) } else { None };
        }
        if !is_name(host, is_http) {
            None
        } else if !is_http {
            Some(HostKind::Opaque)
        } else if !last_label_is_numeric(host) {
            Some(HostKind::Domain)
        } else if ip::is_ipv4(host) {
            Some(HostKind::Ipv4)
        } else {
            None
        }
    }
}

impl<'o> Host<'o> {
    /// A host of this kind.
    // Invariant: `HostKind::of` said so of this text, or it is the empty host of `file://`, which is opaque.
    pub(crate) const fn new(kind: HostKind, text: &'o str) -> Host<'o> {
        match kind {
            HostKind::Domain => Host::Domain(text),
            HostKind::Ipv4 => Host::Ipv4(text),
            HostKind::Ipv6 => Host::Ipv6(text),
            HostKind::Opaque => Host::Opaque(text),
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

/// Does this consist of labels that a host with this kind of scheme can have, none of them empty? One trailing dot is
/// allowed.
///
/// The URL Standard lets an empty label through; no name of that form can be resolved, so it is refused here.
pub(crate) const fn is_name(host: &[u8], is_http: bool) -> bool {
    let set = host_bytes(is_http);
    let mut after_dot = true;
    let mut rest = host;
    while let [byte, tail @ ..] = rest {
        let dot = *byte == b'.';
        if !set.contains(*byte) || dot && after_dot {
            return false;
        }
        after_dot = dot;
        rest = tail;
    }
    !host.is_empty()
}

/// Is this a domain, not empty, without empty labels, that does not end in a number? Of other schemes than http and
/// https: an opaque host, not empty and without empty labels?
pub(crate) const fn is_host_name(host: &[u8], is_http: bool) -> bool {
    is_name(host, is_http) && !(is_http && last_label_is_numeric(host))
}

/// The bytes of a host that is a name, its dots included.
pub(crate) const fn host_bytes(is_http: bool) -> ByteSet {
    if is_http { DOMAIN } else { OPAQUE_HOST }
}

/// Does the domain [end in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker)? Then browsers take it
/// for an IPv4 address or refuse it.
pub(crate) const fn last_label_is_numeric(host: &[u8]) -> bool {
    let name = match host {
        [head @ .., b'.'] => head,
        _ => host,
    };
    let mut before = name;
    while let [head @ .., byte] = before
        && *byte != b'.'
    {
        before = head;
    }
    let Some((_, label)) = name.split_at_checked(before.len()) else { return false };
    let (mut digits, hexadecimal) = match label {
        [] => return false,
        [b'0', b'x' | b'X', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    while let [digit, rest @ ..] = digits {
        if !(digit.is_ascii_digit() || hexadecimal && digit.is_ascii_hexdigit()) {
            return false;
        }
        digits = rest;
    }
    true
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
            assert!(is_host_name(host.as_bytes(), true), "{host}");
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
            assert!(!is_host_name(host.as_bytes(), true), "{host}");
        }
    }

    #[test]
    fn hosts_fall_into_their_kinds() {
        assert!(HostKind::of(b"example.com", true) == Some(HostKind::Domain));
        assert!(HostKind::of(b"127.0.0.1", true) == Some(HostKind::Ipv4));
        assert!(HostKind::of(b"[::1]", true) == Some(HostKind::Ipv6));
        assert!(HostKind::of(b"[::1]", false) == Some(HostKind::Ipv6));
        assert!(HostKind::of(b"Local.1", false) == Some(HostKind::Opaque));
        for host in ["[example.com]", "127.1", "127.0.0.1.", "[::1", "::1]", ""] {
            assert!(HostKind::of(host.as_bytes(), true).is_none(), "{host}");
        }
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
