//! Which wildcard allows an origin, or covers another pattern.

use super::origins::Origins;
use super::shape::{Hosts, Shape};
use crate::fetch::Parts;
use crate::syntax::{GLOB_OR_STAR, bytes};

/// What is looked up: an origin, or a pattern whose `*` is taken for a byte like any other. A pattern covers another
/// one exactly if it matches the other's text in this sense.
pub(crate) type Subject<'s> = Parts<'s>;

const ANY_PORT: &[u8] = b":*";

impl Subject<'_> {
    /// The index of the origin of this shape that allows the subject. At most one does: it is found by the only text
    /// of this shape that could.
    pub(crate) const fn find(&self, shape: Shape, origins: &Origins<'_>) -> Option<u32> {
        let (before, star, after) = match shape.hosts {
            Hosts::Exact => (self.host, b"" as &[u8], b"" as &[u8]),
            Hosts::Subdomains { dots } => match suffix_with_dots(self.host, dots) {
                Some(base) => (b"" as &[u8], b"*." as &[u8], base),
                None => return None,
            },
            Hosts::Glob { prefix_length, suffix_length } => {
                match cut_glob(self.host, prefix_length as usize, suffix_length as usize) {
                    Some((prefix, rest)) => (prefix, b"*" as &[u8], rest),
                    None => return None,
                }
            }
        };
        let port = if shape.any_port { ANY_PORT } else { self.port };
        origins.find(&[self.head, before, star, after, port], true)
    }
}

/// The start of the first label of `host`, of a given length, and what follows the bytes that a `*` could stand for,
/// from the end of that label.
const fn cut_glob(host: &[u8], prefix_length: usize, suffix_length: usize) -> Option<(&[u8], &[u8])> {
    let Some(dot) = bytes::position(host, b'.') else { return None };
    let Some(suffix_at) = dot.checked_sub(suffix_length) else { return None };
    let Some((before, rest)) = host.split_at_checked(suffix_at) else { return None };
    match before.split_at_checked(prefix_length) {
        Some((prefix, middle)) if !middle.is_empty() && GLOB_OR_STAR.contains_all(middle) => Some((prefix, rest)),
        _ => None,
    }
}

/// The end of `host` that holds `dots` dots and follows a dot which is not the first byte. Only this end is looked at.
const fn suffix_with_dots(host: &[u8], dots: u8) -> Option<&[u8]> {
    let mut left = dots;
    let mut before = host;
    while let [head @ .., byte] = before {
        if *byte == b'.' {
            match left.checked_sub(1) {
                Some(fewer) => left = fewer,
                None if head.is_empty() => return None,
                None => {
                    return match host.split_at_checked(before.len()) {
                        Some((_, [])) | None => None,
                        Some((_, suffix)) => Some(suffix),
                    };
                }
            }
        }
        before = head;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_cut_out_of_one_label() {
        assert_eq!(cut_glob(b"pr-12-x.b.c", 3, 2), Some((&b"pr-"[..], &b"-x.b.c"[..])));
        assert_eq!(cut_glob(b"ab.c", 1, 1), None, "nothing would be left for the wildcard");
        assert_eq!(cut_glob(b"ab.c", 0, 3), None);
        assert_eq!(cut_glob(b"abc", 1, 1), None, "no base");
        assert_eq!(cut_glob(b"a!b.c", 1, 1), None);
    }

    #[test]
    fn suffixes_are_whole_labels() {
        assert_eq!(suffix_with_dots(b"a.b.c", 1), Some(&b"b.c"[..]));
        assert_eq!(suffix_with_dots(b"a.b.c", 0), Some(&b"c"[..]));
        assert_eq!(suffix_with_dots(b"a.b.c", 2), None, "no label would be left for the wildcard");
        assert_eq!(suffix_with_dots(b"a.b.c", 3), None);
        assert_eq!(suffix_with_dots(b"a.b.", 1), Some(&b"b."[..]));
        assert_eq!(suffix_with_dots(b"a.b.", 0), None);
    }
}
