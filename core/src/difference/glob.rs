//! What `prefix*suffix.base` allows beyond a policy.
//!
//! # Why the answer is exact
//!
//! The labels are searched length by length, from the shortest to the longest that fits. At every point the search
//! knows some bytes at the left end of the label, some at its right end, and which bytes it has ruled out next to
//! them; between are free bytes, any that a glob stands for. Call the set of labels that fit this *S*. One of them
//! is looked up in the other policy.
//!
//! - It is refused: the search has its example.
//! - A pattern allows it. Such a pattern is a literal: an exact host; or it is a glob of the same base, which asks for
//!   literal bytes at both ends and says of the others only that a `*` could stand for them; or it is a `*.` before
//!   `base` or an end of it, and allows all labels.
//!   - If the pattern asks for a byte at the first free place on the left, *S* is split into the labels with that byte
//!     there, and the others. Likewise, if not on the left, then on the right.
//!   - If it asks for none of the free bytes, it allows all of *S*: they have the bytes in common that it asks for,
//!     their free bytes are all of the kind that `*` stands for, and what else its `*` stands for is the same in all.
//!
//! So the search ends with an example, or with a partition of all labels into sets that one pattern each allows.
//!
//! Let a length be searched in vain, without a host by name among the answers, and let it be more than the longest
//! beginning and the longest end together that were met or are the pattern's own. Then longer labels need no search:
//! a byte between those two is free in the pattern and in all globs that were met. Take bytes out there until the
//! label has the length that was searched; some glob allows it, and allows it with those bytes, too.
//!
//! # How long it takes
//!
//! What is known on the left is always the beginning of a pattern, on the right the end of one: the labels of all
//! sets with the same known bytes are told apart by what is ruled out, in one chain. So the number of lookups per
//! length is at most the number of beginnings times the number of ends times the size of the alphabet twice over.

use super::alphabet::Alphabet;
use super::place::{Answer, EXAMPLES, Place, Text};
use crate::fetch::OriginBuf;
use crate::syntax::GLOB;

/// An origin with a label `prefix*suffix` at this place that is refused there.
pub(super) fn beyond(place: &Place<'_>, prefix: &str, suffix: &str) -> Option<OriginBuf> {
    let (prefix, suffix) = (prefix.as_bytes(), suffix.as_bytes());
    let around = prefix.len().saturating_add(suffix.len());
    for example in EXAMPLES {
        let label = label(prefix, example.as_bytes().iter().copied(), suffix);
        if label.len() <= place.longest()
            && let Some(origin) = place.refused(&label)
        {
            return Some(origin);
        }
    }
    for length in around.saturating_add(1)..=place.longest() {
        let free = core::iter::repeat_n(b'x', length.saturating_sub(around));
        let met = Met { prefix: prefix.len(), suffix: suffix.len(), host: false };
        let glob = Alphabet::of(GLOB);
        let mut search = Search { place, label: label(prefix, free, suffix), met };
        if search.finds(prefix.len(), length.saturating_sub(suffix.len()), glob, glob) {
            return place.refused(&search.label);
        }
        if !search.met.host && length > search.met.prefix.saturating_add(search.met.suffix) {
            return None;
        }
    }
    None
}

fn label(prefix: &[u8], middle: impl Iterator<Item = u8>, suffix: &[u8]) -> Text {
    // A longer label than fits is not looked at.
    prefix.iter().copied().chain(middle).chain(suffix.iter().copied()).take(crate::fetch::MAX_ORIGIN_LENGTH).collect()
}

struct Search<'s> {
    place: &'s Place<'s>,
    // Known bytes, except for the free ones.
    label: Text,
    met: Met,
}

/// What the answers were about.
struct Met {
    /// The most bytes before the `*` of a glob.
    prefix: usize,
    /// The most bytes after it.
    suffix: usize,
    /// Was a host allowed by name?
    host: bool,
}

impl Search<'_> {
    /// Is a label refused whose free bytes are those from `left` to before `right`, with the first one of `first` and
    /// the last one of `last`? Then `self.label` is one.
    fn finds(&mut self, left: usize, right: usize, mut first: Alphabet, mut last: Alphabet) -> bool {
        while self.fill(left, right, first, last) {
            let (prefix, suffix) = match self.place.ask(&self.label) {
                Answer::Refused => return true,
                Answer::Subdomains => return false,
                Answer::Host => {
                    self.met.host = true;
                    (self.label.len(), 0)
                }
                Answer::Glob { prefix, suffix } => {
                    self.met.prefix = self.met.prefix.max(prefix);
                    self.met.suffix = self.met.suffix.max(suffix);
                    (prefix, suffix)
                }
            };
            let known_on_the_right = self.label.len().saturating_sub(right);
            let free = self.label.get(left..right).unwrap_or_default();
            let (Some(leftmost), Some(rightmost)) = (free.first().copied(), free.last().copied()) else { return false };
            if prefix > left {
                if self.finds(left.saturating_add(1), right, Alphabet::of(GLOB), last) {
                    return true;
                }
                first = first.without(leftmost);
            } else if suffix > known_on_the_right {
                if self.finds(left, right.saturating_sub(1), first, Alphabet::of(GLOB)) {
                    return true;
                }
                last = last.without(rightmost);
            } else {
                return false;
            }
        }
        false
    }

    /// Makes the free bytes some that may stand there; `false` if there are none.
    fn fill(&mut self, left: usize, right: usize, first: Alphabet, last: Alphabet) -> bool {
        let (first_byte, last_byte) = (first.first_from(0), last.first_from(0));
        match self.label.get_mut(left..right).unwrap_or_default() {
            [] => true,
            [only] => {
                let both = first.and(last).first_from(0);
                *only = both.unwrap_or(*only);
                both.is_some()
            }
            [start, middle @ .., end] => {
                middle.fill(b'x');
                (*start, *end) = (first_byte.unwrap_or(*start), last_byte.unwrap_or(*end));
                first_byte.is_some() && last_byte.is_some()
            }
        }
    }
}
