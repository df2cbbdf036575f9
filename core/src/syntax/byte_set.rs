//! Sets of bytes as 256-bit constants, each written once from the pattern a standard gives.

/// The bytes of a [token](https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
pub(crate) const TOKEN: ByteSet =
    ByteSet::EMPTY.range(b'0', b'9').range(b'A', b'Z').range(b'a', b'z').with(b"!#$%&'*+-.^_`|~");

/// `a-z` and `0-9`.
pub(crate) const LOWER_ALPHA_DIGIT: ByteSet = ByteSet::EMPTY.range(b'a', b'z').range(b'0', b'9');

/// A constant set of bytes.
#[derive(Clone, Copy)]
pub(crate) struct ByteSet([u32; 8]);

impl ByteSet {
    /// The set without a byte.
    pub(crate) const EMPTY: ByteSet = ByteSet([0; 8]);

    /// This set and every byte from `first` to `last`.
    pub(crate) const fn range(mut self, first: u8, last: u8) -> ByteSet {
        let mut byte = first;
        while byte < last {
            self = self.insert(byte);
            byte = byte.saturating_add(1);
        }
        self.insert(last)
    }

    /// This set and the bytes listed.
    pub(crate) const fn with(mut self, mut bytes: &[u8]) -> ByteSet {
        while let [byte, rest @ ..] = bytes {
            self = self.insert(*byte);
            bytes = rest;
        }
        self
    }

    /// This set less the bytes listed.
    pub(crate) const fn without(self, mut bytes: &[u8]) -> ByteSet {
        let mut removed = ByteSet::EMPTY;
        while let [byte, rest @ ..] = bytes {
            removed = removed.insert(*byte);
            bytes = rest;
        }
        self.minus(removed)
    }

    /// This set less the other.
    pub(crate) const fn minus(self, other: ByteSet) -> ByteSet {
        let ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p]) = (self.0, other.0);
        ByteSet([a & !i, b & !j, c & !k, d & !l, e & !m, f & !n, g & !o, h & !p])
    }

    /// Is `byte` in the set?
    #[expect(clippy::indexing_slicing, reason = "a byte shifted right by five is below 8")]
    #[inline]
    pub(crate) const fn contains(&self, byte: u8) -> bool {
        (self.0[(byte >> 5) as usize] >> (byte & 31)) & 1 == 1
    }

    /// Is every byte of `bytes` in the set?
    pub(crate) const fn contains_all(&self, mut bytes: &[u8]) -> bool {
        while let [byte, rest @ ..] = bytes {
            if !self.contains(*byte) {
                return false;
            }
            bytes = rest;
        }
        true
    }

    /// The smallest byte of the set that is at least `from`.
    pub(crate) fn first_from(&self, from: u8) -> Option<u8> {
        (from..=u8::MAX).find(|byte| self.contains(*byte))
    }

    #[expect(clippy::indexing_slicing, reason = "a byte shifted right by five is below 8")]
    const fn insert(mut self, byte: u8) -> ByteSet {
        self.0[(byte >> 5) as usize] |= 1 << (byte & 31);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_the_rfc_9110_set() {
        for byte in 0..=255u8 {
            let expected = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(TOKEN.contains(byte), expected, "{byte}");
        }
    }

    #[test]
    fn sets_add_and_remove() {
        let set = ByteSet::EMPTY.range(250, 255).with(b"a").without(&[251]);
        assert!(set.contains(250) && !set.contains(251) && set.contains(255) && set.contains(b'a'));
        assert!(set.contains_all(b"aa") && !set.contains_all(b"ab"));
        assert_eq!(set.first_from(0), Some(b'a'));
        assert_eq!(set.first_from(b'b'), Some(250));
        assert_eq!(set.minus(ByteSet::EMPTY.range(250, 254)).first_from(b'b'), Some(255));
        assert_eq!(ByteSet::EMPTY.first_from(0), None);
    }
}
