//! Sets of bytes, each written once from the pattern a standard gives, and one bit each of one table.

/// The bytes of a [token](https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
pub(crate) const TOKEN: ByteSet = ByteSet(1);

/// The bytes of a byte-lowercased token.
pub(crate) const LOWER_TOKEN: ByteSet = ByteSet(1 << 1);

/// The bytes of a [scheme](https://url.spec.whatwg.org/#concept-url-scheme), after its first.
pub(crate) const SCHEME: ByteSet = ByteSet(1 << 2);

/// What the [opaque-host parser](https://url.spec.whatwg.org/#concept-opaque-host-parser) leaves as it is, less `*`,
/// which only patterns give a meaning, and `,`, which no server can tell from a list.
pub(crate) const OPAQUE_HOST: ByteSet = ByteSet(1 << 3);

/// What is left of that in a domain: it is
/// [lower-cased](https://url.spec.whatwg.org/#concept-domain-to-ascii) and may hold no
/// [forbidden domain code point](https://url.spec.whatwg.org/#forbidden-domain-code-point).
pub(crate) const DOMAIN: ByteSet = ByteSet(1 << 4);

/// What the `*` of a glob label stands for.
pub(crate) const GLOB: ByteSet = ByteSet(1 << 5);

/// In a pattern that is looked up like an origin, the `*` of its glob label stands where another glob's `*` may cover
/// it.
pub(crate) const GLOB_OR_STAR: ByteSet = ByteSet(1 << 6);

/// `a-z` and `0-9`.
pub(crate) const LOWER_ALPHA_DIGIT: ByteSet = ByteSet(1 << 7);

/// A constant set of ASCII bytes.
#[derive(Clone, Copy)]
pub(crate) struct ByteSet(u8);

impl ByteSet {
    /// Is `byte` in the set?
    #[expect(clippy::indexing_slicing, reason = "the table has 128 places")]
    #[inline]
    pub(crate) const fn contains(self, byte: u8) -> bool {
        byte < 128 && TABLE[byte as usize] & self.0 != 0
    }

    /// Is every byte of `bytes` in the set?
    pub(crate) const fn contains_all(self, mut bytes: &[u8]) -> bool {
        while let [byte, rest @ ..] = bytes {
            if !self.contains(*byte) {
                return false;
            }
            bytes = rest;
        }
        true
    }
}

/// For each ASCII byte the sets that it is in.
static TABLE: [u8; 128] = table();

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated at compile time")]
const fn table() -> [u8; 128] {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let character = byte as u8;
        let lower_alpha_digit = matches!(character, b'a'..=b'z' | b'0'..=b'9');
        let token = character.is_ascii_alphanumeric()
            || matches!(
                character,
                b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
            );
        let opaque_host = character.is_ascii_graphic()
            && !matches!(
                character,
                b'#' | b'/' | b':' | b'<' | b'>' | b'?' | b'@' | b'[' | b'\\' | b']' | b'^' | b'|' | b'*' | b','
            );
        let glob = lower_alpha_digit || matches!(character, b'-' | b'_');
        let members = [
            (TOKEN, token),
            (LOWER_TOKEN, token && !character.is_ascii_uppercase()),
            (SCHEME, lower_alpha_digit || matches!(character, b'+' | b'-' | b'.')),
            (OPAQUE_HOST, opaque_host),
            (DOMAIN, opaque_host && character != b'%' && !character.is_ascii_uppercase()),
            (GLOB, glob),
            (GLOB_OR_STAR, glob || character == b'*'),
            (LOWER_ALPHA_DIGIT, lower_alpha_digit),
        ];
        let mut set = 0;
        while set < members.len() {
            if members[set].1 {
                table[byte] |= members[set].0.0;
            }
            set += 1;
        }
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    fn members(set: ByteSet) -> String {
        (0..=255u8).filter(|byte| set.contains(*byte)).map(char::from).collect()
    }

    #[test]
    fn the_sets_are_those_of_the_standards() {
        let (digits, upper, lower) = ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz");
        assert_eq!(members(TOKEN), std::format!("!#$%&'*+-.{digits}{upper}^_`{lower}|~"));
        assert_eq!(members(LOWER_TOKEN), std::format!("!#$%&'*+-.{digits}^_`{lower}|~"));
        assert_eq!(members(SCHEME), std::format!("+-.{digits}{lower}"));
        assert_eq!(members(OPAQUE_HOST), std::format!("!\"$%&'()+-.{digits};={upper}_`{lower}{{}}~"));
        assert_eq!(members(DOMAIN), std::format!("!\"$&'()+-.{digits};=_`{lower}{{}}~"));
        assert_eq!(members(GLOB), std::format!("-{digits}_{lower}"));
        assert_eq!(members(GLOB_OR_STAR), std::format!("*-{digits}_{lower}"));
        assert_eq!(members(LOWER_ALPHA_DIGIT), std::format!("{digits}{lower}"));
    }

    #[test]
    fn all_bytes_have_to_be_in_the_set() {
        assert!(GLOB.contains_all(b"a-0") && GLOB.contains_all(b"") && !GLOB.contains_all(b"a.0"));
    }
}
