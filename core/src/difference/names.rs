//! Methods and header names beyond those of another policy.

use crate::syntax::bytes;

const WILDCARD: &[u8] = b"*";

/// The names of one joined list that another does not stand for. `covered` says for which names its `*` stands.
// Invariant of both lists: sorted, each name once, as they are in every image.
pub(super) fn beyond<'a, 'o>(
    list: &'a [u8],
    other: &'o [u8],
    covered: fn(&[u8]) -> bool,
) -> impl Iterator<Item = &'a str> + use<'a, 'o> {
    let any = elements(other).any(|name| name == WILDCARD);
    let mut others = elements(other).peekable();
    let beyond = elements(list).filter(move |name| {
        while others.next_if(|other| other < name).is_some() {}
        let listed = others.peek() == Some(name);
        !(listed || any && covered(name))
    });
    beyond.map(bytes::ascii)
}

fn elements(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|byte| *byte == b',').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::String;
    use std::vec::Vec;

    proptest! {
        #[test]
        fn sorted_lists_are_subtracted_as_sets_are(
            list in proptest::collection::btree_set("[a-c]{1,2}", 0..6),
            other in proptest::collection::btree_set("[a-c]{1,2}", 0..6),
        ) {
            let join = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(",");
            let (joined, other_joined) = (join(&list), join(&other));
            let found: Vec<&str> = beyond(joined.as_bytes(), other_joined.as_bytes(), |_| true).collect();
            let expected: Vec<&str> = list.difference(&other).map(String::as_str).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_wildcard_stands_for_what_it_covers() {
        let headers = |list, other| beyond(list, other, |name| name != b"authorization").collect::<Vec<_>>();
        assert_eq!(headers(b"authorization,x-a", b"*"), ["authorization"]);
        assert_eq!(headers(b"authorization,x-a", b"*,authorization"), [""; 0]);
        assert_eq!(headers(b"*,authorization", b"*"), ["authorization"]);
        assert_eq!(headers(b"*", b"authorization,x-a"), ["*"]);
        assert_eq!(headers(b"*,authorization", b"authorization,x-a"), ["*"]);
        assert_eq!(headers(b"x-a", b""), ["x-a"]);
        assert_eq!(headers(b"", b"*"), [""; 0]);
    }
}
