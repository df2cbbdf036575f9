//! Sets of bytes that shrink while a search goes on.

use crate::syntax::ByteSet;

/// A set of ASCII bytes, a bit each.
#[derive(Clone, Copy)]
pub(super) struct Alphabet(u128);

impl Alphabet {
    /// The bytes of this set.
    pub(super) fn of(set: ByteSet) -> Alphabet {
        let members = (0..128u8).filter(|byte| set.contains(*byte));
        Alphabet(members.fold(0, |bits, byte| bits | Alphabet::bit(byte)))
    }

    /// This set less a byte.
    pub(super) fn without(self, byte: u8) -> Alphabet {
        Alphabet(self.0 & !Alphabet::bit(byte))
    }

    /// This set less the other.
    pub(super) fn minus(self, other: Alphabet) -> Alphabet {
        Alphabet(self.0 & !other.0)
    }

    /// The bytes that are in both.
    pub(super) fn and(self, other: Alphabet) -> Alphabet {
        Alphabet(self.0 & other.0)
    }

    /// The smallest byte of the set that is at least `from`.
    pub(super) fn first_from(self, from: u8) -> Option<u8> {
        let below = u128::MAX.checked_shl(u32::from(from)).unwrap_or(0);
        u8::try_from((self.0 & below).trailing_zeros()).ok().filter(|byte| *byte < 128)
    }

    fn bit(byte: u8) -> u128 {
        1u128.checked_shl(u32::from(byte)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{DOMAIN, GLOB, LOWER_ALPHA_DIGIT};

    #[test]
    fn sets_are_subtracted_and_searched() {
        let glob = Alphabet::of(GLOB);
        assert_eq!(glob.first_from(0), Some(b'-'));
        assert_eq!(glob.without(b'-').first_from(0), Some(b'0'));
        assert_eq!(glob.first_from(b'_'), Some(b'_'));
        assert_eq!(glob.first_from(b'z'), Some(b'z'));
        assert_eq!(glob.first_from(b'z' + 1), None);
        assert_eq!(glob.first_from(255), None);
        assert_eq!(glob.minus(Alphabet::of(LOWER_ALPHA_DIGIT)).without(b'-').first_from(0), Some(b'_'));
        assert_eq!(glob.minus(Alphabet::of(DOMAIN)).first_from(0), None);
        assert_eq!(glob.and(Alphabet::of(LOWER_ALPHA_DIGIT)).first_from(0), Some(b'0'));
    }
}
