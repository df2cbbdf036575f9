//! What `*.base` allows beyond a policy.
//!
//! # Why the answer is exact
//!
//! Let *W* be all texts that can stand for `*` in `*.base`: one or more labels, no longer than fits into an origin.
//!
//! First, single labels in which no byte is one of those that globs stand for, such as `~` or `!~`. A glob has a `*`
//! for one or more of its own bytes, so no glob allows such a label. A wildcard `*.a.base` needs a dot, which is not
//! there. So only three kinds of pattern allow it: `*.base`, a `*.` before an end of `base`, and the very host. One of
//! the first two allows all of *W*, and the search is over. The third allows no other label. So among *n* + 1 labels
//! one is refused, *n* being the number of exact hosts of the other policy below `base`; unless *W* has fewer of them.
//!
//! Then *W* is finite, and small: 14 bytes of a domain (41 of other hosts) are outside of globs, so all its texts are
//! at most *m* = log₁₄ *n* bytes long. It is gone through text by text: at most 53^*m* = *n*^1.51 of them.

use super::alphabet::Alphabet;
use super::place::{Answer, EXAMPLES, Place, Words};
use crate::fetch::{self, OriginBuf};
use crate::syntax::GLOB;

/// An origin with labels before the base of this place that is refused there.
pub(super) fn beyond(place: &Place<'_>, is_http: bool) -> Option<OriginBuf> {
    let (longest, host_bytes) = (place.longest(), Alphabet::of(fetch::host_bytes(is_http)));
    let examples = EXAMPLES.iter().filter(|labels| labels.len() <= longest);
    if let Some(origin) = examples.filter_map(|labels| place.refused(labels.as_bytes())).next() {
        return Some(origin);
    }
    let mut words = Words::new(host_bytes.minus(Alphabet::of(GLOB)).without(b'.'), longest);
    while let Some(label) = words.next() {
        match place.ask(label) {
            Answer::Refused => return place.refused(label),
            Answer::Subdomains => return None,
            Answer::Host | Answer::Glob { .. } => {}
        }
    }
    // With empty labels there are more words than texts; `refused` passes over what is no origin.
    let mut words = Words::new(host_bytes, longest);
    while let Some(labels) = words.next() {
        if let Some(origin) = place.refused(labels) {
            return Some(origin);
        }
    }
    None
}
