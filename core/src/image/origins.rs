//! The origins of an image: their texts, and the index that finds them.

use super::hash::hash;
use crate::syntax::bytes;

/// The bit of an end that says that the origin is a wildcard.
pub(crate) const WILDCARD: u32 = 1 << 31;

/// The bit of an end that marks a redundant origin while an image is made; never set in one.
pub(crate) const MARK: u32 = 1 << 30;

/// The bits of an end that say where the text ends.
const END: u32 = MARK - 1;

/// How many buckets the index of `count` origins has: a power of two, so that two to four origins share one.
pub(crate) const fn bucket_count(count: u32) -> u32 {
    match count {
        0..=3 => 1,
        // 2^(floor(log2(count)) - 1)
        _ => 1u32.wrapping_shl(count.ilog2().saturating_sub(1)),
    }
}

/// How many boundaries lie between the buckets.
pub(crate) const fn boundary_count(count: u32) -> u32 {
    bucket_count(count).saturating_sub(1)
}

/// The low bits of a slot, which hold the index of an origin.
pub(crate) const fn index_mask(count: u32) -> u32 {
    match count.checked_next_power_of_two() {
        Some(power) => power.saturating_sub(1),
        None => u32::MAX,
    }
}

/// The five sections of the origins.
#[derive(Clone, Copy)]
pub(crate) struct Origins<'a> {
    pub(crate) count: u32,
    // Invariant: `count` u32, ascending below WILDCARD, the last one the length of `texts`.
    pub(crate) ends: &'a [u8],
    // Invariant: ASCII.
    pub(crate) texts: &'a [u8],
    pub(crate) shapes: &'a [u8],
    // Invariant: a u32 for each bucket but the last, where its slots end, ascending.
    pub(crate) boundaries: &'a [u8],
    // Invariant: `count` u32.
    pub(crate) slots: &'a [u8],
}

impl<'a> Origins<'a> {
    /// The text of an origin, and whether it is a wildcard.
    #[inline]
    pub(crate) const fn text(&self, index: u32) -> Option<(&'a [u8], bool)> {
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => match bytes::u32_at(self.ends, before as usize) {
                Some(end) => (end & END) as usize,
                None => return None,
            },
        };
        let Some(end) = bytes::u32_at(self.ends, index as usize) else { return None };
        // The comma after the text is not part of it.
        let length = ((end & END) as usize).saturating_sub(1);
        match bytes::range(self.texts, start, length) {
            Some(text) => Some((text, end & WILDCARD != 0)),
            None => None,
        }
    }

    /// The slots of a bucket: the first one, and one past the last.
    #[inline]
    pub(crate) const fn bucket(&self, bucket: u32) -> (u32, u32) {
        let start = match bucket.checked_sub(1) {
            None => 0,
            Some(before) => self.boundary(before),
        };
        (start, self.boundary(bucket))
    }

    /// One past the last slot of a bucket.
    #[inline]
    const fn boundary(&self, bucket: u32) -> u32 {
        match bytes::u32_at(self.boundaries, bucket as usize) {
            Some(boundary) => boundary,
            None => self.count,
        }
    }

    /// The first origin in a bucket whose text, and whether it is a wildcard, agree: one probe, and one comparison for
    /// each slot that holds the same bits of the hash.
    // Where memory is plentiful, the search for a single text gets code of its own.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub(crate) const fn find(&self, pieces: &[&[u8]], wildcard: bool) -> Option<u32> {
        if self.count == 0 {
            return None;
        }
        let hash = hash(pieces);
        // The number of boundaries is one less than that of buckets, a power of two.
        let bucket_mask = (self.boundaries.len() >> 2) as u32;
        let (mut position, end) = self.bucket(hash & bucket_mask);
        // `index_mask`, without a logarithm: each bucket stands for two origins, or for four.
        let least = self.count.wrapping_sub(1);
        let mask = if self.count & least == 0 { least } else { bucket_mask.wrapping_mul(4) | 3 };
        while position < end {
            let Some(slot) = bytes::u32_at(self.slots, position as usize) else { return None };
            if (slot ^ hash) & !mask == 0 {
                let index = slot & mask;
                if let Some((text, is_wildcard)) = self.text(index)
                    && is_wildcard == wildcard
                    && is_concatenation(text, pieces)
                {
                    return Some(index);
                }
            }
            position = position.saturating_add(1);
        }
        None
    }
}

/// Do the pieces make up `text`?
#[inline]
const fn is_concatenation(text: &[u8], mut pieces: &[&[u8]]) -> bool {
    let mut rest = text;
    while let [piece, tail @ ..] = pieces {
        match bytes::strip_prefix(rest, piece) {
            Some(after) => rest = after,
            None => return false,
        }
        pieces = tail;
    }
    rest.is_empty()
}
