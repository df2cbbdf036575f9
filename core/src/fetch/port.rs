//! [Ports](https://url.spec.whatwg.org/#concept-url-port).

/// A port of one to five digits without a leading zero, at most 65535.
pub(crate) const fn parse(digits: &[u8]) -> Option<u16> {
    if digits.is_empty() || digits.len() > 5 || matches!(digits, [b'0', _, ..]) {
        return None;
    }
    let mut port = 0u32;
    let mut rest = digits;
    while let [digit, tail @ ..] = rest {
        if !digit.is_ascii_digit() {
            return None;
        }
        port = port.wrapping_mul(10).wrapping_add(digit.wrapping_sub(b'0') as u32);
        rest = tail;
    }
    if port <= u16::MAX as u32 { Some(port as u16) } else { None }
}

/// Is this a [bad port](https://fetch.spec.whatwg.org/#bad-port)? No http(s) page was ever loaded from one.
pub(crate) const fn is_bad(port: u16) -> bool {
    let mut rest: &[u16] = &BAD;
    while let [bad, tail @ ..] = rest {
        if *bad == port {
            return true;
        }
        rest = tail;
    }
    false
}

/// The bad ports, as a list: as a `match` they take twice the flash.
static BAD: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_canonical_decimals() {
        assert_eq!(parse(b"65535"), Some(65535));
        assert_eq!(parse(b"0"), Some(0));
        for text in ["", "00", "080", "65536", "99999", "123456", "+80", "8a"] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn bad_ports_are_the_83_of_the_fetch_standard() {
        assert_eq!((0..=u16::MAX).filter(|port| is_bad(*port)).count(), 83);
    }
}
