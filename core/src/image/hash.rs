//! The hash that finds origins: a polynomial in the bytes, then a mixing step.
//!
//! It works on 32 bits everywhere, so one image serves all targets, and it can be fed in pieces, so a wildcard's text
//! is never put together in memory.

/// An odd number without a pattern in its bits: 2³² divided by the golden ratio.
const MULTIPLIER: u32 = 0x9e37_79b1;
const MULTIPLIER_2: u32 = MULTIPLIER.wrapping_mul(MULTIPLIER);
const MULTIPLIER_3: u32 = MULTIPLIER_2.wrapping_mul(MULTIPLIER);
const MULTIPLIER_4: u32 = MULTIPLIER_3.wrapping_mul(MULTIPLIER);

/// The hash of the bytes of all pieces, as if they were one text.
#[inline]
pub(crate) const fn hash(mut pieces: &[&[u8]]) -> u32 {
    let mut state = 0;
    while let [piece, rest @ ..] = pieces {
        state = push(state, piece);
        pieces = rest;
    }
    finish(state)
}

/// `state * m + byte` for each byte; four at a time, because the multiplications then do not wait for each other.
const fn push(mut state: u32, mut bytes: &[u8]) -> u32 {
    while let Some(([a, b, c, d], rest)) = bytes.split_first_chunk::<4>() {
        state = state
            .wrapping_mul(MULTIPLIER_4)
            .wrapping_add((*a as u32).wrapping_mul(MULTIPLIER_3))
            .wrapping_add((*b as u32).wrapping_mul(MULTIPLIER_2))
            .wrapping_add((*c as u32).wrapping_mul(MULTIPLIER))
            .wrapping_add(*d as u32);
        bytes = rest;
    }
    while let [byte, rest @ ..] = bytes {
        state = state.wrapping_mul(MULTIPLIER).wrapping_add(*byte as u32);
        bytes = rest;
    }
    state
}

/// Spreads every bit over all others, since both ends of the hash are used on their own.
const fn finish(mut state: u32) -> u32 {
    state ^= state >> 16;
    state = state.wrapping_mul(0x85eb_ca6b);
    state ^= state >> 13;
    state = state.wrapping_mul(0xc2b2_ae35);
    state ^ (state >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{collections::HashSet, format};

    proptest! {
        #[test]
        fn pieces_hash_like_their_concatenation(pieces in proptest::collection::vec("[a-z.]{0,9}", 0..5)) {
            let slices: std::vec::Vec<&[u8]> = pieces.iter().map(|piece| piece.as_bytes()).collect();
            let naive = pieces.concat().bytes().fold(0u32, |state, byte| {
                state.wrapping_mul(MULTIPLIER).wrapping_add(u32::from(byte))
            });
            prop_assert_eq!(hash(&slices), finish(naive));
        }
    }

    #[test]
    fn numbered_names_collide_no_more_than_chance() {
        let names = (0..200_000).map(|number| format!("https://tenant-{number}.example.com"));
        let hashes: HashSet<u32> = names.map(|name| hash(&[name.as_bytes()])).collect();
        // 200,000²/2³³ is five pairs.
        assert!(hashes.len() > 200_000 - 50, "{} of 200000 hashes differ", hashes.len());
        let buckets: HashSet<u32> = hashes.iter().map(|hash| hash & 0xffff).collect();
        assert!(buckets.len() > 60_000, "{} of 65536 buckets are used", buckets.len());
    }
}
