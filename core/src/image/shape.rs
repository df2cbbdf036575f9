//! Shapes: which kinds of wildcard a policy holds, so that a request is compared with no other.
//!
//! ```text
//! offset  bytes
//!      0  1   kind: 0 any port, 1 glob, 2 subdomains; plus 128 where the port is `*`
//!      1  1   glob: length of what precedes `*` in the label; subdomains: number of dots in the base
//!      2  1   glob: length of what follows `*` in the label
//!      3  1   reserved, 0
//!      4  4   index of the first origin of this shape
//! ```

use crate::pattern::{Canonical, CanonicalHosts};
use crate::syntax::bytes;

/// The length of a shape, in bytes.
pub(crate) const SHAPE_LENGTH: usize = 8;

/// One kind of wildcard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Shape {
    pub(crate) hosts: Hosts,
    pub(crate) any_port: bool,
}

/// What a shape says about the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hosts {
    Exact,
    Glob { prefix_length: u8, suffix_length: u8 },
    Subdomains { dots: u8 },
}

impl Shape {
    /// The shape of a pattern; `None` of one that allows a single origin, or all.
    pub(crate) const fn of(text: &[u8]) -> Option<Shape> {
        let Some(pattern) = Canonical::read(text) else { return None };
        if !pattern.is_wildcard() {
            return None;
        }
        let hosts = match pattern.hosts {
            CanonicalHosts::Exact(_) => Hosts::Exact,
            CanonicalHosts::Glob { prefix_length, suffix_length, .. } => {
                Hosts::Glob { prefix_length: byte(prefix_length), suffix_length: byte(suffix_length) }
            }
            CanonicalHosts::Subdomains { base } => Hosts::Subdomains { dots: byte(bytes::count(base, b'.')) },
        };
        Some(Shape { hosts, any_port: pattern.any_port() })
    }

    /// The first four bytes; shapes are sorted by them.
    pub(crate) const fn to_bytes(self) -> [u8; 4] {
        let any_port = if self.any_port { 128 } else { 0 };
        match self.hosts {
            Hosts::Exact => [any_port, 0, 0, 0],
            Hosts::Glob { prefix_length, suffix_length } => [1 | any_port, prefix_length, suffix_length, 0],
            Hosts::Subdomains { dots } => [2 | any_port, dots, 0, 0],
        }
    }

    /// Reads the first four bytes.
    pub(crate) const fn from_bytes(bytes: [u8; 4]) -> Option<Shape> {
        let [kind, first, second, 0] = bytes else { return None };
        let any_port = kind & 128 != 0;
        let hosts = match (kind & 127, first, second) {
            (0, 0, 0) if any_port => Hosts::Exact,
            (1, prefix_length, suffix_length) => Hosts::Glob { prefix_length, suffix_length },
            (2, dots, 0) => Hosts::Subdomains { dots },
            _ => return None,
        };
        Some(Shape { hosts, any_port })
    }

    /// Takes the first shape and the index of its first origin from the section of shapes.
    #[inline]
    pub(crate) const fn split_first(shapes: &[u8]) -> Option<(Shape, u32, &[u8])> {
        let Some(([a, b, c, d, e, f, g, h], rest)) = shapes.split_first_chunk::<SHAPE_LENGTH>() else { return None };
        match Shape::from_bytes([*a, *b, *c, *d]) {
            Some(shape) => Some((shape, u32::from_le_bytes([*e, *f, *g, *h]), rest)),
            None => None,
        }
    }
}

/// A number that the length limit of origins keeps small enough; 255 is never reached.
const fn byte(number: usize) -> u8 {
    if number < 255 { number as u8 } else { 255 }
}
