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
pub(crate) fn parse_ipv4_loosely(host: &[u8]) -> Option<u32> {
    let mut rest = host.strip_suffix(b".").unwrap_or(host);
    let mut address = 0u32;
    let mut bits_left = 32u32;
    while let Some((part, tail)) = bytes::split_once(rest, b'.') {
        let number = u8::try_from(parse_ipv4_number(part)?).ok()?;
        address = address.wrapping_shl(8) | u32::from(number);
        // A part is left for the last number.
        bits_left = bits_left.checked_sub(8).filter(|bits| *bits > 0)?;
        rest = tail;
    }
    // The last number fills all bytes that are left.
    let last = parse_ipv4_number(rest)?;
    if last.checked_shr(bits_left).unwrap_or(0) > 0 {
        return None;
    }
    Some(address.checked_shl(bits_left).unwrap_or(0) | last)
}

#[cfg(feature = "compile")]
fn parse_ipv4_number(part: &[u8]) -> Option<u32> {
    // With the largest number that another digit can follow.
    let (digits, radix, largest) = match part {
        [] => return None,
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16, u32::MAX >> 4),
        [b'0', digits @ ..] => (digits, 8, u32::MAX >> 3),
        digits => (digits, 10, 429_496_729),
    };
    digits.iter().try_fold(0u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        if number > largest { None } else { number.wrapping_mul(radix).checked_add(digit) }
    })
}

/// The pieces of an IPv6 address in any spelling, a dotted tail included.
#[cfg(feature = "compile")]
pub(crate) fn parse_ipv6_loosely(text: &[u8]) -> Option<[u16; 8]> {
    let mut written = [0u16; 8];
    let mut places = written.iter_mut();
    // How many pieces stand before `::`.
    let mut gap = None;
    let mut count = 0usize;
    let mut rest = text;
    loop {
        if let Some(tail) = rest.strip_prefix(b"::").filter(|_| gap.is_none()) {
            (gap, rest) = (Some(count), tail);
            if rest.is_empty() {
                break;
            }
        } else if count > 0 {
            match rest {
                [] => break,
                [b':', tail @ ..] => rest = tail,
                _ => return None,
            }
        }
        if is_ipv4(rest) {
            let address = parse_ipv4_loosely(rest)?;
            *places.next()? = u16::try_from(address >> 16).ok()?;
            *places.next()? = u16::try_from(address & 0xffff).ok()?;
            count = count.saturating_add(2);
            break;
        }
        let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let (piece, tail) = rest.split_at_checked(digits).filter(|_| (1..=4).contains(&digits))?;
        let value =
            piece.iter().filter_map(|digit| char::from(*digit).to_digit(16)).fold(0, |sum, digit| sum << 4 | digit);
        *places.next()? = u16::try_from(value).ok()?;
        count = count.saturating_add(1);
        rest = tail;
    }
    // The gap stands for at least one piece.
    let missing = 8usize.saturating_sub(count);
    let gap = gap.filter(|_| missing > 0).or((missing == 0 && gap.is_none()).then_some(8))?;
    let mut pieces = [0u16; 8];
    for (place, piece) in written.iter().take(count).enumerate() {
        let place = if place < gap { place } else { place.saturating_add(missing) };
        *pieces.get_mut(place)? = *piece;
    }
    Some(pieces)
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

        #[test]
        #[cfg(feature = "compile")]
        fn loose_ipv6_is_what_the_standard_library_reads(
            pieces in proptest::collection::vec(prop_oneof![3 => "[0-9a-fA-F]{1,4}", 1 => Just(String::new())], 1..10),
            tail in prop_oneof![4 => Just(""), 1 => Just(":1.2.3.4"), 1 => Just(":0.0.0.00"), 1 => Just("::")],
            noise in "[0-9a-f:.]{0,24}",
        ) {
            for text in [pieces.join(":") + tail, noise] {
                let expected = text.parse::<Ipv6Addr>().ok().map(|address| address.segments());
                prop_assert_eq!(parse_ipv6_loosely(text.as_bytes()), expected, "{}", text);
            }
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
        let loopback = Some(0x7f00_0001);
        for text in ["127.1", "0x7f.1", "2130706433", "127.0.0.01", "127.0.0.1.", "0177.0.0.1", "127.0.1"] {
            assert_eq!(parse_ipv4_loosely(text.as_bytes()), loopback, "{text}");
        }
        for text in ["256.0.0.1", "example.1", "1.2.3.4.5", "08.0.0.1", "4294967296", "1..2", "+1"] {
            assert_eq!(parse_ipv4_loosely(text.as_bytes()), None, "{text}");
        }
    }
}
