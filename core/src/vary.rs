//! The `Vary` of an answer: derived from what was read to find it.

use core::fmt;

use crate::request::RequestField;
use crate::syntax::bytes;

/// A set of request fields on which an answer depends, for
/// [`Vary`](https://www.rfc-editor.org/rfc/rfc9110#name-vary).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Vary(u8);

impl Vary {
    /// The answer depends on no field.
    pub const NONE: Vary = Vary(0);

    /// This set and `field`.
    pub(crate) const fn with(self, field: RequestField) -> Vary {
        Vary(self.0 | field.bit())
    }

    /// Does the answer depend on `field`?
    pub const fn contains(self, field: RequestField) -> bool {
        self.0 & field.bit() != 0
    }

    /// Is there no field?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The field names of the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        RequestField::ALL.into_iter().filter(move |field| self.contains(*field)).map(RequestField::as_str)
    }

    /// The field value: names in lower case, joined with `, `.
    pub const fn as_str(self) -> &'static str {
        RequestField::joined(self.0)
    }

    /// What has to be added to the `Vary` lines that a response has: nothing if one of them is `*`.
    ///
    /// ```
    /// use corsac::{Config, RequestParts};
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(5).compile::<256>().unwrap();
    /// let no_fields: [(&[u8], &[u8]); 0] = [];
    /// let decision = policy.as_policy().decide(&RequestParts::new(b"GET", no_fields.into_iter()));
    /// let existing: [&[u8]; 2] = [b"Accept-Encoding", b"accept , Origin"];
    /// assert_eq!(decision.vary().as_str(), "origin");
    /// assert!(decision.vary().missing_from(existing.into_iter()).is_empty());
    /// ```
    pub fn missing_from<'l>(self, lines: impl Iterator<Item = &'l [u8]>) -> Vary {
        let mut missing = self;
        // Loops take less flash than iterators over the elements.
        for line in lines {
            let mut rest = Some(line);
            while let Some(list) = rest {
                let (name, tail) = bytes::split_element(list);
                let name = name.trim_ascii();
                if matches!(name, b"*") {
                    return Vary::NONE;
                }
                for field in RequestField::ALL {
                    if bytes::equal_lowercased(name, field.as_str().as_bytes()) {
                        missing = Vary(missing.0 & !field.bit());
                    }
                }
                rest = tail;
            }
        }
        missing
    }
}

impl fmt::Display for Vary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn the_table_lists_the_names_of_each_set() {
        for bits in 0..16 {
            let vary = Vary(bits);
            assert_eq!(vary.as_str(), vary.names().collect::<Vec<_>>().join(", "));
        }
    }

    #[test]
    fn only_missing_names_are_added() {
        let vary = Vary(3);
        let missing = |lines: &[&str]| vary.missing_from(lines.iter().map(|line| line.as_bytes())).as_str();
        assert_eq!(missing(&[]), "origin, access-control-request-method");
        assert_eq!(missing(&["accept", "ORIGIN,accept"]), "access-control-request-method");
        assert_eq!(missing(&["origins"]), "origin, access-control-request-method");
        assert_eq!(missing(&["accept", " * "]), "");
    }
}
