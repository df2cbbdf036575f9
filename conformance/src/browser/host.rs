//! Hosts, as the URL standard parses and serializes them.

use core::fmt::Write as _;
use core::net::{Ipv4Addr, Ipv6Addr};

/// Host parsing for http and https, of ASCII input without percent signs.
///
/// <https://url.spec.whatwg.org/#concept-host-parser>
pub(super) fn parse(input: &str) -> Option<String> {
    if let Some(address) = input.strip_prefix('[') {
        let address: Ipv6Addr = address.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{}]", serialize_ipv6(&address)));
    }
    if input.is_empty() || !input.bytes().all(is_domain_byte) {
        return None;
    }
    let domain = input.to_ascii_lowercase();
    if ends_in_a_number(&domain) {
        let address: Ipv4Addr = domain.strip_suffix('.').unwrap_or(&domain).parse().ok()?;
        return Some(address.to_string());
    }
    Some(domain)
}

/// Opaque-host parsing, for every other scheme.
///
/// <https://url.spec.whatwg.org/#concept-opaque-host-parser>
pub(super) fn parse_opaque(input: &str) -> Option<String> {
    if input.starts_with('[') {
        return parse(input);
    }
    input.bytes().all(|byte| byte == b'%' || is_domain_byte(byte)).then(|| input.to_owned())
}

/// IPv6 serializing: the first longest run of two or more zero pieces becomes `::`.
///
/// <https://url.spec.whatwg.org/#concept-ipv6-serializer>
fn serialize_ipv6(address: &Ipv6Addr) -> String {
    let pieces = address.segments();
    let (mut start, mut length) = (0, 1);
    for first in 0..pieces.len() {
        let run = pieces[first..].iter().take_while(|&&piece| piece == 0).count();
        if run > length {
            (start, length) = (first, run);
        }
    }
    let hex = |pieces: &[u16]| {
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            let separator = if index == 0 { "" } else { ":" };
            // Writing to a string cannot fail.
            let _ = write!(text, "{separator}{piece:x}");
        }
        text
    };
    if length < 2 {
        return hex(&pieces);
    }
    format!("{}::{}", hex(&pieces[..start]), hex(&pieces[start + length..]))
}

/// Ends in a number: such a host is an IPv4 address or nothing.
///
/// <https://url.spec.whatwg.org/#ends-in-a-number-checker>
fn ends_in_a_number(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let last = domain.rsplit('.').next().unwrap_or("");
    let decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let hexadecimal = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    decimal || hexadecimal
}

/// A byte that is not a forbidden domain code point.
///
/// <https://url.spec.whatwg.org/#forbidden-domain-code-point>
const fn is_domain_byte(byte: u8) -> bool {
    byte > b' '
        && byte < 0x7F
        && !matches!(byte, b'#' | b'%' | b'/' | b':' | b'<' | b'>' | b'?' | b'@' | b'[' | b'\\' | b']' | b'^' | b'|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_and_addresses() {
        for (input, expected) in [
            ("API.Example", Some("api.example")),
            ("a_b-.example.", Some("a_b-.example.")),
            ("a!$&'()*+,;=b", Some("a!$&'()*+,;=b")),
            ("127.0.0.1.", Some("127.0.0.1")),
            ("127.1", None),
            ("a.1", None),
            ("a.0x", None),
            ("", None),
            ("a%41", None),
            ("a^b", None),
            ("é", None),
            ("[::ffff:1.2.3.4]", Some("[::ffff:102:304]")),
            ("[1:0:0:2:0:0:0:3]", Some("[1:0:0:2::3]")),
            ("[1:0:2:3:4:5:6:7]", Some("[1:0:2:3:4:5:6:7]")),
            ("[1:0:0:2:3:0:0:4]", Some("[1::2:3:0:0:4]")),
            ("[::]", Some("[::]")),
            ("[::1%25eth0]", None),
            ("[::1", None),
        ] {
            assert_eq!(parse(input).as_deref(), expected, "{input}");
        }
    }

    #[test]
    fn opaque_hosts_stay_as_they_are() {
        assert_eq!(parse_opaque("LocalHost.1").as_deref(), Some("LocalHost.1"));
        assert_eq!(parse_opaque("").as_deref(), Some(""));
        assert_eq!(parse_opaque("a b"), None);
    }
}
