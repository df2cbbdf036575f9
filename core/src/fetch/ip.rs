//! IP addresses as [host serializing](https://url.spec.whatwg.org/#host-serializing) writes them.

use crate::syntax::bytes;

/// Is this a dotted quad as the [IPv4 serializer](https://url.spec.whatwg.org/#concept-ipv4-serializer) writes it?
pub(crate) const fn is_ipv4(text: &[u8]) -> bool {
    let mut rest = text;
    let mut octets = 1u8;
    while let Some((octet, tail)) = bytes::split_once(rest, b'.') {
        if !is_octet(octet) {
            return false;
        }
        octets = octets.saturating_add(1);
        rest = tail;
    }
    octets == 4 && is_octet(rest)
}

/// Is this text, without its brackets, as the [IPv6 serializer](https://url.spec.whatwg.org/#concept-ipv6-serializer)
/// writes it: lower-case hexadecimal, no leading zeros, and `::` exactly where the first of the longest runs of at
/// least two zero pieces stands?
pub(crate) const fn is_ipv6(text: &[u8]) -> bool {
    // `zeros`: the run of zero pieces that ends here. `longest`: the longest run, on this side of `::`.
    let (mut pieces, mut zeros, mut longest): (u8, u8, u8) = (0, 0, 0);
    // The longest run before `::`, once there was one.
    let mut before_gap: Option<u8> = None;
    let mut rest = text;
    loop {
        if let [b':', b':', tail @ ..] = rest {
            // What touches a gap must not be zero, or the gap would be longer.
            if before_gap.is_some() || zeros > 0 || matches!(tail, [b'0', ..]) {
                return false;
            }
            (before_gap, longest, rest) = (Some(longest), 0, tail);
            if rest.is_empty() {
                break;
            }
        } else if pieces > 0 {
            rest = match rest {
                [] => break,
                [b':', tail @ ..] => tail,
                _ => return false,
            };
        }
        let Some((is_zero, tail)) = take_piece(rest) else { return false };
        zeros = if is_zero { zeros.saturating_add(1) } else { 0 };
        longest = if zeros > longest { zeros } else { longest };
        pieces = pieces.saturating_add(1);
        rest = tail;
    }
    match before_gap {
        None => pieces == 8 && longest < 2,
        // Runs before the gap are shorter than it, runs after it no longer.
        Some(before) => {
            let covered = 8u8.saturating_sub(pieces);
            covered >= 2 && before < covered && longest <= covered
        }
    }
}

const fn is_octet(digits: &[u8]) -> bool {
    digits.len() <= 3 && matches!(super::port::parse(digits), Some(0..=255))
}

/// One to four lower-case hexadecimal digits without a leading zero: whether they are zero, and what follows.
const fn take_piece(text: &[u8]) -> Option<(bool, &[u8])> {
    if let [b'0', rest @ ..] = text {
        return match rest {
            [b'0'..=b'9' | b'a'..=b'f', ..] => None,
            _ => Some((true, rest)),
        };
    }
    let mut rest = text;
    while let [b'0'..=b'9' | b'a'..=b'f', tail @ ..] = rest {
        rest = tail;
    }
    if matches!(text.len().saturating_sub(rest.len()), 1..=4) { Some((false, rest)) } else { None }
}

/// What a browser makes of a host that [ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker):
/// the [IPv4 parser](https://url.spec.whatwg.org/#concept-ipv4-parser) takes one to four decimal, octal or
/// hexadecimal numbers.
#[cfg(feature = "compile")]
pub(crate) fn parse_ipv4_loosely(host: &str) -> Option<core::net::Ipv4Addr> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let count = host.split('.').count();
    let mut address = 0u64;
    for (place, part) in host.split('.').enumerate() {
        let number = parse_ipv4_number(part)?;
        let places_left = 3u32.checked_sub(u32::try_from(place).ok()?)?;
        let last = place.saturating_add(1) == count;
        // The last number fills all bytes that are left.
        let weight = 256u64.checked_pow(places_left)?;
        let limit = if last { weight.saturating_mul(256) } else { 256 };
        if number >= limit {
            return None;
        }
        address = address.saturating_add(if last { number } else { number.saturating_mul(weight) });
    }
    Some(core::net::Ipv4Addr::from(u32::try_from(address).ok()?))
}

