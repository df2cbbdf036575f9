//! Which wildcard allows an origin, or covers another pattern.

use super::origins::Origins;
use super::shape::{Hosts, Shape};
use crate::fetch::{self, TupleOrigin};
use crate::pattern::GLOB;
use crate::syntax::{ByteSet, bytes};

/// What is looked up: an origin, or a pattern whose `*` is taken for a byte like any other. A pattern covers another
/// one exactly if it matches the other's text in this sense.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'s> {
    /// The scheme and `://`.
    head: &'s [u8],
    host: &'s [u8],
    /// Empty, or a colon and what follows it.
    port: &'s [u8],
}

/// In a pattern taken as a subject, the `*` of a glob label stands where another glob's `*` may cover it.
const GLOB_OR_STAR: ByteSet = GLOB.with(b"*");

const ANY_PORT: &[u8] = b":*";

impl<'s> Subject<'s> {
    /// Takes a canonical origin or pattern apart; `None` for `null`, which no wildcard covers.
    pub(crate) const fn new(text: &'s [u8]) -> Option<Subject<'s>> {
        match fetch::split(text) {
            Some(parts) => {
                let (head, host, port) = (parts.head.as_bytes(), parts.host.as_bytes(), parts.port.as_bytes());
                Some(Subject { head, host, port })
            }
            None => None,
        }
    }

    /// An origin as a subject.
    pub(crate) const fn of(origin: &TupleOrigin<'s>) -> Subject<'s> {
        let (head, port) = (origin.head().as_bytes(), origin.port_text().as_bytes());
        Subject { head, host: origin.host().as_str().as_bytes(), port }
    }

    /// The index of the origin of this shape that allows the subject. At most one does: it is found by the only text
    /// of this shape that could.
    #[inline]
    pub(crate) const fn find(&self, shape: Shape, origins: &Origins<'_>) -> Option<u32> {
        let port = if shape.any_port { ANY_PORT } else { self.port };
        match shape.hosts {
            Hosts::Exact => origins.find(&[self.head, self.host, port], true),
            Hosts::Subdomains { dots } => match suffix_with_dots(self.host, dots as usize) {
                Some(base) => origins.find(&[self.head, b"*.", base, port], true),
                None => None,
            },
            Hosts::Glob { prefix_length, suffix_length } => {
                self.find_glob(prefix_length as usize, suffix_length as usize, port, origins)
            }
        }
    }

    const fn find_glob(&self, prefix: usize, suffix: usize, port: &[u8], origins: &Origins<'_>) -> Option<u32> {
        let Some(dot) = bytes::position(self.host, b'.') else { return None };
        let (Some((label, base)), Some(middle_end)) = (self.host.split_at_checked(dot), dot.checked_sub(suffix)) else {
            return None;
        };
        let (Some((before, suffix)), Some(middle)) =
            (label.split_at_checked(middle_end), bytes::range(label, prefix, middle_end))
        else {
            return None;
        };
        let Some((prefix, _)) = before.split_at_checked(prefix) else { return None };
        if middle.is_empty() || !GLOB_OR_STAR.contains_all(middle) {
            return None;
        }
        origins.find(&[self.head, prefix, b"*", suffix, base, port], true)
    }
}

/// The end of `host` that holds `dots` dots and follows a dot which is not the first byte.
const fn suffix_with_dots(host: &[u8], dots: usize) -> Option<&[u8]> {
    let Some(before) = bytes::count(host, b'.').checked_sub(dots) else { return None };
    let mut left = before;
    let mut rest = host;
    while left > 0 {
        match bytes::split_once(rest, b'.') {
            Some((_, tail)) => rest = tail,
            None => return None,
        }
        left = left.saturating_sub(1);
    }
    if before == 0 || rest.is_empty() { None } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

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
