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
    let (Some(pieces), gap) = parse_ipv6(text) else { return false };
    let (start, length) = longest_zero_run(&pieces);
    match gap {
        Some((at, covered)) => length >= 2 && start == at && length == covered,
        None => length < 2,
    }
}

const fn is_octet(digits: &[u8]) -> bool {
    digits.len() <= 3 && matches!(super::port::parse(digits), Some(0..=255))
}

/// The eight pieces, and which of them `::` stands for: the first one and how many.
#[expect(clippy::indexing_slicing, reason = "every index is below `count`, which is at most 8, or masked by 7")]
const fn parse_ipv6(text: &[u8]) -> (Option<[u16; 8]>, Option<(usize, usize)>) {
    let mut pieces = [0u16; 8];
    let mut count = 0usize;
    let mut gap = None;
    let mut rest = text;
    if let Some(tail) = bytes::strip_prefix(rest, b"::") {
        gap = Some(0);
        rest = tail;
    }
    while !rest.is_empty() {
        if count == 8 {
            return (None, None);
        }
        let Some((piece, tail)) = take_piece(rest) else { return (None, None) };
        pieces[count] = piece;
        count = count.saturating_add(1);
        rest = match tail {
            [] => tail,
            [b':', b':', tail @ ..] if gap.is_none() => {
                gap = Some(count);
                tail
            }
            [b':', tail @ ..] if !tail.is_empty() => tail,
            _ => return (None, None),
        };
    }
    let Some(at) = gap else { return (if count == 8 { Some(pieces) } else { None }, None) };
    let covered = 8usize.saturating_sub(count);
    // Moves the pieces after the gap to the end, last one first.
    let mut moved = count;
    while moved > at && covered > 0 {
        moved = moved.saturating_sub(1);
        pieces[moved.saturating_add(covered) & 7] = pieces[moved];
        pieces[moved] = 0;
    }
    (if covered == 0 { None } else { Some(pieces) }, Some((at, covered)))
}

/// One to four lower-case hexadecimal digits without a leading zero.
const fn take_piece(text: &[u8]) -> Option<(u16, &[u8])> {
    let mut value = 0u16;
    let mut rest = text;
    while let [digit @ (b'0'..=b'9' | b'a'..=b'f'), tail @ ..] = rest {
        let digit =
            if digit.is_ascii_digit() { digit.wrapping_sub(b'0') } else { digit.wrapping_sub(b'a').wrapping_add(10) };
        value = value.wrapping_mul(16).wrapping_add(digit as u16);
        rest = tail;
    }
    let length = text.len().saturating_sub(rest.len());
    let leading_zero = length > 1 && matches!(text, [b'0', ..]);
    if length == 0 || length > 4 || leading_zero { None } else { Some((value, rest)) }
}

/// Where the first of the longest runs of zero pieces begins, and its length.
const fn longest_zero_run(pieces: &[u16; 8]) -> (usize, usize) {
    let (mut best, mut current) = ((0usize, 0usize), (0usize, 0usize));
    let mut rest: &[u16] = pieces;
    while let [piece, tail @ ..] = rest {
        if *piece == 0 {
            if current.1 == 0 {
                current.0 = 8usize.saturating_sub(rest.len());
            }
            current.1 = current.1.saturating_add(1);
            if current.1 > best.1 {
                best = current;
            }
        } else {
            current.1 = 0;
        }
        rest = tail;
    }
    best
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
