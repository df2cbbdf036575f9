//! A list of texts that somebody else keeps.

use core::fmt;

/// A borrowed list of texts: a slice, or texts joined in one piece of memory. `Copy`, and as often iterable as needed.
#[derive(Clone, Copy)]
pub struct List<'c>(Repr<'c>);

#[derive(Clone, Copy)]
enum Repr<'c> {
    Slice(&'c [&'c str]),
    #[cfg(feature = "alloc")]
    Strings(&'c [alloc::string::String]),
    /// Texts with `separator` between them and, possibly, after the last.
    Joined {
        texts: &'c [u8],
        separator: u8,
    },
}

impl<'c> List<'c> {
    /// The list of these texts.
    pub const fn new(texts: &'c [&'c str]) -> List<'c> {
        List(Repr::Slice(texts))
    }

    /// The list of these strings.
    #[cfg(feature = "alloc")]
    pub const fn from_strings(texts: &'c [alloc::string::String]) -> List<'c> {
        List(Repr::Strings(texts))
    }

    /// The texts between the separators; no text at all if `texts` is empty.
    pub(crate) const fn joined(texts: &'c [u8], separator: u8) -> List<'c> {
        List(Repr::Joined { texts, separator })
    }

    /// Is the list without an entry?
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The entries in order.
    #[inline(never)]
    pub fn iter(&self) -> ListIter<'c> {
        ListIter(match self.0 {
            Repr::Joined { texts: [], .. } => Repr::Slice(&[]),
            Repr::Joined { texts: [texts @ .., last], separator } if *last == separator => {
                Repr::Joined { texts, separator }
            }
            repr => repr,
        })
    }
}

impl Default for List<'_> {
    fn default() -> Self {
        List::new(&[])
    }
}

impl<'c> From<&'c [&'c str]> for List<'c> {
    fn from(texts: &'c [&'c str]) -> List<'c> {
        List::new(texts)
    }
}

impl<'c, const N: usize> From<&'c [&'c str; N]> for List<'c> {
    fn from(texts: &'c [&'c str; N]) -> List<'c> {
        List::new(texts)
    }
}

#[cfg(feature = "alloc")]
impl<'c> From<&'c [alloc::string::String]> for List<'c> {
    fn from(texts: &'c [alloc::string::String]) -> List<'c> {
        List::from_strings(texts)
    }
}

impl<'c> IntoIterator for List<'c> {
    type Item = &'c str;
    type IntoIter = ListIter<'c>;

    fn into_iter(self) -> ListIter<'c> {
        self.iter()
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

/// The entries of a [`List`] that are left.
#[derive(Clone)]
pub struct ListIter<'c>(
    // Invariant: joined texts hold at least one entry and do not end in a separator that ends an entry.
    Repr<'c>,
);

impl<'c> Iterator for ListIter<'c> {
    type Item = &'c str;

    fn next(&mut self) -> Option<&'c str> {
        match &mut self.0 {
            Repr::Slice(texts) => {
                let (first, rest) = texts.split_first()?;
                *texts = rest;
                Some(first)
            }
            #[cfg(feature = "alloc")]
            Repr::Strings(texts) => {
                let (first, rest) = texts.split_first()?;
                *texts = rest;
                Some(first)
            }
            Repr::Joined { texts, separator } => {
                let (first, rest) = match texts.iter().position(|byte| byte == separator) {
                    Some(at) => texts.split_at_checked(at).unwrap_or((texts, &[])),
                    None => (*texts, &[] as &[u8]),
                };
                match rest {
                    [_, rest @ ..] => *texts = rest,
                    [] => self.0 = Repr::Slice(&[]),
                }
                Some(core::str::from_utf8(first).unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{vec, vec::Vec};

    #[test]
    fn joined_texts_are_separated_or_ended() {
        let entries = |texts: &'static [u8]| List::joined(texts, b',').iter().collect::<Vec<_>>();
        assert_eq!(entries(b""), Vec::<&str>::new());
        assert_eq!(entries(b"a"), vec!["a"]);
        assert_eq!(entries(b"a,b"), vec!["a", "b"]);
        assert_eq!(entries(b"a,b,"), vec!["a", "b"]);
        assert_eq!(entries(b","), vec![""]);
        assert_eq!(entries(b",,a"), vec!["", "", "a"]);
    }
}