#[cfg(feature = "compile")]
fn parse_ipv4_number(part: &str) -> Option<u64> {
    let (digits, radix) = match part.as_bytes() {
        [] => return None,
        [b'0', b'x' | b'X', ..] => (part.get(2..)?, 16),
        [b'0', _, ..] => (part.get(1..)?, 8),
        _ => (part, 10),
    };
    match digits {
        "" => Some(0),
        _ if digits.len() <= 14 && !digits.starts_with('+') => u64::from_str_radix(digits, radix).ok(),
        _ => None,
    }
}

/// The pieces of an IPv6 address in any spelling, a dotted tail included.
#[cfg(feature = "compile")]
pub(crate) fn parse_ipv6_loosely(text: &str) -> Option<[u16; 8]> {
    text.parse::<core::net::Ipv6Addr>().ok().map(|address| address.segments())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{format, net::Ipv6Addr, string::String};

    /// The URL Standard's serializer by way of the standard library, which differs in one thing:
    /// it writes the last four bytes of a mapped address in dotted form.
    fn serialize(address: Ipv6Addr) -> String {
        match address.segments() {
            [0, 0, 0, 0, 0, 0xffff, high, low] => format!("::ffff:{high:x}:{low:x}"),
            _ => format!("{address}"),
        }
    }

    proptest! {
        #[test]
        fn ipv6_is_canonical_iff_it_serializes_to_itself(
            pieces in proptest::array::uniform8(prop_oneof![3 => Just(0u16), 1 => any::<u16>()]),
            noise in "[0-9a-fA-F:]{0,24}",
        ) {
            let canonical = serialize(Ipv6Addr::from(pieces));
            prop_assert!(is_ipv6(canonical.as_bytes()), "{canonical}");
            let expected = noise.parse::<Ipv6Addr>().is_ok_and(|address| serialize(address) == noise);
            prop_assert_eq!(is_ipv6(noise.as_bytes()), expected, "{}", noise);
        }
    }

    #[test]
    fn ipv6_spellings() {
        for text in [
            "::",
            "::1",
            "1::",
            "fe80::1",
            "1:2:3:4:5:6:7:8",
            "0:1::",
            "::ffff:102:304",
            "1:0:2::3",
            "2001:db8:0:1:1:1:1:1",
            "0:0:1::",
        ] {
            assert!(is_ipv6(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            ":",
            ":::",
            "1",
            "1::2::3",
            "1:2:3:4:5:6:7::",
            "1::2:3:4:5:6:7",
            "::1.2.3.4",
            "::01",
            "::A",
            "::1%1",
            "1:",
            ":1",
            "1:2:3:4:5:6:7:8:9",
            "1::0:0:1",
            "1:0:0:2:3:4:5:6",
            "12345::",
            "2001:db8::1:1:1:1:1",
        ] {
            assert!(!is_ipv6(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn ipv4_spellings() {
        assert!(is_ipv4(b"127.0.0.1") && is_ipv4(b"0.0.0.0") && is_ipv4(b"255.255.255.255"));
        for text in ["", "127.1", "127.0.0.01", "127.0.0.256", "1.2.3.4.", "1.2.3.4.5", "1..2.3", "+1.2.3.4"] {
            assert!(!is_ipv4(text.as_bytes()), "{text}");
        }
    }

    #[test]
    #[cfg(feature = "compile")]
    fn browsers_read_many_spellings_of_an_ipv4_address() {
        let loopback = Some(core::net::Ipv4Addr::LOCALHOST);
        for text in ["127.1", "0x7f.1", "2130706433", "127.0.0.01", "127.0.0.1.", "0177.0.0.1", "127.0.1"] {
            assert_eq!(parse_ipv4_loosely(text), loopback, "{text}");
        }
        for text in ["256.0.0.1", "example.1", "1.2.3.4.5", "08.0.0.1", "4294967296", "1..2", "+1"] {
            assert_eq!(parse_ipv4_loosely(text), None, "{text}");
        }
    }
}
